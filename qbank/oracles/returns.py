"""Returns by the backward recursion, where the formulas are sums from the front."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle


@oracle("discounted_return", road="the recursion from the last reward, G_t = r_t + γ G_{t+1}")
def discounted_return(rewards: Sequence[Fraction], discount: Fraction) -> Fraction:
    worth = Fraction(0)
    for reward in reversed(rewards):
        worth = reward + discount * worth
    return worth
