"""Returns that stop adding rewards and continue with an estimate: n-step returns, λ-returns, and ends that are none.

Conventions: t = 0..T-1; ``rewards[t]`` follows the action in sₜ; an estimate is V of the state reached after the last reward
that was added, and is 0 exactly when that state is terminal.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.formula import formula, sigma
from qbank.term import Term

First = Annotated[Quantities, "n"]
End = Literal["truncated", "terminated"]


def _first_rewards(rewards: Quantity, discount: Quantity, steps: Quantity) -> Term:
    return sigma("k", 0, steps - 1, lambda k: discount**k * rewards[k])


def _rewards_then_value(rewards: Quantity, discount: Quantity, bootstrap_value: Quantity) -> Quantity:
    """Σ γᵏ rₖ for k = 0..T-1, plus γᵀ V(s_T)."""
    return _first_rewards(rewards, discount, count(rewards)) + discount ** count(rewards) * bootstrap_value


def _some_rewards_then_value(first_rewards: Quantity, discount: Quantity, reached_value: Quantity) -> Quantity:
    """The same for the first n rewards: an n-step return stops before the end of the episode at T."""
    return _rewards_then_value(first_rewards, discount, reached_value)


@formula(source="Sutton & Barto (2018), eq. 7.1", equation=_some_rewards_then_value)
def n_step_return(first_rewards: First, discount: Quantity, reached_value: Quantity) -> Quantity:
    """n rewards, then the estimate of the state reached: G₀:ₙ = Σₖ γᵏ rₖ + γⁿ V(sₙ), k = 0..n-1.

    ``first_rewards`` has n ≥ 1 entries; ``reached_value`` is V(sₙ), 0 when sₙ is terminal.

    >>> print(n_step_return(["1", "2", "4"], "0.5", reached_value="16"))
    5
    """
    ahead = total(discount**time * reward for time, reward in enumerate(first_rewards))
    return ahead + discount ** len(first_rewards) * reached_value


@n_step_return.misconception(
    r"The estimate was added undiscounted. It stands $n$ steps away: multiply it by $\gamma^n$.", basis="slip"
)
def estimate_undiscounted(first_rewards: First, discount: Quantity, reached_value: Quantity) -> Quantity:
    return n_step_return.body(first_rewards, discount, 0) + reached_value


@n_step_return.misconception(
    r"The estimate was discounted once. It stands $n$ steps away: multiply it by $\gamma^n$.", basis="slip"
)
def estimate_discounted_once(first_rewards: First, discount: Quantity, reached_value: Quantity) -> Quantity:
    return n_step_return.body(first_rewards, discount, 0) + discount * reached_value


@n_step_return.misconception(
    r"The estimate was discounted as the last reward is. It comes one step after that reward: its factor is $\gamma^n$.",
    basis="slip",
)
def estimate_one_step_early(first_rewards: First, discount: Quantity, reached_value: Quantity) -> Quantity:
    return n_step_return.body(first_rewards, discount, 0) + discount ** (len(first_rewards) - 1) * reached_value


@n_step_return.misconception(
    r"The estimate was left out. After $n$ rewards the return goes on: add $\gamma^n$ times the value of the state reached.",
    basis="slip",
)
def no_estimate(first_rewards: First, discount: Quantity, reached_value: Quantity) -> Quantity:
    return n_step_return.body(first_rewards, discount, 0)


@n_step_return.misconception(
    r"The rewards were added undiscounted. The reward $r_k$ comes $k$ steps later: multiply it by $\gamma^k$.",
    basis="slip",
)
def rewards_undiscounted(first_rewards: First, discount: Quantity, reached_value: Quantity) -> Quantity:
    return total(first_rewards) + discount ** len(first_rewards) * reached_value


def _rewards_then_end(rewards: Quantity, discount: Quantity, bootstrap_value: Quantity, end: End) -> Quantity:
    if end == "terminated":
        return _first_rewards(rewards, discount, count(rewards))
    return _rewards_then_value(rewards, discount, bootstrap_value)


@formula(source="Pardo et al. (2018), arXiv:1712.00378", equation=_rewards_then_end)
def episode_return(
    rewards: Quantities, discount: Quantity, bootstrap_value: Quantity, end: End = "truncated"
) -> Quantity:
    """The return of an episode that stopped: Σₜ γᵗ rₜ, plus γᵀ V(s_T) where it was only cut off.

    ``end`` says how: ``terminated`` when s_T is terminal and nothing can follow, ``truncated`` when a time limit cut
    the episode off and the task goes on from s_T. ``bootstrap_value`` is V(s_T).

    >>> print(episode_return(["1", "1"], "0.5", bootstrap_value="4"))
    5/2
    >>> print(episode_return(["1", "1"], "0.5", bootstrap_value="4", end="terminated"))
    3/2
    """
    return n_step_return.body(rewards, discount, bootstrap_value if end == "truncated" else 0)


@episode_return.convention(
    r"This treats the last state as terminal. Here a time limit cut the episode off: add $\gamma^T V(s_T)$.",
    basis="Pardo et al. (2018), arXiv:1712.00378",
)
def as_terminated(
    rewards: Quantities, discount: Quantity, bootstrap_value: Quantity, end: End = "truncated"
) -> Quantity:
    return n_step_return.body(rewards, discount, 0)


@episode_return.convention(
    "This continues with the value of the last state. Here that state is terminal, and nothing follows it.",
    basis="Pardo et al. (2018), arXiv:1712.00378",
)
def as_truncated(
    rewards: Quantities, discount: Quantity, bootstrap_value: Quantity, end: End = "truncated"
) -> Quantity:
    return n_step_return.body(rewards, discount, bootstrap_value)


@episode_return.misconception(
    r"The value of the last state was added undiscounted. It stands $T$ steps away: multiply it by $\gamma^T$, and leave it"
    " out when the state is terminal.",
    basis="slip",
)
def last_value_undiscounted(
    rewards: Quantities, discount: Quantity, bootstrap_value: Quantity, end: End = "truncated"
) -> Quantity:
    return n_step_return.body(rewards, discount, 0) + bootstrap_value


@episode_return.misconception(
    r"The rewards were added undiscounted. The reward $r_t$ comes $t$ steps later: multiply it by $\gamma^t$.",
    basis="slip",
)
def undiscounted_rewards(
    rewards: Quantities, discount: Quantity, bootstrap_value: Quantity, end: End = "truncated"
) -> Quantity:
    return rewards_undiscounted(rewards, discount, bootstrap_value if end == "truncated" else 0)


@episode_return.misconception(
    r"The value of the last state was discounted as the last reward is. That state comes one step later: its factor is"
    r" $\gamma^T$, and it is left out when it is terminal.",
    basis="slip",
)
def last_value_one_step_early(
    rewards: Quantities, discount: Quantity, bootstrap_value: Quantity, end: End = "truncated"
) -> Quantity:
    return estimate_one_step_early(rewards, discount, bootstrap_value)


def _average_of_returns(rewards: Quantity, values: Quantity, discount: Quantity, trace_decay: Quantity) -> Quantity:
    """(1 − λ) Σ λⁿ⁻¹ G₀:ₙ for n = 1..T-1, plus λᵀ⁻¹ G₀:ₜ."""
    last = count(rewards)

    def n_step(n: Term) -> Quantity:
        return _first_rewards(rewards, discount, n) + discount**n * values[n]

    mixed = sigma("n", 1, last - 1, lambda n: trace_decay ** (n - 1) * n_step(n))
    return (1 - trace_decay) * mixed + trace_decay ** (last - 1) * n_step(last)


@formula(
    source="Sutton & Barto (2018), eq. 12.9; without bootstrapping at the end, eq. 12.3", equation=_average_of_returns
)
def lambda_return(
    rewards: Quantities, values: Annotated[Quantities, "T+1"], discount: Quantity, trace_decay: Quantity
) -> Quantity:
    """The n-step returns of all lengths, averaged: G₀^λ = (1 − λ) Σₙ λⁿ⁻¹ G₀:ₙ + λᵀ⁻¹ G₀:ₜ, n = 1..T-1.

    ``values`` are V(s₀), ..., V(s_T); the first is not used, the last is 0 exactly when s_T is terminal. With λ = 0 it is
    the TD target, with λ = 1 the return.

    >>> print(lambda_return(["1", "2", "4"], ["0", "4", "2", "8"], "0.5", "0.5"))
    25/8
    """
    found: list[Quantity] = [n_step_return.body(rewards[:n], discount, values[n]) for n in range(1, len(rewards) + 1)]
    mixed = total(trace_decay**place * one for place, one in enumerate(found[:-1]))
    return (1 - trace_decay) * mixed + trace_decay ** (len(found) - 1) * found[-1]


@lambda_return.misconception(
    r"The weights were not normalised. The powers of $\lambda$ add up to one only with the factor $1-\lambda$.",
    basis="slip",
)
def weights_not_normalised(
    rewards: Quantities, values: Quantities, discount: Quantity, trace_decay: Quantity
) -> Quantity:
    found = [n_step_return.body(rewards[:n], discount, values[n]) for n in range(1, len(rewards) + 1)]
    return total(trace_decay**place * one for place, one in enumerate(found))


@lambda_return.misconception(
    r"The longest return was given the factor $1-\lambda$ too. It takes all the weight that is left, $\lambda^{T-1}$.",
    basis="slip",
)
def last_return_shortened(
    rewards: Quantities, values: Quantities, discount: Quantity, trace_decay: Quantity
) -> Quantity:
    return (1 - trace_decay) * weights_not_normalised(rewards, values, discount, trace_decay)


@lambda_return.misconception(
    r"Only the one-step and the longest return were mixed. Every length takes part, with the weight $(1-\lambda)\lambda^{n-1}$.",
    basis="slip",
)
def two_returns_mixed(rewards: Quantities, values: Quantities, discount: Quantity, trace_decay: Quantity) -> Quantity:
    first = n_step_return.body(rewards[:1], discount, values[1])
    return (1 - trace_decay) * first + trace_decay * n_step_return.body(rewards, discount, values[-1])


@lambda_return.misconception(
    "All lengths were averaged equally. A shorter return weighs more: its weight is"
    r" $(1-\lambda)\lambda^{n-1}$.",
    basis="slip",
)
def equal_weights(rewards: Quantities, values: Quantities, discount: Quantity, trace_decay: Quantity) -> Quantity:
    found = [n_step_return.body(rewards[:n], discount, values[n]) for n in range(1, len(rewards) + 1)]
    return total(found) / len(found)


@formula(source="Sutton & Barto (2018), eq. 12.18 (with constant γ and λ) and exercise 12.1")
def recursive_lambda_return(
    reward: Quantity, discount: Quantity, next_value: Quantity, trace_decay: Quantity, next_lambda_return: Quantity
) -> Quantity:
    """A λ-return from that of the next step: Gₜ^λ = rₜ + γ ((1 − λ) V(sₜ₊₁) + λ Gₜ₊₁^λ).

    >>> print(recursive_lambda_return("1", "0.5", next_value="2", trace_decay="0.25", next_lambda_return="4"))
    9/4
    """
    return reward + discount * ((1 - trace_decay) * next_value + trace_decay * next_lambda_return)


@recursive_lambda_return.misconception(
    r"The weights of estimate and return were swapped. The estimate has $1-\lambda$, the later return has $\lambda$.",
    basis="slip",
)
def weights_swapped(
    reward: Quantity, discount: Quantity, next_value: Quantity, trace_decay: Quantity, next_lambda_return: Quantity
) -> Quantity:
    return reward + discount * (trace_decay * next_value + (1 - trace_decay) * next_lambda_return)


@recursive_lambda_return.misconception(
    r"Estimate and later return were mixed undiscounted. Both lie one step ahead: multiply the mixture by $\gamma$.",
    basis="slip",
)
def mixture_undiscounted(
    reward: Quantity, discount: Quantity, next_value: Quantity, trace_decay: Quantity, next_lambda_return: Quantity
) -> Quantity:
    return recursive_lambda_return.body(reward, 1, next_value, trace_decay, next_lambda_return)


@recursive_lambda_return.misconception(
    r"The estimate was counted in full besides the later return. The two share the weight: $1-\lambda$ and $\lambda$.",
    basis="slip",
)
def estimate_in_full(
    reward: Quantity, discount: Quantity, next_value: Quantity, trace_decay: Quantity, next_lambda_return: Quantity
) -> Quantity:
    return reward + discount * (next_value + trace_decay * next_lambda_return)


@recursive_lambda_return.misconception(
    r"Only the estimate was discounted. The later return lies one step ahead as well: $\gamma$ multiplies both.",
    basis="slip",
)
def later_return_undiscounted(
    reward: Quantity, discount: Quantity, next_value: Quantity, trace_decay: Quantity, next_lambda_return: Quantity
) -> Quantity:
    return reward + discount * (1 - trace_decay) * next_value + trace_decay * next_lambda_return
