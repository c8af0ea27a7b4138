"""Entropy as a derivative: of the sum of the powers of the probabilities, at the first power."""

import cmath
import math
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle
from qbank.oracles.policy_gradient import derivative


@oracle("entropy", road="minus the complex-step derivative of Σ π(a)^s at s = 1")
def entropy(policy: Sequence[Fraction], base: str) -> float:
    logs = [math.log(prob) for prob in policy]
    slope = derivative(lambda s: sum((cmath.exp(s * one) for one in logs), 0j), 1.0)
    return -slope / (math.log(2) if base == "binary" else 1)


@oracle("entropy_regularised_objective", road="the inner product of (1, c) with (J, H), in floats")
def entropy_regularised_objective(objective: Fraction, entropy_coef: Fraction, entropy: Fraction) -> float:
    return math.fsum(a * b for a, b in ((1.0, float(objective)), (float(entropy_coef), float(entropy))))
