"""Grading an item: a pure function of the item and what was typed."""

import difflib
from collections.abc import Mapping
from typing import assert_never

from qbank.errors import QbankError
from qbank.grading.numeric import grade_number
from qbank.grading.single_choice import grade_choice
from qbank.item import Item, NumericEntry, Part, ScoringPolicy, SingleChoice
from qbank.response import Invalid, Outcome, Response


def grade(item: Item, responses: Mapping[str, Response]) -> dict[str, Outcome]:
    """The outcome of each response, by part; parts without a response are left out.

    An empty response is invalid, not wrong. Raises QbankError for a part that the item does not have.
    """
    if item.answers is None:
        message = f"{item.name!r} is a student's copy: it has no answers to grade by"
        raise QbankError(message)
    parts = {part.id: part for part in item.parts}
    for name in responses:
        if name not in parts:
            raise QbankError(_unknown(name, list(parts)))
    return {name: grade_part(item, parts[name], response) for name, response in responses.items()}


def grade_part(item: Item, part: Part, response: Response) -> Outcome:
    """The outcome of one part's response."""
    if not response.strip():
        return Invalid("nothing was typed")
    match part.scoring:
        case ScoringPolicy.ALL_OR_NOTHING:
            pass
        case _:
            assert_never(part.scoring)
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry(unit=unit, decimals=decimals):
            return grade_number(part, answer, response, language=item.language, unit=unit, decimals=decimals)
        case SingleChoice(choices=choices):
            return grade_choice(part, answer, choices, response)
        case _:
            assert_never(part.interaction)


def _unknown(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"its parts are {', '.join(known)}"
    return f"there is no part {name!r}; {hint}"
