"""How many decimals irrational intermediate results are shown with: so many that every ≈ is right as it is printed.

Whoever works on with the figures on the page must come to the next line. Mostly two decimals more than are asked for do; where
a factor is large, or a result lies near the middle between two roundings, more are shown, and more in earlier lines than in
later ones.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any, cast

from msgspec import Struct

from qbank.content import Number, Value
from qbank.errors import Undecided, Undefined
from qbank.expressions.evaluate import Evaluator, compiled
from qbank.expressions.steps import VALUE
from qbank.term import Term, symbols

MOST_DECIMALS = 12
EXTRA = sorted(((more, spread) for more in range(7) for spread in range(4)), key=lambda one: (sum(one), one[1]))
"""How many decimals more than usual are tried: in every line, and for each line in which one works on."""


class Row(Struct, frozen=True):
    """A line as arithmetic over the values that it shows, by their numbers."""

    evaluate: Evaluator
    numbers: frozenset[int]


class Shown(Struct, frozen=True):
    """A value of a derivation: its decimals and, where it is rounded and worked on with, in how many lines that is."""

    quantity: int
    decimals: int | None
    ahead: int = 0

    def widened(self, more: int, spread: int) -> int | None:
        """The decimals with some more."""
        if self.decimals is None or not self.ahead:
            return self.decimals
        return min(self.decimals + more + spread * (self.ahead - 1), max(self.decimals, MOST_DECIMALS))


def rows_of(lines: Sequence[Term]) -> tuple[Row, ...]:
    """The lines of a derivation, ready to be worked out."""
    return tuple(Row(compiled(line), numbers_in(line)) for line in lines)


def numbers_in(line: Term) -> frozenset[int]:
    """The numbers of the values that a line shows."""
    return frozenset(int(name.removeprefix(VALUE)) for name in symbols(line) if name.startswith(VALUE))


def ahead_of(lines: Sequence[Term], number: int) -> int:
    """How many lines come after the one in which a value first stands.

    >>> from qbank.term import Sym
    >>> ahead_of([Sym("#0") + Sym("#1"), Sym("#2")], 1)
    1
    """
    where = [place for place, line in enumerate(lines) if number in numbers_in(line)]
    return len(lines) - 1 - where[0] if where else 0


def enough_decimals(
    values: Sequence[Shown], rows: Sequence[Row], show: Callable[[int, int | None], Value]
) -> tuple[Value, ...]:
    """The values with as few decimals as do; with the usual ones where no more are enough."""
    usual: tuple[Value, ...] = ()
    for more, spread in EXTRA:
        decimals = [one.widened(more, spread) for one in values]
        shown = tuple(show(one.quantity, places) for one, places in zip(values, decimals, strict=True))
        usual = usual or shown
        if _holds(shown, rows):
            return shown
    return usual


def _holds(shown: tuple[Value, ...], rows: Sequence[Row]) -> bool:
    """Whether each line comes to the next as they are printed."""
    figures = {f"{VALUE}{place}": _figure(value) for place, value in enumerate(shown)}
    halves = {place: _half(value) for place, value in enumerate(shown)}
    try:
        results = [row.evaluate(figures) for row in rows]
        return all(
            _near(results[place], results[place + 1], _leeway(before, after, figures, halves))
            for place, (before, after) in enumerate(pairwise(rows))
        )
    except (Undefined, Undecided):
        return False


def _leeway(before: Row, after: Row, figures: Mapping[str, Any], halves: Mapping[int, Fraction]) -> float | Fraction:
    """How far a line may be from the one before it for the rounding of the numbers that are new in it."""
    new = [number for number in sorted(after.numbers - before.numbers) if halves[number]]
    if len(after.numbers) == 1 and new:
        return halves[new[0]]
    middle, allowed = _float(after.evaluate(figures)), 0.0
    for number in new:
        for half in (halves[number], -halves[number]):
            moved = {**figures, f"{VALUE}{number}": figures[f"{VALUE}{number}"] + half}
            allowed += abs(_float(after.evaluate(moved)) - middle) / 2
    return allowed


def _near(one: Any, other: Any, allowed: float | Fraction) -> bool:
    gap = abs(one - other)
    if isinstance(gap, Fraction) and isinstance(allowed, Fraction):
        return gap <= allowed
    return _float(gap) <= float(allowed) + 1e-12 * (1 + abs(_float(one)))


def _float(value: Any) -> float:
    return float(value) if isinstance(value, (int, Fraction)) else float(value.arb.mid())


def _figure(value: Value) -> Fraction:
    """The number as it is printed."""
    number = cast("Number", value)
    if number.decimals is None:
        return number.value
    scale = 10**number.decimals
    whole = (2 * abs(number.value) * scale + 1) // 2
    return Fraction(whole if number.value >= 0 else -whole, scale)


def _half(value: Value) -> Fraction:
    """Half a unit of the last decimal of a rounded number; nothing of an exact one."""
    number = cast("Number", value)
    return Fraction(0) if number.decimals is None else Fraction(1, 2 * 10**number.decimals)
