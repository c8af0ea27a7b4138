"""What is too much for one formula: known before anything is computed."""

from qbank.errors import CostError, ExpressionError
from qbank.expressions.cost import cost
from qbank.expressions.evaluate import constant
from qbank.term import Add, Apply, Div, Mul, Neg, Pow, Sub, Term, children

MAX_NESTING = 100
MAX_EXPONENT = 100
MAX_DEGREE = 1_000
VARYING = 20
"""An exponent that is no number counts as this one."""
MAX_EXPONENTIALS = 3
"""So many exponentials may stand inside one another."""


def limited(term: Term) -> None:
    """CostError when a formula is too long, or its powers are too high.

    >>> from fractions import Fraction
    >>> from qbank.term import Num
    >>> nine = Num(Fraction(9))
    >>> limited(Pow(nine, Pow(nine, nine)))
    Traceback (most recent call last):
    qbank.errors.CostError: so large an exponent is not read
    """
    if _nesting(term) > MAX_NESTING:
        message = f"this is longer than {MAX_NESTING} operations inside one another"
        raise CostError(message)
    _degree(term, 0)


def _nesting(term: Term) -> int:
    level, nesting = [term], 0
    while level:
        level = [below for node in level for below in children(node)]
        nesting += 1
    return nesting


def _degree(term: Term, exponentials: int) -> int:
    """How often the formula multiplies things together, at most."""
    match term:
        case Pow(base=base, exponent=exponent):
            degree = _degree(base, exponentials + 1) * _exponent(exponent, exponentials)
        case Mul(left=left, right=right) | Div(left=left, right=right):
            degree = _degree(left, exponentials) + _degree(right, exponentials)
        case Add(left=left, right=right) | Sub(left=left, right=right):
            degree = max(_degree(left, exponentials), _degree(right, exponentials))
        case Neg(operand=operand):
            degree = _degree(operand, exponentials)
        case _:
            deeper = exponentials + (isinstance(term, Apply) and term.function in ("exp", "logistic"))
            if deeper > MAX_EXPONENTIALS:
                message = "so many exponentials inside one another are not read"
                raise CostError(message)
            degree = max([1, *(_degree(below, deeper) for below in children(term))])
    if degree > MAX_DEGREE:
        message = "so high a power is not read"
        raise CostError(message)
    return degree


def _exponent(exponent: Term, exponentials: int) -> int:
    """The size of an exponent."""
    if exponentials >= MAX_EXPONENTIALS:
        message = "so many exponentials inside one another are not read"
        raise CostError(message)
    _degree(exponent, exponentials + 1)
    try:
        cost(exponent, {})
    except ExpressionError:
        message = "so large an exponent is not read"
        raise CostError(message) from None
    value = constant(exponent)
    if value is None:
        return VARYING
    if abs(value.numerator) > MAX_EXPONENT or value.denominator > MAX_EXPONENT:
        message = "so large an exponent is not read"
        raise CostError(message)
    return max(1, abs(value.numerator))
