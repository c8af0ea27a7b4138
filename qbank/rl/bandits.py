"""Estimates of what actions are worth, from their rewards, and the regret of not having known.

Conventions: ``pulls`` is how often an action was taken; t = 0..T-1 are the steps.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, maximum, mean, total
from qbank.rl.formula import formula, over, sigma

Actions = Annotated[Quantities, "A"]
Counted = Literal["included", "before"]


def _mean_where_taken(rewards: Quantity, taken: Quantity) -> Quantity:
    last = count(rewards) - 1
    return sigma("t", 0, last, lambda t: taken[t] * rewards[t]) / sigma("t", 0, last, lambda t: taken[t])


@formula(source="Sutton & Barto (2018), eq. 2.1", equation=_mean_where_taken)
def sample_average(rewards: Quantities, taken: Quantities) -> Quantity:
    """The estimate of an action: the mean of the rewards of the steps in which it was taken.

    ``taken[t]`` is 1 where the action was taken in step t, else 0; it was taken at least once.

    >>> print(sample_average(rewards=["1", "5", "4", "2"], taken=[1, 0, 1, 0]))
    5/2
    """
    earned = total(mark * reward for mark, reward in zip(taken, rewards, strict=True))
    return earned / total(taken)


@sample_average.misconception(
    "The rewards of all actions were averaged. Only the steps in which this action was taken count.", basis="slip"
)
def all_rewards_averaged(rewards: Quantities, taken: Quantities) -> Quantity:
    return mean(rewards)


@sample_average.misconception(
    "The rewards of the action were divided by all steps. Divide by how often the action was taken.", basis="slip"
)
def divided_by_all_steps(rewards: Quantities, taken: Quantities) -> Quantity:
    return total(mark * reward for mark, reward in zip(taken, rewards, strict=True)) / count(rewards)


@sample_average.misconception(
    "The rewards of the action were added and not averaged. Divide by how often the action was taken.", basis="slip"
)
def rewards_of_action_added(rewards: Quantities, taken: Quantities) -> Quantity:
    return total(mark * reward for mark, reward in zip(taken, rewards, strict=True))


@sample_average.misconception(
    "The count was begun at 1. The mean of $n$ rewards divides by $n$: nothing is counted before the first.",
    basis="slip",
)
def one_counted_too_many(rewards: Quantities, taken: Quantities) -> Quantity:
    return rewards_of_action_added(rewards, taken) / (total(taken) + 1)


@formula(source="Sutton & Barto (2018), eq. 2.3")
def sample_average_update(
    estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included"
) -> Quantity:
    """The sample average after one more reward: Q ← Q + (r − Q) / n.

    ``pulls`` counts how often the action was taken: with this time (``included``, so n is ``pulls``), or ``before`` it (so
    n is ``pulls`` + 1), as ``counted`` says.

    >>> print(sample_average_update(estimate="4", reward="1", pulls=3))
    3
    >>> print(sample_average_update(estimate="4", reward="1", pulls=2, counted="before"))
    3
    """
    taken = pulls if counted == "included" else pulls + 1
    return estimate + (reward - estimate) / taken


@sample_average_update.convention(
    "The count was taken to include the new reward. Here it is that of the rewards before: divide by one more.",
    basis="Sutton & Barto (2018), eq. 2.3",
)
def count_included(estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included") -> Quantity:
    return sample_average_update.body(estimate, reward, pulls, "included")


@sample_average_update.convention(
    "The count was taken to be that of the rewards before. Here it includes the new one: divide by the count itself.",
    basis="Sutton & Barto (1998), section 2.5",
)
def count_before(estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included") -> Quantity:
    return sample_average_update.body(estimate, reward, pulls, "before")


@sample_average_update.misconception(
    "The whole difference was added. The more rewards there are, the less one counts: divide the difference by their"
    " number.",
    basis="slip",
)
def replaced_by_reward(
    estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included"
) -> Quantity:
    return reward


@sample_average_update.misconception(
    "Old estimate and new reward were averaged equally. The estimate stands for all rewards before: the new one has the"
    " weight $1/n$.",
    basis="slip",
)
def halfway(estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included") -> Quantity:
    return (estimate + reward) / 2


@sample_average_update.misconception(
    "A share of the reward was added without subtracting the estimate. It is the difference that is divided by $n$.",
    basis="slip",
)
def estimate_not_subtracted(
    estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included"
) -> Quantity:
    return estimate + reward / (pulls if counted == "included" else pulls + 1)


@sample_average_update.misconception(
    "This is the change of the estimate. The new estimate is the old one plus the change.", basis="slip"
)
def estimate_change(estimate: Quantity, reward: Quantity, pulls: Quantity, counted: Counted = "included") -> Quantity:
    return sample_average_update.body(estimate, reward, pulls, counted) - estimate


@formula(source="Sutton & Barto (2018), eq. 2.5")
def constant_step_update(estimate: Quantity, step_size: Quantity, reward: Quantity) -> Quantity:
    """The estimate after one more reward, with a constant step size: Q ← Q + α (r − Q).

    >>> print(constant_step_update(estimate="4", step_size="0.1", reward="1"))
    37/10
    """
    return estimate + step_size * (reward - estimate)


@constant_step_update.misconception(
    r"The weights were swapped. The old estimate keeps $1-\alpha$ and the reward gets $\alpha$.", basis="slip"
)
def step_weights_swapped(estimate: Quantity, step_size: Quantity, reward: Quantity) -> Quantity:
    return reward + step_size * (estimate - reward)


@constant_step_update.misconception(
    "This is the change of the estimate. The new estimate is the old one plus the change.", basis="slip"
)
def step_change(estimate: Quantity, step_size: Quantity, reward: Quantity) -> Quantity:
    return step_size * (reward - estimate)


@constant_step_update.misconception(
    r"A share of the reward was added without subtracting the estimate. Add $\alpha$ times the difference.",
    basis="slip",
)
def share_added(estimate: Quantity, step_size: Quantity, reward: Quantity) -> Quantity:
    return estimate + step_size * reward


@constant_step_update.misconception(
    r"The estimate moved away from the reward. It moves towards it: add $\alpha$ times reward minus estimate.",
    basis="slip",
)
def away_from_reward(estimate: Quantity, step_size: Quantity, reward: Quantity) -> Quantity:
    return estimate - step_size * (reward - estimate)


def _fading_weights(rewards: Quantity, step_size: Quantity, initial_value: Quantity) -> Quantity:
    last = count(rewards) - 1
    recent = sigma("t", 0, last, lambda t: step_size * (1 - step_size) ** (last - t) * rewards[t])
    return (1 - step_size) ** count(rewards) * initial_value + recent


@formula(source="Sutton & Barto (2018), eq. 2.6", equation=_fading_weights)
def recency_weighted_average(rewards: Quantities, step_size: Quantity, initial_value: Quantity) -> Quantity:
    """What constant steps make of T rewards: (1 − α)ᵀ Q₀ + Σₜ α (1 − α)ᵀ⁻¹⁻ᵗ rₜ, t = 0..T-1.

    The last reward weighs most; the weights add up to one.

    >>> print(recency_weighted_average(rewards=["2", "8"], step_size="0.5", initial_value="4"))
    11/2
    """
    last = len(rewards) - 1
    recent = total(step_size * (1 - step_size) ** (last - time) * reward for time, reward in enumerate(rewards))
    return (1 - step_size) ** len(rewards) * initial_value + recent


@recency_weighted_average.misconception(
    "The first estimate was forgotten. It keeps a weight that shrinks with every reward: $(1-\\alpha)^T$.", basis="slip"
)
def initial_forgotten(rewards: Quantities, step_size: Quantity, initial_value: Quantity) -> Quantity:
    return recency_weighted_average.body(rewards, step_size, 0)


@recency_weighted_average.misconception(
    "The weights were given in the wrong order. The last reward is the freshest and weighs most.", basis="slip"
)
def oldest_weighs_most(rewards: Quantities, step_size: Quantity, initial_value: Quantity) -> Quantity:
    return recency_weighted_average.body(rewards[::-1], step_size, initial_value)


@recency_weighted_average.misconception(
    "All rewards were averaged equally. With a constant step size, older rewards fade.", basis="slip"
)
def equally_averaged(rewards: Quantities, step_size: Quantity, initial_value: Quantity) -> Quantity:
    return mean(rewards)


@recency_weighted_average.misconception(
    r"Every reward was given the weight $\alpha$. Each later step takes the share $1-\alpha$ of what came before.",
    basis="slip",
)
def weights_not_fading(rewards: Quantities, step_size: Quantity, initial_value: Quantity) -> Quantity:
    return (1 - step_size) ** len(rewards) * initial_value + step_size * total(rewards)


def _gaps(means: Quantity, pulls: Quantity) -> Quantity:
    last = count(means) - 1
    best = over("max", "b", 0, last, lambda b: means[b])
    return sigma("a", 0, last, lambda a: pulls[a] * (best - means[a]))


@formula(source="Lattimore & Szepesvári (2020), lemma 4.5 (there in expectation)", equation=_gaps)
def pseudo_regret(means: Actions, pulls: Actions) -> Quantity:
    """What was lost by not always taking the best action: Σₐ N(a) (μ* − μ(a)).

    ``means[a]`` is the true mean reward μ(a), μ* the largest of them, and ``pulls[a]`` how often action a was taken. No
    observed reward enters.

    >>> print(pseudo_regret(means=["1", "0.5"], pulls=[10, 4]))
    2
    """
    best = maximum(*means)
    return total(times * (best - one) for times, one in zip(pulls, means, strict=True))


@pseudo_regret.misconception(
    "This is what was earned on average. The regret compares it with always taking the best action.", basis="slip"
)
def earned_for_lost(means: Quantities, pulls: Quantities) -> Quantity:
    return total(times * one for times, one in zip(pulls, means, strict=True))


@pseudo_regret.misconception(
    "The gaps were added without counting. Each gap counts as often as its action was taken.", basis="slip"
)
def gaps_not_counted(means: Quantities, pulls: Quantities) -> Quantity:
    best = maximum(*means)
    return total(best - one for one in means)


@pseudo_regret.misconception(
    "The regret was divided by the number of steps. It is the sum over all steps, not their mean.", basis="slip"
)
def regret_per_step(means: Quantities, pulls: Quantities) -> Quantity:
    return pseudo_regret.body(means, pulls) / total(pulls)


@pseudo_regret.misconception(
    "The worst action was taken for comparison. Regret is measured against the best action.", basis="slip"
)
def against_the_worst(means: Quantities, pulls: Quantities) -> Quantity:
    return -pseudo_regret.body(tuple(-one for one in means), pulls)


def _shortfalls(rewards: Quantity, best_mean: Quantity) -> Quantity:
    return count(rewards) * best_mean - sigma("t", 0, count(rewards) - 1, lambda t: rewards[t])


@formula(source="Lattimore & Szepesvári (2020), chapter 4 (the random regret)", equation=_shortfalls)
def realised_regret(rewards: Quantities, best_mean: Quantity) -> Quantity:
    """What the observed rewards fall short of the best action's mean: T μ* − Σₜ rₜ, t = 0..T-1.

    ``best_mean`` is μ*, the true mean reward of the best action. Luck enters: it may be negative.

    >>> print(realised_regret(rewards=["1", "0", "0"], best_mean="0.75"))
    5/4
    """
    return count(rewards) * best_mean - total(rewards)


@realised_regret.misconception(
    "The best mean was counted once. The best action could have been taken in every step: multiply it by their number.",
    basis="slip",
)
def best_counted_once(rewards: Quantities, best_mean: Quantity) -> Quantity:
    return best_mean - total(rewards)


@realised_regret.misconception(
    "The difference was taken the wrong way round. Regret is what the rewards fall short of the best.", basis="slip"
)
def gain_for_regret(rewards: Quantities, best_mean: Quantity) -> Quantity:
    return total(rewards) - count(rewards) * best_mean


@realised_regret.misconception("Only the last step was compared. Regret adds up over all steps.", basis="slip")
def last_step_only(rewards: Quantities, best_mean: Quantity) -> Quantity:
    return best_mean - rewards[-1]


@realised_regret.misconception(
    "The largest reward was taken as the best. Regret compares with the mean of the best action, not with a lucky reward.",
    basis="slip",
)
def luckiest_reward(rewards: Quantities, best_mean: Quantity) -> Quantity:
    return count(rewards) * maximum(*rewards) - total(rewards)
