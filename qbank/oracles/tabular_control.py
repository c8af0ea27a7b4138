"""Learning along a trajectory from its end: an entry after t steps asks for entries before them, on demand."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from qbank.oracles.procedure_oracle import procedure_oracle

Outcomes = Sequence[Sequence[object]]
Trajectory = Sequence[tuple[int, int, Fraction, int, int]]


def entries(
    outcomes: Outcomes,
    trajectory: Trajectory,
    start: Sequence[Fraction],
    steps: int,
    change: Callable[[Fraction, Fraction, int, Callable[[int], Fraction], int], Fraction],
) -> tuple[Fraction, ...]:
    """Every entry after the steps; ``change`` is given the old one, the reward, the next state, its entries and action."""
    starts: dict[tuple[int, int], Fraction] = {}
    for state, actions in enumerate(outcomes):
        for action in range(len(actions)):
            starts[state, action] = start[len(starts)]

    def entry(time: int, state: int, action: int) -> Fraction:
        if time == 0:
            return starts[state, action]
        at, done, reward, following, taken = trajectory[time - 1]
        old = entry(time - 1, state, action)
        if (at, done) != (state, action):
            return old
        return change(old, reward, following, lambda other: entry(time - 1, following, other), taken)

    return tuple(entry(steps, state, action) for state, action in starts)


@procedure_oracle("q_learning", road="(1 − α) old + α target, entries asked for on demand from the last step")
def q_learning(
    outcomes: Outcomes,
    discount: Fraction,
    trajectory: Trajectory,
    start: Sequence[Fraction],
    step_size: Fraction,
    steps: int,
) -> tuple[Fraction, ...]:
    def change(
        old: Fraction, reward: Fraction, following: int, there: Callable[[int], Fraction], _taken: int
    ) -> Fraction:
        after = sorted(there(action) for action in range(len(outcomes[following])))[-1] if following >= 0 else 0
        return (1 - step_size) * old + step_size * (reward + discount * after)

    return entries(outcomes, trajectory, start, steps, change)


@procedure_oracle("sarsa", road="(1 − α) old + α target, entries asked for on demand from the last step")
def sarsa(
    outcomes: Outcomes,
    discount: Fraction,
    trajectory: Trajectory,
    start: Sequence[Fraction],
    step_size: Fraction,
    steps: int,
) -> tuple[Fraction, ...]:
    def change(
        old: Fraction, reward: Fraction, following: int, there: Callable[[int], Fraction], taken: int
    ) -> Fraction:
        after = there(taken) if following >= 0 else 0
        return (1 - step_size) * old + step_size * (reward + discount * after)

    return entries(outcomes, trajectory, start, steps, change)
