"""Rich text as a small closed tree, and the values that fill its places.

A text is compiled once into a ``Tree`` with numbered places. A variant's ``Text`` is a tuple of ``Piece``s, each a shared
tree plus this variant's values. A markup converts a tree once, remembers it by its digest, and then only fills.

Trees are made by ``qbank.text``; how a number looks is decided here, once, for every output.
"""

import hashlib
from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import gcd
from typing import Literal, TypeAlias, assert_never

from msgspec import Struct
from msgspec.structs import force_setattr

from qbank.pictures import Drawing, Picture, Plot, described
from qbank.tex import tree as tex
from qbank.tex.unicode import unicode_maths

# --- values -------------------------------------------------------------------------------------------------------

Style = Literal["plain", "signed", "percent", "fraction"]

MINUS = "\u2212"


class Number(Struct, frozen=True):
    """A number and how it looks: ``decimals`` places, rounded half up, or exact when None.

    Styles: ``plain``; ``signed`` (with + when positive); ``percent`` (times 100, with %); ``fraction`` (p/q, exact).
    Exact numbers without a finite decimal expansion look like fractions.

    >>> plain(Number(Fraction(1, 8), 2)), plain(Number(Fraction(-1, 8), 2)), plain(Number(Fraction(1, 3)))
    ('0.13', '−0.13', '1/3')
    """

    value: Fraction
    decimals: int | None = None
    style: Style = "plain"


class Gap(Struct, frozen=True):
    """Where the part of that id is answered: what stands in a place of the stem instead of a value."""

    part: str


Value: TypeAlias = "Number | tuple[Number, ...] | str | tex.Node | Text | Gap | Picture"


def digits(value: Fraction, decimals: int) -> str:
    """The decimal digits of a value that is not negative, rounded half up.

    >>> digits(Fraction(1005, 1000), 2), digits(Fraction(7), 0)
    ('1.01', '7')
    """
    return _digits(value.numerator, value.denominator, decimals)


def _digits(numerator: int, denominator: int, decimals: int) -> str:
    scaled = (2 * numerator * 10**decimals + denominator) // (2 * denominator)
    if decimals == 0:
        return str(scaled)
    text = str(scaled).rjust(decimals + 1, "0")
    return f"{text[:-decimals]}.{text[-decimals:]}"


def finite_decimals(value: Fraction) -> int | None:
    """How many decimals write the value exactly, or None when no finite number does.

    >>> finite_decimals(Fraction(3, 8)), finite_decimals(Fraction(5)), finite_decimals(Fraction(1, 3))
    (3, 0, None)
    """
    return _finite_decimals(value.denominator)


@lru_cache(maxsize=1 << 12)
def _finite_decimals(denominator: int) -> int | None:
    rest, twos, fives = denominator, 0, 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    return max(twos, fives) if rest == 1 else None


class Figure(Struct, frozen=True):
    """A number taken apart for a markup: its sign (``""``, ``"−"`` or ``"+"``), its digits, and either % or a denominator."""

    sign: str
    digits: str
    denominator: str = ""
    percent: bool = False


def figure(number: Number) -> Figure:
    """How a number looks, taken apart so that a markup decorates without deciding anything.

    A negative number that rounds to zero has no sign.

    >>> figure(Number(Fraction(-1, 3)))
    Figure(sign='−', digits='1', denominator='3', percent=False)
    >>> figure(Number(Fraction(-1, 1000), 2)).sign
    ''
    """
    value = number.value
    return _figure(value.numerator, value.denominator, number.decimals, number.style)


@lru_cache(maxsize=1 << 16)
def _figure(numerator: int, denominator: int, decimals: int | None, style: Style) -> Figure:
    """The figure of a number, remembered: the values of a template are few and its variants many."""
    percent = style == "percent"
    top, bottom = abs(numerator), denominator
    if percent:
        common = gcd(100, bottom)
        top, bottom = top * (100 // common), bottom // common
    places = decimals if decimals is not None else _finite_decimals(bottom)
    if style == "fraction" or places is None:
        shown, under = str(top), str(bottom) if bottom != 1 else ""
    else:
        shown, under = _digits(top, bottom, places), ""
    zero = not shown.strip("0.")
    sign = "" if zero else MINUS if numerator < 0 else "+" if style == "signed" else ""
    return Figure(sign, shown, under, percent)


# --- the tree -----------------------------------------------------------------------------------------------------


class Str(Struct, frozen=True):
    """Running text."""

    text: str


class Emphasis(Struct, frozen=True):
    body: tuple["Inline", ...]


class Strong(Struct, frozen=True):
    body: tuple["Inline", ...]


class Code(Struct, frozen=True):
    """Text set as code; a place inside it is filled as plain text, so the body is a tuple."""

    body: tuple["Str | Place", ...]


class Link(Struct, frozen=True):
    """A link; the address is http, https or mailto, checked when compiled."""

    address: str
    body: tuple["Inline", ...]


class Break(Struct, frozen=True):
    """A line break inside a paragraph."""


class Maths(Struct, frozen=True):
    """A formula in the line, or displayed on its own."""

    tree: tex.Node
    display: bool = False


class Place(Struct, frozen=True):
    """Where the variant's value number ``index`` goes, outside maths."""

    index: int


Inline = Str | Emphasis | Strong | Code | Link | Break | Maths | Place


class Paragraph(Struct, frozen=True):
    body: tuple[Inline, ...]


class Listing(Struct, frozen=True):
    """A bulleted (``start`` is None) or numbered list."""

    items: tuple[tuple["Block", ...], ...]
    start: int | None = None


Alignment = Literal["left", "center", "right"]


class Table(Struct, frozen=True):
    """A table: one header row, body rows of the same width, an alignment for each column."""

    header: tuple[tuple[Inline, ...], ...]
    rows: tuple[tuple[tuple[Inline, ...], ...], ...]
    alignments: tuple[Alignment, ...]


class CodeBlock(Struct, frozen=True):
    body: tuple[Str | Place, ...]


class Quote(Struct, frozen=True):
    body: tuple["Block", ...]


class BlockPlace(Struct, frozen=True):
    """Where the variant's value number ``index``, a text of its own or a picture, goes between blocks."""

    index: int


Block = Paragraph | Listing | Table | CodeBlock | Quote | BlockPlace


class Tree(Struct, frozen=True):
    """Compiled blocks and the digest under which markups remember what they made of them."""

    blocks: tuple[Block, ...]
    digest: str = ""

    def __post_init__(self) -> None:
        made = hashlib.blake2b(repr(self.blocks).encode(), digest_size=16).hexdigest()
        force_setattr(self, "digest", made)


class Piece(Struct, frozen=True):
    """A shared tree and the values of this variant, one for each place, in order."""

    tree: Tree
    values: tuple[Value, ...] = ()


class Text(Struct, frozen=True):
    """What a student reads: pieces one after the other. Transforms add, drop or reorder pieces, never edit inside one."""

    pieces: tuple[Piece, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.pieces)

    def __add__(self, other: "Text") -> "Text":
        return Text(self.pieces + other.pieces)


def pictures(text: Text) -> Iterator[Picture]:
    """Every picture that a text shows, in order."""
    for piece in text.pieces:
        for value in piece.values:
            if isinstance(value, Text):
                yield from pictures(value)
            elif isinstance(value, Drawing | Plot):
                yield value


# --- plain text: what decides whether two texts look the same ------------------------------------------------------


def plain(value: Value) -> str:
    """The canonical plain text of a value: two options whose plain texts are equal look the same to a student.

    >>> plain(Number(Fraction(1, 5), 0, "percent")), plain((Number(Fraction(1)), Number(Fraction(-1, 2))))
    ('20%', '1, −0.5')
    """
    match value:
        case Number():
            exact = value.value
            return _plain_number(exact.numerator, exact.denominator, value.decimals, value.style)
        case str():
            return value
        case tuple():
            return ", ".join(map(plain, value))
        case Text():
            return "\n".join(_plain_blocks(piece.tree.blocks, piece.values) for piece in value.pieces)
        case Gap(part):
            return f"[[{part}]]"
        case Drawing() | Plot():
            return "\n".join(described(value))
        case _:
            return unicode_maths(value, _no_value)


@lru_cache(maxsize=1 << 16)
def _plain_number(numerator: int, denominator: int, decimals: int | None, style: Style) -> str:
    return plain_figure(_figure(numerator, denominator, decimals, style))


def plain_figure(figure: Figure, guard: tex.Guard = tex.Guard.NONE) -> str:
    """A number in Unicode characters, in parentheses where its neighbours would be misread.

    >>> plain_figure(Figure("−", "1", "3")), plain_figure(Figure("−", "0.5"), tex.Guard.NEGATIVE)
    ('−1/3', '(−0.5)')
    """
    over = f"/{figure.denominator}" if figure.denominator else ""
    text = f"{figure.sign}{figure.digits}{over}{'%' if figure.percent else ''}"
    compound = bool(figure.denominator) or figure.percent
    return f"({text})" if tex.bracketed(guard, figure.sign, compound=compound) else text


def plain_maths(node: tex.Node, values: tuple[Value, ...]) -> str:
    """A formula in Unicode characters, its holes filled."""

    def fill(hole: tex.Hole) -> str:
        value = values[hole.index]
        match value:
            case Number():
                return plain_figure(figure(value), hole.guard)
            case str() | tuple() | Text() | Gap() | Drawing() | Plot():
                return plain(value)
            case _:
                return plain(tex.guarded(value, hole.guard))

    return unicode_maths(node, fill)


def _no_value(hole: tex.Hole) -> str:
    raise ValueError(f"formula that is itself a value has hole number {hole.index}")


def _plain_blocks(blocks: tuple[Block, ...], values: tuple[Value, ...]) -> str:
    return "\n".join(_plain_block(block, values) for block in blocks)


def _plain_block(block: Block, values: tuple[Value, ...]) -> str:
    match block:
        case Paragraph(body) | CodeBlock(body):
            return plain_line(body, values)
        case Listing(items):
            return "\n".join(f"• {_plain_blocks(item, values)}" for item in items)
        case Table(header, rows):
            return "\n".join(" | ".join(plain_line(cell, values) for cell in row) for row in (header, *rows))
        case Quote(body):
            return _plain_blocks(body, values)
        case BlockPlace(index):
            return plain(values[index])
        case _:
            assert_never(block)


def plain_line(line: tuple[Inline, ...], values: tuple[Value, ...]) -> str:
    """Inline content in one string, emphasis and links by their words alone."""
    return "".join(_plain_inline(inline, values) for inline in line)


def _plain_inline(inline: Inline, values: tuple[Value, ...]) -> str:
    match inline:
        case Str(text):
            return text
        case Emphasis(body) | Strong(body) | Code(body) | Link(_, body):
            return plain_line(body, values)
        case Break():
            return "\n"
        case Maths(tree):
            return plain_maths(tree, values)
        case Place(index):
            return plain(values[index])
        case _:
            assert_never(inline)
