"""Off-policy estimates by logarithms, by recursions from the end, and by simulating the behaviour policy."""

import math
import statistics
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle

Row = Sequence[Fraction]


@oracle("importance_ratio", road="the difference of the log-probabilities of the episode, in floats")
def importance_ratio(target_probs: Row, behavior_probs: Row) -> float:
    def log_likelihood(probs: Row) -> float:
        return math.fsum(math.log(prob) for prob in probs)

    return math.exp(log_likelihood(target_probs) - log_likelihood(behavior_probs))


@oracle("ordinary_importance_sampling", road="the mean of the products, one after the other as a running mean")
def ordinary_importance_sampling(importance_ratios: Row, returns: Row) -> Fraction:
    mean = Fraction(0)
    for seen, (ratio, worth) in enumerate(zip(importance_ratios, returns, strict=True), start=1):
        mean += (ratio * worth - mean) / seen
    return mean


@oracle("weighted_importance_sampling", road="shares of all ratios first, then the mean with these chances")
def weighted_importance_sampling(importance_ratios: Row, returns: Row) -> Fraction:
    whole = sum(importance_ratios, Fraction(0))
    shares = [ratio / whole for ratio in importance_ratios]
    return sum((share * worth for share, worth in zip(shares, returns, strict=True)), Fraction(0))


@oracle("weighted_average_update", road="the weighted mean of all returns before, at their mean, and the new one")
def weighted_average_update(
    value: Fraction, importance_ratio: Fraction, cumulative_ratio: Fraction, sampled_return: Fraction
) -> Fraction:
    before = cumulative_ratio - importance_ratio
    return (before * value + importance_ratio * sampled_return) / cumulative_ratio


@oracle("per_decision_return", road="the recursion from the end, ρ_t (r_t + γ G_{t+1})")
def per_decision_return(rewards: Row, ratios: Row, discount: Fraction) -> Fraction:
    worth = Fraction(0)
    for reward, ratio in reversed(list(zip(rewards, ratios, strict=True))):
        worth = ratio * (reward + discount * worth)
    return worth


@oracle("effective_sample_size", road="N over 1 plus the squared coefficient of variation of the ratios")
def effective_sample_size(importance_ratios: Row) -> Fraction:
    mean = statistics.mean(importance_ratios)
    variance = statistics.mean((ratio - mean) ** 2 for ratio in importance_ratios)
    return len(importance_ratios) / (1 + variance / mean**2)


@oracle("off_policy_td_update", road="the change as the ratio times that of an on-policy update")
def off_policy_td_update(
    value: Fraction, step_size: Fraction, importance_ratio: Fraction, td_error: Fraction
) -> Fraction:
    target = value + td_error
    on_policy = (1 - step_size) * value + step_size * target
    return (1 - importance_ratio) * value + importance_ratio * on_policy


@oracle("vtrace_target", road="the recursion from the end, v_t = V_t + δ_t + γ c_t (v_{t+1} - V_{t+1})")
def vtrace_target(
    rewards: Row, values: Row, ratios: Row, discount: Fraction, ratio_clip: Fraction, trace_clip: Fraction
) -> Fraction:
    target = values[-1]
    for step in reversed(range(len(rewards))):
        error = rewards[step] + discount * values[step + 1] - values[step]
        surprise = target - values[step + 1]
        target = values[step] + min(ratio_clip, ratios[step]) * error
        target += discount * min(trace_clip, ratios[step]) * surprise
    return target


@oracle("retrace_coefficient", road="the two cases: the action likelier under the target policy, or not")
def retrace_coefficient(target_prob: Fraction, behavior_prob: Fraction, trace_decay: Fraction) -> Fraction:
    if target_prob >= behavior_prob:
        return trace_decay
    return target_prob * trace_decay / behavior_prob


@oracle("retrace_target", road="the recursion from the end, Q_t + δ_t + γ c_{t+1} (G_{t+1} - Q_{t+1})")
def retrace_target(
    rewards: Row, taken_values: Row, expected_values: Row, ratios: Row, discount: Fraction, trace_decay: Fraction
) -> Fraction:
    correction = Fraction(0)
    later = [*ratios[1:], Fraction(0)]
    for reward, here, ahead, ratio in reversed(list(zip(rewards, taken_values, expected_values, later, strict=True))):
        correction = reward + discount * ahead - here + discount * trace_decay * min(Fraction(1), ratio) * correction
    return taken_values[0] + correction
