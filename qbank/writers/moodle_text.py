"""Text as Moodle's importer and filters take it. What they do with other text was observed on Moodle 4.5 and 5.0."""

import re
from functools import lru_cache

from markupsafe import Markup, escape

from qbank.content import Text
from qbank.document import asked
from qbank.errors import RefusedError
from qbank.item import NumericEntry
from qbank.markup.html import MATHJAX

SMILEYS = {
    "(y)": "(&#121;)",
    "(n)": "(&#110;)",
    "(h)": "(&#104;)",
    "( )": "(&#32;)",
    ":)": "&#58;)",
    ":(": "&#58;(",
    "8-)": "8&#45;)",
    ":-": "&#58;-",
}
"""What Moodle turns into pictures in running text, formulas too, and the same spelt so that it does not."""

SMILEY = re.compile("|".join(map(re.escape, SMILEYS)))
TAG = re.compile(r"<(?=\S)")
ENTITY = re.compile(r"&(?=#?\w+;)")
GAP = re.compile(r"\{(?=[0-9]*:|#)")
IN_GAP = str.maketrans({"}": "&#125;", "~": "&#126;", "#": "&#35;", "&": "&#38;", "\n": "&#10;"})
_constant: dict[str, Markup] = {}
ALLOWED = bytes(byte for byte in range(256) if byte >= 32 or byte in b"\t\n\r")


def html(text: Text) -> Markup:
    """A text as HTML that may stand in CDATA, its formulas in ``\\(...\\)``; one without values is converted once."""
    if len(text.pieces) != 1 or text.pieces[0].values:
        return _safe(MATHJAX.blocks(text))
    digest = text.pieces[0].tree.digest
    if digest not in _constant:
        _constant[digest] = _safe(MATHJAX.blocks(text))
    return _constant[digest]


def line(text: Text) -> Markup:
    """A text of one paragraph without its ``<p>``, for an option."""
    return _safe(MATHJAX.inline(text))


def joined(texts: list[Markup]) -> Markup:
    """Texts one below the other."""
    return texts[0] if len(texts) == 1 else Markup("\n".join(texts))  # noqa: S704  all of them are markup


def stem(text: Text) -> Markup:
    """The text around the gaps of a cloze: nothing of the author's reads as a gap.

    >>> from qbank import content
    >>> print(stem(Text((content.Piece(content.Tree((content.Paragraph((content.Str("a {1:SA:=b} c"),)),))),))))
    <p>a &#123;1:SA:=b} c</p>
    """
    return Markup(GAP.sub("&#123;", html(text)))  # noqa: S704  it was markup, and is still


@lru_cache(maxsize=4096)
def plain(text: str) -> Markup:
    """Text for a name, which Moodle strips of tags and shows as HTML; it may stand in CDATA.

    >>> print(plain("1 < 2 & <advantages> ]]>"))
    1 < 2 & &lt;advantages> ]]]]><![CDATA[>
    """
    return _cdata(TAG.sub("&lt;", ENTITY.sub("&amp;", text)))


@lru_cache(maxsize=4096)
def words(text: str) -> Markup:
    """Plain text, such as a source, inside HTML or an attribute of it.

    >>> print(words("Sutton & Barto"))
    Sutton &amp; Barto
    """
    return _cdata(escape(text))


def path_piece(title: str) -> Markup:
    """A title as one piece of a category path: its slashes doubled, and never at an end, where they would be lost.

    >>> path_piece("TD / GAE"), path_piece("/x")
    (Markup('TD // GAE'), Markup(' //x '))
    """
    doubled = title.replace("/", "//")
    return plain(f" {doubled} " if title.startswith("/") or title.endswith("/") else doubled)


def gap(markup: str) -> Markup:
    """HTML for an answer or a feedback inside a gap of a cloze, which Moodle decodes once.

    A backslash at the end would hide the mark that follows it.

    >>> print(gap("<p>\\\\(\\\\frac{1}{2}\\\\) &lt; ~#</p>"), gap("a\\\\"))
    <p>\\(\\frac{1&#125;{2&#125;\\) &#38;lt; &#126;&#35;</p> a&#92;
    """
    escaped = markup.translate(IN_GAP)
    return Markup(f"{escaped[:-1]}&#92;" if escaped.endswith("\\") else escaped)  # noqa: S704  it was markup


def note(entry: NumericEntry) -> str:
    """What the student is told about the number to type; Moodle reads no fractions.

    >>> note(NumericEntry(3)), note(NumericEntry())
    ('Give 3 decimals.', 'Give a decimal number.')
    """
    return "Give a decimal number." if entry.decimals is None else asked(entry.decimals)


def checked(xml: str) -> bytes:
    """A finished question in UTF-8; a control character in it would make Moodle refuse the whole file."""
    encoded = xml.encode()
    found = encoded.translate(None, ALLOWED)
    if found:
        raise RefusedError(f"a text has the control character U+{found[0]:04X}, which XML cannot hold")
    return encoded


def _safe(markup: str) -> Markup:
    return _cdata(SMILEY.sub(_spelt, markup))


def _spelt(smiley: re.Match[str]) -> str:
    return SMILEYS[smiley[0]]


def _cdata(text: str) -> Markup:
    return Markup(str.replace(text, "]]>", "]]]]><![CDATA[>"))  # noqa: S704  CDATA is not parsed
