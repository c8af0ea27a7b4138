"""What Canvas is given: valid packages, in which every question earns what it earns here, or the difference is told."""

import html
import json
import os
import re
import subprocess
from fractions import Fraction
from itertools import islice
from pathlib import Path

import pytest
from hypothesis import given, settings
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import Gap, Paragraph, Piece, Place, Str, Text, Tree
from qbank.errors import RefusedError
from qbank.grading.grade import grade
from qbank.interactions import (
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    TextEntry,
)
from qbank.item import Answer, Item, Literals, Part
from qbank.response import Score
from qbank.writers.canvas import questions
from qbank.writers.canvas.flavour import CLASSIC, NEW, Flavour
from qbank.writers.canvas.losses import examiner
from qbank.writers.canvas.package import quiz_writer
from qbank.writers.format import Usage
from qbank.writers.output import Output
from tests.canvas_simulator import Question, imported
from tests.conftest import require
from tests.example_interactions import CLOZE, MATCHING, NUMERIC, PICTURES, SINGLE, TEXT
from tests.examples import words
from tests.golden_responses import Given, golden_responses
from tests.qti12_files import WRAPPED, Mixed, faults, package, questions_in
from tests.shipped import NAMES, twenty
from tests.test_moodle_rules import EVERY, rewritten, sentences

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


# --- the same score ---------------------------------------------------------------------------------------------------


TYPED = replace(TEXT, answers=(replace(TEXT.answer("answer"), key=Literals(("value function", "critic"))),))
"""A text without typing errors, of which Canvas allows none."""
CASED = replace(
    TEXT,
    id="cased",
    answers=(replace(TEXT.answer("answer"), key=Literals(("Value function", "CRITIC"), case=True), known=()),),
)
"""One in which capitals matter, as New Quizzes can tell."""


def gapped(*parts: Part, answers: tuple[Answer, ...]) -> Item:
    """An item whose stem has a gap for each part, and what looks like a gap and is none."""
    tree = Tree((Paragraph((Str("See [gap1] and \\["), *(Place(number) for number in range(len(parts))))),))
    stem = Text((Piece(tree, tuple(Gap(part.id) for part in parts)),))
    return replace(
        CLOZE, stem=stem, parts=parts, answers=answers, points=sum((one.points for one in parts), Fraction(0))
    )


BEST, NAME = CLOZE.parts[1:]
DROP_DOWNS = gapped(
    BEST,
    replace(BEST, id="again"),
    answers=(CLOZE.answer("best"), replace(CLOZE.answer("best"), part="again", key="b", known=())),
)
BLANKS = gapped(
    NAME, replace(NAME, id="again"), answers=(CLOZE.answer("name"), replace(CLOZE.answer("name"), part="again"))
)
MARKED = [item for item in EVERY if item.id not in ("text-entry", "expression-entry", "extended-text")] + [TYPED]


def taken(item: Item, flavour: Flavour) -> list[Question]:
    """The questions that Canvas makes of an item."""
    return imported(parsed(item, flavour), "new" if flavour is NEW else "classic")


def there(question: Question, part: Part, given: Given) -> object:
    """A response as Canvas has it; options, sources and targets stand in our order."""
    match part.interaction, given:
        case SingleChoice(choices), str():
            return question.answers[[one.id for one in choices].index(given)].ident
        case MultipleChoice(choices), frozenset():
            return frozenset(question.answers[[one.id for one in choices].index(one)].ident for one in given)
        case Matching(sources, targets), dict():
            offered = {one.id: ident for one, (ident, _) in zip(targets, question.matches, strict=True)}
            pairs = zip(sources, question.answers, strict=True)
            return {answer.ident: offered[given[source.id]] for source, answer in pairs}
        case Ordering(steps), tuple():
            idents = {step.id: answer.ident for step, answer in zip(steps, question.answers, strict=True)}
            if question.type == "ordering_question":
                return [idents[one] for one in given]
            return {idents[one]: question.matches[place][0] for place, one in enumerate(given)}
        case _:
            return given


def declared(item: Item, part: Part, flavour: Flavour) -> Item:
    """The item as it says of Canvas that it is marked there."""
    policy = {
        MultipleChoice: ScoringPolicy.RIGHT_MINUS_WRONG,
        Matching: ScoringPolicy.PER_PAIR,
        Ordering: ScoringPolicy.ALL_OR_NOTHING,
    }.get(type(part.interaction), part.scoring)
    parts = tuple(replace(one, scoring=policy) if one.id == part.id else one for one in item.parts)
    return replace(item, parts=parts)


def expected_share(item: Item, part: Part, typed: str, given: Given, flavour: Flavour) -> Fraction:
    """What a response earns here, by the rules that are said to hold in Canvas."""
    if isinstance(part.interaction, Ordering) and not flavour.orders:
        order = item.answer(part.id).ids
        return Fraction(sum(one == right for one, right in zip(given, order, strict=True)), len(order))
    outcome = grade(declared(item, part, flavour), {part.id: typed})[part.id]
    assert isinstance(outcome, Score)
    share = Fraction(outcome.earned) / Fraction(outcome.possible)
    whole = isinstance(part.interaction, NumericEntry | TextEntry | SingleChoice)
    return Fraction(share == 1) if whole else share


@FLAVOURS
@pytest.mark.parametrize("item", MARKED, ids=lambda item: item.id)
def test_each_response_earns_in_canvas_what_it_is_said_to_earn(item: Item, flavour: Flavour) -> None:
    for task, question in zip(questions.tasks(item), taken(item, flavour), strict=True):
        for typed, response in golden_responses(item, task.part):
            earned = question.share(there(question, task.part, response))
            assert earned == expected_share(item, task.part, typed, response, flavour), (item.id, typed)


@FLAVOURS
def test_each_shipped_question_is_taken_whole_and_its_key_is_right(flavour: Flavour) -> None:
    for name in NAMES:
        item = twenty(name)[0]
        made = taken(item, flavour)
        assert [Fraction(one.points) for one in made] == pytest.approx([task.points for task in questions.tasks(item)])
        for task, question in zip(questions.tasks(item), made, strict=True):
            for typed, response in islice(golden_responses(item, task.part, tries=3), 9):
                if isinstance(task.part.interaction, TextEntry):
                    continue  # typing errors and stars are told to be lost
                earned = question.share(there(question, task.part, response))
                assert earned == expected_share(item, task.part, typed, response, flavour), (name, typed)


def test_capitals_matter_where_they_are_to_and_can() -> None:
    assert [taken(CASED, NEW)[0].share(typed) for typed in ("CRITIC", "critic")] == [1, 0]
    assert [taken(CASED, CLASSIC)[0].share(typed) for typed in ("CRITIC", "critic")] == [1, 1]
    lost = [
        [loss.reason for loss in examiner(flavour)(CASED) if "capitals" in loss.reason] for flavour in (CLASSIC, NEW)
    ]
    assert [len(reasons) for reasons in lost] == [1, 0]


def test_a_title_that_canvas_does_not_hold_is_refused() -> None:
    assert [loss.outcome for loss in examiner(CLASSIC)(replace(NUMERIC, title="t" * 260))] == ["refused"]


@FLAVOURS
@pytest.mark.parametrize("item", [DROP_DOWNS, BLANKS], ids=["drop-downs", "blanks"])
def test_gaps_of_one_kind_are_one_question_and_what_looks_like_a_gap_is_none(item: Item, flavour: Flavour) -> None:
    (question,) = taken(item, flavour)
    right = {"gap1": "Q-learning", "gap2": "q learning"}
    if item is DROP_DOWNS:
        right = {one.blank: one.ident for one in question.answers if one.weight}
    assert question.share(right) == 1
    assert question.share({**right, "gap2": "nothing"}) == Fraction(1, 2)
    assert question.points == 2


# --- what is told -------------------------------------------------------------------------------------------------------


def test_what_is_told_is_told_to_whom_it_belongs() -> None:
    (question,) = taken(SINGLE, CLASSIC)
    assert "It is positive." in question.neutral
    assert "Sutton" in question.neutral
    assert ["Look at the sign." in one.told for one in question.answers] == [False, True]
    (question,) = taken(NUMERIC, CLASSIC)
    assert "0.300: You left γ out." in question.incorrect
    (question,) = taken(MATCHING, CLASSIC)
    assert ["That is the critic." in one.told for one in question.answers] == [True, False, False]
    (question,) = taken(MATCHING, NEW)
    assert "Policy → estimates the return: That is the critic." in question.incorrect


@FLAVOURS
@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=25)
@given(said=sentences)
def test_canvas_takes_every_text_in_every_place_as_it_is(item: Item, flavour: Flavour, said: str) -> None:
    for question in taken(rewritten(item, said), flavour):
        shown = re.sub(r"<[^>]*>", "", question.text + question.neutral)
        assert " ".join(said.split()) in " ".join(html.unescape(shown).split())


def test_a_control_character_is_refused() -> None:
    with pytest.raises(RefusedError, match="control character"):
        questions.written(replace(NUMERIC, source="a\x01b"), CLASSIC)


def test_a_text_that_canvas_would_not_keep_is_refused() -> None:
    long = replace(NUMERIC, stem=words("x" * 17_000))
    assert [loss.outcome for loss in examiner(CLASSIC)(long)] == ["refused"]


# --- packages -----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(("name", "usage"), [("canvas", "bank"), ("canvas", "quiz"), ("canvas-new", "quiz")])
def test_every_variant_of_every_question_is_in_the_package_once(name: str, usage: Usage) -> None:
    quiz = Mixed(copies=3)
    found = [
        question
        for path, document in questions_in(package(quiz, name, usage))
        for question in imported(document, "new" if name == "canvas-new" else "classic")
        if question.type != "text_only_question"
    ]
    assert len(found) == 3 * sum(len(questions.tasks(item)) for item in EVERY)
    assert len({question.ident for question in found}) == len(found)
    assert package(quiz, name, usage) == package(quiz, name, usage)


def test_a_test_draws_one_variant_of_each_question_for_its_points() -> None:
    files = package(Mixed(copies=3), "canvas", "quiz")
    ((path, document),) = questions_in(files)
    groups = document.findall("{*}assessment/{*}section/{*}section")
    assert [one.findtext(".//{*}selection_number") for one in groups] == ["1"] * len(groups)
    assert all(len(one.findall("{*}item")) == 3 for one in groups)
    meta = etree.fromstring(files[path.replace(path.rpartition("/")[2], "assessment_meta.xml")])
    assert meta.findtext("{*}time_limit") == "45"
    assert "Answer every question." in (meta.findtext("{*}description") or "")
    told = [one for one in imported(document, "classic") if one.type == "text_only_question"]
    assert told == []


def test_pictures_are_files_that_the_texts_show() -> None:
    files = package(Mixed(copies=2, item_ids=("pictures",), items=(PICTURES,)), "canvas", "bank")
    texts = "".join("".join(document.itertext()) for _, document in questions_in(files))
    shown = set(re.findall(r'src="(pictures/[^"]+)"', texts))
    assert shown
    assert shown == {path for path in files if path.startswith("pictures/")}
    assert all(files[path].startswith(b"<svg") for path in shown)


# --- another reader -----------------------------------------------------------------------------------------------------


def reader() -> Path:
    """The Python of the environment that has qti2latex."""
    return Path(os.environ.get("QBANK_QTI2LATEX", "")) / "bin" / "python"


def test_another_reader_of_canvas_packages_finds_the_same(tmp_path: Path) -> None:
    require(reader().exists(), "qti2latex is not installed where QBANK_QTI2LATEX says")
    items = tuple(twenty(name)[0] for name in ("td-advantage", "discounted-return", "one-sweep-of-value-iteration"))
    with Output(tmp_path, replace=False) as output:
        quiz_writer(CLASSIC)(Mixed(copies=2, item_ids=tuple(item.id for item in items), items=items), output)
    (path,) = tmp_path.iterdir()
    script = Path(__file__).parent / "qti2latex_reader.py"
    groups = json.loads(subprocess.run([reader(), script, path], capture_output=True, check=True).stdout)
    ours = [
        (task, question)
        for item in items
        for task, question in zip(questions.tasks(item), taken(item, CLASSIC), strict=True)
    ]
    assert len(groups) == len(ours)
    for group, (task, question) in zip(groups, ours, strict=True):
        assert (group["drawn"], group["points"], len(group["questions"])) == (1, task.points, 2)
        read = group["questions"][0]
        assert (read["type"], read["stem"]) == (question.type, question.text)
        if question.type == "numerical_question":
            assert read["right"] == [one.text for one in question.answers]
        elif question.type == "multiple_choice_question":
            assert {one.ident for one in question.answers if one.weight} <= set(read["right"])
            assert [text for _, text in read["options"]] == [one.text for one in question.answers]
