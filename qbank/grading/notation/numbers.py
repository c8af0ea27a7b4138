"""Numbers inside a formula: as everywhere, but a comma between arguments parts them."""

import re
from collections.abc import Sequence
from fractions import Fraction
from unicodedata import normalize

from qbank.errors import ExpressionError
from qbank.grading.digits import number
from qbank.grading.notation.units import VULGAR, Unit

EXPONENT = r"(?:[eE][+-]?\d+)?"
ALONE = re.compile(r"(?:\d|[.,]\d)(?:[\d.,]*\d)?\.?")
BETWEEN = re.compile(r"\d+(?:\.\d*)?|\.\d+")
SCIENTIFIC = re.compile(r"[eE][+-]?\d+")


def begins_number(unit: Unit) -> bool:
    """Whether a number can begin with a unit."""
    return unit.text.isdecimal() or unit.text == "." or (unit.text != "" and unit.text in VULGAR)


def read_number(
    units: Sequence[Unit], place: int, *, comma: bool, parts: bool, scientific: bool
) -> tuple[Fraction, int]:
    """The number that begins at a place, and where it ends; ExpressionError at the fault.

    ``comma`` says whether a comma is a decimal comma, ``parts`` whether one parts arguments here, ``scientific`` whether an e
    may belong to the number.
    """
    first = units[place]
    if first.text in VULGAR:
        return Fraction(normalize("NFKC", first.text).replace("⁄", "/")), place + 1
    text = _run(units, place)
    match = (BETWEEN if parts else ALONE).match(text)
    if match is None:
        raise ExpressionError(f"did not expect {first.text!r} here", first.offset)
    digits = match[0]
    if parts and comma and re.match(r",\d", text[match.end() :]) and "." not in digits:
        hint = "write ; between arguments, or a space behind the comma"
        raise ExpressionError("this comma can be read in two ways", units[place + match.end()].offset, hint)
    if scientific and (power := SCIENTIFIC.match(text, match.end())):
        digits += power[0]
    try:
        return number(digits, 0, comma=comma), place + len(digits)
    except ExpressionError as error:
        raise ExpressionError(
            error.message, units[place + min(error.offset, len(digits) - 1)].offset, error.hint
        ) from None


def _run(units: Sequence[Unit], place: int) -> str:
    """The characters that may belong to one number."""
    text = units[place].text
    for unit in units[place + 1 :]:
        if unit.apart or len(unit.text) != 1 or unit.text not in "0123456789.,eE+-":
            break
        text += unit.text
    return text
