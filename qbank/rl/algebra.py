"""Terms as sympy expressions, for what needs algebra: are two formulas the same function?

sympy takes 300 ms to import and reorders what it is given, so it is reached only from here, and nothing that students
read is printed by it.
"""

import operator
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, assert_never

from qbank.term import (
    Add,
    Apply,
    Compare,
    Cond,
    Div,
    Index,
    Items,
    Logic,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Sym,
    Term,
)

if TYPE_CHECKING:
    import sympy

COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": lambda left, right: _sympy().Eq(left, right),
    "!=": lambda left, right: _sympy().Ne(left, right),
}


def to_sympy(term: Term) -> "sympy.Basic":
    """The Term as a sympy expression over real symbols; formulas and lists must be opened first.

    >>> to_sympy((Sym("a") + Sym("b")) ** 2)
    (a + b)**2
    """
    import sympy  # 300 ms: only where algebra is asked for

    match term:
        case Num(value=value):
            return sympy.Rational(value.numerator, value.denominator)
        case Sym(name=name):
            return sympy.Symbol(name, real=True)
        case Index():
            return sympy.Symbol(_element_name(term), real=True)
        case Neg(operand=operand):
            return -to_sympy(operand)
        case Add() | Sub() | Mul() | Div() | Pow():
            return _arithmetic(term)
        case Apply(function=function, arguments=arguments):
            return _function(function, [to_sympy(argument) for argument in arguments])
        case Cond(test=test, then=then, otherwise=otherwise):
            return sympy.Piecewise((to_sympy(then), _condition(test)), (to_sympy(otherwise), True))
        case _:
            message = f"{type(term).__name__} has no algebraic form here: open formulas and lists first"
            raise ValueError(message)


def same_function(first: Term, second: Term) -> bool:
    """Whether two Terms (lists: element by element) are proved to be equal wherever both exist; False without a proof.

    >>> a, b = Sym("a"), Sym("b")
    >>> same_function((a - b) ** 2, (b - a) ** 2), same_function(a - b, b - a)
    (True, False)
    """
    import sympy

    if isinstance(first, Items) and isinstance(second, Items):
        return len(first.items) == len(second.items) and all(map(same_function, first.items, second.items))
    return bool(sympy.simplify(to_sympy(first) - to_sympy(second)) == 0)


def _element_name(term: Term) -> str:
    """The name of a list's element: ``rewards_2``."""
    match term:
        case Sym(name=name):
            return name
        case Index(base=base, index=Num(value=position)):
            return f"{_element_name(base)}_{position}"
        case _:
            message = f"{type(term).__name__} is no element of a list whose place is known"
            raise ValueError(message)


def _condition(test: Term) -> Any:
    import sympy

    match test:
        case Compare(operator=sign, left=left, right=right):
            return COMPARISONS[sign](to_sympy(left), to_sympy(right))
        case Logic(operator="not", arguments=(argument,)):
            return sympy.Not(_condition(argument))
        case Logic(operator=sign, arguments=arguments):
            return (sympy.And if sign == "and" else sympy.Or)(*map(_condition, arguments))
        case _:
            message = f"{type(test).__name__} is no condition"
            raise ValueError(message)


def _sympy() -> Any:
    import sympy

    return sympy


def _arithmetic(term: Add | Sub | Mul | Div | Pow) -> Any:
    match term:
        case Add(left=left, right=right):
            return to_sympy(left) + to_sympy(right)
        case Sub(left=left, right=right):
            return to_sympy(left) - to_sympy(right)
        case Mul(left=left, right=right):
            return to_sympy(left) * to_sympy(right)
        case Div(left=left, right=right):
            return to_sympy(left) / to_sympy(right)
        case Pow(base=base, exponent=exponent):
            return to_sympy(base) ** to_sympy(exponent)
        case _:
            assert_never(term)


def _function(name: str, arguments: list[Any]) -> Any:
    import sympy

    if name == "clip":
        value, low, high = arguments
        return sympy.Min(sympy.Max(value, low), high)
    named = {
        "min": sympy.Min,
        "max": sympy.Max,
        "abs": sympy.Abs,
        "exp": sympy.exp,
        "log": sympy.log,
        "sqrt": sympy.sqrt,
    }
    return named[name](*arguments)
