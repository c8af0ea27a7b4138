"""Grading an item: a pure function of the item and what was typed."""

import difflib
from collections.abc import Mapping
from typing import assert_never

from qbank.errors import QbankError
from qbank.grading.extended_text import grade_essay
from qbank.grading.ids import is_blank
from qbank.grading.matching import grade_matching
from qbank.grading.multiple_choice import grade_choices
from qbank.grading.numeric import grade_number
from qbank.grading.ordering import grade_ordering
from qbank.grading.scoring import fits, unfit
from qbank.grading.single_choice import grade_choice
from qbank.grading.text_entry import grade_text
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
from qbank.item import Item, Part
from qbank.response import Invalid, Outcome, Response


def grade(item: Item, responses: Mapping[str, Response]) -> dict[str, Outcome]:
    """The outcome of each response, by part; parts without a response are left out.

    An empty response is invalid, not wrong. Errors are carried forward between the responses that are given together.
    Raises QbankError for a part that the item does not have.
    """
    if item.answers is None:
        message = f"{item.name!r} is a student's copy: it has no answers to grade by"
        raise QbankError(message)
    parts = {part.id: part for part in item.parts}
    for name in responses:
        if name not in parts:
            raise QbankError(_unknown(name, list(parts)))
    return {name: grade_part(item, parts[name], responses) for name in responses}


def grade_part(item: Item, part: Part, responses: Mapping[str, Response]) -> Outcome:
    """The outcome of one part's response; the others matter only for what is carried forward from them."""
    if not fits(part):
        raise unfit(part)
    response = responses[part.id]
    if is_blank(response):
        return Invalid("nothing was typed")
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry() as entry:
            return grade_number(item, part, entry, responses)
        case ExpressionEntry() as entry:
            from qbank.grading.expression import grade_expression  # flint takes 40 ms to import

            return grade_expression(part, answer, entry, response, item.language)
        case TextEntry():
            return grade_text(part, answer, response, item.language)
        case SingleChoice(choices):
            return grade_choice(part, answer, choices, response)
        case MultipleChoice() as entry:
            return grade_choices(part, answer, entry, response)
        case Matching() as entry:
            return grade_matching(part, answer, entry, response)
        case Ordering() as entry:
            return grade_ordering(part, answer, entry, response)
        case ExtendedText():
            return grade_essay(answer)
        case _:
            assert_never(part.interaction)


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"its parts are {', '.join(known)}"
    return f"there is no part {name!r}; {hint}"
