"""Backups by laying out every way a step can go, and by matrices of floats."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import product

import numpy as np

from qbank.oracles.oracle import oracle

Row = Sequence[Fraction]
Rows = Sequence[Row]

Outcome = tuple[Fraction, Fraction]


def _mean(outcomes: Iterator[Outcome]) -> Fraction:
    """The mean of what outcomes are worth, with the chance of each."""
    return sum((chance * worth for chance, worth in outcomes), Fraction(0))


def _ways(policy: Row, transition: Rows, rewards: Rows, discount: Fraction, next_values: Row) -> Iterator[Outcome]:
    """Every action with every next state, each with the chance of both."""
    for action, state in product(range(len(policy)), range(len(next_values))):
        worth = rewards[action][state] + discount * next_values[state]
        yield policy[action] * transition[action][state], worth


def _certainly(action: int, actions: int) -> Row:
    return [Fraction(int(other == action)) for other in range(actions)]


@oracle("state_value", road="the inner product of two vectors of floats")
def state_value(policy: Row, action_values: Row) -> float:
    return float(np.array(policy, dtype=float) @ np.array(action_values, dtype=float))


@oracle("action_value", road="expected reward and expected next value, each by itself")
def action_value(transition: Row, rewards: Row, discount: Fraction, next_values: Row) -> Fraction:
    reward = _mean(zip(transition, rewards, strict=True))
    return reward + discount * _mean(zip(transition, next_values, strict=True))


@oracle("expectation_backup", road="every action with every next state, weighted with the chance of both")
def expectation_backup(policy: Row, transition: Rows, rewards: Rows, discount: Fraction, next_values: Row) -> Fraction:
    return _mean(_ways(policy, transition, rewards, discount, next_values))


@oracle("optimality_backup", road="the best of all deterministic policies")
def optimality_backup(transition: Rows, rewards: Rows, discount: Fraction, next_values: Row) -> Fraction:
    actions = len(transition)
    policies = [_certainly(action, actions) for action in range(actions)]
    return max(_mean(_ways(policy, transition, rewards, discount, next_values)) for policy in policies)


@oracle("q_expectation_backup", road="every next state with every next action, weighted with the chance of both")
def q_expectation_backup(
    transition: Row, rewards: Row, discount: Fraction, policy: Rows, next_action_values: Rows
) -> Fraction:
    pairs = product(range(len(transition)), range(len(policy[0])))
    return _mean(
        (transition[state] * policy[state][action], rewards[state] + discount * next_action_values[state][action])
        for state, action in pairs
    )


@oracle("q_optimality_backup", road="the best of all ways to choose one action in each next state")
def q_optimality_backup(transition: Row, rewards: Row, discount: Fraction, next_action_values: Rows) -> Fraction:
    plans = product(*next_action_values)
    return max(
        _mean(
            (chance, reward + discount * value) for chance, reward, value in zip(transition, rewards, plan, strict=True)
        )
        for plan in plans
    )


@oracle("greedy_value", road="the last of the values in ascending order")
def greedy_value(action_values: Row) -> Fraction:
    return sorted(action_values)[-1]


@oracle("policy_evaluation_sweep", road="matrices: r + γPV, or (I - γL)⁻¹ (r + γUV) with the triangles L and U of P")
def policy_evaluation_sweep(
    transitions: Rows, rewards: Row, state_values: Row, discount: Fraction, sweep: str
) -> tuple[float, ...]:
    chances = np.array(transitions, dtype=float)
    new = np.tril(chances, -1) if sweep == "in_place" else np.zeros_like(chances)
    known = np.array(rewards, dtype=float) + float(discount) * (chances - new) @ np.array(state_values, dtype=float)
    return tuple(np.linalg.solve(np.eye(len(state_values)) - float(discount) * new, known).tolist())
