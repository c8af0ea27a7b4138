"""A formula as the words that a screen reader says: alternative text, where no MathML can be read.

Structure is closed in words (``end fraction``) wherever leaving it open could mean two formulas.
"""

from typing import assert_never

from qbank.content import MINUS, Figure
from qbank.markup import vocabulary
from qbank.markup.fill import slot
from qbank.tex.tree import (
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
    core,
)

_FACES = {Face.BOLD: "bold ", Face.BOLD_ITALIC: "bold italic ", Face.DOUBLE: "double-struck ", Face.SCRIPT: "script "}
_SETS = {"E": "expectation", "R": "the real numbers", "N": "the natural numbers", "Z": "the integers",
         "P": "probability", "1": "indicator"}  # fmt: skip
_COEFFICIENTS = frozenset("αβγδϵεζηκλω∞")
_APPLIED = frozenset("∇∂∀∃")


def spoken(node: Node) -> str:
    """A formula in words, with slots for its holes.

    >>> from qbank.tex.parser import parse
    >>> spoken(parse("r_t + \\\\gamma V_\\\\omega(s)"))
    'r sub t plus gamma times V sub omega of s'
    >>> spoken(parse("\\\\sum_{t=0}^{T-1} r_t"))
    'the sum from t equals 0 to T minus 1 of r sub t'
    """
    return _tidy(_node(node))


def number_spoken(figure: Figure, guard: Guard) -> str:
    """A number in words; brackets are said only below a power, where they change the meaning.

    >>> number_spoken(Figure(MINUS, "1.2"), Guard.NEGATIVE), number_spoken(Figure("", "1", "3"), Guard.NONE)
    ('minus 1.2', '1 over 3')
    >>> number_spoken(Figure(MINUS, "1.2"), Guard.COMPOUND)
    'open paren minus 1.2 close paren'
    """
    text = figure.digits
    if figure.denominator:
        text += " over " + figure.denominator
    if figure.percent:
        text += " percent"
    if figure.sign:
        text = ("minus " if figure.sign == MINUS else "plus ") + text
    if guard >= Guard.COMPOUND and (figure.sign or figure.denominator or figure.percent):
        return "open paren " + text + " close paren"
    return text


def _tidy(text: str) -> str:
    """Words with one space between them and none before a comma."""
    return (
        " ".join(text.split())
        .replace(" ,", ",")
        .replace(" ;", ";")
        .replace(",,", ",")
        .replace(",;", ";")
        .replace(";,", ";")
        .strip(", ")
    )


def _node(node: Node) -> str:
    match node:
        case Row(children):
            return _row(children)
        case Letter():
            return _letter(node)
        case Digits(text) | Words(text):
            return text
        case Operator(text, role):
            if role is Role.LARGE:
                return f"the {vocabulary.LARGE[text]} of"
            return "dot" if text == "·" and role is Role.ORDINARY else vocabulary.SIGNS[text]
        case Bracket(text, role):
            return _bracket(text, role)
        case Name(text):
            return vocabulary.NAMES.get(text, text)
        case Over(numerator, denominator):
            return f"fraction {_node(numerator)} over {_node(denominator)}, end fraction,"
        case Root():
            return _root(node)
        case Scripts():
            return _scripts(node)
        case Accent(body, mark):
            said = vocabulary.ACCENTS.get(mark, mark)
            return f"{_node(body)} {said}" if _atomic(body) else f"{said} on {_node(body)}, end {said},"
        case Fence():
            return _fence(node)
        case Grid():
            return _grid(node)
        case Space(ems):
            return "," if ems >= 1 else ""
        case Hole(index, guard):
            return slot(index, "spoken", guard)
        case _:
            assert_never(node)


def _atomic(node: Node) -> bool:
    return isinstance(node, Letter | Digits | Hole | Words | Name | Operator)


# --- letters and brackets -------------------------------------------------------------------------------------------


def _letter(letter: Letter) -> str:
    text, face = letter.text, letter.face
    if face is Face.DOUBLE and text in _SETS:
        return _SETS[text]
    said = text if text.isascii() and face is Face.UPRIGHT else " ".join(map(vocabulary.letter_word, text))
    return _FACES.get(face, "") + said


def _bracket(text: str, role: Role) -> str:
    if role is Role.OPEN and text in vocabulary.OPENED:
        return vocabulary.OPENED[text]
    if role is Role.CLOSE and text in vocabulary.CLOSED:
        return vocabulary.CLOSED[text] + ","
    if role in {Role.ORDINARY, Role.RELATION} and text == "|":
        return "given"
    return vocabulary.BRACKETS[text]


def _fence(fence: Fence) -> str:
    bars = fence.left == fence.right
    left = _bracket(fence.left, Role.OPEN if bars else Role.LARGE) if fence.left else ""
    right = _bracket(fence.right, Role.CLOSE if bars else Role.LARGE) if fence.right else ""
    return f"{left} {_node(fence.body)} {right}"


# --- rows -----------------------------------------------------------------------------------------------------------


def _row(children: tuple[Node, ...]) -> str:
    """Things side by side, with ``of`` after a function and ``times`` in a product."""
    words: list[str] = []
    index = 0
    before: Node | None = None
    while index < len(children):
        child = children[index]
        link = _link(before, child) if before is not None else ""
        if link == "of" and (end := _plain_arguments(children, index)):
            argument = _row(children[index + 1 : end])
            words.append(f"of {argument}" + ("," if end + 1 < len(children) else ""))
            before, index = children[end], end + 1
            continue
        if link == "of" and isinstance(child, Fence) and _is_plain((child.body,)):
            words.append(f"of {_node(child.body)}" + ("," if index + 1 < len(children) else ""))
        else:
            words.append(f"{link} {_node(child)}")
        before = before if isinstance(child, Space) and child.ems < 1 else child
        index += 1
    return " ".join(words)


def _link(before: Node, node: Node) -> str:
    """The word between two things that stand side by side: of, times, or none."""
    last, first = core(before), core(node)
    opens = (isinstance(first, Bracket) and first.role is Role.OPEN) or isinstance(first, Fence)
    match last, first:
        case Name(), Operator():
            return "of"
        case (Operator(role=Role.ORDINARY), Operator() | Space()) | (_, Operator() | Space() | Words()):
            return ""
        case _, Bracket(role=role) if role is not Role.OPEN:
            return ""
        case (Name(), _):
            return "" if isinstance(first, Name) else "of"
        case (Letter(text, face), _) if opens:
            return "times" if face is not Face.DOUBLE and text in _COEFFICIENTS else "of"
        case (Accent(), _) if opens:
            return "of"
        case (_, Letter("∀" | "∃")):
            return ""
        case (Letter(text), _) if text in _APPLIED or (text == "d" and isinstance(first, Letter)):
            return ""
        case (Operator(role=role) | Bracket(role=role), _) if role not in {Role.ORDINARY, Role.CLOSE}:
            return ""
        case (Bracket(role=Role.ORDINARY) | Space() | Words(), _):
            return ""
        case _:
            return "times"


def _plain_arguments(children: tuple[Node, ...], start: int) -> int:
    """Where the round bracket opened at ``start`` closes, if what it holds needs no brackets in words; else 0."""
    if children[start] != Bracket("(", Role.OPEN):
        return 0
    for end in range(start + 1, len(children)):
        if isinstance(bracket := children[end], Bracket) and bracket.role is not Role.ORDINARY:
            closes = children[end] == Bracket(")", Role.CLOSE)
            return end if closes and _is_plain(children[start + 1 : end]) else 0
        if isinstance(children[end], Scripts) and isinstance(core(children[end]), Bracket):
            return 0
    return 0


def _is_plain(children: tuple[Node, ...]) -> bool:
    """Whether a list of arguments is only letters, numbers and commas."""
    if len(children) == 1 and isinstance(children[0], Row):
        children = children[0].children
    plain = (Letter, Digits, Space, Hole)
    return bool(children) and all(
        isinstance(core(child), plain) or (isinstance(child, Operator | Bracket) and child.text in {",", "∣", "|", "·"})
        for child in children
    )


# --- scripts, roots, grids ------------------------------------------------------------------------------------------


def _scripts(node: Scripts) -> str:
    base, below, above = node.base, node.below, node.above
    match base:
        case Operator(text, Role.LARGE):
            return _large(vocabulary.LARGE[text], below, above)
        case Name(text, limits):
            return _name(text, below, above, limits=limits)
        case _:
            said = f"{_node(base)}, all," if isinstance(base, Row) else _node(base)
            return said + _below(below) + _above(above)


def _large(word: str, below: Node | None, above: Node | None) -> str:
    if below is not None and above is not None:
        return f"the {word} from {_node(below)} to {_node(above)} of"
    if below is not None:
        return f"the {word} over {_node(below)} of"
    return f"the {word} to {_node(above)} of" if above is not None else f"the {word} of"


def _name(text: str, below: Node | None, above: Node | None, *, limits: bool) -> str:
    said = vocabulary.NAMES.get(text, text)
    if below is not None:
        said += f" {'as' if text == 'lim' else 'over' if limits else 'base'} {_node(below)}"
    return said + _above(above)


def _below(node: Node | None) -> str:
    if node is None:
        return ""
    if isinstance(node, Row):
        return f" sub {_side_by_side(node)}" + (" end sub" if len(node.children) > 2 else "")
    return f" sub {_node(node)}" + (" end sub" if isinstance(node, Scripts) else "")


def _side_by_side(row: Row) -> str:
    """Indices are named one after the other; they are not multiplied."""
    return " ".join(map(_node, row.children))


def _above(node: Node | None) -> str:
    match node:
        case None:
            return ""
        case Digits(text) | Letter(text) | Operator(text) if text in vocabulary.POWERS:
            return f" {vocabulary.POWERS[text]}"
        case Operator(text):
            return f" superscript {_node(node)}"
        case Row((Operator("′"), *_) as children):
            return "".join(_above(child) for child in children)
        case Row(children) if isinstance(children[0], Bracket) or all(isinstance(child, Letter) for child in children):
            return f" superscript {_side_by_side(node)} end superscript,"
        case Letter() | Digits():
            return f" to the {_node(node)}"
        case Words(text):
            return f" superscript {text}"
        case _:
            return f" to the power {_node(node)}, end power,"


def _root(root: Root) -> str:
    match root.degree:
        case None:
            word = "square root"
        case Digits("3"):
            word = "cube root"
        case degree:
            word = f"root of degree {_node(degree)}"
    return f"the {word} of {_node(root.body)}" + ("" if _atomic(root.body) else ", end root,")


def _grid(grid: Grid) -> str:
    rows = [", ".join(filter(None, map(_node, row))) for row in grid.rows]
    match grid.kind:
        case "cases":
            return "cases: " + "; ".join(rows) + "; end cases,"
        case "aligned":
            lines = (" ".join(map(_node, row)) for row in grid.rows)
            return "; ".join(f"line {number}: {line}" for number, line in enumerate(lines, start=1)) + "; end lines,"
        case kind:
            word = {"pmatrix": "matrix in parens", "bmatrix": "matrix in brackets", "vmatrix": "determinant"}.get(
                kind, kind
            )
            lines = (f"row {number}: {row}" for number, row in enumerate(rows, start=1))
            return f"{word}: " + "; ".join(lines) + "; end matrix,"
