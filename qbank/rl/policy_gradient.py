"""Policy gradients: the softmax policy, its score, and what REINFORCE and gradient bandits do with it.

Actions are numbered from 0, and ``action`` is the one that was taken. Parameters move up the gradient: α times the return, or
what is left of it after a average_reward, times the score ∇ log π.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, equal, exp, only_where, product, total, where
from qbank.rl.domains import span
from qbank.rl.formula import formula, sigma

Actions = Annotated[Quantities, "A"]
ACTION = span(0, 2, "whole")


def _share(preferences: Quantity, action: Quantity, index: str) -> Quantity:
    """The share of an action's exponential in those of all, which ``index`` counts."""
    return exp(preferences[action]) / sigma(index, 0, count(preferences) - 1, lambda other: exp(preferences[other]))


def _softmax_at(preferences: Quantity, a: Quantity) -> Quantity:
    return _share(preferences, a, "b")


def softmax(preferences: Quantities) -> Quantities:
    """The shares of the exponentials."""
    return tuple(exp(one) / total(exp(other) for other in preferences) for one in preferences)


def taken(action: Quantity, actions: Quantities) -> Quantities:
    """1 for the action that was taken and 0 for the others; no value where there is no such action."""
    numbers = range(len(actions))
    exists = equal(product(action - number for number in numbers), 0)
    return tuple(only_where(exists, where(equal(action, number), 1, 0), action) for number in numbers)


@formula(source="Sutton & Barto (2018), eqs. 2.11 and 13.2", equation=_softmax_at)
def softmax_policy(preferences: Actions) -> Quantities:
    """The probabilities of actions with these preferences: π(a) = exp(Hₐ) / Σ_b exp(H_b).

    Only differences of preferences matter.

    >>> float(softmax_policy(["0", "1"])[1].rounded(4))
    0.7311
    >>> print(*(float(prob.rounded(4)) for prob in softmax_policy(["2", "2"])))
    0.5 0.5
    """
    return softmax(preferences)


@softmax_policy.misconception(
    "The preferences themselves were divided by their sum. Take the exponential of each first.", basis="slip"
)
def not_exponentiated(preferences: Quantities) -> Quantities:
    return tuple(one / total(preferences) for one in preferences)


@softmax_policy.misconception(
    "The exponentials were not normalised. Divide each by the sum of all, so that the probabilities add up to 1.",
    basis="slip",
)
def not_normalised(preferences: Quantities) -> Quantities:
    return tuple(exp(one) for one in preferences)


@softmax_policy.misconception(
    "The preferences were taken with a minus sign. A larger preference makes an action more probable: use $e^{H_a}$.",
    basis="slip",
)
def preferences_negated(preferences: Quantities) -> Quantities:
    return softmax(tuple(-one for one in preferences))


@softmax_policy.misconception(
    "All actions were taken as equally probable. The share of an action is that of its exponential.", basis="slip"
)
def uniform(preferences: Quantities) -> Quantities:
    return tuple(1 / count(preferences) for _ in preferences)


def _score_at(policy: Quantity, action: Quantity, a: Quantity) -> Quantity:
    return where(equal(a, action), 1, 0) - policy[a]


@formula(
    source="Sutton & Barto (2018), eq. 13.9 with one feature for each action",
    equation=_score_at,
    domains={"action": ACTION},
)
def softmax_score(policy: Actions, action: Quantity) -> Quantities:
    """How log π(aₜ) changes with each action's preference, its logit: 1[a = aₜ] − π(a), aₜ the action taken.

    The entries add up to 0.

    >>> print(*softmax_score(["0.5", "0.3", "0.2"], action=1))
    -1/2 7/10 -1/5
    """
    return tuple(one - prob for one, prob in zip(taken(action, policy), policy, strict=True))


@softmax_score.misconception(
    r"The score was turned round. It is $1 - \pi(a_t)$ for the action taken, and $-\pi(a)$ for the others.",
    basis="slip",
)
def score_negated(policy: Quantities, action: Quantity) -> Quantities:
    return tuple(prob - one for one, prob in zip(taken(action, policy), policy, strict=True))


@softmax_score.misconception(
    r"The other actions were left at 0. Their logits lower $\pi(a_t)$ too: their entries are $-\pi(a)$.",
    basis="slip",
)
def only_taken_scored(policy: Quantities, action: Quantity) -> Quantities:
    return tuple(one * (1 - prob) for one, prob in zip(taken(action, policy), policy, strict=True))


@softmax_score.misconception(
    r"This is the derivative of $\log \pi(a_t)$ by the probability, $1 / \pi(a_t)$. Differentiate by the logits.",
    basis="slip",
)
def inverse_probability(policy: Quantities, action: Quantity) -> Quantities:
    return tuple(one / prob for one, prob in zip(taken(action, policy), policy, strict=True))


@softmax_score.misconception(
    r"This is the gradient of $\pi(a_t)$ itself. That of $\log \pi(a_t)$ is divided by $\pi(a_t)$.", basis="slip"
)
def gradient_of_probability(policy: Quantities, action: Quantity) -> Quantities:
    chosen = taken(action, policy)
    of_action = total(one * prob for one, prob in zip(chosen, policy, strict=True))
    return tuple(of_action * (one - prob) for one, prob in zip(chosen, policy, strict=True))


def _bandit_at(
    preferences: Quantity,
    action: Quantity,
    reward: Quantity,
    average_reward: Quantity,
    step_size: Quantity,
    a: Quantity,
) -> Quantity:
    """The new preference of action a."""
    score = where(equal(a, action), 1, 0) - _share(preferences, a, "b")
    return preferences[a] + step_size * (reward - average_reward) * score


@formula(source="Sutton & Barto (2018), eq. 2.12", equation=_bandit_at, domains={"action": ACTION})
def gradient_bandit_update(
    preferences: Actions, action: Quantity, reward: Quantity, average_reward: Quantity, step_size: Quantity
) -> Quantities:
    """The preferences after one reward: Hₐ + α (R − R̄) (1[a = aₜ] − π(a)), π the softmax policy.

    ``average_reward`` is R̄, the average of the rewards so far.

    >>> print(*gradient_bandit_update(["0", "0"], action=1, reward="3", average_reward="1", step_size="0.1"))
    -1/10 1/10
    """
    step = step_size * (reward - average_reward)
    rows = zip(preferences, taken(action, preferences), softmax(preferences), strict=True)
    return tuple(preference + step * (one - prob) for preference, one, prob in rows)


@gradient_bandit_update.misconception(
    r"Only the action taken was updated. The others move the other way, by $-\alpha (R - \bar{R}) \pi(a)$.",
    basis="slip",
)
def others_unchanged(
    preferences: Quantities, action: Quantity, reward: Quantity, average_reward: Quantity, step_size: Quantity
) -> Quantities:
    step = step_size * (reward - average_reward)
    rows = zip(preferences, taken(action, preferences), softmax(preferences), strict=True)
    return tuple(preference + step * one * (1 - prob) for preference, one, prob in rows)


@gradient_bandit_update.misconception(
    r"The baseline was left out. What moves the preferences is by how much the reward exceeds the average, $R - \bar{R}$.",
    basis="slip",
)
def without_average(
    preferences: Quantities, action: Quantity, reward: Quantity, average_reward: Quantity, step_size: Quantity
) -> Quantities:
    return tuple(gradient_bandit_update.body(preferences, action, reward, 0, step_size))


@gradient_bandit_update.misconception(
    r"The action taken got the whole step, without the factor $1 - \pi(a_t)$. A probable action has less to gain.",
    basis="slip",
)
def whole_step(
    preferences: Quantities, action: Quantity, reward: Quantity, average_reward: Quantity, step_size: Quantity
) -> Quantities:
    chosen = taken(action, preferences)
    return tuple(
        one + step_size * (reward - average_reward) * mine for one, mine in zip(preferences, chosen, strict=True)
    )


@gradient_bandit_update.misconception(
    "The preferences moved down the gradient. Reward is to grow: add the step.", basis="slip"
)
def downwards(
    preferences: Quantities, action: Quantity, reward: Quantity, average_reward: Quantity, step_size: Quantity
) -> Quantities:
    return tuple(gradient_bandit_update.body(preferences, action, reward, average_reward, -step_size))
