"""Many draws at once: the values that constraints ask for, as arrays.

Terms are evaluated for all draws together: exact rational numbers (``qbank.expressions.ratios``), and real ones with proven
error bounds where exp, log or roots occur (``qbank.expressions.reals``). What the bounds leave open is asked draw by draw on
balls; a draw whose comparison or rounding stays undecided at the highest precision is marked and excluded.
"""

from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

import numpy as np

from qbank.content import Style
from qbank.errors import Undecided, Undefined
from qbank.expressions.evaluate import Environment, Evaluator, opened
from qbank.expressions.figures import Shown
from qbank.expressions.ratios import RATIONAL, Array, NotRational, Ratios, Truths
from qbank.expressions.reals import Reals
from qbank.expressions.rounding import Honest
from qbank.expressions.shared import Rows
from qbank.generation.figures import digits, halfway
from qbank.question_types.separable import displayed
from qbank.rl.arithmetic import Quantity
from qbank.term import Apply, Compare, Num, Sub, Term

BELOW, ABOVE = 1 - 1e-15, 1 + 1e-15
"""What a float times these is surely less, and more, than the number that was rounded to it."""

SINGLY = (NotRational, Undefined, Undecided)
"""What makes draws be evaluated one by one: irrational values, and constants without a value, which concern only the draws
that come to them."""


class Labels:
    """A word for each draw."""

    __slots__ = ("values",)

    def __init__(self, values: Array) -> None:
        self.values = values

    def take(self, positions: Array) -> "Labels":
        """The words at these positions."""
        return Labels(self.values[positions])

    def __eq__(self, other: object) -> Truths:  # type: ignore[override]
        return Truths(self.values == (other.values if isinstance(other, Labels) else other))

    def __ne__(self, other: object) -> Truths:  # type: ignore[override]
        return (self == other).negated()

    __hash__ = None  # type: ignore[assignment]


class CellBatch:
    """Draws of one shape: ``rows`` holds the parameters' values, ``evaluator`` compiles a Term for the shape."""

    def __init__(self, size: int, rows: Mapping[str, Any], evaluator: Callable[[Term], Evaluator]) -> None:
        self.size, self.rows, self.evaluator = size, Rows(rows), evaluator
        self.undecided = np.zeros(size, dtype=bool)
        self.values: dict[int, tuple[Term, Any]] = {}
        self.floats: dict[int, Reals] = {}
        self.honest: dict[tuple[int, Shown], Honest] = {}

    def value(self, term: Term) -> Any:
        """The value in every draw: Ratios, Truths or Labels, or one value for all; NotRational where it takes balls."""
        if id(term) not in self.values:
            self.values[id(term)] = term, self.evaluator(term)(self.rows)
        return self.values[id(term)][1]

    def reals(self, term: Term) -> Reals:
        """The value in every draw as floats with error bounds."""
        if id(term) not in self.floats:
            self.floats[id(term)] = Reals.of(self.value(term), self.size)
        return self.floats[id(term)]

    @property
    def shape(self) -> dict[str, int]:
        """The length of each list."""
        return {name: len(row) for name, row in self.rows.items() if isinstance(row, tuple)}

    def distance(self, first: Term, second: Term) -> Array:
        """For each draw how far two values are apart at least; 0 where that is not known."""
        try:
            difference = self.reals(first) - self.reals(second)
        except SINGLY:
            return np.zeros(self.size)
        known: Array = abs(difference.values) - difference.errors
        return np.maximum(known, 0.0) if difference.undefined is None else np.where(difference.undefined, 0.0, known)

    def strays(self, term: Term, kept: int, decimals: int | None, shown: Shown) -> Array:
        """For each draw how far the value may be missed by honest work: results on the way rounded to ``kept`` decimals.

        The result is rounded to ``decimals``; ``shown`` says how many each parameter has.
        """
        try:
            honest = self.honest.setdefault((kept, shown), Honest(self.value, self.size, kept, shown))
            return honest.stray(opened(term, self.shape), decimals)
        except SINGLY:
            return np.full(self.size, np.inf)

    def truth(self, term: Term) -> Array:
        """For each draw whether the Term holds; False where it is undefined."""
        try:
            value = self.value(term)
        except SINGLY:
            return self._one_by_one(lambda evaluate, draw: bool(evaluate(draw)), term, bool)
        found = _truth(value, self.size)
        unclear = value.undecided if isinstance(value, Truths) else None
        return (
            found
            if unclear is None
            else self._settled(found, unclear, lambda evaluate, draw: bool(evaluate(draw)), term)
        )

    def defined(self, term: Term) -> Array:
        """For each draw whether the Term has a value."""
        try:
            value = self.value(term)
        except SINGLY:
            return self._one_by_one(lambda evaluate, draw: evaluate(draw) is not None, term, bool)
        undefined = getattr(value, "undefined", None)
        found: Array = np.ones(self.size, dtype=bool) if undefined is None else ~undefined
        if isinstance(value, Reals):
            return self._settled(found, np.isinf(value.errors), lambda evaluate, draw: evaluate(draw) is not None, term)
        return found

    def rounded(self, term: Term, decimals: int) -> Array:
        """For each draw the value times 10**decimals, rounded half away from zero; 0 where undefined."""
        scale = 10**decimals

        def one(evaluate: Evaluator, draw: Environment) -> int:
            return int(displayed(evaluate(draw), decimals) * scale)

        try:
            value = self.value(term)
            if isinstance(value, Ratios):
                return value.rounded(decimals)
            if isinstance(value, Reals):
                whole, unclear = value.rounded(decimals)
                whole = whole.astype(object) if unclear.any() else whole  # what is asked for singly may be large
                return self._settled(whole, unclear, one, term)
            return np.full(self.size, int(displayed(value, decimals) * scale), dtype=object)
        except SINGLY:
            return self._one_by_one(one, term, object)

    def digits(self, term: Term, decimals: int | None, style: Style = "plain") -> Array:
        """For each draw how many digits the value has as it is written; 0 where it is undefined, and of a word."""
        try:
            value = self.value(term)
            found: Array = np.broadcast_to(digits(value, decimals, style), (self.size,))
            undefined = getattr(value, "undefined", None)
            return found if undefined is None else np.where(undefined, 0, found)
        except SINGLY:
            return self._one_by_one(lambda evaluate, draw: int(digits(evaluate(draw), decimals, style)), term, int)

    def halfway(self, term: Term, decimals: int) -> Array:
        """For each draw whether the value lies exactly between two numbers of so many decimals."""
        try:
            return np.broadcast_to(halfway(self.value(term), decimals), (self.size,))
        except SINGLY:
            return self._one_by_one(lambda evaluate, draw: bool(halfway(evaluate(draw), decimals)), term, bool)

    def apart(self, first: Term, second: Term, gap: Fraction) -> Array:
        """For each draw whether two values are proved to differ by more than the gap; False where one is undefined."""
        difference = Compare(">", Apply("abs", (Sub(first, second),)), Num(gap))
        try:
            gaps, (one, other) = abs(self.reals(first) - self.reals(second)), (self.value(first), self.value(second))
        except SINGLY:
            return self.truth(difference)
        far, near = gaps.values - gaps.errors > float(gap) * ABOVE, gaps.values + gaps.errors < float(gap) * BELOW
        if gaps.undefined is not None:
            far, near = far & ~gaps.undefined, near | gaps.undefined
        if (far | near).all():
            return far
        if not (isinstance(one, RATIONAL) and isinstance(other, RATIONAL)):
            return self.truth(difference)
        open_ = np.flatnonzero(~(far | near))  # what floats leave open is compared exactly
        far[open_] = _truth(abs(_some(one, open_) - _some(other, open_)) > gap, len(open_))
        return far

    def _one_by_one(self, ask: Callable[[Evaluator, Environment], Any], term: Term, kind: type) -> Array:
        return self._settled(np.zeros(self.size, dtype=kind), np.ones(self.size, dtype=bool), ask, term)

    def _settled(self, found: Array, unclear: Array, ask: Callable[[Evaluator, Environment], Any], term: Term) -> Array:
        """What was found, where it is clear; elsewhere what each draw answers when it is asked by itself."""
        from qbank.rl.balls import decided  # flint takes 40 ms to import, and most questions are rational

        evaluate, answers = self.evaluator(term), np.where(unclear, 0, found).astype(found.dtype)
        for number in np.flatnonzero(unclear).tolist():
            draw = self.draw(number)
            try:
                answers[number] = decided(lambda draw=draw: ask(evaluate, draw))  # type: ignore[misc]
            except Undecided:
                self.undecided[number] = True
            except Undefined:
                pass
        return answers

    def draw(self, number: int) -> dict[str, Quantity]:
        """The parameters of one of the draws."""
        return {name: _single(row, number) for name, row in self.rows.items()}


def _truth(value: Truths | bool, size: int) -> Array:
    """What holds and exists."""
    if isinstance(value, Truths):
        return value.values if value.undefined is None else value.values & ~value.undefined
    return np.full(size, bool(value))


def _some(value: Any, positions: Array) -> Any:
    """The values of some draws; one value for all as it is."""
    return value.some(positions) if isinstance(value, Ratios) else value


def _single(row: Any, number: int) -> Quantity:
    match row:
        case Ratios():
            return row.fraction(number)
        case Labels():
            return row.values[number]
        case _:
            return tuple(_single(element, number) for element in row)
