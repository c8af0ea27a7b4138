"""Numbers and the bands around them as Moodle's importer takes them.

What it does with others was observed on Moodle 4.5 and 5.0: ``1,5`` becomes 15, ``1/2`` becomes 1, a typographical minus is
a database error, and numbers are kept to 14 significant digits. Of the answers to a numerical question, the first whose band
holds the response decides.
"""

from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from qbank.content import Text, finite_decimals
from qbank.errors import RefusedError
from qbank.item import Answer, Known
from qbank.writers.moodle.shares import Share

DIGITS = 300
FULL, NOTHING = Fraction(1), Text()

NEAREST = Context(prec=14)
ABOVE = Context(prec=14, rounding=ROUND_CEILING)

Ratio = tuple[int, int]


class Band(NamedTuple):
    """The responses within ``tolerance`` of ``value``, both ends included, what they earn in percent, and what is said."""

    value: str
    tolerance: str
    percent: str
    feedback: Text
    misconception: str | None


def number(value: Fraction) -> str:
    """A number in plain decimals, rounded to 14 significant digits.

    >>> number(Fraction(-1, 3)), number(Fraction(5)), number(Fraction(1, 10**7))
    ('-0.33333333333333', '5', '0.0000001')
    """
    return format(_rounded(value), "f")


@lru_cache(maxsize=65_536)
def _band(above: int, below: int, tolerance_above: int, tolerance_below: int) -> tuple[str, str]:
    """A number and its tolerance as written: the band still holds every response that was within the exact one.

    Over many variants most have been seen, so they are remembered.

    >>> _band(1, 5, 1, 2000), _band(1, 3, 0, 1)
    (('0.2', '0.0005'), ('0.33333333333333', '0.0000000000000033333333333334'))
    """
    value, tolerance = Fraction(above, below), Fraction(tolerance_above, tolerance_below)
    written = _rounded(value)
    ratio = written.as_integer_ratio()
    if ratio != (value.numerator, value.denominator):
        tolerance += abs(Fraction(*ratio) - value)
    return format(written, "f"), format(ABOVE.divide(Decimal(tolerance.numerator), Decimal(tolerance.denominator)), "f")


def bands(answer: Answer, share: Share) -> list[Band]:
    """The key's band first, so that no other can take a right response from it, then one for each known wrong number.

    >>> from qbank.writers.moodle.shares import listed_share
    >>> known = (Known(Fraction(1, 2), Fraction(1, 4), Text(), "slip"),)
    >>> for each in bands(Answer("a", Fraction(1), Text(), Fraction(1, 100), known=known), listed_share):
    ...     print(each.value, each.tolerance, each.percent, each.misconception)
    1 0.01 100 None
    0.5 0.01 25 slip
    """
    key = answer.number
    right = next((known for known in answer.known if known.response == key), Known(key, FULL, NOTHING))
    told = [(FULL, right), *((known.credit, known) for known in answer.known if known.response != key)]
    return [
        Band(value, tolerance, share(credit), known.feedback, known.misconception)
        for (value, tolerance), (credit, known) in zip(band_numbers(answer), told, strict=True)
    ]


def band_numbers(answer: Answer) -> list[tuple[str, str]]:
    """The value and the tolerance of each band, as written."""
    key = answer.number.as_integer_ratio()
    if not answer.tolerance and finite_decimals(Fraction(*key)) is None:
        raise RefusedError(
            f"students cannot type {answer.key} exactly in Moodle, which reads no fractions: ask for decimals"
        )
    known = [one.response.as_integer_ratio() for one in answer.known if isinstance(one.response, Fraction)]
    wrong = [value for value in known if value != key]
    tolerances = _tolerances(answer.tolerance, wrong)
    numbers = [_band(*key, *answer.tolerance.as_integer_ratio())]
    numbers += [_band(*value, *tolerance) for value, tolerance in zip(wrong, tolerances, strict=True)]
    return numbers


def _rounded(value: Fraction) -> Decimal:
    rounded = NEAREST.divide(Decimal(value.numerator), Decimal(value.denominator))
    if rounded.adjusted() >= DIGITS:
        raise RefusedError(f"Moodle takes a number with more than {DIGITS} digits for infinity")
    return rounded


def _tolerances(tolerance: Fraction, wrong: list[Ratio]) -> list[Ratio]:
    """The tolerance of each known number: the key's, but never more than half way to another known number.

    >>> _tolerances(Fraction(1, 10), [(1, 10), (1, 5), (9, 10)])
    [(1, 20), (1, 20), (1, 10)]
    """
    if _far_apart(wrong, 2 * tolerance):
        return [tolerance.as_integer_ratio()] * len(wrong)
    values = [Fraction(*value) for value in wrong]
    narrow: dict[Fraction, Fraction] = {}
    for below, above in pairwise(sorted(set(values))):
        half = min(tolerance, (above - below) / 2)
        narrow[below], narrow[above] = min(half, narrow.get(below, half)), half
    return [narrow.get(value, tolerance).as_integer_ratio() for value in values]


def _far_apart(values: list[Ratio], distance: Fraction) -> bool:
    """Whether any two values differ by more than a distance; in whole numbers, because every variant asks it."""
    scale = lcm(distance.denominator, *[denominator for _, denominator in values])
    scaled = sorted([numerator * (scale // denominator) for numerator, denominator in values])
    apart = distance.numerator * (scale // distance.denominator)
    return all(above - below > apart for below, above in pairwise(scaled))
