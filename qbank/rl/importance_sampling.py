"""Importance sampling: episodes of one policy tell what another is worth.

Conventions: the behaviour policy b acted, the target policy π is asked about; t = 0..T-1 are the steps of an episode,
i = 0..N-1 the episodes of a batch, ``importance_ratios[i]`` is the ratio of a whole episode and ``returns[i]`` its return.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, mean, product, total
from qbank.rl.formula import formula, over, sigma

Episodes = Annotated[Quantities, "N"]


def _ratios(target_probs: Quantities, behavior_probs: Quantities) -> list[Quantity]:
    return [target / behavior for target, behavior in zip(target_probs, behavior_probs, strict=True)]


def _product_of_ratios(target_probs: Quantity, behavior_probs: Quantity) -> Quantity:
    return over("product", "t", 0, count(target_probs) - 1, lambda t: target_probs[t] / behavior_probs[t])


@formula(source="Sutton & Barto (2018), eq. 5.3", equation=_product_of_ratios)
def importance_ratio(target_probs: Quantities, behavior_probs: Quantities) -> Quantity:
    """How much likelier an episode is under the target policy: ρ = Πₜ π(aₜ|sₜ) / b(aₜ|sₜ), t = 0..T-1.

    The chances of the environment cancel. ``behavior_probs`` are above 0.

    >>> print(importance_ratio(target_probs=["0.5", "0.9"], behavior_probs=["0.25", "0.6"]))
    3
    """
    return product(_ratios(target_probs, behavior_probs))


@importance_ratio.misconception(
    "The ratio was taken the wrong way round. The target policy stands above, the behaviour policy that acted below.",
    basis="slip",
)
def ratio_inverted(target_probs: Quantities, behavior_probs: Quantities) -> Quantity:
    return product(_ratios(behavior_probs, target_probs))


@importance_ratio.misconception(
    "The ratios of the steps were added. The chance of an episode is a product, and so is its ratio: multiply them.",
    basis="slip",
)
def ratios_added(target_probs: Quantities, behavior_probs: Quantities) -> Quantity:
    return total(_ratios(target_probs, behavior_probs))


@importance_ratio.misconception(
    "Only the last step's ratio was taken. Every step of the episode contributes a factor.", basis="slip"
)
def last_ratio_only(target_probs: Quantities, behavior_probs: Quantities) -> Quantity:
    return target_probs[-1] / behavior_probs[-1]


@importance_ratio.misconception(
    "The ratios of the steps were averaged. Multiply them: each step makes the episode likelier or less likely.",
    basis="slip",
)
def ratios_averaged(target_probs: Quantities, behavior_probs: Quantities) -> Quantity:
    return mean(_ratios(target_probs, behavior_probs))


@importance_ratio.misconception(
    "Only the chances under the target policy were multiplied. Divide each by the chance with which it was tried.",
    basis="slip",
)
def behavior_left_out(target_probs: Quantities, behavior_probs: Quantities) -> Quantity:
    return product(target_probs)


def weighted_sum(weights: Quantities, values: Quantities) -> Quantity:
    """The values, each times its weight, added up."""
    return total(weight * value for weight, value in zip(weights, values, strict=True))


def _weighted_returns(importance_ratios: Quantity, returns: Quantity) -> Quantity:
    return sigma("i", 0, count(returns) - 1, lambda i: importance_ratios[i] * returns[i])


def _ordinary(importance_ratios: Quantity, returns: Quantity) -> Quantity:
    return _weighted_returns(importance_ratios, returns) / count(returns)


@formula(source="Sutton & Barto (2018), eq. 5.5", equation=_ordinary)
def ordinary_importance_sampling(importance_ratios: Episodes, returns: Episodes) -> Quantity:
    """The value under the target policy, unbiased: V = 1/N Σᵢ ρᵢ Gᵢ.

    >>> print(ordinary_importance_sampling(importance_ratios=["2", "0.5"], returns=["1", "4"]))
    2
    """
    return weighted_sum(importance_ratios, returns) / count(returns)


@ordinary_importance_sampling.convention(
    "This is weighted importance sampling: the sum was divided by the sum of the ratios. Here divide by the number of"
    " episodes.",
    basis="Sutton & Barto (2018), eq. 5.6",
)
def weighted_for_ordinary(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return weighted_sum(importance_ratios, returns) / total(importance_ratios)


@ordinary_importance_sampling.misconception(
    "The returns were averaged as they are. They come from another policy: weight each with its ratio.", basis="slip"
)
def ratios_ignored(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return mean(returns)


@ordinary_importance_sampling.misconception(
    "The weighted returns were added and not averaged. Divide by the number of episodes.", basis="slip"
)
def weighted_returns_added(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return weighted_sum(importance_ratios, returns)


@ordinary_importance_sampling.misconception(
    "The returns were divided by their ratios. An episode that is likelier under the target policy counts more: multiply.",
    basis="slip",
)
def divided_by_ratio(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return mean([value / ratio for ratio, value in zip(importance_ratios, returns, strict=True)])


def _weighted(importance_ratios: Quantity, returns: Quantity) -> Quantity:
    every = sigma("i", 0, count(returns) - 1, lambda i: importance_ratios[i])
    return _weighted_returns(importance_ratios, returns) / every


@formula(source="Sutton & Barto (2018), eq. 5.6", equation=_weighted)
def weighted_importance_sampling(importance_ratios: Episodes, returns: Episodes) -> Quantity:
    """The value under the target policy, as a weighted mean: V = Σᵢ ρᵢ Gᵢ / Σᵢ ρᵢ.

    Biased, but of less variance than the ordinary estimate.

    >>> print(weighted_importance_sampling(importance_ratios=["2", "0.5"], returns=["1", "4"]))
    8/5
    """
    return weighted_sum(importance_ratios, returns) / total(importance_ratios)


@weighted_importance_sampling.convention(
    "This is ordinary importance sampling: the sum was divided by the number of episodes. Here divide by the sum of the"
    " ratios.",
    basis="Sutton & Barto (2018), eq. 5.5",
)
def ordinary_for_weighted(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return weighted_sum(importance_ratios, returns) / count(returns)


@weighted_importance_sampling.misconception(
    "The returns were averaged as they are. They come from another policy: weight each with its ratio.", basis="slip"
)
def weights_ignored(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return mean(returns)


@weighted_importance_sampling.misconception(
    "The weighted returns were added and not divided. A weighted mean divides by the sum of the weights.", basis="slip"
)
def sum_not_divided(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return weighted_sum(importance_ratios, returns)


@weighted_importance_sampling.misconception(
    "The returns were added before they were weighted. Weight each return with the ratio of its own episode.",
    basis="slip",
)
def mean_weight_times_sum(importance_ratios: Quantities, returns: Quantities) -> Quantity:
    return mean(importance_ratios) * mean(returns)


@formula(source="Sutton & Barto (2018), eq. 5.8")
def weighted_average_update(
    value: Quantity, importance_ratio: Quantity, cumulative_ratio: Quantity, sampled_return: Quantity
) -> Quantity:
    """The weighted mean after one more return: V ← V + W/C (G − V).

    ``importance_ratio`` is the weight W of the new return, ``cumulative_ratio`` the sum C of all weights, the new one included.

    >>> print(weighted_average_update(value="2", importance_ratio="2", cumulative_ratio="8", sampled_return="6"))
    3
    """
    return value + importance_ratio / cumulative_ratio * (sampled_return - value)


@weighted_average_update.misconception(
    "The sum of the weights was taken without the new one. It includes the weight of the new return.", basis="slip"
)
def new_weight_left_out(
    value: Quantity, importance_ratio: Quantity, cumulative_ratio: Quantity, sampled_return: Quantity
) -> Quantity:
    return value + importance_ratio / (cumulative_ratio + importance_ratio) * (sampled_return - value)


@weighted_average_update.misconception(
    "The difference was multiplied by the weight alone. Divide the weight by the sum of all weights.", basis="slip"
)
def weight_not_divided(
    value: Quantity, importance_ratio: Quantity, cumulative_ratio: Quantity, sampled_return: Quantity
) -> Quantity:
    return value + importance_ratio * (sampled_return - value)


@weighted_average_update.misconception(
    "The weight of the return was left out. It takes the share of all weights that is its own.", basis="slip"
)
def weight_left_out(
    value: Quantity, importance_ratio: Quantity, cumulative_ratio: Quantity, sampled_return: Quantity
) -> Quantity:
    return value + (sampled_return - value) / cumulative_ratio


@weighted_average_update.misconception(
    "This is the change of the value. The new value is the old one plus the change.", basis="slip"
)
def change_of_average(
    value: Quantity, importance_ratio: Quantity, cumulative_ratio: Quantity, sampled_return: Quantity
) -> Quantity:
    return importance_ratio / cumulative_ratio * (sampled_return - value)


def _per_decision(rewards: Quantity, ratios: Quantity, discount: Quantity) -> Quantity:
    return sigma(
        "t",
        0,
        count(rewards) - 1,
        lambda t: discount**t * over("product", "k", 0, t, lambda k: ratios[k]) * rewards[t],
    )


@formula(source="Sutton & Barto (2018), section 5.9, eqs. 5.14 and 5.15", equation=_per_decision)
def per_decision_return(rewards: Quantities, ratios: Quantities, discount: Quantity) -> Quantity:
    """A return in which each reward is weighted only with what came before it: Σₜ γᵗ ρ₀ ... ρₜ rₜ, t = 0..T-1.

    ``ratios[t]`` is ρₜ = π(aₜ|sₜ) / b(aₜ|sₜ). Its mean is that of the whole ratio times the return, its variance is smaller.

    >>> print(per_decision_return(rewards=["1", "8"], ratios=["2", "0.25"], discount="0.5"))
    4
    """
    steps = range(len(rewards))
    return total(discount**time * product(ratios[: time + 1]) * rewards[time] for time in steps)


@per_decision_return.convention(
    "Every reward was weighted with the ratio of the whole episode. Here a reward is weighted only with the decisions up to"
    " its own.",
    basis="Sutton & Barto (2018), eq. 5.5",
)
def whole_ratio(rewards: Quantities, ratios: Quantities, discount: Quantity) -> Quantity:
    return product(ratios) * per_decision_return.body(rewards, (1,) * len(rewards), discount)


@per_decision_return.misconception(
    "Each reward was weighted with the ratio of its own step alone. All decisions before it led there, too: multiply"
    " their ratios.",
    basis="slip",
)
def own_ratio_only(rewards: Quantities, ratios: Quantities, discount: Quantity) -> Quantity:
    steps = range(len(rewards))
    return total(discount**time * ratios[time] * rewards[time] for time in steps)


@per_decision_return.misconception(
    "The ratios were left out. The rewards come from another policy: weight each with the decisions that led to it.",
    basis="slip",
)
def decisions_ignored(rewards: Quantities, ratios: Quantities, discount: Quantity) -> Quantity:
    return per_decision_return.body(rewards, (1,) * len(rewards), discount)


@per_decision_return.misconception(
    "A reward was not weighted with its own step's decision. Here $r_t$ follows the action in $s_t$, so $\\rho_t$"
    " belongs to it.",
    basis="slip",
)
def one_ratio_too_few(rewards: Quantities, ratios: Quantities, discount: Quantity) -> Quantity:
    steps = range(len(rewards))
    return total(discount**time * product(ratios[:time]) * rewards[time] for time in steps)


def _squared_sum_by_squares(importance_ratios: Quantity) -> Quantity:
    last = count(importance_ratios) - 1
    every = sigma("i", 0, last, lambda i: importance_ratios[i])
    return every**2 / sigma("i", 0, last, lambda i: importance_ratios[i] ** 2)


@formula(
    source="Kong (1992), A note on importance sampling, Chicago technical report 348", equation=_squared_sum_by_squares
)
def effective_sample_size(importance_ratios: Episodes) -> Quantity:
    """How many equally weighted episodes tell as much: (Σᵢ ρᵢ)² / Σᵢ ρᵢ².

    Between 1 (one weight is all) and N (all weights are equal).

    >>> print(effective_sample_size(importance_ratios=["3", "1"]))
    8/5
    """
    return total(importance_ratios) ** 2 / total(ratio**2 for ratio in importance_ratios)


@effective_sample_size.misconception(
    "The sum of the ratios was taken. The effective number compares the squared sum with the sum of the squares.",
    basis="slip",
)
def sum_of_ratios(importance_ratios: Quantities) -> Quantity:
    return total(importance_ratios)


@effective_sample_size.misconception(
    "The sum was not squared. Its square stands above the sum of the squares.", basis="slip"
)
def sum_not_squared(importance_ratios: Quantities) -> Quantity:
    return total(importance_ratios) / total(ratio**2 for ratio in importance_ratios)


@effective_sample_size.misconception(
    "The quotient was turned over. The squared sum stands above, the sum of the squares below.", basis="slip"
)
def turned_over(importance_ratios: Quantities) -> Quantity:
    return total(ratio**2 for ratio in importance_ratios) / total(importance_ratios) ** 2


@effective_sample_size.misconception(
    "All episodes were counted. Unequal weights make them tell less: compare squared sum and sum of squares.",
    basis="slip",
)
def all_counted(importance_ratios: Quantities) -> Quantity:
    return count(importance_ratios)
