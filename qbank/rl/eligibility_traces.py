"""Eligibility traces: how much of a TD error each state that was visited before gets.

Conventions: a table of values, so that the feature of a state is 1 when it is visited and 0 otherwise; ``trace_decay`` is λ. An
accumulating trace grows by 1 with each visit, a replacing trace is set to 1.
"""

from typing import Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, maximum, total, where
from qbank.rl.formula import formula, over, sigma

Kind = Literal["accumulating", "replacing"]


@formula(source="Sutton & Barto (2018), eq. 12.5 (accumulating) and section 12.5 (replacing)")
def eligibility_trace(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    """The trace of a state one step later: it fades by γλ, and rises where the state is visited.

    ``previous_trace`` is that before this step; ``visited`` is 1 when the state is visited in this step, else 0. ``kind`` says
    what a visit does: z ← γλ z + 1 (``accumulating``), or z ← 1 (``replacing``).

    >>> print(eligibility_trace(previous_trace="1", discount="0.9", trace_decay="0.5", visited=1))
    29/20
    >>> print(eligibility_trace(previous_trace="1", discount="0.9", trace_decay="0.5", visited=1, kind="replacing"))
    1
    """
    faded = discount * trace_decay * previous_trace
    return faded + visited if kind == "accumulating" else where(visited > 0, 1, faded)


@eligibility_trace.convention(
    "The visit was added to the faded trace. Here the trace is replacing: a visit sets it to 1.",
    basis="Sutton & Barto (2018), section 12.5",
)
def accumulating(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return eligibility_trace.body(previous_trace, discount, trace_decay, visited, "accumulating")


@eligibility_trace.convention(
    "The visit set the trace to 1. Here the trace is accumulating: a visit adds 1 to the faded trace.",
    basis="Singh & Sutton (1996), Machine Learning 22",
)
def replacing(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return eligibility_trace.body(previous_trace, discount, trace_decay, visited, "replacing")


@eligibility_trace.misconception(
    r"The trace faded by $\lambda$ alone. Each step multiplies it by $\gamma\lambda$.", basis="slip"
)
def faded_by_lambda(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return eligibility_trace.body(previous_trace, 1, trace_decay, visited, kind)


@eligibility_trace.misconception(
    r"The trace faded by $\gamma$ alone. Each step multiplies it by $\gamma\lambda$.", basis="slip"
)
def faded_by_discount(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return eligibility_trace.body(previous_trace, discount, 1, visited, kind)


@eligibility_trace.misconception(
    r"The trace did not fade. Each step multiplies it by $\gamma\lambda$ before a visit counts.", basis="slip"
)
def not_faded(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return eligibility_trace.body(previous_trace, 1, 1, visited, kind)


@eligibility_trace.misconception(
    "The visit faded as well. The trace fades first, then the visit of this step counts in full.", basis="slip"
)
def visit_faded_too(
    previous_trace: Quantity, discount: Quantity, trace_decay: Quantity, visited: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return discount * trace_decay * eligibility_trace.body(previous_trace, 1, 1, visited, kind)


def _faded_visits(visits: Quantity, discount: Quantity, trace_decay: Quantity, kind: Kind) -> Quantity:
    last = count(visits) - 1
    if kind == "accumulating":
        return sigma("t", 0, last, lambda t: (discount * trace_decay) ** (last - t) * visits[t])
    return over("max", "t", 0, last, lambda t: (discount * trace_decay) ** (last - t) * visits[t])


@formula(
    source="Sutton & Barto (2018), eq. 12.5 unrolled (accumulating) and section 12.5 (replacing)",
    equation=_faded_visits,
)
def trace_after_visits(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    """The trace of a state after T steps: Σₜ (γλ)ᵀ⁻¹⁻ᵗ visits[t], or the freshest visit alone, t = 0..T-1.

    ``visits[t]`` is 1 where the state is visited in step t, else 0; the trace begins at 0. ``kind``: the traces of all visits
    add up (``accumulating``), or only the last one counts (``replacing``).

    >>> print(trace_after_visits([1, 1, 0], discount="0.5", trace_decay="0.5"))
    5/16
    >>> print(trace_after_visits([1, 1, 0], discount="0.5", trace_decay="0.5", kind="replacing"))
    1/4
    """
    last = len(visits) - 1
    faded = [(discount * trace_decay) ** (last - time) * visit for time, visit in enumerate(visits)]
    return total(faded) if kind == "accumulating" else maximum(*faded)


@trace_after_visits.convention(
    "The traces of all visits were added up. Here the trace is replacing: only the last visit counts.",
    basis="Sutton & Barto (2018), section 12.5",
)
def visits_added(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return trace_after_visits.body(visits, discount, trace_decay, "accumulating")


@trace_after_visits.convention(
    "Only the last visit was counted. Here the trace is accumulating: the faded traces of all visits add up.",
    basis="Singh & Sutton (1996), Machine Learning 22",
)
def last_visit_only(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return trace_after_visits.body(visits, discount, trace_decay, "replacing")


@trace_after_visits.misconception(
    "The visits were counted. A visit fades with every step that follows it: weight it with a power of"
    r" $\gamma\lambda$.",
    basis="slip",
)
def visits_counted(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return trace_after_visits.body(visits, 1, 1, kind)


@trace_after_visits.misconception(
    r"The last visit faded as well. It has just happened: its weight is $(\gamma\lambda)^0 = 1$.", basis="slip"
)
def one_step_too_faded(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return discount * trace_decay * trace_after_visits.body(visits, discount, trace_decay, kind)


@trace_after_visits.misconception(
    "The first visit was taken as the freshest. A trace looks back: the last step has faded least.", basis="slip"
)
def faded_forwards(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return trace_after_visits.body(visits[::-1], discount, trace_decay, kind)


@trace_after_visits.misconception(
    r"Visits faded by $\lambda$ alone. Each step multiplies by $\gamma\lambda$.", basis="slip"
)
def visits_faded_by_lambda(
    visits: Quantities, discount: Quantity, trace_decay: Quantity, kind: Kind = "accumulating"
) -> Quantity:
    return trace_after_visits.body(visits, 1, trace_decay, kind)


@formula(source="Sutton & Barto (2018), eq. 12.7")
def td_lambda_update(state_value: Quantity, step_size: Quantity, td_error: Quantity, trace: Quantity) -> Quantity:
    """The value of a state after a step of TD(λ): V(s) ← V(s) + α δₜ z(s).

    ``td_error`` is that of the present step, whichever state it was made in; ``trace`` is the trace of s.

    >>> print(td_lambda_update(state_value="1", step_size="0.5", td_error="2", trace="0.45"))
    29/20
    """
    return state_value + step_size * td_error * trace


@td_lambda_update.misconception(
    "The trace was left out. A state gets the TD error in proportion to its trace: multiply by it.", basis="slip"
)
def trace_left_out(state_value: Quantity, step_size: Quantity, td_error: Quantity, trace: Quantity) -> Quantity:
    return state_value + step_size * td_error


@td_lambda_update.misconception(
    r"The step size was left out. Multiply the TD error by $\alpha$ and by the trace.", basis="slip"
)
def step_size_left_out(state_value: Quantity, step_size: Quantity, td_error: Quantity, trace: Quantity) -> Quantity:
    return state_value + td_error * trace


@td_lambda_update.misconception(
    "This is the change of the value. The new value is the old one plus the change.", basis="slip"
)
def trace_change_only(state_value: Quantity, step_size: Quantity, td_error: Quantity, trace: Quantity) -> Quantity:
    return step_size * td_error * trace


@td_lambda_update.misconception(
    "The value was subtracted from the TD error again. The TD error already compares target and value.", basis="slip"
)
def value_subtracted_again(state_value: Quantity, step_size: Quantity, td_error: Quantity, trace: Quantity) -> Quantity:
    return state_value + step_size * (td_error - state_value) * trace
