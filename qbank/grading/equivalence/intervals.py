"""Which values a polynomial can take on a box: interval arithmetic, exact, so that it proves signs."""

from collections.abc import Callable
from fractions import Fraction
from math import inf
from typing import Any, Literal

from flint import arb, fmpq
from msgspec import Struct

from qbank.grading.equivalence.effort import TERM, spend
from qbank.grading.equivalence.ratio import Polynomial, fraction

End = Fraction | float
"""An exact number, or minus or plus infinity."""


class Interval(Struct, frozen=True):
    """The numbers from ``low`` to ``high``; an open end is never reached."""

    low: End
    high: End
    low_open: bool = False
    high_open: bool = False

    def __add__(self, other: "Interval") -> "Interval":
        return Interval(
            self.low + other.low,
            self.high + other.high,
            self.low_open or other.low_open,
            self.high_open or other.high_open,
        )

    def __mul__(self, other: "Interval") -> "Interval":
        ends = [
            (_times(a, b), (a_open and b != 0) or (b_open and a != 0) or (a_open and b_open))
            for a, a_open in ((self.low, self.low_open), (self.high, self.high_open))
            for b, b_open in ((other.low, other.low_open), (other.high, other.high_open))
        ]
        low, high = min(value for value, _ in ends), max(value for value, _ in ends)
        return Interval(
            low,
            high,
            all(is_open for value, is_open in ends if value == low),
            all(is_open for value, is_open in ends if value == high),
        )

    def __pow__(self, times: int) -> "Interval":
        result = self
        for _ in range(times - 1):
            result = result * self
        if times % 2 == 0 and result.low < 0:
            return Interval(Fraction(0), result.high, high_open=result.high_open)
        return result

    @property
    def signs(self) -> frozenset[int]:
        """The signs that values in it have.

        >>> sorted(Interval(Fraction(0), Fraction(1)).signs)
        [0, 1]
        """
        negative = self.low < 0
        positive = self.high > 0
        zero = (self.low < 0 or (self.low == 0 and not self.low_open)) and (
            self.high > 0 or (self.high == 0 and not self.high_open)
        )
        return frozenset(sign for sign, possible in ((-1, negative), (0, zero), (1, positive)) if possible)


EVERYTHING = Interval(-inf, inf, low_open=True, high_open=True)
POSITIVE = Interval(Fraction(0), inf, low_open=True, high_open=True)


MAX_ARGUMENT = 1_000


def enclosed(function: Literal["exp", "log", "root"], inside: Interval, fineness: int) -> Interval:
    """Exact bounds of exp(x), log(x) or x^(1 / fineness), x being positive for the latter two.

    >>> enclosed("log", Interval(Fraction(1), Fraction(2)), 1).high < Fraction(7, 10)
    True
    """
    low, high = (_value(function, end, fineness) for end in (inside.low, inside.high))
    wide = EVERYTHING if function == "log" else POSITIVE
    return Interval(
        wide.low if low is None else fraction(low.lower().fmpq()),
        wide.high if high is None else fraction(high.upper().fmpq()),
        wide.low_open if low is None else False,
        wide.high_open if high is None else False,
    )


def _value(function: str, end: End, fineness: int) -> Any:
    """A ball that holds the function's value; None where that is not finite or very large."""
    if isinstance(end, float) or abs(end) > MAX_ARGUMENT:
        return None
    value = arb(fmpq(*end.as_integer_ratio()))
    if function == "log":
        return value.log()
    return value.exp() if function == "exp" else value.root(fineness)


def _times(left: End, right: End) -> End:
    return Fraction(0) if left == 0 or right == 0 else left * right


def of_monomial(powers: tuple[int, ...], bounds: Callable[[int], Interval]) -> Interval:
    """The values of a product of powers of variables."""
    result = Interval(Fraction(1), Fraction(1))
    for slot, power in enumerate(powers):
        if power:
            result = result * bounds(slot) ** int(power)
    return result


def of_polynomial(polynomial: Polynomial, monomial: Callable[[tuple[int, ...]], Interval]) -> Interval:
    """The values of a polynomial, or more, from those of its monomials."""
    result = Interval(Fraction(0), Fraction(0))
    spend(TERM * len(polynomial))
    for powers, coefficient in polynomial.terms():
        value = fraction(coefficient)
        result = result + monomial(tuple(map(int, powers))) * Interval(value, value)
    return result
