"""Direct preferences from probabilities to the power β, and the weight as the slope of the loss."""

import cmath
import math
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle
from qbank.oracles.policy_gradient import derivative


def _tilted(log_prob: Fraction, ref_log_prob: Fraction, power: Fraction) -> float:
    """(π / π_ref)^β."""
    return float((math.exp(log_prob) / math.exp(ref_log_prob)) ** float(power))


@oracle("implicit_reward", road="the logarithm of the probability ratio to the power β")
def implicit_reward(log_prob: Fraction, ref_log_prob: Fraction, kl_coef: Fraction) -> float:
    return math.log(_tilted(log_prob, ref_log_prob, kl_coef))


@oracle("dpo_margin", road="the logarithm of the quotient of both tilted ratios")
def dpo_margin(
    chosen_log_prob: Fraction,
    chosen_ref_log_prob: Fraction,
    rejected_log_prob: Fraction,
    rejected_ref_log_prob: Fraction,
    kl_coef: Fraction,
) -> float:
    chosen = _tilted(chosen_log_prob, chosen_ref_log_prob, kl_coef)
    return math.log(chosen / _tilted(rejected_log_prob, rejected_ref_log_prob, kl_coef))


@oracle("dpo_loss", road="minus the logarithm of the chosen one's share of both tilted ratios")
def dpo_loss(
    chosen_log_prob: Fraction,
    chosen_ref_log_prob: Fraction,
    rejected_log_prob: Fraction,
    rejected_ref_log_prob: Fraction,
    kl_coef: Fraction,
) -> float:
    chosen = _tilted(chosen_log_prob, chosen_ref_log_prob, kl_coef)
    rejected = _tilted(rejected_log_prob, rejected_ref_log_prob, kl_coef)
    return math.log1p(rejected / chosen)


@oracle("dpo_gradient_weight", road="minus the complex-step derivative of -log σ by the margin")
def dpo_gradient_weight(chosen_reward: Fraction, rejected_reward: Fraction, kl_coef: Fraction, factor: str) -> float:
    slope = derivative(lambda margin: cmath.log(1 + cmath.exp(-margin)), float(chosen_reward - rejected_reward))
    return -slope * (float(kl_coef) if factor == "with_beta" else 1)


@oracle("dpo_accuracy", road="the place of 0 among the sorted margins")
def dpo_accuracy(margins: Sequence[Fraction]) -> Fraction:
    ranked = sorted([*margins, Fraction(0)], reverse=True)
    return Fraction(ranked.index(Fraction(0)), len(margins))


@oracle("ipo_loss", road="the square multiplied out, the log-ratios from probabilities")
def ipo_loss(
    chosen_log_prob: Fraction,
    chosen_ref_log_prob: Fraction,
    rejected_log_prob: Fraction,
    rejected_ref_log_prob: Fraction,
    tau: Fraction,
) -> Fraction:
    gap = chosen_log_prob + rejected_ref_log_prob - chosen_ref_log_prob - rejected_log_prob
    return gap * gap - gap / tau + 1 / (4 * tau * tau)
