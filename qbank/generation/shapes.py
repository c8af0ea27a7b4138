"""Terms at given lengths of their lists."""

from collections.abc import Iterable, Mapping, Set
from itertools import product

from qbank.errors import ExpressionError, OffsetError
from qbank.expressions.evaluate import SIMPLE, opened, with_lengths
from qbank.generation.axes import Axis
from qbank.rl.formula import formulas
from qbank.term import Call, Term, symbols, walk

Axes = Mapping[str, Axis]


def extreme_shapes(axes: Axes) -> list[dict[str, int]]:
    """The shortest and the longest lists; the same lengths once."""
    lists = {one.name: one.lengths for one in axes.values() if one.lengths[0] is not None}
    shortest, longest = ({name: int(lengths[end] or 0) for name, lengths in lists.items()} for end in (0, -1))
    return [shortest] if shortest == longest else [shortest, longest]


def check_lengths(term: Term, axes: Axes) -> None:
    """Raise where an index lies outside the shortest list, or where no lengths fit what a formula takes."""
    nodes = list(walk(term))
    if not all(isinstance(node, (*SIMPLE, Call)) for node in nodes):
        for lengths in extreme_shapes(axes):
            with_lengths(term, lengths)
    calls = [node for node in nodes if isinstance(node, Call) and node.name in formulas()]
    misfits = [misfit(calls, lengths) for lengths in _shapes(axes, symbols(term))] if calls else [None]
    if misfits[0] and all(misfits):
        raise misfits[0]


def _shapes(axes: Axes, names: Set[str]) -> list[dict[str, int]]:
    """Every combination of the lengths that these lists may have."""
    lists = {name: axes[name].lengths for name in sorted(names & set(axes))}
    given = {name: lengths for name, lengths in lists.items() if lengths[0] is not None}
    return [dict(zip(given, lengths, strict=True)) for lengths in product(*given.values())]  # type: ignore[arg-type]


def misfit(calls: Iterable[Call], shape: Mapping[str, int]) -> ExpressionError | None:
    """Why formulas cannot be opened at these lengths; None where they can."""
    try:
        for call in calls:
            opened(call, shape)
    except ExpressionError as error:
        return error
    return None


def bodies(term: Term, shape: Mapping[str, int]) -> Term:
    """The Term opened at these lengths, or as it is where it cannot be."""
    try:
        return opened(term, shape)
    except OffsetError:
        return term
