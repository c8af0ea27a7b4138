"""Steps of REINFORCE from the surrogate that they climb, and its loss step by step through a running mean."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle
from qbank.oracles.policy_gradient import derivative


@oracle("reinforce_update", road="gradient ascent by the complex step on γ^t G log π, linear in θ near where it is")
def reinforce_update(
    parameter: Fraction,
    learning_rate: Fraction,
    sampled_return: Fraction,
    score: Fraction,
    discount: Fraction,
    time: Fraction,
    discounting: str,
) -> float:
    worth = float(sampled_return)
    for _ in range(int(time) if discounting == "included" else 0):
        worth *= float(discount)
    here = float(parameter)
    return here + float(learning_rate) * derivative(lambda x: worth * (float(score) * (x - here) - 1), here)


@oracle("reinforce_baseline_update", road="gradient ascent by the complex step on G log π, less the same on b log π")
def reinforce_baseline_update(
    parameter: Fraction, learning_rate: Fraction, sampled_return: Fraction, baseline: Fraction, score: Fraction
) -> float:
    here = float(parameter)

    def slope(worth: Fraction) -> float:
        return derivative(lambda x: float(worth) * (float(score) * (x - here) - 1), here)

    return here + float(learning_rate) * slope(sampled_return) - float(learning_rate) * slope(baseline)


@oracle("policy_gradient_loss", road="a running mean of the negated products, times their number for the sum")
def policy_gradient_loss(log_probs: Sequence[Fraction], advantages: Sequence[Fraction], average: str) -> Fraction:
    mean = Fraction(0)
    for seen, (log_prob, advantage) in enumerate(zip(log_probs, advantages, strict=True), start=1):
        mean += (-log_prob * advantage - mean) / seen
    return mean * (len(log_probs) if average == "sum" else 1)
