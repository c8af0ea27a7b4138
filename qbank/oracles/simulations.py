"""What formulas say of a random process, by running the process: seeded, and so the same on every run."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any

import numpy as np

from qbank.oracles.oracle import Estimate, oracle

Row = Sequence[Fraction]
Rows = Sequence[Row]

RUNS = 4000


def _estimate(outcomes: "np.ndarray[Any, Any]") -> Estimate:
    return Estimate(float(outcomes.mean()), float(outcomes.std()) / RUNS**0.5)


def _floats(numbers: Any) -> "np.ndarray[Any, Any]":
    return np.array(numbers, dtype=float)


def _drawn(generator: np.random.Generator, chances: Row) -> "np.ndarray[Any, Any]":
    """A place for each run, drawn with these chances."""
    return generator.choice(len(chances), size=RUNS, p=_floats(chances))


@oracle("expectation_backup", road="a step taken many times: an action by the policy, a next state by the environment")
def expectation_backup(policy: Row, transition: Rows, rewards: Rows, discount: Fraction, next_values: Row) -> Estimate:
    generator = np.random.default_rng(7)
    actions, places = _drawn(generator, policy), generator.random(RUNS)
    cumulative = _floats(transition).cumsum(axis=1)[actions]
    states = (places[:, None] >= cumulative[:, :-1]).sum(axis=1)
    worths = _floats(rewards)[actions, states] + float(discount) * _floats(next_values)[states]
    return _estimate(worths)


@oracle("lambda_return", road="many episodes, each of which goes on after a step with the chance λ, then bootstraps")
def lambda_return(rewards: Row, values: Row, discount: Fraction, trace_decay: Fraction) -> Estimate:
    steps, factor = len(rewards), float(discount)
    goes_on = np.random.default_rng(7).random((RUNS, steps - 1)) < float(trace_decay)
    lengths = 1 + goes_on.cumprod(axis=1).sum(axis=1)
    earned = (_floats(rewards) * factor ** np.arange(steps)).cumsum()
    return _estimate(earned[lengths - 1] + factor**lengths * _floats(values)[lengths])


@oracle("epsilon_greedy", road="many choices counted: exploring by chance, else the best")
def epsilon_greedy(action_values: Row, epsilon: Fraction, explores: str, ties: str) -> tuple[Estimate, ...]:
    generator, actions = np.random.default_rng(7), len(action_values)
    best = [action for action in range(actions) if action_values[action] == max(action_values)]
    intended = generator.choice(best if ties == "shared" else best[:1], size=RUNS)
    elsewhere = generator.integers(1 if explores == "others" else 0, actions, size=RUNS)
    exploring = generator.random(RUNS) < float(epsilon)
    taken = np.where(exploring, (intended + elsewhere) % actions, intended)
    return tuple(_estimate(_floats(taken == action)) for action in range(actions))
