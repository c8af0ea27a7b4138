"""Arrays of real numbers with proven error bounds: exponentials, logarithms and roots of many draws at once.

Each value is a 64-bit float and a bound on how far the true number may be from it, carried through every operation. What the
bounds leave open (a comparison of two close numbers, a rounding near a half) is marked ``undecided``; those draws alone are
asked one by one, on balls of growing precision.
"""

import operator
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np

from qbank.expressions.ratios import Array, NotRational, Ratios, Truths, either

UNIT = 2.0**-52
"""Twice the relative error of one rounded operation."""
TINY = 2.0**-1000
FUNCTION_UNITS = 8
"""numpy's exp, log and sqrt are correct to four units in the last place, and mostly to one."""
LARGEST = 2.0**52
"""Up to here every whole number has a float of its own."""


class Reals:
    """A real number for each draw: it lies within ``errors`` of ``values``; nowhere defined where ``undefined``."""

    __slots__ = ("errors", "undefined", "values")

    def __init__(self, values: Array, errors: Array, undefined: Array | None = None) -> None:
        lost = ~np.isfinite(values) | ~np.isfinite(errors)
        self.values, self.errors = np.where(lost, 0.0, values), np.where(lost, np.inf, errors)
        self.undefined = undefined

    @staticmethod
    def of(value: Any, size: int) -> "Reals":
        """Exact numbers as floats; how far off a float is counts as its error.

        >>> third = Reals.of(Fraction(1, 3), 1)
        >>> bool(third.errors[0] > 0), bool(Reals.of(Fraction(1, 4), 1).errors[0] == 0)
        (True, True)
        """
        match value:
            case Reals():
                return value
            case Ratios():
                return _of_ratios(value)
            case int() | Fraction():
                exact = Fraction(value)
                near = float(exact)
                return Reals(
                    np.full(size, near), np.full(size, 0.0 if Fraction(near) == exact else abs(near) * UNIT + TINY)
                )
            case _ if hasattr(value, "arb"):  # a ball, which is not imported for its sake
                near = float(value.arb.mid())
                error = float(value.arb.rad()) * 2 + abs(near) * UNIT + TINY
                return Reals(np.full(size, near), np.full(size, error))
            case _:
                raise NotRational

    def __neg__(self) -> "Reals":
        return Reals(-self.values, self.errors, self.undefined)

    def __abs__(self) -> "Reals":
        return Reals(abs(self.values), self.errors, self.undefined)

    def __add__(self, other: Any) -> "Reals":
        right = self._like(other)
        values = self.values + right.values
        return self._made(values, self.errors + right.errors, right)

    __radd__ = __add__

    def __sub__(self, other: Any) -> "Reals":
        return self + -self._like(other)

    def __rsub__(self, other: Any) -> "Reals":
        return self._like(other) - self

    def __mul__(self, other: Any) -> "Reals":
        right = self._like(other)
        spread = abs(self.values) * right.errors + abs(right.values) * self.errors + self.errors * right.errors
        return self._made(self.values * right.values, np.nan_to_num(spread, nan=np.inf, posinf=np.inf), right)

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> "Reals":
        return self * self._like(other).inverse()

    def __rtruediv__(self, other: Any) -> "Reals":
        return self._like(other) / self

    def inverse(self) -> "Reals":
        """One over each value; undefined where it is zero, and without a bound where it may be."""
        zero = (self.values == 0) & (self.errors == 0)
        with np.errstate(all="ignore"):
            values = 1 / np.where(zero, 1.0, self.values)
            nearest = abs(self.values) - self.errors
            errors = np.where(nearest > 0, self.errors / (abs(self.values) * nearest), np.where(zero, 0.0, np.inf))
            errors = errors + abs(values) * 2 * UNIT
        return Reals(values, errors, either(self.undefined, zero if zero.any() else None))

    def __pow__(self, other: Any) -> "Reals":
        if isinstance(other, int) or (isinstance(other, Fraction) and other.denominator == 1):
            times, base = abs(int(other)), self if other >= 0 else self.inverse()
            result = Reals(np.ones(len(self.values)), np.zeros(len(self.values)), self.undefined)
            for _ in range(times):
                result = result * base
            return result
        return (self._like(other) * self.log()).exp()

    def __rpow__(self, other: Any) -> "Reals":
        return (self * self._like(other).log()).exp()

    def exp(self) -> "Reals":
        """e to each value."""
        with np.errstate(all="ignore"):
            values = np.exp(self.values)
            return Reals(
                values, values * (np.expm1(self.errors) * (1 + UNIT) + FUNCTION_UNITS * UNIT) + TINY, self.undefined
            )

    def log(self) -> "Reals":
        """The natural logarithm; undefined at 0 and below."""
        missing = self.values + self.errors <= 0
        with np.errstate(all="ignore"):
            values = np.log(np.where(self.values > 0, self.values, 1.0))
            share = self.errors / self.values
            spread = np.where(share < 1, -np.log1p(-share) * (1 + UNIT), np.inf)
            errors = np.where(self.errors == 0, 0.0, spread) + abs(values) * FUNCTION_UNITS * UNIT
            errors = np.where(missing, 0.0, np.where(self.values > 0, errors, np.inf))
        return Reals(values, errors, either(self.undefined, missing if missing.any() else None))

    def sqrt(self) -> "Reals":
        """The square root; undefined below 0."""
        missing = self.values + self.errors < 0
        with np.errstate(all="ignore"):
            values = np.sqrt(np.maximum(self.values, 0.0))
            low = np.sqrt(np.maximum(self.values - self.errors, 0.0))
            high = np.sqrt(np.maximum(self.values + self.errors, 0.0))
            errors = np.maximum(values - low, high - values) + values * FUNCTION_UNITS * UNIT
            errors = np.where(missing, 0.0, np.where(self.values >= self.errors, errors, np.inf))
        return Reals(values, errors, either(self.undefined, missing if missing.any() else None))

    def compare(self, other: Any, function: Callable[[Any, Any], Any]) -> Truths:
        """What the comparison says for each draw, and where the error bounds leave it open."""
        difference = self - other
        clear = (abs(difference.values) > difference.errors) | (difference.errors == 0)
        values = function(difference.values, 0.0).astype(bool)
        return Truths(values, difference.undefined, None if clear.all() else ~clear)

    def __lt__(self, other: Any) -> Truths:
        return self.compare(other, operator.lt)

    def __le__(self, other: Any) -> Truths:
        return self.compare(other, operator.le)

    def __gt__(self, other: Any) -> Truths:
        return self.compare(other, operator.gt)

    def __ge__(self, other: Any) -> Truths:
        return self.compare(other, operator.ge)

    def __eq__(self, other: object) -> Truths:  # type: ignore[override]
        return self.compare(other, operator.eq)

    def __ne__(self, other: object) -> Truths:  # type: ignore[override]
        return self.compare(other, operator.ne)

    __hash__ = None  # type: ignore[assignment]

    @staticmethod
    def apply(function: str, arguments: tuple[Any, ...]) -> "Reals":
        """A named function of arrays and exact numbers."""
        size = next(size_of(argument) for argument in arguments if isinstance(argument, (Reals, Ratios)))
        first, *others = [Reals.of(argument, size) for argument in arguments]
        match function:
            case "exp" | "log" | "sqrt":
                found: Reals = getattr(first, function)()
                return found
            case "abs":
                return abs(first)
            case "min" | "max":
                for other in others:
                    first = _extreme(function, first, other)
                return first
            case "clip":
                return _extreme("min", _extreme("max", first, others[0]), others[1])
            case _:
                raise NotRational

    @staticmethod
    def choose(test: Truths, then: Any, otherwise: Any) -> "Reals":
        """The first where the test holds, the second elsewhere; without a bound where the test is undecided."""
        size = len(test.values)
        first, second = Reals.of(then, size), Reals.of(otherwise, size)
        errors = np.where(test.values, first.errors, second.errors)
        if test.undecided is not None:
            errors = np.where(test.undecided, np.inf, errors)
        missing = np.where(test.values, _mask_of(first.undefined, size), _mask_of(second.undefined, size))
        undefined = either(test.undefined, missing if missing.any() else None)
        return Reals(np.where(test.values, first.values, second.values), errors, undefined)

    def rounded(self, decimals: int) -> tuple[Array, Array]:
        """Each value times 10**decimals as an integer, halves away from zero; and where the bounds leave it open."""
        scaled = abs(self.values) * 10.0**decimals
        spread = self.errors * 10.0**decimals + scaled * 2 * UNIT
        whole = np.floor(scaled + 0.5)
        open_ = (np.floor(scaled - spread + 0.5) != np.floor(scaled + spread + 0.5)) | ~(scaled + spread < LARGEST)
        integers = np.where(open_, 0, whole).astype(np.int64)
        return np.where(self.values < 0, -integers, integers), open_

    def _like(self, other: Any) -> "Reals":
        return Reals.of(other, len(self.values))

    def _made(self, values: Array, errors: Array, other: "Reals") -> "Reals":
        """A result with the rounding of its own operation."""
        with np.errstate(all="ignore"):
            rounding = np.where(errors + abs(values) == 0, 0.0, abs(values) * UNIT + errors * UNIT)
            return Reals(values, errors + rounding, either(self.undefined, other.undefined))


def size_of(value: "Reals | Ratios") -> int:
    """How many draws an array holds."""
    return len(value.values if isinstance(value, Reals) else value.numerators)


def _of_ratios(value: Ratios) -> Reals:
    above = value.numerators.astype(np.float64)
    below = float(value.denominators) if isinstance(value.denominators, int) else value.denominators.astype(np.float64)
    with np.errstate(all="ignore"):
        values = above / below
    exact = (np.floor(values) == values) & (abs(above) < LARGEST)
    errors = np.where(exact & (values * below == above), 0.0, abs(values) * 3 * UNIT + TINY)
    return Reals(values, errors, value.undefined)


def _extreme(function: str, left: Reals, right: Reals) -> Reals:
    pick = np.minimum if function == "min" else np.maximum
    first = left.values <= right.values if function == "min" else left.values >= right.values
    clear = abs(left.values - right.values) > left.errors + right.errors
    errors = np.where(clear, np.where(first, left.errors, right.errors), np.maximum(left.errors, right.errors))
    return Reals(pick(left.values, right.values), errors, either(left.undefined, right.undefined))


def _mask_of(undefined: Array | None, size: int) -> Array:
    return np.zeros(size, dtype=bool) if undefined is None else undefined
