"""A value that is linear in features, and the steps that train it: which part of the error is differentiated.

Conventions: V(s) = Σₖ wₖ xₖ(s); ``features`` are x(sₜ) and ``next_features`` x(sₜ₊₁), all 0 when sₜ₊₁ is terminal. A step gives
the new weights, not the change.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.formula import formula, sigma

Weights = Annotated[Quantities, "D"]


def _inner(weights: Quantities, features: Quantities) -> Quantity:
    return total(weight * feature for weight, feature in zip(weights, features, strict=True))


def _stepped(weights: Quantities, scale: Quantity, direction: Quantities) -> Quantities:
    """The weights, moved along a direction."""
    return tuple(weight + scale * part for weight, part in zip(weights, direction, strict=True))


def _value(weights: Quantity, features: Quantity) -> Quantity:
    return sigma("k", 0, count(weights) - 1, lambda k: weights[k] * features[k])


@formula(source="Sutton & Barto (2018), eq. 9.8", equation=_value)
def linear_value(weights: Weights, features: Weights) -> Quantity:
    """The value of a state from its features: V(s) = Σₖ wₖ xₖ(s).

    >>> print(linear_value(weights=["2", "-1"], features=["1", "3"]))
    -1
    """
    return _inner(weights, features)


@linear_value.misconception(
    "The weights were added without the features. Each weight counts as much as its feature is present.", basis="slip"
)
def features_left_out(weights: Quantities, features: Quantities) -> Quantity:
    return total(weights)


@linear_value.misconception("The products were averaged. The value is their sum.", basis="slip")
def products_averaged(weights: Quantities, features: Quantities) -> Quantity:
    return _inner(weights, features) / count(weights)


@linear_value.misconception(
    "Weights and features were added up first and then multiplied. Multiply pair by pair, then add.", basis="slip"
)
def sums_multiplied(weights: Quantities, features: Quantities) -> Quantity:
    return total(weights) * total(features)


def _monte_carlo_step(
    weights: Quantity, features: Quantity, learning_rate: Quantity, sampled_return: Quantity, i: Quantity
) -> Quantity:
    return weights[i] + learning_rate * (sampled_return - _value(weights, features)) * features[i]


@formula(source="Sutton & Barto (2018), eq. 9.7 with a linear value", equation=_monte_carlo_step)
def monte_carlo_weight_step(
    weights: Weights, features: Weights, learning_rate: Quantity, sampled_return: Quantity
) -> Quantities:
    """The weights after a step towards a return: wᵢ ← wᵢ + α (Gₜ − V(sₜ)) xᵢ.

    It is a true gradient step: the return does not depend on the weights.

    >>> print(*monte_carlo_weight_step(["1", "0"], features=["1", "2"], learning_rate="0.5", sampled_return="3"))
    2 2
    """
    return _stepped(weights, learning_rate * (sampled_return - _inner(weights, features)), features)


@monte_carlo_weight_step.misconception(
    "Every weight got the same step. A weight moves in proportion to its feature: multiply by it.", basis="slip"
)
def gradient_left_out(
    weights: Quantities, features: Quantities, learning_rate: Quantity, sampled_return: Quantity
) -> Quantity:
    error = sampled_return - _inner(weights, features)
    return tuple(weight + learning_rate * error for weight in weights)


@monte_carlo_weight_step.misconception(
    "The weights moved away from the return. They move so that the value comes nearer: add the error times the feature.",
    basis="slip",
)
def uphill(weights: Quantities, features: Quantities, learning_rate: Quantity, sampled_return: Quantity) -> Quantity:
    return monte_carlo_weight_step.body(weights, features, -learning_rate, sampled_return)


@monte_carlo_weight_step.misconception(
    "The value was not subtracted from the return. It is the error that drives the step.", basis="slip"
)
def return_for_error(
    weights: Quantities, features: Quantities, learning_rate: Quantity, sampled_return: Quantity
) -> Quantity:
    return _stepped(weights, learning_rate * sampled_return, features)


@monte_carlo_weight_step.misconception(
    "The step was doubled, as the derivative of the square without one half. The step size takes up that factor here.",
    basis="slip",
)
def doubled_step(
    weights: Quantities, features: Quantities, learning_rate: Quantity, sampled_return: Quantity
) -> Quantity:
    return monte_carlo_weight_step.body(weights, features, 2 * learning_rate, sampled_return)


def _error(
    weights: Quantity, features: Quantity, next_features: Quantity, reward: Quantity, discount: Quantity
) -> Quantity:
    """The TD error, at any length."""
    return reward + discount * _value(weights, next_features) - _value(weights, features)


def _td_error(
    weights: Quantities, features: Quantities, next_features: Quantities, reward: Quantity, discount: Quantity
) -> Quantity:
    return reward + discount * _inner(weights, next_features) - _inner(weights, features)


def _semi_gradient(
    weights: Quantity,
    features: Quantity,
    next_features: Quantity,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
    i: Quantity,
) -> Quantity:
    return weights[i] + learning_rate * _error(weights, features, next_features, reward, discount) * features[i]


@formula(source="Sutton & Barto (2018), eq. 9.9", equation=_semi_gradient)
def semi_gradient_step(
    weights: Weights,
    features: Weights,
    next_features: Weights,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantities:
    """The weights after a step of linear TD(0): wᵢ ← wᵢ + α δₜ xᵢ(sₜ), the target held constant.

    >>> print(*semi_gradient_step(["1", "2"], ["1", "0"], ["0", "1"], learning_rate="0.5", reward="1", discount="0.5"))
    3/2 2
    """
    error = _td_error(weights, features, next_features, reward, discount)
    return _stepped(weights, learning_rate * error, features)


@semi_gradient_step.convention(
    "The target was differentiated, too. Here it is held constant: only the features of the present state drive the step.",
    basis="Baird (1995), Residual algorithms, ICML; Sutton & Barto (2018), eq. 11.23",
)
def full_gradient(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    return residual_gradient_step.body(weights, features, next_features, learning_rate, reward, discount)


@semi_gradient_step.misconception(
    "The features of the next state drove the step. The value of the present state is corrected: multiply by its"
    " features.",
    basis="slip",
)
def next_features_for_features(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    error = _td_error(weights, features, next_features, reward, discount)
    return _stepped(weights, learning_rate * error, next_features)


@semi_gradient_step.misconception(
    "Every weight got the same step. A weight moves in proportion to its feature: multiply by it.", basis="slip"
)
def same_step_for_all(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    error = _td_error(weights, features, next_features, reward, discount)
    return tuple(weight + learning_rate * error for weight in weights)


@semi_gradient_step.misconception(
    r"The next value was left undiscounted. One step lies between now and then: multiply the next value by $\gamma$.",
    basis="slip",
)
def next_undiscounted(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    return semi_gradient_step.body(weights, features, next_features, learning_rate, reward, 1)


@semi_gradient_step.misconception(
    "The weights moved against the error. A positive TD error raises the value: add it times the features.",
    basis="slip",
)
def against_the_error(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    return semi_gradient_step.body(weights, features, next_features, -learning_rate, reward, discount)


def _residual_gradient(
    weights: Quantity,
    features: Quantity,
    next_features: Quantity,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
    i: Quantity,
) -> Quantity:
    error = _error(weights, features, next_features, reward, discount)
    return weights[i] + learning_rate * error * (features[i] - discount * next_features[i])


@formula(source="Sutton & Barto (2018), eq. 11.23, on-policy and linear", equation=_residual_gradient)
def residual_gradient_step(
    weights: Weights,
    features: Weights,
    next_features: Weights,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantities:
    """The weights after a true gradient step on ½ δₜ²: wᵢ ← wᵢ + α δₜ (xᵢ(sₜ) − γ xᵢ(sₜ₊₁)).

    The target is differentiated too, as automatic differentiation does without a stop-gradient.

    >>> print(*residual_gradient_step(["1", "2"], ["1", "0"], ["0", "1"], learning_rate="0.5", reward="1", discount="0.5"))
    3/2 7/4
    """
    error = _td_error(weights, features, next_features, reward, discount)
    direction = [here - discount * there for here, there in zip(features, next_features, strict=True)]
    return _stepped(weights, learning_rate * error, direction)


@residual_gradient_step.convention(
    "The target was held constant. Here the whole squared error is differentiated, the next value too.",
    basis="Sutton & Barto (2018), eq. 9.9",
)
def target_held_constant(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    return semi_gradient_step.body(weights, features, next_features, learning_rate, reward, discount)


@residual_gradient_step.misconception(
    r"The next features were left undiscounted. The next value enters the error with $\gamma$, and so does its gradient.",
    basis="slip",
)
def gradient_undiscounted(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    error = _td_error(weights, features, next_features, reward, discount)
    direction = [here - there for here, there in zip(features, next_features, strict=True)]
    return _stepped(weights, learning_rate * error, direction)


@residual_gradient_step.misconception(
    "The next features were added. The next value enters the error with the opposite sign of the present one: subtract"
    " them.",
    basis="slip",
)
def next_features_added(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    error = _td_error(weights, features, next_features, reward, discount)
    direction = [here + discount * there for here, there in zip(features, next_features, strict=True)]
    return _stepped(weights, learning_rate * error, direction)


@residual_gradient_step.misconception(
    "The weights moved uphill. A gradient step lowers the squared error: turn its sign.", basis="slip"
)
def residual_uphill(
    weights: Quantities,
    features: Quantities,
    next_features: Quantities,
    learning_rate: Quantity,
    reward: Quantity,
    discount: Quantity,
) -> Quantity:
    return residual_gradient_step.body(weights, features, next_features, -learning_rate, reward, discount)
