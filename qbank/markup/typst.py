"""Content as JSON for the Typst template: data that it draws, never source that it runs.

Running text is a JSON string; every other node is an object whose ``t`` names it and whose ``c`` is what is inside. A place
stands for one whole JSON value, so that a filled text is JSON again; inside a string (code, a formula's alternative text) a
value is escaped for that.
"""

import json
from collections.abc import Callable, Iterable, Mapping
from functools import cache, partial
from typing import assert_never

from qbank import content as c
from qbank.content import Gap, Number, Text, Value
from qbank.markup.drawing import svg
from qbank.markup.fill import Slot, Template, slot
from qbank.markup.spoken import number_spoken, spoken
from qbank.markup.typst_maths import number_typst, typst_maths
from qbank.pictures import Drawing, Picture, Plot, described
from qbank.tex import tree as tex

WORDS, BLOCK, STRING, SPOKEN = "words", "block", "string", "spoken"

_converted: dict[str, Template] = {}

Gaps = Mapping[str, str]
"""What stands in each gap, by the id of its part: an inline node as JSON."""
NO_GAPS: Gaps = {}


def blocks(text: Text, gaps: Gaps = NO_GAPS) -> str:
    """A text as a JSON list of blocks, each of its gaps as the given node; KeyError when one has none.

    >>> print(blocks(Text((c.Piece(c.Tree((c.Paragraph((c.Str("V is "), c.Place(0))),)), ('"high"',)),))))
    [{"t":"p","c":["V is ","\\"high\\""]}]
    """
    return f"[{','.join([_piece(piece, gaps) for piece in text.pieces])}]"


def _piece(piece: c.Piece, gaps: Gaps) -> str:
    template = _converted.get(piece.tree.digest)
    if template is None:
        template = _converted[piece.tree.digest] = Template(",".join(map(_block, piece.tree.blocks)))
    return template.fill(piece.values, _writer(gaps))


def _writer(gaps: Gaps) -> Callable[[Value, Slot], str]:
    return partial(_value, gaps=gaps) if gaps else _value


# --- a tree, converted once ---


def _block(block: c.Block) -> str:
    match block:
        case c.Paragraph(body):
            return node("p", _line(body))
        case c.Listing(items, start):
            return node("list", _list(_blocks(item) for item in items), start=start)
        case c.Table(header, rows, alignments):
            cells = _list(_list(map(_line, row)) for row in (header, *rows))
            return node("table", cells, align=alignments)
        case c.CodeBlock(body):
            return node("pre", _code(body))
        case c.Quote(body):
            return node("quote", _blocks(body))
        case c.BlockPlace(index):
            return slot(index, BLOCK)
        case _:
            assert_never(block)


def _inline(inline: c.Inline) -> str:
    match inline:
        case c.Str(text):
            return _string(text)
        case c.Emphasis(body):
            return node("em", _line(body))
        case c.Strong(body):
            return node("strong", _line(body))
        case c.Code(body):
            return node("code", _code(body))
        case c.Link(address, body):
            return node("link", _line(body), to=address)
        case c.Break():
            return node("break", "null")
        case c.Maths(tree, display):
            return _formula(tree, display=display)
        case c.Place(index):
            return slot(index, WORDS)
        case _:
            assert_never(inline)


def _formula(tree: tex.Node, *, display: bool) -> str:
    return node("maths", typst_maths(tree), alt=spoken(tree), display=display)


def _blocks(body: tuple[c.Block, ...]) -> str:
    return _list(map(_block, body))


def _line(line: tuple[c.Inline, ...]) -> str:
    return _list(map(_inline, line))


def _code(body: tuple[c.Str | c.Place, ...]) -> str:
    return _string("".join(slot(part.index, STRING) if isinstance(part, c.Place) else part.text for part in body))


# --- a value, written for the place where it stands ---


def _value(value: Value, place: Slot, gaps: Gaps = NO_GAPS) -> str:
    match place.context:
        case "words":
            return _words(value, gaps)
        case "block" if isinstance(value, Text):
            return node("body", blocks(value, gaps))
        case "block" if isinstance(value, Drawing | Plot):
            return _picture(value)
        case "block":
            return node("p", f"[{_words(value, gaps)}]")
        case "string":
            return _string(c.plain(value))[1:-1]
        case "spoken":
            return _string(_aloud(value, place.guard))[1:-1]
        case _:
            return _maths(value, place.guard)


def _words(value: Value, gaps: Gaps) -> str:
    match value:
        case Number() | str() | tuple():
            return _string(c.plain(value))
        case Text():
            return node("body", blocks(value, gaps))
        case Gap(part):
            return gaps[part]
        case Drawing() | Plot():
            return _picture(value)
        case _:
            return _formula(value, display=False)


def _picture(picture: Picture) -> str:
    return node("picture", _string(svg(picture)), alt=" ".join(described(picture)))


def _maths(value: Value, guard: tex.Guard) -> str:
    match value:
        case Number():
            return number_typst(c.figure(value), guard)
        case str():
            return typst_maths(tex.Words(value))
        case tuple():
            return _row(len(value)).fill(value, _value)
        case Text() | Gap() | Drawing() | Plot():
            return typst_maths(tex.Words(c.plain(value)))
        case _:
            return typst_maths(tex.guarded(value, guard))


def _aloud(value: Value, guard: tex.Guard) -> str:
    match value:
        case Number():
            return number_spoken(c.figure(value), guard)
        case str():
            return value
        case tuple():
            return ", ".join([number_spoken(c.figure(number), tex.Guard.NONE) for number in value])
        case Text() | Gap() | Drawing() | Plot():
            return c.plain(value)
        case _:
            return spoken(tex.guarded(value, guard))


@cache
def _row(length: int) -> Template:
    """Numbers side by side, a comma between them."""
    comma = tex.Operator(",", tex.Role.PUNCTUATION)
    nodes = [node for index in range(length) for node in (comma, tex.Hole(index))]
    return Template(typst_maths(tex.Row(tuple(nodes[1:]))))


# --- JSON ---


def node(kind: str, content: str, /, **attributes: object) -> str:
    """An object; its content is JSON already."""
    others = "".join(f",{_string(name)}:{json.dumps(value, ensure_ascii=False)}" for name, value in attributes.items())
    return f'{{"t":{_string(kind)},"c":{content}{others}}}'


def _list(parts: Iterable[str]) -> str:
    return f"[{','.join(parts)}]"


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)
