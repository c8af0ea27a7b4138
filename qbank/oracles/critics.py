"""Critics measured in floats, and gradient steps by numerical derivatives of the errors they descend."""

import statistics
from collections.abc import Callable, Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle

Row = Sequence[Fraction]
Error = Callable[[list[Fraction]], Fraction]


@oracle("explained_variance", road="variances as the mean square minus the squared mean")
def explained_variance(predictions: Row, returns: Row) -> Fraction:
    def variance(values: list[Fraction]) -> Fraction:
        return statistics.mean(value * value for value in values) - statistics.mean(values) ** 2

    left = variance([actual - predicted for predicted, actual in zip(predictions, returns, strict=True)])
    whole = variance(list(returns))
    return (whole - left) / whole


@oracle("estimation_bias", road="the difference of the two means")
def estimation_bias(predictions: Row, returns: Row) -> Fraction:
    return statistics.mean(predictions) - statistics.mean(returns)


@oracle("maximization_bias", road="the last in ascending order, of estimates and of values")
def maximization_bias(estimates: Row, action_values: Row) -> Fraction:
    return sorted(estimates)[-1] - sorted(action_values)[-1]


@oracle("mean_squared_value_error", road="the squares multiplied out, moment by moment")
def mean_squared_value_error(state_distribution: Row, true_values: Row, predictions: Row) -> Fraction:
    def moment(first: Row, second: Row) -> Fraction:
        triples = zip(state_distribution, first, second, strict=True)
        return sum((share * one * other for share, one, other in triples), Fraction(0))

    squares = moment(true_values, true_values) + moment(predictions, predictions)
    return squares - 2 * moment(true_values, predictions)


def _value(weights: Row, features: Row) -> Fraction:
    """What each feature adds, one after the other, from the last."""
    worth = Fraction(0)
    for place in reversed(range(len(weights))):
        worth += features[place] * weights[place]
    return worth


@oracle("linear_value", road="the polarisation of the square: (|w + x|² - |w - x|²) / 4")
def linear_value(weights: Row, features: Row) -> Fraction:
    pairs = list(zip(weights, features, strict=True))
    return sum(((one + other) ** 2 - (one - other) ** 2 for one, other in pairs), Fraction(0)) / 4


def _descended(weights: Row, learning_rate: Fraction, error: Error) -> tuple[Fraction, ...]:
    """A step down half the squared error, by central differences, which are exact for a square."""

    def loss(place: int, shift: int) -> Fraction:
        moved = [weight + (shift if other == place else 0) for other, weight in enumerate(weights)]
        return error(moved) ** 2 / 2

    slopes = [(loss(place, 1) - loss(place, -1)) / 2 for place in range(len(weights))]
    return tuple(weight - learning_rate * slope for weight, slope in zip(weights, slopes, strict=True))


@oracle("monte_carlo_weight_step", road="the numerical gradient of half the squared error")
def monte_carlo_weight_step(
    weights: Row, features: Row, learning_rate: Fraction, sampled_return: Fraction
) -> tuple[Fraction, ...]:
    return _descended(weights, learning_rate, lambda moved: sampled_return - _value(moved, features))


@oracle("semi_gradient_step", road="the numerical gradient of half the squared error, its target computed before")
def semi_gradient_step(
    weights: Row, features: Row, next_features: Row, learning_rate: Fraction, reward: Fraction, discount: Fraction
) -> tuple[Fraction, ...]:
    target = reward + discount * _value(weights, next_features)
    return _descended(weights, learning_rate, lambda moved: target - _value(moved, features))


@oracle("residual_gradient_step", road="the numerical gradient of half the squared TD error")
def residual_gradient_step(
    weights: Row, features: Row, next_features: Row, learning_rate: Fraction, reward: Fraction, discount: Fraction
) -> tuple[Fraction, ...]:
    def error(moved: list[Fraction]) -> Fraction:
        return reward + discount * _value(moved, next_features) - _value(moved, features)

    return _descended(weights, learning_rate, error)


@oracle("td_fixed_point", road="the zero of the summed updates, from their values at two weights")
def td_fixed_point(features: Row, next_features: Row, rewards: Row, discount: Fraction) -> Fraction:
    def updates(weight: Fraction) -> Fraction:
        steps = zip(features, next_features, rewards, strict=True)
        return sum(
            (here * (reward + discount * weight * there - weight * here) for here, there, reward in steps), Fraction(0)
        )

    start, one_further = updates(Fraction(0)), updates(Fraction(1))
    return start / (start - one_further)
