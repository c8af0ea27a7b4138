"""A process as a picture of it in each draw: names and labels as they are shown."""

from collections.abc import Callable

from msgspec import Struct

from qbank.content import plain
from qbank.generation.processes import Process
from qbank.generation.state_names import shown_name
from qbank.generation.texts import Look, Shown
from qbank.pictures import Action, Drawing, Outcome, State
from qbank.question_types.question_type import Draw
from qbank.term import ONE, Term


class Arrow(Struct, frozen=True):
    """An outcome, its numbers still to be shown; a certain one has no probability."""

    to: int
    probability: Shown | None
    reward: Shown

    def fill(self, draw: Draw) -> Outcome:
        """The outcome in this draw."""
        chance = "" if self.probability is None else plain(self.probability.fill(draw))
        return Outcome(self.to, chance, plain(self.reward.fill(draw)))


class Drawn(Struct, frozen=True):
    """A drawing whose labels depend on the draw."""

    states: tuple[State, ...]
    actions: tuple[tuple[int, str, tuple[Arrow, ...]], ...]

    def fill(self, draw: Draw) -> Drawing:
        """The drawing in this draw."""
        actions = (Action(state, name, tuple(one.fill(draw) for one in arrows)) for state, name, arrows in self.actions)
        return Drawing(self.states, tuple(actions))


def drawn(process: Process, shown: Callable[[Term, Look], Shown], how: Look) -> Drawn:
    """The drawing of a process, each number shown as ``shown`` says."""
    states = tuple(
        State(shown_name(name), number >= len(process.actions), position)
        for number, (name, position) in enumerate(zip(process.names, process.positions, strict=True))
    )
    actions = tuple(
        (
            state,
            process.actions[state][action],
            tuple(
                Arrow(one.to, None if one.probability == ONE else shown(one.probability, how), shown(one.reward, how))
                for one in process.outcomes[state][action]
            ),
        )
        for state, action in process.pairs()
    )
    return Drawn(states, actions)
