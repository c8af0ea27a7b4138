"""The clip by cases of the advantage's sign, where the formulas take a minimum."""

import math
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle


@oracle("policy_ratio", road="the exponential of the difference of logarithms, in floats")
def policy_ratio(prob: Fraction, old_prob: Fraction) -> float:
    return math.exp(math.log(prob) - math.log(old_prob))


@oracle("policy_ratio_from_logs", road="the quotient of the exponentials, in floats")
def policy_ratio_from_logs(log_prob: Fraction, old_log_prob: Fraction) -> float:
    return math.exp(log_prob) / math.exp(old_log_prob)


def has_gone_far_enough(ratio: Fraction, advantage: Fraction, clip_epsilon: Fraction) -> bool:
    """Whether the ratio is beyond the bound in the direction in which the advantage pushes it."""
    return ratio - 1 > clip_epsilon if advantage > 0 else (1 - ratio > clip_epsilon and advantage < 0)


def by_sign(ratio: Fraction, advantage: Fraction, clip_epsilon: Fraction) -> Fraction:
    """Ratio times advantage, with the bound in place of the ratio where it has gone far enough."""
    if not has_gone_far_enough(ratio, advantage, clip_epsilon):
        return ratio * advantage
    return advantage + abs(advantage) * clip_epsilon


@oracle("clipped_surrogate", road="cases by the sign of the advantage")
def clipped_surrogate(ratio: Fraction, advantage: Fraction, clip_epsilon: Fraction) -> Fraction:
    return by_sign(ratio, advantage, clip_epsilon)


@oracle("clipped_surrogate_mean", road="a running mean of cases by the sign of the advantage")
def clipped_surrogate_mean(
    ratios: Sequence[Fraction], advantages: Sequence[Fraction], clip_epsilon: Fraction
) -> Fraction:
    mean = Fraction(0)
    for seen, pair in enumerate(zip(ratios, advantages, strict=True), start=1):
        mean += (by_sign(*pair, clip_epsilon) - mean) / seen
    return mean


@oracle("clip_fraction", road="a list of those clipped, by cases, against all")
def clip_fraction(
    ratios: Sequence[Fraction], advantages: Sequence[Fraction], clip_epsilon: Fraction, counted: str
) -> Fraction:
    inside = [1 - clip_epsilon <= ratio <= 1 + clip_epsilon for ratio in ratios]
    if counted == "lowered":
        pairs = zip(ratios, advantages, strict=True)
        inside = [not has_gone_far_enough(ratio, advantage, clip_epsilon) for ratio, advantage in pairs]
    return Fraction(inside.count(False), len(inside))
