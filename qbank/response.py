"""What a student gave, and what becomes of it: a score, an answer that cannot be read, or one that a person must look at.

Score      earned of possible points
Invalid    could not be read: not wrong, and no attempt is used up
Pending    could not be decided by computation
"""

from fractions import Fraction

from msgspec import Struct

from qbank.content import Text
from qbank.item import Rubric

Response = str
"""What a student typed or chose."""

WINDOW = 60
"""So many characters around a fault are shown."""


class Score(Struct, frozen=True):
    """Points earned of those possible; what to tell the student, which misconception it shows, and how it was read.

    Several misconceptions in one response stand side by side, joined by `` + ``. ``reading`` is a formula as it was read,
    as maths for a page to show; empty for other responses.
    """

    earned: Fraction
    possible: Fraction
    feedback: Text = Text()
    misconception: str | None = None
    read_as: str = ""
    reading: Text = Text()


class Invalid(Struct, frozen=True):
    """A response that cannot be read: why, at which character (from 0), and what to write instead."""

    message: str
    position: int = 0
    hint: str = ""


class Pending(Struct, frozen=True):
    """A response that a person must look at, why, and by what it is marked: for that person, not for the student."""

    reason: str
    rubric: Rubric | None = None


Outcome = Score | Invalid | Pending


def pointed(response: Response, position: int) -> tuple[str, str]:
    """The response around a character, and a line with a caret below that character.

    >>> print(*pointed("0.5 + gamma", 6), sep="\\n")
    0.5 + gamma
          ^
    """
    start = max(0, position - WINDOW // 2)
    shown = "".join(sign if sign.isprintable() else "\ufffd" for sign in response[start : start + WINDOW])
    return shown, " " * (position - start) + "^"
