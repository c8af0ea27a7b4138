"""Draws that are the same in what is asked: what takes long is asked once for each."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

from qbank.expressions.ratios import Array, Ratios


def distinct(rows: Sequence[Any], size: int) -> tuple[list[int], Array]:
    """A draw of each kind, and for each draw the number of its kind; ``rows`` are values of every draw, or of all at once.

    >>> from fractions import Fraction
    >>> halves = Ratios.of([Fraction(1, 2), Fraction(3), Fraction(1, 2)])
    >>> first, kinds = distinct([halves], 3)
    >>> first, kinds.tolist()
    ([0, 1], [0, 1, 0])
    """
    kinds = np.zeros(size, dtype=np.int64)
    for column in (column for row in rows for column in _columns(row)):
        _, codes = np.unique(column, return_inverse=True)
        _, kinds = np.unique(kinds * (int(codes.max(initial=0)) + 1) + codes, return_inverse=True)
    _, first = np.unique(kinds, return_index=True)
    return first.tolist(), kinds


def _columns(row: Any) -> Iterator[Array]:
    match row:
        case Ratios(numerators=numerators, denominators=denominators):
            yield numerators
            if not isinstance(denominators, int):
                yield denominators
            if row.undefined is not None:
                yield row.undefined
        case tuple():
            for element in row:
                yield from _columns(element)
        case _ if hasattr(row, "values"):
            yield row.values
        case _:
            return
