"""Derivatives, limits and solutions by numbers alone: the second road to what algebra finds.

Step sizes are halved again and again, and what the results tend to is extrapolated (Richardson, Neville); fractions stay
fractions, so that no difference cancels.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Any

Function = Callable[[Any], Any]

STEP = Fraction(1, 1000)
NEAREST, FARTHEST = 12, 4
"""A limit is approached in steps of 1/2⁴ to 1/2¹²."""
POINTS = 6
SLOW = 1e-6
"""So far apart may the last two estimates of a limit be."""
ROOT, PATIENCE = 1e-12, 60
"""How near to zero an equation's sides come with its solution, and how often a wrong one is bettered."""


def derivative(function: Function, at: Any) -> Any:
    """Central differences, extrapolated to a step of zero.

    >>> print(derivative(lambda x: x**3, Fraction(2)))
    12
    """
    step = abs(at) * STEP if at else STEP
    quotients = [(function(at + h) - function(at - h)) / (2 * h) for h in (step, step / 2, step / 4)]
    once = [(4 * finer - coarser) / 3 for coarser, finer in pairwise(quotients)]
    return (16 * once[1] - once[0]) / 15


def limit(function: Function, at: Any | None) -> Any | None:
    """What the function tends to, from above where there is a value, else from below; at infinity for None.

    None where it is reached too slowly to tell.

    >>> print(limit(lambda x: (x * x - 1) / (x - 1), Fraction(1)), round(limit(lambda n: 1 / (1 + 1 / n), None), 6))
    2 1.0
    """
    for side in (1, -1):
        try:
            estimates = _towards(function, at, side)
        except (ValueError, ZeroDivisionError, OverflowError):
            continue
        before, last = estimates
        return last if abs(float(last - before)) <= SLOW * (1 + abs(float(last))) else None
    return None


def settled(function: Function, solution: Any) -> Any:
    """The solution where the function is zero there; else the zero that is found from it.

    >>> print(settled(lambda x: 2 * x - 3, Fraction(3, 2)), settled(lambda x: 2 * x - 3, Fraction(7)))
    3/2 3/2
    """
    here, there = solution, solution + 1
    value, other = function(here), function(there)
    scale = abs(value) + abs(other)
    for turn in range(PATIENCE):
        if value == 0 or abs(float(value)) <= ROOT * float(scale) or value == other:
            return here
        following = here - value * (there - here) / (other - value)
        there, other, here = here, value, float(following) if turn else following  # exact for what is linear
        value = function(here)
    return here


def _towards(function: Function, at: Any | None, side: int) -> tuple[Any, Any]:
    """The last two estimates of a limit."""
    steps = [Fraction(side, 2**number) for number in range(FARTHEST, NEAREST + 1)]
    places = [float(1 / abs(step)) if at is None else at + step for step in steps]
    values = [function(place) for place in places]
    earlier, last = slice(-POINTS - 1, -1), slice(-POINTS, None)
    return _at_zero(steps[earlier], values[earlier]), _at_zero(steps[last], values[last])


def _at_zero(steps: Sequence[Fraction], values: Sequence[Any]) -> Any:
    """The polynomial through all points, at a step of zero (Neville)."""
    column = list(values)
    for order in range(1, len(column)):
        column = [
            (steps[place] * column[place + 1] - steps[place + order] * column[place])
            / (steps[place] - steps[place + order])
            for place in range(len(column) - 1)
        ]
    return column[0]
