"""Markdown with LaTeX maths and ``{{ places }}``, compiled once into a tree of content.

Places become marks before Markdown is read, Markdown becomes blocks, the text of each block becomes inlines, and each
formula a tree of its own. Every error carries its offset in the author's text; for that, each block keeps where every
character of its text comes from. What our content cannot hold is refused; only the language of a code block is dropped.
"""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING, Literal, TypeAlias, cast

from msgspec import Struct

from qbank import content
from qbank.characters import FORBIDDEN, spaced
from qbank.commonmark import rules
from qbank.commonmark.places import MARK, Marked, mark
from qbank.errors import OffsetError, TextError, raise_together
from qbank.tex.parser import parse as parse_maths

if TYPE_CHECKING:
    from markdown_it.token import Token
    from markdown_it.tree import SyntaxTreeNode

Kind: TypeAlias = Literal["words", "maths", "block", "code"]

MAX_LENGTH, MAX_LINES, MAX_SIGNS, MAX_BRACKETS, MAX_COLUMNS, MAX_DEPTH = 20_000, 300, 1_500, 300, 20, 20

_SIGNS = re.compile(r"[\[\]*_`&<!$]")
_WORDS = re.compile(r"[^\W\d_][^\t\n!#$&*<>\[\\\]_`{|}~]*")
"""A line without signs: most texts are one, and need no parser to say so."""
_PROSE = re.compile(r"""(?:(?:[^\W\d_]|\$(?!\$)|["'(])[^\n]*(?:\n|\Z))+""")
"""Lines that all begin like a sentence: they are one paragraph, for every other block begins with a sign or a digit."""
_CELL_REST = re.compile(r"[\s|]*")


class PlaceSource(Struct, frozen=True):
    """The expression of a place, the offset of its first character in the author's text, and where it stands.

    A ``block`` is alone in a paragraph of its own.
    """

    expression: str
    offset: int
    kind: Kind


class CompiledText(Struct, frozen=True):
    """A tree of content and its places, numbered in the order in which they appear."""

    tree: content.Tree
    places: tuple[PlaceSource, ...]


@lru_cache(maxsize=4096)  # the feedback of formulas is the same in every question
def compile_text(source: str) -> CompiledText:
    """What an author's Markdown says, as a tree; raises TextError or MathsError with the offset in the author's text.

    >>> compiled = compile_text("The reward is *{{ signed(reward) }}*.")
    >>> compiled.tree.blocks
    (Paragraph(body=(Str(text='The reward is '), Emphasis(body=(Place(index=0),)), Str(text='.'))),)
    >>> compiled.places
    (PlaceSource(expression='signed(reward)', offset=18, kind='words'),)
    """
    if (words := _WORDS.fullmatch(source)) and not FORBIDDEN.search(source) and len(source) <= MAX_LENGTH:
        return CompiledText(content.Tree((content.Paragraph((content.Str(spaced(words[0].strip())),)),)), ())
    marked = mark(source)
    raise_together(marked.errors)
    _refuse_size(marked.text)
    compiler = _Compiler(marked)
    prose = _PROSE.fullmatch(marked.text)
    tree = content.Tree(compiler.prose() if prose else compiler.blocks(compiler.read().children))
    raise_together(compiler.errors)
    return CompiledText(tree, compiler.places())


def places_of(source: str) -> tuple[PlaceSource, ...]:
    """The places of a text that may be faulty otherwise; where each of them stands is then not known.

    >>> [place.expression for place in places_of("It is $x {{ a }} and {{ b.")]
    ['a']
    """
    return tuple(PlaceSource(expression, offset, "block") for expression, offset in mark(source).places)


class FormulaSource(Struct, frozen=True):
    """A formula of a text, places as marks; where each of its characters, and the end, stands in the author's text."""

    text: str
    origins: tuple[int, ...]


def formulas_of(source: str) -> tuple[FormulaSource, ...]:
    """The formulas of a text without faults, in the order in which its tree holds them.

    >>> formulas_of("It is $a$, not $b$.")[1]
    FormulaSource(text='b', origins=(16, 17))
    """
    compiler = _Compiler(mark(source))
    compiler.blocks(compiler.read().children)
    return tuple([FormulaSource(one, tuple(map(compiler.marked.origin, here))) for one, here in compiler.formulas])


def _refuse_size(text: str) -> None:
    """Refuse what would take long to read; the offsets are those of the text's start, for it is all too much."""
    if len(text) > MAX_LENGTH:
        raise TextError(f"the text has more than {MAX_LENGTH:,} characters")
    if text.count("\n") >= MAX_LINES:
        raise TextError(f"the text has more than {MAX_LINES} lines")
    if len(_SIGNS.findall(text)) > MAX_SIGNS:
        raise TextError(f"the text has more than {MAX_SIGNS:,} Markdown signs (such as * _ [ $)")
    if text.count("\\") > 2 * MAX_SIGNS:
        raise TextError(f"the text has more than {2 * MAX_SIGNS:,} backslashes")
    if text.count("[") > MAX_BRACKETS:
        raise TextError(f"the text has more than {MAX_BRACKETS} opening brackets")
    if "|" in text and max(line.count("|") for line in text.split("\n")) > MAX_COLUMNS + 1:
        raise TextError(f"a line of the text has more than {MAX_COLUMNS} columns")


class _Compiler:
    """Walks the tokens of one text; remembers the kind of each place that it meets."""

    def __init__(self, marked: Marked) -> None:
        self.marked = marked
        self.kinds: dict[int, Kind] = {}
        self.errors: list[OffsetError] = []
        self.unread: list[OffsetError] = []
        self.formulas: list[tuple[str, Sequence[int]]] = []
        self.here: Sequence[int] = ()
        self.lines = marked.text.split("\n")
        self.line_starts = [0]
        for line in self.lines:
            self.line_starts.append(self.line_starts[-1] + len(line) + 1)

    def read(self) -> "SyntaxTreeNode":
        from markdown_it.tree import SyntaxTreeNode  # slow to import, see qbank.commonmark.rules

        tokens = rules.blocks(self.marked.text)
        for token in tokens:
            if token.level > rules.MAX_LEVEL:
                raise self.error("lists and quotations are nested too deeply", self.line_starts[(token.map or [0])[0]])
        return SyntaxTreeNode(tokens)

    def error(self, message: str, index: int, hint: str = "") -> TextError:
        return TextError(message, self.marked.origin(index), hint)

    def note(self, error: OffsetError, origins: Sequence[int]) -> None:
        """Note an error with its offset in the author's text; ``origins`` says where each character read comes from."""
        first, last = (self.marked.origin(origins[min(error.offset + n, len(origins) - 1)]) for n in (0, _last(error)))
        self.errors.append(error.placed(first, None if error.length is None else last + 1 - first))

    def places(self) -> tuple[PlaceSource, ...]:
        found = []
        for index, (expression, offset) in enumerate(self.marked.places):
            if index not in self.kinds:
                raise TextError("a place cannot stand here", offset, "places stand in text, maths and code")
            found.append(PlaceSource(expression, offset, self.kinds[index]))
        return tuple(found)

    # Blocks

    def blocks(self, nodes: "Sequence[SyntaxTreeNode]") -> tuple[content.Block, ...]:
        """Each block; those that cannot be read are noted and left out."""
        found = []
        for node in nodes:
            try:
                found.append(self.block(node))
            except OffsetError as error:
                self.errors.append(error)
        return tuple(found)

    def prose(self) -> tuple[content.Block, ...]:
        """The paragraph that the whole text is."""
        text = self.marked.text.strip()
        try:
            return (content.Paragraph(self.inlines(text, range(len(text) + 1))),)
        except OffsetError as error:
            self.errors.append(error)
            return ()

    def block(self, node: "SyntaxTreeNode") -> content.Block:
        match node.type:
            case "paragraph":
                return self.paragraph(node)
            case "bullet_list" | "ordered_list":
                return self.listing(node)
            case "blockquote":
                return content.Quote(self.blocks(node.children))
            case "fence" | "code_block":
                return content.CodeBlock(self.code(node.content.removesuffix("\n")))
            case "math_block":
                return content.Paragraph(self.inlines(f"$${node.content}$$", self.formula_origins(node)))
            case "table":
                return self.table(node)
            case "heading" | "hr":
                raise self.refusal(node)
            case kind:
                raise AssertionError(kind)

    def refusal(self, node: "SyntaxTreeNode") -> TextError:
        """The error for a heading, or for a line of dashes, which makes the text above it a heading."""
        first, last = node.map or (0, 1)
        sign = node.markup[0]
        number = last - 1 if node.type == "heading" and sign in "-=" else first
        index = self.line_starts[number] + self.lines[number].find(sign)
        if sign == "#":
            return self.error("headings are not accepted", index, "use **strong** text, or write \\# for the sign")
        return self.error(
            f"lines of {sign!r} are not accepted", index, "remove the line; it would be a heading or a rule"
        )

    def paragraph(self, node: "SyntaxTreeNode") -> content.Block:
        inline = node.children[0]
        if alone := MARK.fullmatch(inline.content):
            return content.BlockPlace(self.place(alone, "block"))
        return content.Paragraph(self.inlines(inline.content, self.origins(inline)))

    def listing(self, node: "SyntaxTreeNode") -> content.Listing:
        if node.markup == "+":
            first = (node.map or (0, 0))[0]
            index = self.line_starts[first] + self.lines[first].index("+")
            raise self.error("a list cannot start with '+'", index, "use '-' for a list, and \\+ for a plus sign")
        start = int(node.attrs.get("start", 1)) if node.type == "ordered_list" else None
        return content.Listing(tuple(self.blocks(item.children) for item in node.children), start)

    def table(self, node: "SyntaxTreeNode") -> content.Table:
        head, *bodies = node.children
        alignments = (
            re.sub("text-align:", "", str(cell.attrs.get("style", "left"))) for cell in head.children[0].children
        )
        return content.Table(
            header=self.row(head.children[0]),
            rows=tuple(self.row(row) for body in bodies for row in body.children),
            alignments=tuple(cast("content.Alignment", alignment) for alignment in alignments),
        )

    def row(self, node: "SyntaxTreeNode") -> tuple[tuple[content.Inline, ...], ...]:
        """The cells of a row, each found in its line behind the one before."""
        number = (node.map or (0, 0))[0]
        line, at = self.lines[number], 0
        cells = []
        for cell in node.children:
            text = cell.children[0].content
            written = text.replace("|", "\\|")
            start = max(line.find(written, at), 0)
            columns = [start + found.end() - 1 for found in re.finditer(r"\\\||.", written)]
            at = start + len(written) if text else at
            cells.append(self.inlines(text, [self.line_starts[number] + c for c in (*columns, at)]))
        rest = _CELL_REST.match(line, at)
        if rest and rest.end() < len(line):
            index = self.line_starts[number] + rest.end()
            raise self.error(
                "this row has more cells than the table has columns", index, "write \\| for a bar in a cell"
            )
        return tuple(cells)

    # Where the text of a block comes from

    def origins(self, node: "SyntaxTreeNode") -> list[int]:
        """Each line of a block's text is the end of a line of the source: only what stands before it is taken away."""
        first = (node.map or (0, 0))[0]
        lines = node.content.split("\n")
        ends = [self.line_starts[first + n] + len(self.lines[first + n].rstrip()) for n in range(len(lines))]
        return _joined(lines, [end - len(line.rstrip()) for line, end in zip(lines, ends, strict=True)])

    def formula_origins(self, node: "SyntaxTreeNode") -> list[int]:
        """As ``origins``, for a displayed formula with its dollars."""
        first = (node.map or (0, 0))[0]
        lines = node.content.split("\n")
        ends = [self.line_starts[first + n + 1] - 1 for n in range(len(lines))]
        last = first + len(lines) - 1
        ends[-1] = self.line_starts[last] + self.lines[last].rindex("$$")
        inner = _joined(lines, [end - len(line) for line, end in zip(lines, ends, strict=True)])
        return [inner[0] - 2, inner[0] - 1, *inner, inner[-1] + 1]

    # Inlines

    def inlines(self, text: str, origins: Sequence[int]) -> tuple[content.Inline, ...]:
        if not text:
            return ()
        found: tuple[content.Inline, ...] = ()
        self.here = origins
        try:
            found = self.body(iter(rules.inlines(text)), 0)
        except OffsetError as error:
            self.unread.append(error)
        for unread in self.unread:
            self.note(unread, origins)
        self.unread.clear()
        return found

    def body(self, tokens: "Iterator[Token]", depth: int) -> tuple[content.Inline, ...]:
        """The inlines up to the token that closes them."""
        if depth > MAX_DEPTH:
            raise TextError("emphasis is nested too deeply")
        found: list[content.Inline] = []
        for token in tokens:
            if token.nesting < 0:
                break
            found += self.inline(token, tokens, depth)
        return _merged(found)

    def inline(self, token: "Token", tokens: "Iterator[Token]", depth: int) -> Sequence[content.Inline]:
        match token.type:
            case "text":
                return self.words(token.content, "words")
            case "text_special":
                return (content.Str(token.content),)
            case "softbreak":
                return (content.Str(" "),)
            case "hardbreak":
                return (content.Break(),)
            case "code_inline":
                return (content.Code(self.code(token.content)),)
            case "math_inline":
                return (self.maths(token.content, token.meta["at"], display=token.markup == "$$"),)
            case "em_open":
                return (content.Emphasis(self.body(tokens, depth + 1)),)
            case "strong_open":
                return (content.Strong(self.body(tokens, depth + 1)),)
            case "link_open":
                return (content.Link(str(token.attrs["href"]), self.body(tokens, depth + 1)),)
            case kind:
                raise AssertionError(kind)

    def words(self, text: str, kind: Kind) -> list[content.Str | content.Place]:
        """Text with its marks made places."""
        found: list[content.Str | content.Place] = []
        at, text = 0, text if kind == "code" else spaced(text)
        for match in MARK.finditer(text):
            found += [content.Str(text[at : match.start()]), content.Place(self.place(match, kind))]
            at = match.end()
        found.append(content.Str(text[at:]))
        return [node for node in found if node != content.Str("")]

    def code(self, text: str) -> tuple[content.Str | content.Place, ...]:
        return tuple(self.words(text.replace("\\{{", "{{"), "code"))

    def maths(self, formula: str, start: int, *, display: bool) -> content.Maths:
        """A formula that starts at an offset of the text being read."""
        self.formulas.append((formula, self.here[start : start + len(formula) + 1]))
        for match in MARK.finditer(formula):
            self.place(match, "maths")
        try:
            return content.Maths(parse_maths(formula), display)
        except OffsetError as error:
            self.unread.append(error.moved(start, len(formula)))
            return content.Maths(parse_maths("?"), display)

    def place(self, match: re.Match[str], kind: Kind) -> int:
        index = int(match[1])
        self.kinds[index] = kind
        return index


def _last(error: OffsetError) -> int:
    return max(0, (error.length or 1) - 1)


def _joined(lines: Sequence[str], starts: Sequence[int]) -> list[int]:
    """The origin of each character of some lines, of each line break, and of the end."""
    return [start + offset for line, start in zip(lines, starts, strict=True) for offset in range(len(line) + 1)]


def _merged(nodes: Sequence[content.Inline]) -> tuple[content.Inline, ...]:
    """The same with neighbouring text joined."""
    found: list[content.Inline] = []
    for node in nodes:
        if isinstance(node, content.Str) and found and isinstance(found[-1], content.Str):
            found[-1] = content.Str(found[-1].text + node.text)
        else:
            found.append(node)
    return tuple(found)
