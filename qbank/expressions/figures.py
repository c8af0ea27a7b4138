"""How many decimals the numbers of a calculation have: which of its results come out even, and which must be rounded."""

from collections.abc import Callable

from msgspec import Struct

from qbank.content import finite_decimals
from qbank.term import Add, Apply, Cond, Div, Index, Items, Mul, Neg, Num, Pow, Sub, Sym, Term

ENDLESS = 99
"""More decimals than anyone keeps: those of 1/3, of a logarithm, of a root."""

Shown = Callable[[Term], int]
"""The decimals of a named quantity, or of a list's element."""


class Figures(Struct, frozen=True):
    """The decimals of a result, and the most that any result on the way to it has."""

    result: int
    between: int = 0


def figures(term: Term, shown: Shown) -> Figures:
    """The decimals of what a Term of plain arithmetic comes to, at most.

    >>> a = Sym("a")
    >>> figures(a * a + 1, lambda leaf: 2)
    Figures(result=4, between=4)
    >>> figures((a - 1) / 3, lambda leaf: 2)
    Figures(result=99, between=2)
    """
    match term:
        case Num(value=value):
            return Figures(_or_endless(finite_decimals(value)))
        case Sym() | Index():
            return Figures(shown(term))
        case _:
            below = [figures(one, shown) for one in _operands(term)]
            between = max((max(one.between, one.result) for one in below), default=0)
            return Figures(min(_result(term, [one.result for one in below]), ENDLESS), between)


def _operands(term: Term) -> list[Term]:
    match term:
        case Neg(operand=operand):
            return [operand]
        case Add(left=left, right=right) | Sub(left=left, right=right) | Mul(left=left, right=right):
            return [left, right]
        case Div(left=left, right=right):
            return [left, right]
        case Pow(base=base):
            return [base]
        case Apply(arguments=arguments):
            return list(arguments)
        case Cond(then=then, otherwise=otherwise):
            return [then, otherwise]
        case Items(items=items):
            return list(items)
        case _:
            return []


def _result(term: Term, below: list[int]) -> int:
    match term:
        case Mul():
            return sum(below)
        case Div(right=Num(value=value)) if value and (more := finite_decimals(1 / value)) is not None:
            return below[0] + more
        case Pow(exponent=Num(value=value)) if value.denominator == 1 and value >= 0:
            return below[0] * int(value)
        case Div() | Pow() | Apply(function="exp" | "log" | "sqrt"):
            return ENDLESS
        case _:
            return max(below, default=ENDLESS)


def _or_endless(decimals: int | None) -> int:
    return ENDLESS if decimals is None else decimals
