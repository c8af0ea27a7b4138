"""Direct preference optimisation: the policy itself as a reward model, trained on comparisons.

Log-probabilities are those of whole responses: sums over their tokens. ``chosen`` is the preferred response y_w, ``rejected``
the other one, y_l; ``ref`` is the frozen reference policy.
"""

from qbank.rl.arithmetic import Quantity, exp, log, logistic
from qbank.rl.formula import formula


@formula(source="Rafailov et al. (2023), arXiv:2305.18290, eq. 5 without the term that depends on the prompt alone")
def implicit_reward(log_prob: Quantity, ref_log_prob: Quantity, kl_coef: Quantity) -> Quantity:
    """The reward that a policy implies: β (log π(y|x) − log π_ref(y|x)), up to a constant of the prompt.

    >>> print(implicit_reward(log_prob="-12", ref_log_prob="-14", kl_coef="0.1"))
    1/5
    """
    return kl_coef * (log_prob - ref_log_prob)


@implicit_reward.misconception(
    r"The difference was not multiplied by $\beta$. The implicit reward is $\beta$ times the log-ratio.", basis="slip"
)
def unscaled_reward(log_prob: Quantity, ref_log_prob: Quantity, kl_coef: Quantity) -> Quantity:
    return log_prob - ref_log_prob


@implicit_reward.misconception(
    "The difference was taken the wrong way round. The reward is positive where the policy has made the response more"
    " probable than the reference: put the policy first.",
    basis="slip",
)
def reference_first(log_prob: Quantity, ref_log_prob: Quantity, kl_coef: Quantity) -> Quantity:
    return kl_coef * (ref_log_prob - log_prob)


@implicit_reward.misconception(
    "The reference was left out. The reward compares policy and reference: subtract the reference's log-probability.",
    basis="slip",
)
def policy_alone(log_prob: Quantity, ref_log_prob: Quantity, kl_coef: Quantity) -> Quantity:
    return kl_coef * log_prob


@implicit_reward.misconception(
    "The ratio of the probabilities was taken. The reward is its logarithm, a difference of log-probabilities.",
    basis="slip",
)
def ratio_of_probabilities(log_prob: Quantity, ref_log_prob: Quantity, kl_coef: Quantity) -> Quantity:
    return kl_coef * exp(log_prob - ref_log_prob)


@formula(source="Rafailov et al. (2023), arXiv:2305.18290, the argument of σ in eq. 7")
def dpo_margin(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    """By how much the implicit reward prefers the chosen response: β (log-ratio of y_w) − β (log-ratio of y_l).

    >>> print(dpo_margin("-12", "-14", "-11", "-10", kl_coef="0.1"))
    3/10
    """
    return kl_coef * (chosen_log_prob - chosen_ref_log_prob) - kl_coef * (rejected_log_prob - rejected_ref_log_prob)


@dpo_margin.misconception(
    "The two responses were exchanged. The margin is the chosen one's implicit reward minus the rejected one's.",
    basis="slip",
)
def responses_exchanged(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    return kl_coef * (rejected_log_prob - rejected_ref_log_prob) - kl_coef * (chosen_log_prob - chosen_ref_log_prob)


@dpo_margin.misconception(
    "The reference was left out. Subtract the reference's log-probability from the policy's, for each response.",
    basis="slip",
)
def without_reference(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    return kl_coef * chosen_log_prob - kl_coef * rejected_log_prob


@dpo_margin.misconception(
    r"The log-ratios were not multiplied by $\beta$. Implicit rewards carry that factor.", basis="slip"
)
def without_beta(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    return (chosen_log_prob - chosen_ref_log_prob) - (rejected_log_prob - rejected_ref_log_prob)


@dpo_margin.misconception("The two implicit rewards were added. The margin is their difference.", basis="slip")
def rewards_added(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    return kl_coef * (chosen_log_prob - chosen_ref_log_prob) + kl_coef * (rejected_log_prob - rejected_ref_log_prob)


@formula(source="Rafailov et al. (2023), arXiv:2305.18290, eq. 7, one comparison")
def dpo_loss(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    """What one comparison costs: −log σ(β (log-ratio of y_w) − β (log-ratio of y_l)).

    It is log 2 at the start of training, where policy and reference agree.

    >>> float(dpo_loss("-12", "-14", "-11", "-10", kl_coef="0.1").rounded(4))
    0.5544
    """
    arguments = chosen_log_prob, chosen_ref_log_prob, rejected_log_prob, rejected_ref_log_prob, kl_coef
    return -log(logistic(dpo_margin.body(*arguments)))


@dpo_loss.misconception(
    "The two responses were exchanged. The loss falls as the chosen one becomes more probable.", basis="slip"
)
def loss_of_exchanged(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    arguments = rejected_log_prob, rejected_ref_log_prob, chosen_log_prob, chosen_ref_log_prob, kl_coef
    return dpo_loss.body(*arguments)


@dpo_loss.misconception(
    "The reference was left out. Compare the policy's log-probabilities with the reference's, for each response.",
    basis="slip",
)
def loss_without_reference(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    return dpo_loss.body(chosen_log_prob, 0, rejected_log_prob, 0, kl_coef)


@dpo_loss.misconception(
    r"The factor $\beta$ was left out. Multiply the difference of the log-ratios by it.", basis="slip"
)
def loss_without_beta(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    return dpo_loss.body(chosen_log_prob, chosen_ref_log_prob, rejected_log_prob, rejected_ref_log_prob, 1)


@dpo_loss.misconception(
    "This is the probability that the chosen response is preferred. The loss is its negative logarithm.", basis="slip"
)
def preference_probability(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    arguments = chosen_log_prob, chosen_ref_log_prob, rejected_log_prob, rejected_ref_log_prob, kl_coef
    return logistic(dpo_margin.body(*arguments))


@dpo_loss.misconception(
    "The minus sign was left out. The logarithm of a probability is negative, and a loss is minimised: change the sign.",
    basis="slip",
)
def dpo_log_likelihood(
    chosen_log_prob: Quantity,
    chosen_ref_log_prob: Quantity,
    rejected_log_prob: Quantity,
    rejected_ref_log_prob: Quantity,
    kl_coef: Quantity,
) -> Quantity:
    arguments = chosen_log_prob, chosen_ref_log_prob, rejected_log_prob, rejected_ref_log_prob, kl_coef
    return log(logistic(dpo_margin.body(*arguments)))
