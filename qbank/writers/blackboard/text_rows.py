"""Cells of Blackboard's text files: one line of plain text, formulas in Unicode characters.

Blackboard may show them as HTML, so nothing in them reads as a tag or an entity. What a spreadsheet would run gets a space of no
width before it, but for what Blackboard compares: numbers, and texts to be typed.
"""

import re

from qbank.content import Text
from qbank.content import plain as plain_text
from qbank.errors import RefusedError
from qbank.writers.spreadsheet import harmless

TAG = re.compile(r"<(?=[A-Za-z/!?])")
ENTITY = re.compile(r"&(?=#?\w+;)")
ROW = " | "


def cell(text: Text) -> str:
    """A text in one line; the rows of a table apart by strokes.

    >>> from qbank import content as c
    >>> cell(Text((c.Piece(c.Tree((c.Paragraph((c.Str("a <b>"), c.Break(), c.Str("c"))),))),)))
    'a < b> c'
    """
    lines = [line for line in (" ".join(line.split()) for line in plain_text(text).split("\n")) if line]
    joined = "".join(
        line if not place else f" / {line}" if ROW in line and ROW in lines[place - 1] else f" {line}"
        for place, line in enumerate(lines)
    )
    return harmless(words(joined))


def words(text: str) -> str:
    """Plain text that reads as no tag and no entity.

    >>> words("a <b> &lt; c"), words("1 < 2")
    ('a < b> & lt; c', '1 < 2')
    """
    return ENTITY.sub("& ", TAG.sub("< ", " ".join(text.split())))


def compared(text: str) -> str:
    """A text that is compared with what is typed, as it is."""
    if text != " ".join(text.split()) or not text:
        raise RefusedError(
            f"a text file for Blackboard cannot hold the answer {text!r}: it has a line break or nothing"
        )
    return text
