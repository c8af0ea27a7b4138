"""How a response is read, before it is given: as maths for a page to show, or where it cannot be read.

Only what the question shows is used, the symbols, the unit and the language: nothing here sees a key, so what is said is the
same for a right answer and a wrong one.
"""

import re
from fractions import Fraction

from msgspec import Struct

from qbank.content import MINUS, Text
from qbank.errors import ExpressionError, MathsError
from qbank.expressions.latex import latex
from qbank.grading import numbers
from qbank.grading.notation.read import alone, read
from qbank.grading.said import shown_value, written
from qbank.interactions import ExpressionEntry, Interaction, NumericEntry
from qbank.response import Invalid, Response
from qbank.term import Neg, Num, Sym, Term, rebuild
from qbank.tex.parser import parse
from qbank.tex.tree import Node

POWER = re.compile(r"\^(\S+)$")


class ReadBack(Struct, frozen=True):
    """What was read: in characters, and as a formula, None where it is too large to show."""

    said: str
    maths: Node | None = None

    @property
    def shown(self) -> Text:
        """The formula for a page; empty where there is none."""
        return Text() if self.maths is None else alone(self.maths)


def is_read_back(entry: Interaction) -> bool:
    """Whether what is typed is a number or a formula, which can be read in more than one way."""
    return isinstance(entry, NumericEntry | ExpressionEntry)


def read_back(entry: NumericEntry | ExpressionEntry, response: Response, language: str = "en") -> ReadBack | Invalid:
    """How a number or a formula is read, as it is typed.

    >>> read_back(NumericEntry(), "1/3").said
    '1/3 ≈ 0.333333'
    >>> read_back(NumericEntry(), "1..2")
    Invalid(message='the separators in this number do not fit together', position=0, hint='write it without any')
    """
    if isinstance(entry, NumericEntry):
        return _number(response, entry.unit, language)
    try:
        reading = read(response, entry.symbols, language)
    except ExpressionError as error:
        return Invalid(error.message, min(error.offset, len(response)), error.hint)
    return ReadBack(reading.said, reading.maths)


def _number(response: Response, unit: str, language: str) -> ReadBack | Invalid:
    reading = numbers.read(response, language=language, unit=unit)
    match reading:
        case numbers.Reading():
            return ReadBack(reading.read_as, _equation(reading))
        case Invalid():
            return reading
        case _:
            return ReadBack(reading.reason)


def _equation(reading: numbers.Reading) -> Node | None:
    """What was typed and its value, as one formula; the value alone where that is what was typed."""
    typed = latex(_as_typed(reading.term), _digits)
    sign, _, digits = shown_value(reading.value).partition(" ")
    value = _tex(digits)
    both = {"=": f"{typed} = {value}", "≈": rf"{typed} \approx {value}"}.get(sign, typed)
    try:
        return parse(typed if value == typed else both)
    except MathsError:
        return None


def _as_typed(term: Term) -> Term:
    """The Term, its numbers as they are written out."""
    match term:
        case Num(value=value) if value < 0:
            return Neg(_as_typed(Num(-value)))
        case Num(value=Fraction()):
            return Sym(written(term))
        case _:
            return rebuild(term, _as_typed)


def _digits(term: Term) -> str:
    return _tex(term.name) if isinstance(term, Sym) else latex(term)


def _tex(digits: str) -> str:
    """A number in characters as LaTeX.

    >>> print(_tex("−1.23457·10^−23"))
    -1.23457\\cdot 10^{-23}
    """
    return POWER.sub(r"^{\1}", digits.replace("·", r"\cdot ").replace(MINUS, "-"))
