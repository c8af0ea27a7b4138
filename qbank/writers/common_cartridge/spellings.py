"""A number as the texts that a student may type for it: Common Cartridge compares texts only."""

from collections.abc import Iterable
from fractions import Fraction
from functools import lru_cache

from qbank.content import MINUS, finite_decimals
from qbank.errors import RefusedError
from qbank.interactions import NumericEntry
from qbank.item import Answer

MOST = 60
"""So many numbers are listed; where more of them are right, none is."""


def right_spellings(entry: NumericEntry, answer: Answer) -> tuple[str, ...]:
    """The texts that are right: every number within the tolerance that has the decimals that are asked for."""
    others = [known.response for known in answer.known if known.credit == 1 and isinstance(known.response, Fraction)]
    found = [text for value in (answer.number, *others) for text in spellings(value, answer.tolerance, entry.decimals)]
    if not found:
        raise RefusedError("Common Cartridge knows no numbers, and no text with these decimals is right")
    return tuple(dict.fromkeys(found))


def spellings(value: Fraction, tolerance: Fraction, decimals: int | None) -> list[str]:
    """How the numbers within the tolerance are typed; without decimals, the one number itself.

    >>> spellings(Fraction(29, 50), Fraction(1, 1000), 3)
    ['0.580', '.580', '0.58', '.58', '0.579', '.579', '0.581', '.581']
    >>> spellings(Fraction(-1, 2), Fraction(0), None)
    ['-0.5', '−0.5', '-.5', '−.5', '-1/2', '−1/2']
    """
    if decimals is None:
        return _exact(value)
    return list(_within(*value.as_integer_ratio(), *tolerance.as_integer_ratio(), decimals))


@lru_cache(maxsize=16_384)
def _within(above: int, below: int, tolerance_above: int, tolerance_below: int, decimals: int) -> tuple[str, ...]:
    """The spellings in whole numbers; over many variants most have been seen, so they are remembered."""
    scale, common = 10**decimals, below * tolerance_below
    value, tolerance = above * tolerance_below * scale, tolerance_above * below * scale
    least, most = -((tolerance - value) // common), (value + tolerance) // common
    if most - least >= MOST:
        raise RefusedError(f"Common Cartridge knows no numbers, and more than {MOST} texts would be right")
    nearest_first = sorted(range(least, most + 1), key=lambda number: (abs(number * common - value), number))
    return tuple([text for number in nearest_first for text in _decimal(number, decimals)])


def _decimal(scaled: int, decimals: int) -> list[str]:
    """A number with all of its decimals, and without zeros at either end."""
    figures = str(abs(scaled)).rjust(decimals + 1, "0")
    whole = f"{figures[:-decimals]}.{figures[-decimals:]}" if decimals else figures
    short = whole.rstrip("0").removesuffix(".") if decimals else whole
    forms = [
        one for text in (whole, short) for one in (text, text.removeprefix("0") if text.startswith("0.") else text)
    ]
    return _signed(dict.fromkeys(forms), negative=scaled < 0)


def _exact(value: Fraction) -> list[str]:
    decimals = finite_decimals(value)
    written = [] if decimals is None else _decimal(int(value * 10**decimals), decimals)
    return written if value.denominator == 1 else [*written, *_signed([str(abs(value))], negative=value < 0)]


def _signed(texts: Iterable[str], *, negative: bool) -> list[str]:
    return [f"{sign}{text}" for text in texts for sign in ("-", MINUS)] if negative else list(texts)
