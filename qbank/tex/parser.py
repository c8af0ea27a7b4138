"""LaTeX maths into a tree, strictly: what is not understood is refused at its offset, never passed through.

Lengths and depths are bounded, so that any string is answered in milliseconds.
"""

from collections.abc import Callable
from difflib import get_close_matches
from functools import lru_cache

from qbank.errors import MathsError
from qbank.tex import symbols
from qbank.tex.alphabet import parse_letters, parse_name, parse_words
from qbank.tex.lexer import Reader, Token
from qbank.tex.roles import UNDECIDED, settle
from qbank.tex.tree import (
    MIDDLE,
    Accent,
    Bracket,
    Digits,
    Fence,
    Grid,
    Guard,
    Hole,
    Node,
    Operator,
    Over,
    Role,
    Root,
    Row,
    Scripts,
    Space,
)

_PRIME = Operator("′", Role.ORDINARY)
_STOPS = frozenset({"}", "&", "\\\\", "\\end", "\\right"})
_SIMPLE: dict[str, Node] = {
    **{f"\\{command}": node for command, node in symbols.LETTERS.items()},
    **{f"\\{command}": node for command, node in symbols.OPERATORS.items() if command.isalpha() or command in "%_#&$"},
    **{f"\\{command}": node for command, node in symbols.NAMES.items()},
    **{f"\\{command}": Space(ems) for command, ems in symbols.SPACES.items()},
    **symbols.TYPED,
    "~": Space(0.25),
    **{source: Bracket(text, Role.OPEN) for source, text in symbols.OPENING.items()},
    **{source: Bracket(text, Role.CLOSE) for source, text in symbols.CLOSING.items()},
    **{bar: Bracket(text, UNDECIDED) for bar, text in symbols.BARS.items()},
    "\\vert": Bracket("|", Role.ORDINARY),
    "\\Vert": Bracket("‖", Role.ORDINARY),
}


@lru_cache(maxsize=4096)  # a bank writes the same few symbols again and again
def parse(source: str) -> Node:
    """The tree of a formula, or MathsError with the offset of what cannot be read.

    >>> parse("V_t")
    Scripts(base=Letter(text='V', face=<Face.ITALIC: 'italic'>), below=Letter(text='t', ...), above=None)
    >>> parse("1 + ") == parse("1+") == Row((Digits("1"), Operator("+", Role.ORDINARY)))
    True
    """
    reader = Reader(source)
    node = _unwrap(_row(reader, frozenset()))
    if reader.token.kind != "end":
        raise MathsError(f"stray {reader.token.shown}", reader.token.offset, _stray_hint(reader.token))
    if node == Row(()):
        raise MathsError("the formula is empty")
    return node


def _stray_hint(token: Token) -> str:
    match token.text:
        case "&" | "\\\\":
            return "columns and lines belong between \\begin{aligned} and \\end{aligned}"
        case "}":
            return "there is no '{' before it"
        case _:
            return ""


# --- rows, and what stands in them ----------------------------------------------------------------------------------


def _row(reader: Reader, stops: frozenset[str], *, continues: bool = False) -> tuple[Node, ...]:
    """Everything up to a stop (not taken), with roles and guards decided."""
    reader.descend(reader.token.offset)
    children: list[Node] = []
    while (token := reader.token).kind != "end" and token.text not in _STOPS and token.text not in stops:
        _refuse_joined(children, token)
        children.append(_scripts(reader, _atom(reader)))
    reader.ascend()
    return settle(children, continues=continues)


def _unwrap(children: tuple[Node, ...]) -> Node:
    return children[0] if len(children) == 1 else Row(children)


def _refuse_joined(children: list[Node], token: Token) -> None:
    """Two numbers side by side would be read as one."""
    shown = "a value" if token.kind == "hole" else repr(token.text)
    if not children or token.kind not in {"digits", "hole"}:
        return
    match children[-1]:
        case Digits() | Hole() if token.kind == "digits":
            raise MathsError(f"{shown} would join the number before it", token.offset, "put \\cdot between them")
        case Operator(".") if len(children) > 1 and isinstance(children[-2], Digits):
            raise MathsError(f"{shown} cannot continue a number", token.offset, "write the number without a gap")
        case _:
            pass


def _atom(reader: Reader) -> Node:
    """One thing, without its scripts."""
    token = reader.token
    if token.text == "{":
        return _ordinary(_group(reader))
    if structure := _STRUCTURES.get(token.text):
        return structure(reader, reader.take())
    return _plain(reader.take())


def _plain(token: Token) -> Node:
    match token.kind:
        case "digits":
            return Digits(token.text.replace("{,}", ","))
        case "hole":
            return Hole(int(token.text[1:-1]))
        case "letter":
            return symbols.letter(token.text)
        case _:
            node = _SIMPLE.get(token.text)
            if node is None:
                raise _unknown(token)
            return node


def _unknown(token: Token) -> MathsError:
    if token.kind == "command":
        name = token.text[1:]
        close = get_close_matches(name, symbols.known_commands(), n=1) if len(name) < 30 else []
        hint = f"did you mean '\\{close[0]}'?" if close else ""
        return MathsError(f"unknown command {token.shown}", token.offset, hint)
    if token.text in {"_", "^", "'"}:
        return MathsError(f"nothing for {token.shown} to stand on", token.offset, "put {} before it if that is meant")
    if token.text in _STOPS:
        return MathsError(f"stray {token.shown}", token.offset, _stray_hint(token))
    hint = f"write '\\{token.text}'" if token.text in "%#$" else "words belong in \\text{...}"
    return MathsError(f"{token.shown} has no meaning in maths", token.offset, hint)


def _scripts(reader: Reader, base: Node) -> Node:
    """The base with the subscript, primes and superscript that follow it."""
    below: Node | None = None
    above: Node | None = None
    while (token := reader.token).text in {"_", "^", "'"}:
        if isinstance(base, Space):
            raise _unknown(token)
        if token.text == "_":
            if below is not None:
                raise MathsError("double subscript", token.offset, "group them with braces")
            below = _argument(reader, reader.take())
        else:
            if above is not None:
                raise MathsError("double superscript", token.offset, "group them with braces")
            above = _above(reader)
    if below is None and above is None:
        return base
    if isinstance(base, Hole) and above is not None:
        base = Hole(base.index, Guard.COMPOUND)
    return Scripts(base, below, above)


def _above(reader: Reader) -> Node:
    """A superscript: primes, or what follows ``^``, or both."""
    primes: list[Node] = []
    while reader.token.text == "'":
        reader.take()
        primes.append(_PRIME)
    if reader.token.text != "^":
        return _unwrap(tuple(primes))
    power = _argument(reader, reader.take())
    if not primes:
        return power
    return Row((*primes, *(power.children if isinstance(power, Row) else (power,))))


# --- arguments ------------------------------------------------------------------------------------------------------


def _group(reader: Reader) -> Node:
    opening = reader.take()
    children = _row(reader, frozenset())
    _close(reader, "}", opening)
    return _unwrap(children)


def _close(reader: Reader, closing: str, opening: Token) -> Token:
    """The token that must close what was opened."""
    if reader.token.kind == "end":
        raise MathsError(f"unclosed {opening.shown}", opening.offset, f"add '{closing}'")
    return reader.expect(closing, f"stray {reader.token.shown} where '{closing}' should close {opening.shown}")


def _argument(reader: Reader, command: Token) -> Node:
    """What a command or a script mark applies to: a group, or one token."""
    token = reader.token
    if token.kind == "end" or token.text in _STOPS:
        raise MathsError(f"missing argument of {command.shown}", command.offset)
    if token.kind == "digits" and len(token.text) > 1:
        if command.text in {"_", "^"} or not token.text[0].isdigit() or not token.text.isdigit():
            hint = f"write {command.text}{{{token.text}}}"
            raise MathsError(f"{command.shown} takes only {token.text[0]!r} of {token.shown}", token.offset, hint)
        return Digits(reader.take_digit())
    node = _atom(reader) if token.text == "{" else _deeper_atom(reader)
    if node == Row(()):
        raise MathsError(f"empty argument of {command.shown}", token.offset)
    if token.text == "-" and reader.token.kind in {"digits", "hole"}:
        raise MathsError(f"{command.shown} takes only '-'", token.offset, "put braces around the number")
    return _ordinary(node)


def _deeper_atom(reader: Reader) -> Node:
    reader.descend(reader.token.offset)
    node = _atom(reader)
    reader.ascend()
    return node


def _ordinary(node: Node) -> Node:
    """An operator alone in braces is a mere symbol, as in TeX."""
    if isinstance(node, Operator) and node.role not in {Role.LARGE, Role.PREFIX}:
        return Operator(node.text, Role.ORDINARY)
    return node


# --- structures -----------------------------------------------------------------------------------------------------


def _fraction(reader: Reader, command: Token) -> Node:
    numerator = _argument(reader, command)
    return Over(numerator, _argument(reader, command))


def _root(reader: Reader, command: Token) -> Node:
    if reader.token.text != "[":
        return Root(_argument(reader, command))
    opening = reader.take()
    degree = _ordinary(_unwrap(_row(reader, frozenset("]"))))
    _close(reader, "]", opening)
    if degree == Row(()):
        raise MathsError(f"empty degree of {command.shown}", opening.offset)
    return Root(_argument(reader, command), degree)


def _accent(reader: Reader, command: Token) -> Node:
    return Accent(_argument(reader, command), command.text[1:])


def _delimiter(reader: Reader, command: Token) -> str:
    token = reader.token
    if token.text not in symbols.FENCES:
        hint = "write '.' for no bracket"
        raise MathsError(f"{command.shown} needs a bracket, not {token.shown}", token.offset, hint)
    return symbols.FENCES[reader.take().text]


def _fence(reader: Reader, command: Token) -> Node:
    left = _delimiter(reader, command)
    children = _row(reader, frozenset())
    closing = _close(reader, "\\right", command)
    return Fence(left, _delimiter(reader, closing), _unwrap(children))


def _middle(reader: Reader, command: Token) -> Node:
    return Bracket(_delimiter(reader, command), Role.RELATION, MIDDLE)


def _sized(reader: Reader, command: Token) -> Node:
    """``\\big`` and its like: the side is said (``\\bigl``) or seen from the bracket."""
    name, side = (command.text[1:], "") if command.text[1:] in symbols.SIZES else (command.text[1:-1], command.text[-1])
    source = reader.token.text
    text = _delimiter(reader, command)
    if not text:
        raise MathsError(f"{command.shown} needs a bracket, not '.'", command.offset)
    by_bracket = Role.OPEN if source in symbols.OPENING else Role.CLOSE if source in symbols.CLOSING else Role.ORDINARY
    if not side and source in {"|", "\\|"}:
        by_bracket = UNDECIDED
    role = {"l": Role.OPEN, "r": Role.CLOSE, "m": Role.RELATION}.get(side, by_bracket)
    return Bracket(text, role, symbols.SIZES[name])


def _grid(reader: Reader, command: Token) -> Node:
    kind, offset = reader.take_raw(command)
    if kind not in symbols.GRIDS:
        close = get_close_matches(kind[:30], symbols.GRIDS, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(symbols.GRIDS)}"
        raise MathsError(f"unknown environment {kind[:40]!r}", offset, hint)
    rows: list[tuple[Node, ...]] = [_cells(reader, kind)]
    while reader.token.text == "\\\\":
        reader.take()
        if reader.token.text == "[":
            raise MathsError("a line break takes no option here", reader.token.offset, "put {} before a bracket")
        rows.append(_cells(reader, kind))
    if len(rows) > 1 and rows[-1] == (Row(()),):
        rows.pop()  # nothing after the last line break
    ending = _close(reader, "\\end", Token("command", f"\\begin{{{kind}}}", command.offset, offset))
    closed, offset = reader.take_raw(ending)
    if closed != kind:
        raise MathsError(f"'\\end{{{closed}}}' closes '\\begin{{{kind}}}'", offset)
    return Grid(kind, tuple(rows))


def _cells(reader: Reader, kind: str) -> tuple[Node, ...]:
    """One row of cells; in ``aligned`` every second cell continues the one before it."""
    cells = [_unwrap(_row(reader, frozenset()))]
    while reader.token.text == "&":
        extra = reader.take()
        if kind == "cases" and len(cells) == 2:
            raise MathsError("stray '&': cases have two columns", extra.offset)
        continues = kind == "aligned" and len(cells) % 2 == 1
        cells.append(_unwrap(_row(reader, frozenset(), continues=continues)))
    return tuple(cells)


_STRUCTURES: dict[str, Callable[[Reader, Token], Node]] = {
    **{f"\\{command}": _fraction for command in symbols.FRACTIONS},
    **{f"\\{command}": _accent for command in symbols.ACCENTS},
    **{f"\\{command}": parse_words for command in symbols.TEXTS},
    **{f"\\{command}": parse_letters for command in symbols.FONTS},
    **{f"\\{size}{side}": _sized for size in symbols.SIZES for side in ("", "l", "r", "m")},
    "\\sqrt": _root,
    "\\operatorname": parse_name,
    "\\operatorname*": parse_name,
    "\\left": _fence,
    "\\middle": _middle,
    "\\begin": _grid,
}
