"""Printed maths read back as arithmetic: what the numbers, signs, fractions, powers and functions of a formula come to.

A side of a relation becomes a Term in which every printed number is a symbol: ``#2`` for what stands in place number 2, ``'0``
for the first number that the author typed. Letters make a side symbolic: then it has no Term. Numbers side by side, or a number
before a bracket, are multiplied.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from qbank.term import Apply, Div, Mul, Neg, Num, Pow, Sub, Sym, Term
from qbank.tex.tree import (
    Bracket,
    Digits,
    Fence,
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
    core,
)

PLACE, TYPED = "#", "'"
"""What the symbols of places, and of typed numbers, begin with."""

TIMES, DIVIDED = frozenset("·×∗"), frozenset("/÷")
FUNCTIONS: Mapping[str, str] = {"exp": "exp", "log": "log", "ln": "log", "min": "min", "max": "max", "clip": "clip"}
HUNDRED = Num(Fraction(100))


class Literal(Struct, frozen=True):
    """A number as the author typed it: its value and its decimals."""

    value: Fraction
    decimals: int


class Symbolic(Exception):  # noqa: N818  a side that is no arithmetic, not an error
    """A side holds something that is not a number."""


def arithmetic(nodes: Sequence[Node], literals: list[Literal]) -> Term | None:
    r"""The arithmetic that some nodes say, or None; typed numbers are added to the literals.

    >>> from qbank.expressions.latex import latex
    >>> from qbank.tex.parser import parse
    >>> latex(arithmetic([parse(r"\frac{1}{2} (3 - 1)^2")], []), lambda leaf: leaf.name)
    "\\frac{'0}{'1} \\cdot \\left('2 - '3\\right)^{'4}"
    >>> arithmetic([parse("2 x")], []) is None
    True
    """
    kept, reader = len(literals), _Reader(_unwrapped(nodes), literals)
    try:
        found = reader.added()
        if reader.here is None:
            return found
    except Symbolic:
        pass
    del literals[kept:]
    return None


def trimmed(nodes: Sequence[Node]) -> tuple[Node, ...]:
    """The nodes without spaces, and without the full stop or comma at their end."""
    found = [node for node in _unwrapped(nodes) if not isinstance(node, Space)]
    while found and isinstance(found[-1], Operator) and found[-1].text in (".", ",", ";"):
        found.pop()
    return tuple(found)


def _unwrapped(nodes: Sequence[Node]) -> Sequence[Node]:
    while len(nodes) == 1 and isinstance(nodes[0], Row):
        nodes = nodes[0].children
    return nodes


class _Reader:
    """Reads a row of nodes by the usual precedence; Symbolic for what is no arithmetic."""

    def __init__(self, nodes: Sequence[Node], literals: list[Literal]) -> None:
        self.nodes, self.at, self.literals = trimmed(nodes), 0, literals

    @property
    def here(self) -> Node | None:
        return self.nodes[self.at] if self.at < len(self.nodes) else None

    def takes(self, texts: frozenset[str]) -> str:
        """The operator that comes next, if it is one of these; it is taken."""
        node = self.here
        if isinstance(node, Operator) and node.text in texts:
            self.at += 1
            return node.text
        return ""

    def whole(self, node: Node) -> Term:
        """All of a node of its own: a group, a numerator, an exponent."""
        inner = _Reader([node], self.literals)
        found = inner.added()
        if inner.here is not None:
            raise Symbolic
        return found

    def added(self) -> Term:
        found = self.multiplied()
        while sign := self.takes(frozenset("+−")):
            other = self.multiplied()
            found = found + other if sign == "+" else Sub(found, other)
        return found

    def multiplied(self) -> Term:
        found = self.signed()
        while self.here is not None:
            if self.takes(TIMES):
                found = Mul(found, self.signed())
            elif self.takes(DIVIDED):
                found = Div(found, self.signed())
            elif self._begins_factor():
                found = Mul(found, self.shared())
            else:
                break
        return found

    def _begins_factor(self) -> bool:
        node = core(self.here) if self.here is not None else None
        opens = isinstance(node, Bracket) and node.role is Role.OPEN
        return opens or isinstance(node, (Hole, Over, Root, Fence, Name, Row, Letter))

    def signed(self) -> Term:
        if sign := self.takes(frozenset("+−")):
            return self.signed() if sign == "+" else Neg(self.signed())
        return self.shared()

    def shared(self) -> Term:
        """An atom, with a percent sign behind it if there is one."""
        found = self.atom()
        return Div(found, HUNDRED) if self.takes(frozenset("%")) else found

    def atom(self) -> Term:
        node = self.here
        self.at += 1
        match node:
            case Bracket(role=Role.OPEN, text=text):
                return self._bracketed(text)
            case Name(text) | Scripts(base=Name(text)):
                return self._function(text, node)
            case Scripts(base=Letter(text="e"), below=None, above=above) if above is not None:
                return Apply("exp", (self.whole(above),))
            case Scripts(base=base, below=None, above=above) if above is not None and not _is_prime(above):
                return Pow(self.whole(base), self.whole(above))
            case _:
                return self._simple(node)

    def _simple(self, node: Node | None) -> Term:
        match node:
            case Digits(text):
                return self._typed(text)
            case Hole(index):
                return Sym(f"{PLACE}{index}")
            case Over(numerator, denominator):
                return Div(self.whole(numerator), self.whole(denominator))
            case Root(body, None):
                return Apply("sqrt", (self.whole(body),))
            case Root(body, degree) if degree is not None:
                return Pow(self.whole(body), Div(Num(Fraction(1)), self.whole(degree)))
            case Fence("|", "|", body):
                return Apply("abs", (self.whole(body),))
            case Fence("(" | "[" | "{", ")" | "]" | "}", body):
                return self.whole(body)
            case Row():
                return self.whole(node)
            case _:
                raise Symbolic

    def _typed(self, text: str) -> Term:
        digits = text.replace(",", "")
        self.literals.append(Literal(Fraction(digits), len(digits.partition(".")[2])))
        return Sym(f"{TYPED}{len(self.literals) - 1}")

    def _inside(self) -> tuple[list[Node], Node | None]:
        """What stands up to the bracket that closes, and the power behind it."""
        inside: list[Node] = []
        level = 1
        while (node := self.here) is not None:
            self.at += 1
            bracket = core(node)
            if isinstance(bracket, Bracket):
                level += {Role.OPEN: 1, Role.CLOSE: -1}.get(bracket.role, 0)
            if level == 0:
                return inside, node.above if isinstance(node, Scripts) else None
            inside.append(node)
        raise Symbolic

    def _bracketed(self, text: str) -> Term:
        inside, above = self._inside()
        found = self.whole(Row(tuple(inside)))
        found = Apply("abs", (found,)) if text == "|" else found
        return found if above is None else Pow(found, self.whole(above))

    def _function(self, name: str, node: Node | None) -> Term:
        if name not in FUNCTIONS or (isinstance(node, Scripts) and (node.above is not None or name == "ln")):
            raise Symbolic
        opening = self.here
        if isinstance(opening, Bracket) and opening.role is Role.OPEN:
            self.at += 1
            inside, above = self._inside()
            if above is not None:
                raise Symbolic
            given = self._arguments(inside)
        elif isinstance(opening, Fence):
            self.at += 1
            given = self._arguments(_unwrapped([opening.body]))
        else:
            given = (self.shared(),)
        return self._applied(FUNCTIONS[name], given, node.below if isinstance(node, Scripts) else None)

    def _arguments(self, nodes: Sequence[Node]) -> tuple[Term, ...]:
        return tuple(self.whole(Row(tuple(one))) for one in _by_commas(nodes))

    def _applied(self, function: str, given: tuple[Term, ...], below: Node | None) -> Term:
        wanted = {"min": len(given), "max": len(given), "clip": 3}.get(function, 1)
        if len(given) != wanted or (below is not None and function != "log"):
            raise Symbolic
        found = Apply(function, given)
        return found if below is None else Div(found, Apply("log", (self.whole(below),)))


def _is_prime(node: Node) -> bool:
    return isinstance(node, Operator)


def _by_commas(nodes: Sequence[Node]) -> Iterator[list[Node]]:
    """The nodes between the commas that stand in no inner bracket."""
    level, found = 0, list[Node]()
    for node in nodes:
        bracket = core(node)
        if isinstance(bracket, Bracket):
            level += {Role.OPEN: 1, Role.CLOSE: -1}.get(bracket.role, 0)
        if level == 0 and isinstance(node, Operator) and node.text == ",":
            yield found
            found = []
        else:
            found.append(node)
    yield found
