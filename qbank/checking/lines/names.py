"""The quantities that a formula names: what the field's notation writes for each, where it means one quantity only."""

from qbank.checking.lines.printed import trimmed
from qbank.errors import MathsError
from qbank.expressions.kinds import kind_of
from qbank.expressions.latex import symbol
from qbank.generation.axes import kind_of_axis
from qbank.generation.program import Program
from qbank.rl.notation import notation
from qbank.term import Index, Sym, Term, lift
from qbank.tex.parser import parse
from qbank.tex.tree import Node

Named = dict[tuple[Node, ...], tuple[str, Term]]


def named_quantities(compiled: Program) -> Named:
    """The parameters, elements of lists and quantities under ``let`` that are numbers, by how they are written."""
    found: dict[tuple[Node, ...], list[tuple[str, Term]]] = {}
    for name, latex, term in _written(compiled):
        try:
            found.setdefault(trimmed([parse(latex)]), []).append((name, term))
        except MathsError:
            continue
    return {nodes: one[0] for nodes, one in found.items() if len(one) == 1}


def _written(compiled: Program) -> list[tuple[str, str, Term]]:
    """Name, LaTeX and Term of each."""
    found: list[tuple[str, str, Term]] = []
    for axis in compiled.axes:
        if kind_of_axis(axis) == "number":
            found.append((axis.name, notation(axis.name), Sym(axis.name)))
        elif kind_of_axis(axis) == "list":
            elements = [
                Index(Sym(axis.name), lift(place)) for place in range(min(length or 0 for length in axis.lengths))
            ]
            found += [(f"{axis.name}[{place}]", symbol(one), one) for place, one in enumerate(elements)]
    kinds = {axis.name: kind_of_axis(axis) for axis in compiled.axes}
    for name, quantity in compiled.quantities:
        term = compiled.terms.terms[quantity]
        if kind_of(term, kinds) == "number":
            found.append((name, notation(name), term))
    return found
