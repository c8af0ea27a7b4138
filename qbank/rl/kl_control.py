"""The coefficient of the KL penalty, kept where the divergence stays on target."""

from fractions import Fraction

from qbank.rl.arithmetic import Quantity, clip, where
from qbank.rl.formula import formula

HALF_AS_MUCH_AGAIN = Fraction(3, 2)
FIFTH = Fraction(1, 5)


def _by_thresholds(kl_coef: Quantity, kl: Quantity, low: Quantity, high: Quantity, factor: Quantity) -> Quantity:
    """Divided by the factor below, multiplied by it above, else unchanged."""
    return where(kl < low, kl_coef / factor, where(kl > high, factor * kl_coef, kl_coef))


@formula(source="Schulman et al. (2017), arXiv:1707.06347, section 4, the rule after eq. 8")
def adaptive_kl_coef(kl_coef: Quantity, kl: Quantity, target_kl: Quantity) -> Quantity:
    """The next coefficient by PPO's rule: β/2 where KL < target/1.5, 2β where KL > 1.5 target, else β.

    >>> print(adaptive_kl_coef(kl_coef="0.2", kl="0.035", target_kl="0.02"))
    2/5
    """
    return _by_thresholds(kl_coef, kl, target_kl / HALF_AS_MUCH_AGAIN, HALF_AS_MUCH_AGAIN * target_kl, 2)


@adaptive_kl_coef.convention(
    "The coefficient was multiplied by 1.5 above twice the target and halved below half of it, as RLlib does. Here PPO's rule"
    " is asked for: factor 2 beyond 1.5 times the target.",
    basis="RLlib (Liang et al. 2018), update_kl of its PPO",
)
def rllib_rule(kl_coef: Quantity, kl: Quantity, target_kl: Quantity) -> Quantity:
    higher = HALF_AS_MUCH_AGAIN * kl_coef
    return where(kl < target_kl / 2, kl_coef / 2, where(kl > 2 * target_kl, higher, kl_coef))


@adaptive_kl_coef.misconception(
    "The rule was applied the wrong way round. Above the target the penalty must grow: double it. Below the target it may"
    " shrink: halve it.",
    basis="slip",
)
def rule_turned(kl_coef: Quantity, kl: Quantity, target_kl: Quantity) -> Quantity:
    return _by_thresholds(kl_coef, kl, target_kl / HALF_AS_MUCH_AGAIN, HALF_AS_MUCH_AGAIN * target_kl, Fraction(1, 2))


@adaptive_kl_coef.misconception(
    "The divergence was compared with the target itself. Within a factor of 1.5 of it the coefficient stays.",
    basis="slip",
)
def without_tolerance(kl_coef: Quantity, kl: Quantity, target_kl: Quantity) -> Quantity:
    return _by_thresholds(kl_coef, kl, target_kl, target_kl, 2)


@adaptive_kl_coef.misconception(
    "The coefficient was changed by a factor of 1.5. That is the tolerance: the coefficient is halved or doubled.",
    basis="slip",
)
def tolerance_as_factor(kl_coef: Quantity, kl: Quantity, target_kl: Quantity) -> Quantity:
    low, high = target_kl / HALF_AS_MUCH_AGAIN, HALF_AS_MUCH_AGAIN * target_kl
    return _by_thresholds(kl_coef, kl, low, high, HALF_AS_MUCH_AGAIN)


@adaptive_kl_coef.misconception(
    "The coefficient was left as it is. Far from the target it is halved or doubled.", basis="slip"
)
def coefficient_kept(kl_coef: Quantity, kl: Quantity, target_kl: Quantity) -> Quantity:
    return kl_coef


@formula(source="Ziegler et al. (2019), arXiv:1909.08593, section 2.2")
def proportional_kl_coef(kl_coef: Quantity, kl: Quantity, target_kl: Quantity, gain: Quantity = "0.1") -> Quantity:
    """The next coefficient by proportional control: β (1 + K clip((KL − target) / target, −0.2, 0.2)).

    ``gain`` is K; implementations take steps over horizon for it.

    >>> print(proportional_kl_coef(kl_coef="0.2", kl="0.65", target_kl="0.5"))
    51/250
    """
    return kl_coef * (1 + gain * clip((kl - target_kl) / target_kl, -FIFTH, FIFTH))


@proportional_kl_coef.misconception(
    "The relative error was not clipped. However far off the target, it counts as 0.2 at most.", basis="slip"
)
def error_unclipped(kl_coef: Quantity, kl: Quantity, target_kl: Quantity, gain: Quantity) -> Quantity:
    return kl_coef * (1 + gain * ((kl - target_kl) / target_kl))


@proportional_kl_coef.misconception(
    "The error was not divided by the target. It is relative: divide the difference by the target before clipping.",
    basis="slip",
)
def absolute_error(kl_coef: Quantity, kl: Quantity, target_kl: Quantity, gain: Quantity) -> Quantity:
    return kl_coef * (1 + gain * clip(kl - target_kl, -FIFTH, FIFTH))


@proportional_kl_coef.misconception(
    "The coefficient moved the wrong way. A divergence above the target needs a larger penalty.", basis="slip"
)
def control_turned(kl_coef: Quantity, kl: Quantity, target_kl: Quantity, gain: Quantity) -> Quantity:
    return proportional_kl_coef.body(kl_coef, kl, target_kl, -gain)


@proportional_kl_coef.misconception(
    "The correction was added to the coefficient. It is relative: multiply the coefficient by 1 plus the correction.",
    basis="slip",
)
def correction_added(kl_coef: Quantity, kl: Quantity, target_kl: Quantity, gain: Quantity) -> Quantity:
    return kl_coef + gain * clip((kl - target_kl) / target_kl, -FIFTH, FIFTH)


@proportional_kl_coef.misconception(
    "The error was applied in full. It is multiplied by the gain first, so that the coefficient moves slowly.",
    basis="slip",
)
def gain_forgotten(kl_coef: Quantity, kl: Quantity, target_kl: Quantity, gain: Quantity) -> Quantity:
    return proportional_kl_coef.body(kl_coef, kl, target_kl, 1)
