"""LaTeX maths as tokens, read one at a time: a digit may have to be split from its number, and ``\\text`` is read raw."""

import re

from msgspec import Struct

from qbank.errors import MathsError
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN

LONGEST, DEEPEST = 4_000, 40
_BRACE = re.compile(r"\\.|[{}]", re.DOTALL)
_TOKEN = re.compile(
    r"\s*(?:(?P<command>\\operatorname\*|\\[A-Za-z]+|\\.)"
    r"|(?P<digits>[0-9]+(?:\{,\}[0-9]{3})*(?:\.[0-9]+)?|\.[0-9]+)"
    rf"|(?P<hole>{HOLE_OPEN}[0-9]+{HOLE_CLOSE})"
    r"|(?P<letter>[A-Za-z])"
    r"|(?P<mark>:=|[^\s\\])"
    r"|(?P<end>\Z))",
    re.DOTALL,
)


class Token(Struct, frozen=True):
    """A piece of source: its kind (the name of a group above), its text, and where it begins and ends."""

    kind: str
    text: str
    offset: int
    end: int

    @property
    def shown(self) -> str:
        """The source in quotes, for a message: a command with one backslash, as it is written."""
        text = self.text[:40]
        return f"'{text}'" if text.isprintable() and "'" not in text else repr(text)


class Reader:
    """Where we are in the source, and how deep."""

    def __init__(self, source: str) -> None:
        if len(source) > LONGEST:
            raise MathsError(f"the formula has {len(source)} characters, more than {LONGEST}", LONGEST)
        self.source = source
        self.depth = 0
        self.token = self._scan(0)

    def _scan(self, start: int) -> Token:
        found = _TOKEN.match(self.source, start)
        kind = found.lastgroup if found else None
        if found is None or kind is None:
            raise MathsError("a backslash at the end of the formula", start + len(self.source[start:].rstrip()) - 1)
        return Token(kind, found[kind], found.start(kind), found.end(kind))

    def take(self) -> Token:
        """The present token; the next one becomes present."""
        token = self.token
        self.token = self._scan(token.end)
        return token

    def take_digit(self) -> str:
        """The first digit of the present number; the rest stays."""
        digit = self.token.text[0]
        self.token = self._scan(self.token.offset + 1)
        return digit

    def take_raw(self, command: Token) -> tuple[str, int]:
        """The source between the braces that come next, unread, and its offset.

        >>> Reader("{a < {b}}").take_raw(Token("command", "\\\\text", 0, 0))
        ('a < {b}', 1)
        """
        opening = self.expect("{", f"missing braces after {command.shown}", scan=False)
        level = 0
        for brace in _BRACE.finditer(self.source, opening.offset):
            level += {"{": 1, "}": -1}.get(brace[0], 0)
            if level == 0:
                self.token = self._scan(brace.end())
                return self.source[opening.end : brace.start()], opening.end
        raise MathsError("unclosed '{'", opening.offset)

    def expect(self, text: str, message: str, *, scan: bool = True) -> Token:
        """The present token, which must be this one; what follows a brace may be raw text and is then not scanned."""
        if self.token.text != text:
            raise MathsError(message, self.token.offset)
        return self.take() if scan else self.token

    def descend(self, offset: int) -> None:
        """Note one more level of nesting."""
        self.depth += 1
        if self.depth > DEEPEST:
            raise MathsError(f"nested more than {DEEPEST} levels deep", offset)

    def ascend(self) -> None:
        """Note that a level of nesting has ended."""
        self.depth -= 1
