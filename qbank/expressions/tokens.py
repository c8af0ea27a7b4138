"""Expression text cut into tokens, each with its offset."""

import re
from typing import Literal

from msgspec import Struct

from qbank.errors import CostError, ExpressionError

MAX_CHARACTERS = 2_000
MAX_TOKENS = 500

Kind = Literal["number", "name", "string", "sign", "end"]

PATTERN = re.compile(
    r"""\s*(?:
      (?P<number>\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?|\.\d+)
    | (?P<name>[^\W\d]\w*(?:\.[^\W\d]\w*)*)
    | (?P<string>"[^"]*"|'[^']*')
    | (?P<sign>\*\*|<=|>=|==|!=|[-+*/^()\[\],<>=])
    )""",
    re.VERBOSE,
)


class Token(Struct, frozen=True):
    kind: Kind
    text: str
    offset: int


def tokens(source: str) -> list[Token]:
    """The tokens of an expression, closed by one of kind ``end``.

    >>> [token.text for token in tokens("2*gamma >= .5")]
    ['2', '*', 'gamma', '>=', '.5', '']
    """
    if len(source) > MAX_CHARACTERS:
        message = f"the expression has {len(source):,} characters; at most {MAX_CHARACTERS:,} are read"
        raise CostError(message)
    found: list[Token] = []
    position, end = 0, len(source.rstrip())
    while position < end:
        match = PATTERN.match(source, position)
        if match is None:
            raise _unreadable(source, position)
        kind: Kind = match.lastgroup  # type: ignore[assignment]
        found.append(Token(kind, match.group(kind), match.start(kind)))
        position = match.end()
        if len(found) > MAX_TOKENS:
            message = f"the expression has more than {MAX_TOKENS} parts"
            raise CostError(message, found[-1].offset)
    return [*found, Token("end", "", end)]


HINTS = {
    '"': "a string is not closed",
    "'": "a string is not closed",
    "−": "write the minus sign as -",
    "·": "write * for a product",
    "×": "write * for a product",
    "≤": "write <=",
    "≥": "write >=",
    "≠": "write !=",
    "&": "write and",
    "|": "write or",
    "!": "write not",
    "%": "write the number itself: 5% is 0.05",
    "\\": "names are written in letters here, such as gamma, and not in LaTeX",
    "{": "places stand in texts; here names are written without braces",
}


def _unreadable(source: str, position: int) -> ExpressionError:
    while source[position].isspace():
        position += 1
    character = source[position]
    shown = "a backslash" if character == "\\" else repr(character)
    return ExpressionError(f"cannot read {shown} in an expression", position, HINTS.get(character, ""))
