"""One number in digits, as its writer's language writes it. What could be read in two ways is asked about, never guessed.

A point is a decimal point in every language, since questions show their numbers so. A comma is a decimal comma only in the
languages that have one.
"""

import re
from fractions import Fraction

from qbank.errors import ExpressionError
from qbank.grading.characters import GROUPING

MAX_DIGITS = 200
MAX_EXPONENT = 60
COMMA_LANGUAGES = frozenset(
    {"af", "bg", "bs", "ca", "cs", "da", "de", "el", "es", "et", "eu", "fi", "fr", "gl", "hr", "hu", "hy", "id", "is",
     "it", "ka", "kk", "lt", "lv", "mk", "nb", "nl", "nn", "no", "pl", "pt", "ro", "ru", "sk", "sl", "sq", "sr", "sv",
     "tr", "uk", "uz", "vi"}
)  # fmt: skip
POINT_REGIONS = frozenset({"de-ch", "de-li", "it-ch", "es-mx", "es-us", "es-pr", "es-gt", "es-hn", "es-sv", "es-ni"})

PLAIN = re.compile(r"\d+(?:\.\d+)?|\.\d+")
SPACED = re.compile(rf"\d{{1,3}}(?:[{GROUPING}']\d{{3}})+(?:\.\d+)?")
SPACED_COMMA = re.compile(rf"\d{{1,3}}(?:[{GROUPING}']\d{{3}})+,\d+")
THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:,\d{3})+\.\d+|(?:,\d{3}){2,})")
COMMA = re.compile(r"\d*,\d+")
POINTED_THOUSANDS = re.compile(r"[1-9]\d{0,2}(?:(?:\.\d{3})+,\d+|(?:\.\d{3}){2,})")
EITHER = re.compile(r"[1-9]\d{0,2},\d{3}")


def has_comma(language: str) -> bool:
    """Whether the language writes a decimal comma.

    >>> has_comma("de-AT"), has_comma("de-CH"), has_comma("en")
    (True, False, False)
    """
    tag = language.casefold()
    return tag.partition("-")[0] in COMMA_LANGUAGES and tag not in POINT_REGIONS


def number(text: str, offset: int, *, comma: bool) -> Fraction:
    """The value of digits with separators and perhaps an exponent; ExpressionError at the fault's offset.

    >>> number("1,234.5", 0, comma=False), number("1,5", 0, comma=True)
    (Fraction(2469, 2), Fraction(3, 2))
    """
    digits, _, exponent = text.lower().partition("e")
    if len(text) > MAX_DIGITS or (exponent and abs(int(exponent)) > MAX_EXPONENT):
        message = "this number has too many digits"
        raise ExpressionError(message, offset)
    return Fraction(f"{_bare(digits, offset, comma=comma)}{'e' + exponent if exponent else ''}")


def _bare(digits: str, offset: int, *, comma: bool) -> str:
    """The digits with a point alone, or the reason why not."""
    digits = digits.removesuffix(".")
    if PLAIN.fullmatch(digits):
        return digits
    if SPACED.fullmatch(digits):
        return digits.replace(GROUPING, "").replace("'", "")
    if THOUSANDS.fullmatch(digits):
        return digits.replace(",", "")
    if comma and (COMMA.fullmatch(digits) or SPACED_COMMA.fullmatch(digits) or POINTED_THOUSANDS.fullmatch(digits)):
        return re.sub(rf"[.{GROUPING}']", "", digits).replace(",", ".")
    raise _complaint(digits, offset, comma=comma)


def _complaint(digits: str, offset: int, *, comma: bool) -> ExpressionError:
    place = offset + next((index for index, sign in enumerate(digits) if sign in f",'{GROUPING}"), 0)
    whole, _, rest = digits.partition(",")
    if EITHER.fullmatch(digits):
        return ExpressionError(
            f"{digits} can be read in two ways", place, f"write {whole}{rest}, or {whole}.{rest} with a decimal point"
        )
    if not comma and COMMA.fullmatch(digits):
        return ExpressionError("a comma is not read as a decimal point here", place, f"write {whole or '0'}.{rest}")
    if GROUPING in digits:
        return ExpressionError("two numbers stand side by side", place, "give one number")
    return ExpressionError("the separators in this number do not fit together", place, "write it without any")
