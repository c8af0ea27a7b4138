"""Every servable draw of a question, in arrays: what a proof goes through.

A proof asks about some parameters. Conditions join parameters to components (``qbank.generation.sampling``), and a draw is one
good cell of each component; so a proof goes through the product of those components that its parameters belong to, and no
other. Up to ten million such draws are gone through; of more, a sample that a fixed permutation picks, and the corners, at which
every parameter has its first or its last value.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from fractions import Fraction
from functools import cached_property
from itertools import product
from math import prod
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.expressions.ratios import Array
from qbank.generation.axes import Grid
from qbank.generation.cells import CellBatch
from qbank.generation.program import Program
from qbank.generation.sampling import Component
from qbank.generation.streams import Permutation
from qbank.rl.arithmetic import Quantity
from qbank.term import Term, symbols

MOST = 10_000_000
"""So many draws are gone through one by one."""
SAMPLED = 200_000
"""So many of a larger space are."""
CORNERS = 4_096
CHUNK = 65_536
FIRST, FASTER = 1_024, 8


class Cells(Struct, frozen=True):
    """The good cells of a component in which every list has one length; numbered within the block."""

    grid: Grid
    block: int
    cells: Array

    def rows(self, chosen: Array) -> dict[str, Any]:
        """The parameters' values in some of the cells."""
        return self.grid.rows(self.grid.blocks[self.block], self.cells[chosen])

    @property
    def shape(self) -> Mapping[str, int]:
        """The length of each list."""
        return self.grid.shape(self.grid.blocks[self.block])


class Part(Struct, frozen=True):
    """Draws of one shape: each is one cell of every member, numbered by mixed radix, the last member turning fastest."""

    members: tuple[Cells, ...]

    @property
    def size(self) -> int:
        """How many draws there are."""
        return prod(len(member.cells) for member in self.members)

    def rows(self, numbers: Array) -> dict[str, Any]:
        """The parameters' values in these draws."""
        found: dict[str, Any] = {}
        for member in reversed(self.members):
            found |= member.rows((numbers % len(member.cells)).astype(np.int64))
            numbers = numbers // len(member.cells)
        return found

    @property
    def shape(self) -> dict[str, int]:
        """The length of each list."""
        return {name: length for member in self.members for name, length in member.shape.items()}


class Sweep:
    """The servable draws of a question, as far as some parameters tell them apart.

    ``exhaustive`` says whether all of them are gone through, ``size`` how many there are, ``looked_at`` how many are seen.
    """

    def __init__(self, compiled: Program, names: Set[str], most: int = MOST, *, sampled: int = SAMPLED) -> None:
        self.compiled, self.most, self.sampled = compiled, most, sampled
        self.components = [one for one in compiled.space.components if names & {axis.name for axis in one.grid.axes}]

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """The draws, by the lengths of their lists."""
        choices = [_good_cells(component) for component in self.components]
        return tuple(part for part in map(Part, product(*choices)) if part.size)

    @property
    def size(self) -> int:
        """How many draws these parameters tell apart."""
        return sum(part.size for part in self.parts)

    @property
    def exhaustive(self) -> bool:
        """Whether every one of them is gone through."""
        return self.size <= self.most and all(_is_known(component) for component in self.components)

    @property
    def coverage(self) -> Fraction:
        """Which share of them is gone through; of components that are sampled, the share of their cells."""
        sampled = [one.grid.size for one in self.components if not _is_known(one)]
        share = Fraction(self.looked_at, self.size) if self.parts else Fraction(1)
        return share * prod(Fraction(SAMPLED, size) for size in sampled)

    @property
    def looked_at(self) -> int:
        """How many of them are."""
        return sum(len(numbers) for _, numbers in self._chosen())

    def batches(self) -> Iterator[CellBatch]:
        """The draws as arrays: few at first, which settle much of what is claimed, then some ten thousand at a time."""
        many = FIRST
        for part, numbers in self._chosen():
            shape, end = part.shape, 0
            while end < len(numbers):
                chunk = numbers[end : end + many]
                end, many = end + many, min(many * FASTER, CHUNK)
                yield CellBatch(len(chunk), part.rows(chunk), lambda term, shape=shape: self._evaluator(term, shape))  # type: ignore[misc]

    def _evaluator(self, term: Term, shape: Mapping[str, int]) -> Any:
        return self.compiled.terms.evaluator(term, shape)

    def _chosen(self) -> Iterator[tuple[Part, Array]]:
        """The numbers of the draws that are gone through, part by part."""
        if not self.parts:  # no parameter at all: one draw
            yield Part(()), np.zeros(1, dtype=np.int64)
            return
        everything = self.size
        for part in self.parts:
            if everything <= self.most:
                yield part, np.arange(part.size)
            else:
                share = max(1, self.sampled * part.size // everything)
                picked = Permutation(part.size, "sweep").first(share)
                yield part, np.array([*dict.fromkeys([*_corners(part), *picked])], dtype=object)


def sweep_of(compiled: Program, terms: Iterable[Term], most: int = MOST) -> Sweep:
    """The draws that these Terms' parameters tell apart."""
    return Sweep(compiled, frozenset().union(*map(symbols, terms)), most)


def whole(compiled: Program, parameters: Mapping[str, Quantity]) -> dict[str, Quantity]:
    """A draw with these parameters: the others have their first servable values.

    Components are independent of each other, so whatever fits one fits with any other.
    """
    found = dict(parameters)
    for component in compiled.space.components:
        if not {axis.name for axis in component.grid.axes} <= set(found):
            first = next(cells for cells in _good_cells(component) if len(cells.cells))
            batch = CellBatch(1, first.rows(np.zeros(1, dtype=np.int64)), lambda _: lambda _: None)
            found |= batch.draw(0)
    return {axis.name: found[axis.name] for axis in compiled.axes}


def _good_cells(component: Component) -> list[Cells]:
    """The servable cells of a component, by the lengths of its lists; of one too large, those of a sample."""
    cells = _cells(component)
    found = []
    for number, block in enumerate(component.grid.blocks):
        inside = cells[(cells >= block.offset) & (cells < block.offset + block.size)] - block.offset
        found.append(Cells(component.grid, number, inside))
    return found


def _cells(component: Component) -> Array:
    """The numbers of the servable cells, hidden parameters included; of a component too large, those of a sample."""
    if component.fits is not None:
        return component.fits
    if component.good is None:
        component.good = _found(component)
    return component.good


def _found(component: Component) -> Array:
    size = component.grid.size
    if component.cells is not None:
        return np.unique(np.concatenate(component.cells))
    if component.free and size <= MOST:
        return np.arange(size)
    if size <= MOST:  # too large to be enumerated for each question that is compiled, and not for a proof
        chunks = (range(start, min(start + CHUNK, size)) for start in range(0, size, CHUNK))
        return np.concatenate([chunk.start + np.flatnonzero(component.verdicts(chunk) >= 0) for chunk in chunks])
    picked = [*Permutation(size, "sweep").first(SAMPLED), *_grid_corners(component.grid)]
    return np.unique(np.array(picked, dtype=object)[component.verdicts(picked) >= 0])


def _is_known(component: Component) -> bool:
    """Whether all of the component's servable cells are known."""
    return component.fits is not None or component.cells is not None or component.grid.size <= MOST


def _grid_corners(grid: Grid) -> list[int]:
    """The cells in which every parameter has its first or last value."""
    found = []
    for block in grid.blocks:
        numbers = [0]
        for size in block.sizes:
            numbers = [number * size + digit for number in numbers for digit in {0, size - 1}][:CORNERS]
        found += [block.offset + number for number in numbers]
    return found


def _corners(part: Part) -> list[int]:
    """The draws in which every member has its first or last cell."""
    numbers = [0]
    for member in part.members:
        size = len(member.cells)
        numbers = [number * size + digit for number in numbers for digit in {0, size - 1}][:CORNERS]
    return numbers
