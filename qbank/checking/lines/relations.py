"""The relations that a formula states, side by side: chains ``a = b ≈ c``, also over the rows of an aligned formula."""

from collections.abc import Iterator, Sequence

from msgspec import Struct

from qbank.tex.tree import (
    Accent,
    Bracket,
    Fence,
    Grid,
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

SIGNS = frozenset("=≈<>≤≥≠")
"""The relations between numbers."""
AFRESH = frozenset("⇒⟹⇔⟺")
"""Behind these a new statement begins; behind any other relation (:, ∈, ∼, ←) a side is not a number by itself."""


class Relation(Struct, frozen=True):
    """Two sides with a sign between them; the ``number`` counts all relation signs of the formula.

    ``alone`` is False where a list with commas makes it unclear what belongs to a side.
    """

    left: tuple[Node, ...]
    sign: str
    right: tuple[Node, ...]
    number: int
    alone: bool = True


def relations(formula: Node) -> Iterator[Relation]:
    r"""The relations of a formula, in the order in which they are read.

    >>> from qbank.tex.parser import parse
    >>> [one.sign for one in relations(parse(r"\begin{aligned} a &= 1 + 2 \\ &\approx 3 \end{aligned}"))]
    ['=', '≈']
    """
    yield from _Walk().formula(formula)


class _Walk:
    """Counts relation signs while it goes along."""

    def __init__(self) -> None:
        self.number = 0
        self.before: tuple[Node, ...] = ()
        """The side on which the row before ended."""

    def formula(self, node: Node) -> Iterator[Relation]:
        children = node.children if isinstance(node, Row) else (node,)
        grid = next((child for child in children if isinstance(child, Grid) and child.kind == "aligned"), None)
        others = [child for child in children if not isinstance(child, (Space, Grid)) and not _is_stop(child)]
        if grid is None or others:
            yield from self.row(children)
            return
        for cells in grid.rows:
            yield from self.row([child for cell in cells for child in _children(cell)])

    def row(self, nodes: Sequence[Node]) -> Iterator[Relation]:
        """One row: split at what separates statements, then at its relations."""
        pieces = list(_separated(nodes))
        alone = all(any(_is_relation(node) for node in piece) for piece in pieces if any(map(_matters, piece)))
        for piece in pieces:
            yield from self._statement(piece, alone=alone)

    def _statement(self, nodes: Sequence[Node], *, alone: bool) -> Iterator[Relation]:
        left, side, sign, signed_at = self.before, list[Node](), "", 0
        for node, level in _levels(nodes):
            if level or not _is_relation(node):
                self.number += _count(node)
                side.append(node)
                continue
            if sign or any(map(_matters, side)):
                if sign in SIGNS and left:
                    yield Relation(left, sign, tuple(side), signed_at, alone)
                left = tuple(side) if sign in SIGNS | AFRESH | {""} else ()
            sign, signed_at, side = node.text, self.number, []  # type: ignore[union-attr]
            self.number += 1
        if sign in SIGNS and sign and left:
            yield Relation(left, sign, tuple(side), signed_at, alone)
        self.before = tuple(side)


def _children(node: Node) -> tuple[Node, ...]:
    return node.children if isinstance(node, Row) else (node,)


def _is_relation(node: Node) -> bool:
    return isinstance(node, Operator) and node.role is Role.RELATION


def _is_stop(node: Node) -> bool:
    return isinstance(node, Operator) and node.text in (".", ",", ";")


def _matters(node: Node) -> bool:
    return not isinstance(node, Space) and not _is_stop(node)


def _levels(nodes: Sequence[Node]) -> Iterator[tuple[Node, int]]:
    """Each node with the number of brackets around it."""
    level = 0
    for node in nodes:
        bracket = core(node)
        role = bracket.role if isinstance(bracket, Bracket) else None
        level -= role is Role.CLOSE
        yield node, level
        level += role is Role.OPEN


def _separated(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """What stands between commas, words and wide spaces."""
    found: list[Node] = []
    for node, level in _levels(nodes):
        if level == 0 and _separates(node):
            yield found
            found = []
        else:
            found.append(node)
    yield found


def _separates(node: Node) -> bool:
    """Whether a comma, a wide space, or words between spaces; words without spaces name a quantity."""
    match node:
        case Operator(role=role):
            return role is Role.PUNCTUATION
        case Space(ems):
            return ems >= 1
        case Words(text):
            return text != text.strip()
        case _:
            return False


def _count(node: Node) -> int:
    """How many relation signs a node holds."""
    match node:
        case Operator():
            return int(_is_relation(node))
        case Row(children):
            return sum(map(_count, children))
        case Over(one, other):
            return _count(one) + _count(other)
        case Root(body, degree):
            return _count(body) + (0 if degree is None else _count(degree))
        case Scripts(base, below, above):
            return sum(_count(one) for one in (base, below, above) if one is not None)
        case Accent(body) | Fence(_, _, body):
            return _count(body)
        case Grid(_, rows):
            return sum(_count(cell) for row in rows for cell in row)
        case _:
            return 0
