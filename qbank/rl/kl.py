"""How far a policy has moved from its reference: the KL divergence.

Every probability must be positive, as those of a softmax policy are.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, total
from qbank.rl.entropy import Base, logarithm
from qbank.rl.formula import formula, sigma

Direction = Literal["policy_first", "reference_first"]
Actions = Annotated[Quantities, "A"]


def _divergence(policy: Quantity, ref_policy: Quantity, direction: Direction, base: Base) -> Quantity:
    first, second = (policy, ref_policy) if direction == "policy_first" else (ref_policy, policy)
    return sigma("a", 0, count(policy) - 1, lambda a: first[a] * logarithm(first[a] / second[a], base))


@formula(source="Cover & Thomas (2006), Elements of Information Theory, section 2.3", equation=_divergence)
def kl_divergence(
    policy: Actions, ref_policy: Actions, direction: Direction = "policy_first", base: Base = "natural"
) -> Quantity:
    """How far a policy is from its reference: KL(π ‖ π_ref) = Σₐ π(a) log(π(a) / π_ref(a)), never negative.

    The policy that comes first weighs the terms: π, from which RLHF samples, or with ``direction="reference_first"`` π_ref.
    ``base="binary"`` gives bits.

    >>> float(kl_divergence(policy=["0.5", "0.5"], ref_policy=["0.25", "0.75"]).rounded(4))
    0.1438
    >>> print(kl_divergence(policy=["0.3", "0.7"], ref_policy=["0.3", "0.7"]))
    0
    """
    first, second = (policy, ref_policy) if direction == "policy_first" else (ref_policy, policy)
    return total(one * logarithm(one / other, base) for one, other in zip(first, second, strict=True))


@kl_divergence.convention(
    r"This is $\mathrm{KL}(\pi \,\|\, \pi_{\text{ref}})$, weighed by the policy. Here the other direction is asked for, weighed"
    " by the reference.",
    basis="Ouyang et al. (2022), arXiv:2203.02155, eq. 2",
)
def weighed_by_policy(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    return kl_divergence.body(policy, ref_policy, "policy_first", base)


@kl_divergence.convention(
    r"This is $\mathrm{KL}(\pi_{\text{ref}} \,\|\, \pi)$, weighed by the reference. Here the other direction is asked for,"
    " weighed by the policy.",
    basis="Schulman et al. (2017), arXiv:1707.06347, eq. 8: the old policy comes first",
)
def weighed_by_reference(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    return kl_divergence.body(policy, ref_policy, "reference_first", base)


@kl_divergence.convention(
    "The natural logarithm was taken, which gives nats. Here the divergence is in bits: use logarithms to base 2.",
    basis="Schulman (2020), Approximating KL divergence",
)
def divergence_in_nats(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    return kl_divergence.body(policy, ref_policy, direction, "natural")


@kl_divergence.convention(
    "Logarithms to base 2 were taken, which give bits. Here the divergence is in nats: use natural logarithms.",
    basis="Cover & Thomas (2006), chapter 2",
)
def divergence_in_bits(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    return kl_divergence.body(policy, ref_policy, direction, "binary")


@kl_divergence.misconception(
    "The logarithms were added without weights. Multiply each by the probability under the policy that comes first.",
    basis="slip",
)
def unweighted_divergence(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    first, second = (policy, ref_policy) if direction == "policy_first" else (ref_policy, policy)
    return total(logarithm(one / other, base) for one, other in zip(first, second, strict=True))


@kl_divergence.misconception(
    "This is the cross-entropy. Subtract the entropy: the logarithm is of the quotient of both probabilities.",
    basis="slip",
)
def cross_entropy(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    first, second = (policy, ref_policy) if direction == "policy_first" else (ref_policy, policy)
    return -total(one * logarithm(other, base) for one, other in zip(first, second, strict=True))


@kl_divergence.misconception(
    "The absolute differences of the probabilities were added. The divergence weighs logarithms of their quotients.",
    basis="slip",
)
def absolute_differences(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    return total(abs(one - other) for one, other in zip(policy, ref_policy, strict=True))


@kl_divergence.misconception(
    "The sign was turned. A divergence is never negative: the policy that comes first stands above the line.",
    basis="slip",
)
def negative_divergence(policy: Quantities, ref_policy: Quantities, direction: Direction, base: Base) -> Quantity:
    return -kl_divergence.body(policy, ref_policy, direction, base)
