"""Policies and their gradients by the complex step: the derivative of f is the imaginary part of f(x + ih) / h.

W. Squire and G. Trapp, SIAM Review 40 (1998), 110-112; exact to machine precision, since nothing is subtracted.
"""

import cmath
import math
from collections.abc import Callable, Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle

H = 1e-40


def derivative(function: Callable[[complex], complex], at: float) -> float:
    """The derivative of a real-analytic function."""
    return function(complex(at, H)).imag / H


def _log_softmax(preferences: Sequence[complex], action: int) -> complex:
    return preferences[action] - cmath.log(sum(cmath.exp(one) for one in preferences))


def _score(preferences: Sequence[float], action: int) -> list[float]:
    """The derivative of log π(action) by each preference."""
    found = []
    for place, here in enumerate(preferences):

        def moved(x: complex, place: int = place) -> complex:
            return _log_softmax([*preferences[:place], x, *preferences[place + 1 :]], action)

        found.append(derivative(moved, here))
    return found


@oracle("softmax_policy", road="one over the sum of the odds exp(H_b - H_a)")
def softmax_policy(preferences: Sequence[Fraction]) -> tuple[float, ...]:
    return tuple(1 / sum(math.exp(other - one) for other in preferences) for one in preferences)


@oracle("softmax_score", road="the complex-step derivative of log softmax at the logarithms of the policy")
def softmax_score(policy: Sequence[Fraction], action: Fraction) -> tuple[float, ...]:
    return tuple(_score([math.log(prob) for prob in policy], int(action)))


@oracle("gradient_bandit_update", road="a step up the complex-step gradient of (R - b) log softmax")
def gradient_bandit_update(
    preferences: Sequence[Fraction], action: Fraction, reward: Fraction, average_reward: Fraction, step_size: Fraction
) -> tuple[float, ...]:
    at = [float(one) for one in preferences]
    step = float(step_size * reward - step_size * average_reward)
    return tuple(here + step * slope for here, slope in zip(at, _score(at, int(action)), strict=True))
