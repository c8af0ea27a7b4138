"""The variables of a comparison: quantities, and the exponentials, logarithms and roots that stand on them.

    log(p)      for each irreducible factor p of a polynomial, or prime number, its logarithm log|p|
    exp(m/q)    for each monomial m (over a denominator), q being fine enough that only whole powers occur
    |p|^(1/q)   for each irreducible p, with (|p|^(1/q))^q = |p|

So log(a·b), exp(a + b), a^n · a and √(a²b) fall apart into the same few variables however they are written, and what is left
to compare are fractions of polynomials. The approach is that of Risch's towers of monomial extensions (M. Bronstein,
Symbolic Integration I, 2nd ed. 2005, ch. 3 and 9).
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from math import gcd, inf
from typing import Literal

from flint import fmpz
from msgspec import Struct

from qbank.grading.equivalence.effort import FACTORING, TooHard, spend
from qbank.grading.equivalence.intervals import EVERYTHING, POSITIVE, Interval, enclosed, of_monomial, of_polynomial
from qbank.grading.equivalence.ratio import (
    SLOTS,
    VARIABLES,
    Polynomial,
    Ratio,
    constant,
    fraction,
)
from qbank.interactions import Domain

MAX_FACTORED_TERMS = 150
MAX_FACTORED_DEGREE = 40
MAX_FINENESS = 1_000
MAX_PRIME = 10**15
"""Numbers up to this are factored."""


class Restart(Exception):  # noqa: N818  not an error: the conversion begins anew with finer powers
    """A kernel must be divided more finely."""


class Kernel(Struct, frozen=True):
    """What a variable stands for: exp(ratio), log|polynomial| or |polynomial|^(1/fineness)."""

    kind: Literal["exp", "log", "root"]
    ratio: Ratio
    fineness: int = 1


Key = tuple[str, ...]
Factors = tuple[Fraction, tuple[tuple[Polynomial, int], ...]]
"""A number, and irreducible polynomials with their powers."""


@dataclass
class Tower:
    """The variables of one comparison. ``powers`` survive a restart, the kernels do not."""

    domains: Mapping[str, Domain]
    slots: dict[str, int] = field(default_factory=dict)
    kernels: dict[int, Kernel] = field(default_factory=dict)
    keys: dict[Key, int] = field(default_factory=dict)
    powers: dict[Key, Fraction] = field(default_factory=dict)
    factored: dict[str, Factors] = field(default_factory=dict)
    enclosed: dict[int, Interval] = field(default_factory=dict)
    monomials: dict[tuple[int, ...], Interval] = field(default_factory=dict)
    possible: dict[str, frozenset[int]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        if len(self.domains) > SLOTS // 2:
            message = "there are too many quantities"
            raise TooHard(message)
        self.slots = {name: SLOTS - 1 - place for place, name in enumerate(self.domains)}
        self.ranges = {self.slots[name]: domain for name, domain in self.domains.items()}

    def restart(self) -> None:
        """Forget the kernels: powers have become finer."""
        self.kernels.clear()
        self.keys.clear()
        self.factored.clear()
        self.enclosed.clear()
        self.monomials.clear()
        self.possible.clear()

    def variable(self, name: str) -> Ratio:
        """A quantity."""
        return Ratio(VARIABLES[self.slots[name]])

    def bounds(self, slot: int) -> Interval:
        """The values that a variable can take."""
        if domain := self.ranges.get(slot):
            return Interval(domain.values[0], domain.values[-1])
        if slot not in self.enclosed:
            self.enclosed[slot] = self._enclosure(self.kernels[slot])
        return self.enclosed[slot]

    def _enclosure(self, kernel: Kernel) -> Interval:
        """The values of an exponential, logarithm or root, from those of what it is made of."""
        above = of_polynomial(kernel.ratio.numerator, self.monomial)
        below = of_polynomial(kernel.ratio.denominator, self.monomial)
        wide = EVERYTHING if kernel.kind == "log" else POSITIVE
        if not below.low > 0:
            return wide
        inside = above * Interval(1 / below.high if below.high != inf else Fraction(0), 1 / Fraction(below.low))
        if kernel.kind != "exp" and inside.low <= 0:
            return wide
        return enclosed(kernel.kind, inside, kernel.fineness)

    def monomial(self, powers: tuple[int, ...]) -> Interval:
        """The values that a product of powers of variables can take."""
        if powers not in self.monomials:
            self.monomials[powers] = of_monomial(powers, self.bounds)
        return self.monomials[powers]

    def signs(self, factor: Polynomial) -> frozenset[int]:
        """The signs that a polynomial can have on the ranges, or more."""
        name = str(factor)
        if name not in self.possible:
            self.possible[name] = of_polynomial(factor, self.monomial).signs
        return self.possible[name]

    def is_discrete(self, slot: int) -> bool:
        """Whether a variable takes some values only."""
        return slot in self.ranges and not self.ranges[slot].between

    def logarithm(self, inside: Polynomial) -> Ratio:
        """log|p|."""
        return Ratio(VARIABLES[self._slot(("log", str(inside)), Kernel("log", Ratio(inside)))])

    def exponential(self, direction: Ratio, times: Fraction) -> Ratio:
        """exp(times · direction)."""
        key = ("exp", str(direction.numerator), str(direction.denominator))
        unit = self._unit(key, times, abs(times))
        slot = self._slot(key, Kernel("exp", direction * Ratio(constant(unit))))
        return Ratio(VARIABLES[slot]) ** int(times / unit)

    def root(self, inside: Polynomial, times: Fraction) -> Ratio:
        """|p|^times, for times between 0 and 1."""
        key = ("root", str(inside))
        unit = self._unit(key, times, Fraction(1, times.denominator))
        slot = self._slot(key, Kernel("root", Ratio(inside), unit.denominator))
        return Ratio(VARIABLES[slot]) ** int(times / unit)

    def _unit(self, key: Key, times: Fraction, least: Fraction) -> Fraction:
        """The power that a kernel stands for, of which all that occur are whole multiples; a finer one begins anew."""
        unit = self.powers.get(key, least)
        if (times / unit).denominator != 1:
            unit = Fraction(gcd(unit.numerator * times.denominator, times.numerator * unit.denominator)) / (
                unit.denominator * times.denominator
            )
            if unit.denominator > MAX_FINENESS * max(1, unit.numerator):
                message = "the powers are too fine"
                raise TooHard(message)
            self.powers[key] = unit
            if key in self.keys:
                raise Restart
        return self.powers.setdefault(key, unit)

    def _slot(self, key: Key, kernel: Kernel) -> int:
        """The variable of a kernel; newer ones stand before those that they are made of."""
        if key not in self.keys:
            slot = SLOTS - 1 - len(self.slots) - len(self.kernels)
            if slot < 0:
                message = "there are too many exponentials, logarithms and roots"
                raise TooHard(message)
            self.keys[key] = slot
            self.kernels[slot] = kernel
        return self.keys[key]

    def factors(self, polynomial: Polynomial) -> Factors:
        """A polynomial as a number times irreducible factors, each with a positive leading coefficient."""
        name = str(polynomial)
        if name not in self.factored:
            if len(polynomial) > MAX_FACTORED_TERMS or polynomial.total_degree() > MAX_FACTORED_DEGREE:
                message = "the formula has too many terms"
                raise TooHard(message)
            spend(FACTORING + 50 * len(polynomial) ** 2)
            self.factored[name] = _factors(polynomial)
        return self.factored[name]


def _factors(polynomial: Polynomial) -> Factors:
    content, parts = polynomial.factor()
    number = fraction(content)
    found = []
    for part, power in parts:
        sign = -1 if part.leading_coefficient() < 0 else 1
        number *= sign ** int(power)
        found.append((part * sign, int(power)))
    return number, tuple(found)


def primes(value: Fraction) -> list[tuple[int, int]]:
    """The prime numbers of a positive number with their powers; a part that is too large is not taken apart.

    >>> primes(Fraction(9, 10))
    [(3, 2), (2, -1), (5, -1)]
    """
    found: list[tuple[int, int]] = []
    for number, sign in ((value.numerator, 1), (value.denominator, -1)):
        if number > MAX_PRIME:
            found.append((number, sign))
        elif number > 1:
            found += [(int(prime), sign * int(power)) for prime, power in fmpz(number).factor()]
    return found


def whole(number: int) -> Ratio:
    """A whole number as a fraction of polynomials."""
    return Ratio(constant(number))
