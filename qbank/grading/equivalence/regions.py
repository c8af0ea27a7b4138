"""The regions into which the branches of two formulas divide the ranges, and those in which the formulas are not the same."""

from collections.abc import Hashable, Iterator
from fractions import Fraction

from msgspec import Struct

from qbank.grading.equivalence.effort import REGION, SYSTEM, TooHard, spend
from qbank.grading.equivalence.intervals import Interval
from qbank.grading.equivalence.normal import Region, Split
from qbank.grading.equivalence.points import between
from qbank.grading.equivalence.ratio import ONE, VARIABLES, NoValue, Polynomial, constant, fraction
from qbank.grading.equivalence.systems import Eliminated, Row, bounds, eliminate, row, solution
from qbank.grading.equivalence.tower import Restart, Tower
from qbank.term import Term

MAX_REGIONS = 200
MAX_RESTARTS = 12
CROWDED = 4
"""Regions with so many signs are looked at before they are entered: they may be empty."""


class Unsettled(Struct, frozen=True):
    """The regions in which the formulas are not seen to be the same, and at what the formulas branch."""

    regions: tuple[Region, ...]
    breakpoints: tuple[Polynomial, ...]
    reason: str = ""


def unsettled(student: Term, key: Term, tower: Tower) -> Unsettled:
    """Where the two may differ; no region at all when they are proved to be the same."""
    for _ in range(MAX_RESTARTS):
        try:
            return _unsettled(student, key, Region(tower))
        except Restart:
            tower.restart()
    message = "the powers are too fine"
    raise TooHard(message)


def _unsettled(student: Term, key: Term, everywhere: Region) -> Unsettled:
    waiting, reason = [everywhere], ""
    found: list[Region] = []
    breakpoints: dict[str, Polynomial] = {}
    for _ in range(MAX_REGIONS):
        if not waiting:
            return Unsettled(tuple(found), tuple(breakpoints.values()), reason)
        region = waiting.pop()
        try:
            spend(REGION)
            if not _same(region, student, key) and system(region) is not None:
                found.append(region)
        except Split as split:
            breakpoints[str(split.factor)] = split.factor
            parts = [region.divided(split, sign) for sign in split.signs]
            waiting += [part for part in parts if len(part.signs) < CROWDED or system(part) is not None]
        except TooHard as error:
            reason = str(error)
            found.append(region)
    return Unsettled((*found, *waiting), tuple(breakpoints.values()), "the formula has too many cases")


def _same(region: Region, student: Term, key: Term) -> bool:
    """Whether the formulas are proved to be the same in a region, or the key has no value there."""
    try:
        wanted = region.normal(key)
    except NoValue:
        return True
    try:
        given = region.normal(student)
    except NoValue:
        return False
    difference = region.reduced((given - wanted).numerator)
    return bool(_on_values(region.tower, difference).is_zero())


def _on_values(tower: Tower, polynomial: Polynomial) -> Polynomial:
    """The polynomial of lowest degree with the same values on the ranges of the discrete quantities."""
    inside = {
        slot
        for kernel in tower.kernels.values()
        for part in (kernel.ratio.numerator, kernel.ratio.denominator)
        for slot, degree in enumerate(part.degrees())
        if degree
    }
    for slot, domain in tower.ranges.items():
        if not domain.between and slot not in inside and polynomial.degrees()[slot] >= len(domain.values):
            vanishing = ONE
            for value in domain.values:
                vanishing = vanishing * (VARIABLES[slot] - constant(value))
            polynomial = divmod(polynomial, vanishing)[1]
    return polynomial


# --- which regions there are, and points in them ---


def system(region: Region) -> list[Eliminated] | None:
    """What a region's signs say of single monomials; None when the region is proved to be empty.

    Where nothing is zero, edges may be left out: what holds inside holds there too.
    """
    spend(SYSTEM * (1 + len(region.signs)))
    rows: list[Row] = []
    monomials: dict[Hashable, Interval] = {}
    is_full = all(known.sign for known in region.signs.values())
    for known in region.signs.values():
        coefficients: dict[Hashable, Fraction] = {}
        rest = Fraction(0)
        for powers, coefficient in known.factor.terms():
            name: tuple[int, ...] = tuple(map(int, powers))
            if any(name):
                coefficients[name] = fraction(coefficient)
                monomials[name] = region.tower.monomial(name)
            else:
                rest = fraction(coefficient)
        strict = known.sign != 0 and (known.exact or is_full)
        rows += [
            row({name: value * turn for name, value in coefficients.items()}, rest * turn, strict=strict)
            for turn in ((known.sign,) if known.sign else (1, -1))
        ]
    for monomial, interval in monomials.items():
        rows += bounds(monomial, interval)
    return eliminate(rows, sorted(monomials, key=lambda name: _is_discrete(region.tower, name)))


def _is_discrete(tower: Tower, monomial: Hashable) -> bool:
    slot = _single(monomial)
    return slot is not None and tower.is_discrete(slot)


def _single(monomial: Hashable) -> int | None:
    """The variable, if a monomial is one."""
    powers = monomial if isinstance(monomial, tuple) else ()
    return powers.index(1) if sum(powers) == 1 else None


def points_inside(region: Region) -> Iterator[dict[str, Fraction]]:
    """Points in a region whose borders are linear in the quantities: what its system says of them."""
    eliminated = system(region)
    if eliminated is None:
        return
    slots = {step.variable: _single(step.variable) for step in eliminated}
    names = {slot: name for name, slot in region.tower.slots.items()}
    if any(slot is None or slot not in names for slot in slots.values()):
        return
    for attempt in range(8):

        def choose(variable: Hashable, room: Interval, attempt: int = attempt) -> Fraction | None:
            slot = slots[variable]
            assert slot is not None  # noqa: S101  checked above
            return between(region.tower.ranges[slot], room, attempt)

        point = solution(eliminated, choose)
        if point is not None:
            yield {names[slot]: point[variable] for variable, slot in slots.items() if slot is not None}


def near(factor: Polynomial, tower: Tower, base: dict[str, Fraction]) -> Iterator[dict[str, Fraction]]:
    """Points on a breakpoint and on both sides of it, from a point, where it is linear in a quantity."""
    if any(factor.degrees()[slot] for slot in tower.kernels):
        return
    values = {tower.slots[name]: value for name, value in base.items()}
    for name, slot in tower.slots.items():
        domain = tower.domains[name]
        if factor.degrees()[slot] != 1 or not domain.between:
            continue
        slope, rest = _line(factor, slot, values)
        if slope == 0:
            continue
        root, width = -rest / slope, domain.values[-1] - domain.values[0]
        for step in (Fraction(0), *(sign * width / 2**fine for fine in (4, 8, 14) for sign in (1, -1))):
            if domain.values[0] <= root + step <= domain.values[-1]:
                yield base | {name: root + step}


def _line(factor: Polynomial, slot: int, values: dict[int, Fraction]) -> tuple[Fraction, Fraction]:
    """Slope and rest of a polynomial that is linear in a variable, the others having these values."""
    slope = rest = Fraction(0)
    for powers, coefficient in factor.terms():
        value = fraction(coefficient)
        for other, power in enumerate(powers):
            if power and other != slot:
                value *= values[other] ** int(power)
        if powers[slot]:
            slope += value
        else:
            rest += value
    return slope, rest
