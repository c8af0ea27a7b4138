"""Terms as text in the language in which authors write expressions, for files and for whoever marks."""

from fractions import Fraction
from typing import cast

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

CONDITION, OR, AND, NOT, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(10)
"""How tightly a written form binds."""

Written = tuple[str, int]


def term_text(term: Term) -> str:
    """A Term as an author would write it.

    >>> print(term_text((Sym("r") + Sym("gamma") * Sym("v")) ** 2 / Fraction(1, 2)))
    (r + gamma * v)^2 / 0.5
    """
    return _written(term)[0]


def _written(term: Term) -> Written:
    match term:
        case Sym(name):
            return name, ATOM
        case Words(text):
            return '"' + text.replace('"', '\\"') + '"', ATOM
        case Num(value):
            return _number(value)
        case Neg(operand):
            return f"-{_within(operand, SIGN)}", SIGN
        case Add(left, right):
            return f"{_within(left, SUM)} + {_within(right, PRODUCT)}", SUM
        case Sub(left, right):
            return f"{_within(left, SUM)} - {_within(right, PRODUCT)}", SUM
        case Mul(left, right):
            return f"{_within(left, PRODUCT)} * {_within(right, SIGN)}", PRODUCT
        case Div(left, right):
            return f"{_within(left, PRODUCT)} / {_within(right, SIGN)}", PRODUCT
        case Pow(base, exponent):
            return f"{_within(base, ATOM)}^{_within(exponent, ATOM)}", POWER
        case Compare(operator, left, right):
            return f"{_within(left, SUM)} {operator} {_within(right, SUM)}", COMPARISON
        case Logic(operator, arguments):
            return _logic(operator, arguments)
        case Cond(test, then, otherwise):
            return f"{_within(then, OR)} if {_within(test, OR)} else {_within(otherwise, CONDITION)}", CONDITION
        case _:
            return _called(term), ATOM


def _called(term: Term) -> str:
    match term:
        case Apply(function, arguments):
            return f"{function}({_list(arguments)})"
        case Call(name, named):
            return f"{name}({', '.join(f'{key}={term_text(value)}' for key, value in named)})"
        case Items(items):
            return f"[{_list(items)}]"
        case Index(base, index):
            return f"{_within(base, ATOM)}[{term_text(index)}]"
        case Algebra(operation, body, name, at):
            goal = {"limit": f", {'infinity' if isinstance(at, Words) else term_text(at)}"}.get(operation, "")
            return f"{operation}({term_text(body)}, {name}{goal})"
        case Sum(name, lower, upper, body):
            return f"sum({name}, {_list((lower, upper, body))})"
        case _:
            message = f"a Term of an unknown kind: {term!r}"
            raise TypeError(message)


def _list(terms: tuple[Term, ...]) -> str:
    return ", ".join(map(term_text, terms))


def _logic(operator: str, arguments: tuple[Term, ...]) -> Written:
    if operator == "not":
        return f"not {_within(arguments[0], COMPARISON)}", NOT
    level = AND if operator == "and" else OR
    return f" {operator} ".join(_within(argument, level + 1) for argument in arguments), level


def _number(value: Fraction) -> Written:
    """A decimal where a finite one is exact, else a quotient."""
    rest = value.denominator
    for prime in (2, 5):
        while rest % prime == 0:
            rest //= prime
    if rest != 1:
        return str(value), PRODUCT
    if value.denominator == 1:
        return str(value), ATOM if value >= 0 else SIGN
    return _decimal(value), ATOM if value >= 0 else SIGN


def _decimal(value: Fraction) -> str:
    decimals = 1
    while (value * 10**decimals).denominator != 1:
        decimals += 1
    digits = str(abs(value.numerator) * cast("int", 10**decimals) // value.denominator).rjust(decimals + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"


def _within(term: Term, level: int) -> str:
    """The text of a Term below another one, in parentheses when it binds less tightly than asked for."""
    text, binds = _written(term)
    return text if binds >= level else f"({text})"
