"""What a Common Cartridge holds: valid packages, in which every question earns what it earns here, or the difference is told."""

import re
from fractions import Fraction
from itertools import islice
from typing import Literal

import pytest
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.grading.grade import grade
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    TextEntry,
)
from qbank.item import Item, Literals, Part
from qbank.response import Score
from qbank.writers.common_cartridge.losses import examine
from qbank.writers.common_cartridge.questions import made_of, tasks, written
from tests.example_interactions import MATCHING, NUMERIC, PICTURES, TEXT
from tests.golden_responses import Given, golden_responses
from tests.qti12_files import WRAPPED, Mixed, faults, package, questions_in, rules
from tests.qti12_simulator import Response, marked
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


# --- the same score ---------------------------------------------------------------------------------------------------

TYPED = replace(TEXT, answers=(replace(TEXT.answer("answer"), key=Literals(("value function", "critic"))),))
MARKED = [item for item in EVERY if item.id not in ("text-entry", "expression-entry", "extended-text")] + [TYPED]


def there(part: Part, response: Given) -> list[Response]:
    """A response as readers of a cartridge have it: one for each question of the part."""
    match part.interaction, response:
        case NumericEntry(decimals=decimals), Fraction():
            return [frozenset({typed_number(response, decimals)})]
        case SingleChoice(choices) | MultipleChoice(choices), str() | frozenset():
            chosen = {response} if isinstance(response, str) else response
            return [frozenset(f"option{place}" for place, one in enumerate(choices, start=1) if one.id in chosen)]
        case Matching(sources, targets), dict():
            places = {target.id: f"option{place}" for place, target in enumerate(targets, start=1)}
            return [frozenset({places[response[source.id]]}) for source in sources]
        case Ordering(steps), tuple():
            return [frozenset({f"option{response.index(step.id) + 1}"}) for step in steps]
        case _:
            return [frozenset({str(response)})]


def typed_number(value: Fraction, decimals: int | None) -> str:
    """A number as a student types it who follows the instructions."""
    return str(value) if decimals is None else f"{round(value * 10**decimals) / 10**decimals:.{decimals}f}"


def share_here(item: Item, part: Part, typed: str, response: Given) -> Fraction:
    """What a response earns here, by the rules that are said to hold in a cartridge."""
    if isinstance(part.interaction, NumericEntry) and isinstance(response, Fraction):
        typed = typed_number(response, part.interaction.decimals)
    if isinstance(part.interaction, Ordering):
        order = item.answer(part.id).ids
        return Fraction(sum(one == right for one, right in zip(response, order, strict=True)), len(order))
    policy = ScoringPolicy.PER_PAIR if isinstance(part.interaction, Matching) else ScoringPolicy.ALL_OR_NOTHING
    parts = tuple(replace(one, scoring=policy) for one in item.parts)
    outcome = grade(replace(item, parts=parts), {part.id: typed})[part.id]
    assert isinstance(outcome, Score)
    share = Fraction(outcome.earned) / Fraction(outcome.possible)
    return share if isinstance(part.interaction, Matching) else Fraction(share == 1)


def compared(item: Item, tries: int, most: int) -> None:
    """Hold what responses to an item earn in a cartridge against what they earn here."""
    made = iter(bank_of(item).iter("{*}item"))
    for task in tasks(item):
        asked = [next(made) for _ in made_of(task)]
        for typed, response in islice(golden_responses(item, task.part, tries=tries), most):
            earned = [marked(one, given).share for one, given in zip(asked, there(task.part, response), strict=True)]
            wanted = share_here(item, task.part, typed, response)
            assert sum(earned) / len(earned) == wanted, (item.id, typed)
    assert not list(made)


@pytest.mark.parametrize("item", MARKED, ids=lambda item: item.id)
def test_each_response_earns_in_a_cartridge_what_it_is_said_to_earn(item: Item) -> None:
    compared(item, tries=60, most=200)


def test_each_shipped_question_earns_in_a_cartridge_what_it_is_said_to_earn() -> None:
    for name in NAMES:
        item = twenty(name)[0]
        if not any(isinstance(part.interaction, TextEntry | ExpressionEntry | ExtendedText) for part in item.parts):
            compared(item, tries=3, most=9)


def test_who_makes_a_known_mistake_is_told_of_it() -> None:
    (question,) = bank_of(NUMERIC).iter("{*}item")
    assert marked(question, frozenset({"0.300"})).told == ["general_fb", "hint", "known1_fb"]
    assert marked(question, frozenset({"0.3"})).told == ["general_fb", "hint", "known1_fb"]
    assert marked(question, frozenset({"0.200"})).told == ["general_fb", "hint"]
    questions = list(bank_of(MATCHING).iter("{*}item"))
    assert [marked(one, frozenset({"option1"})).told for one in questions] == [
        ["general_fb", "hint", "option1_fb"],
        ["general_fb", "hint"],
        ["general_fb", "hint"],
    ]


def test_each_copy_is_a_test_and_each_question_has_an_ident_of_its_own() -> None:
    files = package(Mixed(copies=3), "common-cartridge", "quiz")
    copies = [document for _, document in questions_in(files)]
    assert len(copies) == 3
    assert all(one.find("{*}assessment/{*}section") is not None for one in copies)
    idents = [one.get("ident") for one in copies[0].iter("{*}item")]
    assert len(set(idents)) == len(idents)
    assert files == package(Mixed(copies=3), "common-cartridge", "quiz")


def test_pictures_are_png_files_below_the_root_of_the_cartridge() -> None:
    files = package(Mixed(copies=2, item_ids=("pictures",), items=(PICTURES,)), "common-cartridge", "bank")
    texts = "".join("".join(document.itertext()) for _, document in questions_in(files))
    shown = set(re.findall(r'src="\$IMS-CC-FILEBASE\$([^"]+)"', texts))
    assert shown
    assert shown == {path for path in files if path.startswith("pictures/")}
    assert all(files[path].startswith(b"\x89PNG") for path in shown)
