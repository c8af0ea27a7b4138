"""Systems of linear inequalities: whether they can hold together, and points at which they do (Fourier and Motzkin).

Products of variables count as variables of their own, with what bounds are known of them: a system that cannot hold so
cannot hold at all.
"""

from collections.abc import Callable, Hashable, Mapping
from fractions import Fraction
from math import gcd, lcm

from msgspec import Struct

from qbank.grading.equivalence.effort import COMBINING, spend
from qbank.grading.equivalence.intervals import Interval

MAX_ROWS = 150


class Row(Struct, frozen=True):
    """Σ coefficient · variable + rest > 0, or ≥ 0 when it is not strict; in whole numbers."""

    coefficients: Mapping[Hashable, int]
    rest: int
    strict: bool


def row(coefficients: Mapping[Hashable, Fraction], rest: Fraction, *, strict: bool) -> Row:
    """A row, its fractions multiplied away.

    >>> row({"x": Fraction(1, 2)}, Fraction(1, 3), strict=True)
    Row(coefficients={'x': 3}, rest=2, strict=True)
    """
    scale = lcm(rest.denominator, *(value.denominator for value in coefficients.values()))
    return Row({name: int(value * scale) for name, value in coefficients.items()}, int(rest * scale), strict)


class Eliminated(Struct, frozen=True):
    """A variable, and the rows that bound it by variables eliminated after it."""

    variable: Hashable
    rows: tuple[Row, ...]


def bounds(variable: Hashable, interval: Interval) -> list[Row]:
    """The rows that say in which interval a variable lies."""
    rows = []
    if isinstance(interval.low, Fraction):
        rows.append(row({variable: Fraction(1)}, -interval.low, strict=interval.low_open))
    if isinstance(interval.high, Fraction):
        rows.append(row({variable: Fraction(-1)}, interval.high, strict=interval.high_open))
    return rows


def eliminate(rows: list[Row], variables: list[Hashable]) -> list[Eliminated] | None:
    """The variables, one after the other, with their bounds; None when the rows cannot all hold.

    The list is cut short where the rows become too many.

    >>> eliminate([Row({"x": 1}, 0, True), Row({"x": -1}, 0, False)], ["x"]) is None
    True
    """
    done: list[Eliminated] = []
    for variable in variables:
        with_it = [row for row in rows if row.coefficients.get(variable)]
        done.append(Eliminated(variable, tuple(with_it)))
        above = [row for row in with_it if row.coefficients[variable] > 0]
        below = [row for row in with_it if row.coefficients[variable] < 0]
        rows = [row for row in rows if not row.coefficients.get(variable)]
        if len(above) * len(below) + len(rows) > MAX_ROWS:
            return done
        spend(COMBINING * len(above) * len(below))
        rows += [_combined(one, other, variable) for one in above for other in below]
        if any(_impossible(row) for row in rows):
            return None
    return done


def _combined(above: Row, below: Row, variable: Hashable) -> Row:
    """The sum of two rows in which the variable falls out."""
    first, second = -below.coefficients[variable], above.coefficients[variable]
    shared = gcd(first, second)
    first, second = first // shared, second // shared
    names = (above.coefficients.keys() | below.coefficients.keys()) - {variable}
    mixed = {name: above.coefficients.get(name, 0) * first + below.coefficients.get(name, 0) * second for name in names}
    return Row(
        {name: value for name, value in mixed.items() if value},
        above.rest * first + below.rest * second,
        above.strict or below.strict,
    )


def _impossible(row: Row) -> bool:
    return not row.coefficients and (row.rest < 0 or (row.rest == 0 and row.strict))


Choose = Callable[[Hashable, Interval], Fraction | None]
"""A value for a variable within an interval, or None when there is none."""


def solution(eliminated: list[Eliminated], choose: Choose) -> dict[Hashable, Fraction] | None:
    """A point at which the rows hold, the last eliminated variable chosen first; None when ``choose`` finds none."""
    point: dict[Hashable, Fraction] = {}
    for step in reversed(eliminated):
        value = choose(step.variable, _room(step, point))
        if value is None:
            return None
        point[step.variable] = value
    return point


def _room(step: Eliminated, point: Mapping[Hashable, Fraction]) -> Interval:
    """What is left for a variable once the others are chosen."""
    low, high = Interval(float("-inf"), float("inf")), Interval(float("-inf"), float("inf"))
    for row in step.rows:
        factor = row.coefficients[step.variable]
        others = sum(value * point[name] for name, value in row.coefficients.items() if name != step.variable)
        end = -Fraction(row.rest + others) / factor
        if factor > 0 and (end > low.low or (end == low.low and row.strict)):
            low = Interval(end, low.high, low_open=row.strict)
        if factor < 0 and (end < high.high or (end == high.high and row.strict)):
            high = Interval(high.low, end, high_open=row.strict)
    return Interval(low.low, high.high, low.low_open, high.high_open)
