"""Numbers as Open edX compares them: in decimals, both ends of a tolerance included (``compare_with_tolerance``)."""

from decimal import Context, Decimal
from fractions import Fraction
from functools import lru_cache

from qbank.content import finite_decimals

DIGITS = Context(prec=15)
"""As many significant digits as a number of Open edX keeps."""
DUST = Fraction(1, 10**12)
"""Where only the exact number is right: what its own arithmetic may lose, as a share of the number."""


@lru_cache(maxsize=65_536)
def decimal(value: Fraction) -> str:
    """A number in plain decimals.

    >>> decimal(Fraction(-1, 3)), decimal(Fraction(5)), decimal(Fraction(1, 10**7))
    ('-0.333333333333333', '5', '0.0000001')
    """
    return format(DIGITS.divide(Decimal(value.numerator), Decimal(value.denominator)), "f")


def number(value: Fraction, tolerance: Fraction) -> str:
    """A key: in decimals, but as a fraction where only that is exact and nothing else is right.

    >>> number(Fraction(1, 3), Fraction(0)), number(Fraction(1, 3), Fraction(1, 100)), number(Fraction(1, 4), Fraction(0))
    ('1/3', '0.333333333333333', '0.25')
    """
    exact = tolerance or finite_decimals(value) is not None
    return decimal(value) if exact else str(value)


def tolerance(value: Fraction, allowed: Fraction) -> str:
    """How far a response may be from a key.

    >>> tolerance(Fraction(1, 5), Fraction(1, 2000)), tolerance(Fraction(1, 5), Fraction(0))
    ('0.0005', '0.0000000000002')
    """
    return decimal(allowed or abs(value) * DUST)
