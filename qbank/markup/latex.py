"""A formula as canonical LaTeX that MathJax and pdflatex with amsmath read alike: reading it again gives the same tree."""

from typing import assert_never

from qbank.content import MINUS, Figure
from qbank.markup.fill import slot
from qbank.tex import symbols
from qbank.tex.roles import neighbour, role_between
from qbank.tex.tree import (
    HOLE_OPEN,
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
)

_FONTS = {
    Face.ITALIC: "\\mathit", Face.UPRIGHT: "\\mathrm", Face.BOLD: "\\mathbf", Face.BOLD_ITALIC: "\\boldsymbol",
    Face.DOUBLE: "\\mathbb", Face.SCRIPT: "\\mathcal",
}  # fmt: skip
_SPACES = {ems: f"\\{command}" for command, ems in reversed(symbols.SPACES.items())}
_NAMES = {name: f"\\{command}" for command, name in symbols.NAMES.items() if " " not in name.text}
_OPEN = {text: source for source, text in reversed(symbols.OPENING.items())}
_CLOSE = {text: source for source, text in reversed(symbols.CLOSING.items())}
_BARS = {"|": "\\vert", "‖": "\\Vert"}
_SIZES = {size: f"\\{command}" for command, size in symbols.SIZES.items()}
_SIDES = {Role.OPEN: "l", Role.CLOSE: "r", Role.RELATION: "m"}
_ESCAPED = str.maketrans({character: f"\\{character}" for character in "%_#&${}"} | {"\N{NO-BREAK SPACE}": "~"})
_PRIME = Operator("′", Role.ORDINARY)


def latex(node: Node) -> str:
    """A formula as LaTeX, with slots for its holes.

    >>> from qbank.tex.parser import parse
    >>> print(latex(parse("r_t+\\\\gamma V_\\\\omega(s')-\\\\frac12")))
    r_t + \\gamma V_{\\omega}(s') - \\frac{1}{2}
    """
    return _row(node.children if isinstance(node, Row) else (node,))


def number_latex(figure: Figure, guard: Guard) -> str:
    """A number as LaTeX, in brackets where the place asks for them.

    >>> print(number_latex(Figure(MINUS, "1.2"), Guard.NEGATIVE), number_latex(Figure(MINUS, "1", "3"), Guard.NONE))
    (-1.2) -\\frac{1}{3}
    """
    text = figure.digits
    if figure.denominator:
        text = "\\frac{" + text + "}{" + figure.denominator + "}"
    if figure.percent:
        text += "\\%"
    if figure.sign:
        text = ("-" if figure.sign == MINUS else "+") + text
    if not bracketed(guard, figure.sign, compound=figure.denominator != "" or figure.percent):
        return text
    return "\\left(" + text + "\\right)" if figure.denominator else "(" + text + ")"


def _row(children: tuple[Node, ...], *, continues: bool = False) -> str:
    start: Node | None = Row(()) if continues else None
    pieces: list[str] = []
    for index, child in enumerate(children):
        piece = _node(child)
        if isinstance(child, Operator):
            before, after = neighbour(children, index, -1, start), neighbour(children, index, 1)
            piece = _operator(child, plain=role_between(before, child, after) is child.role)
        elif isinstance(child, Row):
            piece = f"{{{piece}}}"
        pieces.append(piece)
    return join(pieces)


def join(pieces: list[str]) -> str:
    """Pieces side by side, with a space where a command's name would run into what follows.

    >>> join(["\\\\gamma", "x", "\\\\beta", "(", " + ", " + "])
    '\\\\gamma x\\\\beta( + +'
    """
    text = ""
    for piece in pieces:
        if text.endswith(" ") and not text.endswith("\\ "):
            text += piece.lstrip(" ")
        elif piece and (piece[0].isalnum() or piece[0] == HOLE_OPEN) and _ends_in_command(text):
            text += f" {piece}"
        else:
            text += piece
    return text if text.endswith("\\ ") else text.strip(" ")


def _ends_in_command(text: str) -> bool:
    """Whether a letter here would join a command's name, or look like part of a script."""
    text = text[-30:]
    stem = text.rstrip("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ")
    return stem != text and stem.endswith(("\\", "_", "^"))


def _operator(operator: Operator, *, plain: bool) -> str:
    """An operator with the spaces of its role; in braces when it only stands there as a symbol."""
    text, role = operator.text, operator.role
    if source := symbols.OPERATOR_SOURCE.get((text, role)):
        spaced = role is Role.RELATION or (role is Role.BINARY and text != "/")
        return f" {source} " if spaced else f"{source} " if role is Role.PUNCTUATION or text == "." else source
    for natural in (Role.BINARY, Role.RELATION, Role.PUNCTUATION):
        if source := symbols.OPERATOR_SOURCE.get((text, natural)):
            return source if plain and natural is Role.BINARY else f"{{{source}}} "
    return text


def _node(node: Node) -> str:
    match node:
        case Row():
            return latex(node)
        case Letter():
            return _letter(node)
        case Digits(text):
            return text.replace(",", "{,}")
        case Operator():
            return _operator(node, plain=False)
        case Bracket():
            return _bracket(node)
        case Name():
            return _name(node)
        case Words(text):
            return f"\\text{{{text.translate(_ESCAPED)}}}"
        case Over(numerator, denominator):
            return f"\\frac{{{latex(numerator)}}}{{{latex(denominator)}}}"
        case Root(body, degree):
            return f"\\sqrt{_degree(degree)}{{{latex(body)}}}"
        case Scripts():
            return _scripts(node)
        case Accent(body, mark):
            return f"\\{mark}{{{latex(body)}}}"
        case Fence(left, right, body):
            return join([f"\\left{_delimiter(left, _OPEN)}", latex(body), f"\\right{_delimiter(right, _CLOSE)}"])
        case Grid():
            return _grid(node)
        case Space(ems):
            return _SPACES[ems]
        case Hole(index, guard):
            return slot(index, "latex", guard)
        case _:
            assert_never(node)


def _degree(degree: Node | None) -> str:
    if degree is None:
        return ""
    return f"[{_node(degree)}]" if isinstance(degree, Letter | Digits) else f"[{{{latex(degree)}}}]"


def _letter(letter: Letter) -> str:
    source = symbols.LETTER_SOURCE.get(letter.text)
    if source and symbols.LETTERS[source[1:]] == letter:
        return source
    if len(letter.text) == 1 and letter.face is Face.ITALIC:
        return letter.text
    letters = join([symbols.LETTER_SOURCE.get(character, character) for character in letter.text])
    return f"{_FONTS[letter.face]}{{{letters}}}"


def _name(name: Name) -> str:
    if source := _NAMES.get(name):
        return source
    text = name.text.replace(" ", "\\,")
    return f"\\operatorname{'*' if name.limits else ''}{{{text}}}"


def _delimiter(text: str, table: dict[str, str]) -> str:
    """A bracket as it is typed after ``\\left``: bars are the same on both sides."""
    if text in _BARS:
        return _BARS[text]
    return table.get(text) or _OPEN.get(text) or _CLOSE.get(text) or text or "."


def _bracket(bracket: Bracket) -> str:
    text, role, size = bracket.text, bracket.role, bracket.size
    if size == MIDDLE:
        return f"\\middle{_delimiter(text, _OPEN)}"
    if size:
        return f"{_SIZES[size]}{_SIDES.get(role, '')}{_delimiter(text, _CLOSE if role is Role.CLOSE else _OPEN)}"
    if role is Role.ORDINARY:
        return _BARS[text]
    return _OPEN[text] if role is Role.OPEN else _CLOSE[text]


def _scripts(node: Scripts) -> str:
    base = _node(node.base)
    if isinstance(node.base, Row | Scripts):
        base = f"{{{base}}}"
    primes = node.above.children if isinstance(node.above, Row) else (node.above,)
    above = "" if node.above is None else f"^{_script(node.above)}"
    if primes and all(prime == _PRIME for prime in primes):
        above = "'" * len(primes)
        return base.rstrip(" ") + above + ("" if node.below is None else f"_{_script(node.below)}")
    return base.strip(" ") + ("" if node.below is None else f"_{_script(node.below)}") + above


def _script(node: Node) -> str:
    text = latex(node)
    return text if len(text) == 1 and text.isascii() and text.isalpha() else f"{{{text}}}"


def _grid(grid: Grid) -> str:
    rows = []
    for row in grid.rows:
        cells = []
        for index, cell in enumerate(row):
            children = cell.children if isinstance(cell, Row) else (cell,)
            cells.append(_row(children, continues=grid.kind == "aligned" and index % 2 == 1))
        rows.append(" & ".join(cells))
    return f"\\begin{{{grid.kind}}} " + " \\\\ ".join(row.strip(" ") for row in rows) + f" \\end{{{grid.kind}}}"
