"""The rows of tests/cases/grading.yaml: each an item with one part, a response, and what becomes of it."""

from fractions import Fraction
from pathlib import Path

from msgspec.structs import replace

from qbank import source
from qbank.grading.grade import grade
from qbank.interactions import (
    Choice,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    TextEntry,
)
from qbank.item import Answer, Item, Known, Literals, Pair, Part
from qbank.markup.text import inline
from qbank.response import Invalid, Outcome, Pending, Score
from tests.examples import example_item, words

CASES_FILE = Path(__file__).parent / "cases" / "grading.yaml"
EXPECTED = ("earns", "read", "slip", "says", "invalid", "at", "hint", "pending")
LETTERS = "abcdefghij"
NO_CREDIT = Fraction(0)

Case = dict[str, str]


def cases() -> list[Case]:
    """Every row, its values as text."""
    rows = source.parse(CASES_FILE.read_text(encoding="utf-8"), "grading.yaml").data
    assert isinstance(rows, list)
    return [{name: str(value) for name, value in row.items()} for row in rows]


def expected(case: Case) -> Case:
    """What a row says of the outcome."""
    return {name: case[name] for name in EXPECTED if name in case}


def outcome_of(case: Case) -> Outcome:
    """What becomes of a row's response."""
    return grade(item_of(case), {"a": case["response"]})["a"]


def fields(outcome: Outcome) -> Case:
    """An outcome as a row says it."""
    match outcome:
        case Score(earned, _, feedback, misconception, read_as):
            slip = {"slip": misconception} if misconception else {}
            says = {"says": inline(feedback)} if feedback and not (misconception or "").startswith("slip.") else {}
            return {"earns": str(earned), "read": read_as, **slip, **says}
        case Invalid(message, position, hint):
            return {"invalid": message, "at": str(position), **({"hint": hint} if hint else {})}
        case Pending(reason):
            return {"pending": reason}


def item_of(case: Case) -> Item:
    """The item that a row describes, worth one point."""
    interaction, answer = part_of(case)
    scoring = ScoringPolicy(case.get("scoring", "all_or_nothing"))
    part = Part("a", words("How much?"), interaction, Fraction(1), scoring)
    return replace(example_item(), language=case.get("language", "en"), parts=(part,), answers=(answer,))


def part_of(case: Case) -> tuple[Interaction, Answer]:
    """What a row asks for, told by the field that holds its key: a number unless one of the others is there."""
    if "accept" in case:
        literals = Literals(listed(case["accept"]), case.get("case") == "yes", int(case.get("typos", "0")))
        return TextEntry(), _answer(literals, tuple(map(_known_text, listed(case.get("known", "")))))
    if "right" in case:
        options = choices(LETTERS, int(case["options"]))
        return MultipleChoice(options), _answer(listed(case["right"]), _known(case, str))
    if "option" in case:
        return SingleChoice(choices(LETTERS, int(case["options"]))), _answer(case["option"], _known(case, str))
    if "pairs" in case:
        pairs = tuple(map(pair, listed(case["pairs"])))
        targets = choices("123456789", int(case["targets"]))
        return Matching(choices(LETTERS, len(pairs)), targets), _answer(pairs, _known(case, pair))
    if "order" in case:
        order = listed(case["order"])
        return Ordering(choices(LETTERS, len(order))), _answer(order, _known(case, str))
    return number(case)


def number(case: Case) -> tuple[Interaction, Answer]:
    """A number is asked for."""
    decimals = case.get("decimals", "3")
    key, tolerance = Fraction(case.get("key", "0.2")), Fraction(case.get("tolerance", "0.0005"))
    answer = Answer("a", key, words("So."), tolerance, exact=case.get("exact", "yes") != "no")
    return NumericEntry(None if decimals == "exact" else int(decimals), case.get("unit", "")), answer


def listed(text: str) -> tuple[str, ...]:
    """What stands between commas."""
    return tuple(part.strip() for part in text.split(",") if part.strip())


def pair(text: str) -> Pair:
    """``a:1``."""
    left, _, right = text.partition(":")
    return Pair(left, right)


def choices(ids: str, number: int) -> tuple[Choice, ...]:
    """Options a, b, c, ... with the texts A, B, C, ...; targets 1, 2, ... with the texts I, II, ..."""
    shown = dict(zip("123456789", ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX"), strict=True))
    return tuple(Choice(one, words(shown.get(one, one.upper()))) for one in ids[:number])


def _answer(key: object, known: tuple[Known, ...]) -> Answer:
    return Answer("a", key, words("So."), known=known)  # type: ignore[arg-type]


def _known(case: Case, read: object) -> tuple[Known, ...]:
    """``c`` is a known mistake with the name and the feedback ``c``."""
    return tuple(
        Known(read(one), NO_CREDIT, words(f"About {one}."), f"mistake-{one}")  # type: ignore[operator]
        for one in listed(case.get("known", ""))
    )


def _known_text(text: str) -> Known:
    """``baseline* = 1/2``: recognised, worth half."""
    literal, _, credit = (part.strip() for part in text.partition("="))
    return Known(literal, Fraction(credit or "0"), words(f"About {literal}."))
