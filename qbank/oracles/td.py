"""One-step learning, each quantity as what it is a part of: weighted sums, and the polynomial of a square."""

from fractions import Fraction

from qbank.oracles.oracle import oracle


def _dot(weights: tuple[Fraction, ...], values: tuple[Fraction, ...]) -> Fraction:
    return sum((weight * value for weight, value in zip(weights, values, strict=True)), Fraction(0))


@oracle("td_target", road="the inner product of (1, γ) with (r, V')")
def td_target(reward: Fraction, discount: Fraction, next_value: Fraction) -> Fraction:
    return _dot((Fraction(1), discount), (reward, next_value))


@oracle("td_error", road="the inner product of (1, γ, -1) with (r, V', V)")
def td_error(reward: Fraction, discount: Fraction, next_value: Fraction, value: Fraction) -> Fraction:
    return _dot((Fraction(1), discount, Fraction(-1)), (reward, next_value, value))


@oracle("squared_error", road="the square multiplied out: a² - 2ab + b²")
def squared_error(target: Fraction, prediction: Fraction) -> Fraction:
    return target * target - 2 * target * prediction + prediction * prediction
