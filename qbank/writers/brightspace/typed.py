r"""Regular expressions for what is typed in a short answer: numbers and texts.

Brightspace looks for the expression anywhere in the response, so each is anchored; capitals matter unless ``(?i)`` says
otherwise.
"""

import re
from fractions import Fraction

from qbank.content import finite_decimals
from qbank.errors import RefusedError
from qbank.grading.spelling import WILD, pattern
from qbank.grading.text_entry import DASHES, DOUBLE_QUOTES, QUOTES
from qbank.item import Answer, expected
from qbank.writers.brightspace import intervals
from qbank.writers.brightspace.intervals import Ends
from qbank.writers.moodle.bands import band_numbers
from qbank.writers.moodle.shares import free_share

AROUND = r"""[\s.,;:!?"'()“”„‘’]*"""
ARTICLE = r"(?:(?:the|an?)\s+)?"

Row = tuple[str, str]
"""The share of the points in percent, and the expression that earns it."""


def numbers(answer: Answer) -> list[Row]:
    """The key's interval, then what is left of those of known numbers that earn something."""
    if not answer.tolerance and finite_decimals(answer.number) is None:
        raise RefusedError(f"students cannot type {answer.key} exactly in Brightspace, which reads no fractions")
    places = intervals.decimals(answer.tolerance)
    key = intervals.ends(answer.number, answer.tolerance, places)
    if key[0] > key[1]:
        raise RefusedError(f"its key has more than {places} decimals, or its tolerance is too narrow to be typed")
    found = [("100", intervals.pattern(*key, places))]
    shares = [known.credit for known in answer.known if known.response != answer.number]
    if not any(shares):
        return found
    for (value, tolerance), credit in zip(band_numbers(answer)[1:], shares, strict=True):
        if credit:
            near = intervals.ends(Fraction(value), Fraction(tolerance), places)
            found += [(free_share(credit), intervals.pattern(*rest, places)) for rest in _without(near, key)]
    return found


def _without(near: Ends, key: Ends) -> list[Ends]:
    """An interval without another one.

    >>> _without((1, 9), (4, 5)), _without((1, 9), (0, 20))
    ([(1, 3), (6, 9)], [])
    """
    sides = [(near[0], min(near[1], key[0] - 1)), (max(near[0], key[1] + 1), near[1])]
    return [side for side in sides if side[0] <= side[1]]


def texts(answer: Answer) -> list[Row]:
    """The accepted texts, then the known ones that earn something."""
    literals = answer.literals
    rows = [("100", expression(text, case=literals.case)) for text in literals.accepted]
    for known in answer.known:
        if known.credit:
            rows.append((free_share(known.credit), expression(expected(known.response, str), case=literals.case)))
    if not rows or not all(text.strip(" *") for text in literals.accepted):
        raise RefusedError("Brightspace takes no empty text for an answer, and needs a right one")
    return rows


def expression(text: str, *, case: bool) -> str:
    r"""A text as it may be typed: with an article, quotation marks, a full stop, and any kind of dash.

    >>> re.search(expression("Q-learning*", case=False), " “The q–learning agent”.") is not None
    True
    >>> re.search(expression(r"TD(\*)", case=True), "td(*)") is None
    True
    """
    body = "".join(map(_sign, pattern(" ".join(text.split()))))
    return f"{'' if case else '(?i)'}^{AROUND}{ARTICLE}{body}{AROUND}$"


def _sign(sign: str) -> str:
    if sign == WILD:
        return ".*"
    if sign == " ":
        return r"\s+"
    for alike in (f"-{DASHES}", f"'{QUOTES}", f'"{DOUBLE_QUOTES}'):
        if sign in alike:
            return f"[{alike}]"
    return re.escape(sign)
