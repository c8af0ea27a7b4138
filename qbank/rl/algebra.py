"""Terms as sympy expressions, for what needs algebra: derivatives, solutions, limits, and whether formulas are the same.

sympy takes 300 ms to import and reorders what it is given, so it is reached only from here, and nothing that students
read is printed by it.
"""

import operator
from collections.abc import Callable
from functools import lru_cache
from typing import TYPE_CHECKING, Any, assert_never

from qbank.errors import CostError, ExpressionError
from qbank.rl.derivative import derivative
from qbank.rl.from_sympy import from_sympy
from qbank.term import (
    Add,
    Algebra,
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
    Words,
    substitute,
    walk,
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


MAX_NODES = 400
"""How large an expression may be of which algebra is asked."""


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


@lru_cache(maxsize=4096)
def worked_out(term: Algebra) -> Term:
    """The result of a derivative, an equation or a limit whose body is plain arithmetic; ExpressionError when there is none.

    >>> t, v = Sym("t"), Sym("v")
    >>> worked_out(Algebra("derivative", (t - v) ** 2, "v", v))
    Neg(operand=Mul(left=Num(value=Fraction(2, 1)), right=Sub(left=Sym(name='t'), right=Sym(name='v'))))
    """
    if sum(1 for _ in walk(term.body)) > MAX_NODES:
        message = f"{term.operation!r} takes expressions of up to {MAX_NODES} quantities and operations"
        raise CostError(message)
    if term.operation == "derivative":
        return substitute(derivative(term.body, term.name), {term.name: term.at})
    import sympy

    leaves = {_element_name(node): node for node in walk(term.body) if isinstance(node, (Sym, Index))}
    symbol, body = sympy.Symbol(term.name, real=True), to_sympy(term.body)
    if term.operation == "limit":
        found = _limit(body, symbol, sympy.oo if isinstance(term.at, Words) else to_sympy(term.at))
    else:
        found = _solution(body, symbol)
    try:
        return from_sympy(found, leaves)
    except (ValueError, KeyError):
        message = f"{term.operation!r} comes to {found}, which is no formula here"
        raise ExpressionError(message) from None


def _limit(body: Any, symbol: Any, goal: Any) -> Any:
    import sympy

    try:
        found = sympy.limit(body, symbol, goal, "-" if goal is sympy.oo else "+-")
    except ValueError:  # another one from the left than from the right
        found = sympy.nan
    if found.has(sympy.Limit) or not found.is_finite:
        message = "the limit does not exist as a number"
        raise ExpressionError(message)
    return found


def _solution(body: Any, symbol: Any) -> Any:
    import sympy

    if symbol not in body.free_symbols:
        message = f"{symbol.name!r} does not occur in the equation that is to be solved for it"
        raise ExpressionError(message)
    try:
        found = sympy.solve(body, symbol)
    except RuntimeError:  # what sympy raises where it knows no way
        found = []
    if len(found) != 1:
        message = f"the equation has {len(found) or 'no'} solutions for {symbol.name!r} that algebra can find"
        raise ExpressionError(message, None, "an equation needs exactly one")
    return found[0]


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
