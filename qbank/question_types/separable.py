"""Which wrong answers can stand beside a key: none may equal it, or another, as displayed, as a value, or within tolerance."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm
from typing import Any, TypeVar

from qbank.content import Number
from qbank.errors import Undefined
from qbank.question_types.question_type import Cells, Draw, Mutation
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

MORE_DIGITS = 12
"""Decimals to which an irrational value is known when it is compared, besides those displayed."""


def rational(value: Quantity) -> Fraction:
    """An exact number as it is; a ball to twelve decimals, proved.

    >>> rational(Fraction(1, 3))
    Fraction(1, 3)
    """
    return value if isinstance(value, Fraction) else displayed(value, MORE_DIGITS)


def displayed(value: Quantity, decimals: int) -> Fraction:
    """The number that stands on the page: rounded, halves away from zero.

    >>> print(displayed(Fraction(-1, 8), 2))
    -13/100
    """
    if not isinstance(value, Fraction):
        rounded: Fraction = value.rounded(decimals)
        return rounded
    scale = 10**decimals
    whole = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def shown(value: Quantity, decimals: int | None) -> Number:
    """How a value is shown: at so many decimals, or exactly."""
    if isinstance(value, Fraction) or decimals is None:
        return Number(rational(value), decimals)
    return Number(displayed(value, decimals), decimals)


def wrong_values(draw: Draw, mutations: Sequence[Mutation]) -> list[tuple[Mutation, Quantity]]:
    """What each misconception gives in this draw; those that give nothing are left out."""
    found = []
    for mutation in mutations:
        try:
            found.append((mutation, draw.value(mutation.quantity)))
        except Undefined:
            continue
    return found


Wrong = TypeVar("Wrong")


def separable(key: Fraction, wrong: Sequence[tuple[Wrong, Quantity]], gap: Fraction) -> list[tuple[Wrong, Quantity]]:
    """The wrong answers, in order, that lie more than ``gap`` from the key and from every one taken before.

    >>> separable(Fraction(2), [("a", Fraction(2)), ("b", Fraction(3)), ("c", Fraction(3)), ("d", Fraction(5))], Fraction(0))
    [('b', Fraction(3, 1)), ('d', Fraction(5, 1))]
    """
    values = [key, *(value for _, value in wrong)]
    numbers, least = _over_one_denominator(values, gap)
    present = [numbers[0]]
    taken: list[tuple[Wrong, Quantity]] = []
    for pair, number in zip(wrong, numbers[1:], strict=True):
        if all(number - other > least or other - number > least for other in present):
            taken.append(pair)
            present.append(number)
    return taken


def _over_one_denominator(values: list[Quantity], gap: Fraction) -> tuple[list[Quantity], Quantity]:
    """The same numbers and the gap as integers, which compare much faster; balls stay as they are."""
    if not all(isinstance(value, Fraction) for value in values):
        return values, gap
    common = lcm(gap.denominator, *[value.denominator for value in values])
    return [value.numerator * (common // value.denominator) for value in values], gap.numerator * (
        common // gap.denominator
    )


def enough_separable(cells: Cells, key: Term, mutations: Sequence[Mutation], decimals: int, wanted: int) -> Any:
    """For each draw, whether so many wrong answers differ from the key and from each other, as displayed.

    What differs as displayed differs by a unit of the last decimal or by a rounding; ``separable`` with a gap of 0 on
    displayed values takes exactly these.
    """
    shown = [cells.rounded(key, decimals)]
    counted: Any = 0
    used = [cells.defined(key)]
    for mutation in mutations:
        value = cells.rounded(mutation.term, decimals)
        new = cells.defined(mutation.term)
        for other, present in zip(shown, used, strict=True):
            new = new & ~(present & (value == other))
        shown.append(value)
        used.append(new)
        counted = counted + new
    return used[0] & (counted >= wanted)
