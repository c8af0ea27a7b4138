"""What a text is made of: whether a target can show it where it shows plain text only."""

from collections.abc import Iterator
from functools import lru_cache

from msgspec import Struct

from qbank import content as c
from qbank.content import Gap, Number, Text, Tree, Value

PLAIN = frozenset({Tree, c.Paragraph, c.BlockPlace, c.Str, c.Place})


def has_maths(text: Text) -> bool:
    """Whether a formula stands in it.

    >>> from qbank.tex.parser import parse
    >>> has_maths(Text((c.Piece(Tree((c.Paragraph((c.Str("a"), c.Maths(parse("x")))),))),)))
    True
    """
    return any(c.Maths in _kinds(piece.tree) or any(map(_is_maths, piece.values)) for piece in text.pieces)


def is_plain(text: Text) -> bool:
    """Whether it is one line of words and numbers, so that its plain text is all of it."""
    pieces = text.pieces
    return len(pieces) <= 1 and all(
        len(piece.tree.blocks) <= 1 and _kinds(piece.tree) <= PLAIN and all(map(_is_plain, piece.values))
        for piece in pieces
    )


def _is_maths(value: Value) -> bool:
    return has_maths(value) if isinstance(value, Text) else not isinstance(value, (Number, str, tuple, Gap))


def _is_plain(value: Value) -> bool:
    return is_plain(value) if isinstance(value, Text) else isinstance(value, (Number, str, tuple))


@lru_cache(maxsize=4096)
def _kinds(tree: Tree) -> frozenset[type]:
    return frozenset(_walk(tree))


def _walk(node: object) -> Iterator[type]:
    """The kinds of a node and of all below it; what is inside a formula does not matter."""
    if isinstance(node, tuple):
        for child in node:
            yield from _walk(child)
    elif isinstance(node, Struct):
        yield type(node)
        if not isinstance(node, c.Maths):
            for field in node.__struct_fields__:
                yield from _walk(getattr(node, field))
