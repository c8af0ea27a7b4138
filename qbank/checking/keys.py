"""The key of a part as a student would give it, and whether it earns everything when it is graded."""

from collections.abc import Iterator
from typing import assert_never

from qbank.content import plain
from qbank.grading.grade import grade
from qbank.grading.spelling import WILD, pattern
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Answer, Item, Known, Part
from qbank.response import Response, Score


def key_response(part: Part, answer: Answer) -> Response | None:
    """The key as it is typed or chosen; None of a text that a person marks.

    >>> from fractions import Fraction
    >>> from qbank.content import Text
    >>> part = Part("a", Text(), Ordering(()), Fraction(1))
    >>> key_response(part, Answer("a", ("b", "a"), Text()))
    'b,a'
    """
    match part.interaction:
        case NumericEntry():
            return str(answer.number)
        case ExpressionEntry():
            return plain(answer.shown) if answer.shown is not None else None
        case TextEntry():
            return next(map(_without_stars, answer.literals.accepted), None)
        case SingleChoice():
            return answer.choice
        case MultipleChoice() | Ordering():
            return ",".join(answer.ids)
        case Matching():
            return ";".join(f"{pair.source}:{pair.target}" for pair in answer.pairs)
        case ExtendedText():
            return None
        case _:
            assert_never(part.interaction)


def ungraded_keys(item: Item) -> Iterator[str]:
    """A fault for each key that does not earn everything, and for each recognised text that does not earn its credit."""
    for part in item.parts:
        answer = item.answer(part.id)
        response = key_response(part, answer)
        if response is not None and _share(item, part, response) != 1:
            yield f"key: the key of {part.id!r}, given as {response!r}, does not earn all points"
        if isinstance(part.interaction, TextEntry):
            yield from _mistaken(item, part, answer.known)


def _mistaken(item: Item, part: Part, known: tuple[Known, ...]) -> Iterator[str]:
    for one in known:
        if isinstance(one.response, str) and WILD not in pattern(one.response):
            share = _share(item, part, _without_stars(one.response))
            if share != one.credit:
                yield f"collision: {one.response!r} is to earn {one.credit} of {part.id!r}, but earns {share}"


def _without_stars(text: str) -> str:
    """A text that the pattern meets: ``*`` stands for nothing."""
    return "".join(sign for sign in pattern(text) if sign != WILD)


def _share(item: Item, part: Part, response: Response) -> object:
    outcome = grade(item, {part.id: response})[part.id]
    return outcome.earned / outcome.possible if isinstance(outcome, Score) else None
