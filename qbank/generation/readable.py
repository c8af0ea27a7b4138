"""Which parameters a student can read off a text exactly: those whose values all look different where they are shown."""

from collections.abc import Collection, Mapping
from fractions import Fraction

from qbank.content import Number, plain
from qbank.generation.axes import Axis
from qbank.generation.texts import Look
from qbank.term import Index, Num, Sym, Term

Shown = tuple[str, Fraction | None]
"""A parameter that a place shows, or an element of a list by its index."""


def shown_by(term: Term, how: Look, axes: Mapping[str, Axis]) -> Shown | None:
    """The parameter, or the element of one, that a place with this Term and look tells exactly; None when it tells none."""
    whole, index = (term.base, term.index) if isinstance(term, Index) else (term, None)
    if not isinstance(whole, Sym) or not isinstance(index, Num | None) or whole.name not in axes:
        return None
    values = axes[whole.name].values
    looks = {one if isinstance(one, str) else plain(Number(one, how.decimals, how.style)) for one in values}
    if len(looks) < len(values):
        return None
    return whole.name, None if index is None else index.value


def is_whole(name: str, shown: Collection[Shown], axis: Axis) -> bool:
    """Whether the parameter is among what is shown, or all of its elements are.

    >>> pair = Axis("pair", (Fraction(1), Fraction(2)), (2,))
    >>> is_whole("pair", {("pair", Fraction(0))}, pair), is_whole("pair", {("pair", Fraction(0)), ("pair", Fraction(1))}, pair)
    (False, True)
    """
    lengths = [length for length in axis.lengths if length is not None]
    return (name, None) in shown or (
        bool(lengths) and all((name, Fraction(number)) in shown for number in range(max(lengths)))
    )
