"""sympy expressions as Terms, in the order in which the author named the quantities.

sympy keeps sums and products in an order of its own; here what stood first in the author's Term stands first again, and a sum
begins with a term that is added.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import reduce
from typing import Any

from qbank.term import Compare, Cond, Logic, Neg, Num, Term, lift

Leaves = Mapping[str, Term]
"""The Terms behind the names of sympy's symbols, in the author's order."""

SIGNS = {
    "StrictLessThan": "<",
    "LessThan": "<=",
    "StrictGreaterThan": ">",
    "GreaterThan": ">=",
    "Equality": "==",
    "Unequality": "!=",
}
FUNCTIONS = {"Min": "min", "Max": "max", "Abs": "abs", "exp": "exp", "log": "log"}


def from_sympy(expression: Any, leaves: Leaves) -> Term:
    """The Term of a sympy expression; ValueError for what Terms do not have.

    >>> import sympy
    >>> from qbank.term import Sym
    >>> from_sympy(sympy.Symbol("v") - 2 * sympy.Symbol("r"), {"r": Sym("r"), "v": Sym("v")})
    Sub(left=Sym(name='v'), right=Mul(left=Num(value=Fraction(2, 1)), right=Sym(name='r')))
    """
    if expression.is_Rational:
        return Num(Fraction(int(expression.p), int(expression.q)))
    if expression.is_Symbol:
        return leaves[expression.name]
    if expression.is_Add:
        return _sum(expression, leaves)
    if expression.is_Mul:
        return _product(expression, leaves)
    if expression.is_Pow:
        base, exponent = expression.as_base_exp()
        return _power(base, exponent, leaves)
    return _other(expression, leaves)


def _sum(expression: Any, leaves: Leaves) -> Term:
    """What is added comes before what is subtracted, where the first would be subtracted."""
    terms = sorted(expression.args, key=lambda term: _place(term, leaves))
    terms.sort(key=lambda term: term.could_extract_minus_sign())
    first, *others = terms
    made = Neg(from_sympy(-first, leaves)) if first.could_extract_minus_sign() else from_sympy(first, leaves)
    for other in others:
        subtracted = other.could_extract_minus_sign()
        made = made - from_sympy(-other, leaves) if subtracted else made + from_sympy(other, leaves)
    return made


def _product(expression: Any, leaves: Leaves) -> Term:
    """A sign, a number that is a short decimal, what is above a fraction bar, and what is below it."""
    if expression.could_extract_minus_sign():
        return Neg(from_sympy(-expression, leaves))
    factor, rest = expression.as_coeff_Mul()
    if rest != 1 and factor != 1 and 1000 % factor.q == 0:
        return from_sympy(factor, leaves) * from_sympy(rest, leaves)
    above, below = expression.as_numer_denom()
    if below != 1:
        return from_sympy(above, leaves) / from_sympy(below, leaves)
    factors = sorted(expression.as_ordered_factors(), key=lambda factor: _place(factor, leaves))
    return reduce(lambda left, right: left * right, [from_sympy(factor, leaves) for factor in factors])


def _power(base: Any, exponent: Any, leaves: Leaves) -> Term:
    import sympy

    if base == sympy.E:
        return Term.apply("exp", (from_sympy(exponent, leaves),))
    if exponent == sympy.Rational(1, 2):
        return Term.apply("sqrt", (from_sympy(base, leaves),))
    if exponent.could_extract_minus_sign():
        return lift(1) / _power(base, -exponent, leaves)
    return from_sympy(base, leaves) ** from_sympy(exponent, leaves)


def _other(expression: Any, leaves: Leaves) -> Term:
    kind = type(expression).__name__
    if kind in FUNCTIONS:
        return Term.apply(FUNCTIONS[kind], tuple(from_sympy(argument, leaves) for argument in expression.args))
    if kind == "Piecewise":
        return _cases(expression.args, leaves)
    message = f"algebra came to {expression}, which is no formula here"
    raise ValueError(message)


def _cases(cases: Sequence[Any], leaves: Leaves) -> Term:
    (value, test), *others = cases
    here = from_sympy(value, leaves)
    return Cond(_condition(test, leaves), here, _cases(others, leaves)) if others else here


def _condition(test: Any, leaves: Leaves) -> Term:
    kind = type(test).__name__
    if kind in SIGNS:
        return Compare(SIGNS[kind], *(from_sympy(side, leaves) for side in test.args))
    if kind in ("And", "Or", "Not"):
        return Logic(kind.lower(), tuple(_condition(one, leaves) for one in test.args))
    message = f"algebra came to the condition {test}, which is none here"
    raise ValueError(message)


def _place(expression: Any, leaves: Leaves) -> tuple[int, str]:
    """Where the first quantity of an expression stands among the author's; numbers come first."""
    names = {symbol.name for symbol in expression.free_symbols}
    places = [place for place, name in enumerate(leaves) if name in names]
    return (min(places, default=-1), str(expression))
