"""Numbers as QTI takes them, and the bounds between which a number is right.

Numbers are plain decimals without exponents, which one processor or another refuses (``9e-6``). A band is two comparisons,
at least and at most: the tolerances of ``equal`` are read differently by QTI 3's players, OPAL and OpenOlat.
"""

from decimal import ROUND_CEILING, ROUND_FLOOR, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from qbank.content import finite_decimals
from qbank.errors import RefusedError
from qbank.item import Answer, Known, expected

DIGITS = 15
"""As many significant digits as every double holds."""
HAIR = Fraction(1, 10**13)
"""So much wider, of the larger of number and tolerance, is a band: what lies on its edge is in it however it is computed."""
ROUNDED = Fraction(1, 10**12)
"""An irrational key is given to twelve decimals: so much wider is its tolerance."""

NEAREST = Context(prec=DIGITS)
BELOW, ABOVE = Context(prec=DIGITS, rounding=ROUND_FLOOR), Context(prec=DIGITS, rounding=ROUND_CEILING)


class Band(NamedTuple):
    """The numbers from ``lower`` to ``upper``; ``known`` is None for those that are right."""

    lower: str
    upper: str
    known: Known | None


def decimal(value: Fraction) -> str:
    """A number in plain decimals, to 15 significant digits.

    >>> decimal(Fraction(1, 3)), decimal(Fraction(5, 2)), decimal(Fraction(9, 10**6)), decimal(Fraction(20))
    ('0.333333333333333', '2.5', '0.000009', '20')
    """
    return _decimal(value.numerator, value.denominator)


@lru_cache(maxsize=65_536)
def _decimal(above: int, below: int) -> str:
    return format(NEAREST.divide(Decimal(above), Decimal(below)), "f")


def bands(answer: Answer) -> list[Band]:
    """The key's band first, then one for each known wrong number; those end half way to another known number.

    >>> from qbank.content import Text
    >>> known = (Known(Fraction(1, 2), Fraction(1, 4), Text()), Known(Fraction(51, 100), Fraction(0), Text()))
    >>> for band in bands(Answer("a", Fraction(1), Text(), Fraction(1, 100), known=known)):
    ...     print(band.lower, band.upper)
    0.9899999999999 1.0100000000001
    0.48999999999995 0.50500000000005
    0.504999999999949 0.520000000000051
    """
    key, tolerance = answer.number, tolerated(answer)
    if not tolerance and finite_decimals(key) is None:
        raise RefusedError(f"students cannot type {key} exactly in QTI, which reads no fractions: ask for decimals")
    wrong = [known for known in answer.known if isinstance(known.response, Fraction) and known.response != key]
    reaches = _reaches([expected(known.response, Fraction) for known in wrong], tolerance)
    made = [Band(*band(key, tolerance, tolerance), None)]
    for known, (below, above) in zip(wrong, reaches, strict=True):
        made.append(Band(*band(expected(known.response, Fraction), below, above), known))
    return made


def tolerated(answer: Answer) -> Fraction:
    """How far from the key is still right."""
    return answer.tolerance if answer.exact else answer.tolerance + ROUNDED


def _reaches(values: list[Fraction], tolerance: Fraction) -> list[tuple[Fraction, Fraction]]:
    """How far the band of each number reaches below and above it; in whole numbers, because every variant asks it.

    >>> _reaches([Fraction(1), Fraction(5), Fraction(2)], Fraction(1))
    [(Fraction(1, 1), Fraction(1, 2)), (Fraction(1, 1), Fraction(1, 1)), (Fraction(1, 2), Fraction(1, 1))]
    """
    scale = lcm(tolerance.denominator, *[value.denominator for value in values])
    scaled = [value.numerator * (scale // value.denominator) for value in values]
    reach = tolerance.numerator * (scale // tolerance.denominator)
    found = [(tolerance, tolerance)] * len(values)
    for one, other in pairwise(sorted(range(len(values)), key=scaled.__getitem__)):
        apart = scaled[other] - scaled[one]
        if 0 < apart < 2 * reach:
            half = Fraction(apart, 2 * scale)
            found[one], found[other] = (found[one][0], half), (half, found[other][1])
    return found


def band(value: Fraction, below: Fraction, above: Fraction) -> tuple[str, str]:
    """The bounds of a band, a hair wider than it is.

    >>> band(Fraction(1, 5), Fraction(1, 2000), Fraction(1, 2000)), band(Fraction(0), Fraction(0), Fraction(0))
    (('0.19949999999998', '0.20050000000002'), ('0', '0'))
    """
    return _band(*value.as_integer_ratio(), *below.as_integer_ratio(), *above.as_integer_ratio())


@lru_cache(maxsize=65_536)
def _band(n: int, d: int, below_n: int, below_d: int, above_n: int, above_d: int) -> tuple[str, str]:
    value, below, above = Fraction(n, d), Fraction(below_n, below_d), Fraction(above_n, above_d)
    hair = max(abs(value), below, above) * HAIR
    lower, upper = value - below - hair, value + above + hair
    return (
        format(BELOW.divide(Decimal(lower.numerator), Decimal(lower.denominator)), "f"),
        format(ABOVE.divide(Decimal(upper.numerator), Decimal(upper.denominator)), "f"),
    )
