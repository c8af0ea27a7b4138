r"""Text as readers of GIFT take it: everything on one line, the signs of GIFT behind a backslash, and backslashes doubled.

A single ``\n`` would be a line break, also the one in ``\nabla``; an unescaped brace would move the answers.
"""

import re
from functools import lru_cache

from qbank.errors import RefusedError
from qbank.writers.moodle.text import ENTITY, TAG
from qbank.writers.moodle.text import path_piece as moodle_path_piece

ESCAPES = (
    ("\\", "\\\\"),
    ("#", "\\#"),
    ("=", "\\="),
    ("~", "\\~"),
    ("{", "\\{"),
    ("}", "\\}"),
    (":", "\\:"),
    ("\r", ""),
    ("\n", "\\n"),
)
PLACEHOLDER = re.compile(r"&&(?:0(?:10|35|58|61|92)|12[356])")
"""What Moodle's reader puts in the place of escaped signs for a while, and would take for one of them."""
TAG_SIGNS = re.compile(r"[<>`\[\]\\\x00-\x1f\x7f]")


def escaped(text: str) -> str:
    r"""A text with nothing in it that GIFT reads.

    >>> print(escaped(r"\(\nabla_{x} = 1\)"))
    \\(\\nabla_\{x\} \= 1\\)
    """
    for sign, spelt in ESCAPES:
        if sign in text:
            text = text.replace(sign, spelt)
    return text


def plain(text: str) -> str:
    """Plain text on one line; refused where Moodle's reader would take a part of it for a sign of GIFT.

    >>> print(plain("V(s) = 1: yes"))
    V(s) \\= 1\\: yes
    """
    if PLACEHOLDER.search(text):
        raise RefusedError(f"GIFT would take a part of {text!r} for one of its own signs")
    return escaped(text)


@lru_cache(maxsize=4096)
def name(text: str) -> str:
    """A title, which Moodle strips of tags and shows as HTML.

    >>> print(name("1 < 2 & <advantages>"))
    1 < 2 & &lt;advantages>
    """
    return plain(stripped(text))


def stripped(text: str) -> str:
    """A text of which Moodle strips no part as a tag."""
    return TAG.sub("&lt;", ENTITY.sub("&amp;", text))


@lru_cache(maxsize=4096)
def path_piece(title: str) -> str:
    r"""A title as one piece of a category's path: slashes doubled, and backslashes, which alone are undone there.

    >>> print(path_piece("TD: a/b"), path_piece("\\nabla"))
    TD: a//b \\nabla
    """
    return str(moodle_path_piece(title)).replace("\\", "\\\\")


@lru_cache(maxsize=4096)
def tag(text: str) -> str:
    """A tag, without the signs that Moodle's tags do not hold.

    >>> tag("rlhf.<critic>")
    'rlhf.critic'
    """
    return " ".join(TAG_SIGNS.sub("", text).split())
