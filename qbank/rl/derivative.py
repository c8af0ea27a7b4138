"""Derivatives of Terms, by the rules of calculus, in the author's own order of operations.

sympy's derivatives are expanded (−2t + 2v for the slope of (t − v)²) and have none for clip, min and max, of which reinforcement
learning's losses are made; so the rules stand here, and tests compare them with sympy's. Where two branches meet, the slope is
that of the second.
"""

from fractions import Fraction

from qbank.term import (
    ONE,
    ZERO,
    Add,
    Apply,
    Compare,
    Cond,
    Div,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Sym,
    Term,
    symbols,
)


def derivative(term: Term, name: str) -> Term:
    """The slope of a Term of plain arithmetic in the quantity of that name; ValueError for what has none.

    >>> derivative((Sym("t") - Sym("v")) ** 2, "v")
    Neg(operand=Mul(left=Num(value=Fraction(2, 1)), right=Sub(left=Sym(name='t'), right=Sym(name='v'))))
    """
    if name not in symbols(term):
        return ZERO
    match term:
        case Sym():
            return ONE
        case Neg(operand=operand):
            return _negative(derivative(operand, name))
        case Add(left=left, right=right):
            return _plus(derivative(left, name), derivative(right, name))
        case Sub(left=left, right=right):
            return _plus(derivative(left, name), _negative(derivative(right, name)))
        case Mul(left=left, right=right):
            return _plus(_times(derivative(left, name), right), _times(left, derivative(right, name)))
        case Div(left=left, right=right):
            return _of_quotient(left, right, name)
        case Pow(base=base, exponent=exponent):
            return _of_power(base, exponent, name)
        case Apply(function=function, arguments=arguments):
            return _of_function(function, arguments, name)
        case Cond(test=test, then=then, otherwise=otherwise):
            return Cond(test, derivative(then, name), derivative(otherwise, name))
        case _:
            message = f"{type(term).__name__} has no derivative"
            raise ValueError(message)


def _of_quotient(left: Term, right: Term, name: str) -> Term:
    if name not in symbols(right):
        return _over(derivative(left, name), right)
    above = _plus(_times(derivative(left, name), right), _negative(_times(left, derivative(right, name))))
    return _over(above, right**2)


def _of_power(base: Term, exponent: Term, name: str) -> Term:
    if name not in symbols(exponent):
        less = Num(exponent.value - 1) if isinstance(exponent, Num) else exponent - 1
        outer = ONE if less == ZERO else base if less == ONE else Pow(base, less)
        return _times(_times(exponent, outer), derivative(base, name))
    by_exponent = _times(_times(Pow(base, exponent), Apply("log", (base,))), derivative(exponent, name))
    if name not in symbols(base):
        return by_exponent
    by_base = _times(_times(exponent, Pow(base, exponent - 1)), derivative(base, name))
    return _plus(by_base, by_exponent)


def _of_function(function: str, arguments: tuple[Term, ...], name: str) -> Term:
    slopes = [derivative(argument, name) for argument in arguments]
    first, slope = arguments[0], slopes[0]
    match function:
        case "exp":
            return _times(Apply("exp", (first,)), slope)
        case "log":
            return _over(slope, first)
        case "sqrt":
            return _over(slope, Mul(Num(Fraction(2)), Apply("sqrt", (first,))))
        case "abs":
            return Cond(Compare(">", first, ZERO), slope, _negative(slope))
        case "min" | "max":
            return _of_extreme("<" if function == "min" else ">", arguments, slopes)
        case "clip":
            low, high = arguments[1:]
            above = Cond(Compare(">", first, high), slopes[2], slope)
            return Cond(Compare("<", first, low), slopes[1], above)
        case _:
            message = f"{function!r} has no derivative"
            raise ValueError(message)


def _of_extreme(sign: str, arguments: tuple[Term, ...], slopes: list[Term]) -> Term:
    *others, last = arguments
    if not others:
        return slopes[0]
    before = others[0] if len(others) == 1 else Apply("min" if sign == "<" else "max", tuple(others))
    return Cond(Compare(sign, before, last), _of_extreme(sign, tuple(others), slopes[:-1]), slopes[-1])


def _negative(term: Term) -> Term:
    match term:
        case Num(value=value):
            return Num(-value)
        case Neg(operand=operand):
            return operand
        case _:
            return Neg(term)


def _plus(left: Term, right: Term) -> Term:
    if left == ZERO:
        return right
    if right == ZERO:
        return left
    if isinstance(left, Num) and isinstance(right, Num):
        return Num(left.value + right.value)
    return Sub(left, right.operand) if isinstance(right, Neg) else Add(left, right)


def _times(left: Term, right: Term) -> Term:
    """The product; signs come to the front, and numbers before what they multiply."""
    match left, right:
        case (Num(value=first), Num(value=second)):
            return Num(first * second)
        case (Neg(operand=operand), _):
            return _negative(_times(operand, right))
        case (_, Neg(operand=operand)):
            return _negative(_times(left, operand))
        case (_, Num(value=value)):
            return _scaled(left, value)
        case (Num(value=value), _):
            return _scaled(right, value)
        case _:
            return Mul(left, right)


def _scaled(term: Term, value: Fraction) -> Term:
    if value == 0:
        return ZERO
    if value < 0:
        return _negative(_scaled(term, -value))
    match term:
        case Mul(left=Num(value=before), right=right):
            return _scaled(right, value * before)
        case Cond(test=test, then=then, otherwise=otherwise):
            return Cond(test, _times(then, Num(value)), _times(otherwise, Num(value)))
        case _:
            return term if value == 1 else Mul(Num(value), term)


def _over(above: Term, below: Term) -> Term:
    match above:
        case Num(value=value) if value == 0:
            return ZERO
        case Num(value=value) if value < 0:
            return Neg(Div(Num(-value), below))
        case Neg(operand=operand):
            return Neg(Div(operand, below))
        case _:
            return above / below
