"""Slips of the pen that any number may show, told only where the numbers leave no doubt; they earn nothing.

slip.sign            the sign is turned
slip.percent         a hundred times too large or too small
slip.decimal_point   ten times too large or too small
slip.cut_off         the decimals were cut off, not rounded
slip.rounded         rounded to fewer decimals than asked for, but to two at least
"""

from fractions import Fraction

from qbank.content import Paragraph, Piece, Str, Text, Tree

FEEDBACK = {
    "slip.sign": "The size is right, but the sign is not.",
    "slip.percent": "This is off by a factor of a hundred: look at percent and decimals.",
    "slip.decimal_point": "This is off by a factor of ten: look at the place of the decimal point.",
    "slip.cut_off": "This is the right value, cut off: its last decimal must be rounded.",
    "slip.rounded": "This is the right value, rounded too coarsely for what is asked.",
}
TEXTS = {name: Text((Piece(Tree((Paragraph((Str(words),)),))),)) for name, words in FEEDBACK.items()}
FEWEST, MANY = 2, 12
"""Decimals of a rounded number that cannot have come about by chance, and as many as anybody types."""
CERTAIN = 10
"""A key must be so many times larger than its tolerance; nearer to zero, other numbers look the same."""


def slip(value: Fraction, key: Fraction, tolerance: Fraction, decimals: int | None) -> tuple[str, Text] | None:
    """The slip that turns the key into the value, and what to say of it; None when none does.

    >>> slip(Fraction("-0.2"), Fraction("0.2"), Fraction(1, 2000), 3)[0]
    'slip.sign'
    """
    name = _slip(value, key, tolerance, decimals)
    return None if name is None else (name, TEXTS[name])


def _slip(value: Fraction, key: Fraction, tolerance: Fraction, decimals: int | None) -> str | None:
    if abs(key) <= CERTAIN * tolerance or value == 0:
        return None
    if abs(value + key) <= tolerance:
        return "slip.sign"
    for name, factor in (("slip.percent", 100), ("slip.decimal_point", 10)):
        if abs(value / factor - key) <= tolerance or abs(value * factor - key) <= tolerance:
            return name
    return _rounding(value, key, decimals)


def _rounding(value: Fraction, key: Fraction, decimals: int | None) -> str | None:
    if decimals is not None and decimals >= FEWEST and value == _cut(key, decimals):
        return "slip.cut_off"
    fewer = range(FEWEST, MANY if decimals is None else decimals)
    return "slip.rounded" if any(value == _rounded(key, places) for places in fewer) else None


def _cut(value: Fraction, decimals: int) -> Fraction:
    whole = abs(value) * 10**decimals // 1
    return Fraction(whole if value >= 0 else -whole, 10**decimals)


def _rounded(value: Fraction, decimals: int) -> Fraction:
    whole = (abs(value) * 10**decimals + Fraction(1, 2)) // 1
    return Fraction(whole if value >= 0 else -whole, 10**decimals)
