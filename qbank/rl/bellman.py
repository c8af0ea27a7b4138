"""Bellman equations for one state or one action: what a value is, in terms of the values one step later.

Conventions: actions and next states are numbered; ``policy[a]`` is π(a|s), ``transition[j]`` the probability of reaching
state j (of a table: ``transition[a][j]`` after action a) and ``rewards`` what is earned on the way there; the value of a
terminal state is 0.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, Table, count, maximum, mean, total
from qbank.rl.formula import formula, over, sigma
from qbank.term import Term

Next = Annotated[Quantities, "S"]
Actions = Annotated[Quantities, "A"]
ActionsByNext = Annotated[Table, "AxS"]


def expectation(chances: Quantities, values: Quantities) -> Quantity:
    """The mean of values that have these chances."""
    return total(chance * value for chance, value in zip(chances, values, strict=True))


def _sum_over_actions(policy: Quantity, action_values: Quantity) -> Quantity:
    return sigma("a", 0, count(action_values) - 1, lambda a: policy[a] * action_values[a])


@formula(source="Sutton & Barto (2018), exercise 3.18", equation=_sum_over_actions)
def state_value(policy: Actions, action_values: Actions) -> Quantity:
    """What a state is worth under a policy: V(s) = Σₐ π(a|s) Q(s,a).

    >>> print(state_value(policy=["0.25", "0.75"], action_values=["4", "8"]))
    7
    """
    return expectation(policy, action_values)


@state_value.misconception(
    "The action values were averaged as if all actions were equally likely. Weight each with its probability.",
    basis="slip",
)
def unweighted(policy: Quantities, action_values: Quantities) -> Quantity:
    return mean(action_values)


@state_value.misconception(
    r"The best action was assumed. This policy also takes other actions: weight each with $\pi(a \mid s)$.",
    basis="slip",
)
def best_action_assumed(policy: Quantities, action_values: Quantities) -> Quantity:
    return maximum(*action_values)


@state_value.misconception(
    r"The action values were added without weights. Multiply each by $\pi(a \mid s)$ first.", basis="slip"
)
def weights_left_out(policy: Quantities, action_values: Quantities) -> Quantity:
    return total(action_values)


@state_value.misconception(
    "The weighted values were divided by the number of actions. The probabilities already add up to one.",
    basis="slip",
)
def averaged_twice(policy: Quantities, action_values: Quantities) -> Quantity:
    return state_value.body(policy, action_values) / count(action_values)


def _sum_over_next(transition: Quantity, rewards: Quantity, discount: Quantity, next_values: Quantity) -> Quantity:
    return sigma("j", 0, count(next_values) - 1, lambda j: transition[j] * (rewards[j] + discount * next_values[j]))


@formula(source="Sutton & Barto (2018), exercise 3.19 and eq. 4.6", equation=_sum_over_next)
def action_value(transition: Next, rewards: Next, discount: Quantity, next_values: Next) -> Quantity:
    """What an action is worth, from the values of the states it may lead to: Q(s,a) = Σⱼ p(sⱼ|s,a) (rⱼ + γ V(sⱼ)).

    ``rewards[j]`` is what is earned when the action leads to state j.

    >>> print(action_value(["0.75", "0.25"], rewards=["1", "3"], discount="0.9", next_values=["10", "0"]))
    33/4
    """
    return expectation(
        transition, [reward + discount * value for reward, value in zip(rewards, next_values, strict=True)]
    )


@action_value.misconception(
    r"The next values were added undiscounted. They lie one step ahead: multiply each by $\gamma$.", basis="slip"
)
def next_values_undiscounted(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_values: Quantities
) -> Quantity:
    return action_value.body(transition, rewards, 1, next_values)


@action_value.misconception(
    "The rewards were added without their probabilities. Each outcome counts with its chance, its reward included.",
    basis="slip",
)
def rewards_unweighted(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_values: Quantities
) -> Quantity:
    return total(rewards) + discount * expectation(transition, next_values)


@action_value.misconception(
    "The next states were averaged as if equally likely. Weight each with its transition probability.", basis="slip"
)
def transitions_ignored(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_values: Quantities
) -> Quantity:
    return mean([reward + discount * value for reward, value in zip(rewards, next_values, strict=True)])


@action_value.misconception(
    "Only the expected reward was taken. The action also leads somewhere: add the discounted expected next value.",
    basis="slip",
)
def reward_only(transition: Quantities, rewards: Quantities, discount: Quantity, next_values: Quantities) -> Quantity:
    return expectation(transition, rewards)


@action_value.misconception(
    r"The reward was discounted too. It is earned in this step: only the next values are multiplied by $\gamma$.",
    basis="slip",
)
def reward_discounted_too(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_values: Quantities
) -> Quantity:
    return discount * action_value.body(transition, rewards, 1, next_values)


def _backup(transition: Quantity, rewards: Quantity, discount: Quantity, next_values: Quantity, a: Term) -> Quantity:
    """Σⱼ p(sⱼ|s,a) (r + γ V(sⱼ)), the worth of an action."""
    return sigma(
        "j", 0, count(next_values) - 1, lambda j: transition[a][j] * (rewards[a][j] + discount * next_values[j])
    )


def _worths(transition: Table, rewards: Table, discount: Quantity, next_values: Quantities) -> list[Quantity]:
    """What each action is worth."""
    rows = zip(transition, rewards, strict=True)
    return [action_value.body(chances, earned, discount, next_values) for chances, earned in rows]


def _expected_backup(
    policy: Quantity, transition: Quantity, rewards: Quantity, discount: Quantity, next_values: Quantity
) -> Quantity:
    return sigma(
        "a", 0, count(policy) - 1, lambda a: policy[a] * _backup(transition, rewards, discount, next_values, a)
    )


@formula(source="Sutton & Barto (2018), eqs. 3.14 and 4.5", equation=_expected_backup)
def expectation_backup(
    policy: Actions, transition: ActionsByNext, rewards: ActionsByNext, discount: Quantity, next_values: Next
) -> Quantity:
    """The value of a state under a policy: V(s) = Σₐ π(a|s) Σⱼ p(sⱼ|s,a) (r + γ V(sⱼ)).

    Row a of ``transition`` and ``rewards`` belongs to action a, column j to the next state j.

    >>> print(expectation_backup(["0.25", "0.75"], [["1", "0"], ["0", "1"]], [["1", "0"], ["0", "2"]], "0.5", ["4", "8"]))
    21/4
    """
    return expectation(policy, _worths(transition, rewards, discount, next_values))


@expectation_backup.misconception(
    "The best action was taken. The value of a policy weights every action with the probability that it takes it.",
    basis="slip",
)
def best_for_expected(
    policy: Quantities, transition: Table, rewards: Table, discount: Quantity, next_values: Quantities
) -> Quantity:
    return maximum(*_worths(transition, rewards, discount, next_values))


@expectation_backup.misconception(
    "The actions were averaged as if equally likely. Weight each with its probability under the policy.", basis="slip"
)
def policy_ignored(
    policy: Quantities, transition: Table, rewards: Table, discount: Quantity, next_values: Quantities
) -> Quantity:
    return mean(_worths(transition, rewards, discount, next_values))


@expectation_backup.misconception(
    r"The next values were added undiscounted. They lie one step ahead: multiply each by $\gamma$.", basis="slip"
)
def backup_undiscounted(
    policy: Quantities, transition: Table, rewards: Table, discount: Quantity, next_values: Quantities
) -> Quantity:
    return expectation_backup.body(policy, transition, rewards, 1, next_values)


@expectation_backup.misconception(
    "Only the expected reward was taken. Each action also leads somewhere: add the discounted expected next value.",
    basis="slip",
)
def backup_of_rewards(
    policy: Quantities, transition: Table, rewards: Table, discount: Quantity, next_values: Quantities
) -> Quantity:
    return expectation_backup.body(policy, transition, rewards, 0, next_values)


def _best_backup(transition: Quantity, rewards: Quantity, discount: Quantity, next_values: Quantity) -> Quantity:
    last = count(transition) - 1
    return over("max", "a", 0, last, lambda a: _backup(transition, rewards, discount, next_values, a))


@formula(source="Sutton & Barto (2018), eqs. 3.19 and 4.10", equation=_best_backup)
def optimality_backup(
    transition: ActionsByNext, rewards: ActionsByNext, discount: Quantity, next_values: Next
) -> Quantity:
    """The value of a state under the best action: V(s) = maxₐ Σⱼ p(sⱼ|s,a) (r + γ V(sⱼ)).

    Row a of ``transition`` and ``rewards`` belongs to action a, column j to the next state j.

    >>> print(optimality_backup([["0.5", "0.5"], ["1", "0"]], [["1", "1"], ["2", "2"]], "0.5", ["4", "12"]))
    5
    """
    return maximum(*_worths(transition, rewards, discount, next_values))


@optimality_backup.misconception(
    "The actions were averaged. An optimal policy takes the best one: take the largest worth.", basis="slip"
)
def average_for_best(transition: Table, rewards: Table, discount: Quantity, next_values: Quantities) -> Quantity:
    return mean(_worths(transition, rewards, discount, next_values))


@optimality_backup.misconception(
    "The action with the largest expected reward was taken. What follows counts too: compare reward and discounted"
    " next value together.",
    basis="slip",
)
def largest_reward_only(transition: Table, rewards: Table, discount: Quantity, next_values: Quantities) -> Quantity:
    return optimality_backup.body(transition, rewards, 0, next_values)


@optimality_backup.misconception(
    r"The next values were added undiscounted. They lie one step ahead: multiply each by $\gamma$.", basis="slip"
)
def best_undiscounted(transition: Table, rewards: Table, discount: Quantity, next_values: Quantities) -> Quantity:
    return optimality_backup.body(transition, rewards, 1, next_values)


@optimality_backup.misconception(
    "The luckiest next state was assumed. The action can be chosen, where it leads cannot: take the mean over next"
    " states, then the best action.",
    basis="slip",
)
def luckiest_state(transition: Table, rewards: Table, discount: Quantity, next_values: Quantities) -> Quantity:
    return maximum(
        *(reward + discount * value for row in rewards for reward, value in zip(row, next_values, strict=True))
    )
