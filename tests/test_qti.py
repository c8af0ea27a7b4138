"""QTI packages: valid, the same every time, with everything in them that the manifest says."""

import os
import re
import zipfile
from fractions import Fraction
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.assembly.assemble import assemble, collect
from qbank.assembly.assembly import Assembly
from qbank.authoring.bank import load
from qbank.errors import DrawError, RefusedError
from qbank.generation.program import program
from qbank.item import Item
from qbank.resources import questions_folder
from qbank.writers import qti21, qti30
from qbank.writers.build import write
from qbank.writers.format import Usage, losses
from qbank.writers.options import Options
from qbank.writers.output import Output
from tests.conftest import Golden, require
from tests.example_interactions import EXAMPLES
from tests.examples import words
from tests.qti_schemas import faults

BANK = load([questions_folder()])
VARIANTS = 20
XML_NAME = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")

versions = pytest.mark.parametrize("version", [qti21, qti30], ids=["qti21", "qti30"])
usages = pytest.mark.parametrize("usage", ["quiz", "bank"])


@pytest.fixture
def _schemas() -> None:
    require(os.environ.get("QBANK_SCHEMAS"), "the XML schemas: QBANK_SCHEMAS says in which folder they are")


def variants(name: str) -> list[Item]:
    """So many variants of a question, or all where they are fewer."""
    made: list[Item] = []
    for number in range(VARIANTS):
        try:
            made.append(program(BANK.item(name)).item("qti", number))
        except DrawError:
            break
    return made


@pytest.mark.usefixtures("_schemas")
@pytest.mark.parametrize("name", sorted(BANK.items))
def test_every_variant_of_a_shipped_question_is_a_valid_item(name: str) -> None:
    made = variants(name)
    for version in (qti21, qti30):
        assert not [loss for loss in losses(version.FORMAT, made[0]) if loss.outcome == "refused"]
        assert [fault for item in made for fault in faults(version.entry(item).xml)] == []


@cache
def built(version: ModuleType, usage: Usage, folder: Path) -> dict[str, bytes]:
    """The files of a package of a shipped blueprint in three copies, by their paths."""
    quiz = assemble(BANK.blueprint("rlhf-midterm"), BANK, "qti", copies=3)
    return files(quiz, version, usage, folder)


def files(quiz: Assembly, version: ModuleType, usage: Usage, folder: Path) -> dict[str, bytes]:
    with Output(folder, replace=True) as output:
        write(quiz, [version.FORMAT.name], output, Options(usage=usage))
    with zipfile.ZipFile(folder / f"{quiz.name}.{version.FORMAT.ending}") as archive:
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("qti")


def read(package: dict[str, bytes], name: str) -> Any:
    return etree.fromstring(package[name])


def test_file(package: dict[str, bytes]) -> Any:
    return next(read(package, name) for name in package if name.startswith("test-"))


test_file.__test__ = False  # type: ignore[attr-defined]  # it finds the file of a test


def named(element: Any, name: str) -> list[Any]:
    """The elements below of a name of QTI 3, or of what QTI 2.1 calls it."""
    first, *others = name.removeprefix("qti-").split("-")
    both = {name, first + "".join(map(str.capitalize, others))}
    return [one for one in element.iter(etree.Element) if etree.QName(one).localname in both]


@pytest.mark.usefixtures("_schemas")
@versions
@usages
def test_every_file_of_a_package_is_valid(version: ModuleType, usage: Usage, folder: Path) -> None:
    package = built(version, usage, folder)
    assert {name: faults(data) for name, data in package.items() if name.endswith(".xml") and faults(data)} == {}


@pytest.mark.usefixtures("_schemas")
def test_a_file_that_is_not_valid_is_found() -> None:
    xml = qti30.entry(EXAMPLES["numeric-entry"]).xml
    assert faults(xml.replace(b"<p>", b"<p><div/>"))
    assert faults(xml.replace(b'cardinality="single"', b""))


@versions
@usages
def test_the_manifest_lists_every_file_and_no_other(version: ModuleType, usage: Usage, folder: Path) -> None:
    package = built(version, usage, folder)
    manifest = read(package, "imsmanifest.xml")
    listed = [one.get("href") for one in named(manifest, "file")]
    assert {*listed, "imsmanifest.xml"} == set(package)
    resources = {one.get("identifier") for one in named(manifest, "resource")}
    assert {one.get("identifierref") for one in named(manifest, "dependency")} < resources


@versions
@usages
def test_a_test_draws_one_variant_of_each_question(version: ModuleType, usage: Usage, folder: Path) -> None:
    package = built(version, usage, folder)
    pools = [
        section
        for section in named(test_file(package), "qti-assessment-section")
        if etree.QName(section[0]).localname in ("selection", "qti-selection")
    ]
    assert len(pools) == len(assemble(BANK.blueprint("rlhf-midterm"), BANK, "qti").item_ids)
    for pool in pools:
        assert pool[0].get("select") == "1"
        assert pool.get("title") in {model.title for model in BANK.items.values()}
        hrefs = [one.get("href") for one in pool[1:]]
        assert len(hrefs) == 3
        assert set(hrefs) < set(package)


@versions
def test_a_quiz_has_the_sections_and_the_time_of_the_blueprint_and_a_bank_has_one_section(
    version: ModuleType, folder: Path
) -> None:
    form = assemble(BANK.blueprint("rlhf-midterm"), BANK, "qti").form(0)
    quiz, bank = (test_file(built(version, usage, folder)) for usage in ("quiz", "bank"))
    (part,) = named(quiz, "qti-test-part")
    (limit,) = named(quiz, "qti-time-limits")
    assert (limit.get("max-time") or limit.get("maxTime")) == str(60 * (form.minutes or 0))
    sections = [one for one in part if one.get("title")]
    assert [one.get("title") for one in sections] == [section.title for section in form.sections]
    assert not named(bank, "qti-time-limits")
    assert len([one for one in named(bank, "qti-test-part")[0] if one.get("title")]) == 1


@versions
def test_identifiers_are_names_and_no_two_are_alike(version: ModuleType, folder: Path) -> None:
    package = built(version, "quiz", folder)
    items = [read(package, name) for name in package if name.startswith("items/") and name.endswith(".xml")]
    test = [one.get("identifier") for one in test_file(package).iter(etree.Element) if one.get("identifier")]
    for found in (
        [item.get("identifier") for item in items],
        [one for one in test if one not in ("SCORE", "MAXSCORE")],
    ):
        assert all(map(XML_NAME.fullmatch, found))
        assert len(set(found)) == len(found)
    for item in items:
        declared = [one.get("identifier") for one in item if "eclaration" in one.tag]
        offered = [one.get("identifier") for name in CHOICES for one in named(item, name)]
        assert len({*declared, *offered}) == len([*declared, *offered])


CHOICES = ("qti-simple-choice", "qti-inline-choice", "qti-simple-associable-choice")


@versions
def test_the_same_build_gives_the_same_bytes_and_more_variants_change_no_identifier(
    version: ModuleType, tmp_path: Path
) -> None:
    few, again, more = (collect(["td-advantage", "discounted-return"], BANK, "s", copies) for copies in (2, 2, 4))
    one, two, three = (
        files(quiz, version, "bank", tmp_path / str(place)) for place, quiz in enumerate((few, again, more))
    )
    assert one == two
    items = {name: data for name, data in one.items() if name.startswith("items/")}
    assert items.items() <= three.items()


@versions
def test_the_manifest_tells_language_tags_objectives_level_and_source(version: ModuleType) -> None:
    item = replace(EXAMPLES["numeric-entry"], language="de", source="A & B")
    told = version.entry(item).described
    for word in ("<lom:language>de<", ">advantage<", ">rlhf.advantage.td-error<", ">bloom:apply<", ">A &amp; B<"):
        assert word.replace("lom:", "imsmd:" if version is qti21 else "lom:") in told


@versions
def test_pictures_are_files_beside_the_item(version: ModuleType) -> None:
    made = version.entry(EXAMPLES["pictures"])
    shown = re.findall(rb'<img class="picture" src="pictures/([^"]+)" alt="[^"]+"/>', made.xml)
    assert {name.decode() for name in shown} == {name for name, _ in made.pictures}
    assert len(shown) == 3
    for name, data in made.pictures:
        assert etree.fromstring(data).tag == "{http://www.w3.org/2000/svg}svg"
        assert f'href="items/pictures/{name}"' in made.described


@versions
def test_a_control_character_is_refused(version: ModuleType) -> None:
    with pytest.raises(RefusedError, match=r"numeric-entry-3: a text has the control character U\+0007"):
        version.entry(replace(EXAMPLES["numeric-entry"], stem=words("ring\a")))


@versions
@pytest.mark.parametrize("example", [name for name in EXAMPLES if name != "expression-entry"])
def test_the_points_of_an_item_are_those_of_its_parts(version: ModuleType, example: str) -> None:
    item = EXAMPLES[example]
    document = etree.fromstring(version.entry(item).xml)
    declared = {one.get("identifier"): "".join(one.itertext()).strip() for one in document if "outcome" in one.tag}
    assert Fraction(declared["MAXSCORE"]) == item.points


@pytest.mark.parametrize(
    ("version", "example"), [*((qti30, name) for name in EXAMPLES), (qti21, "numeric-entry"), (qti21, "cloze")]
)
def test_what_qti_is_given_of_each_example(golden: Golden, version: ModuleType, example: str) -> None:
    name, found = version.FORMAT.name, losses(version.FORMAT, EXAMPLES[example])
    told = "".join(f"{loss.outcome}: {loss.part}: {loss.reason}\n" for loss in found)
    if any(loss.outcome == "refused" for loss in found):
        golden(f"{name}/{example}/refusal.txt", told)
        return
    made = version.entry(EXAMPLES[example])
    golden(f"{name}/{example}/example.xml", made.xml.decode())
    golden(f"{name}/{example}/losses.txt", told or "nothing is lost\n")


@versions
def test_what_a_test_and_a_manifest_say(golden: Golden, version: ModuleType, tmp_path: Path) -> None:
    quiz = assemble(BANK.blueprint("value-function-warm-up"), BANK, "golden", copies=2)
    package = files(quiz, version, "quiz", tmp_path)
    for name, data in package.items():
        if "/" not in name:
            golden(f"{version.FORMAT.name}/package/{name}", data.decode())
