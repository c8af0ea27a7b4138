"""Content as plain Unicode text, for terminals and for files read by eye.

Lines are as long as their paragraph; wrapping is the caller's, who knows the width.
"""

from typing import assert_never

from msgspec import Struct

from qbank import content as c
from qbank.content import Text, Value
from qbank.markup.curves import characters
from qbank.pictures import Plot
from qbank.tex import tree as tex
from qbank.text import compile_text

INDENT = "    "


def blocks(text: Text) -> str:
    """A text as paragraphs, lists and tables, an empty line between them.

    >>> listing = c.Listing(((c.Paragraph((c.Str("one"),)),), (c.Paragraph((c.Str("two"),)),)))
    >>> print(blocks(Text((c.Piece(c.Tree((c.Paragraph((c.Str("Say:"),)), listing))),))))
    Say:
    <BLANKLINE>
    • one
    • two
    """
    return "\n\n".join(Plain(piece.values).blocks(piece.tree.blocks) for piece in text.pieces)


def inline(text: Text) -> str:
    """A text in one line, for a label or an option.

    >>> inline(Text((c.Piece(c.Tree((c.Paragraph((c.Str("V is "), c.Place(0))),)), ("large",)),)))
    'V is large'
    """
    return " ".join(c.plain(text).split())


def line_of(markdown: str) -> str:
    """Markdown without places as a line of text.

    >>> line_of("Multiply by $x^t$ *first*.")
    'Multiply by xᵗ first.'
    """
    return inline(Text((c.Piece(compile_text(markdown).tree),)))


class Plain(Struct, frozen=True):
    """The values of one piece, and its blocks written with them."""

    values: tuple[Value, ...]

    def blocks(self, blocks: tuple[c.Block, ...]) -> str:
        """Blocks, an empty line between them."""
        return "\n\n".join(map(self.block, blocks))

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
                return indented(self.line(body).rstrip("\n"), INDENT)
            case c.Quote(body):
                return indented(self.blocks(body), "│ ")
            case c.BlockPlace(index):
                return alone(self.values[index])
            case _:
                assert_never(block)

    def paragraph(self, body: tuple[c.Inline, ...]) -> str:
        """Running text; a displayed formula stands on lines of its own, indented."""
        parts = [
            f"\n{indented(self.display(inline.tree), INDENT)}\n"
            if isinstance(inline, c.Maths) and inline.display
            else self.line((inline,))
            for inline in body
        ]
        lines = "".join(parts).strip("\n").split("\n")
        return "\n".join(line if line.startswith(INDENT) else line.strip() for line in lines)

    def listing(self, listing: c.Listing) -> str:
        """Bullets or numbers, the lines below an item indented as its first."""
        marks = [
            "• " if listing.start is None else f"{listing.start + number}. " for number in range(len(listing.items))
        ]
        return "\n".join(
            mark + indented(self.blocks(item), " " * len(mark)).lstrip()
            for mark, item in zip(marks, listing.items, strict=True)
        )

    def table(self, table: c.Table) -> str:
        """Columns as wide as their widest cell, two spaces apart, a rule under the header."""
        rows = [[" ".join(self.line(cell).split()) for cell in row] for row in (table.header, *table.rows)]
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        header, *body = [
            "  ".join(map(aligned, row, widths, table.alignments)).rstrip() for row in rows
        ]  # the three are as many as the columns
        return "\n".join([header, "  ".join("─" * width for width in widths), *body])

    def line(self, line: tuple[c.Inline, ...]) -> str:
        """Inline content, emphasis and links by their words alone."""
        return c.plain_line(line, self.values)

    def display(self, node: tex.Node) -> str:
        """A displayed formula; an aligned grid line by line."""
        match node:
            case tex.Grid("aligned", rows):
                cells = [[self.maths(cell) for cell in row] for row in rows]
                width = max(len(row[0]) for row in cells)
                return "\n".join(f"{row[0].rjust(width)} {' '.join(row[1:])}".rstrip() for row in cells)
            case tex.Row((tex.Grid("aligned") as grid,)):
                return self.display(grid)
            case _:
                return self.maths(node)

    def maths(self, node: tex.Node) -> str:
        """A formula in the line."""
        return c.plain_maths(node, self.values)


def alone(value: Value) -> str:
    """A value between blocks; a curve is drawn with characters, a drawing told in sentences."""
    match value:
        case Text():
            return blocks(value)
        case Plot():
            return f"{indented(characters(value), INDENT)}\n\n{c.plain(value)}"
        case _:
            return c.plain(value)


def aligned(cell: str, width: int, alignment: c.Alignment) -> str:
    """A cell filled up to its column's width.

    >>> aligned("−1", 5, "right"), aligned("V", 3, "center")
    ('   −1', ' V ')
    """
    match alignment:
        case "left":
            return cell.ljust(width)
        case "right":
            return cell.rjust(width)
        case "center":
            return cell.center(width)
        case _:
            assert_never(alignment)


def indented(text: str, mark: str) -> str:
    """Every line behind a mark."""
    return "\n".join(mark + line for line in text.split("\n"))
