"""Estimates of a bandit as what they are: a mean of rewards, and a weighted mean whose weights fade."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.procedure_oracle import procedure_oracle

Trajectory = Sequence[tuple[int, int, Fraction, int, int]]


def _rewards(outcomes: Sequence[Sequence[object]], trajectory: Trajectory) -> list[list[Fraction]]:
    """The rewards of each state and action, in the order in which they came."""
    pairs = [(state, action) for state, actions in enumerate(outcomes) for action in range(len(actions))]
    return [[reward for at, done, reward, *_ in trajectory if (at, done) == pair] for pair in pairs]


@procedure_oracle("sample_averages", road="the mean of all rewards of an arm")
def sample_averages(
    outcomes: Sequence[Sequence[object]],
    discount: Fraction,  # noqa: ARG001  every procedure has one
    trajectory: Trajectory,
    start: Sequence[Fraction],
    steps: int,
) -> tuple[Fraction, ...]:
    rewards = _rewards(outcomes, trajectory[:steps])
    return tuple(
        sum(all_, Fraction(0)) / len(all_) if all_ else first for all_, first in zip(rewards, start, strict=True)
    )


@procedure_oracle("constant_step_averages", road="weights α(1 − α)^k on past rewards (Sutton & Barto 2018, eq. 2.6)")
def constant_step_averages(
    outcomes: Sequence[Sequence[object]],
    discount: Fraction,  # noqa: ARG001  every procedure has one
    trajectory: Trajectory,
    start: Sequence[Fraction],
    step_size: Fraction,
    steps: int,
) -> tuple[Fraction, ...]:
    kept = 1 - step_size
    return tuple(
        kept ** len(all_) * first + sum(step_size * kept**age * reward for age, reward in enumerate(reversed(all_)))
        for all_, first in zip(_rewards(outcomes, trajectory[:steps]), start, strict=True)
    )
