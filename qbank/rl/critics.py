"""How good a critic is: how much of the returns it explains, how far off it is, and on which side.

Conventions: ``predictions[i]`` is what the critic said and ``returns[i]`` what came of it, of N steps in the same order.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, maximum, mean, total
from qbank.rl.domains import DISTRIBUTION
from qbank.rl.formula import formula, over, sigma
from qbank.term import Term

Some = Annotated[Quantities, "N>1"]
Each = Annotated[Quantities, "N"]
States = Annotated[Quantities, "S"]
Actions = Annotated[Quantities, "A"]


def _spread(values: Quantities) -> Quantity:
    """The squared distances from the mean, added up."""
    centre = mean(values)
    return total((value - centre) ** 2 for value in values)


def _errors(predictions: Quantities, returns: Quantities) -> list[Quantity]:
    return [actual - predicted for predicted, actual in zip(predictions, returns, strict=True)]


def _explained(predictions: Quantity, returns: Quantity) -> Quantity:
    last = count(returns) - 1

    def spread(of: Term | None) -> Quantity:
        def error(i: Term) -> Quantity:
            return returns[i] - of[i] if of is not None else returns[i]

        centre = sigma("k", 0, last, error) / count(returns)
        return sigma("i", 0, last, lambda i: (error(i) - centre) ** 2)

    return 1 - spread(predictions) / spread(None)


@formula(
    source="Raffin et al. (2021), Stable-Baselines3, JMLR 22: explained_variance",
    equation=_explained,
)
def explained_variance(predictions: Some, returns: Some) -> Quantity:
    """The share of the returns' variance that the critic explains: 1 − Var(G − V) / Var(G).

    1 is perfect up to a constant, 0 no better than a constant, negative is worse. Returns that are all the same have no
    variance to explain. The predictions' mean does not matter.

    >>> print(explained_variance(predictions=["1", "2", "4"], returns=["1", "3", "5"]))
    11/12
    """
    return 1 - _spread(_errors(predictions, returns)) / _spread(returns)


@explained_variance.misconception("This is the share that is left unexplained. Subtract it from 1.", basis="slip")
def unexplained_share(predictions: Quantities, returns: Quantities) -> Quantity:
    return _spread(_errors(predictions, returns)) / _spread(returns)


@explained_variance.misconception(
    "The squared errors were taken instead of their variance. A constant error does not count here: subtract the mean"
    " error first.",
    basis="slip",
)
def bias_counted(predictions: Quantities, returns: Quantities) -> Quantity:
    return 1 - total(error**2 for error in _errors(predictions, returns)) / _spread(returns)


@explained_variance.misconception(
    "The variance of the predictions was divided by that of the returns. It is the errors whose variance counts.",
    basis="slip",
)
def variance_of_predictions(predictions: Quantities, returns: Quantities) -> Quantity:
    return _spread(predictions) / _spread(returns)


@explained_variance.misconception(
    "The variance of the errors was divided by that of the predictions. Divide by the variance of the returns.",
    basis="slip",
)
def divided_by_predictions(predictions: Quantities, returns: Quantities) -> Quantity:
    return 1 - _spread(_errors(predictions, returns)) / _spread(predictions)


def _mean_bias(predictions: Quantity, returns: Quantity) -> Quantity:
    return sigma("i", 0, count(returns) - 1, lambda i: predictions[i] - returns[i]) / count(returns)


@formula(source="van Hasselt, Guez & Silver (2016), arXiv:1509.06461", equation=_mean_bias)
def estimation_bias(predictions: Each, returns: Each) -> Quantity:
    """How far the critic is off on average: 1/N Σᵢ (Vᵢ − Gᵢ). Positive: it overestimates; negative: it underestimates.

    >>> print(estimation_bias(predictions=["4", "1"], returns=["2", "2"]))
    1/2
    """
    return mean([predicted - actual for predicted, actual in zip(predictions, returns, strict=True)])


@estimation_bias.misconception(
    "The difference was taken the wrong way round. Overestimating is positive: predictions minus returns.", basis="slip"
)
def returns_minus_predictions(predictions: Quantities, returns: Quantities) -> Quantity:
    return mean(_errors(predictions, returns))


@estimation_bias.misconception(
    "The sizes of the errors were averaged. A bias keeps their signs: errors in both directions cancel.", basis="slip"
)
def signs_dropped(predictions: Quantities, returns: Quantities) -> Quantity:
    return mean([abs(error) for error in _errors(predictions, returns)])


@estimation_bias.misconception("The errors were added and not averaged. Divide by how many there are.", basis="slip")
def bias_not_averaged(predictions: Quantities, returns: Quantities) -> Quantity:
    return -total(_errors(predictions, returns))


@estimation_bias.misconception("The errors were squared. A bias is the mean error itself, with its sign.", basis="slip")
def errors_squared(predictions: Quantities, returns: Quantities) -> Quantity:
    return mean([error**2 for error in _errors(predictions, returns)])


def _largest_minus_largest(estimates: Quantity, action_values: Quantity) -> Quantity:
    last = count(action_values) - 1
    return over("max", "a", 0, last, lambda a: estimates[a]) - over("max", "a", 0, last, lambda a: action_values[a])


@formula(source="Sutton & Barto (2018), section 6.7", equation=_largest_minus_largest)
def maximization_bias(estimates: Actions, action_values: Actions) -> Quantity:
    """How far the largest estimate lies above the largest true value: maxₐ Q̂(a) − maxₐ Q(a).

    Unbiased estimates make it positive on average, since the maximum picks the lucky ones.

    >>> print(maximization_bias(estimates=["1", "2"], action_values=["0", "1.5"]))
    1/2
    """
    return maximum(*estimates) - maximum(*action_values)


@maximization_bias.misconception(
    "The errors were averaged. It is the largest estimate that is used, and that is compared with the largest value.",
    basis="slip",
)
def average_error(estimates: Quantities, action_values: Quantities) -> Quantity:
    return mean(estimates) - mean(action_values)


@maximization_bias.misconception(
    "The largest error was taken. Compare the largest estimate with the largest true value, which may belong to"
    " different actions.",
    basis="slip",
)
def largest_error(estimates: Quantities, action_values: Quantities) -> Quantity:
    return maximum(*(guess - true for guess, true in zip(estimates, action_values, strict=True)))


@maximization_bias.misconception(
    "The difference was taken the wrong way round. The bias is the largest estimate minus the largest true value.",
    basis="slip",
)
def true_minus_estimate(estimates: Quantities, action_values: Quantities) -> Quantity:
    return maximum(*action_values) - maximum(*estimates)


def _weighted_squares(state_distribution: Quantity, true_values: Quantity, predictions: Quantity) -> Quantity:
    last = count(true_values) - 1
    return sigma("s", 0, last, lambda s: state_distribution[s] * (true_values[s] - predictions[s]) ** 2)


@formula(
    source="Sutton & Barto (2018), eq. 9.1",
    equation=_weighted_squares,
    domains={"state_distribution": DISTRIBUTION},
)
def mean_squared_value_error(state_distribution: States, true_values: States, predictions: States) -> Quantity:
    """How wrong predictions are, by how much time is spent where: Σₛ μ(s) (v(s) − V(s))².

    ``state_distribution`` is μ, the share of time in each state; ``true_values`` are the true values.

    >>> print(mean_squared_value_error(["0.75", "0.25"], true_values=["1", "4"], predictions=["2", "2"]))
    7/4
    """
    triples = zip(state_distribution, true_values, predictions, strict=True)
    return total(share * (true - predicted) ** 2 for share, true, predicted in triples)


@mean_squared_value_error.misconception(
    r"All states were weighted equally. Each counts by how much time is spent in it, $\mu(s)$.", basis="slip"
)
def states_weighted_equally(
    state_distribution: Quantities, true_values: Quantities, predictions: Quantities
) -> Quantity:
    return mean([error**2 for error in _errors(predictions, true_values)])


@mean_squared_value_error.misconception(
    "The mean error was squared. Square the error of each state first, then take the weighted mean.", basis="slip"
)
def square_of_mean(state_distribution: Quantities, true_values: Quantities, predictions: Quantities) -> Quantity:
    errors = _errors(predictions, true_values)
    return total(share * error for share, error in zip(state_distribution, errors, strict=True)) ** 2


@mean_squared_value_error.misconception(
    "The errors were not squared. Each counts with its square, so that large errors weigh more.", basis="slip"
)
def error_sizes(state_distribution: Quantities, true_values: Quantities, predictions: Quantities) -> Quantity:
    errors = _errors(predictions, true_values)
    return total(share * abs(error) for share, error in zip(state_distribution, errors, strict=True))
