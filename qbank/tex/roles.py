"""What neighbours decide: whether a minus is a sign, on which side a bar stands, which values of a hole need brackets.

The rules are TeX's own, in one place; where TeX is content with bad spacing (``|-x|``, ``a/-b``) ours are kinder.
"""

from collections import Counter
from collections.abc import Sequence

from msgspec.structs import replace

from qbank.tex.symbols import SIGNS
from qbank.tex.tree import (
    Bracket,
    Digits,
    Guard,
    Hole,
    Name,
    Node,
    Operator,
    Over,
    Role,
    Row,
    Scripts,
    Space,
    Words,
    core,
)

UNDECIDED = Role.LARGE  # the role of a bar until its row is complete

_ENDS = (Role.RELATION, Role.PUNCTUATION, Role.CLOSE)


def is_operand(node: Node | None) -> bool:
    """Whether a value has just ended here, so that a minus subtracts and a bar may close.

    >>> is_operand(Digits("2")), is_operand(Name("log")), is_operand(None)
    (True, False, False)
    """
    match core(node) if node is not None else None:
        case Operator(role=Role.ORDINARY) | Bracket(role=Role.CLOSE):
            return True
        case Bracket(role=Role.ORDINARY):
            return isinstance(node, Scripts)  # evaluated at: f|_{x=0}
        case None | Operator() | Bracket() | Name():
            return False
        case Words(text):
            return not text.endswith(" ")
        case _:
            return True


def role_between(before: Node | None, operator: Operator, after: Node | None) -> Role:
    """The role of a binary operator between these neighbours: binary, a sign, or merely a symbol.

    >>> role_between(None, Operator("−", Role.BINARY), Digits("1")).value
    'prefix'
    """
    last = core(after) if after is not None else None
    if last is None or (isinstance(last, Operator | Bracket) and last.role in _ENDS):
        return Role.ORDINARY
    if is_operand(before):
        return Role.BINARY
    return Role.PREFIX if operator.text in SIGNS else Role.ORDINARY


def settle(children: list[Node], *, continues: bool = False) -> tuple[Node, ...]:
    """A complete row with every role and guard decided; ``continues`` when the row goes on from the cell before it."""
    settled = _settle_bars(children)
    start: Node | None = Row(()) if continues else None
    for index, child in enumerate(settled):
        if isinstance(child, Space):
            continue
        before = neighbour(settled, index, -1, start)
        if isinstance(child, Operator) and child.role is Role.BINARY:
            settled[index] = replace(child, role=role_between(before, child, neighbour(settled, index, 1)))
        elif before is not start:
            settled[index] = guard_first(child, _guard_after(before))
    return tuple(settled)


def neighbour(children: Sequence[Node], index: int, step: int, start: Node | None = None) -> Node | None:
    """What stands beside a child, looking through small spaces; a quad or wider separates.

    >>> neighbour([Digits("1"), Space(0.25), Digits("2")], 2, -1)
    Digits(text='1')
    """
    index += step
    while 0 <= index < len(children):
        child = children[index]
        if not isinstance(child, Space):
            return child
        if child.ems >= 1:
            return None
        index += step
    return start if step < 0 else None


def guard_first(node: Node, guard: Guard) -> Node:
    """The node, with at least this guard on a hole that it begins with."""
    match node:
        case Hole(index, own):
            return Hole(index, max(own, guard))
        case Scripts(base):
            return replace(node, base=guard_first(base, guard))
        case Row((first, *rest)):
            return Row((guard_first(first, guard), *rest))
        case _:
            return node


def _guard_after(before: Node | None) -> Guard:
    match core(before) if before is not None else None:
        case Digits() | Hole() | Over():
            return Guard.ALWAYS
        case Operator("/" | "÷"):
            return Guard.COMPOUND
        case Operator(role=Role.RELATION | Role.PUNCTUATION) | None:
            return Guard.NONE
        case Bracket(role=role) if role is not Role.CLOSE:
            return Guard.NONE
        case Words() as words if not is_operand(words):
            return Guard.NONE
        case _:
            return Guard.NEGATIVE


def _settle_bars(children: list[Node]) -> list[Node]:
    """A bar opens, closes or merely separates (``\\pi(a|s)``), by its neighbours and by how many are left at its level."""
    settled = list(children)
    levels = _bar_levels(children)
    left = Counter(levels.values())
    opened: set[tuple[int, str]] = set()
    for index, level in levels.items():
        bar = core(settled[index])
        if not isinstance(bar, Bracket):
            continue
        if level in opened:
            role = Role.CLOSE
        elif len(children) > 1 and (not _follows_value(settled, index) or left[level] % 2 == 0):
            role = Role.OPEN
        else:
            role = Role.ORDINARY
        left[level] -= 1
        (opened.add if role is Role.OPEN else opened.discard)(level)
        settled[index] = _with_core(settled[index], replace(bar, role=role))
    return settled


def _follows_value(children: list[Node], index: int) -> bool:
    """Whether a value ends before a bar; a dot that stands for an argument is one: ``\\pi(\\cdot|s)``."""
    before = neighbour(children, index, -1)
    if isinstance(before, Operator) and before.role is Role.BINARY and before.text not in SIGNS:
        place = next(place for place in range(index - 1, -1, -1) if not isinstance(children[place], Space))
        return not is_operand(neighbour(children, place, -1))
    return is_operand(before)


def _bar_levels(children: list[Node]) -> dict[int, tuple[int, str]]:
    """The undecided bars by position, with the bracket around each (its position) and its kind."""
    levels: dict[int, tuple[int, str]] = {}
    around = [-1]
    for index, child in enumerate(children):
        bracket = core(child)
        match bracket:
            case Bracket(text, role) if role is UNDECIDED:
                levels[index] = (around[-1], text)
            case Bracket(role=Role.OPEN):
                around.append(index)
            case Bracket(role=Role.CLOSE) if len(around) > 1:
                around.pop()
            case _:
                pass
    return levels


def _with_core(node: Node, new: Node) -> Node:
    match node:
        case Scripts(base):
            return replace(node, base=_with_core(base, new))
        case _:
            return new
