"""One-step temporal-difference learning: the target, the error, and the squared error a critic is trained on.

Conventions: ``reward`` is rₜ, what the action in sₜ earns; ``value`` and ``next_value`` are V(sₜ) and V(sₜ₊₁);
``next_value`` is 0 when sₜ₊₁ is terminal, and only then (a truncated episode still bootstraps).
"""

from qbank.rl.arithmetic import Quantity
from qbank.rl.formula import formula


@formula(source="Sutton & Barto (2018), section 6.1: the target of the update (6.2)")
def td_target(reward: Quantity, discount: Quantity, next_value: Quantity) -> Quantity:
    """What one observed step says the value should have been: rₜ + γ V(sₜ₊₁).

    >>> print(td_target(reward="0.5", discount="0.9", next_value="1"))
    7/5
    """
    return reward + discount * next_value


@td_target.misconception(
    r"The next value was added undiscounted. One step lies between now and then: multiply the next value by $\gamma$.",
    basis="slip",
)
def undiscounted_target(reward: Quantity, discount: Quantity, next_value: Quantity) -> Quantity:
    return reward + next_value


@td_target.misconception(
    r"The reward was discounted too. It is earned in this step: only the next value is multiplied by $\gamma$.",
    basis="slip",
)
def all_discounted_target(reward: Quantity, discount: Quantity, next_value: Quantity) -> Quantity:
    return discount * (reward + next_value)


@td_target.misconception(
    r"The reward was left out. The target is the reward of this step and the discounted value of what follows.",
    basis="slip",
)
def target_without_reward(reward: Quantity, discount: Quantity, next_value: Quantity) -> Quantity:
    return discount * next_value


@td_target.misconception(
    r"Only the reward was taken. The target also holds what comes after: add $\gamma$ times the next value.",
    basis="slip",
)
def target_without_bootstrap(reward: Quantity, discount: Quantity, next_value: Quantity) -> Quantity:
    return reward


@formula(
    source="Sutton & Barto (2018), eq. 6.5; as the advantage of a token: Xiao & Zhu (2025), arXiv:2501.09223, ch. 4"
)
def td_error(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    """How much better the transition was than expected: δₜ = rₜ + γ V(sₜ₊₁) − V(sₜ).

    Pass ``next_value=0`` when sₜ₊₁ is terminal (not when it is merely truncated).

    >>> print(td_error(reward="0.5", discount="0.9", next_value="1", value="1.2"))
    1/5
    """
    return reward + discount * next_value - value


@td_error.misconception(
    r"The next value was left undiscounted. One step lies between now and then: multiply the next value by $\gamma$.",
    basis="slip",
)
def undiscounted(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward + next_value - value


@td_error.misconception(
    "The difference was taken the wrong way round. It is the target minus the prediction: positive means better than"
    " expected.",
    basis="slip",
)
def sign_flipped(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return value - (reward + discount * next_value)


@td_error.misconception(
    r"This is the target, the reward plus $\gamma$ times the next value. The present value must still be subtracted.",
    basis="slip",
)
def target_for_error(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward + discount * next_value


@td_error.misconception(
    r"The reward alone was compared with the present value. What comes after counts too: add $\gamma$ times the next value.",
    basis="slip",
)
def no_bootstrap(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward - value


@td_error.misconception(
    "The reward was left out. The target is the reward of this step and the discounted value of what follows.",
    basis="slip",
)
def no_reward(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return discount * next_value - value


@td_error.misconception(
    r"The reward was discounted too. It is earned in this step: only the next value is multiplied by $\gamma$.",
    basis="slip",
)
def reward_discounted(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return discount * (reward + next_value) - value


@td_error.misconception(
    r"The present value was discounted too. It is what is expected from now on and stays as it is.", basis="slip"
)
def value_discounted(reward: Quantity, discount: Quantity, next_value: Quantity, value: Quantity) -> Quantity:
    return reward + discount * (next_value - value)


@formula(source="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4: one term of the value loss, the target held constant")
def squared_error(target: Quantity, prediction: Quantity) -> Quantity:
    """What one prediction costs the critic: (target − prediction)².

    Here per prediction, without ½ and without the mean over a batch.

    >>> print(squared_error(target="4.1", prediction="3"))
    121/100
    """
    return (target - prediction) ** 2


@squared_error.misconception(
    "The difference was not squared. The loss is the square, which is never negative.", basis="slip"
)
def not_squared(target: Quantity, prediction: Quantity) -> Quantity:
    return target - prediction


@squared_error.misconception(
    "The absolute difference was taken. The squared error weighs large differences more: square it.", basis="slip"
)
def absolute_error(target: Quantity, prediction: Quantity) -> Quantity:
    return abs(target - prediction)


@squared_error.misconception(
    "Each number was squared before subtracting. Subtract first, then square the difference.", basis="slip"
)
def difference_of_squares(target: Quantity, prediction: Quantity) -> Quantity:
    return target**2 - prediction**2


@squared_error.misconception(
    "The two numbers were added. The error is their difference: subtract, then square.", basis="slip"
)
def squared_sum(target: Quantity, prediction: Quantity) -> Quantity:
    return (target + prediction) ** 2


@squared_error.misconception(
    "The square was halved. Here the loss is stated without the factor one half, which only some texts put in front.",
    basis="slip",
)
def halved(target: Quantity, prediction: Quantity) -> Quantity:
    return (target - prediction) ** 2 / 2
