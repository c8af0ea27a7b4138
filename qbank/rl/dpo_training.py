"""What happens around the DPO loss: how strongly a comparison pulls, how many are ordered rightly, and the loss of IPO.

``chosen_reward`` and ``rejected_reward`` are implicit rewards; log-probabilities are those of whole responses, as in
``qbank.rl.direct_preference``.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, log, logistic, mean, total, where
from qbank.rl.formula import formula, sigma

Factor = Literal["without_beta", "with_beta"]


@formula(source="Rafailov et al. (2023), arXiv:2305.18290, section 4, the gradient after eq. 7")
def dpo_gradient_weight(
    chosen_reward: Quantity, rejected_reward: Quantity, kl_coef: Quantity = 1, factor: Factor = "without_beta"
) -> Quantity:
    """How strongly one comparison pulls on the policy: σ(r̂_l − r̂_w), from the two implicit rewards.

    It is large where the implicit rewards order the responses wrongly, and ½ where they are equal. ``factor="with_beta"``
    multiplies by β, as it stands in front of the gradient.

    >>> float(dpo_gradient_weight(chosen_reward="0.2", rejected_reward="-0.1", kl_coef="0.1").rounded(4))
    0.4256
    """
    weight = logistic(rejected_reward - chosen_reward)
    return kl_coef * weight if factor == "with_beta" else weight


@dpo_gradient_weight.convention(
    r"The weight was taken without $\beta$. Here the factor in front of the gradient belongs to it: multiply.",
    basis="Rafailov et al. (2023), arXiv:2305.18290, section 4: β stands before the expectation",
)
def weight_without_beta(
    chosen_reward: Quantity, rejected_reward: Quantity, kl_coef: Quantity, factor: Factor
) -> Quantity:
    return dpo_gradient_weight.body(chosen_reward, rejected_reward, kl_coef, "without_beta")


@dpo_gradient_weight.convention(
    r"The weight was multiplied by $\beta$. Here the factor in front of the gradient is not counted with it.",
    basis="Rafailov et al. (2023), arXiv:2305.18290, section 4: the whole gradient",
)
def weight_with_beta(chosen_reward: Quantity, rejected_reward: Quantity, kl_coef: Quantity, factor: Factor) -> Quantity:
    return dpo_gradient_weight.body(chosen_reward, rejected_reward, kl_coef, "with_beta")


@dpo_gradient_weight.misconception(
    "This is the probability that the implicit rewards order the pair rightly. The weight is that of ordering it wrongly:"
    " subtract the chosen one's reward.",
    basis="slip",
)
def weight_of_right_order(
    chosen_reward: Quantity, rejected_reward: Quantity, kl_coef: Quantity, factor: Factor
) -> Quantity:
    return dpo_gradient_weight.body(rejected_reward, chosen_reward, kl_coef, factor)


@dpo_gradient_weight.misconception(
    r"The difference was multiplied by $\beta$ again. Implicit rewards already carry that factor.", basis="slip"
)
def beta_twice(chosen_reward: Quantity, rejected_reward: Quantity, kl_coef: Quantity, factor: Factor) -> Quantity:
    return dpo_gradient_weight.body(kl_coef * chosen_reward, kl_coef * rejected_reward, kl_coef, factor)


@dpo_gradient_weight.misconception(
    r"The difference of the rewards was taken itself. The weight is its logistic function, between 0 and 1.",
    basis="slip",
)
def difference_as_weight(
    chosen_reward: Quantity, rejected_reward: Quantity, kl_coef: Quantity, factor: Factor
) -> Quantity:
    return rejected_reward - chosen_reward


def _share_positive(margins: Quantity) -> Quantity:
    return sigma("i", 0, count(margins) - 1, lambda i: where(margins[i] > 0, 1, 0)) / count(margins)


@formula(source="TRL (von Werra et al. 2020), rewards/accuracies of its DPO trainer", equation=_share_positive)
def dpo_accuracy(margins: Annotated[Quantities, "N"]) -> Quantity:
    """The share of comparisons that the implicit reward orders rightly: those with a positive margin. Ties do not count.

    >>> print(dpo_accuracy(["0.3", "-0.1", "0", "1.2"]))
    1/2
    """
    return mean([where(margin > 0, 1, 0) for margin in margins])


@dpo_accuracy.misconception(
    "The margins were averaged. The accuracy only counts how many of them are positive.", basis="slip"
)
def mean_margin(margins: Quantities) -> Quantity:
    return mean(margins)


@dpo_accuracy.misconception(
    "A margin of 0 was counted as right. Equal rewards do not prefer the chosen response: count positive margins only.",
    basis="slip",
)
def ties_counted(margins: Quantities) -> Quantity:
    return mean([where(margin >= 0, 1, 0) for margin in margins])


@dpo_accuracy.misconception(
    "The positive margins were counted. The accuracy divides that by how many comparisons there are.", basis="slip"
)
def number_right(margins: Quantities) -> Quantity:
    return total(where(margin > 0, 1, 0) for margin in margins)


@dpo_accuracy.misconception(
    "The probabilities of the preferences were averaged. The accuracy counts each comparison as right or wrong.",
    basis="slip",
)
def mean_probability(margins: Quantities) -> Quantity:
    return mean([logistic(margin) for margin in margins])


@formula(source="Azar et al. (2023), arXiv:2310.12036, eq. 17, one comparison")
def ipo_loss(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    tau: Quantity,
) -> Quantity:
    """What one comparison costs under IPO: (h − 1/(2τ))², h the log-ratio of y_w minus that of y_l.

    The difference is drawn to 1/(2τ) and no further, where DPO's loss falls for ever.

    >>> print(ipo_loss("-12", "-14", "-11", "-10", tau="0.1"))
    4
    """
    gap = (chosen_log_prob - chosen_ref_log_prob) - (rejected_log_prob - rejected_ref_log_prob)
    return (gap - 1 / (2 * tau)) ** 2


@ipo_loss.misconception(
    r"The difference was drawn to 0. Its target is $\frac{1}{2\tau}$: subtract that before squaring.", basis="slip"
)
def target_forgotten(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    tau: Quantity,
) -> Quantity:
    return ((chosen_log_prob - chosen_ref_log_prob) - (rejected_log_prob - rejected_ref_log_prob)) ** 2


@ipo_loss.misconception(
    r"The target was taken as $\frac{1}{\tau}$. It is half of that, $\frac{1}{2\tau}$.", basis="slip"
)
def target_doubled(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    tau: Quantity,
) -> Quantity:
    return ipo_loss.body(chosen_log_prob, chosen_ref_log_prob, rejected_log_prob, rejected_ref_log_prob, tau / 2)


@ipo_loss.misconception(
    r"The difference was multiplied by $\tau$, as DPO does with $\beta$. In IPO it stays as it is.", basis="slip"
)
def scaled_as_in_dpo(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    tau: Quantity,
) -> Quantity:
    gap = (chosen_log_prob - chosen_ref_log_prob) - (rejected_log_prob - rejected_ref_log_prob)
    return (tau * gap - 1 / (2 * tau)) ** 2


@ipo_loss.misconception(
    "The two responses were exchanged. The log-ratio of the rejected one is subtracted from that of the chosen one.",
    basis="slip",
)
def ipo_exchanged(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    tau: Quantity,
) -> Quantity:
    return ipo_loss.body(rejected_log_prob, rejected_ref_log_prob, chosen_log_prob, chosen_ref_log_prob, tau)


@ipo_loss.misconception(
    r"This is the loss of DPO, $-\log \sigma$. IPO squares the distance to $\frac{1}{2\tau}$.", basis="slip"
)
def loss_of_dpo(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    tau: Quantity,
) -> Quantity:
    gap = (chosen_log_prob - chosen_ref_log_prob) - (rejected_log_prob - rejected_ref_log_prob)
    return -log(logistic(tau * gap))
