"""Whether a printed relation holds, for many draws at once.

``=`` and the order signs hold exactly. ``≈`` holds when the right side is the left one rounded to the digits that are printed:
they differ by no more than half a unit of the last one (a half may be rounded either way). Where the right side is itself
arithmetic, each of its numbers with decimals that the left side does not show may be off by half of its last unit.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.checking.lines.distinct import distinct
from qbank.checking.lines.printed import PLACE, TYPED, Literal
from qbank.errors import Undefined
from qbank.expressions.evaluate import compiled
from qbank.expressions.ratios import Array, Ratios, Truths
from qbank.expressions.reals import Reals
from qbank.term import Neg, Pow, Sym, Term, symbols, walk

Numbers = Mapping[str, Any]
"""What each symbol of a side is in every draw: Ratios, or one fraction for all."""

MOST_DECIMALS = 12
SLACK = 1e-9
SIGNS: Mapping[str, Callable[[Any, Any], Any]] = {
    "=": operator.eq,
    "≠": operator.ne,
    "<": operator.lt,
    ">": operator.gt,
    "≤": operator.le,
    "≥": operator.ge,
}


class Sides(Struct, frozen=True):
    """Two Terms over printed numbers, and the sign between them; ``decimals`` are those of numbers that show as many in every
    draw, None for exact ones, which show what they need.
    """

    left: Term
    sign: str
    right: Term
    decimals: Mapping[str, int | None]


def typed(literals: list[Literal]) -> dict[str, Fraction]:
    """The numbers that the author typed, by their symbols."""
    return {f"{TYPED}{number}": literal.value for number, literal in enumerate(literals)}


def typed_decimals(literals: list[Literal]) -> dict[str, int | None]:
    """With how many decimals they are typed."""
    return {f"{TYPED}{number}": literal.decimals for number, literal in enumerate(literals)}


def holds(sides: Sides, numbers: Numbers, size: int) -> Array:
    """For each draw whether the relation holds as printed; True where a side has no value.

    >>> a = {"#0": Ratios.of([Fraction(1, 3), Fraction(1, 2)]), "'0": Fraction(33, 100)}
    >>> holds(Sides(Sym("#0"), "≈", Sym("'0"), {"'0": 2}), a, 2).tolist()
    [True, False]
    """
    if any(
        isinstance(node, Pow) and symbols(node.exponent) for side in (sides.left, sides.right) for node in walk(side)
    ):
        first, kinds = distinct([numbers[name] for name in sorted(numbers)], size)
        return np.array([_single(sides, numbers, number) for number in first])[kinds]
    try:
        return _judged(sides, numbers, size)
    except Undefined:
        return np.ones(size, dtype=bool)


def _judged(sides: Sides, numbers: Numbers, size: int) -> Array:
    left, right = compiled(sides.left)(numbers), compiled(sides.right)(numbers)
    if sides.sign != "≈":
        return _compared(SIGNS[sides.sign], left, right, size)
    gap = abs(_array(left, size) - _array(right, size))
    symbol = sides.right.operand if isinstance(sides.right, Neg) else sides.right
    if isinstance(symbol, Sym):
        return _rounds(gap, numbers[symbol.name], sides.decimals.get(symbol.name), size)
    near = Reals.of(gap, size)
    allowed = _leeway(sides, numbers, Reals.of(_array(right, size), size), size)
    return (near.values - near.errors <= allowed) | _missing(near, size)


def _single(sides: Sides, numbers: Numbers, number: int) -> bool:
    """Whether it holds in one draw, by itself: powers of each draw's own are exact only so."""
    alone = {name: value.fraction(number) if isinstance(value, Ratios) else value for name, value in numbers.items()}
    try:
        return bool(_judged(sides, alone, 1)[0])
    except Undefined:
        return True


def _array(value: Any, size: int) -> Any:
    """Arrays as they are; one value for all, as an array."""
    if isinstance(value, (Ratios, Reals)):
        return value
    if isinstance(value, (int, Fraction)):
        return Ratios.of([Fraction(value)] * size)
    return Reals.of(value, size)


def _compared(compare: Callable[[Any, Any], Any], left: Any, right: Any, size: int) -> Array:
    """What a comparison says; True where it does not exist, or where error bounds leave it open."""
    found = compare(_array(left, size), _array(right, size))
    if not isinstance(found, Truths):
        return np.full(size, bool(found))
    values = found.values.copy()
    for mask in (found.undefined, found.undecided):
        if mask is not None:
            values |= mask
    return values


def _rounds(gap: Any, shown: Any, decimals: int | None, size: int) -> Array:
    """Whether the gap is at most half a unit of the last printed digit."""
    if decimals is not None:
        return _compared(operator.le, gap, Fraction(1, 2 * 10**decimals), size)
    found, left = _compared(operator.eq, gap, Fraction(0), size), np.ones(size, dtype=bool)
    for places in range(MOST_DECIMALS + 1):  # exact numbers show as many decimals as each needs
        here = left & _has_decimals(shown, places, size)
        found = np.where(here, _compared(operator.le, gap, Fraction(1, 2 * 10**places), size), found)
        left &= ~here
    return found


def _has_decimals(shown: Any, places: int, size: int) -> Array:
    value = _array(shown, size)
    if not isinstance(value, Ratios):
        return np.zeros(size, dtype=bool)
    wide = value.within(value.bound * 10**places)
    below = wide.denominators
    return np.asarray((wide.numerators * 10**places) % below == 0)


def _leeway(sides: Sides, numbers: Numbers, right: Reals, size: int) -> Array:
    """How far the right side may be off for the rounding of its own numbers."""
    allowed = SLACK * (1 + abs(right.values))
    for name in sorted(symbols(sides.right) - _shown(sides, numbers)):
        decimals = sides.decimals.get(name)
        if decimals:
            for half in (Fraction(1, 2 * 10**decimals), Fraction(-1, 2 * 10**decimals)):
                moved = compiled(sides.right)({**numbers, name: numbers[name] + half})
                allowed = allowed + abs(Reals.of(_array(moved, size), size).values - right.values) / 2
    return allowed


def _shown(sides: Sides, numbers: Numbers) -> frozenset[str]:
    """The numbers of the right side that stand on the left side, too."""
    left = symbols(sides.left)
    values = [numbers[name] for name in left if isinstance(numbers[name], Fraction)]
    return left | {
        name for name in symbols(sides.right) if isinstance(numbers[name], Fraction) and numbers[name] in values
    }


def _missing(value: Reals, size: int) -> Array:
    return np.zeros(size, dtype=bool) if value.undefined is None else value.undefined


def place_symbols(term: Term) -> Iterator[int]:
    """The numbers of the places that a side shows."""
    return (int(name.removeprefix(PLACE)) for name in sorted(symbols(term)) if name.startswith(PLACE))
