"""Terms as fractions of polynomials in a region: one combination of signs of everything at which min, max, clip, abs and
case distinctions branch.

A sign that the ranges do not tell raises ``Split``; whoever asked goes on in each of its cases.
"""

from dataclasses import dataclass, field
from fractions import Fraction
from math import floor

from msgspec import Struct

from qbank.grading.equivalence.effort import OPERATION, TooHard, spend
from qbank.grading.equivalence.ratio import (
    ONE,
    VARIABLES,
    ZERO,
    NoValue,
    Polynomial,
    Ratio,
    constant,
    fraction,
)
from qbank.grading.equivalence.tower import Tower, primes, whole
from qbank.term import Add, Apply, Compare, Cond, Div, Logic, Mul, Neg, Num, Pow, Sub, Sym, Term

NOTHING, UNIT = Ratio(ZERO), Ratio(ONE)


class Split(Exception):  # noqa: N818  not an error: the region is divided
    """The sign of an irreducible polynomial is needed, and these are possible."""

    def __init__(self, factor: Polynomial, signs: tuple[int, ...], *, exact: bool) -> None:
        self.factor, self.signs, self.exact = factor, signs, exact
        super().__init__(factor)


class Sign(Struct, frozen=True):
    """What is assumed of an irreducible polynomial; a sign that is not exact may be zero as well."""

    factor: Polynomial
    sign: int
    exact: bool


@dataclass
class Region:
    """Where certain polynomials have certain signs.

    A case distinction asks for exact signs: negative, zero or positive. min, max and abs are continuous: both of their branches
    hold on the edge between them, so that a sign they ask for may be zero as well (``Sign.exact`` is False).
    """

    tower: Tower
    signs: dict[str, "Sign"] = field(default_factory=dict)

    def divided(self, split: Split, sign: int) -> "Region":
        """The part of the region where a polynomial has this sign."""
        return Region(self.tower, self.signs | {str(split.factor): Sign(split.factor, sign, split.exact)})

    # --- signs ---

    def reduced(self, polynomial: Polynomial) -> Polynomial:
        """The polynomial with powers of roots, and what is zero here, replaced."""
        tower = self.tower
        for slot in sorted(tower.kernels):
            kernel = tower.kernels[slot]
            if kernel.kind == "root" and polynomial.degrees()[slot] >= kernel.fineness:
                inside = kernel.ratio.numerator
                relation = VARIABLES[slot] ** kernel.fineness - inside * self.sign_of(inside)
                polynomial = divmod(polynomial, relation)[1]
        for known in self.signs.values():
            if known.sign == 0:
                polynomial = divmod(polynomial, known.factor)[1]
        return polynomial

    def sign_of(self, polynomial: Polynomial, *, exact: bool = False) -> int:
        """The sign of a polynomial in this region; unless it must be exact, it may be zero as well."""
        if polynomial.is_zero():
            return 0
        if polynomial.is_constant():
            return 1 if polynomial.leading_coefficient() > 0 else -1
        number, factors = self.tower.factors(polynomial)
        sign = 1 if number > 0 else -1
        for factor, power in factors:
            of_factor = self._sign(factor, exact=exact)
            sign *= of_factor if power % 2 else abs(of_factor)
        return sign

    def _sign(self, factor: Polynomial, *, exact: bool) -> int:
        known = self.signs.get(str(factor))
        if known is not None and (known.exact or not exact):
            return known.sign
        possible = self.tower.signs(factor)
        if known is not None:
            possible &= {known.sign, 0}
        if not exact and len(possible) > 1:
            possible -= {0}
        if len(possible) == 1:
            return next(iter(possible))
        raise Split(factor, tuple(sorted(possible, reverse=True)), exact=exact)

    def sign(self, ratio: Ratio, *, exact: bool = False) -> int:
        """The sign of a fraction in this region."""
        above, below = self.reduced(ratio.numerator), self.reduced(ratio.denominator)
        return self.sign_of(above, exact=exact) * self.sign_of(below, exact=exact)

    # --- Terms ---

    def normal(self, term: Term) -> Ratio:
        """The Term as a fraction of polynomials here; NoValue where it has none where that is not known."""
        spend(OPERATION)
        match term:
            case Num(value=value):
                return Ratio(constant(value))
            case Sym(name=name):
                return self.tower.variable(name)
            case Neg(operand=operand):
                return -self.normal(operand)
            case Add(left=left, right=right):
                return self.normal(left) + self.normal(right)
            case Sub(left=left, right=right):
                return self.normal(left) - self.normal(right)
            case Mul(left=left, right=right):
                return self.normal(left) * self.normal(right)
            case Div(left=left, right=right):
                return self.normal(left) / self.divisor(self.normal(right))
            case Pow(base=base, exponent=exponent):
                return self.power(self.normal(base), self.normal(exponent))
            case Apply(function=function, arguments=arguments):
                return self.applied(function, [self.normal(argument) for argument in arguments])
            case Cond(test=test, then=then, otherwise=otherwise):
                return self.normal(then if self.holds(test) else otherwise)
            case _:
                message = f"{type(term).__name__} has no algebraic form here"
                raise TooHard(message)

    def divisor(self, ratio: Ratio) -> Ratio:
        """What is divided by; NoValue when it is zero here."""
        if self.reduced(ratio.numerator).is_zero():
            raise NoValue
        return ratio

    def holds(self, test: Term) -> bool:
        """Whether a condition holds here."""
        match test:
            case Compare(operator=operator, left=left, right=right):
                sign = self.sign(self.normal(left) - self.normal(right), exact=True)
                return {
                    "<": sign < 0,
                    "<=": sign <= 0,
                    ">": sign > 0,
                    ">=": sign >= 0,
                    "==": sign == 0,
                    "!=": sign != 0,
                }[operator]
            case Logic(operator="and", arguments=arguments):
                return all(map(self.holds, arguments))
            case Logic(operator="or", arguments=arguments):
                return any(map(self.holds, arguments))
            case Logic(operator="not", arguments=(argument,)):
                return not self.holds(argument)
            case _:
                message = f"{type(test).__name__} is no condition"
                raise TooHard(message)

    def applied(self, function: str, arguments: list[Ratio]) -> Ratio:
        """A named function of fractions."""
        match function, arguments:
            case "abs", [value]:
                return -value if self.sign(value) < 0 else value
            case "min" | "max", [first, *others]:
                for other in others:
                    first = self.extreme(function, first, other)
                return first
            case "clip", [value, low, high]:
                return self.extreme("min", self.extreme("max", value, low), high)
            case "exp", [value]:
                return self.exponential(value)
            case "log", [value]:
                return self.logarithm(value)
            case "sqrt", [value]:
                return self.power(value, Ratio(constant(Fraction(1, 2))))
            case _:
                message = f"{function} is not known here"
                raise TooHard(message)

    def extreme(self, function: str, first: Ratio, second: Ratio) -> Ratio:
        """The smaller or larger of two."""
        larger = self.sign(first - second) >= 0
        return first if larger == (function == "max") else second

    # --- exponentials, logarithms, powers ---

    def exponential(self, value: Ratio) -> Ratio:
        """e to the value, monomial by monomial."""
        value = Ratio(self.reduced(value.numerator), value.denominator)
        whole_part, rest = value.numerator, ZERO
        if not value.denominator.is_constant():
            whole_part, rest = divmod(value.numerator, value.denominator)
        result = UNIT
        for polynomial, below in ((whole_part, ONE), (rest, value.denominator)):
            for powers, coefficient in polynomial.terms():
                result = result * self._exponential_of(tuple(map(int, powers)), fraction(coefficient), below)
        return result

    def _exponential_of(self, powers: tuple[int, ...], times: Fraction, below: Polynomial) -> Ratio:
        slots = [slot for slot, power in enumerate(powers) if power]
        if len(slots) == 1 and powers[slots[0]] == 1 and below == ONE:
            kernel = self.tower.kernels.get(slots[0])
            if kernel is not None and kernel.kind == "log":
                return self.size_to(kernel.ratio, times)
        monomial = ONE
        for slot in slots:
            monomial = monomial * VARIABLES[slot] ** powers[slot]
        return self.tower.exponential(Ratio(monomial, below), times)

    def size_to(self, inside: Ratio, times: Fraction) -> Ratio:
        """|p| to a number, p being irreducible."""
        integer = floor(times)
        size = inside if self.sign(inside) >= 0 else -inside
        result = size**integer
        if times != integer:
            result = result * self.tower.root(inside.numerator, times - integer)
        return result

    def logarithm(self, value: Ratio) -> Ratio:
        """The logarithm, factor by factor; NoValue where the value is not positive."""
        above, below = self.reduced(value.numerator), self.reduced(value.denominator)
        if self.sign_of(above) * self.sign_of(below) <= 0:
            raise NoValue
        result = NOTHING
        for polynomial, sign in ((above, 1), (below, -1)):
            number, factors = self.tower.factors(polynomial)
            for prime, power in primes(abs(number)):
                result = result + self._logarithm_of(constant(prime)) * whole(power * sign)
            for factor, power in factors:
                result = result + self._logarithm_of(factor) * whole(power * sign)
        return result

    def _logarithm_of(self, factor: Polynomial) -> Ratio:
        """log|p| of one irreducible polynomial or prime number."""
        slot = next((slot for slot in self.tower.kernels if factor == VARIABLES[slot]), None)
        kernel = None if slot is None else self.tower.kernels[slot]
        match kernel:
            case None:
                return self.tower.logarithm(factor)
            case _ if kernel.kind == "exp":
                return kernel.ratio
            case _ if kernel.kind == "root":
                return self._logarithm_of(kernel.ratio.numerator) * Ratio(constant(Fraction(1, kernel.fineness)))
            case _:
                return self.tower.logarithm(factor)

    def power(self, base: Ratio, exponent: Ratio) -> Ratio:
        """A power: by multiplication where the exponent is a whole number, else through the logarithm."""
        number = exponent.number
        if number is not None and number.denominator == 1:
            return (self.divisor(base) if number < 0 else base) ** int(number)
        if self.reduced(base.numerator).is_zero():
            if number is not None and number > 0:
                return NOTHING
            message = "a power of zero"
            raise TooHard(message)
        if self.sign(base) < 0 and number is None:
            message = "a power of a negative number"
            raise TooHard(message)
        return self.exponential(self.logarithm(base) * exponent)
