"""Sample averages by remembering every reward, and regret step by step."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle

Row = Sequence[Fraction]


@oracle("sample_average", road="the rewards of the action picked out, and a running mean of them")
def sample_average(rewards: Row, taken: Row) -> Fraction:
    mean = Fraction(0)
    picked = [reward for reward, mark in zip(rewards, taken, strict=True) if mark == 1]
    for seen, reward in enumerate(picked, start=1):
        mean += (reward - mean) / seen
    return mean


@oracle("sample_average_update", road="all rewards remembered: as many as before at the old mean, and the new one")
def sample_average_update(estimate: Fraction, reward: Fraction, pulls: Fraction, counted: str) -> Fraction:
    before = int(pulls) - (counted == "included")
    remembered = [estimate] * before + [reward]
    return sum(remembered, Fraction(0)) / len(remembered)


@oracle("constant_step_update", road="the weighted mean of old estimate and reward")
def constant_step_update(estimate: Fraction, step_size: Fraction, reward: Fraction) -> Fraction:
    return (1 - step_size) * estimate + step_size * reward


@oracle("recency_weighted_average", road="one constant step after the other")
def recency_weighted_average(rewards: Row, step_size: Fraction, initial_value: Fraction) -> Fraction:
    estimate = initial_value
    for reward in rewards:
        estimate += step_size * (reward - estimate)
    return estimate


@oracle("pseudo_regret", road="the best total in expectation, minus the expected total, action after action")
def pseudo_regret(means: Row, pulls: Row) -> Fraction:
    played = [mean for mean, times in zip(means, pulls, strict=True) for _ in range(int(times))]
    return len(played) * sorted(means)[-1] - sum(played, Fraction(0))


@oracle("realised_regret", road="the shortfall of each step, added up")
def realised_regret(rewards: Row, best_mean: Fraction) -> Fraction:
    return sum((best_mean - reward for reward in rewards), Fraction(0))
