"""Arrays of exact rational numbers: one value for each draw of a parameter space, computed all at once.

Numerators are integers over a common denominator where one is known (sums and products of decimals), over an array of
denominators after a division. They are 64-bit where a bound proves that nothing can overflow, and Python's integers
otherwise; so every value is exact and a million draws take milliseconds.

Draws for which no value exists (a division by zero) are marked in ``undefined`` and stay so.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from math import gcd, lcm
from typing import Any

import numpy as np

SAFE = 2**62
"""Below this bound 64-bit arithmetic cannot overflow."""

Array = np.ndarray[Any, Any]


class NotRational(Exception):  # noqa: N818  a signal between evaluators, never shown
    """The expression cannot be evaluated for all draws at once, as when it leaves the rational numbers."""


class Truths:
    """A truth value for each draw, where it does not exist, and where it could not be decided."""

    __slots__ = ("undecided", "undefined", "values")

    def __init__(self, values: Array, undefined: Array | None = None, undecided: Array | None = None) -> None:
        self.values, self.undefined, self.undecided = values, undefined, undecided

    def __bool__(self) -> bool:
        raise NotRational  # many draws have no single truth: they must be asked one by one

    def negated(self) -> "Truths":
        return Truths(~self.values, self.undefined, self.undecided)

    def both(self, other: "Callable[[], Truths | bool]") -> "Truths":
        """And, evaluated like Python's: the second counts only where the first holds."""
        right = _truths(other(), len(self.values))
        undecided = either(self.undecided, right.undecided)
        return Truths(self.values & right.values, _mask(self.undefined, self.values, right.undefined), undecided)

    def either(self, other: "Callable[[], Truths | bool]") -> "Truths":
        """Or: the second counts only where the first does not hold."""
        right = _truths(other(), len(self.values))
        undecided = either(self.undecided, right.undecided)
        return Truths(self.values | right.values, _mask(self.undefined, ~self.values, right.undefined), undecided)

    def anywhere(self) -> bool:
        """Whether it holds in some draw that has a value; NotRational where that is not decided."""
        if self.undecided is not None and self.undecided.any():
            raise NotRational
        return bool((self.values if self.undefined is None else self.values & ~self.undefined).any())

    @staticmethod
    def choose(test: "Truths", then: Any, otherwise: Any) -> Any:
        """The first where the test holds, the second elsewhere; undefined only where what is chosen is."""
        from qbank.expressions.reals import Reals  # which is built on this module

        if test.undecided is not None or isinstance(then, Reals) or isinstance(otherwise, Reals):
            return Reals.choose(test, then, otherwise)
        size = len(test.values)
        first, second = _aligned(_ratios(then, size), _ratios(otherwise, size))
        undefined = either(
            test.undefined,
            either(_mask(None, test.values, first.undefined), _mask(None, ~test.values, second.undefined)),
        )
        numerators = np.where(test.values, first.numerators, second.numerators)
        return Ratios(numerators, first.denominators, max(first.bound, second.bound), undefined)


class Ratios:
    """A rational number for each draw: ``numerators / denominators``, denominators positive.

    ``bound`` is at least as large as every numerator and denominator in absolute value.

    >>> prices = Ratios.of([Fraction(1, 2), Fraction(3, 4)])
    >>> (prices * prices + 1).rounded(1).tolist()
    [13, 16]
    """

    __slots__ = ("bound", "denominators", "numerators", "undefined")

    def __init__(self, numerators: Array, denominators: Any, bound: int, undefined: Array | None = None) -> None:
        self.numerators, self.denominators, self.bound, self.undefined = numerators, denominators, bound, undefined

    @staticmethod
    def of(values: Sequence[Fraction]) -> "Ratios":
        """The array of these numbers."""
        denominator = lcm(*(value.denominator for value in values))
        numerators = [value.numerator * (denominator // value.denominator) for value in values]
        bound = max(denominator, *(abs(number) for number in numerators), 1)
        return Ratios(np.array(numerators, dtype=_dtype(bound)), denominator, bound)

    def __int__(self) -> int:
        raise NotRational  # as an index or a bound: draws must be evaluated one by one

    def as_integer_ratio(self) -> tuple[int, int]:
        """What is asked of a single exact number; many draws are none."""
        raise NotRational

    def take(self, positions: Array) -> "Ratios":
        """The values at these positions; for an axis spread over a grid."""
        return Ratios(self.numerators[positions], self.denominators, self.bound)

    def some(self, positions: Array) -> "Ratios":
        """The values at these positions, of whatever was worked out."""
        below = self.denominators if isinstance(self.denominators, int) else self.denominators[positions]
        undefined = None if self.undefined is None else self.undefined[positions]
        return Ratios(self.numerators[positions], below, self.bound, undefined)

    def fraction(self, position: int) -> Fraction:
        """One of the values."""
        denominators = self.denominators
        below = denominators if isinstance(denominators, int) else int(denominators[position])
        return Fraction(int(self.numerators[position]), below)

    def pairs(self) -> list[tuple[int, int]]:
        """All of the values as numerators and denominators, not reduced."""
        numerators, below = self.numerators.tolist(), self.denominators
        if isinstance(below, int):
            return [(number, below) for number in numerators]
        return list(zip(numerators, below.tolist(), strict=True))

    def __neg__(self) -> "Ratios":
        return Ratios(-self.numerators, self.denominators, self.bound, self.undefined)

    def __abs__(self) -> "Ratios":
        return Ratios(abs(self.numerators), self.denominators, self.bound, self.undefined)

    def __add__(self, other: Any) -> Any:
        if not isinstance(other, RATIONAL):
            return _real(self) + other
        left, right = _aligned(self, _ratios(other, len(self.numerators)))
        bound = left.bound + right.bound
        left, right = left.within(bound), right.within(bound)
        undefined = either(left.undefined, right.undefined)
        return Ratios(left.numerators + right.numerators, left.denominators, bound, undefined)

    __radd__ = __add__

    def __sub__(self, other: Any) -> Any:
        return self + -other

    def __rsub__(self, other: Any) -> Any:
        return -self + other

    def __mul__(self, other: Any) -> Any:
        if not isinstance(other, RATIONAL):
            return _real(self) * other
        right = _ratios(other, len(self.numerators))
        bound = self.bound * right.bound
        left, right = self.within(bound), right.within(bound)
        undefined = either(left.undefined, right.undefined)
        return Ratios(
            left.numerators * right.numerators, _product(left.denominators, right.denominators, bound), bound, undefined
        )

    __rmul__ = __mul__

    def __truediv__(self, other: Any) -> Any:
        if not isinstance(other, RATIONAL):
            return _real(self) / other
        return self * _ratios(other, len(self.numerators)).inverse()

    def __rtruediv__(self, other: Any) -> Any:
        return self.inverse() * other

    def inverse(self) -> "Ratios":
        """One over each value; undefined where it is zero."""
        zero = self.numerators == 0
        below = np.where(zero, 1, abs(self.numerators))
        above = np.where(self.numerators < 0, -1, 1).astype(self.numerators.dtype) * self.denominators
        undefined = either(self.undefined, zero if zero.any() else None)
        return Ratios(above, below, self.bound, undefined)

    def reduced(self) -> "Ratios":
        """The same values in lowest terms, or over the least common denominator; held in 64 bits again where they fit."""
        below = self.denominators
        single = isinstance(below, int)
        common = gcd(below, int(np.gcd.reduce(self.numerators))) if single else np.gcd(self.numerators, below)
        numerators, below = self.numerators // common, below // common
        bound = max(int(abs(numerators).max(initial=1)), below if single else int(below.max(initial=1)))
        kind = _dtype(bound)
        return Ratios(numerators.astype(kind), below if single else below.astype(kind), bound, self.undefined)

    def __pow__(self, other: Any) -> Any:
        """A whole power; any other gives real numbers."""
        if not isinstance(other, (int, Fraction)) or other.denominator != 1:
            return _real(self) ** other
        times, base = abs(int(other)), self if other >= 0 else self.inverse()
        one = _ratios(1, len(self.numerators))
        result = Ratios(one.numerators, one.denominators, one.bound, self.undefined)
        for _ in range(times):
            result = result * base
        return result

    def __rpow__(self, other: Any) -> Any:
        return other ** _real(self)

    def compare(self, other: "Ratios | Fraction | int", function: Callable[[Any, Any], Any]) -> Truths:
        """What the comparison says for each draw."""
        if not isinstance(other, RATIONAL):
            return function(_real(self), other)
        left, right = _aligned(self, _ratios(other, len(self.numerators)))
        values = function(left.numerators, right.numerators).astype(bool)
        return Truths(values, either(left.undefined, right.undefined))

    def __lt__(self, other: "Ratios | Fraction | int") -> Truths:
        return self.compare(other, lambda a, b: a < b)

    def __le__(self, other: "Ratios | Fraction | int") -> Truths:
        return self.compare(other, lambda a, b: a <= b)

    def __gt__(self, other: "Ratios | Fraction | int") -> Truths:
        return self.compare(other, lambda a, b: a > b)

    def __ge__(self, other: "Ratios | Fraction | int") -> Truths:
        return self.compare(other, lambda a, b: a >= b)

    def __eq__(self, other: object) -> Truths:  # type: ignore[override]
        return self.compare(other, lambda a, b: a == b)  # type: ignore[arg-type]

    def __ne__(self, other: object) -> Truths:  # type: ignore[override]
        return self.compare(other, lambda a, b: a != b)  # type: ignore[arg-type]

    __hash__ = None  # type: ignore[assignment]

    @staticmethod
    def apply(function: str, arguments: "tuple[Any, ...]") -> Any:
        """min, max, clip and abs stay rational; other functions give real numbers with error bounds."""
        from qbank.expressions.reals import Reals  # which is built on this module

        if function in ("exp", "log", "sqrt") or not all(isinstance(argument, RATIONAL) for argument in arguments):
            return Reals.apply(function, arguments)
        size = next(len(argument.numerators) for argument in arguments if isinstance(argument, Ratios))
        given = [_ratios(argument, size) for argument in arguments]
        match function:
            case "abs":
                return abs(given[0])
            case "min" | "max":
                result = given[0]
                for other in given[1:]:
                    result = _extreme(function, result, other)
                return result
            case "clip":
                return _extreme("min", _extreme("max", given[0], given[1]), given[2])
            case _:
                raise NotRational

    def rounded(self, decimals: int) -> Array:
        """Each value times 10**decimals as an integer, halves rounded away from zero."""
        scale = 2 * 10**decimals
        bound = self.bound * scale + self.bound
        wide = self.within(bound)
        above = abs(wide.numerators) * scale + wide.denominators
        whole = above // (2 * wide.denominators)
        rounded: Array = np.where(wide.numerators < 0, -whole, whole)
        return rounded

    def within(self, bound: int) -> "Ratios":
        """The same values, held so that numbers up to ``bound`` cannot overflow."""
        if bound < SAFE or self.numerators.dtype == object:
            return self
        denominators = self.denominators
        wide = denominators if isinstance(denominators, int) else denominators.astype(object)
        return Ratios(self.numerators.astype(object), wide, self.bound, self.undefined)


RATIONAL = (Ratios, Fraction, int)
"""What rational arithmetic takes; with real numbers the others' operators are asked."""


def _real(ratios: Ratios) -> Any:
    """The values with error bounds."""
    from qbank.expressions.reals import Reals  # which is built on this module

    return Reals.of(ratios, len(ratios.numerators))


def _dtype(bound: int) -> type:
    return np.int64 if bound < SAFE else object


def _ratios(value: "Ratios | Fraction | int", size: int) -> Ratios:
    if isinstance(value, Ratios):
        return value
    if not isinstance(value, (int, Fraction)):
        raise NotRational
    bound = max(abs(value.numerator), value.denominator)
    return Ratios(np.full(size, value.numerator, dtype=_dtype(bound)), value.denominator, bound)


def _truths(value: Truths | bool, size: int) -> Truths:
    return value if isinstance(value, Truths) else Truths(np.full(size, value, dtype=bool))


def _aligned(left: Ratios, right: Ratios) -> tuple[Ratios, Ratios]:
    """The same values over the same denominators."""
    first, second = left.denominators, right.denominators
    if isinstance(first, int) and isinstance(second, int):
        common = lcm(first, second)
        return _scaled(left, common // first, common), _scaled(right, common // second, common)
    bound = left.bound * right.bound
    left, right = left.within(bound), right.within(bound)
    common_array = _product(left.denominators, right.denominators, bound)
    return (
        Ratios(left.numerators * right.denominators, common_array, bound, left.undefined),
        Ratios(right.numerators * left.denominators, common_array, bound, right.undefined),
    )


def _scaled(ratios: Ratios, factor: int, denominator: int) -> Ratios:
    bound = max(ratios.bound * factor, denominator)
    wide = ratios.within(bound)
    return Ratios(wide.numerators * factor, denominator, bound, wide.undefined)


def _product(left: Any, right: Any, bound: int) -> Any:
    """The product of denominators; one that is a plain number stays one."""
    if bound >= SAFE and not (isinstance(left, int) or isinstance(right, int)):
        return left.astype(object) * right.astype(object)
    return left * right


def _extreme(function: str, left: Ratios, right: Ratios) -> Ratios:
    first, second = _aligned(left, right)
    bound = max(first.bound, second.bound)
    first, second = first.within(bound), second.within(bound)
    pick = np.minimum if function == "min" else np.maximum
    numerators = pick(first.numerators, second.numerators)
    return Ratios(numerators, first.denominators, bound, either(left.undefined, right.undefined))


def either(left: Array | None, right: Array | None) -> Array | None:
    """Where one of two masks holds; None is a mask that never does."""
    if left is None or right is None:
        return right if left is None else left
    return left | right


def _mask(always: Array | None, where: Array, masked: Array | None) -> Array | None:
    return either(always, None if masked is None else where & masked)
