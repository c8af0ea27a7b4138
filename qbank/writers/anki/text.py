r"""Text as Anki shows it: HTML whose formulas stand in ``\(...\)``."""

from functools import lru_cache
from html import escape

from qbank.content import Text, plain
from qbank.markup.html import MATHJAX, NO_GAPS, Gaps


def blocks(text: Text, gaps: Gaps = NO_GAPS) -> str:
    """A text as paragraphs, lists and tables."""
    return str(MATHJAX.blocks(text, gaps))


def line(text: Text) -> str:
    """A text for an option: a single paragraph stands without its ``<p>``."""
    return str(MATHJAX.inline(text))


@lru_cache(maxsize=4096)
def words(text: str) -> str:
    """Plain text."""
    return str(MATHJAX.words(text))


@lru_cache(maxsize=4096)
def attribute(text: str) -> str:
    """Plain text inside an attribute."""
    return escape(text)


def said(text: Text) -> str:
    """A text in one plain line."""
    return words(" ".join(plain(text).split()))


def in_cloze(markup: str) -> str:
    r"""What is hidden in a cloze, which ends at two braces, and whose hint begins behind two colons.

    >>> print(in_cloze(r"\(\frac{1}{V_{a}}\) a::b {{c2::"))
    \(\frac{1}{V_{a}&#125;\) a:&#58;b {&#123;c2:&#58;
    """
    return markup.replace("}}", "}&#125;").replace("{{", "{&#123;").replace("::", ":&#58;")


def around_clozes(markup: str) -> str:
    """Markup in which nothing reads as a cloze."""
    return markup.replace("{{", "{&#123;")
