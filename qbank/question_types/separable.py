"""Which wrong answers can stand beside a key: none may equal it, or another, as displayed, as a value, or within tolerance."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from qbank.question_types.question_type import Cells, Mutation
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

MORE_DIGITS = 12
"""Decimals to which an irrational value is known when it is compared, besides those displayed."""


def rational(value: Quantity) -> Fraction:
    """An exact number as it is; a ball to twelve decimals, proved.

    >>> rational(Fraction(1, 3))
    Fraction(1, 3)
    """
    return value if isinstance(value, Fraction) else displayed(value, MORE_DIGITS)


def displayed(value: Quantity, decimals: int) -> Fraction:
    """The number that stands on the page: rounded, halves away from zero.

    >>> print(displayed(Fraction(-1, 8), 2))
    -13/100
    """
    if not isinstance(value, Fraction):
        rounded: Fraction = value.rounded(decimals)
        return rounded
    scale = 10**decimals
    whole = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    return Fraction(whole if value >= 0 else -whole, scale)


def separable(cells: Cells, key: Term, mutations: Sequence[Mutation], gap: Fraction) -> list[Any]:
    """For each misconception a column: whether it lies more than ``gap`` from the key and from every one taken before."""
    taken: list[Any] = []
    for number, mutation in enumerate(mutations):
        apart = cells.apart(key, mutation.term, gap)
        for earlier, present in zip(mutations[:number], taken, strict=True):
            apart = apart & (~present | cells.apart(earlier.term, mutation.term, gap))
        taken.append(apart)
    return taken


def on_the_page(cells: Cells, key: Term, mutations: Sequence[Mutation], decimals: int) -> list[Any]:
    """Columns: what the key and then each misconception looks like, as an integer of so many decimals, and if it can stand
    beside the key: a wrong value within half a unit of the last decimal could be taken for it."""
    half = Fraction(1, 2 * 10**decimals)
    columns = [cells.rounded(key, decimals), cells.defined(key)]
    for mutation in mutations:
        columns += [cells.rounded(mutation.term, decimals), cells.apart(key, mutation.term, half)]
    return columns


def enough_separable(cells: Cells, key: Term, mutations: Sequence[Mutation], decimals: int, wanted: int) -> Any:
    """For each draw, whether so many wrong answers differ from the key and from each other on the page.

    To look the same is an equivalence, so whichever order they are taken in, the same number can be.
    """
    columns = on_the_page(cells, key, mutations, decimals)
    shown, used = [columns[0]], [columns[1]]
    counted: Any = 0
    for value, new in zip(columns[2::2], columns[3::2], strict=True):
        for other, present in zip(shown, used, strict=True):
            new = new & ~(present & (value == other))  # noqa: PLW2901
        shown.append(value)
        used.append(new)
        counted = counted + new
    return used[0] & (counted >= wanted)
