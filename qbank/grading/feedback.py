"""What a student is told of a response: of one that is recognised, and of several things at once."""

from collections.abc import Iterable
from fractions import Fraction

from qbank.content import Paragraph, Piece, Str, Text, Tree
from qbank.item import CONVENTION, Known, Part
from qbank.response import Score

BETWEEN = " + "


def sentence(words: str) -> Text:
    """One paragraph of fixed words."""
    return Text((Piece(Tree((Paragraph((Str(words),)),))),))


ELSEWHERE = sentence("This would be right under another convention.")
BOTH = sentence("Two mistakes came together here.")


def told(known: Known) -> Text:
    """What is said of a recognised response; of a convention, that it would be right elsewhere."""
    return ELSEWHERE + known.feedback if (known.misconception or "").startswith(CONVENTION) else known.feedback


def recognised(part: Part, known: Known, read_as: str) -> Score:
    """The score of a response that is recognised as a whole."""
    return Score(part.points * known.credit, part.points, told(known), known.misconception, read_as)


def nothing(part: Part, read_as: str) -> Score:
    """The score of a response that is wrong in a way we do not know."""
    return Score(Fraction(0), part.points, read_as=read_as)


def all_told(found: Iterable[Known]) -> Text:
    """What is said of each, once where several say the same."""
    pieces = dict.fromkeys(piece for known in found for piece in told(known).pieces)
    return Text(tuple(pieces))


def names(found: Iterable[Known]) -> str | None:
    """The misconceptions that several recognised wrong choices show, or None.

    >>> wrong = [Known("a", Fraction(0), Text(), "one"), Known("b", Fraction(0), Text()), Known("c", Fraction(0), Text(), "two")]
    >>> names(wrong)
    'one + two'
    """
    return BETWEEN.join(dict.fromkeys(known.misconception for known in found if known.misconception)) or None
