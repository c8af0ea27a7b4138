"""Shares of the points in percent, as Moodle's importer takes them: a mark that is not in its list stops the whole import."""

from collections.abc import Callable, Iterable, Iterator
from decimal import Context, Decimal
from fractions import Fraction
from functools import cache

from qbank.errors import RefusedError
from qbank.interactions import ScoringPolicy
from qbank.item import Part

PERCENTAGES = (
    *("0", "5", "10", "11.11111", "12.5", "14.28571", "16.66667", "20", "25", "30", "33.33333", "40", "50", "60"),
    *("66.66667", "70", "75", "80", "83.33333", "90", "100"),
)
SHARES = {
    (share.numerator, share.denominator): text
    for text in PERCENTAGES
    for share in [(Fraction(text) / 100).limit_denominator(20)]
}
SHARE = Context(prec=7)

Share = Callable[[Fraction], str]


def listed_share(credit: Fraction) -> str:
    """A share of the points in percent, from the list of those that Moodle takes: the nearest, but never all or nothing.

    >>> listed_share(Fraction(1, 3)), listed_share(Fraction(-1, 2)), listed_share(Fraction(15, 100))
    ('33.33333', '-50', '14.28571')
    """
    if not credit.numerator:
        return "0"
    text = SHARES.get((abs(credit.numerator), credit.denominator)) or _nearest(abs(credit))
    return f"-{text}" if credit < 0 else text


@cache
def _nearest(credit: Fraction) -> str:
    between = [share for share in SHARES if 0 < Fraction(*share) < 1]
    return SHARES[min(between, key=lambda share: abs(Fraction(*share) - credit))]


def reshaped(credits: Iterable[Fraction]) -> Iterator[str]:
    """What differs where a share is not in Moodle's list.

    >>> list(reshaped([Fraction(1, 2), Fraction(15, 100)]))
    ['Moodle has no mark of 15 %: a response that earns it gets 14.28571 %']
    """
    for credit in dict.fromkeys(credits):
        if credit and (abs(credit.numerator), credit.denominator) not in SHARES:
            yield f"Moodle has no mark of {free_share(credit)} %: a response that earns it gets {listed_share(credit)} %"


def free_share(credit: Fraction) -> str:
    """A share of the points in percent, as the gaps of a cloze take any.

    >>> free_share(Fraction(15, 100)), free_share(Fraction(1, 3))
    ('15', '33.33333')
    """
    return format(SHARE.divide(Decimal(100 * credit.numerator), Decimal(credit.denominator)), "f")


def unfit(part: Part) -> RefusedError:
    """The refusal of a part whose scoring policy Moodle has nothing for."""
    return RefusedError(f"Moodle has no {part.scoring.value} for it")


def of_choices(part: Part, right: int) -> tuple[Fraction, Fraction]:
    """What each right and each wrong choice adds to the share of the points; Moodle takes less than nothing for nothing.

    That is right minus wrong. All or nothing is nearest when any wrong choice takes everything away.
    """
    match part.scoring:
        case ScoringPolicy.RIGHT_MINUS_WRONG | ScoringPolicy.PROPORTIONAL:
            return Fraction(1, right), Fraction(-1, right)
        case ScoringPolicy.ALL_OR_NOTHING:
            return Fraction(1, right), Fraction(-1)
        case _:
            raise unfit(part)
