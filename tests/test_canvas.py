"""What Canvas is given: valid packages, in which every question earns what it earns here, or the difference is told."""

import pytest
from lxml import etree  # type: ignore[import-untyped]

from qbank.item import Item
from qbank.writers.canvas import questions
from qbank.writers.canvas.flavour import CLASSIC, NEW, Flavour
from tests.qti12_files import WRAPPED, Mixed, faults, package, questions_in
from tests.shipped import NAMES, twenty
from tests.test_moodle_rules import EVERY

FLAVOURS = pytest.mark.parametrize("flavour", [CLASSIC, NEW], ids=lambda one: one.name)
QUESTION = "qti12/ims_qtiasiv1p2.xsd"


def parsed(item: Item, flavour: Flavour) -> etree._Element:
    """The questions of an item."""
    return etree.fromstring(WRAPPED % b"".join(one.xml for one in questions.written(item, flavour)))


def without_own(document: etree._Element, flavour: Flavour) -> etree._Element:
    """The document without what New Quizzes has beyond the schema."""
    if flavour is NEW:
        for element in document.iter("{*}varequal"):
            for name in ("margintype", "margin"):
                element.attrib.pop(name, None)
    return document


# --- valid --------------------------------------------------------------------------------------------------------------


@FLAVOURS
@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_interaction_follows_the_schema_of_qti(item: Item, flavour: Flavour) -> None:
    assert faults(without_own(parsed(item, flavour), flavour), QUESTION) == []


@FLAVOURS
def test_every_shipped_question_follows_the_schema_of_qti(flavour: Flavour) -> None:
    for name in NAMES:
        for item in twenty(name):
            assert faults(without_own(parsed(item, flavour), flavour), QUESTION) == [], name


@pytest.mark.parametrize(("name", "usage"), [("canvas", "bank"), ("canvas", "quiz"), ("canvas-new", "quiz")])
def test_a_package_follows_the_schemas_and_names_every_file(name: str, usage: str) -> None:
    files = package(Mixed(), name, usage)  # type: ignore[arg-type]
    for path, document in questions_in(files):
        assert faults(without_own(document, NEW if name == "canvas-new" else CLASSIC), QUESTION) == [], path
    manifest = etree.fromstring(files["imsmanifest.xml"])
    assert faults(manifest, "cp_md/imscp_v1p1.xsd") == []
    assert {one.get("href") for one in manifest.iter("{*}file")} == set(files) - {"imsmanifest.xml"}
