"""Responses on the terminal: how one is typed, what is said of one that cannot be read, and what points are called."""

import textwrap
from typing import assert_never

from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.response import Invalid, Response, pointed

INDENT = "    "
WIDTH = 100


def how(interaction: Interaction) -> str:
    """How a response is typed.

    >>> from qbank.content import Text
    >>> from qbank.interactions import Choice
    >>> how(MultipleChoice((Choice("a", Text()), Choice("b", Text()), Choice("c", Text()))))
    'letters, such as a,c'
    """
    match interaction:
        case NumericEntry():
            return "a number, such as 0.25, -3/4 or 50%"
        case ExpressionEntry():
            return "a formula, such as a*b - c"
        case TextEntry():
            return "a word or a few"
        case SingleChoice():
            return "a letter"
        case MultipleChoice(choices):
            return f"letters, such as {choices[0].id},{choices[-1].id}"
        case Matching(sources, targets):
            return f"pairs, such as {sources[0].id}:{targets[0].id};{sources[-1].id}:{targets[-1].id}"
        case Ordering(steps):
            return f"letters in order, such as {','.join(step.id for step in steps)}"
        case ExtendedText():
            return "a text, in one line"
        case _:
            assert_never(interaction)


def wrapped(line: str, first: str = INDENT, width: int = WIDTH) -> str:
    """A line broken where it is too long, indented."""
    return textwrap.fill(line, width, initial_indent=first, subsequent_indent=INDENT, break_on_hyphens=False)


def unread(invalid: Invalid, response: Response) -> str:
    """The response with a caret under the fault, and what is wrong."""
    shown = [f"{INDENT}{line}" for line in pointed(response, invalid.position)] if response.strip() else []
    hint = [f"{INDENT}hint: {invalid.hint}"] if invalid.hint else []
    return "\n".join([*shown, f"{INDENT}{invalid.message}", *hint])
