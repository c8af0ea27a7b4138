"""Pools: of ``size`` written entries each variant shows ``pick``. Which ones is a parameter like any other, so it counts."""

from collections.abc import Sequence
from functools import cache
from math import comb
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.question_types.question_type import Cells, Claim, Draw, Path, Workshop
from qbank.question_types.undecided import EVERY
from qbank.term import Term

MOST = 100_000
"""How many selections a pool may have."""


class Pool(Struct, frozen=True):
    """Which entries of a pool a variant shows; all of them without a ``term``, the parameter that numbers the selections."""

    size: int
    pick: int
    term: Term | None = None
    quantity: int = 0

    def chosen(self, draw: Draw) -> tuple[int, ...]:
        """The positions of the entries that this draw shows, ascending."""
        if self.term is None:
            return tuple(range(self.size))
        return selection(int(str(draw.value(self.quantity))), self.size, self.pick)

    def shows(self, cells: Cells, position: int) -> Any:
        """For each draw whether it shows the entry at a position."""
        if self.term is None:
            return EVERY
        return _shown(self.size, self.pick)[:, position][cells.rounded(self.term, 0).astype(np.int64)]

    @property
    def terms(self) -> tuple[Term, ...]:
        """What a condition on the selection depends on."""
        return () if self.term is None else (self.term,)


def everything(size: int) -> Pool:
    """All of ``size`` entries, in every draw."""
    return Pool(size, size)


def pool(workshop: Workshop, path: Path, entries: Sequence[Path], pick: int | None) -> Pool:
    """The pool of a part: its selections become a parameter, unless all entries are shown.

    Each of the ``entries``, at these places of the file, is claimed to be shown in some draw.
    """
    size = len(entries)
    if pick is None or pick == size:
        return everything(size)
    if pick > size:
        workshop.fault(
            (*path, "pick"), f"{pick} are to be picked from a pool of {size}", "add entries, or lower 'pick'"
        )
        return Pool(size, size)
    if comb(size, pick) > MOST:
        message = f"there are {comb(size, pick):,} ways to pick {pick} of {size}; at most {MOST:,} are numbered"
        workshop.fault((*path, "pick"), message, "make the pool smaller")
        return everything(size)
    term = workshop.selection(path, comb(size, pick))
    made = Pool(size, pick, term, workshop.quantity(term))
    for position, entry in enumerate(entries):
        workshop.claim(_shown_somewhere(made, position, entry))
    return made


def _shown_somewhere(pool: Pool, position: int, path: Path) -> Claim:
    return Claim(
        kind="idle entry",
        path=path,
        message="no draw that can be served shows this",
        terms=pool.terms,
        holds=lambda cells: pool.shows(cells, position),
        hint="every draw with it is excluded: it is the same as others, or makes too many options right",
        somewhere=True,
    )


def selection(number: int, size: int, pick: int) -> tuple[int, ...]:
    """Selection number ``number`` of ``pick`` positions out of ``size``, in lexicographic order.

    >>> [selection(number, 3, 2) for number in range(3)]
    [(0, 1), (0, 2), (1, 2)]
    """
    found: list[int] = []
    position = 0
    while len(found) < pick:
        starting_here = comb(size - position - 1, pick - len(found) - 1)
        if number < starting_here:
            found.append(position)
        else:
            number -= starting_here
        position += 1
    return tuple(found)


@cache
def _shown(size: int, pick: int) -> Any:
    """A table: which selection, row by row, shows which position."""
    table = np.zeros((comb(size, pick), size), dtype=bool)
    for number in range(len(table)):
        table[number, list(selection(number, size, pick))] = True
    return table
