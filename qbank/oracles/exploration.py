"""Chances of actions by laying out what may happen, and scores as floats."""

import math
from collections.abc import Sequence
from fractions import Fraction
from itertools import product

from qbank.oracles.oracle import oracle

Row = Sequence[Fraction]


def _greedy(action_values: Row, ties: str) -> list[int]:
    """The actions that a greedy choice takes, each with the same chance."""
    ranked = sorted(range(len(action_values)), key=lambda action: -action_values[action])
    best = [action for action in ranked if action_values[action] == action_values[ranked[0]]]
    return best if ties == "shared" else best[:1]


@oracle("epsilon_greedy", road="every greedy choice with every exploring step, each with its chance")
def epsilon_greedy(action_values: Row, epsilon: Fraction, explores: str, ties: str) -> tuple[Fraction, ...]:
    chances = [Fraction(0)] * len(action_values)
    greedy = _greedy(action_values, ties)
    for intended, exploring in product(greedy, (False, True)):
        others = [action for action in range(len(action_values)) if explores == "all" or action != intended]
        taken = others if exploring else [intended]
        for action in taken:
            chances[action] += (epsilon if exploring else 1 - epsilon) / len(greedy) / len(taken)
    return tuple(chances)


@oracle("ucb_score", road="the square of the bonus, added in floats")
def ucb_score(estimate: Fraction, exploration_coef: Fraction, steps: Fraction, pulls: Fraction) -> float:
    squared = float(exploration_coef) ** 2 * (math.log2(steps) * math.log(2)) / float(pulls)
    return float(estimate) + math.sqrt(squared)


@oracle("ucb1_score", road="the logarithm of the squared number of steps, in floats")
def ucb1_score(estimate: Fraction, steps: Fraction, pulls: Fraction) -> float:
    return float(estimate) + math.sqrt(math.log(float(steps) ** 2)) / math.sqrt(pulls)


@oracle("boltzmann", road="the odds against each other action, in floats")
def boltzmann(action_values: Row, temperature: Fraction) -> tuple[float, ...]:
    def odds(other: Fraction, value: Fraction) -> float:
        return math.exp(float((other - value) / temperature))

    return tuple(1 / sum(odds(other, value) for other in action_values) for value in action_values)
