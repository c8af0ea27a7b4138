"""Learning values step by step: a step towards a target, and how Monte-Carlo errors are made of TD errors.

Conventions: those of ``td``; ``step_size`` is α; an update gives the new value, not the change.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.formula import formula, sigma
from qbank.rl.gae import td_errors
from qbank.rl.td import td_error, td_target


@formula(
    source="Sutton & Barto (2018), section 6.1 (the value of a terminal state is 0); the two cases: Mnih et al. (2015),"
    " Nature 518, algorithm 1"
)
def td_target_at_end(reward: Quantity, discount: Quantity, next_value: Quantity, terminated: Quantity) -> Quantity:
    """The TD target with a flag for the end: rₜ + γ (1 − terminated) V(sₜ₊₁).

    ``terminated`` is 1 when sₜ₊₁ is terminal, else 0; at a mere time limit (truncation) it is 0.

    >>> print(td_target_at_end("1", "0.5", next_value="4", terminated=0))
    3
    >>> print(td_target_at_end("1", "0.5", next_value="4", terminated=1))
    1
    """
    return reward + discount * (1 - terminated) * next_value


@td_target_at_end.misconception(
    "The next value was used although the episode had terminated. Nothing follows a terminal state: its value is 0.",
    basis="slip",
)
def bootstrapped_anyway(reward: Quantity, discount: Quantity, next_value: Quantity, terminated: Quantity) -> Quantity:
    return td_target.body(reward, discount, next_value)


@td_target_at_end.misconception(
    "The next value was left out although the episode goes on. Only a terminal state has the value 0, a truncated"
    " episode still bootstraps.",
    basis="Pardo et al. (2018), arXiv:1712.00378",
)
def never_bootstrapped(reward: Quantity, discount: Quantity, next_value: Quantity, terminated: Quantity) -> Quantity:
    return reward


@td_target_at_end.misconception(
    r"The flag was used the wrong way round. It switches the next value off: the factor is $1$ minus the flag.",
    basis="slip",
)
def flag_inverted(reward: Quantity, discount: Quantity, next_value: Quantity, terminated: Quantity) -> Quantity:
    return reward + discount * terminated * next_value


@td_target_at_end.misconception(
    "The last reward was dropped along with the next value. It has been earned: only the next value is switched off.",
    basis="slip",
)
def last_reward_dropped(reward: Quantity, discount: Quantity, next_value: Quantity, terminated: Quantity) -> Quantity:
    return (1 - terminated) * td_target.body(reward, discount, next_value)


@formula(source="Sutton & Barto (2018), eq. 6.2")
def td_update(
    value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_value: Quantity
) -> Quantity:
    """The value after a step of TD(0): V(sₜ) ← V(sₜ) + α (rₜ + γ V(sₜ₊₁) − V(sₜ)).

    Pass ``next_value=0`` when sₜ₊₁ is terminal. The second figure is that of exercise 6.3 there: the only value that changes
    in the first episode of the random walk.

    >>> print(td_update(value="3", step_size="0.5", reward="0.5", discount="0.9", next_value="4"))
    71/20
    >>> print(td_update(value="0.5", step_size="0.1", reward="0", discount="1", next_value="0"))
    9/20
    """
    return value + step_size * (reward + discount * next_value - value)


@td_update.misconception(
    r"The whole error was added. A step goes only part of the way: multiply the TD error by $\alpha$.", basis="slip"
)
def whole_error_added(
    value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_value: Quantity
) -> Quantity:
    return td_target.body(reward, discount, next_value)


@td_update.misconception("This is the change of the value. The new value is the old one plus the change.", basis="slip")
def change_for_value(
    value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_value: Quantity
) -> Quantity:
    return step_size * td_error.body(reward, discount, next_value, value)


@td_update.misconception(
    r"The value moved away from the target. It moves towards it: add $\alpha$ times target minus value.", basis="slip"
)
def away_from_target(
    value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_value: Quantity
) -> Quantity:
    return value - step_size * td_error.body(reward, discount, next_value, value)


@td_update.misconception(
    r"A share of the target was added. It is the difference between target and value that counts: subtract the value"
    " first.",
    basis="slip",
)
def target_added(
    value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_value: Quantity
) -> Quantity:
    return value + step_size * td_target.body(reward, discount, next_value)


@td_update.misconception(
    r"The next value was left undiscounted. One step lies between now and then: multiply the next value by $\gamma$.",
    basis="slip",
)
def update_undiscounted(
    value: Quantity, step_size: Quantity, reward: Quantity, discount: Quantity, next_value: Quantity
) -> Quantity:
    return td_update.body(value, step_size, reward, 1, next_value)


@formula(source="Sutton & Barto (2018), eq. 6.1")
def monte_carlo_update(value: Quantity, step_size: Quantity, sampled_return: Quantity) -> Quantity:
    """The value after a step towards an observed return: V(sₜ) ← V(sₜ) + α (Gₜ − V(sₜ)).

    ``sampled_return`` is the return that followed sₜ in an episode.

    >>> print(monte_carlo_update(value="15", step_size="0.1", sampled_return="10"))
    29/2
    """
    return value + step_size * (sampled_return - value)


@monte_carlo_update.misconception(
    "This is the change of the value. The new value is the old one plus the change.", basis="slip"
)
def change_only(value: Quantity, step_size: Quantity, sampled_return: Quantity) -> Quantity:
    return step_size * (sampled_return - value)


@monte_carlo_update.misconception(
    r"The value moved away from the return. It moves towards it: add $\alpha$ times return minus value.", basis="slip"
)
def away_from_return(value: Quantity, step_size: Quantity, sampled_return: Quantity) -> Quantity:
    return value - step_size * (sampled_return - value)


@monte_carlo_update.misconception(
    "A share of the return was added. It is the difference between return and value that counts: subtract the value"
    " first.",
    basis="slip",
)
def return_added(value: Quantity, step_size: Quantity, sampled_return: Quantity) -> Quantity:
    return value + step_size * sampled_return


@monte_carlo_update.misconception(
    r"The weights were swapped. The old value keeps $1-\alpha$ and the return gets $\alpha$.", basis="slip"
)
def update_weights_swapped(value: Quantity, step_size: Quantity, sampled_return: Quantity) -> Quantity:
    return sampled_return + step_size * (value - sampled_return)


def _discounted_td_errors(rewards: Quantity, values: Quantity, discount: Quantity) -> Quantity:
    return sigma(
        "t", 0, count(rewards) - 1, lambda t: discount**t * (rewards[t] + discount * values[t + 1] - values[t])
    )


@formula(source="Sutton & Barto (2018), eq. 6.6 (values held fixed during the episode)", equation=_discounted_td_errors)
def monte_carlo_error(rewards: Quantities, values: Annotated[Quantities, "T+1"], discount: Quantity) -> Quantity:
    """The Monte-Carlo error as a sum of TD errors: G₀ − V(s₀) = Σₜ γᵗ δₜ, t = 0..T-1.

    ``values`` has T+1 entries; with the last one 0 (a terminal state) it is exactly the return minus V(s₀), else the return
    continues with γᵀ V(s_T). They stay as they are during the episode.

    >>> print(monte_carlo_error(["2", "4"], values=["3", "1", "0"], discount="0.5"))
    1
    """
    return total(discount**time * error for time, error in enumerate(td_errors(rewards, values, discount)))


@monte_carlo_error.misconception(
    r"The TD errors were added undiscounted. The error of step $t$ counts with $\gamma^t$.", basis="slip"
)
def errors_undiscounted(rewards: Quantities, values: Quantities, discount: Quantity) -> Quantity:
    return total(td_errors(rewards, values, discount))


@monte_carlo_error.misconception(
    "Only the first TD error was taken. Those of all later steps count too, discounted.", basis="slip"
)
def first_step_only(rewards: Quantities, values: Quantities, discount: Quantity) -> Quantity:
    return td_errors(rewards, values, discount)[0]


@monte_carlo_error.misconception(
    "This is the return, the discounted rewards and the value at the end. The value of the first state must still be"
    " subtracted.",
    basis="slip",
)
def return_for_error(rewards: Quantities, values: Quantities, discount: Quantity) -> Quantity:
    return monte_carlo_error.body(rewards, values, discount) + values[0]


@monte_carlo_error.misconception(
    "The value of every state was subtracted from the rewards. The values between cancel: each is added once as a next"
    " value, too.",
    basis="slip",
)
def next_values_left_out(rewards: Quantities, values: Quantities, discount: Quantity) -> Quantity:
    return total(discount**time * (reward - values[time]) for time, reward in enumerate(rewards))
