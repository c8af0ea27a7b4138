"""Updates as weighted means of old value and target, and episodes step by step."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle

Row = Sequence[Fraction]


def _between(old: Fraction, target: Fraction, share: Fraction) -> Fraction:
    """The point that lies this share of the way from the old value to the target."""
    return (1 - share) * old + share * target


def _worth(reward: Fraction, discount: Fraction, following: Fraction) -> Fraction:
    return reward + discount * following


@oracle("td_target_at_end", road="the two cases: an end, or none")
def td_target_at_end(reward: Fraction, discount: Fraction, next_value: Fraction, terminated: Fraction) -> Fraction:
    if terminated == 1:
        return reward
    return _worth(reward, discount, next_value)


@oracle("td_update", road="the weighted mean of old value and target")
def td_update(
    value: Fraction, step_size: Fraction, reward: Fraction, discount: Fraction, next_value: Fraction
) -> Fraction:
    return _between(value, _worth(reward, discount, next_value), step_size)


@oracle("monte_carlo_update", road="the weighted mean of old value and return")
def monte_carlo_update(value: Fraction, step_size: Fraction, sampled_return: Fraction) -> Fraction:
    return _between(value, sampled_return, step_size)


@oracle("monte_carlo_error", road="the return by its recursion, minus the first value")
def monte_carlo_error(rewards: Row, values: Row, discount: Fraction) -> Fraction:
    worth = values[-1]
    for reward in reversed(rewards):
        worth = _worth(reward, discount, worth)
    return worth - values[0]


@oracle("sarsa_update", road="the weighted mean of old value and target")
def sarsa_update(
    action_value: Fraction, step_size: Fraction, reward: Fraction, discount: Fraction, next_action_value: Fraction
) -> Fraction:
    return _between(action_value, _worth(reward, discount, next_action_value), step_size)


def _each(old: Fraction, step_size: Fraction, reward: Fraction, discount: Fraction, following: Row) -> list[Fraction]:
    """The updated value for each action that may be taken next."""
    return [_between(old, _worth(reward, discount, value), step_size) for value in following]


@oracle("expected_sarsa_update", road="the mean of the updates of Sarsa over the action taken next")
def expected_sarsa_update(
    action_value: Fraction,
    step_size: Fraction,
    reward: Fraction,
    discount: Fraction,
    next_policy: Row,
    next_action_values: Row,
) -> Fraction:
    updates = _each(action_value, step_size, reward, discount, next_action_values)
    return sum((chance * new for chance, new in zip(next_policy, updates, strict=True)), Fraction(0))


@oracle("q_learning_update", road="the largest of the updates of Sarsa over the action taken next")
def q_learning_update(
    action_value: Fraction, step_size: Fraction, reward: Fraction, discount: Fraction, next_action_values: Row
) -> Fraction:
    return max(_each(action_value, step_size, reward, discount, next_action_values))


@oracle("double_q_update", road="the actions ranked by one table, then the update with the other's value")
def double_q_update(
    action_value: Fraction,
    step_size: Fraction,
    reward: Fraction,
    discount: Fraction,
    next_action_values: Row,
    other_action_values: Row,
) -> Fraction:
    ranked = sorted(range(len(next_action_values)), key=lambda action: -next_action_values[action])
    return _each(action_value, step_size, reward, discount, other_action_values)[ranked[0]]


def _followed(trace: Fraction, fade: Fraction, visits: Row, kind: str) -> Fraction:
    """A trace followed through steps."""
    for visit in visits:
        trace *= fade
        if visit == 1:
            trace = trace + 1 if kind == "accumulating" else Fraction(1)
    return trace


@oracle("eligibility_trace", road="what happens to the trace, one thing after the other")
def eligibility_trace(
    previous_trace: Fraction, discount: Fraction, trace_decay: Fraction, visited: Fraction, kind: str
) -> Fraction:
    return _followed(previous_trace, discount * trace_decay, [visited], kind)


@oracle("trace_after_visits", road="the trace followed from step to step")
def trace_after_visits(visits: Row, discount: Fraction, trace_decay: Fraction, kind: str) -> Fraction:
    return _followed(Fraction(0), discount * trace_decay, visits, kind)


@oracle("td_lambda_update", road="the weighted mean of the old value and the value of a full update, by the trace")
def td_lambda_update(state_value: Fraction, step_size: Fraction, td_error: Fraction, trace: Fraction) -> Fraction:
    return _between(state_value, state_value + step_size * td_error, trace)
