"""Cells of a CSV file, and the HTML in them: formulas as MathML, pictures as PNG inside of the text.

What a spreadsheet would run is made harmless: HTML by spelling its first sign as an entity, plain text by a space of no width
before it. Brightspace takes both as they are, and students see no difference.
"""

from functools import lru_cache

from markupsafe import escape

from qbank.writers.said import Dialect
from qbank.writers.spreadsheet import RUN, harmless
from qbank.writers.strict_html import blocks, line


def cell(text: str) -> str:
    """A cell in quotation marks; nothing for nothing.

    >>> print(cell('a "b", c'), cell(""))
    "a ""b"", c"
    """
    return f'"{text.replace(chr(34), chr(34) * 2)}"' if text else ""


def html(markup: str) -> str:
    """HTML in a cell, on one line.

    >>> print(html("= <b>x</b>"))
    "&#61; <b>x</b>"
    """
    safe = f"&#{ord(markup[0])};{markup[1:]}" if markup.startswith(RUN) else markup
    return cell(safe.replace("\n", "&#10;"))


def plain(text: str) -> str:
    """Plain text in a cell.

    >>> print(plain("a < b"))
    "a < b"
    """
    return cell(harmless(text))


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return str(escape(text))


DIALECT = Dialect(blocks, line, _escaped, _escaped)
