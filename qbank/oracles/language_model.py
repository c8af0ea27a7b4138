"""Responses token by token from probabilities in place of their logarithms, in floats."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from qbank.oracles.oracle import oracle
from qbank.oracles.ppo import by_sign

Logs = Sequence[Fraction]


def _log_ratio(log_prob: Fraction, ref_log_prob: Fraction) -> float:
    return math.log(math.exp(log_prob) / math.exp(ref_log_prob))


@oracle("kl_shaped_reward", road="the reward less the logarithm of the probability ratio to the power β")
def kl_shaped_reward(reward: Fraction, kl_coef: Fraction, log_prob: Fraction, ref_log_prob: Fraction) -> float:
    tilted = (math.exp(log_prob) / math.exp(ref_log_prob)) ** float(kl_coef)
    return float(reward) - math.log(tilted)


@oracle("kl_shaped_rewards", road="differences of what is still to come, from the last token back")
def kl_shaped_rewards(
    response_reward: Fraction, kl_coef: Fraction, log_probs: Logs, ref_log_probs: Logs
) -> tuple[Fraction, ...]:
    to_come = [response_reward]
    for log_prob, ref_log_prob in zip(reversed(log_probs), reversed(ref_log_probs), strict=True):
        to_come.append(to_come[-1] + kl_coef * ref_log_prob - kl_coef * log_prob)
    to_come[0] = Fraction(0)
    back = [later - earlier for earlier, later in pairwise(to_come)]
    return tuple(reversed(back))


@oracle("sequence_log_prob", road="the logarithm of the product of the probabilities")
def sequence_log_prob(log_probs: Logs, average: str) -> float:
    return math.log(math.prod(map(math.exp, log_probs))) / (len(log_probs) if average == "mean" else 1)


@oracle("perplexity", road="the inverse of the geometric mean of the probabilities")
def perplexity(log_probs: Logs) -> float:
    return 1 / math.prod(map(math.exp, log_probs)) ** (1 / len(log_probs))


@oracle("token_policy_loss", road="each token by cases, its ratio a quotient of probabilities")
def token_policy_loss(
    log_probs: Logs,
    old_log_probs: Logs,
    advantages: Sequence[Fraction],
    clip_epsilon: Fraction,
    kl_coef: Fraction,
    surrogate_term: str,
) -> float:
    costs = []
    for new, old, advantage in zip(log_probs, old_log_probs, advantages, strict=True):
        ratio = Fraction(math.exp(new) / math.exp(old))
        bounded = max(min(ratio, 1 + clip_epsilon), 1 - clip_epsilon) * advantage
        gain = by_sign(ratio, advantage, clip_epsilon) if surrogate_term == "minimum" else bounded
        costs += [-float(gain), float(kl_coef) * _log_ratio(new, old)]
    return math.fsum(costs)
