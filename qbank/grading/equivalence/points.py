"""Points at which formulas are tried: simple numbers first, since a student is shown the one at which they differ."""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from itertools import product
from math import ceil, floor, inf, prod

from qbank.grading.equivalence.intervals import Interval
from qbank.interactions import Domain

SIMPLE = tuple(
    map(Fraction, ("1", "2", "1/2", "3", "-1", "-2", "3/2", "1/4", "-1/2", "4", "5", "1/5", "3/4", "10", "0"))
)
MIXED, CORNERS, RANDOM = 10, 16, 24
MAX_CELLS = 400
"""So many combinations of discrete values are tried one by one."""

Values = dict[str, Fraction]


def simple_values(domain: Domain) -> list[Fraction]:
    """Numbers of a range that are easy to read, the easiest first.

    >>> [str(value) for value in simple_values(Domain((Fraction(0), Fraction(3, 2)), between=True))]
    ['1', '1/2', '3/2', '1/4', '1/5', '3/4', '0']
    """
    if not domain.between:
        return list(domain.values)
    low, high = domain.values[0], domain.values[-1]
    found = [value for value in SIMPLE if low <= value <= high]
    inside = [low + (high - low) * part for part in (Fraction(1, 2), Fraction(1, 4), Fraction(3, 4))]
    return list(dict.fromkeys([*found, *inside])) if len(found) < 5 else found


Ranges = tuple[tuple[str, Domain], ...]


def mixed(domains: Mapping[str, Domain]) -> tuple[Values, ...]:
    """Points of simple numbers, as far as possible different from each other."""
    return _mixed(tuple(domains.items()))


def further(domains: Mapping[str, Domain]) -> tuple[Values, ...]:
    """The corners of the ranges, then points from all over them, the same ones every time."""
    return _further(tuple(domains.items()))


@lru_cache(maxsize=256)
def _mixed(ranges: Ranges) -> tuple[Values, ...]:
    return tuple(_simple_points(ranges))


def _simple_points(ranges: Ranges) -> Iterator[Values]:
    values = {name: simple_values(domain) for name, domain in ranges}
    for turn in range(MIXED):
        yield {
            name: found[(place * (1 + turn // 3) + turn) % len(found)]
            for place, (name, found) in enumerate(values.items())
        }


@lru_cache(maxsize=256)
def _further(ranges: Ranges) -> tuple[Values, ...]:
    return (*_corners(ranges), *_scattered(ranges))


def _corners(ranges: Ranges) -> Iterator[Values]:
    if 2 ** len(ranges) <= CORNERS:
        for corner in product(*((domain.values[0], domain.values[-1]) for _, domain in ranges)):
            yield {name: value for (name, _), value in zip(ranges, corner, strict=True)}


def _scattered(ranges: Ranges) -> Iterator[Values]:
    state = 1
    for _ in range(RANDOM):
        point = {}
        for name, domain in ranges:
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64  # Knuth's MMIX
            part = Fraction((state >> 40) % 97 + 1, 99)
            point[name] = _at(domain, part)
        yield point


def _at(domain: Domain, part: Fraction) -> Fraction:
    if not domain.between:
        return domain.values[floor(part * len(domain.values))]
    low, high = domain.values[0], domain.values[-1]
    return simplest(low + (high - low) * (part - Fraction(1, 99)), low + (high - low) * part)


def cells(domains: Mapping[str, Domain]) -> list[Values] | None:
    """Every combination of the discrete values, or None when they are too many."""
    discrete = {name: domain.values for name, domain in domains.items() if not domain.between}
    if prod(map(len, discrete.values())) > MAX_CELLS:
        return None
    return [dict(zip(discrete, cell, strict=True)) for cell in product(*discrete.values())]


def between(domain: Domain, room: Interval, attempt: int) -> Fraction | None:
    """A value of the range within an interval, or None; another one at another attempt."""
    low, high = room.low, room.high
    if not domain.between:
        inside = [
            value
            for value in domain.values
            if (low < value or (low == value and not room.low_open))
            and (value < high or (value == high and not room.high_open))
        ]
        return inside[attempt % len(inside)] if inside else None
    low, high = max(low, domain.values[0]), min(high, domain.values[-1])
    if low == -inf or high == inf or low > high:
        return None
    low, high = Fraction(low), Fraction(high)
    part = (high - low) / (attempt + 3)
    return simplest(low + part, high - part) if attempt < 2 else simplest(low + part, low + part * 3 / 2)


def simplest(low: Fraction, high: Fraction) -> Fraction:
    """The number of smallest denominator between two, ends included (Stern and Brocot).

    >>> print(simplest(Fraction(31, 100), Fraction(34, 100)))
    1/3
    """
    if low > high:
        low, high = high, low
    if low <= 0 <= high:
        return Fraction(0)
    if high < 0:
        return -simplest(-high, -low)
    return _simplest(low, high)


def _simplest(low: Fraction, high: Fraction) -> Fraction:
    whole = ceil(low)
    if whole <= high:
        return Fraction(whole)
    below = floor(low)
    return below + 1 / _simplest(1 / (high - below), 1 / (low - below))
