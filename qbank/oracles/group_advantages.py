"""Advantages within a group from differences between pairs."""

import math
from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.advantages import pairwise_centred, pairwise_variance
from qbank.oracles.oracle import oracle


@oracle("group_relative_advantages", road="mean differences over the root of half the mean squared difference")
def group_relative_advantages(group_rewards: Sequence[Fraction], deviation: str) -> tuple[float, ...]:
    root = 1.0 if deviation == "none" else math.sqrt(pairwise_variance(group_rewards, deviation))
    return tuple(float(one) / root for one in pairwise_centred(group_rewards))


@oracle("leave_one_out_advantages", road="the mean difference to the others")
def leave_one_out_advantages(group_rewards: Sequence[Fraction]) -> tuple[Fraction, ...]:
    return tuple(
        sum((mine - other for other in group_rewards), Fraction(0)) / (len(group_rewards) - 1) for mine in group_rewards
    )
