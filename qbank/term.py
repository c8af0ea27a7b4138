"""The one expression tree: what authors' expressions, students' answers, keys and derivations are made of.

Terms are frozen and compare by structure. Arithmetic on Terms builds Terms, so that running a formula's body on them
records the author's own order of operations. Nothing is computed or reordered here; only the constants that a formula's
Python body leaves behind (``x**0``, ``1 * x``, ``0 + x``) fold away, since they are bookkeeping and not mathematics.
"""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache
from typing import Any

from msgspec import Struct

Exact = int | Fraction


class Term(Struct, frozen=True):
    """The root of all nodes; arithmetic and comparisons on Terms make Terms (``==`` compares structure).

    >>> r, v = Sym("r"), Sym("v")
    >>> r - v * 1
    Sub(left=Sym(name='r'), right=Sym(name='v'))
    """

    __iter__ = None  # Python would try [0], [1], ... for ever: a list has a length only once it is opened

    def __neg__(self) -> "Term":
        return Neg(self)

    def __add__(self, other: "Term | Exact") -> "Term":
        return self if other == 0 else Add(self, lift(other))

    def __radd__(self, other: Exact) -> "Term":
        return self if other == 0 else Add(lift(other), self)

    def __sub__(self, other: "Term | Exact") -> "Term":
        return self if other == 0 else Sub(self, lift(other))

    def __rsub__(self, other: Exact) -> "Term":
        return Neg(self) if other == 0 else Sub(lift(other), self)

    def __mul__(self, other: "Term | Exact") -> "Term":
        if self == ONE:
            return lift(other)
        return self if other in (1, ONE) else Mul(self, lift(other))

    def __rmul__(self, other: Exact) -> "Term":
        return self if other == 1 else Mul(lift(other), self)

    def __truediv__(self, other: "Term | Exact") -> "Term":
        return self if other == 1 else Div(self, lift(other))

    def __rtruediv__(self, other: Exact) -> "Term":
        return Div(lift(other), self)

    def __pow__(self, other: "Term | Exact") -> "Term":
        if other == 0:
            return ONE
        return self if other == 1 else Pow(self, lift(other))

    def __rpow__(self, other: Exact) -> "Term":
        return Pow(lift(other), self)

    def __abs__(self) -> "Term":
        return Apply("abs", (self,))

    def __lt__(self, other: "Term | Exact") -> "Term":
        return Compare("<", self, lift(other))

    def __le__(self, other: "Term | Exact") -> "Term":
        return Compare("<=", self, lift(other))

    def __gt__(self, other: "Term | Exact") -> "Term":
        return Compare(">", self, lift(other))

    def __ge__(self, other: "Term | Exact") -> "Term":
        return Compare(">=", self, lift(other))

    def __getitem__(self, index: "Term | int") -> "Term":
        return Index(self, lift(index))

    def __bool__(self) -> bool:
        message = "a Term has no truth value: write where(test, then, otherwise), minimum or maximum in formulas"
        raise TypeError(message)

    @staticmethod
    def apply(function: str, arguments: tuple["Term | Exact", ...]) -> "Term":
        """The Term of a named function; how ``qbank.rl.arithmetic`` reaches Terms."""
        return Apply(function, tuple(map(lift, arguments)))

    @staticmethod
    def choose(test: "Term", then: "Term | Exact", otherwise: "Term | Exact") -> "Term":
        """The Term of a case distinction."""
        return Cond(test, lift(then), lift(otherwise))


class Num(Term, frozen=True):
    """An exact number."""

    value: Fraction


class Sym(Term, frozen=True):
    """A named quantity."""

    name: str


class Words(Term, frozen=True):
    """A string, in expressions that choose a text."""

    text: str


class Neg(Term, frozen=True):
    operand: Term


class Add(Term, frozen=True):
    left: Term
    right: Term


class Sub(Term, frozen=True):
    left: Term
    right: Term


class Mul(Term, frozen=True):
    left: Term
    right: Term


class Div(Term, frozen=True):
    left: Term
    right: Term


class Pow(Term, frozen=True):
    base: Term
    exponent: Term


class Apply(Term, frozen=True):
    """A named function: min, max, clip (value, low, high), abs, exp, log, sqrt; len and sum of a list."""

    function: str
    arguments: tuple[Term, ...]


class Compare(Term, frozen=True):
    """``operator`` is one of < <= > >= == !=."""

    operator: str
    left: Term
    right: Term


class Logic(Term, frozen=True):
    """``operator`` is and, or, not."""

    operator: str
    arguments: tuple[Term, ...]


class Cond(Term, frozen=True):
    """``then`` where ``test`` holds, else ``otherwise``; the other branch is not evaluated."""

    test: Term
    then: Term
    otherwise: Term


class Items(Term, frozen=True):
    """A list of known length."""

    items: tuple[Term, ...]


class Index(Term, frozen=True):
    """Element number ``index`` of a list, from 0."""

    base: Term
    index: Term


class Sum(Term, frozen=True):
    """The sum of ``body`` for ``index`` from ``lower`` to ``upper``, both included; 0 when there is nothing to sum."""

    index: str
    lower: Term
    upper: Term
    body: Term


class Algebra(Term, frozen=True):
    """What algebra makes of ``body``, in which ``name`` is bound.

    ``derivative`` of the body by the name, taken ``at`` a value; ``solve``: the value of the name for which the body is zero
    (``at`` is zero); ``limit`` of the body as the name goes to ``at``, a number or the word infinity.
    """

    operation: str
    body: Term
    name: str
    at: Term


class Over(Term, frozen=True):
    """The ``product``, the ``max`` or the ``argmax`` of ``body`` for ``index`` from ``lower`` to ``upper``, both included.

    Only general equations hold it: authors' expressions write products and largest values out. The argmax is the first
    index of the largest.
    """

    function: str
    index: str
    lower: Term
    upper: Term
    body: Term


class Call(Term, frozen=True):
    """A call of a registered formula (or, in places, of a number format) by its parameters' names."""

    name: str
    arguments: tuple[tuple[str, Term], ...]


ZERO, ONE = Num(Fraction(0)), Num(Fraction(1))
REMEMBERED = 1 << 14
"""Of so many Terms it is remembered what was found out about them: the same few are asked about again and again."""


def lift(value: Term | Exact) -> Term:
    """The Term of a number; Terms as they are."""
    return value if isinstance(value, Term) else Num(Fraction(value))


def children(term: Term) -> tuple[Term, ...]:
    """The Terms directly below, in reading order.

    >>> children(Sub(Sym("a"), ONE))
    (Sym(name='a'), Num(value=Fraction(1, 1)))
    """
    match term:
        case Num() | Sym() | Words():
            return ()
        case Add() | Sub() | Mul() | Div():
            return term.left, term.right
        case Call(arguments=arguments):
            return tuple(argument for _, argument in arguments)
        case _:
            found: list[Term] = []
            for field in term.__struct_fields__:
                value = getattr(term, field)
                found += [value] if isinstance(value, Term) else value if isinstance(value, tuple) else []
            return tuple(found)


def rebuild(term: Term, change: Callable[[Term], Term]) -> Term:
    """The same node with ``change`` applied to each Term directly below.

    >>> rebuild(Neg(Sym("a")), lambda below: ONE)
    Neg(operand=Num(value=Fraction(1, 1)))
    """
    match term:
        case Num() | Sym() | Words():
            return term
        case Add() | Sub() | Mul() | Div():
            return type(term)(change(term.left), change(term.right))
        case Neg():
            return Neg(change(term.operand))
        case Pow():
            return Pow(change(term.base), change(term.exponent))
        case Index():
            return Index(change(term.base), change(term.index))
        case Apply():
            return Apply(term.function, tuple(map(change, term.arguments)))
        case Items():
            return Items(tuple(map(change, term.items)))
        case Call(name=name, arguments=arguments):
            return Call(name, tuple([(key, change(argument)) for key, argument in arguments]))
        case _:
            values: list[Any] = []
            for field in term.__struct_fields__:
                value = getattr(term, field)
                if isinstance(value, Term):
                    value = change(value)
                elif isinstance(value, tuple):
                    value = tuple(map(change, value))
                values.append(value)
            return type(term)(*values)


def walk(term: Term) -> Iterator[Term]:
    """Every node, from the top down."""
    waiting = [term]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += reversed(children(node))


def substitute(term: Term, replacements: Mapping[str, Term]) -> Term:
    """The Term with named quantities replaced; the index of a Sum or an Over and the name in Algebra are bound and stay.

    >>> substitute(Sym("a") + 1, {"a": Sym("b")})
    Add(left=Sym(name='b'), right=Num(value=Fraction(1, 1)))
    """
    match term:
        case Sym(name=name):
            return replacements.get(name, term)
        case Sum(index=index) | Over(index=index):
            free = {name: value for name, value in replacements.items() if name != index}
            return rebuild(term, lambda below: substitute(below, free))
        case Algebra(operation=operation, body=body, name=name, at=at):
            free = {other: value for other, value in replacements.items() if other != name}
            return Algebra(operation, substitute(body, free), name, substitute(at, replacements))
        case _:
            return rebuild(term, lambda below: substitute(below, replacements))


@lru_cache(maxsize=REMEMBERED)
def symbols(term: Term) -> frozenset[str]:
    """The names of the free quantities.

    >>> sorted(symbols(Sum("k", Num(Fraction(0)), Sym("n"), Sym("k") * Sym("a"))))
    ['a', 'n']
    """
    return _symbols(term)


def _symbols(term: Term) -> frozenset[str]:
    match term:
        case Sym(name=name):
            return frozenset({name})
        case Sum() | Over():
            index, lower, upper, body = term.index, term.lower, term.upper, term.body
            return _symbols(lower) | _symbols(upper) | (_symbols(body) - {index})
        case Algebra(body=body, name=name, at=at):
            return _symbols(at) | (_symbols(body) - {name})
        case _:
            return frozenset().union(*map(_symbols, children(term)))
