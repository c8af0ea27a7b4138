"""Learning action values: Sarsa, expected Sarsa, Q-learning and double Q-learning, which differ in what they bootstrap from.

Conventions: ``action_value`` is Q(sₜ,aₜ), ``next_action_values[a]`` is Q(sₜ₊₁,a); all of these are 0 when sₜ₊₁ is terminal. An
update gives the new action value, not the change.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, maximum, mean, total, where
from qbank.rl.bellman import expectation
from qbank.rl.formula import formula, over, sigma

Actions = Annotated[Quantities, "A"]


def _stepped(old: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, following: Quantity) -> Quantity:
    """A step from the old action value towards reward and discounted following value."""
    return old + step_size * (reward + discount * following - old)


@formula(source="Sutton & Barto (2018), eq. 6.7")
def sarsa_update(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_value: Quantity
) -> Quantity:
    """The action value after a step of Sarsa: Q(sₜ,aₜ) ← Q(sₜ,aₜ) + α (rₜ + γ Q(sₜ₊₁,aₜ₊₁) − Q(sₜ,aₜ)).

    ``next_action_value`` is that of the action taken next.

    >>> print(sarsa_update(action_value="2", step_size="0.5", reward="1", discount="0.9", next_action_value="10"))
    6
    """
    return action_value + step_size * (reward + discount * next_action_value - action_value)


@sarsa_update.misconception(
    r"The whole error was added. A step goes only part of the way: multiply the error by $\alpha$.", basis="slip"
)
def whole_step(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_value: Quantity
) -> Quantity:
    return reward + discount * next_action_value


@sarsa_update.misconception(
    "This is the change of the action value. The new one is the old one plus the change.", basis="slip"
)
def sarsa_change(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_value: Quantity
) -> Quantity:
    return step_size * (reward + discount * next_action_value - action_value)


@sarsa_update.misconception(
    r"The next action value was left undiscounted. It lies one step ahead: multiply it by $\gamma$.", basis="slip"
)
def sarsa_undiscounted(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_value: Quantity
) -> Quantity:
    return _stepped(action_value, step_size, reward, 1, next_action_value)


@sarsa_update.misconception(
    r"The old value was not subtracted from the target. A step adds $\alpha$ times target minus old value.",
    basis="slip",
)
def sarsa_target_added(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_value: Quantity
) -> Quantity:
    return action_value + step_size * (reward + discount * next_action_value)


@sarsa_update.misconception(
    "Only the reward was taken as the target. What follows counts too: add the discounted next action value.",
    basis="slip",
)
def sarsa_reward_only(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_value: Quantity
) -> Quantity:
    return _stepped(action_value, step_size, reward, 0, next_action_value)


def _expected_sarsa(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_policy: Quantity,
    next_action_values: Quantity,
) -> Quantity:
    expected = sigma("a", 0, count(next_action_values) - 1, lambda a: next_policy[a] * next_action_values[a])
    return _stepped(action_value, step_size, reward, discount, expected)


@formula(source="Sutton & Barto (2018), eq. 6.9", equation=_expected_sarsa)
def expected_sarsa_update(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_policy: Actions,
    next_action_values: Actions,
) -> Quantity:
    """The action value after a step of expected Sarsa: Q(sₜ,aₜ) ← Q(sₜ,aₜ) + α (rₜ + γ Σₐ π(a|sₜ₊₁) Q(sₜ₊₁,a) − Q(sₜ,aₜ)).

    >>> print(expected_sarsa_update("2", "0.5", "1", "0.9", next_policy=["0.25", "0.75"], next_action_values=["4", "6"]))
    159/40
    """
    return _stepped(action_value, step_size, reward, discount, expectation(next_policy, next_action_values))


@expected_sarsa_update.misconception(
    "The best next action was assumed, as Q-learning does. Expected Sarsa weights the next actions with the policy.",
    basis="slip",
)
def largest_for_expected(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_policy: Quantities,
    next_action_values: Quantities,
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, maximum(*next_action_values))


@expected_sarsa_update.misconception(
    "The next actions were averaged as if equally likely. Weight each with its probability under the policy.",
    basis="slip",
)
def next_unweighted(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_policy: Quantities,
    next_action_values: Quantities,
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, mean(next_action_values))


@expected_sarsa_update.misconception(
    r"The next values were left undiscounted. They lie one step ahead: multiply their mean by $\gamma$.", basis="slip"
)
def expected_undiscounted(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_policy: Quantities,
    next_action_values: Quantities,
) -> Quantity:
    return expected_sarsa_update.body(action_value, step_size, reward, 1, next_policy, next_action_values)


@expected_sarsa_update.misconception(
    "The next action values were added without weights. Multiply each by the probability of its action.", basis="slip"
)
def next_values_summed(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_policy: Quantities,
    next_action_values: Quantities,
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, total(next_action_values))


def _q_learning(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Quantity
) -> Quantity:
    best = over("max", "a", 0, count(next_action_values) - 1, lambda a: next_action_values[a])
    return _stepped(action_value, step_size, reward, discount, best)


@formula(source="Sutton & Barto (2018), eq. 6.8", equation=_q_learning)
def q_learning_update(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Actions
) -> Quantity:
    """The action value after a step of Q-learning: Q(sₜ,aₜ) ← Q(sₜ,aₜ) + α (rₜ + γ maxₐ Q(sₜ₊₁,a) − Q(sₜ,aₜ)).

    The action taken next plays no part.

    >>> print(q_learning_update("8", "0.5", "1", "0.9", next_action_values=["4", "6"]))
    36/5
    """
    return _stepped(action_value, step_size, reward, discount, maximum(*next_action_values))


@q_learning_update.misconception(
    "The next action values were averaged. Q-learning assumes the best next action: take the largest.", basis="slip"
)
def average_next(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Quantities
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, mean(next_action_values))


@q_learning_update.misconception(
    r"The largest next value was left undiscounted. It lies one step ahead: multiply it by $\gamma$.", basis="slip"
)
def largest_undiscounted(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Quantities
) -> Quantity:
    return q_learning_update.body(action_value, step_size, reward, 1, next_action_values)


@q_learning_update.misconception(
    "This is the change of the action value. The new one is the old one plus the change.", basis="slip"
)
def q_learning_change(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Quantities
) -> Quantity:
    return q_learning_update.body(action_value, step_size, reward, discount, next_action_values) - action_value


@q_learning_update.misconception(
    r"The old value was not subtracted from the target. A step adds $\alpha$ times target minus old value.",
    basis="slip",
)
def q_learning_target_added(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Quantities
) -> Quantity:
    return action_value + step_size * (reward + discount * maximum(*next_action_values))


@q_learning_update.misconception(
    "The old value was among those compared. The largest is taken over the actions of the next state only.",
    basis="slip",
)
def old_value_compared(
    action_value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_action_values: Quantities
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, maximum(action_value, *next_action_values))


def _double(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_action_values: Quantity,
    other_action_values: Quantity,
) -> Quantity:
    best = over("argmax", "a", 0, count(next_action_values) - 1, lambda a: next_action_values[a])
    return _stepped(action_value, step_size, reward, discount, other_action_values[best])


def _at_largest(keys: Quantities, values: Quantities) -> Quantity:
    """The value in the place of the largest key, the first of them."""
    largest, found = keys[0], values[0]
    for key, value in zip(keys[1:], values[1:], strict=True):
        found = where(key > largest, value, found)
        largest = maximum(largest, key)
    return found


@formula(source="Sutton & Barto (2018), eq. 6.10", equation=_double)
def double_q_update(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_action_values: Actions,
    other_action_values: Actions,
) -> Quantity:
    """A step of double Q-learning: Q₁(sₜ,aₜ) ← Q₁(sₜ,aₜ) + α (rₜ + γ Q₂(sₜ₊₁, argmaxₐ Q₁(sₜ₊₁,a)) − Q₁(sₜ,aₜ)).

    ``action_value`` and ``next_action_values`` are of the table that is updated, which chooses the action;
    ``other_action_values[a]`` is Q₂(sₜ₊₁,a), which says what it is worth. Of equally good actions the first is chosen.

    >>> print(double_q_update("2", "0.5", "1", "0.75", next_action_values=["4", "6"], other_action_values=["8", "2"]))
    9/4
    """
    following = _at_largest(next_action_values, other_action_values)
    return _stepped(action_value, step_size, reward, discount, following)


@double_q_update.misconception(
    "One table both chose the action and said what it is worth, as in Q-learning. The other table gives the worth.",
    basis="van Hasselt (2010), Double Q-learning, NIPS 23",
)
def single_estimator(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_action_values: Quantities,
    other_action_values: Quantities,
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, maximum(*next_action_values))


@double_q_update.misconception(
    "The largest value of the other table was taken. The table that is updated chooses the action; read the other table"
    " at that action.",
    basis="slip",
)
def largest_of_other(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_action_values: Quantities,
    other_action_values: Quantities,
) -> Quantity:
    return _stepped(action_value, step_size, reward, discount, maximum(*other_action_values))


@double_q_update.misconception(
    "The tables swapped their roles. The one that is updated chooses the action, the other says what it is worth.",
    basis="slip",
)
def roles_swapped(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_action_values: Quantities,
    other_action_values: Quantities,
) -> Quantity:
    following = _at_largest(other_action_values, next_action_values)
    return _stepped(action_value, step_size, reward, discount, following)


@double_q_update.misconception(
    r"The next value was left undiscounted. It lies one step ahead: multiply it by $\gamma$.", basis="slip"
)
def double_undiscounted(
    action_value: Quantity,
    step_size: Quantity,
    reward: Quantity,
    discount: Quantity,
    next_action_values: Quantities,
    other_action_values: Quantities,
) -> Quantity:
    return double_q_update.body(action_value, step_size, reward, 1, next_action_values, other_action_values)
