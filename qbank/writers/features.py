"""Which features the questions of a quiz use, so that only those that they need are said to be lost."""

from collections.abc import Iterator

from qbank.content import pictures
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
from qbank.item import Answer, Form, Item, Part, texts_in

ALWAYS = ("title", "objectives", "bloom", "language", "points", "stem", "prompt", "secrecy")


def used(item: Item) -> frozenset[str]:
    """The features that an item uses.

    >>> from fractions import Fraction
    >>> from qbank.content import Text
    >>> none = Item("a", "s", 0, "A", "en", (), (), "apply", Fraction(1), Text(), (), (), "")
    >>> used(none) == set(ALWAYS)
    True
    """
    found = {*ALWAYS, *(_of_item(item))}
    for part in item.parts:
        found.update(_of_part(part))
    for answer in item.answers or ():
        found.update(_of_answer(answer))
    return frozenset(found)


def used_by_form(form: Form) -> Iterator[str]:
    """The features that a test uses beside its questions."""
    if form.instructions or any(section.instructions for section in form.sections):
        yield "instructions"
    if form.minutes:
        yield "minutes"


def _of_item(item: Item) -> Iterator[str]:
    present = {"tags": item.tags, "source": item.source, "hints": item.hints}
    yield from (name for name, value in present.items() if value)
    if any(True for text in texts_in(item) for _ in pictures(text)):
        yield "pictures"


def _of_part(part: Part) -> Iterator[str]:
    if part.inline:
        yield "gaps"
    if part.scoring is not ScoringPolicy.ALL_OR_NOTHING:
        yield "scoring"
    match part.interaction:
        case NumericEntry(unit=unit):
            yield from ("tolerance", "unit") if unit else ("tolerance",)
        case ExpressionEntry():
            yield "spellings"
        case TextEntry():
            yield "accepted texts"
        case ExtendedText():
            yield from ("rubric", "model answer")
        case SingleChoice() | MultipleChoice() | Matching() | Ordering():
            yield "choices"


def _of_answer(answer: Answer) -> Iterator[str]:
    if answer.solution:
        yield "solution"
    if any(known.feedback for known in answer.known):
        yield "feedback"
    if any(known.misconception for known in answer.known):
        yield "misconception"
    if answer.working is not None and answer.working.follow is not None:
        yield "carried forward"
