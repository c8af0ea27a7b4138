"""Numbers, marks and bands as Moodle's importer takes them.

What it does with others was observed on Moodle 4.5 and 5.0: a mark that is not in its list stops the whole import, ``1,5``
becomes 15, ``1/2`` becomes 1, a typographical minus is a database error, and numbers are kept to 14 significant digits.
Of the answers to a numerical question, the first whose band holds the response decides.
"""

from collections.abc import Callable
from decimal import ROUND_CEILING, Context, Decimal
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from math import lcm
from typing import NamedTuple

from msgspec import Struct

from qbank.content import Text, finite_decimals
from qbank.errors import RefusedError
from qbank.item import Answer, Known, SingleChoice

PERCENTAGES = (
    *("0", "5", "10", "11.11111", "12.5", "14.28571", "16.66667", "20", "25", "30", "33.33333", "40", "50", "60"),
    *("66.66667", "70", "75", "80", "83.33333", "90", "100"),
)
SHARES = {
    (share.numerator, share.denominator): text
    for text in PERCENTAGES
    for share in [(Fraction(text) / 100).limit_denominator(20)]
}
DIGITS = 300
FULL, NOTHING = Fraction(1), Text()

NEAREST = Context(prec=14)
ABOVE = Context(prec=14, rounding=ROUND_CEILING)
SHARE = Context(prec=7)

Share = Callable[[Fraction], str]
Ratio = tuple[int, int]


class Band(NamedTuple):
    """The responses within ``tolerance`` of ``value``, both ends included, what they earn in percent, and what is said."""

    value: str
    tolerance: str
    percent: str
    feedback: Text
    misconception: str | None


class Option(Struct, frozen=True):
    """One choice: its text, what it earns in percent, and what is said about it."""

    text: Text
    percent: str
    feedback: Text
    misconception: str | None


def listed_share(credit: Fraction) -> str:
    """A share of the points in percent, from the list of those that Moodle takes.

    >>> listed_share(Fraction(1, 3)), listed_share(Fraction(-1, 2))
    ('33.33333', '-50')
    >>> listed_share(Fraction(15, 100))
    Traceback (most recent call last):
    ...
    qbank.errors.RefusedError: Moodle has no mark of 15 %; its nearest are 14.28571 % and 16.66667 %
    """
    if not credit.numerator:
        return "0"
    text = SHARES.get((abs(credit.numerator), credit.denominator))
    if text is None:
        nearest = sorted(SHARES, key=lambda share: abs(Fraction(*share) - abs(credit)))[:2]
        close = " and ".join(f"{SHARES[share]} %" for share in sorted(nearest, key=lambda share: Fraction(*share)))
        raise RefusedError(f"Moodle has no mark of {free_share(credit)} %; its nearest are {close}")
    return f"-{text}" if credit < 0 else text


def free_share(credit: Fraction) -> str:
    """A share of the points in percent, as the gaps of a cloze take any.

    >>> free_share(Fraction(15, 100)), free_share(Fraction(1, 3))
    ('15', '33.33333')
    """
    return format(SHARE.divide(Decimal(100 * credit.numerator), Decimal(credit.denominator)), "f")


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

    >>> known = (Known(Fraction(1, 2), Fraction(1, 4), Text(), "slip"),)
    >>> for each in bands(Answer("a", Fraction(1), Text(), Fraction(1, 100), known=known), listed_share):
    ...     print(each.value, each.tolerance, each.percent, each.misconception)
    1 0.01 100 None
    0.5 0.01 25 slip
    """
    right = next((known for known in answer.known if known.response == answer.key), Known(answer.key, FULL, NOTHING))
    told = [(FULL, right), *((known.credit, known) for known in answer.known if known.response != answer.key)]
    return [
        Band(value, tolerance, share(credit), known.feedback, known.misconception)
        for (value, tolerance), (credit, known) in zip(band_numbers(answer), told, strict=True)
    ]


def band_numbers(answer: Answer) -> list[tuple[str, str]]:
    """The value and the tolerance of each band, as written."""
    key = _value(answer.key).as_integer_ratio()
    if not answer.tolerance and finite_decimals(Fraction(*key)) is None:
        raise RefusedError(
            f"students cannot type {answer.key} exactly in Moodle, which reads no fractions: ask for decimals"
        )
    wrong = [_value(known.response).as_integer_ratio() for known in answer.known]
    wrong = [value for value in wrong if value != key]
    tolerances = _tolerances(answer.tolerance, wrong)
    numbers = [_band(*key, *answer.tolerance.as_integer_ratio())]
    numbers += [_band(*value, *tolerance) for value, tolerance in zip(wrong, tolerances, strict=True)]
    return numbers


def options(choice: SingleChoice, answer: Answer, share: Share) -> list[Option]:
    """The choices in their order, the key's at 100 %."""
    if len(choice.choices) < 2 or not all(each.text for each in choice.choices):
        raise RefusedError("Moodle takes two choices or more, and none without text")
    known = {each.response: each for each in answer.known}
    found = []
    for each in choice.choices:
        told = known.get(each.id, Known(each.id, Fraction(0), Text()))
        credit = Fraction(1) if each.id == answer.key else told.credit
        found.append(Option(each.text, share(credit), told.feedback, told.misconception))
    return found


def _value(response: Fraction | str) -> Fraction:
    return response if isinstance(response, Fraction) else Fraction(response)


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
