"""Advantages by the backward recursion."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.oracles.oracle import oracle


@oracle("gae", road="the recursion from the last step, A_t = δ_t + γλ A_{t+1}")
def gae(
    rewards: Sequence[Fraction], values: Sequence[Fraction], discount: Fraction, gae_lambda: Fraction
) -> tuple[Fraction, ...]:
    found: list[Fraction] = []
    after = Fraction(0)
    for reward, here, there in reversed(list(zip(rewards, values[:-1], values[1:], strict=True))):
        after = reward + discount * there - here + discount * gae_lambda * after
        found.append(after)
    return tuple(reversed(found))
