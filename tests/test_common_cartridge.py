"""What a Common Cartridge holds: valid packages, in which every question earns what it earns here, or the difference is told."""

from typing import Literal

import pytest
from lxml import etree  # type: ignore[import-untyped]

from qbank.item import Item
from qbank.writers.common_cartridge.losses import examine
from qbank.writers.common_cartridge.questions import written
from tests.qti12_files import WRAPPED, Mixed, faults, package, questions_in, rules
from tests.shipped import NAMES, twenty
from tests.test_moodle_rules import EVERY

QUESTIONS, MANIFEST = "cc11/ccv1p1_qtiasiv1p2p1_v1p0.xsd", "cc11/cc11libxml2validator.xsd"
LEFT_ALONE = "RULE 4d"
"""Options of a multiple choice are to be three or more: see the format's docstring."""


def refused(item: Item) -> bool:
    """Whether the item is refused."""
    return any(loss.outcome == "refused" for loss in examine(item))


def bank_of(item: Item) -> etree._Element:
    """The questions of an item as a bank."""
    return etree.fromstring(
        WRAPPED % (b'<objectbank ident="b">%s</objectbank>' % b"".join(one.xml for one in written(item)))
    )


# --- valid --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
def test_every_interaction_follows_the_schema_and_its_rules(item: Item) -> None:
    document = bank_of(item)
    assert faults(document, QUESTIONS) == []
    assert [fault for fault in rules(document, QUESTIONS) if LEFT_ALONE not in fault] == []


def test_every_shipped_question_follows_the_schema() -> None:
    for name in NAMES:
        for item in twenty(name):
            if not refused(item):
                assert faults(bank_of(item), QUESTIONS) == [], name


@pytest.mark.parametrize("usage", ["bank", "quiz"])
def test_a_cartridge_follows_the_schemas_and_names_every_file(usage: Literal["bank", "quiz"]) -> None:
    files = package(Mixed(), "common-cartridge", usage)
    for path, document in questions_in(files):
        assert faults(document, QUESTIONS) == [], path
    manifest = etree.fromstring(files["imsmanifest.xml"])
    assert faults(manifest, MANIFEST) == []
    assert {one.get("href") for one in manifest.iter("{*}file")} == set(files) - {"imsmanifest.xml"}
