"""How much work one comparison may take, counted instead of timed: the same on every machine.

One unit is about twenty nanoseconds of FLINT's work.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

MOST = 850_000
OPERATION, GCD, TERM, REGION, SYSTEM, COMBINING, FACTORING, TRIAL = 300, 1_500, 1_000, 4_000, 5_000, 500, 8_000, 250
"""What is spent, beside its terms, on: an operation, a common divisor, a term of an interval, a region, a system of
inequalities, two of its rows, the factors of a polynomial, a node of a formula at a point."""


class TooHard(Exception):  # noqa: N818  not an error: the comparison goes on by other means
    """The algebra would take too long, or is not known here."""


_left: ContextVar[list[int]] = ContextVar("_left")


@contextmanager
def limited(most: int = MOST) -> Iterator[None]:
    """Inside the block, work beyond the limit raises ``TooHard``."""
    token = _left.set([most])
    try:
        yield
    finally:
        _left.reset(token)


def spend(units: int) -> None:
    """Note work before it is done; TooHard when nothing is left for it.

    >>> with limited(10):
    ...     spend(11)
    Traceback (most recent call last):
    qbank.grading.equivalence.effort.TooHard: the formula takes too long to compare
    """
    left = _left.get(None)
    if left is None:
        return
    left[0] -= units
    if left[0] < 0:
        message = "the formula takes too long to compare"
        raise TooHard(message)


def is_spent() -> bool:
    """Whether nothing is left."""
    left = _left.get(None)
    return left is not None and left[0] < 0
