"""Whether a formula has the form that is asked for. Only what stands on the page counts: the value has been compared before.

EXPANDED       no product, power or fraction line holds a sum: a·b + a·c
FACTORED       every factor that is a sum is irreducible: a·(b + c)
ONE_FRACTION   one fraction line, outermost: (a + b)/c
"""

from collections.abc import Iterator
from fractions import Fraction

from qbank.grading.equivalence.effort import TooHard
from qbank.grading.equivalence.normal import Region, Split
from qbank.grading.equivalence.ratio import NoValue
from qbank.grading.equivalence.tower import Restart, Tower
from qbank.interactions import Domain, Shape
from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Term, children, symbols, walk

UNIT = Domain((Fraction(0), Fraction(1)), between=True)
COMPLAINTS = {
    Shape.EXPANDED: ("this equals the answer, but it is not expanded", "multiply out every bracket"),
    Shape.FACTORED: ("this equals the answer, but it is not factored", "write it as a product"),
    Shape.ONE_FRACTION: ("this equals the answer, but it is not one fraction", "write it with one fraction line"),
}
"""What a student is told, and what to do."""


def has_shape(term: Term, shape: Shape) -> bool:
    """Whether a formula is written in a form.

    >>> from qbank.term import Sym
    >>> a, b, c = map(Sym, "abc")
    >>> [has_shape(a * (b + c), shape) for shape in (Shape.EXPANDED, Shape.FACTORED, Shape.ONE_FRACTION)]
    [False, True, True]
    """
    match shape:
        case Shape.EXPANDED:
            return all(map(_is_monomial, _summands(term)))
        case Shape.FACTORED:
            return all(map(_is_irreducible, _factors(term)))
        case Shape.ONE_FRACTION:
            return _is_one_fraction(term)
        case Shape.ANY:
            return True


def _is_sum(term: Term) -> bool:
    return isinstance(term, Add | Sub)


def _summands(term: Term) -> Iterator[Term]:
    """What is added and subtracted."""
    if isinstance(term, Add | Sub):
        yield from _summands(term.left)
        yield from _summands(term.right)
    else:
        yield term


def _is_monomial(term: Term) -> bool:
    """Whether no sum stands under a product, power, sign or above a fraction line."""
    match term:
        case Neg(operand=operand):
            return not _is_sum(operand) and _is_monomial(operand)
        case Mul(left=left, right=right):
            return not _is_sum(left) and not _is_sum(right) and _is_monomial(left) and _is_monomial(right)
        case Div(left=left):
            return not _is_sum(left) and _is_monomial(left)
        case Pow(base=base):
            return not _is_sum(base) and not isinstance(base, Mul)
        case _:
            return True


def _factors(term: Term) -> Iterator[Term]:
    """What is multiplied."""
    match term:
        case Neg(operand=operand):
            yield from _factors(operand)
        case Mul(left=left, right=right) | Div(left=left, right=right):
            yield from _factors(left)
            yield from _factors(right)
        case Pow(base=base):
            yield from _factors(base)
        case _:
            yield term


def _is_irreducible(term: Term) -> bool:
    """Whether a factor cannot be written as a product; what is no polynomial counts as one thing."""
    if not _is_sum(term):
        return True
    try:
        region = Region(Tower(dict.fromkeys(sorted(symbols(term)), UNIT)))
        ratio = region.normal(term)
        if not ratio.denominator.is_constant():
            return False
        _, factors = region.tower.factors(ratio.numerator)
    except (Split, NoValue, TooHard, Restart):
        return True
    return sum(power for _, power in factors) <= 1


def _is_one_fraction(term: Term) -> bool:
    while isinstance(term, Neg):
        term = term.operand
    if isinstance(term, Div):
        return not any(map(_has_fraction, (term.left, term.right)))
    return not _has_fraction(term)


def _has_fraction(term: Term) -> bool:
    """Whether a fraction line stands in a formula, outside functions; that of a number such as 1/2 does not count."""
    if isinstance(term, Apply) and term.function != "sqrt":
        return False
    if isinstance(term, Div):
        return any(not isinstance(node, Num) for node in walk(term) if node is not term)
    return any(map(_has_fraction, children(term)))
