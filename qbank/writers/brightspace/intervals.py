r"""A regular expression for the numbers of an interval, as they are typed: ``0.2``, ``.2``, ``+0.20``, ``00.2``, ``−1.5``.

It accepts a typed decimal exactly when its value lies in the interval. The interval's ends are first moved inwards to
``DIGITS`` more decimals than it is wide, so that they are finite; a number would have to be typed with more decimals than
that to be told otherwise.
"""

from fractions import Fraction
from functools import lru_cache
from math import ceil, floor

DIGITS = 3
MOST = 12
ANY = r"\d*"

Ends = tuple[int, int]
"""The ends of an interval, both included, in units of the last decimal."""


def decimals(width: Fraction) -> int:
    """To how many decimals the ends of an interval of this width are kept.

    >>> decimals(Fraction(1, 2000)), decimals(Fraction(0)), decimals(Fraction(50))
    (7, 15, 3)
    """
    places = 0
    while width * 10**places < 1 and places < MOST:
        places += 1
    return places + DIGITS


def ends(value: Fraction, tolerance: Fraction, places: int) -> Ends:
    """The numbers of so many decimals that are within the tolerance of a value: the least and the greatest.

    >>> ends(Fraction(1, 5), Fraction(1, 2000), 4), ends(Fraction(1, 3), Fraction(1, 100), 3)
    ((1995, 2005), (324, 343))
    """
    scale = 10**places
    return ceil((value - tolerance) * scale), floor((value + tolerance) * scale)


@lru_cache(maxsize=65_536)
def pattern(least: int, greatest: int, places: int) -> str:
    r"""The expression for the numbers between two ends.

    >>> pattern(1995, 2005, 4)
    '^\\s*\\+?0*\\.(?:199[5-9]\\d*|2(?:0(?:0(?:[0-4]\\d*|50*)?)?)?)\\s*$'
    """
    branches = []
    if least <= 0:
        branches.append(f"[-−]{_magnitudes(max(0, -greatest), -least, places)}")
    if greatest >= 0:
        branches.append(rf"\+?{_magnitudes(max(0, least), greatest, places)}")
    return rf"^\s*{_either(branches)}\s*$"


def _magnitudes(least: int, greatest: int, places: int) -> str:
    """Numbers that are not negative, by what stands before the point."""
    scale = 10**places
    low, high = least // scale, greatest // scale
    from_, to = str(least % scale).rjust(places, "0"), str(greatest % scale).rjust(places, "0")
    if low == high:
        return _number(low, from_, to)
    branches = [_number(low, from_, ""), _number(high, "", to, bounded=True)]
    if high - low > 1:
        branches.insert(1, rf"0*{_integers(low + 1, high - 1)}(?:\.{ANY})?")
    return _either(branches)


def _number(whole: int, least: str, greatest: str, *, bounded: bool = False) -> str:
    """A number with this before the point and what may follow; nothing for ``greatest`` is any, unless it is bounded."""
    above, below = least.rstrip("0"), greatest if greatest or bounded else None
    branches = _branches(above, below)
    tail = _either(branches)
    optional = rf"(?:\.{_or_nothing(branches)})?"
    if whole:
        return rf"0*{whole}\.{tail}" if above else f"0*{whole}{optional}"
    return rf"0*\.{tail}" if above else rf"(?:0+{optional}|\.{tail})"


def _branches(least: str, greatest: str | None) -> list[str]:
    """The digits after a point, at least one, whose value is not below one end and not above the other, if there is one."""
    first, last = int(least[:1] or 0), 9 if greatest is None else int(greatest[:1] or 0)
    if greatest is not None and not greatest.strip("0"):
        return ["0+"] if not least else []
    if greatest is not None and first == last:
        return [f"{first}{_rest(least[1:].rstrip('0'), greatest[1:])}"]
    found = [] if not least[1:].strip("0") else [f"{first}{_rest(least[1:], None)}"]
    free = range(first + len(found), last if greatest is not None else last + 1)
    if free:
        found.append(f"{_one_of(free)}{ANY}")
    if greatest is not None:
        found.append(f"{last}{_rest('', greatest[1:])}")
    return found


def _rest(least: str, greatest: str | None) -> str:
    """The digits that follow, none where nothing more is needed."""
    least = least.rstrip("0")
    if not least and greatest is None:
        return ANY
    if greatest is not None and not greatest.strip("0"):
        return "0*"
    branches = _branches(least, greatest)
    return _either(branches) if least else _or_nothing(branches)


def _integers(least: int, greatest: int) -> str:
    """Whole numbers between two ends, by their number of digits."""
    branches = []
    for size in range(len(str(least)), len(str(greatest)) + 1):
        low, high = max(least, 10 ** (size - 1)), min(greatest, 10**size - 1)
        branches.append(_fixed(str(low), str(high)))
    return _either(branches)


def _fixed(least: str, greatest: str) -> str:
    """Digits, as many as the ends have."""
    if not least:
        return ""
    if not least.strip("0") and not greatest.strip("9"):
        return rf"\d{{{len(least)}}}"
    first, last = int(least[0]), int(greatest[0])
    if first == last:
        return f"{first}{_fixed(least[1:], greatest[1:])}"
    zeros, nines = "0" * (len(least) - 1), "9" * (len(least) - 1)
    low = [] if least[1:] == zeros else [f"{first}{_fixed(least[1:], nines)}"]
    high = [] if greatest[1:] == nines else [f"{last}{_fixed(zeros, greatest[1:])}"]
    free = range(first + len(low), last + 1 - len(high))
    middle = [f"{_one_of(free)}{_fixed(zeros, nines)}"] if free else []
    return _either([*low, *middle, *high])


def _one_of(digits: range) -> str:
    return str(digits[0]) if len(digits) == 1 else f"[{digits[0]}-{digits[-1]}]"


def _or_nothing(branches: list[str]) -> str:
    return f"(?:{'|'.join(branches)})?"


def _either(branches: list[str]) -> str:
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})"
