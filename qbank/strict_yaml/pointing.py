"""From characters of a file's text to a fault there, with the line and the piece that is underlined."""

import re

from qbank.errors import Fault
from qbank.strict_yaml.scalars import position

WORD = re.compile(
    r"\[\[[\w-]*\]\]|\{\{[^{}\n]*\}\}|\{\{|\}\}|\$\$|\\(?:[A-Za-z]+|.)|[^\W\d][\w.]*|\d+(?:\.\d+)?|[*<>=!:]=|\*\*|.",
    re.DOTALL,
)
"""What is read as one: a gap, a place, a sign of two characters, a LaTeX command, a name, a number; else one character."""
MAX_LINE = 5_000
"""Of longer lines nothing is shown."""


def fault(file: str, text: str, span: tuple[int, int | None], message: str, hint: str = "") -> Fault:
    """The fault of some characters, from and to; of the word that starts there when it is not known where it ends.

    >>> fault("q.yaml", "a: 1\\nbb: promt + 1", (9, None), "unknown name 'promt'")[1:]
    (2, 5, "unknown name 'promt'", '', 5, 'bb: promt + 1')
    """
    start, end = span
    line, column = position(text, start)
    begin, close = start - column + 1, text.find("\n", start)
    shown = text[begin : close if close >= 0 else len(text)]
    if end is None:
        word = WORD.match(text, start)
        end = word.end() if word else start + 1
    piece = shown[column - 1 : max(0, end - begin)].rstrip()
    return Fault(file, line, column, message, hint, max(1, len(piece)), shown if len(shown) <= MAX_LINE else "")
