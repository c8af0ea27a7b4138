"""Fractions of polynomials with exact coefficients, in lowest terms: two are the same function when they are the same.

The polynomials are FLINT's (fmpq_mpoly), all over one ring: quantities take its variables from the end, and exponentials,
logarithms and roots, each of which counts as a variable of its own, take them before those.
"""

from fractions import Fraction
from typing import Any

from flint import Ordering, fmpq, fmpq_mpoly_ctx

from qbank.grading.equivalence.effort import GCD, OPERATION, TooHard, spend

SLOTS = 24
MAX_TERMS = 2_000
MAX_PRODUCTS = 60_000
MAX_DEGREE = 120
MAX_POWER = 60

RING = fmpq_mpoly_ctx.get([f"x{slot}" for slot in range(SLOTS)], Ordering.lex)
VARIABLES = RING.gens()
Polynomial = Any


class NoValue(Exception):  # noqa: N818  the state of a formula
    """A formula has no value in a whole region."""


def constant(value: Fraction | int) -> Polynomial:
    """A number as a polynomial."""
    return RING.constant(fmpq(*Fraction(value).as_integer_ratio()))


def fraction(value: Any) -> Fraction:
    """A coefficient as a Python number."""
    return Fraction(int(value.p), int(value.q))


def product(left: Polynomial, right: Polynomial) -> Polynomial:
    """The product, unless it would be too large."""
    if len(left) * len(right) > MAX_PRODUCTS or left.total_degree() + right.total_degree() > MAX_DEGREE:
        message = "the products are too many"
        raise TooHard(message)
    spend(OPERATION + 4 * len(left) * len(right))
    return left * right


class Ratio:
    """A numerator over a denominator that is monic and has no common factor with it.

    >>> x, y = (Ratio(VARIABLES[slot]) for slot in (0, 1))
    >>> ((x * x - y * y) / (x - y) - x - y).is_zero
    True
    """

    __slots__ = ("denominator", "numerator")

    def __init__(self, numerator: Polynomial, denominator: Polynomial | None = None) -> None:
        self.numerator = numerator
        self.denominator = denominator or ONE

    @property
    def is_zero(self) -> bool:
        """Whether it is nothing."""
        return bool(self.numerator.is_zero())

    @property
    def number(self) -> Fraction | None:
        """Its value, if it is a number."""
        if not (self.numerator.is_constant() and self.denominator.is_constant()):
            return None
        return Fraction(0) if self.is_zero else fraction(self.numerator.leading_coefficient())

    def __neg__(self) -> "Ratio":
        return Ratio(-self.numerator, self.denominator)

    def __add__(self, other: "Ratio") -> "Ratio":
        if self.denominator == other.denominator:
            return _lowest(self.numerator + other.numerator, self.denominator)
        above = product(self.numerator, other.denominator) + product(other.numerator, self.denominator)
        return _lowest(above, product(self.denominator, other.denominator))

    def __sub__(self, other: "Ratio") -> "Ratio":
        return self + -other

    def __mul__(self, other: "Ratio") -> "Ratio":
        return _lowest(product(self.numerator, other.numerator), product(self.denominator, other.denominator))

    def __truediv__(self, other: "Ratio") -> "Ratio":
        if other.is_zero:
            raise NoValue
        return _lowest(product(self.numerator, other.denominator), product(self.denominator, other.numerator))

    def __pow__(self, times: int) -> "Ratio":
        if abs(times) > MAX_POWER:
            message = f"a power of {times}"
            raise TooHard(message)
        base = self if times >= 0 else Ratio(ONE) / self
        result = Ratio(ONE)
        for _ in range(abs(times)):
            result = Ratio(product(result.numerator, base.numerator), product(result.denominator, base.denominator))
        return result


def _lowest(above: Polynomial, below: Polynomial) -> Ratio:
    if max(len(above), len(below)) > MAX_TERMS:
        message = "the formula has too many terms"
        raise TooHard(message)
    if not below.is_constant():
        spend(GCD + 10 * len(above) * len(below))
        common = above.gcd(below)
        if not common.is_constant():
            above, below = divmod(above, common)[0], divmod(below, common)[0]
    leading = below.leading_coefficient()
    return Ratio(above, below) if leading == 1 else Ratio(above / leading, below / leading)


ONE = constant(1)
ZERO = constant(0)
