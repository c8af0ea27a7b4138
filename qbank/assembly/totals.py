"""Picks whose points add up to a total, in no more than a time: found whenever there is such a choice.

Questions are looked at one after the other. Of all choices among those looked at so far, only two things matter for what
follows: how many questions each pick still needs, and the points so far; of choices that agree in these the shortest is
kept. So the table of what can be reached stays small although there are far more choices, and walking back through it finds
one that ends at the total, without trying in vain.
"""

from collections.abc import Mapping, Sequence

from msgspec import Struct

from qbank.errors import QbankError

MAX_STATES = 400_000
"""How much is remembered before it is given up: some seconds and some hundred megabytes."""

State = tuple[tuple[int, ...], int]
"""How many questions each pick still needs, and the points so far."""


class Candidate(Struct, frozen=True):
    """A question: its minutes, and its points in each pick that could take it."""

    id: str
    minutes: int
    points: Mapping[int, int]


class TooManyChoices(QbankError):  # noqa: N818  the state of a search
    """The table of what can be reached grew beyond its bound."""


class Reachable(Struct, frozen=True):
    """What choices can reach: after each candidate, the fewest minutes for each state."""

    needs: tuple[int, ...]
    candidates: tuple[Candidate, ...]
    layers: tuple[dict[State, int], ...]

    def totals(self) -> dict[int, int]:
        """The points that whole choices can have, each with its fewest minutes."""
        return {points: minutes for (needs, points), minutes in self.layers[-1].items() if not any(needs)}

    def choice(self, points: int, minutes: int | None) -> list[list[str]]:
        """For each pick its questions, so that they have these points and take at most these minutes, which can be reached."""
        chosen: list[list[str]] = [[] for _ in self.needs]
        state: State = (0,) * len(self.needs), points
        left = self.layers[-1][state] if minutes is None else minutes
        for candidate, before in zip(reversed(self.candidates), reversed(self.layers[:-1]), strict=True):
            for pick, worth in candidate.points.items():
                earlier = _with_need(state[0], pick, 1), state[1] - worth
                if earlier in before and before[earlier] + candidate.minutes <= left:
                    chosen[pick].append(candidate.id)
                    state, left = earlier, left - candidate.minutes
                    break
        return chosen


def reachable(needs: Sequence[int], candidates: Sequence[Candidate]) -> Reachable:
    """What the choices among the candidates can reach.

    >>> three = [Candidate("a", 3, {0: 1}), Candidate("b", 5, {0: 2}), Candidate("c", 2, {0: 3})]
    >>> found = reachable([2], three)
    >>> sorted(found.totals().items())
    [(3, 8), (4, 5), (5, 7)]
    >>> found.choice(5, None)
    [['c', 'b']]
    """
    ordered = sorted(candidates, key=lambda candidate: min(candidate.points))  # picks are done one after the other
    last = [_last(ordered, pick, need) for pick, need in enumerate(needs)]
    layers: list[dict[State, int]] = [{(tuple(needs), 0): 0}]
    size = 1
    for number, candidate in enumerate(ordered):
        layers.append(_after(layers[-1], candidate, [at[number] for at in last]))
        size += len(layers[-1])
        if size > MAX_STATES:
            message = f"more than {MAX_STATES:,} ways to choose were looked at"
            raise TooManyChoices(message)
    return Reachable(tuple(needs), tuple(ordered), tuple(layers))


def _last(candidates: Sequence[Candidate], pick: int, need: int) -> list[int]:
    """After each candidate, how many more a pick can get at most, up to its need."""
    return [min(need, sum(pick in one.points for one in candidates[at + 1 :])) for at in range(len(candidates))]


def _after(before: dict[State, int], candidate: Candidate, most: list[int]) -> dict[State, int]:
    """What can be reached with one candidate more, taken or not; what can no longer be completed is left out."""
    after: dict[State, int] = {}
    for state, minutes in before.items():
        options = [(state, minutes)]
        for pick, points in candidate.points.items():
            if state[0][pick]:
                options.append(((_with_need(state[0], pick, -1), state[1] + points), minutes + candidate.minutes))
        for option, total in options:
            if all(need <= bound for need, bound in zip(option[0], most, strict=True)):
                after[option] = min(total, after.get(option, total))
    return after


def _with_need(needs: tuple[int, ...], pick: int, more: int) -> tuple[int, ...]:
    return (*needs[:pick], needs[pick] + more, *needs[pick + 1 :])
