"""Where linear TD(0) comes to rest, for one feature: the weight at which the mean step is zero.

Conventions: t = 0..T-1 are the transitions of a batch; ``features[t]`` is x(sₜ), ``next_features[t]`` is x of the state that
follows, 0 when it is terminal; V(s) = w x(s).
"""

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.formula import formula, sigma


def _solved(features: Quantity, next_features: Quantity, rewards: Quantity, discount: Quantity) -> Quantity:
    last = count(rewards) - 1
    earned = sigma("t", 0, last, lambda t: features[t] * rewards[t])
    return earned / sigma("t", 0, last, lambda t: features[t] * (features[t] - discount * next_features[t]))


@formula(source="Sutton & Barto (2018), eq. 9.12 with one feature, over a batch", equation=_solved)
def td_fixed_point(
    features: Quantities, next_features: Quantities, rewards: Quantities, discount: Quantity
) -> Quantity:
    """The weight that TD(0) converges to: w = Σₜ xₜ rₜ / Σₜ xₜ (xₜ − γ xₜ'), where Σₜ δₜ xₜ = 0.

    It has no value where the sum below is zero. The second example is the two states of S&B's section 11.2 with the
    features 1 and 2.

    >>> print(td_fixed_point(features=["1", "2"], next_features=["2", "0"], rewards=["1", "1"], discount="0.25"))
    2/3
    >>> print(td_fixed_point(features=["1"], next_features=["2"], rewards=["0"], discount="0.9"))
    0
    """
    moves = zip(features, next_features, strict=True)
    earned = total(feature * reward for feature, reward in zip(features, rewards, strict=True))
    return earned / total(here * (here - discount * there) for here, there in moves)


@td_fixed_point.misconception(
    "The next states were left out. That fits the rewards alone; TD also bootstraps from the next features.",
    basis="slip",
)
def rewards_fitted(
    features: Quantities, next_features: Quantities, rewards: Quantities, discount: Quantity
) -> Quantity:
    return td_fixed_point.body(features, next_features, rewards, 0)


@td_fixed_point.misconception(
    r"The next features were left undiscounted. The next value enters the target with $\gamma$.", basis="slip"
)
def fixed_point_undiscounted(
    features: Quantities, next_features: Quantities, rewards: Quantities, discount: Quantity
) -> Quantity:
    return td_fixed_point.body(features, next_features, rewards, 1)


@td_fixed_point.misconception(
    "This weight makes the squared TD errors smallest, the target differentiated too. TD(0) rests where the mean of"
    r" $\delta_t x_t$ is zero.",
    basis="Baird (1995), Residual algorithms, ICML",
)
def residual_minimum(
    features: Quantities, next_features: Quantities, rewards: Quantities, discount: Quantity
) -> Quantity:
    slopes = [here - discount * there for here, there in zip(features, next_features, strict=True)]
    earned = total(slope * reward for slope, reward in zip(slopes, rewards, strict=True))
    return earned / total(slope**2 for slope in slopes)


@td_fixed_point.misconception(
    "The next features were subtracted with the wrong sign. The error holds $w(x_t - \\gamma x_t')$: solve for $w$ with"
    " the difference.",
    basis="slip",
)
def next_features_with_plus(
    features: Quantities, next_features: Quantities, rewards: Quantities, discount: Quantity
) -> Quantity:
    return td_fixed_point.body(features, tuple(-there for there in next_features), rewards, discount)
