"""What PPO does besides the surrogate: the clipped value loss, the objective of all parts, and the KL penalty."""

from typing import Literal

from qbank.rl.arithmetic import Quantity, clip, maximum, minimum
from qbank.rl.formula import formula
from qbank.rl.value_losses import Scale

Form = Literal["objective", "loss"]


def _near(value: Quantity, old_value: Quantity, clip_epsilon: Quantity) -> Quantity:
    """The value, kept within ε of the old one."""
    return clip(value, old_value - clip_epsilon, old_value + clip_epsilon)


@formula(
    source="Engstrom et al. (2020), arXiv:2005.12729, the first of its code-level optimisations: value function clipping"
)
def clipped_value_loss(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale = "full"
) -> Quantity:
    """What one prediction costs a critic that may move by ε: max((V − V̂)², (clip(V, V_old − ε, V_old + ε) − V̂)²).

    ``scale="half"`` puts ½ in front.

    >>> print(clipped_value_loss(value="2", old_value="1", target="3", clip_epsilon="0.2"))
    81/25
    """
    loss = maximum((value - target) ** 2, (_near(value, old_value, clip_epsilon) - target) ** 2)
    return loss / 2 if scale == "half" else loss


@clipped_value_loss.convention(
    r"The loss was taken with $\frac{1}{2}$ in front. Here it is stated without.", basis="CleanRL (Huang et al. 2022)"
)
def half_clipped(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale
) -> Quantity:
    return clipped_value_loss.body(value, old_value, target, clip_epsilon, "half")


@clipped_value_loss.convention(
    r"The loss was taken without $\frac{1}{2}$. Here it stands in front.",
    basis="Engstrom et al. (2020), arXiv:2005.12729",
)
def full_clipped(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale
) -> Quantity:
    return clipped_value_loss.body(value, old_value, target, clip_epsilon, "full")


@clipped_value_loss.misconception(
    "The smaller of the two squares was taken. The loss is pessimistic: take the larger.", basis="slip"
)
def smaller_square(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale
) -> Quantity:
    loss = minimum((value - target) ** 2, (_near(value, old_value, clip_epsilon) - target) ** 2)
    return loss / 2 if scale == "half" else loss


@clipped_value_loss.misconception(
    "The value was not clipped. Compare with the square that the clipped value gives, and take the larger.",
    basis="slip",
)
def value_unclipped(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale
) -> Quantity:
    loss = (value - target) ** 2
    return loss / 2 if scale == "half" else loss


@clipped_value_loss.misconception(
    "The clipped value was taken in any case. Compare with the square of the value itself, and take the larger.",
    basis="slip",
)
def value_always_clipped(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale
) -> Quantity:
    loss = (_near(value, old_value, clip_epsilon) - target) ** 2
    return loss / 2 if scale == "half" else loss


@clipped_value_loss.misconception(
    "The value was clipped around the target. It is kept near what the critic said before: clip around the old value.",
    basis="slip",
)
def clipped_around_target(
    value: Quantity, old_value: Quantity, target: Quantity, clip_epsilon: Quantity, scale: Scale
) -> Quantity:
    loss = maximum((value - target) ** 2, (_near(old_value, target, clip_epsilon) - target) ** 2)
    return loss / 2 if scale == "half" else loss


@formula(source="Schulman et al. (2017), arXiv:1707.06347, eq. 9")
def ppo_objective(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form = "objective",
) -> Quantity:
    """What policy and critic with shared parameters maximise together: L^CLIP − c₁ L^VF + c₂ H.

    ``form="loss"`` is the same with the opposite sign, to be minimised.

    >>> print(ppo_objective(surrogate="0.4", value_loss="0.6", entropy="1.2", value_coef="0.5", entropy_coef="0.01"))
    14/125
    """
    objective = surrogate - value_coef * value_loss + entropy_coef * entropy
    return -objective if form == "loss" else objective


def _combined(surrogate: Quantity, critic: Quantity, bonus: Quantity, form: Form) -> Quantity:
    objective = surrogate + critic + bonus
    return -objective if form == "loss" else objective


@ppo_objective.convention(
    "This is the objective, which is maximised. Here the loss is asked for, which is minimised: change the sign.",
    basis="Schulman et al. (2017), eq. 9",
)
def as_objective(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form,
) -> Quantity:
    return ppo_objective.body(surrogate, value_loss, entropy, value_coef, entropy_coef, "objective")


@ppo_objective.convention(
    "This is the loss, which is minimised. Here the objective is asked for, which is maximised: change the sign.",
    basis="CleanRL (Huang et al. 2022), and most implementations",
)
def as_loss(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form,
) -> Quantity:
    return ppo_objective.body(surrogate, value_loss, entropy, value_coef, entropy_coef, "loss")


@ppo_objective.misconception(
    "The value loss was given the sign of the surrogate. It is to become small: it counts against the objective.",
    basis="slip",
)
def value_loss_rewarded(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form,
) -> Quantity:
    return _combined(surrogate, value_coef * value_loss, entropy_coef * entropy, form)


@ppo_objective.misconception(
    "The entropy was counted against the objective. It is a bonus for exploring: it has the sign of the surrogate.",
    basis="slip",
)
def entropy_punished(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form,
) -> Quantity:
    return _combined(surrogate, -(value_coef * value_loss), -(entropy_coef * entropy), form)


@ppo_objective.misconception(
    "The two coefficients were exchanged. The first belongs to the value loss, the second to the entropy.",
    basis="slip",
)
def coefficients_exchanged(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form,
) -> Quantity:
    return _combined(surrogate, -(entropy_coef * value_loss), value_coef * entropy, form)


@ppo_objective.misconception(
    "The parts were put together without their coefficients. Multiply value loss and entropy by theirs.", basis="slip"
)
def coefficients_forgotten(
    surrogate: Quantity,
    value_loss: Quantity,
    entropy: Quantity,
    value_coef: Quantity,
    entropy_coef: Quantity,
    form: Form,
) -> Quantity:
    return _combined(surrogate, -value_loss, entropy, form)


@formula(source="Schulman et al. (2017), arXiv:1707.06347, eq. 8")
def kl_penalised_surrogate(ratio: Quantity, advantage: Quantity, kl_coef: Quantity, kl: Quantity) -> Quantity:
    """What PPO maximises where it is held back by a penalty in place of the clip: ρ Â − β KL(π_old ‖ π).

    >>> print(kl_penalised_surrogate(ratio="1.5", advantage="4", kl_coef="0.5", kl="0.1"))
    119/20
    """
    return ratio * advantage - kl_coef * kl


@kl_penalised_surrogate.misconception("The divergence was added. It is a penalty: subtract it.", basis="slip")
def divergence_rewarded(ratio: Quantity, advantage: Quantity, kl_coef: Quantity, kl: Quantity) -> Quantity:
    return ratio * advantage + kl_coef * kl


@kl_penalised_surrogate.misconception(
    r"The divergence was subtracted in full. Multiply it by its coefficient $\beta$.", basis="slip"
)
def unscaled_penalty(ratio: Quantity, advantage: Quantity, kl_coef: Quantity, kl: Quantity) -> Quantity:
    return ratio * advantage - kl


@kl_penalised_surrogate.misconception(
    "The penalty was multiplied by the advantage too. It stands apart: only the ratio is.", basis="slip"
)
def penalty_in_brackets(ratio: Quantity, advantage: Quantity, kl_coef: Quantity, kl: Quantity) -> Quantity:
    return (ratio - kl_coef * kl) * advantage


@kl_penalised_surrogate.misconception(
    "The ratio was left out. The advantage is weighted by how much more probable the action has become.", basis="slip"
)
def ratio_forgotten(ratio: Quantity, advantage: Quantity, kl_coef: Quantity, kl: Quantity) -> Quantity:
    return advantage - kl_coef * kl
