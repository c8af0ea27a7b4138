"""How the numbers of many draws look: how many digits each has, and which lie halfway between two that are shown."""

from typing import Any

import numpy as np

from qbank.content import Style
from qbank.expressions.ratios import Array, Ratios
from qbank.expressions.reals import Reals

LONGEST = 15
"""Digits are counted up to here."""


def digits(value: Any, decimals: int | None, style: Style) -> Array | int:
    """For each draw how many digits a number has as it is written, a list its longest; 0 of a word.

    Where ``decimals`` are asked for, only those before the point count: the others were asked for.

    >>> from fractions import Fraction
    >>> digits(Ratios.of([Fraction(1, 8), Fraction(123457, 98765), Fraction(-3)]), None, "plain").tolist()
    [4, 11, 1]
    """
    match value:
        case tuple():
            longest: Array | int = 0
            for element in value:
                longest = np.maximum(longest, digits(element, decimals, style))
            return longest
        case Reals():
            return _length(abs(value.values))
        case Ratios():
            return _of_ratios(value * 100 if style == "percent" else value, decimals, style)
        case int() | float():
            return 1
        case _ if hasattr(value, "numerator"):
            whole: int = digits(Ratios.of([value]), decimals, style)[0]  # type: ignore[index]
            return whole
        case _:
            return 0


def halfway(value: Any, decimals: int) -> Array | bool:
    """For each draw whether a number lies exactly between two that can be shown; irrational numbers never do.

    >>> from fractions import Fraction
    >>> halfway(Ratios.of([Fraction(1, 8), Fraction(1, 4), Fraction(1, 16)]), 2).tolist()
    [True, False, False]
    """
    if isinstance(value, Ratios):
        scale = 2 * 10**decimals
        wide = value.within(value.bound * scale)
        doubled = wide.numerators * scale
        odd: Array = (doubled % wide.denominators == 0) & (doubled // wide.denominators % 2 != 0)
        return odd
    if hasattr(value, "numerator"):
        doubled = value * 2 * 10**decimals
        return bool(doubled.denominator == 1 and doubled % 2)
    return False


def _of_ratios(value: Ratios, decimals: int | None, style: Style) -> Array:
    above = abs(value.numerators)
    below = np.broadcast_to(np.asarray(value.denominators, dtype=above.dtype), above.shape)
    if decimals is not None:
        return _length(above // below)
    common = np.gcd(above, below)
    above, below = above // common, below // common
    places = sum(10**place % below != 0 for place in range(LONGEST))
    written = np.where(places < LONGEST, _length(above // below) + places, LONGEST)
    fraction = _length(above) + _length(below)
    if style == "fraction":
        return np.where(below == 1, _length(above), fraction)
    return np.where(_is_finite(below), written, fraction)


def _is_finite(below: Array) -> Array:
    """Whether a number with this denominator has finitely many decimals."""
    rest = below
    for prime in (2, 5):
        for _ in range(64):
            divides = rest % prime == 0
            if not divides.any():
                break
            rest = np.where(divides, rest // prime, rest)
    finite: Array = rest == 1
    return finite


def _length(whole: Array) -> Array:
    """How many digits a whole number has."""
    lengths: Array = 1 + sum(whole >= 10**place for place in range(1, LONGEST))
    return lengths
