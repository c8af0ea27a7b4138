"""Numbers and what is accepted around them, in plain decimals that a binary number holds to the last digit."""

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from qbank.content import digits, finite_decimals
from qbank.errors import RefusedError
from qbank.item import Answer, Known

DIGITS = 15
"""So many significant digits survive in a binary number of double precision."""
LARGEST = 300
POINT_DECIMALS = 7

NEAREST = Context(prec=DIGITS)
ABOVE = Context(prec=DIGITS, rounding=ROUND_CEILING)
EXACT = Context(prec=2 * LARGEST)


class Band(NamedTuple):
    """A number, the least and the largest that are accepted for it, and how far they are from it."""

    value: str
    lower: str
    upper: str
    margin: str


@lru_cache(maxsize=65_536)
def _band(above: int, below: int, tolerance_above: int, tolerance_below: int) -> Band:
    """The band of a number that holds every response within the tolerance, its ends equally far from what is written.

    >>> _band(1, 5, 1, 2000)
    Band(value='0.2', lower='0.1995', upper='0.2005', margin='0.0005')
    >>> _band(1, 3, 1, 100)[1:3]
    ('0.3233333333333326', '0.3433333333333334')
    """
    value, tolerance = Fraction(above, below), Fraction(tolerance_above, tolerance_below)
    written = NEAREST.divide(Decimal(above), Decimal(below))
    if written.adjusted() >= LARGEST:
        raise RefusedError(f"a number with more than {LARGEST} digits is infinity to a computer")
    tolerance += abs(Fraction(*written.as_integer_ratio()) - value)
    margin = ABOVE.divide(Decimal(tolerance.numerator), Decimal(tolerance.denominator))
    lower, upper = EXACT.subtract(written, margin), EXACT.add(written, margin)
    return Band(*(format(number, "f") for number in (written, lower, upper, margin)))


def band(value: Fraction, tolerance: Fraction) -> Band:
    """The band of a number; RefusedError when it must be met exactly and no decimals write it.

    >>> band(Fraction(1, 2), Fraction(0))
    Band(value='0.5', lower='0.5', upper='0.5', margin='0')
    """
    if not tolerance and finite_decimals(value) is None:
        raise RefusedError(f"students cannot type {value} exactly where no fractions are read: ask for decimals")
    return _band(*value.as_integer_ratio(), *tolerance.as_integer_ratio())


def right_bands(answer: Answer) -> tuple[Band, ...]:
    """The key's band, and those of other numbers that earn everything."""
    others = [known.response for known in answer.known if _right_elsewhere(known, answer)]
    return tuple([band(value, answer.tolerance) for value in (answer.number, *others) if isinstance(value, Fraction)])


def _right_elsewhere(known: Known, answer: Answer) -> bool:
    return known.credit == 1 and known.response != answer.number


@lru_cache(maxsize=4096)
def points(value: Fraction) -> str:
    """Points in decimals.

    >>> points(Fraction(5, 2)), points(Fraction(1, 3)), points(Fraction(2))
    ('2.5', '0.3333333', '2')
    """
    decimals = finite_decimals(value)
    return digits(value, POINT_DECIMALS if decimals is None else min(decimals, POINT_DECIMALS))


@lru_cache(maxsize=256)
def shares(number: int) -> tuple[str, ...]:
    """A hundred percent in equal shares of two decimals, the last one with the rest.

    >>> shares(3), shares(4)
    (('33.33', '33.33', '33.34'), ('25.00', '25.00', '25.00', '25.00'))
    """
    each = 10_000 // number
    last = 10_000 - each * (number - 1)
    return tuple(digits(Fraction(share, 100), 2) for share in (*[each] * (number - 1), last))
