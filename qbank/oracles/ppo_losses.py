"""The parts of PPO's objective as weighted sums, and the clipped value loss by the distances that it compares."""

import math
from fractions import Fraction

from qbank.oracles.oracle import oracle


@oracle("clipped_value_loss", road="the square of the larger distance, the clip by cases")
def clipped_value_loss(
    value: Fraction, old_value: Fraction, target: Fraction, clip_epsilon: Fraction, scale: str
) -> Fraction:
    moved = value - old_value
    if abs(moved) > clip_epsilon:
        moved = clip_epsilon if moved > 0 else -clip_epsilon
    distance = max(abs(value - target), abs(old_value + moved - target))
    return distance * distance / (2 if scale == "half" else 1)


@oracle("ppo_objective", road="the inner product of (1, -c1, c2) with the parts, in floats")
def ppo_objective(
    surrogate: Fraction,
    value_loss: Fraction,
    entropy: Fraction,
    value_coef: Fraction,
    entropy_coef: Fraction,
    form: str,
) -> float:
    parts = ((1, surrogate), (-value_coef, value_loss), (entropy_coef, entropy))
    return math.fsum(float(weight) * float(part) for weight, part in parts) * (-1 if form == "loss" else 1)


@oracle("kl_penalised_surrogate", road="the determinant of ((ρ, β), (KL, Â))")
def kl_penalised_surrogate(ratio: Fraction, advantage: Fraction, kl_coef: Fraction, kl: Fraction) -> Fraction:
    first, second = (ratio, kl_coef), (kl, advantage)
    return first[0] * second[1] - first[1] * second[0]
