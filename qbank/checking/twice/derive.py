"""Every key derived again: its Term with each formula's oracle in the formula's place, on the numbers that the page displays.

Where all of them are displayed exactly, the two roads must come to the same number (floats: but for their own rounding). Where
some are displayed rounded, what a student computes from the page must still lie within the key's tolerance.

A second road takes one draw at a time, so a stated number of draws is gone through: all there are, or a sample spread over all
of them, with the corners.
"""

import math
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Any

from msgspec import Struct

from qbank.checking.sweep import Sweep, whole
from qbank.checking.twice.evaluate import NO_VALUE, OneRoadError, TieError, Walk
from qbank.checking.twice.page import Page, shown_term
from qbank.checking.twice.roads import BESIDE, Apart, Roads
from qbank.errors import Undecided, Undefined
from qbank.expressions.evaluate import evaluate
from qbank.expressions.ratios import Ratios
from qbank.expressions.reals import Reals
from qbank.generation.cells import SINGLY, CellBatch
from qbank.generation.program import Program
from qbank.generation.texts import Shown
from qbank.question_types.question_type import ClaimedNumber
from qbank.rl.arithmetic import Quantity
from qbank.rl.balls import Ball, decided
from qbank.term import Algebra, Index, Num, Term, symbols, walk
from qbank.term_text import term_text

MOST = 2_000
"""Up to so many draws all are gone through; of more, so many and the corners."""

FLOATS, NUMERICALLY = 1e-9, 1e-6
"""How far floats may be apart, and what is found by extrapolation; relative to their size."""


class Differing(Struct, frozen=True):
    """A draw in which two roads to a number differ: its value on the first, and on the second, which is named."""

    draw: dict[str, Quantity]
    first: str
    road: str
    second: str
    displayed: dict[str, str]
    """The parameters that the page displays as another number, and as which."""


class Derived(Struct, frozen=True):
    """What became of one number: how it was derived again, in how many draws, and in how many of them it differed."""

    name: str
    claimed: ClaimedNumber
    road: str
    once: bool
    looked_at: int
    differing: int = 0
    worst: Differing | None = None

    @property
    def said(self) -> str:
        """``twice``, in how many draws and by which road; or ``once``, with the reason."""
        return f"once ({self.road})" if self.once else f"twice in {self.looked_at:,} draws ({self.road})"


def derived_again(compiled: Program, most: int = MOST) -> tuple[Derived, ...]:
    """Each key and each shown quantity of a question, derived a second time."""
    page = Page(compiled)
    return tuple(_Again(compiled, page, name, claimed).derived(most) for name, claimed in _numbers(compiled))


def _numbers(compiled: Program) -> Iterator[tuple[str, ClaimedNumber]]:
    """The keys by their parts, then the quantities that texts show, each once."""
    seen: set[Term] = set()
    for claimed in compiled.numbers:
        seen.add(claimed.term)
        yield compiled.parts[int(claimed.path[1])].id, claimed
    parts = {part.id for part in compiled.parts}
    quantities = {compiled.terms.terms[quantity]: name for name, quantity in compiled.quantities}
    for written in compiled.written:
        for place in written.text.places:
            term = shown_term(compiled, place) if isinstance(place, Shown) else None
            if term in quantities and term not in seen and symbols(term):
                seen.add(term)
                decimals = place.look.decimals if isinstance(place, Shown) else None
                tolerance = Fraction(0) if decimals is None else Fraction(1, 2 * 10**decimals)
                name = quantities[term]
                yield f"let.{name}" if name in parts else name, ClaimedNumber(("let", name), term, tolerance)


class _Again:
    """One number, derived again in many draws."""

    def __init__(self, compiled: Program, page: Page, name: str, claimed: ClaimedNumber) -> None:
        self.compiled, self.page, self.name, self.claimed = compiled, page, name, claimed
        self.roads = Roads()
        numerically = any(isinstance(node, Algebra) for node in walk(claimed.term))
        self.slack = NUMERICALLY if numerically else FLOATS
        self.looked_at = self.differing = 0
        self.worst: Differing | None = None

    def derived(self, most: int) -> Derived:
        """Go through the draws that the number tells apart."""
        sweep = Sweep(self.compiled, symbols(self.claimed.term), most, sampled=most)
        try:
            for batch in sweep.batches():
                self._batch(batch)
        except OneRoadError as error:
            return Derived(self.name, self.claimed, str(error), once=True, looked_at=0)
        once = self.looked_at == 0
        road = "no draw in which both roads can be compared" if once else self.roads.said()
        return Derived(self.name, self.claimed, road, once, self.looked_at, self.differing, self.worst)

    def _batch(self, batch: CellBatch) -> None:
        for draw, first in zip(_draws(batch), _first_road(batch, self.claimed.term), strict=True):
            if first is not None:
                self.roads.beside = self.looked_at < BESIDE
                self.looked_at += self._compare(draw, first)

    def _compare(self, draw: dict[str, Quantity], first: Any) -> bool:
        """Compare both roads in a draw; False where no comparison is possible."""
        displayed = self.page.read(draw) if self.page.rounded else draw
        exact = displayed is draw or displayed == draw
        try:
            second = Walk(displayed, self.roads.value, found_by_algebra).value(self.claimed.term)
            if self._agree(first, second, exact=exact):
                return True
            road = self.roads.said()
        except Apart as apart:
            second, road = apart.value, apart.road
        except TieError:
            return False
        except NO_VALUE as error:
            second, road = f"no value ({error})", self.roads.said()
        self.differing += 1
        if self.worst is None:
            complete = whole(self.compiled, draw)
            otherwise = {name: _said(value) for name, value in displayed.items() if value != draw[name]}
            self.worst = Differing(complete, _said(first), road, _said(second), otherwise)
        return True

    def _agree(self, first: Any, second: Any, *, exact: bool) -> bool:
        if isinstance(first, tuple):
            same = isinstance(second, tuple) and len(first) == len(second)
            return same and all(self._agree(one, other, exact=exact) for one, other in zip(first, second, strict=True))
        rational = isinstance(first, Fraction) and isinstance(second, (int, Fraction))
        if rational and exact:
            return (first.numerator, first.denominator) == (second.numerator, second.denominator)  # faster than ==
        allowed = Fraction(0) if exact else self.claimed.tolerance
        slack = 0 if rational else self.slack * (1 + abs(float(first)))
        gap = abs(first - second)
        return not math.isnan(float(gap)) and bool(gap <= allowed + Fraction(slack))


@lru_cache(maxsize=1 << 16)
def _fraction(above: int, below: int) -> Fraction:
    return Fraction(above, below)


def _draws(batch: CellBatch) -> Iterator[dict[str, Quantity]]:
    """The parameters of each draw."""
    columns = {name: _column(row, batch.size) for name, row in batch.rows.items()}
    for number in range(batch.size):
        yield {name: column[number] for name, column in columns.items()}


def _column(row: Any, size: int) -> Sequence[Quantity]:
    match row:
        case Ratios():
            return [_fraction(*pair) for pair in row.pairs()]
        case tuple():
            return list(zip(*(_column(one, size) for one in row), strict=True))
        case _:
            return list(row.values)


def _first_road(batch: CellBatch, term: Term) -> list[Any]:
    """The values of a Term in every draw: fractions, and floats where it is irrational; None where there is none."""
    try:
        value = batch.value(term)
    except SINGLY:
        return [_singly(batch, term, number) for number in range(batch.size)]
    return _entries(batch, term, value)


def _entries(batch: CellBatch, term: Term, value: Any) -> list[Any]:
    match value:
        case Ratios():
            missing = [False] * batch.size if value.undefined is None else value.undefined.tolist()
            return [None if lost else Fraction(*pair) for lost, pair in zip(missing, value.pairs(), strict=True)]
        case Reals():
            clear = value.errors <= FLOATS * (1 + abs(value.values)) / 10
            return [
                float(value.values[number]) if fine else _singly(batch, term, number)
                for number, fine in enumerate(clear.tolist())
            ]
        case tuple():
            columns = [_entries(batch, Index(term, Num(Fraction(n))), one) for n, one in enumerate(value)]
            return [None if None in row else row for row in zip(*columns, strict=True)]
        case _:
            return [in_floats(value)] * batch.size


def _singly(batch: CellBatch, term: Term, number: int) -> Any:
    """The value in one draw, by itself; None where there is none, or none that can be told."""
    draw = batch.draw(number)
    evaluator = batch.evaluator(term)
    try:
        return in_floats(decided(lambda: evaluator(draw)))
    except (Undefined, Undecided):
        return None


def found_by_algebra(term: Term, environment: Any) -> Any:
    """What algebra found, to be put back into the equation."""
    return in_floats(evaluate(term, environment))


def in_floats(value: Quantity) -> Any:
    """Balls as floats, everything else as it is."""
    if isinstance(value, tuple):
        return tuple(map(in_floats, value))
    return float(value.arb.mid()) if isinstance(value, Ball) else value


def _said(value: Any) -> str:
    """A value as a message gives it: exactly, and an irrational one to twelve digits."""
    match value:
        case Fraction():
            return term_text(Num(value))
        case float():
            return f"{value:.12g}"
        case tuple():
            return f"[{', '.join(map(_said, value))}]"
        case _:
            return str(value)
