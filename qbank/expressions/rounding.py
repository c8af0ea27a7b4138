"""How far honest work may stray: a key worked out with intermediate results rounded to so many decimals.

Every result that has more decimals than are kept is rounded, which adds half a unit of the last one; errors go on through what
follows, each operation's bound from those of its operands (forward error analysis). Sums of numbers with few decimals, and what
comes out even, need no rounding. The bounds are 64-bit floats, enlarged by what their own rounding may amount to.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.content import finite_decimals
from qbank.expressions.figures import ENDLESS, Shown
from qbank.expressions.ratios import Array
from qbank.expressions.reals import Reals
from qbank.term import Add, Apply, Cond, Div, Index, Mul, Neg, Num, Pow, Sub, Sym, Term

EVEN = 1e-6
"""A value this near to a whole number of last units is one: what is shown has at most twelve decimals."""
SLACK = 1 + 1e-9


class Worked(Struct, frozen=True):
    """A number as a careful student has it in each draw: within ``stray`` of the true one, with so many ``decimals``."""

    values: Array
    stray: Array
    decimals: int


Ask = Callable[[Term], Any]
"""The values of a Term in every draw, as ``CellBatch.value`` gives them."""


class Honest:
    """Work in which every intermediate result is rounded to ``kept`` decimals.

    ``shown`` says how many decimals each parameter has.
    """

    def __init__(self, ask: Ask, size: int, kept: int, shown: Shown) -> None:
        self.ask, self.size, self.kept, self.shown = ask, size, kept, shown
        self.worked: dict[Term, Worked] = {}

    def stray(self, term: Term, decimals: int | None) -> Array:
        """For each draw how far the result may lie from the true one, itself rounded to ``decimals``."""
        worked = self._last(term)
        if decimals is None:
            return worked.stray * SLACK
        return self._rounded(worked, decimals).stray * SLACK

    def work(self, term: Term) -> Worked:
        """A Term of plain arithmetic, worked out and rounded; an equal one only once."""
        if term not in self.worked:
            self.worked[term] = self._rounded(self._last(term), self.kept) if _is_worked(term) else self._last(term)
        return self.worked[term]

    def _last(self, term: Term) -> Worked:
        """A Term of plain arithmetic, worked out; the result is not yet rounded."""
        match term:
            case Num(value=value):
                return Worked(self._values(term), self._zeros(), _or_endless(finite_decimals(value)))
            case Sym() | Index():
                return Worked(self._values(term), self._zeros(), self.shown(term))
            case Neg(operand=operand):
                below = self.work(operand)
                return Worked(-below.values, below.stray, below.decimals)
            case Cond(test=test, then=then, otherwise=otherwise):
                return self._chosen(self.ask(test), then, otherwise)
            case Apply(function="min" | "max" | "clip" | "abs", arguments=arguments):
                return self._among(term, [self.work(argument) for argument in arguments])
            case _:
                return self._operation(term)

    def _operation(self, term: Term) -> Worked:
        match term:
            case Add(left=left, right=right) | Sub(left=left, right=right):
                first, second = self.work(left), self.work(right)
                return Worked(self._values(term), first.stray + second.stray, max(first.decimals, second.decimals))
            case Mul(left=left, right=right):
                first, second = self.work(left), self.work(right)
                with np.errstate(invalid="ignore"):  # nothing times what may stray without bound
                    products = abs(first.values) * second.stray, abs(second.values) * first.stray
                    stray = np.nan_to_num(sum(products) + first.stray * second.stray, nan=np.inf, posinf=np.inf)
                return Worked(self._values(term), stray, min(first.decimals + second.decimals, ENDLESS))
            case Div(left=left, right=right):
                return self._quotient(term, self.work(left), self.work(right))
            case Pow(exponent=Num(value=value)) if value == 0:
                return Worked(self._values(term), self._zeros(), 0)
            case Pow(base=base, exponent=exponent) if self._counts(exponent):
                below, times = self.work(base), self._values(exponent)
                stray = times * (abs(below.values) + below.stray) ** np.maximum(times - 1, 0) * below.stray
                return Worked(self._values(term), stray, min(below.decimals * int(times.max()), ENDLESS))
            case Apply(function=function, arguments=(argument,)):
                return Worked(self._values(term), _of_function(function, self.work(argument)), ENDLESS)
            case _:
                return Worked(self._values(term), np.full(self.size, np.inf), ENDLESS)

    def _counts(self, exponent: Term) -> bool:
        """Whether an exponent is a whole number in every draw, and none is negative."""
        values = self._values(exponent)
        return bool(((values >= 0) & (values == np.rint(values))).all())

    def _quotient(self, term: Term, above: Worked, below: Worked) -> Worked:
        nearest = abs(below.values) - below.stray
        values = self._values(term)
        with np.errstate(all="ignore"):
            stray = np.where(nearest > 0, (above.stray + abs(values) * below.stray) / nearest, np.inf)
        return Worked(values, stray, ENDLESS)

    def _among(self, term: Term, given: list[Worked]) -> Worked:
        """One of several, at worst the one that strays furthest."""
        stray = np.maximum.reduce([one.stray for one in given])
        return Worked(self._values(term), stray, max(one.decimals for one in given))

    def _chosen(self, test: Any, then: Term, otherwise: Term) -> Worked:
        """What each draw takes; a branch that none takes is not worked, since it may have no value."""
        holds = np.broadcast_to(getattr(test, "values", test), (self.size,))
        if holds.all() or not holds.any():
            return self.work(then if holds.any() else otherwise)
        first, second = self.work(then), self.work(otherwise)
        values = np.where(holds, first.values, second.values)
        return Worked(values, np.where(holds, first.stray, second.stray), max(first.decimals, second.decimals))

    def _rounded(self, worked: Worked, decimals: int) -> Worked:
        """The number rounded, where it has more decimals and does not come out even."""
        if worked.decimals <= decimals:
            return worked
        units = worked.values * 10.0**decimals
        even = (worked.stray == 0) & (abs(units - np.rint(units)) < EVEN)
        return Worked(worked.values, worked.stray + np.where(even, 0.0, 0.5 * 10.0**-decimals), decimals)

    def _values(self, term: Term) -> Array:
        return Reals.of(self.ask(term), self.size).values

    def _zeros(self) -> Array:
        return np.zeros(self.size)


def _is_worked(term: Term) -> bool:
    """Whether a Term is an operation whose result is written down: not a number, its sign, or one of several."""
    match term:
        case Num() | Sym() | Index() | Neg() | Cond() | Apply(function="min" | "max" | "clip" | "abs"):
            return False
        case _:
            return True


def _of_function(function: str, below: Worked) -> Array:
    with np.errstate(all="ignore"):
        match function:
            case "exp":
                above: Array = np.expm1(below.stray)
                return np.exp(below.values) * above
            case "log":
                share = below.stray / abs(below.values)
                return np.where(share < 1, -np.log1p(-np.minimum(share, 0.999999)), np.inf)
            case "sqrt":
                low: Array = np.sqrt(np.maximum(below.values - below.stray, 0))
                return np.sqrt(np.maximum(below.values, 0)) - low
            case _:
                return np.full(len(below.values), np.inf)


def _or_endless(decimals: int | None) -> int:
    return ENDLESS if decimals is None else decimals
