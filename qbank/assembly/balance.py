"""A choice for a blueprint's picks with the points and in the time that the blueprint states."""

from collections import Counter
from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from msgspec import Struct

from qbank.assembly.entry import Entry
from qbank.assembly.explanation import too_many_choices, totals_missed
from qbank.assembly.totals import Candidate, Reachable, TooManyChoices, reachable
from qbank.authoring.blueprint import Blueprint
from qbank.errors import AuthoringError

SPARE = 30
"""So many candidates more than three times those that a pick needs are looked at first; mostly they are enough."""


def balanced(
    blueprint: Blueprint, needs: Sequence[int], candidates: Sequence[Sequence[Entry]], fixed: Sequence[Entry]
) -> list[list[str]]:
    """For each pick its questions; AuthoringError that explains why there is no such choice.

    Looked at are the first candidates with each offered to one pick alone, which leaves few ways to choose where picks overlap
    much, then these offered to all picks, then all that can make a difference. So a likely choice is found soon, and one that
    is the only one is found too, unless that takes too much work.
    """
    first = _offered([own[: 3 * need + SPARE] for need, own in zip(needs, candidates, strict=True)])
    gave_up: TooManyChoices | None = None
    for offered in (_to_one_pick(first), first, _that_matter(needs, _offered(candidates))):
        try:
            balance = _balance(blueprint, needs, offered, fixed)
        except TooManyChoices as error:
            gave_up = error
            continue
        gave_up = None
        if balance.met(blueprint):
            return balance.choice(blueprint)
    raise AuthoringError(
        [too_many_choices(blueprint, gave_up) if gave_up else totals_missed(blueprint, balance.totals())]
    )


class Balance(Struct, frozen=True):
    """What choices can reach beside the points and minutes of what is fixed; ``unit`` points of the table make one."""

    table: Reachable
    unit: int
    points: Fraction
    minutes: int

    def totals(self) -> dict[Fraction, int]:
        """The points that there can be, each with the fewest minutes."""
        found = self.table.totals().items()
        return {Fraction(points, self.unit) + self.points: minutes + self.minutes for points, minutes in found}

    def met(self, blueprint: Blueprint) -> bool:
        """Whether there is a choice as the blueprint wants it."""
        minutes = self.totals().get(blueprint.points or Fraction(0))
        return minutes is not None and (blueprint.time is None or minutes <= blueprint.time)

    def choice(self, blueprint: Blueprint) -> list[list[str]]:
        """That choice."""
        points = ((blueprint.points or Fraction(0)) - self.points) * self.unit
        return self.table.choice(int(points), None if blueprint.time is None else blueprint.time - self.minutes)


Offer = tuple[Entry, tuple[tuple[int, Fraction], ...]]
"""A question, and its points in each pick that it is offered to."""


def _balance(blueprint: Blueprint, needs: Sequence[int], offered: Sequence[Offer], fixed: Sequence[Entry]) -> Balance:
    counted = int(blueprint.points is not None)  # points that nobody asked for need not be told apart
    unit = lcm(*(points.denominator for _, offers in offered for _, points in offers))
    candidates = [
        Candidate(entry.model.id, entry.minutes, {pick: int(points * unit) * counted for pick, points in offers})
        for entry, offers in offered
    ]
    points = sum((entry.points for entry in fixed), Fraction(0)) * counted
    return Balance(reachable(needs, candidates), unit, points, sum(entry.minutes for entry in fixed))


def _offered(candidates: Sequence[Sequence[Entry]]) -> list[Offer]:
    """Each question once, offered to every pick that could take it."""
    offers: dict[str, Offer] = {}
    for pick, own in enumerate(candidates):
        for entry in own:
            _, known = offers.get(entry.model.id, (entry, ()))
            offers[entry.model.id] = entry, (*known, (pick, entry.points))
    return list(offers.values())


def _to_one_pick(offered: Sequence[Offer]) -> list[Offer]:
    """Each question offered to the pick that has the fewest so far."""
    sizes: Counter[int] = Counter()
    found = []
    for entry, offers in sorted(offered, key=lambda offer: len(offer[1])):
        fewest = min(offers, key=lambda offer: sizes[offer[0]])
        sizes[fewest[0]] += 1
        alone: Offer = entry, (fewest,)
        found.append(alone)
    return found


def _that_matter(needs: Sequence[int], offered: Sequence[Offer]) -> list[Offer]:
    """Of questions with the same points in the same picks, the shortest, as many as these picks need together.

    A longer one could always be exchanged for a shorter one that is left over.
    """
    taken: Counter[tuple[tuple[int, Fraction], ...]] = Counter()
    found = []
    for entry, offers in sorted(offered, key=lambda offer: offer[0].minutes):
        if taken[offers] < sum(needs[pick] for pick, _ in offers):
            taken[offers] += 1
            found.append((entry, offers))
    return found
