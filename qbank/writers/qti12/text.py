"""Text as it stands in QTI 1.2: HTML, which is escaped once more as the content of a ``<mattext>``."""

import re
from functools import lru_cache
from html import escape
from urllib.parse import quote

from qbank.content import MINUS, Text, plain
from qbank.markup.html import MATHJAX, NO_GAPS, Gaps

FORMULA = re.compile(r"\\\((.*?)\\\)|\\\[(.*?)\\\]", re.DOTALL)
NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
MOST = 4096
_constant: dict[str, str] = {}


def html(text: Text, gaps: Gaps = NO_GAPS) -> str:
    r"""A text as HTML with its formulas in ``\(...\)``; one without values is converted once."""
    if len(text.pieces) != 1 or text.pieces[0].values:
        return str(MATHJAX.blocks(text, gaps))
    digest = text.pieces[0].tree.digest
    found = _constant.get(digest)
    if found is None:
        if len(_constant) >= MOST:
            _constant.clear()
        found = _constant[digest] = str(MATHJAX.blocks(text))
    return found


def line(text: Text) -> str:
    """A text of one paragraph without its ``<p>``, for an option."""
    return str(MATHJAX.inline(text))


def said(text: Text) -> str:
    """A text in one plain line, its formulas in Unicode characters.

    >>> from qbank import content
    >>> said(Text((content.Piece(content.Tree((content.Paragraph((content.Str("a"), content.Break())),))),)))
    'a'
    """
    return " ".join(plain(text).split())


def equations(markup: str) -> str:
    r"""HTML whose formulas are the images of them that Canvas' own editor makes, each with its LaTeX; a mere number is text.

    >>> print(equations(r"<p>\(a &lt; b\)</p>"))
    <p><img class="equation_image" title="a &lt; b" src="/equation_images/a%2520%253C%2520b" alt="LaTeX: a &lt; b"
    data-equation-content="a &lt; b"></p>
    """
    return FORMULA.sub(_image, markup) if "\\" in markup else markup


def _image(found: re.Match[str]) -> str:
    if found[1] and NUMBER.fullmatch(found[1]):
        return found[1].replace("-", MINUS)
    return _drawn(found[1]) if found[2] is None else _drawn(f"\\displaystyle {found[2]}")


@lru_cache(maxsize=MOST)
def _drawn(escaped: str) -> str:
    """The image of a formula, given as LaTeX inside HTML; in its address everything is encoded twice."""
    latex = escaped.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")
    address = quote(quote(latex, safe=""), safe="")
    shown = escaped.replace('"', "&quot;")
    return (
        f'<img class="equation_image" title="{shown}" src="/equation_images/{address}" alt="LaTeX: {shown}" '
        f'data-equation-content="{shown}">'
    )


def xml(text: str) -> str:
    """Text, or HTML, as the content of an element.

    >>> xml("<p>1 &lt; 2</p>")
    '&lt;p&gt;1 &amp;lt; 2&lt;/p&gt;'
    """
    return escape(text, quote=False)


@lru_cache(maxsize=MOST)
def attribute(text: str) -> str:
    """Plain text inside an attribute.

    >>> attribute('a "b"')
    'a &quot;b&quot;'
    """
    return escape(text)
