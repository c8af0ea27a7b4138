"""The space of a question's draws: counted exactly, in an order that the seed decides, any draw in constant time.

Conditions (``where``, strata, what makes a draw servable) join the parameters they use into *components*. A component of up
to a million cells (100,000 where exp, log or roots occur) is enumerated once, and only cells that fulfil everything are
numbered. A larger one is cut into disjoint strides: draw b of K takes the first good cell among the cells b, b + K, b + 2K, …
of a permutation, so draws never repeat; K is chosen from a sampled density such that a stride without a good cell does not
occur in practice, and is reported if it does. These thresholds are part of what a seed means.

Hidden parameters do not count: among the values that fit a draw, its own stream chooses.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from math import prod
from types import MappingProxyType

import numpy as np
from msgspec import Struct

from qbank.authoring.texts import Searched
from qbank.errors import DrawError
from qbank.expressions.evaluate import Evaluator
from qbank.expressions.ratios import Array
from qbank.generation.axes import Axis, Grid
from qbank.generation.cells import CellBatch
from qbank.generation.streams import Permutation, Stream
from qbank.question_types.question_type import Constraint
from qbank.rl.arithmetic import Quantity
from qbank.term import Term, symbols

MAX_CELLS = 1_000_000
MAX_REAL_CELLS = 100_000
CHUNK = 65_536
SAMPLE = 4_096
SPARSE = 40
"""A stride holds so many good cells on average, which makes an empty one less likely than e^-40."""
UNDECIDED = "undecided: "
"""Before the cause of draws of which arithmetic at the highest precision cannot tell whether a condition excludes them."""
PROBES = 64
"""How many cells of a stride are looked at together."""

Shaped = Callable[[Term, Mapping[str, int]], Evaluator]
"""Compiles a Term for a shape."""


class Rules(Struct, frozen=True):
    """What draws must fulfil, the strata they are dealt to, and whether any of it leaves the rational numbers."""

    constraints: tuple[Constraint, ...]
    strata: tuple[Term, ...]
    evaluator: Shaped
    real: bool = False

    def names(self) -> list[frozenset[str]]:
        """The parameters that each condition joins; all strata are one condition."""
        joined = [frozenset().union(*map(symbols, constraint.terms)) for constraint in self.constraints]
        return [*joined, frozenset().union(*map(symbols, self.strata))]


@dataclass(slots=True)
class Component:
    """Parameters that conditions join. Visible axes are the outer digits of a cell's number, hidden ones the inner.

    ``cells`` are the good visible cells of each stratum, when enumerated; ``fits`` the good cells with hidden digits.
    """

    grid: Grid
    rules: Rules
    hidden: int
    strata: int
    cells: list[Array] | None = None
    fits: Array | None = None
    counts: list[int] = field(default_factory=list)
    excluded: Counter[str] = field(default_factory=Counter)
    good: Array | None = None
    """The numbers of the good cells that proofs go through, once they were looked for."""
    lost: dict[str, int] = field(default_factory=dict)
    """By cause, the first cell that is excluded for it."""

    @property
    def free(self) -> bool:
        """Whether no condition concerns these parameters."""
        return not self.rules.constraints and not self.rules.strata

    def judge(self, block_number: int, cells: Array, *, counted: bool = False) -> Array:
        """The stratum of each cell of a block, or -1 where some condition is not fulfilled, which may be counted."""
        block = self.grid.blocks[block_number]
        shape = self.grid.shape(block)
        batch = CellBatch(len(cells), self.grid.rows(block, cells), lambda term: self.rules.evaluator(term, shape))
        alive = np.ones(len(cells), dtype=bool)
        for constraint in self.rules.constraints:
            good = constraint.admits(batch) & ~batch.undecided
            if counted:
                self._count(constraint.cause, cells[alive & ~good & ~batch.undecided] + block.offset)
                self._count(UNDECIDED + constraint.cause, cells[alive & batch.undecided] + block.offset)
            alive &= good
        stratum = np.zeros(len(cells), dtype=np.int64)
        if self.strata > 1 or self.rules.strata:
            stratum -= 1
            for number, term in reversed(list(enumerate(self.rules.strata))):
                stratum[batch.truth(term)] = number
            alive &= ~batch.undecided
            if counted:
                self._count("in no stratum", cells[alive & (stratum < 0)] + block.offset)
        return np.where(alive, stratum, -1)

    def _count(self, cause: str, cells: Array) -> None:
        """Note which cells are excluded for a cause."""
        self.excluded[cause] += len(cells)
        if len(cells):
            self.lost.setdefault(cause, int(cells[0]))

    def search(self) -> None:
        """Find every good cell, or of a component too large for that, about how many there are."""
        if self.grid.size <= (MAX_REAL_CELLS if self.rules.real else MAX_CELLS):
            self.enumerate()
        else:
            self.sample()

    def enumerate(self) -> None:
        """Find every good cell."""
        found: list[list[Array]] = [[] for _ in range(self.strata)]
        for number, block in enumerate(self.grid.blocks):
            for start in range(0, block.size, CHUNK):
                cells = np.arange(start, min(start + CHUNK, block.size))
                verdict = self.judge(number, cells, counted=True)
                for stratum in range(self.strata):
                    found[stratum].append(cells[verdict == stratum] + block.offset)
        self._keep([np.concatenate(cells) for cells in found])

    def searched(self) -> Searched | None:
        """What was found, to be kept; None where there are hidden values, which are few."""
        if self.hidden > 1:
            return None
        strata = tuple(_bits(cells, self.grid.size) for cells in self.cells or ())
        return Searched(self.grid.size, strata, tuple(self.counts), dict(self.excluded), self.lost)

    def recall(self, known: Searched) -> None:
        """Take over what was found before."""
        if known.strata:
            self._keep([_cells(bits, known.size) for bits in known.strata])
        self.counts = list(known.counts)
        self.excluded, self.lost = Counter(known.excluded), dict(known.lost)

    def _keep(self, good: list[Array]) -> None:
        """Note the good cells of each stratum."""
        if self.hidden > 1:
            self.fits = np.sort(np.concatenate(good))
            good = [np.unique(cells // self.hidden) for cells in good]
        self.cells = good
        self.counts = [len(cells) for cells in good]

    def sample(self) -> None:
        """Count the strides of a component too large to enumerate, from the density of a fixed sample."""
        picked = Permutation(self.grid.size, "density").first(SAMPLE)
        verdicts = self.verdicts(picked, counted=True)
        for stratum in range(self.strata):
            share = int((verdicts == stratum).sum())
            self.counts.append(self.grid.size * share // (SAMPLE * SPARSE * self.hidden))

    @property
    def examined(self) -> int:
        """Of how many cells it was counted which are excluded."""
        return SAMPLE if self.cells is None else self.grid.size

    def verdicts(self, cells: Sequence[int], *, counted: bool = False) -> Array:
        """The stratum of each of some cells, or -1."""
        numbers = np.arange(cells.start, cells.stop) if isinstance(cells, range) else np.array(cells, dtype=object)
        verdicts = np.full(len(cells), -1)
        for number, block in enumerate(self.grid.blocks):
            inside = (numbers >= block.offset) & (numbers < block.offset + block.size)
            if inside.any():
                verdicts[inside] = self.judge(number, numbers[inside] - block.offset, counted=counted)
        return verdicts

    def cell(self, stratum: int, number: int, seed: str, stream: Stream) -> dict[str, Quantity]:
        """The parameters of good draw number ``number`` of a stratum."""
        if self.free:
            return self.grid.environment(number * self.hidden + self._hidden_digit(stream))
        if self.cells is None:
            return self.grid.environment(self._probe(stratum, number, seed, stream))
        visible = int(self.cells[stratum][number])
        if self.fits is None:
            return self.grid.environment(visible)
        first, last = np.searchsorted(self.fits, [visible * self.hidden, (visible + 1) * self.hidden])
        return self.grid.environment(int(self.fits[int(first) + stream.below(int(last - first))]))

    def holds(self, term: Term) -> bool | None:
        """Whether a condition on these parameters holds in some good cell; None where they were not all looked at."""
        if self.cells is None and not (self.free and self.grid.size <= MAX_REAL_CELLS):
            return None
        good = np.arange(self.grid.size) if self.cells is None else self.fits
        good = np.sort(np.concatenate(self.cells or [])) if good is None else good
        for block in self.grid.blocks:
            inside = good[(good >= block.offset) & (good < block.offset + block.size)] - block.offset
            shape = self.grid.shape(block)
            for start in range(0, len(inside), CHUNK):
                cells = inside[start : start + CHUNK]
                rows = self.grid.rows(block, cells)
                batch = CellBatch(len(cells), rows, lambda one, shape=shape: self.rules.evaluator(one, shape))  # type: ignore[misc]
                if batch.truth(term).any() or batch.undecided.any():
                    return True
        return False

    def _hidden_digit(self, stream: Stream) -> int:
        return stream.below(self.hidden) if self.hidden > 1 else 0

    def _probe(self, stratum: int, number: int, seed: str, stream: Stream) -> int:
        """The first good cell of a stride, looked for some cells at a time."""
        visible = self.grid.size // self.hidden
        order = _permutation(visible, seed, "stride")
        stride = range(number, visible, self.counts[stratum])
        for start in range(0, len(stride), PROBES):
            positions = stride[start : start + PROBES]
            cells = [order[position] * self.hidden + self._hidden_digit(stream) for position in positions]
            good = np.flatnonzero(self.verdicts(cells) == stratum)
            if len(good):
                return cells[int(good[0])]
        message = (
            f"draw {number} of this seed is empty: the conditions leave too few draws; loosen 'where' or widen a range"
        )
        raise DrawError(message)


def _bits(cells: Array, size: int) -> bytes:
    """Numbers below ``size`` as bits."""
    marks = np.zeros(size, dtype=bool)
    marks[cells] = True
    return np.packbits(marks).tobytes()


def _cells(bits: bytes, size: int) -> Array:
    """The numbers that bits stand for, in ascending order."""
    return np.flatnonzero(np.unpackbits(np.frombuffer(bits, dtype=np.uint8), count=size))


@lru_cache(maxsize=32)
def _permutation(size: int, *names: object) -> Permutation:
    return Permutation(size, *names)


class Space:
    """All draws of a question; ``count`` says how many.

    What is ``known`` of groups of parameters is not searched again; what was searched is added to ``found``.
    """

    def __init__(
        self,
        axes: Sequence[Axis],
        rules: Rules,
        known: Mapping[int, Searched] = MappingProxyType({}),
        found: dict[int, Searched] | None = None,
    ) -> None:
        self.strata = max(1, len(rules.strata))
        self.components = _components(axes, rules, self.strata)
        for number, component in enumerate(self.components):
            if component.free:
                component.counts = [component.grid.size // component.hidden] * self.strata
            elif number in known and known[number].size == component.grid.size:
                component.recall(known[number])
            else:
                component.search()
                if found is not None and (searched := component.searched()):
                    found[number] = searched
            if component.strata == 1:
                component.counts = component.counts[:1] * self.strata
        self.failed = _failed_without_parameters(rules)
        counts = [[0] * self.strata] if self.failed else [component.counts for component in self.components]
        self.sizes = [prod(count[stratum] for count in counts) for stratum in range(self.strata)]
        self.count = sum(self.sizes)
        self.rounds = self._rounds()

    @property
    def total(self) -> int:
        """How many there would be without any condition."""
        return prod(component.grid.size // component.hidden for component in self.components)

    @property
    def exhaustive(self) -> bool:
        """Whether every draw was looked at."""
        return all(component.free or component.cells is not None for component in self.components)

    @property
    def excluded(self) -> dict[str, int]:
        """How many draws each condition excludes, in the order in which conditions are applied.

        Hidden values count by their share, and draws that several components exclude count for each. Where not every draw
        was looked at, they are about so many, by a sample.
        """
        together: Counter[str] = Counter(dict.fromkeys(self.failed, self.total))
        for component in self.components:
            for cause, cells in component.excluded.items():
                together[cause] += cells * self.total // component.examined
        return dict(+together)

    def first_lost(self, cause: str) -> dict[str, Quantity]:
        """The first draw that is excluded for a cause, as far as what excludes it tells; nothing where none was noted."""
        for component in self.components:
            if cause in component.lost:
                return component.grid.environment(component.lost[cause])
        return {}

    def holds_somewhere(self, term: Term) -> bool | None:
        """Whether a condition holds in some draw; None where that is not known."""
        joined = [one for one in self.components if symbols(term) & {axis.name for axis in one.grid.axes}]
        return joined[0].holds(term) if len(joined) == 1 else None

    def draw(self, identity: str, seed: str, variant: int) -> dict[str, Quantity]:
        """The parameters of a variant; DrawError when there are fewer variants than that."""
        if not 0 <= variant < self.count:
            message = f"{identity} has {self.count:,} variants, numbered from 0; there is no number {variant:,}"
            raise DrawError(message)
        stratum, number = self._deal(variant)
        position = _permutation(self.sizes[stratum], identity, seed, stratum)[number]
        parameters: dict[str, Quantity] = {}
        stream = Stream(identity, seed, variant, "hidden")
        for component in self.components:
            position, digit = divmod(position, component.counts[stratum])
            own = stratum if component.strata > 1 else 0
            parameters |= component.cell(own, digit, f"{identity}/{seed}", stream)
        return parameters

    def _deal(self, variant: int) -> tuple[int, int]:
        """The stratum of a variant and its number there: strata take turns until they are used up."""
        for end, begin, used, left in self.rounds:
            if variant < end:
                turn, stratum = divmod(variant - begin, len(left))
                return left[stratum], used + turn
        raise IndexError(variant)

    def _rounds(self) -> list[tuple[int, int, int, list[int]]]:
        """For each set of strata that still take turns: where its variants end and begin, and what was used before."""
        rounds: list[tuple[int, int, int, list[int]]] = []
        end = used = 0
        while left := [stratum for stratum in range(self.strata) if self.sizes[stratum] > used]:
            shortest = min(self.sizes[stratum] for stratum in left)
            begin, end = end, end + (shortest - used) * len(left)
            rounds.append((end, begin, used, left))
            used = shortest
        return rounds


def _components(axes: Sequence[Axis], rules: Rules, strata: int) -> list[Component]:
    """Axes joined by conditions, each with the conditions that concern it."""
    groups: list[set[str]] = [{axis.name} for axis in axes]
    for names in rules.names():
        touched = [group for group in groups if group & names]
        if touched:
            groups = [group for group in groups if not group & names] + [set().union(*touched)]
    made = []
    for group in sorted(groups, key=lambda group: [axis.name in group for axis in axes], reverse=True):
        own = [axis for axis in axes if axis.name in group]
        joined = sorted(own, key=lambda axis: axis.hidden)
        constraints = tuple(c for c, names in zip(rules.constraints, rules.names(), strict=False) if names & group)
        has_strata = bool(rules.names()[-1] & group)
        local = Rules(constraints, rules.strata if has_strata else (), rules.evaluator, rules.real)
        made.append(_component(joined, local, strata if has_strata else 1))
    return made


def _component(axes: list[Axis], rules: Rules, strata: int) -> Component:
    grid = Grid(axes)
    hidden = prod(axis.size(axis.lengths[-1]) for axis in axes if axis.hidden)
    return Component(grid, rules, hidden, strata)


def _failed_without_parameters(rules: Rules) -> list[str]:
    """The causes of conditions that no parameter can change and that do not hold: nothing can be drawn then."""
    once = CellBatch(1, {}, lambda term: rules.evaluator(term, {}))
    named = zip(rules.constraints, rules.names(), strict=False)
    return [constraint.cause for constraint, names in named if not names and not constraint.admits(once).all()]
