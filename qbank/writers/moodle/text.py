"""Text as Moodle's importer and filters take it. What they do with other text was observed on Moodle 4.5 and 5.0."""

import re
from collections.abc import Mapping
from functools import lru_cache

from markupsafe import Markup, escape

from qbank.content import Text
from qbank.content import plain as plain_text
from qbank.errors import RefusedError
from qbank.interactions import NumericEntry
from qbank.markup.fill import Template, slot
from qbank.markup.html import MATHJAX
from qbank.wording import asked
from qbank.writers.pictures import told

SMILEY = re.compile(r"\((?:[ynh ]|grr|heart|martin)\)|:(?=[()-]|o\))|-(?=[).o\[|P\]])(?<=[8BV^;P|}x]-)")
"""Where Moodle would see a picture in running text, formulas too (``emoticon_manager::default_emoticons``)."""

TAG = re.compile(r"<(?!\s)")
ENTITY = re.compile(r"&(?=#?\w+;)")
GAP = re.compile(r"\{(?=[0-9]*:|#)")
IN_GAP = str.maketrans({"}": "&#125;", "~": "&#126;", "#": "&#35;", "&": "&#38;", "\n": "&#10;"})
HIDDEN = str.maketrans({"$": "&#36;", "\\": "&#92;"})
_constant: dict[str, Markup] = {}


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


def around_gaps(text: Text) -> Markup:
    """The text around the gaps of a cloze: nothing of the author's reads as a gap.

    >>> from qbank import content
    >>> print(around_gaps(Text((content.Piece(content.Tree((content.Paragraph((content.Str("a {1:SA:=b} c"),)),))),))))
    <p>a &#123;1:SA:=b} c</p>
    """
    return _without_gaps(html(text))


def with_gaps(text: Text, gaps: Mapping[str, Markup]) -> Markup:
    """A stem with each part's markup in its gap, which must stand there exactly once: Moodle would count a copy as well."""
    if not gaps:
        return around_gaps(text)
    marks = {part: Markup(slot(number, "gap")) for number, part in enumerate(gaps)}  # noqa: S704  a mark of our own
    marked = _without_gaps(_safe(MATHJAX.blocks(text, marks)))
    for part, mark in marks.items():
        if (times := marked.count(mark)) != 1:
            raise RefusedError(f"the gap of {part!r} stands {times} times in the stem")
    return Markup(Template(marked).join(list(gaps.values())))  # noqa: S704  all of it is markup


def _without_gaps(markup: str) -> Markup:
    return Markup(GAP.sub("&#123;", markup))  # noqa: S704  it was markup, and is still


def said(text: Text) -> str:
    """A text in one plain line, its formulas in Unicode characters.

    >>> from qbank import content
    >>> said(Text((content.Piece(content.Tree((content.Paragraph((content.Str("a"), content.Break())),))),)))
    'a'
    """
    return " ".join(plain_text(text).split())


@lru_cache(maxsize=4096)
def plain(text: str) -> Markup:
    """Text for a name or the target of a matching, which Moodle strips of tags and shows as HTML; it may stand in CDATA.

    >>> print(plain("1 < 2 & <advantages> ]]>"))
    1 < 2 & &lt;advantages> ]]]]><![CDATA[>
    """
    return _cdata(TAG.sub("&lt;", ENTITY.sub("&amp;", text)))


@lru_cache(maxsize=4096)
def words(text: str) -> Markup:
    """Plain text, such as a source, inside HTML.

    >>> print(words("Sutton & Barto: $$"))
    Sutton &amp; Barto: $<span>$</span>
    """
    return _safe(MATHJAX.words(text))


@lru_cache(maxsize=4096)
def attribute(text: str) -> Markup:
    """Plain text inside an attribute, or an option, which Moodle's filters must find no formula in.

    >>> print(attribute("a < b: $$"))
    a &lt; b: &#36;&#36;
    """
    return _safe(escape(text).translate(HIDDEN))


def option(text: Text) -> Markup:
    """A text for an option of a drop-down, which shows no markup and no formulas.

    >>> from qbank import content
    >>> print(option(Text((content.Piece(content.Tree((content.Paragraph((content.Str("a < b :)"),)),))),))))
    a &lt; b &#58;)
    """
    return attribute(said(text))


def name(text: Text) -> Markup:
    """A prompt as the name of a gap, in one plain line beside it."""
    return _without_gaps(option(text))


def verbatim(text: str) -> Markup:
    """Text that Moodle compares with what students type: it is no HTML, and may stand in CDATA."""
    return _cdata(text)


def path_piece(title: str) -> Markup:
    """A title as one piece of a category path: its slashes doubled, and never at an end, where they would be lost.

    >>> path_piece("TD / GAE"), path_piece("/x")
    (Markup('TD // GAE'), Markup(' //x '))
    """
    doubled = title.replace("/", "//")
    return plain(f" {doubled} " if title.startswith("/") or title.endswith("/") else doubled)


def gap(markup: str) -> Markup:
    r"""HTML for an answer or a feedback inside a gap of a cloze, which Moodle decodes once.

    After that it takes the backslash from ``\}`` and ``\#``, so those are spelt in HTML too. A backslash at the end would
    hide the mark that follows it.

    >>> print(gap(r"<p>\(\frac{1}{2}\) &lt; ~#</p>"), gap("a\\"), gap(r"\{a\}"))
    <p>\(\frac{1&#125;{2&#125;\) &#38;lt; &#126;&#35;</p> a&#92; \{a\&#38;&#35;125;
    """
    return in_gap(re.sub(r"\\([}#])", lambda found: f"\\{_number(found[1])}", told(markup)))


def in_gap(verbatim: str) -> Markup:
    """Any text inside a gap of a cloze, which Moodle decodes once.

    >>> print(in_gap("a<b & c~d"))
    a<b &#38; c&#126;d
    """
    escaped = str(verbatim).translate(IN_GAP)
    return Markup(f"{escaped[:-1]}&#92;" if escaped.endswith("\\") else escaped)  # noqa: S704  nothing is left to escape


def note(entry: NumericEntry) -> str:
    """What the student is told about the number to type; Moodle reads no fractions.

    >>> note(NumericEntry(3)), note(NumericEntry())
    ('Give 3 decimals.', 'Give a decimal number.')
    """
    return "Give a decimal number." if entry.decimals is None else asked(entry)


def _safe(markup: str) -> Markup:
    return _cdata(SMILEY.sub(_spelt, markup))


def _spelt(smiley: re.Match[str]) -> str:
    """One of its characters as a number, but no parenthesis, which may be half of a formula's mark."""
    text = smiley[0]
    return f"({_number(text[1])}{text[2:]}" if text[0] == "(" else _number(text)


def _number(character: str) -> str:
    return f"&#{ord(character)};"


def _cdata(text: str) -> Markup:
    return Markup(str.replace(text, "]]>", "]]]]><![CDATA[>") if "]]>" in text else text)  # noqa: S704  CDATA is not parsed
