"""Entropy: how undecided a policy is, and the bonus that keeps it so.

Every probability must be positive, as those of a softmax policy are.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, binary_log, count, log, mean, total
from qbank.rl.formula import formula, sigma

Base = Literal["natural", "binary"]
Actions = Annotated[Quantities, "A"]


def logarithm(value: Quantity, base: str) -> Quantity:
    """The logarithm to base e (in nats) or 2 (in bits)."""
    return binary_log(value) if base == "binary" else log(value)


def _entropy(policy: Quantity, base: Base) -> Quantity:
    return -sigma("a", 0, count(policy) - 1, lambda a: policy[a] * logarithm(policy[a], base))


@formula(source="Cover & Thomas (2006), Elements of Information Theory, section 2.1", equation=_entropy)
def entropy(policy: Actions, base: Base = "natural") -> Quantity:
    """How undecided a policy is: H(π) = −Σₐ π(a) log π(a), in nats or in bits.

    Natural logarithms give nats, binary ones bits. It is log n for n equally probable actions, and approaches 0 as one of them
    takes all.

    >>> float(entropy(["0.5", "0.25", "0.25"]).rounded(4))
    1.0397
    >>> float(entropy(["0.5", "0.25", "0.25"], base="binary").rounded(4))
    1.5
    """
    return -total(prob * logarithm(prob, base) for prob in policy)


@entropy.convention(
    "The natural logarithm was taken, which gives nats. Here the entropy is in bits: use logarithms to base 2.",
    basis="Mnih et al. (2016), arXiv:1602.01783, and all of deep reinforcement learning",
)
def in_nats(policy: Quantities, base: Base) -> Quantity:
    return entropy.body(policy, "natural")


@entropy.convention(
    "Logarithms to base 2 were taken, which give bits. Here the entropy is in nats: use natural logarithms.",
    basis="Cover & Thomas (2006), chapter 2",
)
def in_bits(policy: Quantities, base: Base) -> Quantity:
    return entropy.body(policy, "binary")


@entropy.misconception(
    "The minus sign was left out. Logarithms of probabilities are negative, and an entropy is not: change the sign.",
    basis="slip",
)
def negative_entropy(policy: Quantities, base: Base) -> Quantity:
    return -entropy.body(policy, base)


@entropy.misconception(
    r"The logarithms were added without their weights. Multiply each $\log \pi(a)$ by $\pi(a)$.", basis="slip"
)
def unweighted_logarithms(policy: Quantities, base: Base) -> Quantity:
    return -total(logarithm(prob, base) for prob in policy)


@entropy.misconception(
    "This is the largest entropy there can be, that of equal probabilities. Use the probabilities that are given.",
    basis="slip",
)
def largest_entropy(policy: Quantities, base: Base) -> Quantity:
    return -logarithm(mean(policy), base)


@entropy.misconception(
    "The squares of the probabilities were used. The entropy multiplies each probability by its logarithm.",
    basis="slip",
)
def gini_impurity(policy: Quantities, base: Base) -> Quantity:
    return 1 - total(prob**2 for prob in policy)


@formula(source="Mnih et al. (2016), arXiv:1602.01783, section 4")
def entropy_regularised_objective(objective: Quantity, entropy_coef: Quantity, entropy: Quantity) -> Quantity:
    """What the actor maximises where it is rewarded for staying undecided: J + c H(π).

    >>> print(entropy_regularised_objective(objective="0.5", entropy_coef="0.01", entropy="1.2"))
    64/125
    """
    return objective + entropy_coef * entropy


@entropy_regularised_objective.misconception(
    "The entropy was subtracted. It is a bonus for exploring: add it to what is maximised.", basis="slip"
)
def entropy_as_penalty(objective: Quantity, entropy_coef: Quantity, entropy: Quantity) -> Quantity:
    return objective - entropy_coef * entropy


@entropy_regularised_objective.misconception(
    "The entropy was added in full. Multiply it by its coefficient.", basis="slip"
)
def unscaled_bonus(objective: Quantity, entropy_coef: Quantity, entropy: Quantity) -> Quantity:
    return objective + entropy


@entropy_regularised_objective.misconception(
    "The coefficient was added to the entropy. It scales the entropy: multiply the two.", basis="slip"
)
def coefficient_added(objective: Quantity, entropy_coef: Quantity, entropy: Quantity) -> Quantity:
    return objective + entropy_coef + entropy


@entropy_regularised_objective.misconception(
    "The bonus was left out. Add the coefficient times the entropy.", basis="slip"
)
def bonus_forgotten(objective: Quantity, entropy_coef: Quantity, entropy: Quantity) -> Quantity:
    return objective
