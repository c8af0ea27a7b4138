"""Content as HTML: once with MathML for our own pages, once with LaTeX in ``\\(...\\)`` for systems that run MathJax.

Values are escaped by where they stand. What is given back is ``Markup``, so that a template's autoescape leaves it alone.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from html import escape
from typing import NamedTuple, assert_never

from markupsafe import Markup
from msgspec import Struct

from qbank import content as c
from qbank.content import Gap, Number, Text, Tree, Value
from qbank.markup.drawing import image, svg
from qbank.markup.fill import Slot, Template, slot
from qbank.markup.latex import latex, number_latex
from qbank.markup.mathml import mathml, mathml_inside, number_mathml
from qbank.pictures import Drawing, Picture, Plot
from qbank.tex import tree as tex
from qbank.tex.tree import HOLE_OPEN

WrittenNumber = Callable[[int, int, int | None, c.Style], str]
"""Writes a number, given as numerator, denominator, decimals and style."""

DELIMITER = re.compile(r"(?<=\\)[(\[]|(?<=\$)\$")
BEHIND, BEFORE = re.compile(r"\S{1,12}(?=\s|$)|[^\w\s]+"), re.compile(r"[(\[“‘]+$")
"""What is written close behind a formula, such as a comma or ``-step``, and close before it."""
SIGN, WIDE = re.compile(f"<m[ino][ >]|{HOLE_OPEN}"), 14
"""A letter, number or operator of a formula, and how many of them may be wider than the screen of a telephone."""
FORMULAS = frozenset({"mathml", "latex"})
WORDS, BLOCKS, CODE = "words", "blocks", "code"

Gaps = Mapping[str, Markup]
"""What stands in each gap, by the id of its part."""
NO_GAPS: Gaps = {}


class Cut(NamedTuple):
    """A piece of a text, converted: the name of what all variants share, that itself, and what fills its slots."""

    name: str
    shared: Template
    filling: list[str]


class Html(Struct, frozen=True):
    """A dialect of HTML: how it writes text, a formula, a piece of one, a number in one and a picture; what it has converted."""

    words: Callable[[str], str]
    formula: Callable[[tex.Node, bool], str]
    inside: Callable[[tex.Node], str]
    number: "tuple[WrittenNumber, ...]"
    picture: Callable[[Picture], str]
    strict: bool = False
    """Whether it is XML, with elements alone: no style, and no box that scrolls around what is wide."""
    holds: bool = False
    """Whether a formula is held, by the class ``together``, on one line with the punctuation beside it."""
    converted: dict[str, Template] = {}
    lines: dict[str, Template] = {}

    def blocks(self, text: Text, gaps: Gaps = NO_GAPS) -> Markup:
        """A text as paragraphs, lists and tables, each of its gaps as the given markup; KeyError when one has none.

        >>> tree = Tree((c.Paragraph((c.Str("V < "), c.Place(0))),))
        >>> print(WEB.blocks(Text((c.Piece(tree, ("<b>",)),))))
        <p>V &lt; &lt;b&gt;</p>
        >>> print(WEB.blocks(Text((c.Piece(tree, (Gap("v"),)),)), {"v": Markup("<input>")}))
        <p>V &lt; <input></p>
        """
        return Markup("\n".join([self._piece(piece, gaps) for piece in text.pieces]))  # noqa: S704  escaped node by node

    def inline(self, text: Text, gaps: Gaps = NO_GAPS) -> Markup:
        """A text for a label or an option: one that is a single paragraph loses its ``<p>``.

        >>> print(WEB.inline(Text((c.Piece(Tree((c.Paragraph((c.Str("yes"),)),))),))))
        yes
        """
        if len(text.pieces) != 1:
            return self.blocks(text, gaps)
        piece = text.pieces[0]
        return Markup(self._line_template(piece.tree).fill(piece.values, self._writer(gaps)))  # noqa: S704  escaped node by node

    def cut(self, text: Text, gaps: Gaps = NO_GAPS) -> list[Cut]:
        """A text as paragraphs, lists and tables, piece by piece: what all variants share, and what fills it in this one.

        >>> tree = Tree((c.Paragraph((c.Str("V = "), c.Place(0))),))
        >>> [(shared.strings, filling) for _, shared, filling in WEB.cut(Text((c.Piece(tree, (Number(Fraction(1, 2)),)),)))]
        [(['<p>V = ', '</p>'], ['0.5'])]
        """
        return [self._cut(piece, "", self._template(piece.tree), gaps) for piece in text.pieces]

    def cut_inline(self, text: Text) -> list[Cut]:
        """A text for a label or an option, in the same way."""
        if len(text.pieces) != 1:
            return self.cut(text)
        piece = text.pieces[0]
        return [self._cut(piece, "-", self._line_template(piece.tree), NO_GAPS)]

    def _cut(self, piece: c.Piece, kind: str, template: Template, gaps: Gaps) -> Cut:
        return Cut(piece.tree.digest + kind, template, template.written(piece.values, self._writer(gaps)))

    def _writer(self, gaps: Gaps) -> Callable[[Value, Slot], str]:
        return partial(self._value, gaps=gaps) if gaps else self._value

    def _piece(self, piece: c.Piece, gaps: Gaps) -> str:
        return self._template(piece.tree).fill(piece.values, self._writer(gaps))

    def _template(self, tree: Tree) -> Template:
        template = self.converted.get(tree.digest)
        if template is None:
            template = self.converted[tree.digest] = Template(self._blocks(tree.blocks))
        return template

    def _line_template(self, tree: Tree) -> Template:
        template = self.lines.get(tree.digest)
        if template is None:
            template = self.lines[tree.digest] = Template(self._line_of(tree))
        return template

    def _line_of(self, tree: Tree) -> str:
        match tree.blocks:
            case (c.Paragraph(body),):
                return self._line(body)
            case (c.BlockPlace(index),):
                return slot(index, WORDS)
            case _:
                return self._blocks(tree.blocks)

    # --- a tree, converted once ---

    def _blocks(self, blocks: tuple[c.Block, ...]) -> str:
        return "\n".join(map(self._block, blocks))

    def _block(self, block: c.Block) -> str:
        match block:
            case c.Paragraph(body):
                return f"<p>{self._line(body)}</p>"
            case c.Listing():
                return self._listing(block)
            case c.Table():
                return self._table(block)
            case c.CodeBlock(body):
                return f"<pre><code>{self._code(body)}</code></pre>"
            case c.Quote(body):
                return f"<blockquote>{self._blocks(body)}</blockquote>"
            case c.BlockPlace(index):
                return slot(index, BLOCKS)
            case _:
                assert_never(block)

    def _listing(self, listing: c.Listing) -> str:
        items = "".join(f"<li>{self._item(item)}</li>" for item in listing.items)
        if listing.start is None:
            return f"<ul>{items}</ul>"
        start = "" if listing.start == 1 else f' start="{listing.start}"'
        return f"<ol{start}>{items}</ol>"

    def _item(self, item: tuple[c.Block, ...]) -> str:
        match item:
            case (c.Paragraph(body),):
                return self._line(body)
            case _:
                return self._blocks(item)

    def _table(self, table: c.Table) -> str:
        """The table in a box that scrolls on a narrow screen and can be reached by keyboard."""
        header = self._cells(table.header, table.alignments, 'th scope="col"')
        rows = "".join(f"<tr>{self._cells(row, table.alignments, 'td')}</tr>" for row in table.rows)
        inner = f"<thead><tr>{header}</tr></thead><tbody>{rows}</tbody>"
        if self.strict:
            return f"<table>{inner}</table>"
        return f'<div class="scroll" tabindex="0"><table>{inner}</table></div>'

    def _cells(self, row: tuple[tuple[c.Inline, ...], ...], alignments: tuple[c.Alignment, ...], tag: str) -> str:
        end = tag.partition(" ")[0]
        if self.strict:
            return "".join(f"<{tag}>{self._line(cell)}</{end}>" for cell in row)
        return "".join(
            f'<{tag} style="text-align: {alignment}">{self._line(cell)}</{end}>'
            for cell, alignment in zip(row, alignments, strict=True)
        )

    def _line(self, line: tuple[c.Inline, ...]) -> str:
        """A line; browsers would break it between a formula and the comma after it.

        >>> from qbank.tex.parser import parse
        >>> print(WEB._line((c.Str("(of "), c.Maths(parse("x")), c.Str(")."))))
        (of <span class="together"><math ...><mi>x</mi></math>).</span>
        """
        if not self.holds:
            return "".join(map(self._inline, line))
        return "".join(map(self._held, _together(line)))

    def _held(self, group: list[c.Inline]) -> str:
        written = "".join(map(self._inline, group))
        return written if len(group) == 1 else f'<span class="together">{written}</span>'

    def _inline(self, inline: c.Inline) -> str:
        match inline:
            case c.Str(text):
                return self.words(text)
            case c.Emphasis(body):
                return f"<em>{self._line(body)}</em>"
            case c.Strong(body):
                return f"<strong>{self._line(body)}</strong>"
            case c.Code(body):
                return f"<code>{self._code(body)}</code>"
            case c.Link(address, body):
                return f'<a href="{escape(address)}">{self._line(body)}</a>'
            case c.Break():
                return "<br/>" if self.strict else "<br>"
            case c.Maths(tree, display):
                return self.formula(tree, display)
            case c.Place(index):
                return slot(index, WORDS)
            case _:
                assert_never(inline)

    def _code(self, body: tuple[c.Str | c.Place, ...]) -> str:
        return "".join(slot(part.index, CODE) if isinstance(part, c.Place) else self.words(part.text) for part in body)

    # --- a value, written for the place where it stands ---

    def _value(self, value: Value, place: Slot, gaps: Gaps = NO_GAPS) -> str:
        context = place.context
        if context in FORMULAS and type(value) is Number:
            exact = value.value
            return self.number[place.guard](exact.numerator, exact.denominator, value.decimals, value.style)
        if context == WORDS:
            return self._words(value, gaps)
        if context == BLOCKS:
            return self._alone(value, gaps)
        if context == CODE:
            return self.words(c.plain(value))
        return self._maths(value, place.guard)

    def _alone(self, value: Value, gaps: Gaps) -> str:
        """A value between blocks; a picture that is wider than the screen scrolls, so it can be reached by keyboard."""
        match value:
            case Text():
                return self.blocks(value, gaps)
            case Drawing() | Plot() if self.strict:
                return f"<p>{self.picture(value)}</p>"
            case Drawing() | Plot():
                return f'<div class="scroll" tabindex="0">{self.picture(value)}</div>'
            case _:
                return f"<p>{self._words(value, gaps)}</p>"

    def _words(self, value: Value, gaps: Gaps) -> str:
        match value:
            case Number():
                return c.plain(value)
            case str():
                return self.words(value)
            case tuple():
                return self.words(c.plain(value))
            case Text():
                return self.inline(value, gaps)
            case Gap(part):
                return gaps[part]
            case Drawing() | Plot():
                return self.picture(value)
            case _:
                return self.formula(value, False)  # noqa: FBT003  the position's name is in the field's type

    def _maths(self, value: Value, guard: tex.Guard) -> str:
        match value:
            case Number(exact, decimals, style):
                return self.number[guard](exact.numerator, exact.denominator, decimals, style)
            case str():
                return self.inside(tex.Words(value))
            case tuple():
                comma = self.inside(tex.Operator(",", tex.Role.PUNCTUATION))
                return comma.join([self._maths(number, tex.Guard.NONE) for number in value])
            case Text() | Gap() | Drawing() | Plot():
                return self.inside(tex.Words(c.plain(value)))
            case _:
                return self.inside(tex.guarded(value, guard))


def _together(line: tuple[c.Inline, ...]) -> list[list[c.Inline]]:
    """A line, cut into what may stand on lines of their own: each formula with what is written close to it."""
    groups: list[list[c.Inline]] = []
    for inline in line:
        last = groups[-1][-1] if groups else None
        match inline, last:
            case c.Str(text), c.Maths(display=False) if behind := BEHIND.match(text):
                groups[-1].append(c.Str(behind[0]))
                groups.append([c.Str(text[behind.end() :])])
            case c.Maths(display=False), c.Str(text) if before := BEFORE.search(text):
                groups[-1][-1] = c.Str(text[: before.start()])
                groups.append([c.Str(before[0]), inline])
            case _:
                groups.append([inline])
    return groups


def _mathjax(node: tex.Node, display: bool) -> str:
    opening, closing = ("\\[", "\\]") if display else ("\\(", "\\)")
    return f"{opening}{_latex(node)}{closing}"


def _latex(node: tex.Node) -> str:
    return escape(latex(node), quote=False)


def _without_delimiters(text: str) -> str:
    r"""Text in which MathJax finds no formula: what would open one is split between two elements.

    >>> print(_without_delimiters(r"costs $$ and \(x"))
    costs $<span>$</span> and \<span>(</span>x
    """
    return DELIMITER.sub(r"<span>\g<0></span>", escape(text))


def _mathml(node: tex.Node, display: bool) -> str:
    """A formula that is wider than the screen scrolls; so one that may be, on a telephone, can be reached by keyboard."""
    made = mathml(node, display=display)
    if display:
        return f'<span class="wide apart" tabindex="0">{made}</span>'
    return f'<span class="wide" tabindex="0">{made}</span>' if _signs(made) >= WIDE else made


def _signs(formula: str) -> int:
    """How long a formula is; a place for a number counts twice."""
    return len(SIGN.findall(formula)) + formula.count(HOLE_OPEN)


def _closed_image(picture: Picture) -> str:
    return f"{image(picture)[:-1]}/>"


def _remembered(write: Callable[[c.Figure, tex.Guard], str]) -> "tuple[WrittenNumber, ...]":
    """How to write a number, for each guard. Over many variants most numbers have been seen, so they are remembered."""

    def writer(guard: tex.Guard) -> WrittenNumber:
        @lru_cache(maxsize=65_536)
        def written(above: int, below: int, decimals: int | None, style: c.Style) -> str:
            return write(c.figure(Number(Fraction(above, below), decimals, style)), guard)

        return written

    return tuple(map(writer, tex.Guard))


WEB = Html(
    words=escape,
    formula=_mathml,
    inside=mathml_inside,
    number=_remembered(number_mathml),
    picture=svg,
    holds=True,
)
MATHJAX = Html(
    words=_without_delimiters, formula=_mathjax, inside=_latex, number=_remembered(number_latex), picture=image
)
XHTML = Html(
    words=escape,
    formula=lambda node, display: mathml(node, display=display),
    inside=mathml_inside,
    number=_remembered(number_mathml),
    picture=_closed_image,
    strict=True,
)
"""XML that any reader of XHTML and MathML takes; pictures are images that carry their SVG."""
