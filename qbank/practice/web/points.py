"""Points as a person types them."""

import re
from fractions import Fraction

from qbank.practice.session import PracticeError

TYPED = re.compile(r"(?P<whole>\d{1,6})(?:[.,](?P<decimals>\d{1,6})|/(?P<below>\d{1,6}))?", re.ASCII)


def points(text: str) -> Fraction:
    """The points that a text says, exactly; PracticeError when it says none.

    >>> points("1/3"), points(" 1,5 "), points("2")
    (Fraction(1, 3), Fraction(3, 2), Fraction(2, 1))
    >>> points("1e9")
    Traceback (most recent call last):
    qbank.practice.session.PracticeError: these points cannot be read: write a number such as 2, 1.5 or 1/3, not '1e9'
    """
    found = TYPED.fullmatch(text.strip())
    below = found and found["below"]
    if found is None or (below is not None and not int(below)):
        shown = text.strip()[:20]
        raise PracticeError(f"these points cannot be read: write a number such as 2, 1.5 or 1/3, not {shown!r}")
    return Fraction(f"{found['whole']}/{below}" if below else f"{found['whole']}.{found['decimals'] or 0}")
