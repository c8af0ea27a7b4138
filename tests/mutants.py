"""Every Term that one slip of the pen makes: a sign flipped, a term dropped, arguments swapped, an index off by one."""

from collections.abc import Iterator
from fractions import Fraction

from qbank.term import (
    Add,
    Apply,
    Compare,
    Cond,
    Div,
    Index,
    Items,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Term,
    children,
    rebuild,
    walk,
)

OPPOSITE = {"min": "max", "max": "min"}
TURNED = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "==": "!=", "!=": "=="}


def mutants(term: Term) -> dict[Term, str]:
    """Each mutant of a Term, and what was done to it."""
    elements = frozenset(node for node in walk(term) if isinstance(node, Index))
    return {mutant: what for what, mutant in _mutants(term, elements) if mutant != term}


def _mutants(term: Term, elements: frozenset[Term]) -> Iterator[tuple[str, Term]]:
    yield from _of_node(term, elements)
    if isinstance(term, Index):
        return
    for place, below in enumerate(children(term)):
        if _is_nowhere(below):
            continue
        for what, mutant in _mutants(below, elements):
            if not (_is_even(term) and mutant == _swapped(below)):
                yield what, _with_child(term, place, mutant)


def _is_nowhere(term: Term) -> bool:
    """Whether it is a division by zero that says that there is no value: of no slip in it anybody would get a number."""
    match term:
        case Div(right=Sub(left=left, right=right)):
            return left == right
        case _:
            return False


def _is_even(term: Term) -> bool:
    match term:
        case Pow(exponent=Num(value=power)):
            return power == 2
        case Apply(function=function):
            return function == "abs"
        case _:
            return False


def _swapped(term: Term) -> Term | None:
    """The difference the other way round, whose square and absolute value are the same."""
    return Sub(term.right, term.left) if isinstance(term, Sub) else None


def _with_child(term: Term, place: int, mutant: Term) -> Term:
    counted = iter(range(len(children(term))))
    return rebuild(term, lambda below: mutant if next(counted) == place else below)


def _of_node(term: Term, elements: frozenset[Term]) -> Iterator[tuple[str, Term]]:
    match term:
        case Add(left=left, right=right):
            yield from [("sign flipped", Sub(left, right)), ("term dropped", left), ("term dropped", right)]
        case Sub(left=left, right=right):
            yield from [("sign flipped", Add(left, right)), ("swapped", Sub(right, left))]
            yield from [("term dropped", left), ("term dropped", Neg(right))]
        case Mul(left=left, right=right):
            yield from [("factor dropped", left), ("factor dropped", right)]
        case Div(left=left, right=right):
            yield from [("swapped", Div(right, left)), ("divisor dropped", left)]
        case Pow(base=base, exponent=exponent):
            yield from [("power dropped", base), ("off by one", Pow(base, Add(exponent, Num(Fraction(1)))))]
        case Neg(operand=operand):
            yield "sign flipped", operand
        case Index(base=base, index=Num(value=place)):
            for other in (place - 1, place + 1):
                if Index(base, Num(other)) in elements:
                    yield "index off by one", Index(base, Num(other))
        case _:
            yield from _of_choice(term)


def _of_choice(term: Term) -> Iterator[tuple[str, Term]]:
    match term:
        case Apply(function="min" | "max" as function, arguments=arguments):
            yield "min for max", Apply(OPPOSITE[function], arguments)
            yield from (("argument dropped", argument) for argument in arguments if len(arguments) == 2)
        case Apply(function="clip", arguments=(value, low, high)):
            yield from [("clip dropped", value), ("bound dropped", Apply("min", (value, high)))]
            yield "bound dropped", Apply("max", (value, low))
        case Apply(arguments=(argument,)):
            yield "function dropped", argument
        case Compare(operator=sign, left=left, right=right):
            yield "comparison turned", Compare(TURNED[sign], left, right)
        case Cond(otherwise=otherwise) if _is_nowhere(otherwise):
            return
        case Cond(test=test, then=then, otherwise=otherwise):
            yield from [
                ("branches swapped", Cond(test, otherwise, then)),
                ("one branch", then),
                ("one branch", otherwise),
            ]
        case Items(items=(first, second, *others)):
            yield "elements swapped", Items((second, first, *others))
        case _:
            return
