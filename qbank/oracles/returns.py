"""Returns by recursions and by long series, where the formulas are sums from the front and closed forms."""

from collections.abc import Sequence
from fractions import Fraction
from itertools import accumulate

from qbank.oracles.oracle import oracle

Rewards = Sequence[Fraction]

MANY, NEGLIGIBLE = 60_000, 1e-13
"""So many terms of a geometric series leave less than this share of it, up to a ratio of 0.9995."""


def _backwards(rewards: Rewards, discount: Fraction, worth: Fraction) -> list[Fraction]:
    """The worth from each step on, the last one first, when ``worth`` follows the last reward."""
    return list(accumulate(reversed(rewards), lambda later, reward: reward + discount * later, initial=worth))[1:]


@oracle("discounted_return", road="the recursion from the last reward, G_t = r_t + γ G_{t+1}")
def discounted_return(rewards: Rewards, discount: Fraction) -> Fraction:
    return _backwards(rewards, discount, Fraction(0))[-1]


@oracle("returns", road="the recursion from the last reward, G_t = r_t + γ G_{t+1}")
def returns(rewards: Rewards, discount: Fraction) -> tuple[Fraction, ...]:
    return tuple(reversed(_backwards(rewards, discount, Fraction(0))))


@oracle(
    "recursive_return", road="the discounted sum of a three-step episode whose later rewards are worth the later return"
)
def recursive_return(reward: Fraction, discount: Fraction, next_return: Fraction) -> Fraction:
    rewards = (reward, next_return - 7 * discount, Fraction(7))
    return sum((discount**time * earned for time, earned in enumerate(rewards)), Fraction(0))


@oracle("constant_reward_return", road="the terms of the series, added as floats until they count for nothing")
def constant_reward_return(reward: Fraction, discount: Fraction) -> float:
    ratio, term, added = float(discount), float(reward), 0.0
    for _ in range(MANY):
        added, term = added + term, term * ratio
        if abs(term) <= NEGLIGIBLE * (1 - ratio) * abs(added):
            break
    return added


@oracle("n_step_return", road="the recursion from the estimate backwards")
def n_step_return(first_rewards: Rewards, discount: Fraction, reached_value: Fraction) -> Fraction:
    return _backwards(first_rewards, discount, reached_value)[-1]


@oracle("episode_return", road="the recursion from what follows the last reward: its value, or nothing")
def episode_return(rewards: Rewards, discount: Fraction, bootstrap_value: Fraction, end: str) -> Fraction:
    follows = {"truncated": bootstrap_value, "terminated": Fraction(0)}[end]
    return _backwards(rewards, discount, follows)[-1]


@oracle("lambda_return", road="the first value and the TD errors, each discounted by γλ")
def lambda_return(rewards: Rewards, values: Sequence[Fraction], discount: Fraction, trace_decay: Fraction) -> Fraction:
    found, weight = values[0], Fraction(1)
    for reward, here, there in zip(rewards, values[:-1], values[1:], strict=True):
        found += weight * (reward + discount * there - here)
        weight *= discount * trace_decay
    return found


@oracle("recursive_lambda_return", road="the mean over where the return stops: at the next state, or later")
def recursive_lambda_return(
    reward: Fraction, discount: Fraction, next_value: Fraction, trace_decay: Fraction, next_lambda_return: Fraction
) -> Fraction:
    outcomes = ((1 - trace_decay, next_value), (trace_decay, next_lambda_return))
    return sum((chance * (reward + discount * worth) for chance, worth in outcomes), Fraction(0))


@oracle("average_reward", road="a running mean")
def average_reward(rewards: Rewards) -> Fraction:
    mean = Fraction(0)
    for seen, reward in enumerate(rewards, start=1):
        mean += (reward - mean) / seen
    return mean


@oracle("differential_return", road="T times the distance between the two averages")
def differential_return(rewards: Rewards, average_reward: Fraction) -> Fraction:
    return len(rewards) * (sum(rewards, Fraction(0)) / len(rewards) - average_reward)


@oracle("differential_td_error", road="the change of the value and the surplus of the reward, each by itself")
def differential_td_error(
    reward: Fraction, average_reward: Fraction, next_value: Fraction, value: Fraction
) -> Fraction:
    surplus, gained = reward - average_reward, next_value - value
    return surplus + gained
