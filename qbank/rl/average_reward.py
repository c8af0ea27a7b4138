"""Tasks that never end, without discounting: the average reward, and returns that count what exceeds it.

Conventions: t = 0..T-1; ``rewards[t]`` follows the action in sₜ.
"""

from qbank.rl.arithmetic import Quantities, Quantity, count, mean, total
from qbank.rl.formula import formula, sigma


def _mean_reward(rewards: Quantity) -> Quantity:
    return sigma("t", 0, count(rewards) - 1, lambda t: rewards[t]) / count(rewards)


@formula(source="Sutton & Barto (2018), eq. 10.6, over T steps", equation=_mean_reward)
def average_reward(rewards: Quantities) -> Quantity:
    """What a step earns on average: r̄ = 1/T Σₜ rₜ, t = 0..T-1.

    >>> print(average_reward(["2", "0", "4"]))
    2
    """
    return mean(rewards)


@average_reward.misconception(
    "The rewards were added and not averaged. Divide by how many steps there were.", basis="slip"
)
def not_divided(rewards: Quantities) -> Quantity:
    return total(rewards)


@average_reward.misconception(
    "The sum was divided by one step too many. There are as many steps as rewards.", basis="slip"
)
def one_step_too_many(rewards: Quantities) -> Quantity:
    return total(rewards) / (count(rewards) + 1)


@average_reward.misconception(
    "Only the first and the last reward were averaged. Every step counts: add all rewards, then divide.", basis="slip"
)
def ends_only(rewards: Quantities) -> Quantity:
    return (rewards[0] + rewards[-1]) / 2


def _sum_of_differences(rewards: Quantity, average_reward: Quantity) -> Quantity:
    return sigma("t", 0, count(rewards) - 1, lambda t: rewards[t] - average_reward)


@formula(source="Sutton & Barto (2018), eq. 10.9, over T steps", equation=_sum_of_differences)
def differential_return(rewards: Quantities, average_reward: Quantity) -> Quantity:
    """How much more than usual the steps earn: Σₜ (rₜ − r̄), t = 0..T-1.

    ``average_reward`` is the average reward r̄ of the policy.

    >>> print(differential_return(["2", "0", "4"], average_reward="1"))
    3
    """
    return total(reward - average_reward for reward in rewards)


@differential_return.misconception(
    r"The average was subtracted once. Every step is compared with it: subtract $\bar{r}$ from each reward.",
    basis="slip",
)
def subtracted_once(rewards: Quantities, average_reward: Quantity) -> Quantity:
    return total(rewards) - average_reward


@differential_return.misconception(
    r"The rewards were added as they are. In this setting each counts by how far it exceeds the average: subtract $\bar{r}$.",
    basis="slip",
)
def average_ignored(rewards: Quantities, average_reward: Quantity) -> Quantity:
    return total(rewards)


@differential_return.misconception(
    r"The differences were averaged. The differential return adds them up.", basis="slip"
)
def differences_averaged(rewards: Quantities, average_reward: Quantity) -> Quantity:
    return mean([reward - average_reward for reward in rewards])


@differential_return.misconception(
    r"The differences were taken the wrong way round. A reward above the average counts as positive: $r_t - \bar{r}$.",
    basis="slip",
)
def average_minus_reward(rewards: Quantities, average_reward: Quantity) -> Quantity:
    return total(average_reward - reward for reward in rewards)


@formula(source="Sutton & Barto (2018), eq. 10.10")
def differential_td_error(
    reward: Quantity, average_reward: Quantity, next_value: Quantity, value: Quantity
) -> Quantity:
    """How much better than usual a step was, without discounting: δₜ = rₜ − r̄ + V(sₜ₊₁) − V(sₜ).

    ``average_reward`` is the estimate r̄ of the average reward; the values are differential.

    >>> print(differential_td_error(reward="2", average_reward="0.5", next_value="2", value="3"))
    1/2
    """
    return reward - average_reward + next_value - value


@differential_td_error.misconception(
    r"The average reward was left out. Differential values count what exceeds it: subtract $\bar{r}$ from the reward.",
    basis="slip",
)
def no_average(reward: Quantity, average_reward: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward + next_value - value


@differential_td_error.misconception(
    r"The average reward was added. It is what is usual, and is subtracted: $r_t - \bar{r}$.", basis="slip"
)
def average_added(reward: Quantity, average_reward: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward + average_reward + next_value - value


@differential_td_error.misconception(
    r"The average reward was used as a discount. Nothing is discounted here: subtract $\bar{r}$ from the reward.",
    basis="slip",
)
def average_as_discount(reward: Quantity, average_reward: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward + average_reward * next_value - value


@differential_td_error.misconception(
    "The two values were swapped. It is the target with the next value minus the present value.", basis="slip"
)
def values_swapped(reward: Quantity, average_reward: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward - average_reward + value - next_value
