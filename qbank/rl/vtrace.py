"""Values from another policy's experience: the weighted TD step, and V-trace, whose ratios are cut off to tame their variance.

Conventions: t = 0..T-1; ``ratios[t]`` is ρₜ = π(aₜ|sₜ) / b(aₜ|sₜ); ``values`` has T+1 entries, the last 0 exactly when s_T is
terminal.
"""

from typing import Annotated

from qbank.rl.arithmetic import Quantities, Quantity, count, minimum, product, total
from qbank.rl.formula import formula, over, sigma
from qbank.rl.gae import td_errors

Values = Annotated[Quantities, "T+1"]


def corrected(first: Quantity, errors: Quantities, traces: Quantities, discount: Quantity) -> Quantity:
    """The first estimate and the errors of all steps; what ``traces`` holds for earlier steps multiplies later errors."""
    return first + total(discount**t * product(traces[:t]) * error for t, error in enumerate(errors))


def _cut(ratios: Quantities, most: Quantity) -> list[Quantity]:
    return [minimum(most, ratio) for ratio in ratios]


def weighted(ratios: Quantities, errors: Quantities) -> list[Quantity]:
    """Each error times its ratio."""
    return [ratio * error for ratio, error in zip(ratios, errors, strict=True)]


@formula(source="Sutton & Barto (2018), section 11.1, for a table of values")
def off_policy_td_update(
    value: Quantity, step_size: Quantity, importance_ratio: Quantity, td_error: Quantity
) -> Quantity:
    """The value after a step of TD(0) from another policy's action: V(sₜ) ← V(sₜ) + α ρₜ δₜ.

    ``importance_ratio`` is that of the action taken, ρₜ = π(aₜ|sₜ) / b(aₜ|sₜ).

    >>> print(off_policy_td_update(value="1", step_size="0.5", importance_ratio="2", td_error="0.5"))
    3/2
    """
    return value + step_size * importance_ratio * td_error


@off_policy_td_update.misconception(
    "The ratio was left out. The action was another policy's: weight the error with the ratio.", basis="slip"
)
def ratio_left_out(value: Quantity, step_size: Quantity, importance_ratio: Quantity, td_error: Quantity) -> Quantity:
    return value + step_size * td_error


@off_policy_td_update.misconception(
    "The error was divided by the ratio. An action that the target policy takes more often counts more: multiply.",
    basis="slip",
)
def error_divided(value: Quantity, step_size: Quantity, importance_ratio: Quantity, td_error: Quantity) -> Quantity:
    return value + step_size * td_error / importance_ratio


@off_policy_td_update.misconception(
    "This is the change of the value. The new value is the old one plus the change.", basis="slip"
)
def off_policy_change(value: Quantity, step_size: Quantity, importance_ratio: Quantity, td_error: Quantity) -> Quantity:
    return step_size * importance_ratio * td_error


@off_policy_td_update.misconception(
    "The old value was weighted, too. Only the step is weighted with the ratio.", basis="slip"
)
def value_weighted_too(
    value: Quantity, step_size: Quantity, importance_ratio: Quantity, td_error: Quantity
) -> Quantity:
    return importance_ratio * (value + step_size * td_error)


def _vtrace(
    rewards: Quantity,
    values: Quantity,
    ratios: Quantity,
    discount: Quantity,
    ratio_clip: Quantity,
    trace_clip: Quantity,
) -> Quantity:
    def term(t: Quantity) -> Quantity:
        trace = over("product", "k", 0, t - 1, lambda k: minimum(trace_clip, ratios[k]))
        error = rewards[t] + discount * values[t + 1] - values[t]
        return discount**t * trace * (minimum(ratio_clip, ratios[t]) * error)

    return values[0] + sigma("t", 0, count(rewards) - 1, term)


@formula(source="Espeholt et al. (2018), arXiv:1802.01561, section 4.1, eq. 1", equation=_vtrace)
def vtrace_target(
    rewards: Quantities,
    values: Values,
    ratios: Quantities,
    discount: Quantity,
    ratio_clip: Quantity,
    trace_clip: Quantity,
) -> Quantity:
    """The V-trace target of the first state: V(s₀) + Σₜ γᵗ c₀ ... cₜ₋₁ min(ρ̄, ρₜ) δₜ, t = 0..T-1.

    ``ratio_clip`` is ρ̄, which decides what value is learned; ``trace_clip`` is c̄, with cₖ = min(c̄, ρₖ), which decides how
    fast. On-policy, with both at least 1, it is the T-step return.

    >>> print(vtrace_target(["1", "1"], ["1", "2", "0"], ["2", "0.5"], discount="0.5", ratio_clip="1.5", trace_clip="1"))
    9/4
    """
    errors = weighted(_cut(ratios, ratio_clip), td_errors(rewards, values, discount))
    return corrected(values[0], errors, _cut(ratios, trace_clip), discount)


@vtrace_target.misconception(
    "The ratios were not cut off. V-trace takes at most $\\bar{\\rho}$ of the own ratio and at most $\\bar{c}$ of those"
    " before.",
    basis="slip",
)
def ratios_not_cut(
    rewards: Quantities,
    values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    ratio_clip: Quantity,
    trace_clip: Quantity,
) -> Quantity:
    errors = weighted(ratios, td_errors(rewards, values, discount))
    return corrected(values[0], errors, ratios, discount)


@vtrace_target.misconception(
    "The trace included the ratio of the step itself. The factors $c_k$ belong to the steps before it.", basis="slip"
)
def own_step_in_trace(
    rewards: Quantities,
    values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    ratio_clip: Quantity,
    trace_clip: Quantity,
) -> Quantity:
    cut = _cut(ratios, trace_clip)
    errors = weighted(_cut(ratios, ratio_clip), td_errors(rewards, values, discount))
    return corrected(values[0], weighted(cut, errors), cut, discount)


@vtrace_target.misconception(
    "The first value was left out. The target is the present estimate plus the weighted errors.", basis="slip"
)
def errors_alone(
    rewards: Quantities,
    values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    ratio_clip: Quantity,
    trace_clip: Quantity,
) -> Quantity:
    return vtrace_target.body(rewards, values, ratios, discount, ratio_clip, trace_clip) - values[0]


@vtrace_target.misconception(
    "The two bounds were swapped. $\\bar{\\rho}$ cuts the ratio of the step, $\\bar{c}$ those of the steps before.",
    basis="slip",
)
def bounds_swapped(
    rewards: Quantities,
    values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    ratio_clip: Quantity,
    trace_clip: Quantity,
) -> Quantity:
    return vtrace_target.body(rewards, values, ratios, discount, trace_clip, ratio_clip)
