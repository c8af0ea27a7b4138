"""Linear systems of a few unknowns, exactly, by elimination on whatever the numbers are: fractions or whole arrays of draws.

Rows are taken in their order, without a search for pivots, so that one run serves every draw at once. That is enough for the
systems of policy evaluation: I − γP is a nonsingular M-matrix wherever the values exist, and elimination never meets a zero
on the diagonal of one (Berman & Plemmons 1994, ch. 6, theorem 2.3).
"""

from collections.abc import Sequence
from fractions import Fraction

from qbank.errors import Undefined
from qbank.rl.arithmetic import Quantities, Quantity, Table


def solve(matrix: Table, right: Quantities) -> tuple[Quantity, ...]:
    """The x for which matrix · x = right; Undefined where the diagonal vanishes on the way.

    >>> half = Fraction(1, 2)
    >>> print(*solve([[1, -half], [-half, 1]], [Fraction(1), Fraction(0)]))
    4/3 2/3
    """
    rows = [[*row, value] for row, value in zip(matrix, right, strict=True)]
    size = len(rows)
    for pivot in range(size):
        for below in range(pivot + 1, size):
            if not vanishes(rows[below][pivot]):
                factor = divided(rows[below][pivot], rows[pivot][pivot])
                rows[below] = [
                    entry if column <= pivot or vanishes(other) else reduced(entry - factor * other)
                    for column, (entry, other) in enumerate(zip(rows[below], rows[pivot], strict=True))
                ]
    return _back(rows)


def _back(rows: Sequence[Sequence[Quantity]]) -> tuple[Quantity, ...]:
    """The unknowns of a triangular system, from the last to the first."""
    size = len(rows)
    found: list[Quantity] = [Fraction(0)] * size
    for number in reversed(range(size)):
        rest = rows[number][size]
        for column in range(number + 1, size):
            if not vanishes(rows[number][column]):
                rest = rest - rows[number][column] * found[column]
        found[number] = reduced(divided(rest, rows[number][number]))
    return tuple(found)


def divided(above: Quantity, below: Quantity) -> Quantity:
    """The quotient; Undefined where the divisor is zero. An array marks such draws itself."""
    if vanishes(below) and not hasattr(above, "undefined"):
        message = "a system of equations has no single solution"
        raise Undefined(message)
    return above / below


def vanishes(value: Quantity) -> bool:
    """Whether a value is zero in every draw: an exact number that is."""
    return isinstance(value, (int, Fraction)) and value == 0


def reduced(value: Quantity) -> Quantity:
    """The same value in lowest terms, where it does not keep itself so; else the numbers of an elimination double."""
    return value.reduced() if hasattr(value, "reduced") else value
