"""Advantages from differences between pairs, where the formulas go by way of the mean."""

import math
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle


@oracle("action_advantage", road="the distance to walk from V to Q on the line: |Q - V| in the direction of Q")
def action_advantage(action_value: Fraction, value: Fraction) -> Fraction:
    low, high = sorted((action_value, value))
    return high - low if action_value >= value else low - high


@oracle("gae_step", road="the polynomial δ_t + Â_{t+1} x by Horner's rule at x = γλ, from logarithms of its factors")
def gae_step(td_error: Fraction, discount: Fraction, gae_lambda: Fraction, next_advantage: Fraction) -> float:
    if discount == 0 or gae_lambda == 0:
        return float(td_error)
    return float(td_error) + math.exp(math.log(discount) + math.log(gae_lambda)) * float(next_advantage)


def pairwise_variance(values: Sequence[Fraction], deviation: str) -> Fraction:
    """Half the mean squared difference of two elements; of two that are not the same, for a sample."""
    size = len(values)
    squares = sum((a - b) ** 2 for a in values for b in values)
    return Fraction(squares, 2 * size * (size - 1 if deviation == "sample" else size))


def pairwise_centred(values: Sequence[Fraction]) -> list[Fraction]:
    """For each element the mean of its differences to all."""
    return [sum((value - other for other in values), Fraction(0)) / len(values) for value in values]


@oracle("whitened_advantages", road="mean differences over the root of half the mean squared difference, in floats")
def whitened_advantages(
    advantages: Sequence[Fraction], deviation: str, stabilised: str, stabiliser: Fraction
) -> tuple[float, ...]:
    inside = stabiliser if stabilised == "inside" else 0
    root = math.sqrt(pairwise_variance(advantages, deviation) + inside)
    if stabilised == "outside":
        root += float(stabiliser)
    return tuple(float(one) / root for one in pairwise_centred(advantages))
