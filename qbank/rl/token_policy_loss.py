"""The policy loss of a fine-tuned language model: the clipped ratio weighted by the advantage, with a penalty per token.

Xiao & Zhu write Clip(ratio) times advantage; PPO takes the smaller of that and the unclipped term. The two differ where the
ratio is above 1 + ε with a negative advantage, and below 1 − ε with a positive one.
"""

from typing import Literal

from qbank.rl.arithmetic import Quantities, Quantity, clip, count, exp, total
from qbank.rl.formula import formula, sigma
from qbank.rl.ppo import surrogate

Surrogate = Literal["clipped", "minimum"]


def _term(
    log_prob: Quantity,
    old_log_prob: Quantity,
    advantage: Quantity,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    chosen: Surrogate,
) -> Quantity:
    """What one token adds to the objective."""
    ratio = exp(log_prob - old_log_prob)
    if chosen == "minimum":
        gain = surrogate(ratio, advantage, clip_epsilon)
    else:
        gain = clip(ratio, 1 - clip_epsilon, 1 + clip_epsilon) * advantage
    return gain - kl_coef * (log_prob - old_log_prob)


def _loss(
    log_probs: Quantity,
    old_log_probs: Quantity,
    advantages: Quantity,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    def term(t: Quantity) -> Quantity:
        return _term(log_probs[t], old_log_probs[t], advantages[t], clip_epsilon, kl_coef, surrogate_term)

    return -sigma("t", 0, count(log_probs) - 1, term)


@formula(source="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4: the policy loss for one sequence", equation=_loss)
def token_policy_loss(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate = "clipped",
) -> Quantity:
    """What one sequence costs the policy: −Σₜ [Clip(ρₜ) Aₜ − β (log π(yₜ) − log π_old(yₜ))], ρₜ = π(yₜ) / π_old(yₜ).

    Clip keeps ρₜ in [1 − ε, 1 + ε]. ``surrogate_term="minimum"`` takes PPO's min(ρₜ Aₜ, Clip(ρₜ) Aₜ) in place of Clip(ρₜ) Aₜ.
    The loss is the sum over the tokens, not their mean.

    >>> print(token_policy_loss(["-1", "-2"], ["-1.5", "-1.7"], ["-1", "0.5"], clip_epsilon="0.2", kl_coef="0.1"))
    41/50
    >>> float(token_policy_loss(["-1"], ["-2"], ["-1"], clip_epsilon="0.2", kl_coef="0.1", surrogate_term="minimum").rounded(4))
    2.8183
    """
    rows = zip(log_probs, old_log_probs, advantages, strict=True)
    return -total(_term(*row, clip_epsilon, kl_coef, surrogate_term) for row in rows)


@token_policy_loss.convention(
    "The clipped ratio was weighted by the advantage in any case. Here PPO's minimum of clipped and unclipped term is taken.",
    basis="Xiao & Zhu (2025), arXiv:2501.09223, ch. 4",
)
def clipped_ratio_alone(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    return token_policy_loss.body(log_probs, old_log_probs, advantages, clip_epsilon, kl_coef, "clipped")


@token_policy_loss.convention(
    "The smaller of clipped and unclipped term was taken, as PPO does. Here the clipped ratio is used in any case.",
    basis="Schulman et al. (2017), arXiv:1707.06347, eq. 7",
)
def minimum_of_both(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    return token_policy_loss.body(log_probs, old_log_probs, advantages, clip_epsilon, kl_coef, "minimum")


@token_policy_loss.misconception(
    "The ratio was not clipped. Keep it between $1 - \\epsilon$ and $1 + \\epsilon$, so that one update cannot go too far.",
    basis="slip",
)
def ratio_unclipped(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    rows = zip(log_probs, old_log_probs, advantages, strict=True)
    return -total(exp(new - old) * advantage - kl_coef * (new - old) for new, old, advantage in rows)


@token_policy_loss.misconception(
    "The penalty lowered the loss. Leaving the old policy costs: in the loss it is added.", basis="slip"
)
def penalty_rewarded(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    return token_policy_loss.body(log_probs, old_log_probs, advantages, clip_epsilon, -kl_coef, surrogate_term)


@token_policy_loss.misconception(
    "The penalty was left out. Add the coefficient times the log-ratio of each token.", basis="slip"
)
def penalty_forgotten(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    return token_policy_loss.body(log_probs, old_log_probs, advantages, clip_epsilon, 0, surrogate_term)


@token_policy_loss.misconception(
    "This is the objective, which is maximised. The loss is minimised: put a minus sign in front of the sum.",
    basis="slip",
)
def objective_for_loss(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    return -token_policy_loss.body(log_probs, old_log_probs, advantages, clip_epsilon, kl_coef, surrogate_term)


@token_policy_loss.misconception(
    "The log-ratio was clipped and weighted. Take the ratio of the probabilities, the exponential of the difference.",
    basis="slip",
)
def log_ratio_for_ratio(
    log_probs: Quantities,
    old_log_probs: Quantities,
    advantages: Quantities,
    clip_epsilon: Quantity,
    kl_coef: Quantity,
    surrogate_term: Surrogate,
) -> Quantity:
    rows = [(new - old, advantage) for new, old, advantage in zip(log_probs, old_log_probs, advantages, strict=True)]
    low, high = 1 - clip_epsilon, 1 + clip_epsilon
    return -total(clip(ratio, low, high) * advantage - kl_coef * ratio for ratio, advantage in rows)
