"""Divergences as derivatives, as means of an estimator, and estimators as areas; the controllers by cases."""

import cmath
import math
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle
from qbank.oracles.policy_gradient import derivative

Policy = Sequence[Fraction]


def _ordered(policy: Policy, ref_policy: Policy, direction: str) -> tuple[list[float], list[float]]:
    both = [float(one) for one in policy], [float(one) for one in ref_policy]
    return both if direction == "policy_first" else both[::-1]


@oracle("kl_divergence", road="the complex-step derivative of Σ p^(1+s) q^(-s) at s = 0")
def kl_divergence(policy: Policy, ref_policy: Policy, direction: str, base: str) -> float:
    pairs = list(zip(*_ordered(policy, ref_policy, direction), strict=True))
    slope = derivative(lambda s: sum((p * cmath.exp(s * (math.log(p) - math.log(q))) for p, q in pairs), 0j), 0.0)
    return slope / (math.log(2) if base == "binary" else 1)


@oracle("kl_divergence", road="the mean under p of the unbiased estimator q/p - 1 - log(q/p)")
def mean_of_estimates(policy: Policy, ref_policy: Policy, direction: str, base: str) -> float:
    pairs = zip(*_ordered(policy, ref_policy, direction), strict=True)
    nats = math.fsum(p * (q / p - 1 - math.log(q / p)) for p, q in pairs)
    return nats / (math.log(2) if base == "binary" else 1)


@oracle("kl_k1", road="the logarithm of the quotient of the probabilities, in floats")
def kl_k1(log_prob: Fraction, ref_log_prob: Fraction) -> float:
    return math.log(math.exp(log_prob) / math.exp(ref_log_prob))


@oracle("kl_k2", road="the area under x from 0 to the log-ratio: half base times height")
def kl_k2(log_prob: Fraction, ref_log_prob: Fraction) -> Fraction:
    side = abs(log_prob - ref_log_prob)
    return side * side * Fraction(1, 2)


@oracle("kl_k3", road="the area between the exponential and its tangent at 0, by its power series")
def kl_k3(log_prob: Fraction, ref_log_prob: Fraction) -> float:
    shift = float(ref_log_prob - log_prob)
    term, terms = shift * shift / 2, []
    for power in range(3, 60):
        terms.append(term)
        term *= shift / power
    return math.fsum(terms)


@oracle("adaptive_kl_coef", road="powers of 2 by how often the tolerance is exceeded, from the quotient")
def adaptive_kl_coef(kl_coef: Fraction, kl: Fraction, target_kl: Fraction) -> Fraction:
    quotient = kl / target_kl
    doublings = (2 * quotient > 3) - (3 * quotient < 2)
    return kl_coef * Fraction(2) ** doublings


@oracle("proportional_kl_coef", road="cases of the quotient of divergence and target")
def proportional_kl_coef(kl_coef: Fraction, kl: Fraction, target_kl: Fraction, gain: Fraction) -> Fraction:
    quotient = kl / target_kl
    if 5 * quotient > 6:
        quotient = Fraction(6, 5)
    elif 5 * quotient < 4:
        quotient = Fraction(4, 5)
    return kl_coef - kl_coef * gain + kl_coef * gain * quotient
