"""How much an expression can cost, known before anything is computed.

A bound on operations and on the size of every number is carried up the Term, from the sizes of the values that its names
may take. So ``9**9**9**9`` or a sum over a billion terms is refused without being tried.
"""

from collections.abc import Mapping
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from qbank.errors import CostError
from qbank.rl.procedure import procedure_named
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
    children,
)

MAX_OPERATIONS = 20_000
MAX_BITS = 4_096
MAX_NESTING = 200
"""Terms are read from the top down, and Python's stack is not deep."""
WRITTEN = 60
"""How deep a list, or a sum that is written out, nests at most."""
ALGEBRA_OPERATIONS = 500
"""What a derivative, a solution or a limit may be made of, in operations."""
REAL_OPERATIONS = 50
"""What one exponential, logarithm or root costs, in rational operations."""
PROCEDURE_OPERATIONS, PROCEDURE_BITS = 2_000, 20
"""What one run of a procedure costs, and how many times longer its numbers are than those it is given."""


class Size(Struct, frozen=True):
    """Bounds on a value: |value| ≤ 2**magnitude, and numerator and denominator have at most ``bits`` bits together.

    ``operations`` is how many it takes, ``nesting`` how deep its Term is when opened.
    """

    magnitude: int
    bits: int
    operations: int = 0
    nesting: int = 0


def size_of(value: Fraction) -> Size:
    """The size of one number.

    >>> size_of(Fraction(9, 10))
    Size(magnitude=1, bits=8, operations=0, nesting=0)
    """
    above, below = abs(value.numerator).bit_length(), value.denominator.bit_length()
    return Size(max(0, above - below + 1), above + below)


def largest(sizes: list[Size]) -> Size:
    """One bound for all of them; their operations add up."""
    return Size(
        max((size.magnitude for size in sizes), default=0),
        max((size.bits for size in sizes), default=0),
        sum(size.operations for size in sizes),
        max((size.nesting for size in sizes), default=0),
    )


def cost(term: Term, known: Mapping[str, Size]) -> Size:
    """The size of a Term's value and the operations it takes; CostError when either is beyond the limits.

    Names that are not known count as ordinary numbers.

    >>> cost(Pow(Num(Fraction(9)), Num(Fraction(387420489))), {})
    Traceback (most recent call last):
    qbank.errors.CostError: this would need numbers of more than 1,200 digits
    """
    below = _cost(term, known)
    size = replace(below, nesting=below.nesting + _levels(term))
    if size.nesting > MAX_NESTING:
        message = f"this is longer than {MAX_NESTING} operations inside one another"
        raise CostError(message, None, "split it into quantities of which each is shown or used")
    if size.operations > MAX_OPERATIONS:
        message = f"this would need more than {MAX_OPERATIONS:,} operations"
        raise CostError(message)
    if size.bits > MAX_BITS:
        message = "this would need numbers of more than 1,200 digits"
        raise CostError(message)
    return size


ORDINARY = Size(64, 128)


def _levels(term: Term) -> int:
    """How much deeper a Term is, when opened, than what is below it."""
    match term:
        case Num() | Sym() | Words():
            return 0
        case Call() | Sum() | Algebra() | Apply(function="sum"):
            return WRITTEN
        case _:
            return 1


def _cost(term: Term, known: Mapping[str, Size]) -> Size:
    match term:
        case Num(value=value):
            return size_of(value)
        case Sym(name=name):
            return known.get(name, ORDINARY)
        case Words():
            return Size(0, 0)
        case Sum():
            return _sum_cost(term, known)
        case Pow(base=base, exponent=exponent):
            return _power_cost(cost(base, known), cost(exponent, known), exponent)
        case Index(base=base, index=index):
            return largest([cost(base, known), cost(index, known)])
        case Call(name=name) if procedure_named(name):
            return _procedure_cost(largest([cost(below, known) for below in children(term)]))
        case Apply(function=function):
            return _function_cost(function, largest([cost(below, known) for below in children(term)]))
        case Algebra(body=body, name=name):
            return replace(cost(body, {**known, name: Size(1, 2)}), operations=ALGEBRA_OPERATIONS)
        case Add() | Sub() | Mul() | Div() | Neg() | Compare() | Logic() | Cond() | Items() | Call():
            return _operation_cost(term, [cost(below, known) for below in children(term)])
        case _:
            message = f"no cost is known for {type(term).__name__}"
            raise TypeError(message)


def _operation_cost(term: Term, below: list[Size]) -> Size:
    together = sum(size.bits for size in below) + 1
    most = largest(below)
    operations = most.operations + 1
    match term:
        case Add() | Sub():
            return Size(most.magnitude + 1, together, operations, most.nesting)
        case Mul():
            return Size(sum(size.magnitude for size in below), together, operations, most.nesting)
        case Div():
            return Size(below[0].magnitude + below[1].bits, together, operations, most.nesting)
        case Call():
            return Size(most.magnitude + 16, together * 4, operations + 20 * len(below), most.nesting)
        case _:
            return Size(most.magnitude, most.bits, operations, most.nesting)


def _procedure_cost(given: Size) -> Size:
    """A procedure's own limits (states, sweeps) bound its work; its numbers are kept in lowest terms."""
    return Size(given.magnitude + 16, min(given.bits * PROCEDURE_BITS, MAX_BITS // 4), PROCEDURE_OPERATIONS, 0)


def _power_cost(base: Size, exponent: Size, term: Term) -> Size:
    operations = base.operations + exponent.operations + 1
    whole = isinstance(term, Num) and term.value.denominator == 1
    times = abs(int(term.value)) if whole and isinstance(term, Num) else 2 ** min(exponent.magnitude, 40)
    if times * max(base.bits, 1) > MAX_BITS:
        message = "this would need numbers of more than 1,200 digits"
        raise CostError(message)
    bits = base.bits * max(times, 1)
    operations += times + (not whole) * REAL_OPERATIONS
    return Size(bits, bits, operations, max(base.nesting, exponent.nesting))


def _sum_cost(term: Sum, known: Mapping[str, Size]) -> Size:
    lower, upper = cost(term.lower, known), cost(term.upper, known)
    times = 2 ** min(lower.magnitude, 40) + 2 ** min(upper.magnitude, 40) + 1
    if isinstance(term.lower, Num) and isinstance(term.upper, Num):
        times = max(0, int(term.upper.value - term.lower.value) + 1)
    if times > MAX_OPERATIONS:
        message = f"this sum may have more than {MAX_OPERATIONS:,} terms"
        raise CostError(message)
    body = cost(term.body, {**known, term.index: largest([lower, upper])})
    operations = lower.operations + upper.operations + times * (body.operations + 1)
    bits = min(body.bits * max(times, 1), MAX_BITS)
    nesting = max(lower.nesting, upper.nesting, body.nesting)
    return Size(body.magnitude + times.bit_length(), bits, operations, nesting)


def _function_cost(function: str, given: Size) -> Size:
    operations = given.operations + 1
    match function:
        case "exp":
            if given.magnitude > 11:
                message = "the exponential of so large a number has more than 1,200 digits"
                raise CostError(message)
            bits = 2 ** (given.magnitude + 1)
            return Size(bits, bits, operations + REAL_OPERATIONS, given.nesting)
        case "log" | "sqrt":
            return Size(given.magnitude + 8, given.bits, operations + REAL_OPERATIONS, given.nesting)
        case _:
            return Size(given.magnitude, given.bits, operations, given.nesting)
