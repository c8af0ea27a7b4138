"""What is claimed of a question, proved over all of its servable draws, or refuted by one of them.

Claims that ask about the same components of the space are proved in one sweep, which computes each value once. A sweep ends
early when all of its claims are settled: that something holds somewhere is settled by one draw.
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction

import numpy as np
from msgspec import Struct

from qbank.checking.sweep import Sweep, whole
from qbank.expressions.ratios import Array
from qbank.generation.cells import CellBatch
from qbank.generation.program import Program
from qbank.question_types.question_type import Claim
from qbank.rl.arithmetic import Quantity
from qbank.term import symbols

Progress = Callable[[int], None]
"""Told how many more draws have been gone through."""


class Refuted(Struct, frozen=True):
    """A claim that does not hold in ``draws`` of ``of`` draws, and the first of them; in none at all, for ``somewhere``."""

    claim: Claim
    draws: int
    of: int
    first: dict[str, Quantity]


class Proof(Struct, frozen=True):
    """What was gone through (the largest sweep), whether that was all, the least share of a sweep, and what was refuted."""

    size: int
    looked_at: int
    exhaustive: bool
    coverage: Fraction
    refuted: tuple[Refuted, ...]


NOTHING = Proof(size=0, looked_at=0, exhaustive=True, coverage=Fraction(1), refuted=())
"""Of a question of which nothing is claimed."""


def prove(compiled: Program, claims: Iterable[Claim], progress: Progress = lambda _: None) -> Proof:
    """Prove every claim, or find the draw that refutes it."""
    sweeps = [_proved(compiled, ones, progress) for ones in _together(compiled, claims)]
    largest = max(sweeps, key=lambda one: one.size, default=NOTHING)
    return Proof(
        size=largest.size,
        looked_at=largest.looked_at,
        exhaustive=all(one.exhaustive for one in sweeps),
        coverage=min((one.coverage for one in sweeps), default=Fraction(1)),
        refuted=tuple(refuted for one in sweeps for refuted in one.refuted),
    )


def _together(compiled: Program, claims: Iterable[Claim]) -> Iterator[list[Claim]]:
    """The claims, by the components of the space that they ask about."""
    axes = [{axis.name for axis in one.grid.axes} for one in compiled.space.components]
    groups: dict[tuple[bool, ...], list[Claim]] = {}
    for claim in claims:
        names = frozenset().union(*map(symbols, claim.terms))
        groups.setdefault(tuple(bool(names & one) for one in axes), []).append(claim)
    yield from groups.values()


class _Tally:
    """What is known of a claim so far."""

    def __init__(self, claim: Claim) -> None:
        self.claim, self.draws, self.held = claim, 0, False
        self.first: dict[str, Quantity] | None = None

    def add(self, batch: CellBatch) -> None:
        holds: Array = np.broadcast_to(self.claim.holds(batch), (batch.size,))
        self.held = self.held or bool(holds.any())
        against = np.flatnonzero(~holds)
        self.draws += len(against)
        if self.first is None and len(against):
            self.first = batch.draw(int(against[0]))

    @property
    def settled(self) -> bool:
        """Whether no further draw can change what is known."""
        return self.claim.somewhere and self.held

    def refuted(self, seen: int) -> bool:
        """Whether the claim does not hold in the draws that were seen."""
        return not self.held if self.claim.somewhere else self.draws > self.claim.tolerated * seen


def _proved(compiled: Program, claims: list[Claim], progress: Progress) -> Proof:
    """What becomes of claims about the same components."""
    names = frozenset().union(*(symbols(term) for claim in claims for term in claim.terms))
    sweep, tallies, seen = Sweep(compiled, names), [_Tally(claim) for claim in claims], 0
    for batch in sweep.batches():
        for tally in tallies:
            if not tally.settled:
                tally.add(batch)
        seen += batch.size
        progress(batch.size)
        if all(tally.settled for tally in tallies):
            seen = sweep.looked_at
            break
    refuted = [
        Refuted(one.claim, one.draws, seen, whole(compiled, one.first or {})) for one in tallies if one.refuted(seen)
    ]
    return Proof(sweep.size, seen, sweep.exhaustive, sweep.coverage, tuple(refuted))
