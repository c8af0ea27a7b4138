"""Returns: what an episode is worth, seen from its beginning.

Conventions: t = 0..T-1; ``rewards[t]`` follows the action in sₜ and is discounted t times.
"""

from qbank.rl.arithmetic import Quantities, Quantity, count, total
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
    r"The factor of $r_t$ was taken as $t \gamma$. It is the power $\gamma^t$.", basis="slip"
)
def multiple_for_power(rewards: Quantities, discount: Quantity) -> Quantity:
    return total(reward if time == 0 else time * discount * reward for time, reward in enumerate(rewards))
