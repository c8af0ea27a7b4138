"""What a student typed, cut into numbers, signs and names, each with its offset."""

import re
from fractions import Fraction
from typing import Literal
from unicodedata import normalize

from msgspec import Struct

from qbank.errors import ExpressionError
from qbank.grading.characters import GROUPING, same
from qbank.grading.digits import number

MAX_CHARACTERS = 500
MAX_TOKENS = 150
LONGEST_SHOWN = 20

Kind = Literal["number", "vulgar", "raised", "name", "sign", "fault", "end"]

PATTERN = re.compile(
    rf"""\s*(?:
      (?P<number>(?:\d|[.,]\d)(?:[\d.,'{GROUPING}]*\d)?\.?(?:[eE][+-]?\d+)?)
    | (?P<vulgar>[¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞])
    | (?P<raised>[⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻]+)
    | (?P<command>\\(?:[A-Za-z]+|[%,;:!\ ]))
    | (?P<name>[^\W\d_]\w*)
    | (?P<sign>\*\*|[-+*/^()\[\]{{}}%√])
    )""",
    re.VERBOSE,
)

COMMANDS = {
    **dict.fromkeys(("left", "right", ",", ";", ":", "/", "!", " ", "quad"), ""),
    **dict.fromkeys(("cdot", "times", "ast"), "*"),
    "div": "/",
    "%": "%",
    **dict.fromkeys(("frac", "dfrac", "tfrac"), "frac"),
    **{name: name for name in ("sqrt", "exp", "ln", "log")},
}
"""LaTeX, as it is copied from a formula; the empty ones say nothing."""


class Token(Struct, frozen=True):
    """A piece of what was typed; ``value`` is that of a number, ``fault`` why it cannot be read."""

    kind: Kind
    text: str
    offset: int
    value: Fraction = Fraction(0)
    fault: ExpressionError | None = None


def tokens(typed: str, *, comma: bool) -> list[Token]:
    """The tokens of a response, closed by one of kind ``end``, or ``fault`` at the first character that cannot be read.

    >>> [token.text for token in tokens("2·(−3)", comma=False)]
    ['2', '*', '(', '-', '3', ')', '']
    """
    if len(typed) > MAX_CHARACTERS:
        message = f"this has {len(typed):,} characters; at most {MAX_CHARACTERS} are read"
        raise ExpressionError(message, MAX_CHARACTERS, "give one number")
    found: list[Token] = []
    try:
        _cut(typed, same(typed), found, comma=comma)
    except ExpressionError as error:
        found.append(Token("fault", "?", error.offset, fault=error))
    return [*found, Token("end", "", len(typed.rstrip()))]


def _cut(typed: str, text: str, found: list[Token], *, comma: bool) -> None:
    position, end = 0, len(text.rstrip())
    while position < end:
        match = PATTERN.match(text, position)
        if match is None:
            raise _unreadable(typed, text, position)
        token = _token(match, comma=comma)
        found += [token] if token.text else []
        position = match.end()
        if len(found) > MAX_TOKENS:
            message = "this is too long to be read as one number"
            raise ExpressionError(message, token.offset)


def _token(match: re.Match[str], *, comma: bool) -> Token:
    kind = match.lastgroup or ""
    text, offset = match[kind], match.start(kind)
    match kind:
        case "number":
            return Token("number", text, offset, number(text, offset, comma=comma))
        case "vulgar":
            return Token("vulgar", text, offset, Fraction(normalize("NFKC", text).replace("⁄", "/")))
        case "raised":
            return Token("raised", text, offset, Fraction(_lowered(text, offset)))
        case "command":
            return _command(text, offset)
        case "name":
            return Token("name", text, offset)
        case _:
            return Token("sign", text, offset)


def _lowered(text: str, offset: int) -> int:
    """Raised digits as a whole number: ⁻³ is -3."""
    plain = normalize("NFKC", text).replace("−", "-")
    if not re.fullmatch(r"[+-]?\d{1,6}", plain):
        message = f"the exponent {text[:LONGEST_SHOWN]!r} cannot be read"
        raise ExpressionError(message, offset)
    return int(plain)


def _command(text: str, offset: int) -> Token:
    meant = COMMANDS.get(text[1:])
    if meant is None:
        message = f"cannot read {text[:LONGEST_SHOWN]!r} in a number"
        raise ExpressionError(message, offset, "give the value as a number")
    return Token("name" if meant.isalpha() else "sign", meant, offset)


HINTS = {
    "=": "give the number alone",
    "≈": "give the number alone",
    ",": "give one number",
    ";": "give one number",
    "±": "give one number",
    "<": "give the number alone",
    ">": "give the number alone",
    "|": "write abs(…)",
    "!": "write the product out",
    "∞": "give a finite number",
}


def _unreadable(typed: str, text: str, position: int) -> ExpressionError:
    while text[position].isspace():
        position += 1
    return ExpressionError(f"cannot read {typed[position]!r} in a number", position, HINTS.get(text[position], ""))
