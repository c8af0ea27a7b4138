"""Numbers as people type them.

    0.5   −0,5 (where a comma is a decimal comma)   1,234.5   -3/4   50%   1.2e-3   1.2·10⁻³   ½   0.2 nats
    0.5+0.9*1-1.2 and other arithmetic count as the number that they are

What cannot be read, or could be read in two ways, is ``Invalid`` with its place; it is never guessed and never wrong.
"""

from collections.abc import Callable
from fractions import Fraction
from typing import TypeVar

from msgspec import Struct

from qbank.errors import ExpressionError, Undecided, Undefined
from qbank.expressions.evaluate import Environment, compiled
from qbank.grading.arithmetic import read_arithmetic
from qbank.grading.characters import same
from qbank.grading.digits import has_comma
from qbank.grading.said import said
from qbank.grading.tokens import MAX_CHARACTERS, tokens
from qbank.response import Invalid, Pending, Response
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

NOTHING: Environment = {}
Found = TypeVar("Found")


class Reading(Struct, frozen=True):
    """A number as it was read. ``evaluate`` computes it anew, to the precision of the moment where it is irrational."""

    term: Term
    value: Quantity
    read_as: str
    evaluate: Callable[[Environment], Quantity]

    @property
    def rational(self) -> bool:
        """Whether the value is exact."""
        return isinstance(self.value, Fraction)


def read(response: Response, *, language: str = "en", unit: str = "") -> Reading | Invalid | Pending:
    """The number that was typed, or why it cannot be read.

    >>> read("1/5").read_as, read("0,2", language="de").read_as
    ('1/5 = 0.2', '0.2')
    >>> read("0,2")
    Invalid(message='a comma is not read as a decimal point here', position=1, hint='write 0.2')
    """
    try:
        typed = read_arithmetic(tokens(without_unit(response, unit), comma=has_comma(language)), unit)
    except ExpressionError as error:
        return Invalid(error.message, error.offset, error.hint)
    evaluate = compiled(typed.term)
    try:
        value = settled(lambda: evaluate(NOTHING))
    except Undefined as error:
        place = typed.place(lambda term: settled(lambda: compiled(term)(NOTHING)), Undefined)
        return Invalid(f"{error}: this has no value", place)
    except Undecided:
        return Pending("whether this has a value could not be decided")
    return Reading(typed.term, value, said(typed.term, value), evaluate)


def settled(question: Callable[[], Found]) -> Found:
    """What the question answers, asked with more precision only where it is needed; else Undecided.

    >>> settled(lambda: 1)
    1
    """
    try:
        return question()
    except Undecided:
        from qbank.rl.balls import decided  # flint takes 40 ms to import, and most answers are rational

        return decided(question)


def without_unit(response: Response, unit: str) -> str:
    """The response without the unit at its end, if it is there.

    >>> without_unit("0.2 nats", "nats"), without_unit("0.2", "nats"), without_unit("exp", "p")
    ('0.2 ', '0.2', 'exp')
    """
    if not unit or len(response) > MAX_CHARACTERS:
        return response
    text, ending = same(response).rstrip(), same(unit).strip()
    before = text.removesuffix(ending)
    if before == text or (ending[:1].isalpha() and before[-1:].isalpha()):
        return response
    return response[: len(before)]
