"""A formula as one line of plain text: for terminals, and to compare what is displayed."""

from collections.abc import Callable
from typing import assert_never
from unicodedata import normalize

from qbank.tex.faces import styled
from qbank.tex.roles import is_operand, neighbour
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
    core,
)

Fill = Callable[[Hole], str]

_BELOW = dict(zip("0123456789+−=()aehijklmnoprstuvxβγρφχ", "₀₁₂₃₄₅₆₇₈₉₊₋₌₍₎ₐₑₕᵢⱼₖₗₘₙₒₚᵣₛₜᵤᵥₓᵦᵧᵨᵩᵪ", strict=True))
_ABOVE = dict(
    zip("0123456789+−=()abcdefghijklmnoprstuvwxyz′", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾ᵃᵇᶜᵈᵉᶠᵍʰⁱʲᵏˡᵐⁿᵒᵖʳˢᵗᵘᵛʷˣʸᶻ′", strict=True)
)
_COMBINING = {
    "hat": "\u0302", "widehat": "\u0302", "bar": "\u0304", "tilde": "\u0303", "widetilde": "\u0303", "dot": "\u0307",
    "ddot": "\u0308", "vec": "\u20d7", "check": "\u030c", "breve": "\u0306", "overline": "\u0305",
    "underline": "\u0332",
}  # fmt: skip
_GRIDS = {
    "cases": ("{ ", " }"), "aligned": ("", ""), "matrix": ("matrix[", "]"), "pmatrix": ("(", ")"),
    "bmatrix": ("[", "]"), "vmatrix": ("|", "|"),
}  # fmt: skip


def unicode_maths(node: Node, fill: Fill) -> str:
    """A formula as readable plain text; ``fill`` writes the value of a hole.

    >>> from qbank.tex.parser import parse
    >>> unicode_maths(parse("r_t + \\\\gamma V_\\\\omega(s_{t+1}) - \\\\frac{a+b}{2}"), str)
    'rₜ + γ V_ω(sₜ₊₁) − (a + b)/2'
    """
    return _node(node, fill, tight=False).strip(" ")


def _node(node: Node, fill: Fill, *, tight: bool) -> str:
    match node:
        case Row(children):
            return _row(children, fill, tight=tight)
        case Letter(text, face):
            return styled(text, face)
        case Digits(text) | Operator(text) | Bracket(text) | Words(text) | Name(text):
            return text
        case Over(numerator, denominator):
            return f"{_part(numerator, fill)}/{_part(_guard(denominator), fill)}"
        case Root():
            return _root(node, fill)
        case Scripts():
            return _scripts(node, fill)
        case Accent(body, mark):
            text = _node(body, fill, tight=tight)
            combining = _COMBINING.get(mark)
            return normalize("NFC", text + combining) if combining and len(text) == 1 else f"{mark}({text})"
        case Fence(left, right, body):
            return left + _node(body, fill, tight=tight).strip(" ") + right
        case Grid(kind, rows):
            left, right = _GRIDS[kind]
            gap = " " if kind == "aligned" else "  "
            lines = (gap.join(_node(cell, fill, tight=False).strip(" ") for cell in row) for row in rows)
            return left + "; ".join(line.strip(" ") for line in lines) + right
        case Space(ems):
            return "  " if ems >= 1 else " " if ems > 0 else ""
        case Hole():
            return fill(node)
        case _:
            assert_never(node)


def _guard(node: Node) -> Node:
    """A value below a fraction line is in brackets when it is signed or itself a fraction."""
    return Hole(node.index, max(node.guard, Guard.COMPOUND)) if isinstance(node, Hole) else node


def _part(node: Node, fill: Fill) -> str:
    """One side of a fraction line, in brackets unless it is one thing."""
    text = _node(node, fill, tight=False)
    whole = not isinstance(core(node), Row | Over | Operator) or (isinstance(node, Row) and _is_call(node.children))
    return text if whole else f"({text})"


def _is_call(children: tuple[Node, ...]) -> bool:
    """Whether a row is one function of something in round brackets: p(x), with nothing after it."""
    first, *rest = map(core, children)
    level = 0
    for place, node in enumerate(rest, start=2):
        if isinstance(node, Bracket) and node.role in {Role.OPEN, Role.CLOSE}:
            level += 1 if node.role is Role.OPEN else -1
        if level == 0:
            return place > 2 and place == len(children) and isinstance(first, Letter | Name)
    return False


def _root(root: Root, fill: Fill) -> str:
    degree = "" if root.degree is None else _node(root.degree, fill, tight=True)
    small = _small(degree, _ABOVE)
    body = _node(root.body, fill, tight=False)
    sign = "√" if not degree else f"{small}√" if small else f"^({degree})√"
    return sign + (body if isinstance(root.body, Letter | Digits) else f"({body})")


def _small(text: str, table: dict[str, str]) -> str:
    """The text in raised or lowered characters, or nothing when some do not exist."""
    return "".join(map(table.__getitem__, text)) if all(character in table for character in text) else ""


def _scripts(node: Scripts, fill: Fill) -> str:
    base = _node(node.base, fill, tight=False)
    if isinstance(node.base, Row | Over | Scripts):
        base = f"{{{base}}}"
    limits = isinstance(node.base, Name) or (isinstance(node.base, Operator) and node.base.role is Role.LARGE)
    below = "" if node.below is None else _script(node.below, fill, "_", _BELOW, large=limits)
    above = "" if node.above is None else _script(node.above, fill, "^", _ABOVE, large=limits)
    return base + below + above


def _script(node: Node, fill: Fill, mark: str, table: dict[str, str], *, large: bool) -> str:
    text = _node(node, fill, tight=True).strip(" ")
    if text.strip("′") == "" or (not large and not isinstance(node, Hole | Words) and _small(text, table)):
        return _small(text, table)
    if len(text) == 1:
        return mark + text
    return f"{mark}{{{text}}}" if large or mark == "_" else f"{mark}({text})"


def _row(children: tuple[Node, ...], fill: Fill, *, tight: bool) -> str:
    text = ""
    for index, child in enumerate(children):
        before = None if isinstance(child, Space) else neighbour(children, index, -1)
        after = None if isinstance(child, Space) else neighbour(children, index, 1)
        piece = _node(child, fill, tight=tight)
        if isinstance(child, Row):
            piece = f"{{{piece}}}"
        elif isinstance(child, Over) and (
            _multiplies(before) or _multiplies(after) or isinstance(core_of(before), Name)
        ):
            joined = before is None or isinstance(core(before), Name) or not _apart(before, child)
            piece = f"({piece})" if joined or tight else f" ({piece})"
        elif isinstance(child, Over) and piece.startswith("−") and _adds(before):
            above = _part(child.numerator, fill)
            piece = f"({above}){piece.removeprefix(above)}"
        elif isinstance(child, Operator) and not tight:
            piece = f" {piece}" if child.role is Role.LARGE and is_operand(before) else _spaced(child)
        elif before is not None and not tight and _apart(before, child):
            piece = f" {piece}"
        text += piece.lstrip(" ") if text.endswith(" ") and not isinstance(child, Words) else piece
    return text


def core_of(node: Node | None) -> Node | None:
    """What is left of a neighbour without its scripts, if there is a neighbour."""
    return None if node is None else core(node)


def _spaced(operator: Operator) -> str:
    match operator.role:
        case Role.RELATION:
            return f" {operator.text} "
        case Role.BINARY:
            return operator.text if operator.text == "/" else f" {operator.text} "
        case Role.PUNCTUATION:
            return f"{operator.text} "
        case _:
            return operator.text


def _adds(node: Node | None) -> bool:
    """Whether a sign of its own cannot stand behind this."""
    return isinstance(node, Operator) and node.role is Role.BINARY


def _multiplies(node: Node | None) -> bool:
    """Whether a fraction beside this would be read as going on."""
    match core_of(node):
        case None | Words():
            return False
        case Operator(text, role):
            return text == "/" or role is Role.ORDINARY
        case Bracket(role=role):
            return role not in {Role.RELATION, Role.ORDINARY}
        case _:
            return True


def _apart(before: Node, node: Node) -> bool:
    """Whether a space parts two things that stand side by side."""
    last, first = core(before), core(node)
    match last, first:
        case (Operator(role=Role.LARGE), Bracket(role=Role.CLOSE)) | (Name(), Bracket()) | (Name(), Fence()):
            return False
        case Operator(role=Role.LARGE), _:
            return True
        case _, Operator(role=Role.LARGE):
            return is_operand(before)
        case (Operator(), _) | (_, Operator()) | (Words(), _) | (_, Words()) | (_, Space()) | (Digits(), Letter()):
            return False
        case Bracket(role=role), _ if role is not Role.CLOSE:
            return False
        case (Letter(), Bracket(role=Role.OPEN)) | (Letter(), Fence()):
            return False
        case _, Bracket(role=role):
            return role is Role.OPEN
        case _, Hole(guard=Guard.ALWAYS):
            return False
        case _:
            return True
