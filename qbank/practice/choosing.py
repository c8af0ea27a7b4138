"""Which question, and which of its draws: one that has been had least often, and that tells most of what is not known yet.

Questions are compared by what they usually make visible, so that only the one that is chosen must be solved.
"""

from collections.abc import Collection, Iterable, Iterator, Sequence, Set
from itertools import groupby, islice

from msgspec import Struct

from qbank.authoring.schema import ItemModel
from qbank.item import Item
from qbank.practice.draws import fresh_draws
from qbank.practice.visible import usually_visible, visible

LOOKED_AT = 4
"""So many draws of a question are looked at for the one that tells most."""
NEARBY = 16
"""So many draws of a question are searched for one that makes a misconception visible."""
COMPARED = 8
"""So many questions are compared by what they tell; each may have to be compiled."""


class Candidate(Struct, frozen=True):
    """A question that may be served: the seed of this learner's draws, which were had, the number of the next one."""

    model: ItemModel
    seed: str
    had: frozenset[str]
    next: int

    @property
    def times(self) -> int:
        """How often it was had."""
        return len(self.had)

    def draws(self) -> Iterator[tuple[Item, str]]:
        """Its draws that have not been had."""
        return fresh_draws(self.model, self.seed, self.had, self.next)

    def tells(self, probed: Set[str]) -> int:
        """How much a draw of it usually tells of misconceptions that are not ``probed``."""
        return sum(often for name, often in usually_visible(self.model).items() if name not in probed)

    def shows(self, names: Collection[str]) -> int:
        """How many of these misconceptions it usually makes visible."""
        return len(usually_visible(self.model).keys() & set(names))


class Chosen(Struct, frozen=True):
    """A draw to serve: the item, the name of the draw, its question."""

    item: Item
    draw: str
    model: ItemModel


def choose(candidates: Sequence[Candidate], probed: Set[str]) -> Chosen | None:
    """Of the questions that were had least often, one that usually tells most of misconceptions which are not ``probed``.

    None when every draw of every candidate has been had.
    """
    for _, equal in groupby(_least_had(candidates), key=lambda one: one.times):
        for compared in _several(equal, COMPARED):
            for best in sorted(compared, key=lambda one: one.tells(probed), reverse=True):
                if (found := _telling(best, probed)) is not None:
                    return found
    return None


def _telling(candidate: Candidate, probed: Set[str]) -> Chosen | None:
    """Of its next draws, the first one that shows all that the question may show and is not ``probed``, or most of it.

    What did not show when it was had before shows seldom: then more draws are looked at, for one that shows any of it.
    """
    sought = usually_visible(candidate.model).keys() - probed
    most, enough = (NEARBY, min(1, len(sought))) if candidate.times else (LOOKED_AT, len(sought))
    found: list[tuple[int, Chosen]] = []
    for item, draw in islice(candidate.draws(), most):
        told = len(visible(item).keys() & sought)
        found.append((told, Chosen(item, draw, candidate.model)))
        if told >= enough:
            break
    return max(found, key=lambda one: one[0])[1] if found else None


def choose_showing(
    candidates: Sequence[Candidate], misconception: str, showed: Collection[str], due: Collection[str]
) -> Chosen | None:
    """A draw in which a misconception is visible, of a question that shows most of what is due; None when none is near.

    Only questions that ``showed`` it before, or usually do, are searched for such a draw.
    """
    for candidate in sorted(_least_had(candidates), key=lambda one: one.shows(due), reverse=True):
        if candidate.model.id in showed or candidate.shows([misconception]):
            for item, draw in islice(candidate.draws(), NEARBY):
                if misconception in visible(item):
                    return Chosen(item, draw, candidate.model)
    return None


def _least_had(candidates: Sequence[Candidate]) -> list[Candidate]:
    """In an order that the learner cannot foretell, among those that were had equally often."""
    return sorted(candidates, key=lambda one: (one.times, one.seed))


def _several(candidates: Iterable[Candidate], number: int) -> Iterator[tuple[Candidate, ...]]:
    """So many at a time."""
    left = iter(candidates)
    while together := tuple(islice(left, number)):
        yield together
