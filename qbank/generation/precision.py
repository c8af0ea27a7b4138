"""With how many decimals a question's numbers come, from what its parameters may be."""

from collections.abc import Mapping, Sequence

from qbank.content import finite_decimals
from qbank.errors import OffsetError
from qbank.expressions.evaluate import opened
from qbank.expressions.figures import ENDLESS, Figures, figures
from qbank.generation.axes import Axis
from qbank.term import Index, Sym, Term


def leaf_decimals(axes: Mapping[str, Axis], leaf: Term) -> int:
    """The most decimals that a parameter, or an element of a list, may have.

    >>> from fractions import Fraction
    >>> leaf_decimals({"a": Axis("a", (Fraction(1, 4), Fraction(2)))}, Sym("a"))
    2
    """
    while isinstance(leaf, Index):
        leaf = leaf.base
    values = axes[leaf.name].values if isinstance(leaf, Sym) and leaf.name in axes else ()
    needed = [ENDLESS if isinstance(one, str) else finite_decimals(one) for one in values]
    return max((ENDLESS if one is None else one for one in needed), default=ENDLESS)


def worst_figures(term: Term, axes: Mapping[str, Axis], shapes: Sequence[Mapping[str, int]]) -> Figures:
    """The decimals of a Term's value and of what comes on the way to it, at lists' shortest and longest."""
    found = []
    for shape in shapes:
        try:
            found.append(figures(opened(term, shape), lambda leaf: leaf_decimals(axes, leaf)))
        except OffsetError:
            continue  # lengths that do not belong together
    return Figures(max((one.result for one in found), default=0), max((one.between for one in found), default=0))
