"""A formula as MathML Core, which browsers draw themselves: https://w3c.github.io/mathml-core/

Nothing is left to a browser's guess where its operator dictionary would go by position in the row: form, stretching and
space are said. Every node is one element, so that scripts and fractions find the children they expect.
"""

from html import escape
from typing import assert_never

from qbank.content import Figure
from qbank.markup.fill import slot
from qbank.tex.faces import slanted, styled
from qbank.tex.roles import is_operand
from qbank.tex.symbols import GRIDS, SIDE_LIMITS
from qbank.tex.tree import (
    MIDDLE,
    Accent,
    Bracket,
    Digits,
    Face,
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
    core,
)

_ACCENTS = {
    "hat": ("^", "false"), "widehat": ("^", "true"), "bar": ("¯", "false"), "tilde": ("~", "false"),
    "widetilde": ("~", "true"), "dot": ("˙", "false"), "ddot": ("¨", "false"), "vec": ("→", "false"),
    "check": ("ˇ", "false"), "breve": ("˘", "false"), "overline": ("‾", "true"), "underline": ("_", "true"),
    "overbrace": ("⏞", "true"), "underbrace": ("⏟", "true"),
}  # fmt: skip
_UNDER = frozenset({"underline", "underbrace"})
_BRACES = frozenset({"underbrace", "overbrace"})
_SIZES = ("", "1.2em", "1.8em", "2.4em", "3em")
_GAP = '<mspace width="0.1667em"></mspace>'
_OPEN = '<mo form="prefix" stretchy="true">(</mo>'
_CLOSE = '<mo form="postfix" stretchy="true">)</mo>'


def mathml(node: Node, *, display: bool) -> str:
    """A formula as a ``<math>`` element, with slots for its holes.

    >>> from qbank.tex.parser import parse
    >>> mathml(parse("\\\\gamma^2"), display=False).partition(">")[2]
    '<msup><mi>γ</mi><mn>2</mn></msup></math>'
    """
    style = "block" if display else "inline"
    return f'<math xmlns="http://www.w3.org/1998/Math/MathML" display="{style}">{mathml_inside(node)}</math>'


def mathml_inside(node: Node) -> str:
    """A formula as one element to stand inside ``<math>``: what fills a hole whose value is a formula.

    >>> mathml_inside(Digits("2"))
    '<mn>2</mn>'
    """
    return _node(node)


def number_mathml(figure: Figure, guard: Guard) -> str:
    """A number as one element, in brackets where the place asks for them.

    >>> number_mathml(Figure("−", "1.2"), Guard.NONE)
    '<mrow><mo form="prefix">−</mo><mn>1.2</mn></mrow>'
    """
    text = "<mn>" + figure.digits + "</mn>"
    if figure.denominator:
        text = "<mfrac>" + text + "<mn>" + figure.denominator + "</mn></mfrac>"
    if figure.percent:
        text += '<mo lspace="0" rspace="0">%</mo>'
    if figure.sign:
        text = '<mo form="prefix">' + figure.sign + "</mo>" + text
    if bracketed(guard, figure.sign, compound=figure.denominator != "" or figure.percent):
        return "<mrow>" + _OPEN + text + _CLOSE + "</mrow>"
    return "<mrow>" + text + "</mrow>" if figure.sign or figure.percent else text


def _node(node: Node) -> str:
    match node:
        case Row(children):
            return f"<mrow>{_children(children)}</mrow>"
        case Letter():
            return _letter(node)
        case Digits(text):
            return f"<mn>{text}</mn>"
        case Operator():
            return _operator(node)
        case Bracket():
            return _bracket(node)
        case Name(text, limits):
            return _name(text, limits=limits)
        case Words(text):
            return f"<mtext>{_edges(escape(text, quote=False))}</mtext>"
        case Over(numerator, denominator):
            return f"<mfrac>{_node(numerator)}{_node(denominator)}</mfrac>"
        case Root(body, degree):
            return f"<msqrt>{_node(body)}</msqrt>" if degree is None else f"<mroot>{_node(body)}{_node(degree)}</mroot>"
        case Scripts():
            return _scripts(node)
        case Accent(body, mark):
            return _accent(body, mark)
        case Fence(left, right, body):
            inside = _children(body.children) if isinstance(body, Row) else _node(body)
            return f"<mrow>{_delimiter(left, 'prefix')}{inside}{_delimiter(right, 'postfix')}</mrow>"
        case Grid():
            return _grid(node)
        case Space(ems):
            return f'<mspace width="{round(ems, 4)}em"></mspace>'
        case Hole(index, guard):
            return slot(index, "mathml", guard)
        case _:
            assert_never(node)


def _children(children: tuple[Node, ...]) -> str:
    """Nodes side by side, with the thin space that parts a function's name from what it multiplies or applies to."""
    pieces: list[str] = []
    for index, child in enumerate(children):
        before = children[index - 1] if index else None
        if before is not None:
            name_before, name_here = isinstance(core(before), Name), isinstance(core(child), Name)
            if (name_before and not isinstance(core(child), Bracket | Operator | Fence)) or (
                name_here and is_operand(before)
            ):
                pieces.append(_GAP)
        pieces.append(_node(child))
    return "".join(pieces)


def _edges(text: str) -> str:
    """Text whose spaces at the edges are kept."""
    text = "\N{NO-BREAK SPACE}" + text[1:] if text.startswith(" ") else text
    return text[:-1] + "\N{NO-BREAK SPACE}" if text.endswith(" ") else text


def _letter(letter: Letter) -> str:
    text, face = letter.text, letter.face
    if face is Face.ITALIC:
        return f"<mi>{text if len(text) == 1 else slanted(text)}</mi>"
    if face is Face.UPRIGHT and len(text) == 1 and text != "∞":
        return f'<mi mathvariant="normal">{text}</mi>'
    return f"<mi>{styled(text, face)}</mi>"


def _name(text: str, *, limits: bool) -> str:
    shown = text.replace(" ", "\N{NO-BREAK SPACE}")
    if limits:
        return f'<mo form="prefix" movablelimits="true" lspace="0" rspace="0">{shown}</mo>'
    return f'<mi mathvariant="normal">{shown}</mi>' if len(shown) == 1 else f"<mi>{shown}</mi>"


def _operator(operator: Operator) -> str:
    text = escape(operator.text, quote=False)
    match operator.role:
        case Role.BINARY if text == "/":
            return '<mo form="infix" lspace="0" rspace="0" stretchy="false">/</mo>'
        case Role.BINARY:
            return f'<mo form="infix" lspace="0.2222em" rspace="0.2222em">{text}</mo>'
        case Role.PREFIX:
            return f'<mo form="prefix" lspace="0" rspace="0">{text}</mo>'
        case Role.RELATION:
            return f'<mo form="infix" lspace="0.2778em" rspace="0.2778em" stretchy="false">{text}</mo>'
        case Role.PUNCTUATION:
            return f'<mo form="infix" separator="true" lspace="0" rspace="0.1667em">{text}</mo>'
        case Role.LARGE:
            limits = "" if text in SIDE_LIMITS else ' movablelimits="true"'
            return f'<mo form="prefix" largeop="true"{limits}>{text}</mo>'
        case _:
            return f'<mo form="infix" lspace="0" rspace="0" stretchy="false">{text}</mo>'


def _bracket(bracket: Bracket) -> str:
    form = {Role.OPEN: "prefix", Role.CLOSE: "postfix"}.get(bracket.role, "infix")
    space = "0.2778em" if bracket.role is Role.RELATION else "0"
    text = escape(bracket.text, quote=False)
    if bracket.size == MIDDLE:
        return f'<mo form="infix" lspace="0.05em" rspace="0.05em" fence="true" stretchy="true">{text}</mo>'
    if bracket.size:
        size = _SIZES[bracket.size]
        stretch = f'stretchy="true" symmetric="true" minsize="{size}" maxsize="{size}"'
    else:
        stretch = 'stretchy="false"'
    return f'<mo form="{form}" lspace="{space}" rspace="{space}" {stretch}>{text}</mo>'


def _delimiter(text: str, form: str) -> str:
    if not text:
        return ""
    return f'<mo form="{form}" fence="true" stretchy="true" lspace="0" rspace="0">{escape(text, quote=False)}</mo>'


def _scripts(node: Scripts) -> str:
    match node.base:
        case Operator(text, Role.LARGE):
            limits = text not in SIDE_LIMITS
        case Name(limits=limits):
            pass
        case Accent(mark=mark):
            limits = mark in _BRACES
        case _:
            limits = False
    below, above = ("munder", "mover") if limits else ("msub", "msup")
    both = "munderover" if limits else "msubsup"
    parts = "".join(_node(part) for part in (node.base, node.below, node.above) if part is not None)
    tag = above if node.below is None else below if node.above is None else both
    return f"<{tag}>{parts}</{tag}>"


def _accent(body: Node, mark: str) -> str:
    text, stretchy = _ACCENTS[mark]
    sign = f'<mo stretchy="{stretchy}">{text}</mo>'
    if mark in _UNDER:
        return f'<munder accentunder="true">{_node(body)}{sign}</munder>'
    return f'<mover accent="true">{_node(body)}{sign}</mover>'


def _grid(grid: Grid) -> str:
    left, right = GRIDS[grid.kind]
    rows = "".join(
        f"<mtr>{''.join(_cell(grid.kind, i, cell) for i, cell in enumerate(row))}</mtr>" for row in grid.rows
    )
    spread = ' displaystyle="true"' if grid.kind == "aligned" else ""
    table = f"<mtable{spread}>{rows}</mtable>"
    return f"<mrow>{_delimiter(left, 'prefix')}{table}{_delimiter(right, 'postfix')}</mrow>" if left or right else table


def _cell(kind: str, index: int, cell: Node) -> str:
    """A cell; MathML Core leaves its alignment to style."""
    match kind:
        case "aligned":
            side, padding = (
                ("right", "padding-left:1em;padding-right:0") if index % 2 == 0 else ("left", "padding:0.3em 0")
            )
            padding = "padding-left:0;padding-right:0" if index == 0 else padding
            style = f"text-align:{side};text-align:-webkit-{side};{padding}"
        case "cases":
            style = "text-align:left;padding-left:" + ("0.2em" if index == 0 else "1em")
        case _:
            style = ""
    inside = _children(cell.children) if isinstance(cell, Row) else _node(cell)
    return f'<mtd style="{style}">{inside}</mtd>' if style else f"<mtd>{inside}</mtd>"
