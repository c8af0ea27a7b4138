"""Proximal policy optimisation: the ratio of new to old policy, the clipped surrogate, and how often the clip binds.

Where the ratio is inside [1 − ε, 1 + ε], the surrogate is ratio times advantage, clipped or not; outside, the clip binds only
where the step has already gone far enough: ratio above 1 + ε with a positive advantage, below 1 − ε with a negative one.
"""

from typing import Literal

from qbank.rl.arithmetic import Quantities, Quantity, clip, count, exp, maximum, mean, minimum, total, where
from qbank.rl.domains import span
from qbank.rl.formula import formula, sigma

Counted = Literal["outside", "lowered"]
NEAR_ONE = span("1/2", "3/2")


@formula(source="Schulman et al. (2017), arXiv:1707.06347, section 3, before eq. 6")
def policy_ratio(prob: Quantity, old_prob: Quantity) -> Quantity:
    """How much more probable an action has become: ρ = π(a|s) / π_old(a|s).

    It is 1 where nothing has changed.

    >>> print(policy_ratio(prob="0.3", old_prob="0.25"))
    6/5
    """
    return prob / old_prob


@policy_ratio.misconception(
    "The ratio was turned round. Divide the new probability by the old one: above 1 means more probable than before.",
    basis="slip",
)
def old_over_new(prob: Quantity, old_prob: Quantity) -> Quantity:
    return old_prob / prob


@policy_ratio.misconception(
    "The probabilities were subtracted. The ratio divides the new probability by the old one.", basis="slip"
)
def difference_for_ratio(prob: Quantity, old_prob: Quantity) -> Quantity:
    return prob - old_prob


@policy_ratio.misconception(
    "This is the relative change, the ratio minus 1. Divide the new probability by the old one and stop there.",
    basis="slip",
)
def relative_change(prob: Quantity, old_prob: Quantity) -> Quantity:
    return prob / old_prob - 1


@formula(source="Schulman et al. (2017), arXiv:1707.06347, section 3, before eq. 6, as implementations compute it")
def policy_ratio_from_logs(log_prob: Quantity, old_log_prob: Quantity) -> Quantity:
    """How much more probable an action has become, from natural log-probabilities: ρ = exp(log π − log π_old).

    >>> float(policy_ratio_from_logs(log_prob="-1.2", old_log_prob="-1.5").rounded(4))
    1.3499
    """
    return exp(log_prob - old_log_prob)


@policy_ratio_from_logs.misconception(
    "The log-probabilities were divided. A quotient of probabilities is a difference of logarithms: subtract, then take"
    " the exponential.",
    basis="slip",
)
def logarithms_divided(log_prob: Quantity, old_log_prob: Quantity) -> Quantity:
    return log_prob / old_log_prob


@policy_ratio_from_logs.misconception("This is the logarithm of the ratio. Take its exponential.", basis="slip")
def logarithm_of_ratio(log_prob: Quantity, old_log_prob: Quantity) -> Quantity:
    return log_prob - old_log_prob


@policy_ratio_from_logs.misconception(
    "The ratio was turned round. Subtract the old log-probability from the new one, then take the exponential.",
    basis="slip",
)
def logarithms_swapped(log_prob: Quantity, old_log_prob: Quantity) -> Quantity:
    return exp(old_log_prob - log_prob)


def surrogate(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    """The smaller of ratio times advantage, and clipped ratio times advantage."""
    return minimum(ratio * advantage, clip(ratio, 1 - clip_epsilon, 1 + clip_epsilon) * advantage)


@formula(source="Schulman et al. (2017), arXiv:1707.06347, eq. 7, one term", domains={"ratio": NEAR_ONE})
def clipped_surrogate(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    """What PPO maximises, for one action: min(ρ Â, clip(ρ, 1 − ε, 1 + ε) Â).

    >>> print(clipped_surrogate(ratio="1.5", advantage="2", clip_epsilon="0.2"))
    12/5
    >>> print(clipped_surrogate(ratio="1.5", advantage="-2", clip_epsilon="0.2"))
    -3
    """
    return surrogate(ratio, advantage, clip_epsilon)


@clipped_surrogate.misconception(
    "The ratio was not clipped. Compare with the clipped ratio times the advantage, and take the smaller.", basis="slip"
)
def unclipped(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    return ratio * advantage


@clipped_surrogate.misconception(
    "The clipped term was taken in any case. It is taken only where it is the smaller of the two.", basis="slip"
)
def always_clipped(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    return clip(ratio, 1 - clip_epsilon, 1 + clip_epsilon) * advantage


@clipped_surrogate.misconception(
    "The larger of the two terms was taken. PPO is pessimistic: take the smaller.", basis="slip"
)
def larger_term(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    return maximum(ratio * advantage, clip(ratio, 1 - clip_epsilon, 1 + clip_epsilon) * advantage)


@clipped_surrogate.misconception(
    r"The ratio was clipped from above only. With a negative advantage it is the lower bound, $1 - \epsilon$, that binds.",
    basis="slip",
)
def upper_bound_only(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    return minimum(ratio * advantage, minimum(ratio, 1 + clip_epsilon) * advantage)


@clipped_surrogate.misconception(
    r"The ratio was clipped around 0. No change is a ratio of 1: clip between $1 - \epsilon$ and $1 + \epsilon$.",
    basis="slip",
)
def clipped_around_zero(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    return minimum(ratio * advantage, clip(ratio, -clip_epsilon, clip_epsilon) * advantage)


@clipped_surrogate.misconception(
    "The advantage was left out. Multiply the ratio and the clipped ratio by it, then take the smaller product.",
    basis="slip",
)
def ratio_alone(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity) -> Quantity:
    return clip(ratio, 1 - clip_epsilon, 1 + clip_epsilon)


def _surrogates(ratios: Quantity, advantages: Quantity, clip_epsilon: Quantity) -> Quantity:
    terms = sigma("t", 0, count(ratios) - 1, lambda t: surrogate(ratios[t], advantages[t], clip_epsilon))
    return terms / count(ratios)


@formula(source="Schulman et al. (2017), arXiv:1707.06347, eq. 7", equation=_surrogates, domains={"ratios": NEAR_ONE})
def clipped_surrogate_mean(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity) -> Quantity:
    """What PPO maximises, over a batch: the mean of min(ρₜ Âₜ, clip(ρₜ, 1 − ε, 1 + ε) Âₜ).

    >>> print(clipped_surrogate_mean(ratios=["1.5", "1.5", "0.5"], advantages=["2", "-1", "3"], clip_epsilon="0.2"))
    4/5
    """
    return mean([surrogate(*pair, clip_epsilon) for pair in zip(ratios, advantages, strict=True)])


@clipped_surrogate_mean.misconception(
    "The ratios were not clipped. Take the smaller of the clipped and the unclipped term, for each action.",
    basis="slip",
)
def mean_unclipped(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity) -> Quantity:
    return mean([ratio * advantage for ratio, advantage in zip(ratios, advantages, strict=True)])


@clipped_surrogate_mean.misconception(
    "Every ratio was clipped in any case. The clipped term is taken only where it is the smaller of the two.",
    basis="slip",
)
def mean_always_clipped(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity) -> Quantity:
    return mean([always_clipped(*pair, clip_epsilon) for pair in zip(ratios, advantages, strict=True)])


@clipped_surrogate_mean.misconception(
    "The larger of the two terms was taken. PPO is pessimistic: take the smaller, for each action.", basis="slip"
)
def mean_of_larger(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity) -> Quantity:
    return mean([larger_term(*pair, clip_epsilon) for pair in zip(ratios, advantages, strict=True)])


@clipped_surrogate_mean.misconception(
    "The terms were added and not averaged. Divide by how many there are.", basis="slip"
)
def surrogates_summed(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity) -> Quantity:
    return total(surrogate(*pair, clip_epsilon) for pair in zip(ratios, advantages, strict=True))


@clipped_surrogate_mean.misconception(
    "Ratios and advantages were averaged first. The clip is applied to each action: average only at the end.",
    basis="slip",
)
def averaged_first(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity) -> Quantity:
    return surrogate(mean(ratios), mean(advantages), clip_epsilon)


def _is_clipped(ratio: Quantity, advantage: Quantity, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    """1 where the clip counts, else 0."""
    if counted == "outside":
        return where(abs(ratio - 1) > clip_epsilon, 1, 0)
    return where(clip(ratio, 1 - clip_epsilon, 1 + clip_epsilon) * advantage < ratio * advantage, 1, 0)


def _share_clipped(ratios: Quantity, advantages: Quantity, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    last = count(ratios) - 1
    clipped = sigma("t", 0, last, lambda t: _is_clipped(ratios[t], advantages[t], clip_epsilon, counted))
    return clipped / count(ratios)


@formula(
    source="Huang et al. (2022), The 37 implementation details of PPO, detail 12 (debug variables)",
    equation=_share_clipped,
    domains={"ratios": NEAR_ONE},
)
def clip_fraction(
    ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity, counted: Counted = "outside"
) -> Quantity:
    """The share of a batch that is clipped: where |ρₜ − 1| > ε, or only where the clip lowers the term.

    ``counted`` says which: every ratio "outside", or those for which the term is "lowered". A ratio exactly at a bound does not
    count.

    >>> print(clip_fraction(["1.5", "0.5", "1.1", "1.3", "1.4"], ["1", "2", "1", "-1", "1"], clip_epsilon="0.2"))
    4/5
    >>> print(clip_fraction(["1.5", "0.5", "1.1", "1.3", "1.4"], ["1", "2", "1", "-1", "1"], "0.2", counted="lowered"))
    2/5
    """
    return mean([_is_clipped(*pair, clip_epsilon, counted) for pair in zip(ratios, advantages, strict=True)])


@clip_fraction.convention(
    r"Every ratio outside $1 \pm \epsilon$ was counted. Here only those count where the clip lowers the term.",
    basis="OpenAI Baselines (Dhariwal et al. 2017); Huang et al. (2022)",
)
def counted_outside(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    return clip_fraction.body(ratios, advantages, clip_epsilon, "outside")


@clip_fraction.convention(
    r"Only ratios were counted for which the clip lowers the term. Here every ratio outside $1 \pm \epsilon$ counts.",
    basis="TRL (von Werra et al. 2020)",
)
def counted_lowered(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    return clip_fraction.body(ratios, advantages, clip_epsilon, "lowered")


@clip_fraction.misconception(
    r"Only ratios above $1 + \epsilon$ were counted. Those below $1 - \epsilon$ may be clipped too: look at both ends.",
    basis="slip",
)
def upper_end_only(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    return mean([where(ratio > 1 + clip_epsilon, 1, 0) for ratio in ratios])


@clip_fraction.misconception("The share that is not clipped was taken. Count those that are.", basis="slip")
def share_kept(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    return 1 - clip_fraction.body(ratios, advantages, clip_epsilon, counted)


@clip_fraction.misconception(
    "The clipped ratios were counted. The fraction divides that by how many there are.", basis="slip"
)
def number_clipped(ratios: Quantities, advantages: Quantities, clip_epsilon: Quantity, counted: Counted) -> Quantity:
    return clip_fraction.body(ratios, advantages, clip_epsilon, counted) * count(ratios)
