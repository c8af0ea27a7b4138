"""Preferences as a race of noisy rewards and as shares of exponentials; losses as logarithms of a whole likelihood."""

import cmath
import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import combinations

import numpy as np

from qbank.oracles.oracle import Estimate, oracle
from qbank.oracles.policy_gradient import derivative

RACES = 4000
NOISE = np.random.Generator(np.random.PCG64(1952)).gumbel(size=(2, RACES))
Rewards = Sequence[Fraction]


def prefers(first: Fraction, second: Fraction) -> float:
    """The first one's share of the two exponentials, those of the rewards less the larger one."""
    top = max(first, second)
    return math.exp(first - top) / (math.exp(first - top) + math.exp(second - top))


@oracle("bradley_terry", road="the share of the exponential, in floats")
def bradley_terry(chosen_reward: Fraction, rejected_reward: Fraction) -> float:
    return prefers(chosen_reward, rejected_reward)


@oracle("bradley_terry", road="seeded Monte-Carlo: how often the reward with Gumbel noise is the larger")
def race_of_noisy_rewards(chosen_reward: Fraction, rejected_reward: Fraction) -> Estimate:
    won = int(np.count_nonzero(float(chosen_reward) + NOISE[0] > float(rejected_reward) + NOISE[1]))
    share = (won + 1) / (RACES + 2)
    return Estimate(won / RACES, math.sqrt(share * (1 - share) / RACES))


def _loss_at(difference: complex) -> complex:
    """log(1 + e^{-d}): the logarithm of the sum of exponentials, less the chosen one's."""
    return cmath.log(1 + cmath.exp(-difference))


@oracle("reward_model_loss", road="the logarithm of the sum of both exponentials, less the chosen reward")
def reward_model_loss(chosen_reward: Fraction, rejected_reward: Fraction) -> float:
    return math.log(math.exp(chosen_reward) + math.exp(rejected_reward)) - float(chosen_reward)


@oracle("reward_model_batch_loss", road="minus the logarithm of the product of all probabilities")
def reward_model_batch_loss(chosen_rewards: Rewards, rejected_rewards: Rewards, average: str) -> float:
    likelihood = math.prod(prefers(*pair) for pair in zip(chosen_rewards, rejected_rewards, strict=True))
    return -math.log(likelihood) / (len(chosen_rewards) if average == "mean" else 1)


@oracle("ranking_loss", road="minus the logarithm of the geometric mean of the pairs' probabilities")
def ranking_loss(ranked_rewards: Rewards) -> float:
    pairs = [prefers(*pair) for pair in combinations(ranked_rewards, 2)]
    return -math.log(math.prod(pairs) ** (1 / math.comb(len(ranked_rewards), 2)))


@oracle("reward_model_gradient", road="the complex-step derivative of log(1 + e^{-d})")
def reward_model_gradient(chosen_reward: Fraction, rejected_reward: Fraction) -> float:
    return derivative(_loss_at, float(chosen_reward - rejected_reward))
