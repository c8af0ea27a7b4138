"""A response read as a formula, or the reason and the place why it cannot be."""

from msgspec import Struct

from qbank.content import Maths, Paragraph, Piece, Text, Tree
from qbank.errors import ExpressionError
from qbank.grading.digits import has_comma
from qbank.grading.notation.limits import limited
from qbank.grading.notation.names import Names
from qbank.grading.notation.reader import Reader
from qbank.grading.notation.shown import Shown, meant
from qbank.grading.notation.spellings import Spellings, begins_name
from qbank.grading.notation.units import CASES, Unit, units
from qbank.interactions import Symbol
from qbank.response import Response
from qbank.term import Term
from qbank.tex.tree import Node

LONGEST_LEFT_SIDE = 24
LONGEST_READ_AS = 2_000


class Reading(Struct, frozen=True):
    """A formula as it was read: ``written`` in the student's functions, ``term`` in those of Terms.

    ``maths`` is the formula as a page shows it, None where it is too large for that; ``left_side`` is the name in front of an
    equals sign that was left out.
    """

    term: Term
    written: Term
    read_as: str
    latex: str
    maths: Node | None
    left_side: str = ""

    @property
    def shown(self) -> Text:
        """What was read, as a formula for a page to show; empty where it is too large."""
        return Text() if self.maths is None else alone(self.maths)

    @property
    def said(self) -> str:
        """What is said back: the formula, and a left side that was left out."""
        return f"{self.read_as} ({self.left_side} = left out)" if self.left_side else self.read_as


def alone(maths: Node) -> Text:
    """A formula that is all of a text."""
    return Text((Piece(Tree((Paragraph((Maths(maths),)),))),))


def read(response: Response, symbols: tuple[Symbol, ...], language: str = "en") -> Reading:
    """The formula that was typed; ExpressionError with the offset of what cannot be read.

    >>> from fractions import Fraction
    >>> from qbank.content import Text
    >>> from qbank.interactions import Domain
    >>> anything = Domain((Fraction(-1), Fraction(1)), between=True)
    >>> quantities = Symbol("discount", ("γ",), Text(), anything), Symbol("value", ("V'",), Text(), anything)
    >>> read("gamma V'", quantities).read_as
    'γ · V′'
    """
    found = units(response)
    shown = Shown(symbols)
    names = Names(Spellings(symbols))
    begin = _after_left_side(found, names)
    reader = Reader(found, response, names, shown, has_comma(language), begin)
    written = reader.expression()
    if reader.here.text == "=":
        reader.fail("this is an equation", "give the formula alone")
    if reader.here.text:
        reader.fail_here()
    limited(written)
    left_side = response[: found[begin - 1].offset].strip() if begin else ""
    latex = shown.latex(written)
    text, maths = shown.said(latex)
    return Reading(meant(written), written, text, latex, maths, left_side)


def _after_left_side(found: list[Unit], names: Names) -> int:
    """Where the formula begins: behind an equals sign when only a name stands before it."""
    level, operations = 0, False
    for place, unit in enumerate(found):
        if unit.text == CASES or names.word_end(found, place, "if") is not None:
            return 0
        level += (unit.text in ("(", "[", "{")) - (unit.text in (")", "]", "}"))
        operations |= level == 0 and unit.text in ("+", "-", "*", "/", "<", ">", "!", "|")
        if unit.text == "=":
            return _checked_left_side(found, place, names, operations=operations)
    return 0


def _checked_left_side(found: list[Unit], place: int, names: Names, *, operations: bool) -> int:
    """The place behind the equals sign, if what stands before it is a name of something else."""
    name = found[:place]
    known = bool(name) and place in names.pieces(found, 0)
    fitting = not name or (begins_name(name[0]) and len(name) <= LONGEST_LEFT_SIDE and not operations)
    if known or not fitting:
        raise ExpressionError("this is an equation", found[place].offset, "give the formula alone")
    if not found[place + 1].text:
        raise ExpressionError("nothing stands behind the equals sign", found[place].offset)
    return place + 1
