"""Text as Open edX's problems take it: XML whose formulas MathJax draws.

A problem is XML with HTML inside. When it is shown, ``$seed`` and other names of its context are replaced wherever they stand
(``contextualize_text`` in its module ``capa``), so that no dollar sign may stand before a letter.
"""

import re
from functools import lru_cache
from html import escape

from markupsafe import Markup
from msgspec.structs import replace

from qbank import content as c
from qbank.content import Text
from qbank.markup.html import MATHJAX, Gaps
from qbank.pictures import Picture
from qbank.tex import tree as tex

APART = "<span>$</span>"
REPLACED = re.compile(r"\$(?=seed|anonymous_student_id|script_code|python_path|extra_files)")
"""Names that Open edX would replace."""


def _words(text: str) -> str:
    """Running text in which MathJax finds no formula, and Open edX no name to replace.

    >>> print(_words("costs $$ or $seed, [mathjax]"))
    costs <span>$</span><span>$</span> or <span>$</span>seed, <span>[</span>mathjax]
    """
    written = MATHJAX.words(text)
    if "$" in written:
        written = written.replace(APART, "$").replace("$", APART)
    return written.replace("[mathjax", "<span>[</span>mathjax")


def _formula(node: tex.Node, display: bool) -> str:
    return _apart(MATHJAX.formula(node, display))


def _inside(node: tex.Node) -> str:
    return _apart(MATHJAX.inside(node))


def _apart(latex: str) -> str:
    r"""LaTeX in which no name follows a dollar sign.

    >>> print(_apart(r"\text{\$seed}"))
    \text{\${}seed}
    """
    return latex.replace("$", "${}")


def _picture(picture: Picture) -> str:
    return f"{MATHJAX.picture(picture)[:-1]}/>"


OLX = replace(
    MATHJAX,
    words=_words,
    formula=_formula,
    inside=_inside,
    picture=_picture,
    strict=True,
    converted={},
    lines={},
)


def blocks(text: Text, gaps: Gaps | None = None) -> str:
    """A text as paragraphs, lists and tables; where it has gaps, its paragraphs are blocks that may hold fields."""
    if not gaps:
        return str(OLX.blocks(text))
    return str(OLX.blocks(text, gaps)).replace("<p>", "<div>").replace("</p>", "</div>")


def line(text: Text) -> str:
    """A text for a label or an option: a single paragraph stands without its ``<p>``."""
    return str(OLX.inline(text))


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """Plain text inside HTML."""
    return _words(text)


@lru_cache(maxsize=4096)
def attribute(text: str) -> str:
    """Plain text inside an attribute, or an option that holds no markup.

    >>> print(attribute('a < "b" $seed $x'))
    a &lt; &quot;b&quot; ＄seed $x
    """
    return escape(REPLACED.sub("＄", " ".join(text.split())))


def markup(xml: str) -> Markup:
    """Finished XML, to stand in a gap."""
    return Markup(xml)  # noqa: S704  made by our own template


def said(text: Text) -> str:
    """A text in one plain line, its formulas in Unicode characters."""
    return " ".join(c.plain(text).split())
