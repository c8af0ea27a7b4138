"""Values of a decision process by chance: the process is run again and again, and what is earned is averaged.

A standard error grows by what an event might add that is too rare to have been met.
"""

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from math import inf, sqrt

from qbank.oracles.oracle import Estimate
from qbank.oracles.policy_values import NEGLIGIBLE, Outcomes, Policy, deterministic_policies, followed
from qbank.oracles.procedure_oracle import procedure_oracle

EPISODES, SEED = 400, 2026
RUNS = f"{EPISODES} simulated episodes, seed {SEED}"

Ways = Sequence[tuple[int, Fraction, Fraction]]


def estimate(outcomes: Outcomes, run: Callable[[], float], start: Sequence[Fraction] = ()) -> Estimate:
    """The mean of many runs, with its standard error; ``start`` are values that a run may end with."""
    returns = [run() for _ in range(EPISODES)]
    mean = sum(returns) / EPISODES
    spread = sqrt(sum((one - mean) ** 2 for one in returns) / (EPISODES - 1))
    earned = [reward for actions in outcomes for ways in actions for *_, reward in ways]
    numbers = [0.0, *map(float, earned), *map(float, start)]
    return Estimate(mean, spread / sqrt(EPISODES) + (max(numbers) - min(numbers)) / EPISODES)


def step(rng: random.Random, ways: Ways) -> tuple[int, float]:
    """Where an action leads, and what it earns."""
    ((following, _, reward),) = rng.choices(ways, [float(probability) for _, probability, _ in ways])
    return following, float(reward)


def taken(rng: random.Random, outcomes: Outcomes, policy: Policy, state: int) -> Ways:
    """The outcomes of the action that the policy takes."""
    (ways,) = rng.choices(outcomes[state], [float(chance) for chance in policy[state]])
    return ways


def episode(rng: random.Random, outcomes: Outcomes, discount: float, policy: Policy, state: int) -> float:
    """The return of one episode, up to a step that counts for nothing any more."""
    worth, factor = 0.0, 1.0
    while state >= 0 and factor > NEGLIGIBLE:
        state, reward = step(rng, taken(rng, outcomes, policy, state))
        worth, factor = worth + factor * reward, factor * discount
    return worth


def after(rng: random.Random, outcomes: Outcomes, discount: float, policy: Policy, ways: Ways) -> float:
    """The return of an action, the policy followed afterwards."""
    state, reward = step(rng, ways)
    return reward + discount * episode(rng, outcomes, discount, policy, state)


def best_policy(outcomes: Outcomes, discount: Fraction) -> Policy:
    """A deterministic policy that is worth the most in all states together."""

    def worth(policy: Policy) -> float:
        values = [followed(outcomes, discount, policy, state) for state in range(len(outcomes))]
        return -inf if inf in values else sum(values)

    return max(deterministic_policies(outcomes), key=worth)


def of_states(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Estimate, ...]:
    """The values of all states under a policy."""
    rng, gamma = random.Random(SEED), float(discount)  # noqa: S311  a simulation
    return tuple(
        estimate(outcomes, lambda state=state: episode(rng, outcomes, gamma, policy, state))  # type: ignore[misc]
        for state in range(len(outcomes))
    )


def of_actions(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Estimate, ...]:
    """The values of all actions, a policy followed afterwards."""
    rng, gamma = random.Random(SEED), float(discount)  # noqa: S311  a simulation
    return tuple(
        estimate(outcomes, lambda ways=ways: after(rng, outcomes, gamma, policy, ways))  # type: ignore[misc]
        for actions in outcomes
        for ways in actions
    )


@procedure_oracle("state_values", road=f"the mean return of {RUNS}")
def state_values(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Estimate, ...]:
    return of_states(outcomes, discount, policy)


@procedure_oracle("action_values", road=f"the mean return of {RUNS}, after the action")
def action_values(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Estimate, ...]:
    return of_actions(outcomes, discount, policy)


@procedure_oracle("optimal_values", road=f"the mean return of {RUNS}, under the best of all deterministic policies")
def optimal_values(outcomes: Outcomes, discount: Fraction) -> tuple[Estimate, ...]:
    return of_states(outcomes, discount, best_policy(outcomes, discount))


@procedure_oracle(
    "optimal_action_values", road=f"the mean return of {RUNS}, after the action, under the best of all policies"
)
def optimal_action_values(outcomes: Outcomes, discount: Fraction) -> tuple[Estimate, ...]:
    return of_actions(outcomes, discount, best_policy(outcomes, discount))


@procedure_oracle("policy_evaluation", road=f"the mean of {RUNS}, cut off where the first sweep began")
def policy_evaluation(
    outcomes: Outcomes, discount: Fraction, policy: Policy, start: Sequence[Fraction], sweeps: int, order: str
) -> tuple[Estimate, ...]:
    rng, gamma = random.Random(SEED), float(discount)  # noqa: S311  a simulation

    def run(state: int) -> float:
        """What is earned until no sweep is left, and what the state is worth that has then been reached."""
        worth, factor, left = 0.0, 1.0, sweeps
        while state >= 0 and left:
            following, reward = step(rng, taken(rng, outcomes, policy, state))
            left -= not (order == "in_place" and following < state)  # an earlier state has its new value already
            worth, factor, state = worth + factor * reward, factor * gamma, following
        return worth + (factor * float(start[state]) if state >= 0 else 0.0)

    return tuple(estimate(outcomes, lambda state=state: run(state), start) for state in range(len(outcomes)))  # type: ignore[misc]
