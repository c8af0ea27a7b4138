"""Real numbers as balls: a midpoint and a proven error bound, by Arb (F. Johansson, IEEE Trans. Comput. 66, 2017).

A comparison that the error bound leaves open raises ``Undecided``; whoever asked repeats with more precision
(``precision``), up to a limit. So a rounded figure is never a guess.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from fractions import Fraction
from functools import reduce, wraps
from typing import Any, TypeVar

import flint

from qbank.errors import Undecided, Undefined

Answer = TypeVar("Answer")

PRECISIONS = (128, 256, 512, 1024, 2048)


@contextmanager
def precision(bits: int) -> Iterator[None]:
    """Balls inside the block carry this many bits."""
    before = flint.ctx.prec
    flint.ctx.prec = bits
    try:
        yield
    finally:
        flint.ctx.prec = before


def decided(question: Callable[[], Answer]) -> Answer:
    """What the question answers, asked with more and more precision until it is decided; else Undecided.

    >>> decided(lambda: Ball.apply("exp", (1,)) > Fraction(2718281828, 10**9))
    True
    """
    for bits in PRECISIONS[:-1]:
        try:
            with precision(bits):
                return question()
        except Undecided:
            continue
    with precision(PRECISIONS[-1]):
        return question()


def _of_reals(method: Callable[["Ball", "Real"], Answer]) -> Callable[["Ball", "Real"], Answer]:
    """Balls leave arithmetic with anything else, such as arrays of draws, to the other."""

    @wraps(method)
    def guarded(self: "Ball", other: "Real") -> Answer:
        return method(self, other) if isinstance(other, (Ball, Fraction, int)) else NotImplemented

    return guarded


class Ball:
    """A real number known to within a ball.

    >>> half = Ball.apply("log", (2,)) / Ball.apply("log", (4,))
    >>> half < Fraction(3, 5), print(half.rounded(1))
    1/2
    (True, None)
    """

    __slots__ = ("arb",)

    def __init__(self, value: Any) -> None:
        self.arb = value

    def __repr__(self) -> str:
        return f"Ball({self.arb.str(10)})"

    def __neg__(self) -> "Ball":
        return Ball(-self.arb)

    def __abs__(self) -> "Ball":
        return Ball(abs(self.arb))

    @_of_reals
    def __add__(self, other: "Real") -> "Ball":
        return Ball(self.arb + _arb(other))

    __radd__ = __add__

    @_of_reals
    def __sub__(self, other: "Real") -> "Ball":
        return Ball(self.arb - _arb(other))

    @_of_reals
    def __rsub__(self, other: "Real") -> "Ball":
        return Ball(_arb(other) - self.arb)

    @_of_reals
    def __mul__(self, other: "Real") -> "Ball":
        return Ball(self.arb * _arb(other))

    __rmul__ = __mul__

    @_of_reals
    def __truediv__(self, other: "Real") -> "Ball":
        return Ball(self.arb / _divisor(_arb(other)))

    @_of_reals
    def __rtruediv__(self, other: "Real") -> "Ball":
        return Ball(_arb(other) / _divisor(self.arb))

    @_of_reals
    def __pow__(self, other: "Real") -> "Ball":
        return Ball(_power(self.arb, _arb(other)))

    @_of_reals
    def __rpow__(self, other: "Real") -> "Ball":
        return Ball(_power(_arb(other), self.arb))

    @_of_reals
    def __lt__(self, other: "Real") -> bool:
        return _sign(self.arb - _arb(other)) < 0

    @_of_reals
    def __le__(self, other: "Real") -> bool:
        return _sign(self.arb - _arb(other)) <= 0

    @_of_reals
    def __gt__(self, other: "Real") -> bool:
        return _sign(self.arb - _arb(other)) > 0

    @_of_reals
    def __ge__(self, other: "Real") -> bool:
        return _sign(self.arb - _arb(other)) >= 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, (int, Fraction, Ball)) and _sign(self.arb - _arb(other)) == 0

    __hash__ = None  # type: ignore[assignment]  # equal balls need not look alike

    def rounded(self, decimals: int) -> Fraction:
        """The value at so many decimals, halves away from zero; Undecided when the ball spans two of them.

        >>> nothing = Ball.apply("log", (4,)) - 2 * Ball.apply("log", (2,))
        >>> print(nothing.rounded(3))
        0
        """
        scale = 10**decimals
        whole = (abs(self.arb) * scale + _arb(Fraction(1, 2))).floor().unique_fmpz()
        if whole is None:
            message = f"{self!r} is too close to a rounding boundary at {decimals} decimals"
            raise Undecided(message)
        if whole == 0:  # so small that its sign, which may be open, does not matter
            return Fraction(0)
        sign = -1 if self < 0 else 1
        return sign * Fraction(int(whole), scale)

    @staticmethod
    def apply(function: str, arguments: "tuple[Real, ...]") -> Any:
        """A named function of balls and exact numbers; with arrays among them, theirs. A bound that clips stays exact.

        >>> print(Ball.apply("clip", (Ball.apply("exp", (1,)), Fraction(4, 5), Fraction(6, 5))))
        6/5
        """
        for argument in arguments:
            if not isinstance(argument, (Ball, Fraction, int)):
                return argument.apply(function, arguments)
        if function in CHOOSING:
            return CHOOSING[function](*(one if isinstance(one, Ball) else Fraction(one) for one in arguments))
        return FUNCTIONS[function](*map(Ball, map(_arb, arguments)))


Real = Ball | int | Fraction


def _arb(value: Real) -> Any:
    if isinstance(value, Ball):
        return value.arb
    return flint.arb(flint.fmpq(*value.as_integer_ratio()))


def _sign(difference: Any) -> int:
    """-1, 0 or 1; Undecided when the ball holds zero and more."""
    if difference > 0:
        return 1
    if difference < 0:
        return -1
    if difference.is_zero():
        return 0
    message = f"cannot tell {difference.str(5)} from zero"
    raise Undecided(message)


def _divisor(value: Any) -> Any:
    if _sign(value) == 0:
        message = "a division by zero"
        raise Undefined(message)
    return value


def _power(base: Any, exponent: Any) -> Any:
    if exponent.is_integer():
        return base**exponent if exponent >= 0 else _divisor(base) ** exponent
    if _sign(base) < 0:
        message = "a negative number to a broken power does not exist"
        raise Undefined(message)
    return base**exponent


def _log(value: Ball) -> Ball:
    if value <= 0:
        message = "the logarithm of a number that is not positive does not exist"
        raise Undefined(message)
    return Ball(value.arb.log())


def _sqrt(value: Ball) -> Ball:
    if value < 0:
        message = "the square root of a negative number does not exist"
        raise Undefined(message)
    return Ball(value.arb.sqrt())


def _larger(first: Real, second: Real) -> Real:
    """The larger one as it was given, so that an exact bound stays exact; of two that cannot be told apart, a ball of both."""
    difference = _arb(first) - _arb(second)
    if difference >= 0 or difference <= 0:
        return first if difference >= 0 else second
    return Ball(_arb(first).max(_arb(second)))


def _smaller(first: Real, second: Real) -> Real:
    return -_larger(-first, -second)


CHOOSING: dict[str, Callable[..., Real]] = {
    "min": lambda *values: reduce(_smaller, values),
    "max": lambda *values: reduce(_larger, values),
    "clip": lambda value, low, high: _smaller(_larger(value, low), high),
}
"""What gives back one of its arguments."""


FUNCTIONS: dict[str, Callable[..., Ball]] = {
    "abs": abs,
    "exp": lambda value: Ball(value.arb.exp()),
    "log": _log,
    "sqrt": _sqrt,
}
