"""What formula bodies use in place of Python's ``if``, ``min``, ``max`` and ``math``.

The same body then runs on exact numbers, on balls, on whole arrays of draws and on Terms: each of those classes says itself
what ``apply`` and ``choose`` mean for it. Exact numbers stay exact while they can: exp, log and sqrt of most
numbers are irrational and become balls, intervals with a proven error bound.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from functools import reduce
from operator import mul
from typing import Any

from qbank.errors import Undefined
from qbank.term import Compare, Term, lift

# What arithmetic runs on is open on purpose: anything with the usual operators. So it is the one place with Any.
Quantity = Any
Quantities = Sequence[Any]
Table = Sequence[Sequence[Any]]


def minimum(first: Quantity, *others: Quantity) -> Quantity:
    """The smallest.

    >>> print(minimum(Fraction(1, 2), 3))
    1/2
    """
    return apply("min", (first, *others))


def maximum(first: Quantity, *others: Quantity) -> Quantity:
    """The largest."""
    return apply("max", (first, *others))


def clip(value: Quantity, low: Quantity, high: Quantity) -> Quantity:
    """The value, moved to the nearer end where it lies outside [low, high].

    >>> print(clip(Fraction(7, 5), Fraction(4, 5), Fraction(6, 5)))
    6/5
    """
    return apply("clip", (value, low, high))


def exp(value: Quantity) -> Quantity:
    """e to the value; exact at 0."""
    return apply("exp", (value,))


def log(value: Quantity) -> Quantity:
    """The natural logarithm; Undefined at 0 and below."""
    return apply("log", (value,))


def sqrt(value: Quantity) -> Quantity:
    """The square root; exact for squares of rationals, Undefined below 0.

    >>> print(sqrt(Fraction(9, 4)))
    3/2
    """
    return apply("sqrt", (value,))


def logistic(value: Quantity) -> Quantity:
    """σ(x) = 1 / (1 + e⁻ˣ), between 0 and 1.

    >>> print(logistic(Fraction(0)))
    1/2
    """
    return 1 / (1 + exp(-value))


def binary_log(value: Quantity) -> Quantity:
    """The logarithm to base 2."""
    two = apply("log", (2,)) if isinstance(value, (int, Fraction)) else value.apply("log", (2,))
    return log(value) / two


def equal(first: Quantity, second: Quantity) -> Quantity:
    """Whether two numbers are equal; of Terms, the condition that they are (``==`` asks whether they look the same).

    >>> equal(Fraction(1, 2), 1)
    False
    """
    if isinstance(first, Term) or isinstance(second, Term):
        return Compare("==", lift(first), lift(second))
    return first == second


def where(test: Quantity, then: Quantity, otherwise: Quantity) -> Quantity:
    """``then`` where the test holds, else ``otherwise``.

    >>> where(Fraction(1) > 0, "up", "down")
    'up'
    """
    if isinstance(test, bool):
        return then if test else otherwise
    return test.choose(test, then, otherwise)


def only_where(test: Quantity, value: Quantity, divisor: Quantity) -> Quantity:
    """``value`` where the test holds; elsewhere there is none, by a division by ``divisor`` less itself.

    >>> only_where(Fraction(1) > 2, Fraction(1), Fraction(1))
    Traceback (most recent call last):
    qbank.errors.Undefined: a division by zero
    """
    if not isinstance(test, bool):
        return where(test, value, value / (divisor - divisor))
    if not test:
        message = "a division by zero"
        raise Undefined(message)
    return value


def total(values: Iterable[Quantity]) -> Quantity:
    """The sum, from the left; 0 of nothing."""
    return sum(values, 0)


def product(values: Iterable[Quantity]) -> Quantity:
    """The product, from the left; 1 of nothing.

    >>> print(product([Fraction(1, 2), 3]))
    3/2
    """
    return reduce(mul, values, 1)


def mean(values: Quantities) -> Quantity:
    """The sum divided by how many there are."""
    return total(values) / count(values)


def count(values: Any) -> Quantity:
    """How many elements a list has; at any length, the Term of it."""
    return Fraction(len(values)) if isinstance(values, (list, tuple)) else apply("len", (values,))


def apply(function: str, arguments: tuple[Quantity, ...]) -> Quantity:
    """A named function of whatever kind of quantity the arguments are.

    >>> print(apply("max", (1, Fraction(3, 2))))
    3/2
    """
    for argument in arguments:
        if not isinstance(argument, (int, Fraction)):
            return argument.apply(function, arguments)
    return EXACT[function](*arguments)


def _exp(value: Fraction) -> Quantity:
    return Fraction(1) if value == 0 else _ball("exp", value)


def _log(value: Fraction) -> Quantity:
    if value <= 0:
        message = f"the logarithm of {value} does not exist"
        raise Undefined(message)
    return Fraction(0) if value == 1 else _ball("log", value)


def _sqrt(value: Fraction) -> Quantity:
    if value < 0:
        message = f"the square root of {value} does not exist"
        raise Undefined(message)
    value = Fraction(value)
    above, below = math.isqrt(value.numerator), math.isqrt(value.denominator)
    if above**2 == value.numerator and below**2 == value.denominator:
        return Fraction(above, below)
    return _ball("sqrt", value)


def _ball(function: str, value: Fraction) -> Quantity:
    from qbank.rl.balls import Ball  # flint takes 40 ms to import, and most questions are rational

    return Ball.apply(function, (value,))


def _clip(value: Fraction, low: Fraction, high: Fraction) -> Fraction:
    return min(max(value, low), high)


EXACT: dict[str, Callable[..., Quantity]] = {
    "min": lambda *values: min(values),
    "max": lambda *values: max(values),
    "clip": _clip,
    "abs": abs,
    "exp": _exp,
    "log": _log,
    "sqrt": _sqrt,
    "len": len,
    "sum": total,
}
