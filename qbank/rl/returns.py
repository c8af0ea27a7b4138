"""Returns: what an episode is worth, seen from its beginning.

Conventions: t = 0..T-1; ``rewards[t]`` follows the action in sₜ and is discounted t times.
"""

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.domains import span
from qbank.rl.formula import formula, sigma


def _discounted_sum(rewards: Quantity, discount: Quantity) -> Quantity:
    """Σ γᵗ rₜ for t = 0..T-1, at any length."""
    return sigma("t", 0, count(rewards) - 1, lambda t: discount**t * rewards[t])


@formula(source="Sutton & Barto (2018), eq. 3.8 (there the reward after sₜ is written Rₜ₊₁)", equation=_discounted_sum)
def discounted_return(rewards: Quantities, discount: Quantity) -> Quantity:
    """What the rewards are worth at the start: G₀ = Σₜ γᵗ rₜ, t = 0..T-1.

    ``rewards`` has T ≥ 1 entries; the first is not discounted. The episode ends after the last one.

    >>> print(discounted_return(["10", "0"], "0.9"), discounted_return(["0", "10"], "0.9"))
    10 9
    """
    return total(discount**time * reward for time, reward in enumerate(rewards))


@discounted_return.misconception(
    r"The rewards were added undiscounted. The reward $r_t$ comes $t$ steps later: multiply it by $\gamma^t$.",
    basis="slip",
)
def sum_of_rewards(rewards: Quantities, discount: Quantity) -> Quantity:
    return total(rewards)


@discounted_return.misconception(
    r"Every reward was discounted once too often. The first reward comes at once: its factor is $\gamma^0 = 1$.",
    basis="slip",
)
def first_discounted(rewards: Quantities, discount: Quantity) -> Quantity:
    return total(discount ** (time + 1) * reward for time, reward in enumerate(rewards))


@discounted_return.misconception(
    r"Every later reward was discounted by the same $\gamma$. Each further step multiplies by $\gamma$ again.",
    basis="slip",
)
def discounted_once(rewards: Quantities, discount: Quantity) -> Quantity:
    return total(reward if time == 0 else discount * reward for time, reward in enumerate(rewards))


@discounted_return.misconception(
    r"The discount was taken from the wrong end. The first reward counts in full, the last is discounted most.",
    basis="slip",
)
def reversed_powers(rewards: Quantities, discount: Quantity) -> Quantity:
    return total(discount ** (len(rewards) - 1 - time) * reward for time, reward in enumerate(rewards))


@discounted_return.misconception(
    r"From the second reward on, the factor of $r_t$ was taken as $t \gamma$. It is the power $\gamma^t$.", basis="slip"
)
def multiple_for_power(rewards: Quantities, discount: Quantity) -> Quantity:
    return total(reward if time == 0 else time * discount * reward for time, reward in enumerate(rewards))


@formula(source="Sutton & Barto (2018), eq. 3.9")
def recursive_return(reward: Quantity, discount: Quantity, next_return: Quantity) -> Quantity:
    """A return from its first reward and the return of the next step: Gₜ = rₜ + γ Gₜ₊₁.

    ``next_return`` is 0 at the end of an episode.

    The example is the first return of exercise 3.9 there: a reward of 2, then 7 for ever.

    >>> print(recursive_return(reward="2", discount="0.9", next_return="70"))
    65
    """
    return reward + discount * next_return


@recursive_return.misconception(
    r"The later return was added undiscounted. It begins one step later: multiply it by $\gamma$.", basis="slip"
)
def later_undiscounted(reward: Quantity, discount: Quantity, next_return: Quantity) -> Quantity:
    return reward + next_return


@recursive_return.misconception(
    r"The reward was discounted too. It comes first: only the later return is multiplied by $\gamma$.", basis="slip"
)
def both_discounted(reward: Quantity, discount: Quantity, next_return: Quantity) -> Quantity:
    return discount * (reward + next_return)


@recursive_return.misconception(
    r"The reward was discounted instead of what follows it. It is the later return that is multiplied by $\gamma$.",
    basis="slip",
)
def discount_misplaced(reward: Quantity, discount: Quantity, next_return: Quantity) -> Quantity:
    return discount * reward + next_return


@recursive_return.misconception(
    r"The two were mixed by $1-\gamma$ and $\gamma$. A return is no average: the reward counts in full.", basis="slip"
)
def mixed(reward: Quantity, discount: Quantity, next_return: Quantity) -> Quantity:
    return (1 - discount) * reward + discount * next_return


def _discounted_sum_from(rewards: Quantity, discount: Quantity, t: Quantity) -> Quantity:
    """Σ γᵏ rₜ₊ₖ for k = 0..T-1-t."""
    return sigma("k", 0, count(rewards) - 1 - t, lambda k: discount**k * rewards[t + k])


@formula(source="Sutton & Barto (2018), eqs. 3.8 and 3.9", equation=_discounted_sum_from)
def returns(rewards: Quantities, discount: Quantity) -> Quantities:
    """What the rewards are worth from each step on: Gₜ = Σₖ γᵏ rₜ₊ₖ, k = 0..T-1-t.

    One return for each of the T rewards, t = 0..T-1; nothing follows the last one. The example is exercise 3.8 there.

    >>> print(*returns(["-1", "2", "6", "3", "2"], "0.5"))
    2 6 8 4 2
    """
    steps = range(len(rewards))
    return tuple(total(discount ** (k - t) * rewards[k] for k in steps if k >= t) for t in steps)


@returns.misconception(
    r"The rewards were added undiscounted. The reward $r_{t+k}$ comes $k$ steps after $t$: multiply it by $\gamma^k$.",
    basis="slip",
)
def sums_of_rewards(rewards: Quantities, discount: Quantity) -> Quantities:
    return tuple(total(rewards[t:]) for t in range(len(rewards)))


@returns.misconception(
    r"Each step was discounted from the beginning of the episode. The return of step $t$ discounts from $t$ on.",
    basis="slip",
)
def discounted_from_the_start(rewards: Quantities, discount: Quantity) -> Quantities:
    steps = range(len(rewards))
    return tuple(total(discount**k * rewards[k] for k in steps if k >= t) for t in steps)


@returns.misconception(
    "The rewards up to the step were added. A return looks ahead: add the rewards from this step on.", basis="slip"
)
def rewards_so_far(rewards: Quantities, discount: Quantity) -> Quantities:
    steps = range(len(rewards))
    return tuple(total(discount ** (t - k) * rewards[k] for k in steps if k <= t) for t in steps)


@returns.misconception(
    r"The reward of the step itself was left out. Here $r_t$ follows the action in $s_t$ and is the first term of $G_t$.",
    basis="slip",
)
def own_reward_left_out(rewards: Quantities, discount: Quantity) -> Quantities:
    steps = range(len(rewards))
    return tuple(total(discount ** (k - t - 1) * rewards[k] for k in steps if k > t) for t in steps)


@formula(source="Sutton & Barto (2018), eq. 3.10 (there for a reward of 1)", domains={"discount": span(0, "19/20")})
def constant_reward_return(reward: Quantity, discount: Quantity) -> Quantity:
    """What the same reward in every step for ever is worth: G = r + γ r + γ² r + ... = r / (1 − γ).

    The discount is below 1. The example is the second return of exercise 3.9 there.

    >>> print(constant_reward_return(reward="7", discount="0.9"))
    70
    """
    return reward / (1 - discount)


@constant_reward_return.misconception(
    r"The first reward was discounted as well. The series begins with $\gamma^0 = 1$, so its sum is $r/(1-\gamma)$.",
    basis="slip",
)
def series_from_one(reward: Quantity, discount: Quantity) -> Quantity:
    return discount * reward / (1 - discount)


@constant_reward_return.misconception(
    r"The reward was divided by $\gamma$. The sum of the geometric series is $r/(1-\gamma)$.", basis="slip"
)
def divided_by_discount(reward: Quantity, discount: Quantity) -> Quantity:
    return reward / discount


@constant_reward_return.misconception(
    r"The reward was multiplied by $1-\gamma$. That turns a value back into a reward: here divide by $1-\gamma$.",
    basis="slip",
)
def multiplied_instead(reward: Quantity, discount: Quantity) -> Quantity:
    return reward * (1 - discount)


@constant_reward_return.misconception(
    r"Only two steps were counted. The reward comes in every step for ever: the series adds up to $r/(1-\gamma)$.",
    basis="slip",
)
def two_steps_only(reward: Quantity, discount: Quantity) -> Quantity:
    return reward + discount * reward
