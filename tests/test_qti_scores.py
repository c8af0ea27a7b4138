"""What a response earns in QTI is what it earns here: each golden response is processed as QTI's specification says."""

import contextlib
import random
from fractions import Fraction
from types import ModuleType

import pytest
from msgspec.structs import replace

from qbank.authoring.bank import load
from qbank.errors import Undefined
from qbank.expressions.evaluate import evaluate
from qbank.generation.program import program
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
from qbank.item import Item as Question
from qbank.item import Part
from qbank.markup.text import blocks
from qbank.resources import questions_folder
from qbank.response import Score
from qbank.rl.balls import Ball
from qbank.writers import qti21, qti30
from tests.example_interactions import CARRIED, EXAMPLES, TEXT
from tests.golden_responses import Given, golden_responses
from tests.qti_simulator import Item

BANK = load([questions_folder()])
ALL = ScoringPolicy.ALL_OR_NOTHING
versions = pytest.mark.parametrize("version", [qti21, qti30], ids=["qti21", "qti30"])


def scored(item: Question, policy: ScoringPolicy) -> Question:
    """The item under another policy."""
    return replace(item, id=f"{item.id}-{policy.value}", parts=(replace(item.parts[0], scoring=policy),))


GRADED = [
    *(EXAMPLES[name] for name in ("numeric-entry", "single-choice", "multiple-choice", "matching", "ordering")),
    *(EXAMPLES[name] for name in ("cloze", "pictures", "carried")),
    TEXT,
    *(scored(EXAMPLES["multiple-choice"], policy) for policy in (ALL, ScoringPolicy.PROPORTIONAL)),
    *(scored(EXAMPLES[name], ALL) for name in ("matching", "ordering")),
]


def response(item: Question, part: Part) -> str:
    """The variable of a part."""
    return "RESPONSE" if len(item.parts) == 1 else f"RESPONSE_{item.parts.index(part) + 1}"


def in_qti(item: Question, part: Part, given: Given) -> object:
    """A response as a player of QTI puts it into its variable."""
    own = "part_" if len(item.parts) == 1 else f"part_{item.parts.index(part) + 1}_"
    match part.interaction:
        case NumericEntry():
            return float(given)  # type: ignore[arg-type]
        case TextEntry():
            return given
        case SingleChoice():
            return f"{own}{given}"
        case MultipleChoice():
            return tuple(sorted(f"{own}{choice}" for choice in given))  # type: ignore[union-attr]
        case Ordering():
            return tuple(f"{own}{step}" for step in given)  # type: ignore[union-attr]
        case Matching():
            pairs = given.items()  # type: ignore[union-attr]
            return tuple(sorted(f"{own}source_{source} {own}target_{target}" for source, target in pairs))
        case ExpressionEntry() | ExtendedText():
            raise AssertionError("no golden responses")


def earned(item: Question, typed: dict[str, str]) -> Fraction:
    """What is earned here."""
    outcomes = grade(item, typed).values()
    assert all(isinstance(outcome, Score) for outcome in outcomes), (item.id, typed)
    return sum((outcome.earned for outcome in outcomes if isinstance(outcome, Score)), Fraction(0))


@versions
@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.id)
def test_each_response_earns_in_qti_what_it_earns_here(version: ModuleType, item: Question) -> None:
    there = Item(version.entry(item).xml)
    for part in item.parts:
        for typed, given in golden_responses(item, part):
            outcomes = there.answered({response(item, part): in_qti(item, part, given)})
            assert outcomes["SCORE"] == pytest.approx(float(earned(item, {part.id: typed})), abs=1e-9), typed
            assert outcomes["MAXSCORE"] == item.points


@versions
@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.id)
def test_what_is_said_here_of_a_response_is_said_in_qti(version: ModuleType, item: Question) -> None:
    there = Item(version.entry(item).xml)
    for part in item.parts:
        for typed, given in golden_responses(item, part):
            score = grade(item, {part.id: typed})[part.id]
            assert isinstance(score, Score)
            outcomes = there.answered({response(item, part): in_qti(item, part, given)})
            said = " ".join(there.feedback(outcomes))
            for known in item.answer(part.id).known:
                text = " ".join(blocks(known.feedback).split())
                assert (text in " ".join(blocks(score.feedback).split())) == (text in said), typed


@versions
def test_an_outcome_says_in_a_word_how_right_a_response_is(version: ModuleType) -> None:
    """Inspera asks for these words (its knowledge base, "Question Banks")."""
    for item in GRADED:
        there = Item(version.entry(item).xml)
        assert there.answered({})["FEEDBACK"] == "feedback_unanswered"
        assert there.answered(there.correct)["FEEDBACK"] == "feedback_correct"
    there = Item(version.entry(EXAMPLES["matching"]).xml)
    half = there.answered({"RESPONSE": ("part_source_a part_target_3",)})
    assert (half["FEEDBACK"], there.answered({"RESPONSE": ("x y",)})["FEEDBACK"]) == (
        "feedback_partially_correct",
        "feedback_wrong",
    )
    assert Item(version.entry(EXAMPLES["extended-text"]).xml).answered({"RESPONSE": "So."})["FEEDBACK"] == (
        "feedback_answered"
    )


@versions
@pytest.mark.parametrize("item", [*GRADED, EXAMPLES["extended-text"]], ids=lambda item: item.id)
def test_a_blank_earns_nothing_and_is_told_the_hint_and_the_solution(version: ModuleType, item: Question) -> None:
    there = Item(version.entry(item).xml)
    outcomes = there.answered({})
    assert outcomes["SCORE"] == 0
    *_, hint, solution = there.feedback(outcomes)
    assert hint == "Read it twice."
    assert solution.endswith("Sutton & Barto (2018), eq. 6.5")


@versions
@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.id)
def test_the_correct_response_earns_everything_and_is_told_no_hint(version: ModuleType, item: Question) -> None:
    there = Item(version.entry(item).xml)
    outcomes = there.answered(there.correct)
    assert outcomes["SCORE"] == pytest.approx(float(item.points))
    assert "Read it twice." not in there.feedback(outcomes)


# --- errors carried forward ---


@versions
def test_what_follows_from_a_wrong_answer_earns_its_share(version: ModuleType) -> None:
    there, dice = Item(version.entry(CARRIED).xml), random.Random(1)
    for _ in range(200):
        first = Fraction(dice.randrange(-40, 60), 100)
        second = first**2 + Fraction(dice.randrange(-20, 21), 200_000)
        outcomes = there.answered({"RESPONSE_1": float(first), "RESPONSE_2": float(second)})
        here = earned(CARRIED, {"advantage": str(first), "loss": str(second)})
        assert outcomes["SCORE"] == pytest.approx(float(here), abs=1e-9), (first, second)
    (_, said, *_) = there.feedback(there.answered({"RESPONSE_1": 0.3, "RESPONSE_2": 0.09}))[:1] * 2
    assert said == "This follows from your earlier answer, which is not right."


FOLLOWING = [
    name
    for name, model in sorted(BANK.items.items())
    if any(getattr(part, "follow", None) for part in model.parts) and name != "coefficient-steps"
]


@versions
@pytest.mark.parametrize("name", FOLLOWING)
def test_shipped_questions_carry_forward_what_they_do_here(version: ModuleType, name: str) -> None:
    dice = random.Random(name)
    for variant in range(3):
        item = program(BANK.item(name)).item("qti", variant)
        there = Item(version.entry(item).xml)
        numeric = [part for part in item.parts if isinstance(part.interaction, NumericEntry)]
        for _ in range(6):
            given = {part.id: _near(item, part, dice) for part in numeric}
            _carry(item, given, dice)
            outcomes = there.answered({response(item, part): float(given[part.id]) for part in numeric})
            here = earned(item, {name: str(number) for name, number in given.items()})
            assert outcomes["SCORE"] == pytest.approx(float(here), abs=1e-9), given


def _near(item: Question, part: Part, dice: random.Random) -> Fraction:
    """The key, or a number that is wrong."""
    answer = item.answer(part.id)
    decimals = 4 if not isinstance(part.interaction, NumericEntry) else part.interaction.decimals or 4
    return round(answer.number + dice.choice([Fraction(0), Fraction(1, 2), Fraction(-1, 4)]), decimals)


def _carry(item: Question, given: dict[str, Fraction], dice: random.Random) -> None:
    """Make most numbers follow from the others."""
    for part in item.parts:
        working = item.answer(part.id).working if part.id in given else None
        if working is None or working.follow is None or dice.random() < 0.2:
            continue
        parameters = {**dict(item.parameters), **{f"parts.{name}": number for name, number in given.items()}}
        with contextlib.suppress(Undefined):
            value = evaluate(working.follow, parameters)  # type: ignore[arg-type]
            given[part.id] = value.rounded(6) if isinstance(value, Ball) else round(value, 6)  # type: ignore[assignment, arg-type]


@pytest.mark.parametrize("name", sorted(BANK.items))
def test_responses_to_shipped_questions_earn_in_qti_what_they_earn_here(name: str) -> None:
    item = program(BANK.item(name)).item("qti", 1)
    there = Item(qti30.entry(item).xml)
    for part in item.parts:
        if isinstance(part.interaction, ExpressionEntry | ExtendedText):
            continue
        for typed, given in golden_responses(item, part, tries=6):
            outcomes = there.answered({response(item, part): in_qti(item, part, given)})
            assert outcomes["SCORE"] == pytest.approx(float(earned(item, {part.id: typed})), abs=1e-9), typed
