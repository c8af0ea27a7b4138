"""What stands in a place of a line, as a number for each draw: as it is displayed, not as it is."""

from collections.abc import Callable
from fractions import Fraction
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.checking.lines.distinct import distinct
from qbank.errors import Undecided, Undefined
from qbank.expressions.kinds import kind_of
from qbank.expressions.ratios import Ratios, Truths
from qbank.expressions.reals import Reals
from qbank.generation.axes import kind_of_axis
from qbank.generation.cells import SINGLY, CellBatch
from qbank.generation.program import Program
from qbank.generation.texts import Chosen, Shown
from qbank.question_types.question_type import Cells
from qbank.question_types.separable import rational
from qbank.rl.balls import decided
from qbank.term import Apply, Call, Term, symbols, walk

Asked = Callable[[Any], Any]


class Leaf(Struct, frozen=True):
    """A displayed number: the Terms that it depends on, its decimals (None when it shows what it needs), and its values."""

    terms: tuple[Term, ...]
    decimals: int | None
    values: Asked


def leaf(compiled: Program, place: object) -> Leaf | None:
    """The number that a place displays; None of words, lists and texts."""
    match place:
        case Shown(quantity):
            term = compiled.terms.terms[quantity]
            if kind_of(term, {axis.name: kind_of_axis(axis) for axis in compiled.axes}) != "number":
                return None
            decimals = place.look.decimals
            if decimals is None:
                return Leaf((term,), None, lambda cells: exact_values(cells, term))
            shown = decimals + 2 if place.look.style == "percent" else decimals
            return Leaf((term,), shown, lambda cells: _rounded(cells, term, shown))
        case Chosen(condition, then, otherwise):
            return _chosen(compiled.terms.terms[condition], leaf(compiled, then), leaf(compiled, otherwise))
        case _:
            return None


def exact_values(cells: CellBatch, term: Term) -> Any:
    """The values of a Term, rational ones exactly, also where they are powers by a parameter, which arrays only bound."""
    try:
        value = cells.value(term)
    except SINGLY:
        value = None
    if value is not None and (not isinstance(value, Reals) or _is_irrational(term)):
        return value
    first, kinds = distinct([cells.rows[name] for name in sorted(symbols(term))], cells.size)
    found = [_singly(cells, term, number) for number in first]
    lost = np.array([one is None for one in found])[kinds]
    made = Ratios.of([Fraction(0) if one is None else one for one in found])
    return Ratios(made.numerators[kinds], made.denominators, made.bound, lost if lost.any() else None)


def _is_irrational(term: Term) -> bool:
    functions = {node.function for node in walk(term) if isinstance(node, Apply)}
    return bool(functions & {"exp", "log", "sqrt"}) or any(isinstance(node, Call) for node in walk(term))


def _singly(cells: CellBatch, term: Term, number: int) -> Fraction | None:
    """The value in one draw, by itself; None where there is none."""
    evaluate, draw = cells.evaluator(term), cells.draw(number)
    try:
        return rational(decided(lambda: evaluate(draw)))
    except (Undefined, Undecided):
        return None


def _rounded(cells: Cells, term: Term, decimals: int) -> Ratios:
    """The values as they are displayed with so many decimals."""
    figures = cells.rounded(term, decimals)
    lost = ~cells.defined(term)
    bound = max(10**decimals, int(abs(figures).max(initial=0)))
    return Ratios(figures, 10**decimals, bound, lost if lost.any() else None)


def _chosen(test: Term, then: Leaf | None, otherwise: Leaf | None) -> Leaf | None:
    if then is None or otherwise is None:
        return None

    def values(cells: Any) -> Any:
        truths = Truths(np.asarray(cells.truth(test)))
        return Truths.choose(truths, then.values(cells), otherwise.values(cells))

    decimals = then.decimals if then.decimals == otherwise.decimals else None
    return Leaf((test, *then.terms, *otherwise.terms), decimals, values)
