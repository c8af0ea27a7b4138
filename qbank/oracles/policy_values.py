"""Values of states and actions: by Cramer's rule, by following the probabilities forward, by trying every policy."""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import permutations, product
from math import inf

from qbank.oracles.procedure_oracle import procedure_oracle

Outcomes = Sequence[Sequence[Sequence[tuple[int, Fraction, Fraction]]]]
Policy = Sequence[Sequence[Fraction]]

HORIZON, NEGLIGIBLE = 20_000, 1e-13


# --- exactly ---


def determinant(matrix: Sequence[Sequence[Fraction]]) -> Fraction:
    """The sum over all permutations, as a determinant is defined."""
    size, found = len(matrix), Fraction(0)
    for order in permutations(range(size)):
        turned = sum(order[one] > order[other] for one in range(size) for other in range(one + 1, size))
        term = Fraction((-1) ** turned)
        for row, column in enumerate(order):
            term *= matrix[row][column]
        found += term
    return found


def by_cramer(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Fraction, ...]:
    """The values that solve the Bellman equations, as quotients of determinants."""
    size = len(outcomes)
    matrix = [[Fraction(row == column) for column in range(size)] for row in range(size)]
    right = [Fraction(0)] * size
    for state, actions in enumerate(outcomes):
        for chance, ways in zip(policy[state], actions, strict=True):
            for following, probability, reward in ways:
                right[state] += chance * probability * reward
                if following >= 0:
                    matrix[state][following] -= discount * chance * probability
    whole = determinant(matrix)
    replaced = [
        [[*row[:column], value, *row[column + 1 :]] for row, value in zip(matrix, right, strict=True)]
        for column in range(size)
    ]
    return tuple(determinant(one) / whole for one in replaced)


def looked_ahead(outcomes: Outcomes, discount: Fraction, values: Sequence[Fraction]) -> list[list[Fraction]]:
    """For each action the mean of what it earns at once and afterwards."""
    return [
        [
            sum((p * (r + discount * (values[to] if to >= 0 else 0)) for to, p, r in ways), Fraction(0))
            for ways in actions
        ]
        for actions in outcomes
    ]


@procedure_oracle("state_values", road="Cramer's rule")
def state_values(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Fraction, ...]:
    return by_cramer(outcomes, discount, policy)


@procedure_oracle("action_values", road="Cramer's rule for a process in which the action is a state of its own")
def action_values(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[Fraction, ...]:
    size = len(outcomes)
    found = []
    for actions in outcomes:
        for ways in actions:
            extended = by_cramer([*outcomes, [ways]], discount, [*policy, [Fraction(1)]])
            found.append(extended[size])
    return tuple(found)


@procedure_oracle(
    "policy_iteration", road="Cramer's rule for each policy, the first best action taken where one is better"
)
def policy_iteration(outcomes: Outcomes, discount: Fraction, policy: Policy, iterations: int) -> tuple[Fraction, ...]:
    values = by_cramer(outcomes, discount, policy)
    chosen: list[int] = []
    for _ in range(iterations):
        worths = looked_ahead(outcomes, discount, values)
        best = [row.index(max(row)) for row in worths]
        chosen = [
            old if chosen and worths[state][old] == max(worths[state]) else new
            for state, (old, new) in enumerate(zip(chosen or best, best, strict=True))
        ]
        values = by_cramer(outcomes, discount, _deterministic(outcomes, chosen))
    return values


def _deterministic(outcomes: Outcomes, chosen: Sequence[int]) -> list[list[Fraction]]:
    return [
        [Fraction(action == taken) for action in range(len(actions))]
        for taken, actions in zip(chosen, outcomes, strict=True)
    ]


# --- forward in time ---


def followed(outcomes: Outcomes, discount: Fraction, policy: Policy, start: int) -> float:
    """The expected discounted rewards, step after step, of the probabilities with which states are met."""
    here, worth, factor, most = (
        {start: 1.0},
        0.0,
        1.0,
        max(abs(float(r)) for s in outcomes for a in s for *_, r in a) + 1,
    )
    for _ in range(HORIZON):
        ahead: dict[int, float] = {}
        for state, share in here.items():
            for chance, ways in zip(policy[state], outcomes[state], strict=True):
                for following, probability, reward in ways:
                    weight = share * float(chance) * float(probability)
                    worth += factor * weight * float(reward)
                    if following >= 0 and weight:
                        ahead[following] = ahead.get(following, 0.0) + weight
        here, factor = ahead, factor * float(discount)
        if factor * sum(here.values()) * most < NEGLIGIBLE:
            return worth
    return inf


@procedure_oracle("state_values", road="the expected rewards of each step to come, added until nothing is left")
def state_values_forward(outcomes: Outcomes, discount: Fraction, policy: Policy) -> tuple[float, ...]:
    return tuple(followed(outcomes, discount, policy, state) for state in range(len(outcomes)))


# --- every policy ---


def deterministic_policies(outcomes: Outcomes) -> Iterator[list[list[Fraction]]]:
    """Every way to take one action in each state."""
    for chosen in product(*(range(len(actions)) for actions in outcomes)):
        yield _deterministic(outcomes, chosen)


def every_policy(outcomes: Outcomes, discount: Fraction) -> tuple[float, ...]:
    """The best value of each state over all deterministic policies that have values."""
    best = [-inf] * len(outcomes)
    for policy in deterministic_policies(outcomes):
        values = [followed(outcomes, discount, policy, state) for state in range(len(outcomes))]
        best = [max(one, other) if other < inf else one for one, other in zip(best, values, strict=True)]
    return tuple(best)


@procedure_oracle("optimal_values", road="the best of all deterministic policies, each followed forward in time")
def optimal_values(outcomes: Outcomes, discount: Fraction) -> tuple[float, ...]:
    return every_policy(outcomes, discount)


@procedure_oracle("optimal_action_values", road="the best of all deterministic policies after the action")
def optimal_action_values(outcomes: Outcomes, discount: Fraction) -> tuple[float, ...]:
    best = every_policy(outcomes, discount)
    return tuple(
        sum(float(p) * (float(r) + float(discount) * (best[to] if to >= 0 else 0.0)) for to, p, r in ways)
        for actions in outcomes
        for ways in actions
    )
