"""Retrace: action values from another policy's experience, with traces that are cut off and still learn from what agrees.

Conventions: t = 0..T-1; ``ratios[t]`` is ρₜ = π(aₜ|sₜ) / b(aₜ|sₜ); ``taken_values[t]`` is Q(sₜ,aₜ) of the action taken.
"""

from qbank.rl.arithmetic import Quantities, Quantity, count, minimum
from qbank.rl.formula import formula, over, sigma
from qbank.rl.vtrace import corrected


@formula(source="Munos et al. (2016), arXiv:1606.02647, table 1")
def retrace_coefficient(target_prob: Quantity, behavior_prob: Quantity, trace_decay: Quantity) -> Quantity:
    """How much of the next error Retrace lets through: c = λ min(1, π(a|s) / b(a|s)).

    >>> print(retrace_coefficient(target_prob="0.6", behavior_prob="0.5", trace_decay="0.5"))
    1/2
    >>> print(retrace_coefficient(target_prob="0.2", behavior_prob="0.5", trace_decay="0.9"))
    9/25
    """
    return trace_decay * minimum(1, target_prob / behavior_prob)


@retrace_coefficient.convention(
    "The ratio was not cut off, as in plain importance sampling. Retrace takes at most 1.",
    basis="Munos et al. (2016), arXiv:1606.02647, table 1 (importance sampling)",
)
def coefficient_not_cut(target_prob: Quantity, behavior_prob: Quantity, trace_decay: Quantity) -> Quantity:
    return trace_decay * (target_prob / behavior_prob)


@retrace_coefficient.convention(
    "The target policy's chance was taken, as in tree backup. Retrace takes the ratio to the behaviour policy, at most 1.",
    basis="Munos et al. (2016), arXiv:1606.02647, table 1 (tree backup)",
)
def tree_backup(target_prob: Quantity, behavior_prob: Quantity, trace_decay: Quantity) -> Quantity:
    return trace_decay * target_prob


@retrace_coefficient.misconception(
    "The ratio was taken the wrong way round. The target policy stands above, the behaviour policy that acted below.",
    basis="slip",
)
def coefficient_inverted(target_prob: Quantity, behavior_prob: Quantity, trace_decay: Quantity) -> Quantity:
    return trace_decay * minimum(1, behavior_prob / target_prob)


@retrace_coefficient.misconception(
    r"The decay was left out. Retrace multiplies the ratio that was cut off by $\lambda$.", basis="slip"
)
def decay_left_out(target_prob: Quantity, behavior_prob: Quantity, trace_decay: Quantity) -> Quantity:
    return minimum(1, target_prob / behavior_prob)


@retrace_coefficient.misconception(
    r"The decay was cut off together with the ratio. The ratio is cut off at 1 first, then multiplied by $\lambda$.",
    basis="slip",
)
def cut_after_decay(target_prob: Quantity, behavior_prob: Quantity, trace_decay: Quantity) -> Quantity:
    return minimum(1, trace_decay * (target_prob / behavior_prob))


def _errors(
    rewards: Quantities, taken_values: Quantities, expected_values: Quantities, discount: Quantity
) -> list[Quantity]:
    steps = zip(rewards, expected_values, taken_values, strict=True)
    return [reward + discount * ahead - here for reward, ahead, here in steps]


def _retrace(
    rewards: Quantity,
    taken_values: Quantity,
    expected_values: Quantity,
    ratios: Quantity,
    discount: Quantity,
    trace_decay: Quantity,
) -> Quantity:
    def term(t: Quantity) -> Quantity:
        trace = over("product", "k", 1, t, lambda k: trace_decay * minimum(1, ratios[k]))
        return discount**t * trace * (rewards[t] + discount * expected_values[t] - taken_values[t])

    return taken_values[0] + sigma("t", 0, count(rewards) - 1, term)


@formula(
    source="Munos et al. (2016), arXiv:1606.02647: the general operator, with the coefficients of Retrace (table 1)",
    equation=_retrace,
)
def retrace_target(
    rewards: Quantities,
    taken_values: Quantities,
    expected_values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    trace_decay: Quantity,
) -> Quantity:
    """The Retrace(λ) target of the first action: Q₀ + Σₜ γᵗ c₁ ... cₜ (rₜ + γ E_π Q(sₜ₊₁,·) − Qₜ), t = 0..T-1.

    ``taken_values[t]`` is Q(sₜ,aₜ), ``expected_values[t]`` the mean of Q(sₜ₊₁,·) under the target policy (0 when sₜ₊₁ is
    terminal), cₜ = λ min(1, ρₜ). The ratio of the first action plays no part: it has been taken.

    >>> print(retrace_target(["1", "1"], ["0", "0"], ["0", "0"], ratios=["2", "4"], discount="0.5", trace_decay="0.5"))
    5/4
    """
    errors = _errors(rewards, taken_values, expected_values, discount)
    cut = [trace_decay * minimum(1, ratio) for ratio in ratios[1:]]
    return corrected(taken_values[0], errors, cut, discount)


@retrace_target.misconception(
    "The ratio of the first action was counted, too. That action has been taken: the trace begins with the second.",
    basis="slip",
)
def first_ratio_counted(
    rewards: Quantities,
    taken_values: Quantities,
    expected_values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    trace_decay: Quantity,
) -> Quantity:
    corrected = retrace_target.body(rewards, taken_values, expected_values, ratios, discount, trace_decay)
    first = trace_decay * minimum(1, ratios[0])
    return taken_values[0] + first * (corrected - taken_values[0])


@retrace_target.misconception(
    "The ratios were not cut off. Retrace takes at most 1 of each, so that the product cannot grow.", basis="slip"
)
def trace_not_cut(
    rewards: Quantities,
    taken_values: Quantities,
    expected_values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    trace_decay: Quantity,
) -> Quantity:
    errors = _errors(rewards, taken_values, expected_values, discount)
    return corrected(taken_values[0], errors, [trace_decay * ratio for ratio in ratios[1:]], discount)


@retrace_target.misconception(
    "The first error alone was taken. Those of later steps count too, as far as the trace lets them through.",
    basis="slip",
)
def first_error_alone(
    rewards: Quantities,
    taken_values: Quantities,
    expected_values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    trace_decay: Quantity,
) -> Quantity:
    return rewards[0] + discount * expected_values[0]


@retrace_target.misconception(
    r"The decay $\lambda$ was left out. Each step's factor is $\lambda$ times the ratio, cut off at 1.", basis="slip"
)
def trace_without_decay(
    rewards: Quantities,
    taken_values: Quantities,
    expected_values: Quantities,
    ratios: Quantities,
    discount: Quantity,
    trace_decay: Quantity,
) -> Quantity:
    return retrace_target.body(rewards, taken_values, expected_values, ratios, discount, 1)
