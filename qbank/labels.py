"""What the parts of an item are called on paper: gaps of the stem by numbers in reading order, others (a), (b), ..."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import assert_never

from msgspec.structs import replace

from qbank import content as c
from qbank.content import Gap, Text, Value
from qbank.item import Item
from qbank.wording import letter


def labels(item: Item) -> dict[str, str]:
    """The label of each part by its id: ``Gap 1``, ``(a)``; empty when the item has only one part and it is no gap."""
    numbers = gap_numbers(item)
    asked = [part.id for part in item.parts if part.id not in numbers]
    lettered = {part: f"({letter(place).lower()})" if len(item.parts) > 1 else "" for place, part in enumerate(asked)}
    return {part.id: lettered.get(part.id) or _gap_label(numbers.get(part.id, "")) for part in item.parts}


def _gap_label(number: str) -> str:
    return f"Gap {number}" if number else ""


def gap_numbers(item: Item) -> dict[str, str]:
    """The number of each gap, by the id of its part: 1, 2, ... as they stand in the stem."""
    inline = {part.id for part in item.parts if part.inline}
    if not inline:
        return {}
    found = [part for part in _gaps(item.stem) if part in inline]
    return {part: str(number) for number, part in enumerate(found, start=1)}


def fill_gaps(text: Text, values: Mapping[str, Value]) -> Text:
    """The text with a value in each of its gaps: words, or a gap of another name.

    >>> tree = c.Tree((c.Paragraph((c.Str("Q is "), c.Place(0))),))
    >>> c.plain(fill_gaps(Text((c.Piece(tree, (Gap("q_up"),)),)), {"q_up": "[1: ____]"}))
    'Q is [1: ____]'
    """
    pieces = (
        replace(piece, values=tuple(_filled(value, values) for value in piece.values)) if piece.values else piece
        for piece in text.pieces
    )
    return Text(tuple(pieces))


def _filled(value: Value, values: Mapping[str, Value]) -> Value:
    match value:
        case Gap(part):
            return values[part]
        case Text():
            return fill_gaps(value, values)
        case _:
            return value


# --- the order in which a text is read ---


def _gaps(text: Text) -> Iterator[str]:
    for piece in text.pieces:
        for index in _places(piece.tree):
            match piece.values[index]:
                case Gap(part):
                    yield part
                case Text() as inner:
                    yield from _gaps(inner)


@lru_cache(maxsize=1024)
def _places(tree: c.Tree) -> tuple[int, ...]:
    """The places of a tree outside maths and code, in the order in which they are read."""
    return tuple(index for block in tree.blocks for index in _of_block(block))


def _of_block(block: c.Block) -> Iterator[int]:
    match block:
        case c.Paragraph(body):
            yield from _of_line(body)
        case c.Listing(items):
            for item in items:
                for inner in item:
                    yield from _of_block(inner)
        case c.Table(header, rows):
            for row in (header, *rows):
                for cell in row:
                    yield from _of_line(cell)
        case c.Quote(body):
            for inner in body:
                yield from _of_block(inner)
        case c.BlockPlace(index):
            yield index
        case c.CodeBlock():
            return
        case _:
            assert_never(block)


def _of_line(line: tuple[c.Inline, ...]) -> Iterator[int]:
    for inline in line:
        match inline:
            case c.Place(index):
                yield index
            case c.Emphasis(body) | c.Strong(body) | c.Link(_, body):
                yield from _of_line(body)
            case c.Str() | c.Code() | c.Break() | c.Maths():
                continue
            case _:
                assert_never(inline)
