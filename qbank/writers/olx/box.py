"""Where a formula has a value: ranges of its quantities in which it divides by nothing near zero and takes no logarithm of it.

Found by interval arithmetic (R. E. Moore, Interval Analysis, 1966), in floating point: a margin makes up for what that rounds.
"""

import math
from collections import deque
from collections.abc import Iterator, Mapping
from fractions import Fraction

from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Sym, Term

Box = Mapping[str, tuple[Fraction, Fraction]]
"""The least and the largest value of each quantity."""
Range = tuple[float, float]

MARGIN = 1e-6
LARGEST = 1e9
MOST_BOXES = 512


class _NoValue(Exception):  # noqa: N818  it never leaves this module
    """Somewhere in a box the formula has no value, or may have none."""


def safe_box(term: Term, domains: Box) -> Box | None:
    """The domains themselves, or else the first of their halves, quarters ... in which the formula has a value everywhere.

    >>> a = Sym("a")
    >>> box = safe_box(1 / a, {"a": (Fraction(-2), Fraction(2))})
    >>> str(box["a"][0]), str(box["a"][1])
    ('-2', '-1')
    """
    waiting = deque([domains])
    for _ in range(MOST_BOXES):
        box = waiting.popleft()
        if _has_value(term, box):
            return box
        waiting += _halves(box)
        if not waiting:
            return None
    return None


def _has_value(term: Term, box: Box) -> bool:
    try:
        _range(term, {name: (float(low), float(high)) for name, (low, high) in box.items()})
    except (_NoValue, OverflowError):
        return False
    return True


def _halves(box: Box) -> Iterator[Box]:
    """The two halves of a box along each quantity that has a range."""
    for name, (low, high) in box.items():
        if low < high:
            middle = (low + high) / 2
            yield {**box, name: (low, middle)}
            yield {**box, name: (middle, high)}


def _range(term: Term, box: Mapping[str, Range]) -> Range:
    """Between which numbers the values of a formula lie."""
    match term:
        case Sym(name):
            return box[name]
        case Num(value):
            return float(value), float(value)
        case Neg(operand):
            low, high = _range(operand, box)
            return -high, -low
        case Add(left, right):
            return _sum(_range(left, box), _range(right, box))
        case Sub(left, right):
            low, high = _range(right, box)
            return _sum(_range(left, box), (-high, -low))
        case Mul(left, right):
            return _product(_range(left, box), _range(right, box))
        case Div(left, right):
            return _product(_range(left, box), _inverse(_range(right, box)))
        case Pow(base, exponent):
            return _power(_range(base, box), exponent, box)
        case Apply(function, (argument,)):
            return _applied(function, _range(argument, box))
        case _:
            raise _NoValue


def _sum(one: Range, other: Range) -> Range:
    return _bounded(one[0] + other[0], one[1] + other[1])


def _product(one: Range, other: Range) -> Range:
    return _bounded(*(first * second for first in one for second in other))


def _inverse(values: Range) -> Range:
    low, high = values
    if low <= MARGIN and high >= -MARGIN:
        raise _NoValue
    return 1 / high, 1 / low


def _power(base: Range, exponent: Term, box: Mapping[str, Range]) -> Range:
    low, high = base
    if isinstance(exponent, Num) and exponent.value.denominator == 1:
        whole = int(exponent.value)
        if whole < 0:
            return _inverse(_power(base, Num(Fraction(-whole)), box))
        least = [0.0] if whole % 2 == 0 and low < 0 < high else []
        return _bounded(low**whole, high**whole, *least)
    if low <= MARGIN:
        raise _NoValue
    return _applied("exp", _product(_range(exponent, box), (math.log(low), math.log(high))))


def _applied(function: str, values: Range) -> Range:
    low, high = values
    match function:
        case "exp":
            return _bounded(math.exp(low), math.exp(high))
        case "log" if low > MARGIN:
            return math.log(low), math.log(high)
        case "sqrt" if low >= 0:
            return math.sqrt(low), math.sqrt(high)
        case "abs":
            return (0.0 if low < 0 < high else min(abs(low), abs(high))), max(abs(low), abs(high))
        case _:
            raise _NoValue


def _bounded(*values: float) -> Range:
    """The range of some values; none may be so large that differences are lost in rounding."""
    low, high = min(values), max(values)
    if not -LARGEST < low <= high < LARGEST:
        raise _NoValue
    return low, high
