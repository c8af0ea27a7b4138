"""Content as Markdown: CommonMark, with tables as on GitHub and formulas between dollars.

Written directly for each text, since what may stand in a line depends on the line. Whatever would be read as a sign of
Markdown is escaped: read again, a text says the same.
"""

import re
import string
from collections.abc import Mapping
from typing import assert_never

from markupsafe import Markup
from msgspec import Struct

from qbank import content as c
from qbank.content import Gap, Number, Text, Value
from qbank.markup.fill import Template
from qbank.markup.latex import latex, number_latex
from qbank.pictures import Drawing, Plot, described
from qbank.tex import tree as tex

SIGNS = re.compile(r"[\\`*_\[\]<>#$&~]")
STARTS = re.compile(r"(?m)^([ \t]*)(?:([-+=])(?=\s|$|\2)|(\d{1,9})([.)])(?=\s|$))")
SPACES = re.compile(r"\s+")
TICKS = re.compile(r"`+")
RULES = {"left": ":--", "center": ":-:", "right": "--:"}
COMMENT = "<!-- -->"
BESIDE = frozenset(string.punctuation + string.whitespace) - frozenset("*_\\")

Gaps = Mapping[str, Markup]
"""What stands in each gap, by the id of its part."""
NO_GAPS: Gaps = {}


def escaped(text: object) -> Markup:
    r"""Running text in which nothing is a sign of Markdown; what is Markdown already stays as it is.

    >>> print(escaped("2 * r_t < 3"))
    2 \* r\_t \< 3
    """
    if isinstance(text, Markup):
        return text
    return Markup(SIGNS.sub(r"\\\g<0>", SPACES.sub(" ", str(text))))  # noqa: S704  escaped just here


def blocks(text: Text, gaps: Gaps = NO_GAPS) -> Markup:
    r"""A text as paragraphs, lists and tables, an empty line between them, each of its gaps as the given Markdown.

    >>> from fractions import Fraction
    >>> tree = c.Tree((c.Paragraph((c.Str("1. V is *"), c.Place(0))),))
    >>> print(blocks(Text((c.Piece(tree, (Number(Fraction(-1, 2)),)),))))
    1\. V is \*−0.5
    """
    written = [Written(piece.values, gaps).blocks(piece.tree.blocks) for piece in text.pieces]
    return Markup("\n\n".join(written))  # noqa: S704  escaped node by node


def item(text: Text) -> Markup:
    """A text that continues the first line of an item of a bulleted list, its other lines indented as that.

    >>> print(item(Text((c.Piece(c.Tree((c.Paragraph((c.Str("one"),)), c.Paragraph((c.Str("two"),))))),))))
    one
    <BLANKLINE>
      two
    """
    written = behind("  ", blocks(text))
    return Markup(written.removeprefix("  ") if _begins_in_line(text) else f"\n\n{written}")  # noqa: S704  see blocks


def _begins_in_line(text: Text) -> bool:
    match text.pieces[:1]:
        case (c.Piece(c.Tree((c.BlockPlace(index), *_)), values),):
            value = values[index]
            return not isinstance(value, Text | Drawing | Plot) or (isinstance(value, Text) and _begins_in_line(value))
        case (c.Piece(c.Tree((first, *_))),):
            return isinstance(first, c.Paragraph)
        case _:
            return True


class Written(Struct, frozen=True):
    """The values of one piece, what stands in its gaps, and its blocks written with them."""

    values: tuple[Value, ...]
    gaps: Gaps

    def blocks(self, blocks: tuple[c.Block, ...]) -> str:
        """Blocks, an empty line between them; and a comment between two lists, which would else be one."""
        written: list[str] = []
        for number, block in enumerate(blocks):
            if isinstance(block, c.Listing) and number and isinstance(blocks[number - 1], c.Listing):
                written.append(COMMENT)
            written.append(self.block(block))
        return "\n\n".join(written)

    def block(self, block: c.Block) -> str:
        """One block."""
        match block:
            case c.Paragraph(body):
                return self.paragraph(body)
            case c.Listing():
                return self.listing(block)
            case c.Table():
                return self.table(block)
            case c.CodeBlock(body):
                return fenced(c.plain_line(body, self.values))
            case c.Quote(body):
                return behind("> ", self.blocks(body))
            case c.BlockPlace(index):
                return self.alone(self.values[index])
            case _:
                assert_never(block)

    def paragraph(self, body: tuple[c.Inline, ...]) -> str:
        """Running text; a displayed formula stands between empty lines."""
        parts: list[str] = []
        line: list[c.Inline] = []
        for one in body:
            if isinstance(one, c.Maths) and one.display:
                parts += [self.line(tuple(line)), f"$$\n{self.maths(one.tree)}\n$$"]
                line = []
            else:
                line.append(one)
        parts.append(self.line(tuple(line)))
        return "\n\n".join(part if part.startswith("$$\n") else started(part) for part in parts if part.strip())

    def listing(self, listing: c.Listing) -> str:
        """Bullets or numbers, the lines below an item indented as its first."""
        bullet = listing.start is None
        items = []
        for number, item in enumerate(listing.items, listing.start or 0):
            mark = "- " if bullet else f"{number}. "
            items.append(mark + behind(" " * len(mark), self.blocks(item)).lstrip(" "))
        loose = any(len(item) > 1 for item in listing.items)
        return ("\n\n" if loose else "\n").join(items)

    def table(self, table: c.Table) -> str:
        """A row on each line, cells between bars."""
        header, *rows = [self.row(row) for row in (table.header, *table.rows)]
        rule = f"| {' | '.join(RULES[alignment] for alignment in table.alignments)} |"
        return "\n".join([header, rule, *rows])

    def row(self, row: tuple[tuple[c.Inline, ...], ...]) -> str:
        """Cells between bars; a bar inside a cell is escaped, in code and formulas too."""
        cells = [SPACES.sub(" ", self.line(cell)).strip().replace("|", "\\|") for cell in row]
        return f"| {' | '.join(cells)} |"

    def line(self, line: tuple[c.Inline, ...]) -> str:
        """Inline content."""
        parts = [self.inline(one) for one in line]
        for place, one in enumerate(line):
            before = parts[place - 1][-1:] if place else ""
            following = line[place + 1] if place + 1 < len(line) else None
            after = "*" if isinstance(following, c.Emphasis | c.Strong) else "".join(parts[place + 1 : place + 2])[:1]
            match one:
                case c.Emphasis(body):
                    beside = "*" if _nested(body, c.Emphasis) else before + after
                    parts[place] = delimited(parts[place], "_", "em", beside)
                case c.Strong(body):
                    beside = "*" if _nested(body, c.Strong) else before + after
                    parts[place] = delimited(parts[place], "**", "strong", beside)
                case c.Link() if before == "!":
                    parts[place - 1] = parts[place - 1][:-1] + r"\!"  # before a bracket it would make a picture
                case c.Maths() if after.isdigit() or after == "$":
                    parts[place] += COMMENT  # a closing dollar before a digit would be a price
                case c.Code() if after == "`":
                    parts[place] += COMMENT
                case _:
                    pass
        return "".join(parts)

    def inline(self, inline: c.Inline) -> str:
        """One inline node; emphasis without its delimiters, which depend on what stands beside it."""
        match inline:
            case c.Str(text):
                return str(escaped(text))
            case c.Emphasis(body) | c.Strong(body):
                return self.line(body)
            case c.Code(body):
                return str(code(c.plain_line(body, self.values)))
            case c.Link(address, body):
                return f"[{self.line(body)}]({addressed(address)})"
            case c.Break():
                return "\\\n"
            case c.Maths(tree):
                return f"${self.maths(tree)}$"
            case c.Place(index):
                return self.value(self.values[index])
            case _:
                assert_never(inline)

    def alone(self, value: Value) -> str:
        """A value between blocks; a picture is told in sentences."""
        match value:
            case Text():
                return str(blocks(value, self.gaps))
            case Drawing() | Plot():
                return "\n".join(f"- {escaped(sentence)}" for sentence in described(value))
            case _:
                return started(self.value(value))

    def value(self, value: Value) -> str:
        """A value in running text."""
        match value:
            case Number() | str() | tuple() | Drawing() | Plot():
                return str(escaped(c.plain(value)))
            case Gap(part):
                return str(self.gaps[part])
            case Text():
                return self.inside(value)
            case _:
                return f"${latex(value)}$"

    def inside(self, text: Text) -> str:
        """A text in the line of another one: its words alone, unless it is a single paragraph."""
        match text.pieces:
            case (c.Piece(c.Tree((c.Paragraph(body),)), values),):
                return Written(values, self.gaps).line(body)
            case _:
                return str(escaped(c.plain(text)))

    def maths(self, node: tex.Node) -> str:
        """A formula as LaTeX."""
        return Template(latex(node)).fill(self.values, lambda value, slot: self.hole(value, slot.guard))

    def hole(self, value: Value, guard: tex.Guard) -> str:
        """A value in a formula."""
        match value:
            case Number():
                return number_latex(c.figure(value), guard)
            case tuple():
                return ", ".join(self.hole(number, tex.Guard.NONE) for number in value)
            case str() | Text() | Gap() | Drawing() | Plot():
                return latex(tex.Words(c.plain(value)))
            case _:
                return latex(tex.guarded(value, guard))


def started(text: str) -> str:
    r"""A paragraph none of whose lines begins as a list, a rule or a heading would.

    >>> print(started("2. Then"), started("- x"), started("−1.5 or -1.5"))
    2\. Then \- x −1.5 or -1.5
    """
    lines = "\n".join(line.strip(" \t") for line in text.split("\n"))
    return STARTS.sub(lambda found: f"{found[1]}{found[3] or ''}\\{found[2] or found[4]}", lines)


def _nested(body: tuple[c.Inline, ...], kind: type[c.Emphasis | c.Strong]) -> bool:
    """Whether emphasis stands within emphasis of the same kind."""
    return any(
        isinstance(one, kind) or (isinstance(one, c.Emphasis | c.Strong | c.Link) and _nested(one.body, kind))
        for one in body
    )


def delimited(body: str, mark: str, tag: str, beside: str) -> str:
    """Emphasised text; as an HTML tag where Markdown's own rules would not see its delimiters.

    >>> delimited("yes", "_", "em", " ."), delimited("yes", "_", "em", "no")
    ('_yes_', '<em>yes</em>')
    """
    plain_beside = all(one in BESIDE for one in beside)
    inside = {body[:1], body[-1:]}
    if plain_beside and "" not in inside and mark[0] not in inside and body == body.strip():
        return f"{mark}{body}{mark}"
    return f"<{tag}>{body}</{tag}>"


def code(text: str) -> Markup:
    """Code in the line, between more backticks than stand in it.

    >>> print(code("a`b"))
    ``a`b``
    """
    text = SPACES.sub(" ", text)
    fence = "`" * (1 + max(map(len, TICKS.findall(text)), default=0))
    space = " " if text[:1] in {"`", " "} or text[-1:] in {"`", " "} else ""
    return Markup(f"{fence}{space}{text}{space}{fence}")  # noqa: S704  nothing in code is read as Markdown


def fenced(text: str) -> str:
    """A block of code, between fences longer than any in it."""
    fence = "`" * max(3, 1 + max(map(len, TICKS.findall(text)), default=0))
    return f"{fence}\n{text.rstrip(chr(10))}\n{fence}"


def addressed(address: str) -> str:
    """A link's address; what could end it, or be read as an entity, is escaped."""
    return re.sub(r"[()<>&\\]", r"\\\g<0>", address)


def behind(mark: str, text: str) -> str:
    """Every line behind a mark; empty ones behind what is left of it."""
    return "\n".join((mark + line).rstrip() for line in text.split("\n"))
