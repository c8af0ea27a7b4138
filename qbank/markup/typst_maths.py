"""A formula as data (JSON) that one constant Typst function draws: ``templates/pdf/maths.typ``. No author's text is Typst.

Each node is an object; ``k`` says its kind. A hole stands where an object will be filled in.
"""

from json import dumps
from typing import assert_never

from qbank.content import Figure
from qbank.markup.fill import slot
from qbank.tex.tree import (
    Accent,
    Bracket,
    Digits,
    Fence,
    Grid,
    Guard,
    Hole,
    Letter,
    Name,
    Node,
    Operator,
    Over,
    Role,
    Root,
    Row,
    Scripts,
    Space,
    Words,
    bracketed,
)

_OPEN = '{"k":"lr","l":"(","r":")","b":'


def typst_maths(node: Node) -> str:
    """A formula as compact JSON, with slots for its holes.

    >>> from qbank.tex.parser import parse
    >>> typst_maths(parse("\\\\gamma^2"))
    '{"k":"scripts","b":{"k":"id","s":"γ","f":"italic"},"u":{"k":"num","s":"2"}}'
    """
    match node:
        case Row(children):
            return f'{{"k":"row","c":[{",".join(map(typst_maths, children))}]}}'
        case Letter(text, face):
            return f'{{"k":"id","s":{_text(text)},"f":"{face.value}"}}'
        case Digits(text):
            return f'{{"k":"num","s":{_text(text)}}}'
        case Operator(text, role):
            return _operator(text, role)
        case Bracket(text, role, size):
            return f'{{"k":"bracket","s":{_text(text)},"c":"{_CLASSES[role]}","n":{size}}}'
        case Name(text, limits):
            return f'{{"k":"name","s":{_text(text)},"l":{"true" if limits else "false"}}}'
        case Words(text):
            return f'{{"k":"text","s":{_text(text)}}}'
        case Over(numerator, denominator):
            return f'{{"k":"frac","a":{typst_maths(numerator)},"b":{typst_maths(denominator)}}}'
        case Root(body, degree):
            return f'{{"k":"root","b":{typst_maths(body)}{_part("n", degree)}}}'
        case Scripts(base, below, above):
            return f'{{"k":"scripts","b":{typst_maths(base)}{_part("d", below)}{_part("u", above)}}}'
        case Accent(body, mark):
            return f'{{"k":"accent","b":{typst_maths(body)},"m":"{mark}"}}'
        case Fence(left, right, body):
            return f'{{"k":"lr","l":{_text(left)},"r":{_text(right)},"b":{typst_maths(body)}}}'
        case Grid(kind, rows):
            return f'{{"k":"grid","e":"{kind}","c":[{",".join(map(_cells, rows))}]}}'
        case Space(ems):
            return f'{{"k":"space","w":{round(ems, 4)}}}'
        case Hole(index, guard):
            return slot(index, "typst", guard)
        case _:
            assert_never(node)


_CLASSES = {
    Role.BINARY: "binary", Role.PREFIX: "normal", Role.RELATION: "relation", Role.PUNCTUATION: "punctuation",
    Role.LARGE: "large", Role.OPEN: "opening", Role.CLOSE: "closing", Role.ORDINARY: "normal",
}  # fmt: skip


def number_typst(figure: Figure, guard: Guard) -> str:
    """A number as the JSON object that fills a hole, in brackets where the place asks for them.

    >>> number_typst(Figure("−", "1.2"), Guard.NONE)
    '{"k":"row","c":[{"k":"op","s":"−","c":"normal"},{"k":"num","s":"1.2"}]}'
    """
    text = '{"k":"num","s":"' + figure.digits + ('%"}' if figure.percent else '"}')
    if figure.denominator:
        text = '{"k":"frac","a":' + text + ',"b":{"k":"num","s":"' + figure.denominator + '"}}'
    if figure.sign:
        text = '{"k":"row","c":[{"k":"op","s":"' + figure.sign + '","c":"normal"},' + text + "]}"
    if bracketed(guard, figure.sign, compound=figure.denominator != "" or figure.percent):
        return _OPEN + text + "}"
    return text


def _operator(text: str, role: Role) -> str:
    kind = "normal" if text == "/" else _CLASSES[role]
    return f'{{"k":"op","s":{_text(text)},"c":"{kind}"}}'


def _cells(row: tuple[Node, ...]) -> str:
    return f"[{','.join(map(typst_maths, row))}]"


def _part(key: str, node: Node | None) -> str:
    return "" if node is None else f',"{key}":{typst_maths(node)}'


def _text(text: str) -> str:
    return dumps(text, ensure_ascii=False)
