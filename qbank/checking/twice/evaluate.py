"""The second road's evaluator: a plain walk over a Term, on Python's own numbers.

It shares nothing with ``qbank.expressions``: no closures, arrays or balls, no formula's body and no algebra. Fractions stay
exact; exponentials, logarithms and roots are floats of ``math``. A formula is computed by its oracle.
"""

import math
import operator
from collections.abc import Callable, Mapping
from fractions import Fraction
from typing import Any

from qbank.checking.twice.numerically import derivative, limit, settled
from qbank.errors import QbankError, Undefined
from qbank.term import (
    Add,
    Algebra,
    Apply,
    Call,
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
    Sum,
    Sym,
    Term,
    Words,
)

Value = Any
"""A fraction, a float, a truth, a word, or a tuple of values."""
Environment = Mapping[str, Value]
Ask = Callable[[Call, Mapping[str, Value]], Value]
"""The value of a formula for the values of its arguments."""

CLOSE = 1e-9


class OneRoadError(QbankError):
    """There is no second road to a Term."""


class TieError(QbankError):
    """Two floats are so close that only the first road can say which is larger."""


class LastRow(tuple[Value, ...]):
    """What a procedure finds, the last row of its trace, which is the only one that is asked for."""

    __slots__ = ()


NO_VALUE = (ZeroDivisionError, ValueError, OverflowError, IndexError, Undefined)
"""What is raised where a value does not exist."""


class Walk:
    """A walk in one draw; ``ask`` computes formulas, ``first`` gives the solutions that are put back into equations."""

    def __init__(self, environment: Environment, ask: Ask, first: Callable[[Term, Environment], Value]) -> None:
        self.environment, self.ask, self.first = environment, ask, first

    def value(self, term: Term) -> Value:
        """The value of a Term; one of ``NO_VALUE`` where there is none, OneRoadError where it cannot be told.

        >>> tree = Sub(Sym("a"), Apply("max", (Num(Fraction(1, 2)), Sym("b"))))
        >>> print(Walk({"a": Fraction(1), "b": Fraction(1, 3)}, ask=print, first=print).value(tree))
        1/2
        """
        operation = BINARY.get(type(term))
        if operation is not None:
            return operation(self.value(term.left), self.value(term.right))  # type: ignore[attr-defined]
        match term:
            case Sym(name=name):
                return self.environment[name]
            case Num(value=value):
                return value
            case Words(text=text):
                return text
            case Neg(operand=operand):
                return -self.value(operand)
            case Pow(base=base, exponent=exponent):
                return power(self.value(base), self.value(exponent))
            case _:
                return self._structure(term)

    def _structure(self, term: Term) -> Value:
        match term:
            case Apply(function=function, arguments=arguments):
                return applied(function, [self.value(argument) for argument in arguments])
            case Items(items=items):
                return tuple(map(self.value, items))
            case Index(base=base, index=index):
                return _element(self.value(base), self.value(index))
            case Sum():
                return self._sum(term)
            case Cond(test=test, then=then, otherwise=otherwise):
                return self.value(then if self.value(test) else otherwise)
            case Compare(operator=sign, left=left, right=right):
                return compared(sign, self.value(left), self.value(right))
            case Logic(operator="not", arguments=(argument,)):
                return not self.value(argument)
            case Logic(operator=sign, arguments=arguments):
                return (all if sign == "and" else any)(self.value(argument) for argument in arguments)
            case Call(arguments=given):
                return self.ask(term, {name: self.value(argument) for name, argument in given})
            case Algebra():
                return self._algebra(term)
            case _:
                message = f"no second road to {type(term).__name__}"
                raise OneRoadError(message)

    def _sum(self, term: Sum) -> Value:
        added: Value = Fraction(0)
        for step in range(int(self.value(term.lower)), int(self.value(term.upper)) + 1):
            added += self._with(term.index, Fraction(step)).value(term.body)
        return added

    def _with(self, name: str, value: Value) -> "Walk":
        return Walk({**self.environment, name: value}, self.ask, self.first)

    def _algebra(self, term: Algebra) -> Value:
        """A derivative as a quotient of differences, a limit by going near, a solution by putting it back."""

        def body(x: Value) -> Value:
            return self._with(term.name, x).value(term.body)

        match term:
            case Algebra(operation="derivative", at=at):
                return derivative(body, self.value(at))
            case Algebra(operation="limit", at=Words()):
                found = limit(body, None)
            case Algebra(operation="limit", at=at):
                found = limit(body, self.value(at))
            case _:
                return settled(body, self.first(term, self.environment))
        if found is None:
            message = "no second road to a limit that is reached so slowly"
            raise OneRoadError(message)
        return found


BINARY: Mapping[type[Term], Callable[[Any, Any], Any]] = {
    Add: operator.add,
    Sub: operator.sub,
    Mul: operator.mul,
    Div: operator.truediv,
}

COMPARISONS: Mapping[str, Callable[[Any, Any], bool]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def compared(sign: str, left: Value, right: Value) -> bool:
    """What a comparison says; TieError where floats are too close to tell."""
    floats = isinstance(left, float) or isinstance(right, float)
    if floats and math.isclose(left, right, rel_tol=CLOSE, abs_tol=CLOSE):
        message = "two numbers are too close to be told apart as floats"
        raise TieError(message)
    return COMPARISONS[sign](left, right)


def power(base: Value, exponent: Value) -> Value:
    """A power; of a fraction to a whole number exact, else a float.

    >>> print(power(Fraction(2, 3), Fraction(2)), power(Fraction(4), Fraction(1, 2)))
    4/9 2.0
    """
    if isinstance(exponent, Fraction) and exponent.denominator == 1:
        return base ** int(exponent)
    return math.pow(base, exponent)  # ValueError for a negative base, where ** would turn complex


def applied(function: str, given: list[Value]) -> Value:
    """The value of a built-in function.

    >>> print(applied("clip", [Fraction(3), Fraction(0), Fraction(1)]))
    1
    """
    match function, given:
        case "min", _:
            return min(given)
        case "max", _:
            return max(given)
        case "clip", [value, low, high]:
            return high if value > high else low if value < low else value
        case "abs", [value]:
            return value if value >= 0 else -value
        case (("exp" | "log" | "sqrt"), [value]):
            found: float = getattr(math, function)(value)
            return found
        case "len", [items]:
            return Fraction(len(items))
        case "sum", [items]:
            return sum(items, Fraction(0))
        case _:
            message = f"no second road to {function!r}"
            raise OneRoadError(message)


def _element(items: Value, index: Value) -> Value:
    if isinstance(items, LastRow):
        return tuple(items)
    if not 0 <= index < len(items):
        message = f"no element {index}"
        raise IndexError(message)
    return items[int(index)]
