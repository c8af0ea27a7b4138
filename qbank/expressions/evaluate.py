"""Terms to values: opened once for a shape, compiled once to closures, then run for every draw.

A *shape* gives every list its length. Opening replaces lists by their elements, formulas by their bodies and algebra by its
result, so that what is compiled is plain arithmetic. The closures run on whatever the environment holds: exact numbers,
balls, or whole arrays of draws (``qbank.expressions.ratios``).
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from functools import lru_cache, partial
from typing import Any

from qbank.errors import ExpressionError, Undecided, Undefined
from qbank.rl.algebra import worked_out
from qbank.rl.arithmetic import EXACT, Quantity, apply, maximum, product, total
from qbank.rl.formula import open_call
from qbank.rl.procedure import procedure_named, run
from qbank.term import (
    REMEMBERED,
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
    Over,
    Pow,
    Sub,
    Sum,
    Sym,
    Term,
    Words,
    lift,
    rebuild,
    substitute,
)

Environment = Mapping[str, Quantity]
Evaluator = Callable[[Environment], Quantity]
Shape = Mapping[str, int]
"""The length of each list, by name."""


MAX_WRITTEN = 60
"""So many terms of a sum are written out; more stay a sum, since Terms nest and Python's stack is not deep."""


MAX_POWER_BITS = 1_000_000
"""``qbank.expressions.cost`` bounds every draw; a draw that an author gives by hand need not be in the ranges."""


SIMPLE = (Num, Words, Sym, Neg, Add, Sub, Mul, Div, Pow, Apply, Compare, Logic, Cond)
"""Nodes for which the lengths of lists can never be wrong, and that are no abbreviation of anything."""


def evaluate(term: Term, environment: Environment) -> Quantity:
    """The value of a Term, lists taken from the environment.

    >>> from qbank.expressions.parse import parse
    >>> print(evaluate(parse("td_error(0.5, 0.9, 1, value)").term, {"value": Fraction(6, 5)}))
    1/5
    """
    shape = {name: len(value) for name, value in environment.items() if isinstance(value, (tuple, list))}
    return compiled(opened(term, shape))(environment)


def opened(term: Term, shape: Shape) -> Term:
    """The Term as plain arithmetic: lists as their elements, formulas as their bodies. Procedures stay, to be run as a whole.

    >>> from qbank.expressions.parse import parse
    >>> opened(parse("sum(rewards)").term, {"rewards": 2})
    Add(left=Index(base=Sym(name='rewards'), index=Num(value=Fraction(0, 1))),
        right=Index(base=Sym(name='rewards'), index=Num(value=Fraction(1, 1))))
    """
    return _opened_in(term, tuple(shape.items()))


@lru_cache(maxsize=REMEMBERED)
def _opened_in(term: Term, shape: tuple[tuple[str, int], ...]) -> Term:
    return _opened(with_lengths(term, dict(shape)))


def with_lengths(term: Term, shape: Shape) -> Term:
    """The Term with each list as its elements; calls of formulas stay."""
    match term:
        case Sym(name=name) if name in shape:
            return Items(tuple(Index(term, lift(position)) for position in range(shape[name])))
        case Index() | Apply(function="len" | "sum"):
            return _of_elements(rebuild(term, lambda below: with_lengths(below, shape)))
        case Sum(index=index, lower=lower, upper=upper, body=body):
            return _summed(index, with_lengths(lower, shape), with_lengths(upper, shape), body, shape)
        case _:
            return rebuild(term, lambda below: with_lengths(below, shape))


def _of_elements(term: Term) -> Term:
    """An element, the length or the sum of a list whose elements are known, made of them; any other Term as it is."""
    match term:
        case Index(base=Items() as base, index=index):
            return _element(base, index)
        case Apply(function="len" | "sum" as function, arguments=(Items(items=items),)):
            return lift(len(items)) if function == "len" else _added(items)
        case _:
            return term


def _element(base: Items, index: Term) -> Term:
    position = constant(index)
    if position is None:
        return Index(base, index)
    if position.denominator != 1 or not 0 <= position < len(base.items):
        message = f"there is no element {position} in a list of {len(base.items)}: they are numbered from 0"
        raise ExpressionError(message)
    return base.items[int(position)]


def _added(items: tuple[Term, ...]) -> Term:
    added: Term | int = 0
    for item in items:
        added = item if added == 0 else added + item
    return lift(added)


def _summed(index: str, lower: Term, upper: Term, body: Term, shape: Shape) -> Term:
    """A short sum over known bounds, written out; another stays a sum."""
    first, last = constant(lower), constant(upper)
    for bound in (first, last):
        if bound is not None and bound.denominator != 1:
            message = f"a sum runs over whole numbers, not from or to {bound}"
            raise ExpressionError(message)
    if first is None or last is None or last - first >= MAX_WRITTEN:
        return Sum(index, lower, upper, with_lengths(body, shape))
    steps = range(int(first), int(last) + 1)
    return _added(tuple(with_lengths(substitute(body, {index: lift(step)}), shape) for step in steps))


def constant(term: Term) -> Fraction | None:
    """The value of a Term without names, or None.

    >>> print(constant(lift(3) - 1))
    2
    """
    try:
        value = compiled(term)({})
    except (KeyError, Undecided, Undefined, ExpressionError):
        return None
    return value if isinstance(value, Fraction) else None


def _opened(term: Term) -> Term:
    below = rebuild(term, _opened)
    match below:
        case Call(name=name):
            return below if procedure_named(name) else _opened(open_call(below))
        case Algebra():
            return worked_out(below)
        case _:
            return _of_elements(below)


def compiled(term: Term) -> Evaluator:
    """A closure that evaluates an opened Term in an environment; it raises Undefined where no value exists."""
    return node(term, compiled)


def node(term: Term, compiled: Callable[[Term], Evaluator]) -> Evaluator:
    """The closure of a Term, of those that ``compiled`` makes of what stands below it."""
    match term:
        case Num(value=value):
            return lambda _: value
        case Words(text=text):
            return lambda _: text
        case Sym(name=name):
            return operator.itemgetter(name)
        case Index(base=base, index=index):
            return partial(_indexed, compiled(base), compiled(index))
        case Items(items=items):
            return partial(_listed, tuple(map(compiled, items)))
        case Neg(operand=operand):
            return partial(_unary, operator.neg, compiled(operand))
        case Add() | Sub() | Mul() | Div() | Pow():
            return _arithmetic(term, compiled)
        case Apply(function=function, arguments=arguments):
            return partial(_applied, function, tuple(map(compiled, arguments)))
        case Sum(index=index, lower=lower, upper=upper, body=body):
            return partial(_sum, index, compiled(lower), compiled(upper), compiled(body))
        case Over(function=function, index=index, lower=lower, upper=upper, body=body):
            return partial(OVER[function], index, compiled(lower), compiled(upper), compiled(body))
        case _:
            return _conditional(term, compiled)


def _conditional(term: Term, compiled: Callable[[Term], Evaluator]) -> Evaluator:
    match term:
        case Compare(operator=sign, left=left, right=right):
            return _binary(COMPARISONS[sign], compiled(left), compiled(right))
        case Logic(operator=sign, arguments=arguments):
            return partial(LOGIC[sign], tuple(map(compiled, arguments)))
        case Cond(test=test, then=then, otherwise=otherwise):
            return partial(_chosen, compiled(test), compiled(then), compiled(otherwise))
        case Call(name=name, arguments=arguments) if procedure_named(name):
            return partial(_run, name, tuple((key, compiled(argument)) for key, argument in arguments))
        case Call(name=name):
            message = f"{name!r} has no value of its own"
            raise ExpressionError(message)
        case _:
            message = f"{type(term).__name__} cannot be evaluated"
            raise TypeError(message)


COMPARISONS: dict[str, Callable[[Any, Any], Any]] = {
    "<": operator.lt,
    "<=": operator.le,
    ">": operator.gt,
    ">=": operator.ge,
    "==": operator.eq,
    "!=": operator.ne,
}


def _arithmetic(term: Add | Sub | Mul | Div | Pow, compiled: Callable[[Term], Evaluator]) -> Evaluator:
    match term:
        case Add(left=left, right=right):
            return _binary(operator.add, compiled(left), compiled(right))
        case Sub(left=left, right=right):
            return _binary(operator.sub, compiled(left), compiled(right))
        case Mul(left=left, right=right):
            return _binary(operator.mul, compiled(left), compiled(right))
        case Div(left=left, right=right):
            return _binary(_divide, compiled(left), compiled(right))
        case Pow(base=base, exponent=exponent):
            return _binary(_power, compiled(base), compiled(exponent))


def _binary(function: Callable[[Any, Any], Any], left: Evaluator, right: Evaluator) -> Evaluator:
    return lambda environment: function(left(environment), right(environment))


def _unary(function: Callable[[Any], Any], operand: Evaluator, environment: Environment) -> Quantity:
    return function(operand(environment))


def _divide(left: Quantity, right: Quantity) -> Quantity:
    if isinstance(right, Fraction) and right == 0:
        message = "a division by zero"
        raise Undefined(message)
    return left / right


def _power(base: Quantity, exponent: Quantity) -> Quantity:
    if not isinstance(base, Fraction):
        return base**exponent
    if not isinstance(exponent, Fraction):
        return exponent.__rpow__(base)  # Fraction's own power would fall back to floats
    if base == 0 and exponent < 0:
        message = "zero to a negative power does not exist"
        raise Undefined(message)
    if exponent.denominator == 1:
        if abs(exponent) * (base.numerator.bit_length() + base.denominator.bit_length()) > MAX_POWER_BITS:
            message = "so large a power is not computed"
            raise Undefined(message)
        return base ** int(exponent)
    if base < 0:
        message = "a negative number to a broken power does not exist"
        raise Undefined(message)
    return EXACT["sqrt"](base) if exponent == Fraction(1, 2) else apply("exp", (exponent * apply("log", (base,)),))


def _indexed(base: Evaluator, index: Evaluator, environment: Environment) -> Quantity:
    items, position = base(environment), index(environment)
    if not 0 <= position < len(items) or position != int(position):
        message = f"there is no element {position} in a list of {len(items)}: they are numbered from 0"
        raise Undefined(message)
    return items[int(position)]


def _listed(items: tuple[Evaluator, ...], environment: Environment) -> Quantity:
    return tuple(item(environment) for item in items)


def _applied(function: str, arguments: tuple[Evaluator, ...], environment: Environment) -> Quantity:
    given = tuple(argument(environment) for argument in arguments)
    return EXACT[function](*given) if function in ("len", "sum") else apply(function, given)


def _run(name: str, arguments: tuple[tuple[str, Evaluator], ...], environment: Environment) -> Quantity:
    return run(name, {key: argument(environment) for key, argument in arguments})


def _sum(index: str, lower: Evaluator, upper: Evaluator, body: Evaluator, environment: Environment) -> Quantity:
    return total((Fraction(0), *(value for _, value in _bodies(index, lower, upper, body, environment))))


def _product(index: str, lower: Evaluator, upper: Evaluator, body: Evaluator, environment: Environment) -> Quantity:
    return product((Fraction(1), *(value for _, value in _bodies(index, lower, upper, body, environment))))


def _largest(index: str, lower: Evaluator, upper: Evaluator, body: Evaluator, environment: Environment) -> Quantity:
    return maximum(*(value for _, value in _bodies(index, lower, upper, body, environment)))


def _argmax(index: str, lower: Evaluator, upper: Evaluator, body: Evaluator, environment: Environment) -> Quantity:
    values = list(_bodies(index, lower, upper, body, environment))
    best, largest = values[0]
    for step, value in values[1:]:
        if value > largest:
            best, largest = step, value
    return best


OVER: dict[str, Callable[..., Quantity]] = {"product": _product, "max": _largest, "argmax": _argmax}


def _bodies(
    index: str, lower: Evaluator, upper: Evaluator, body: Evaluator, environment: Environment
) -> Iterator[tuple[Fraction, Quantity]]:
    """Each step between the bounds, with the value of the body there."""
    first, last = lower(environment), upper(environment)
    if first != int(first) or last != int(last):
        message = "a sum runs over whole numbers"
        raise Undefined(message)
    for step in map(Fraction, range(int(first), int(last) + 1)):
        yield step, body({**environment, index: step})


def _all(arguments: tuple[Evaluator, ...], environment: Environment) -> Quantity:
    value: Quantity = True
    for argument in arguments:
        value = argument(environment) if value is True else value.both(partial(argument, environment))
        if value is False:
            return False
    return value


def _any(arguments: tuple[Evaluator, ...], environment: Environment) -> Quantity:
    value: Quantity = False
    for argument in arguments:
        value = argument(environment) if value is False else value.either(partial(argument, environment))
        if value is True:
            return True
    return value


def _not(arguments: tuple[Evaluator, ...], environment: Environment) -> Quantity:
    value = arguments[0](environment)
    return not value if isinstance(value, bool) else value.negated()


LOGIC: dict[str, Callable[..., Quantity]] = {"and": _all, "or": _any, "not": _not}


def _chosen(test: Evaluator, then: Evaluator, otherwise: Evaluator, environment: Environment) -> Quantity:
    decided = test(environment)
    if isinstance(decided, bool):
        return then(environment) if decided else otherwise(environment)
    return decided.choose(decided, then(environment), otherwise(environment))
