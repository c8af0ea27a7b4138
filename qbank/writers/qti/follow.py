"""Errors carried forward: response processing computes what follows from the student's own numbers.

Arithmetic is written as the operators of QTI; what QTI has none for (sums over lists, cases) is declared as a loss.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from qbank.content import Paragraph, Piece, Str, Text, Tree
from qbank.item import Drawn, Item, Part
from qbank.term import Add, Apply, Div, Index, Mul, Neg, Num, Pow, Sub, Sym, Term
from qbank.wording import FOLLOWS
from qbank.writers.qti.numbers import HAIR, bands, decimal, tolerated
from qbank.writers.qti.records import Between, Carried, Place, Remark
from qbank.writers.task import PARTS, follow, followed, parameter

MINUS_ONE, HALF = Num(Fraction(-1)), Num(Fraction(1, 2))
FUNCTIONS = {"exp": "exponential", "log": "logarithm", "abs": "absolute", "min": "least", "max": "largest"}
SAID = Text((Piece(Tree((Paragraph((Str(FOLLOWS),)),))),))


class Operation(NamedTuple):
    """A macro that writes an operator, and what it is applied to: operations, or at the bottom a number or a part's id."""

    macro: str
    operands: "tuple[Operation | str, ...]"


def carried(place: Place) -> tuple[str, tuple[Remark, ...]]:
    """What is processed after a number was judged by itself, and what is said; nothing where nothing is carried forward."""
    operation, answer = follows(place.item, place.part), place.item.answer(place.part.id)
    if operation is None or answer.working is None:
        return "", ()
    remark = Remark(f"{place.own}follows", SAID)
    tolerance = tolerated(answer)
    record = Carried(
        response=place.response,
        outcome=place.outcome,
        given=tuple([_own_band(place, other) for other in followed(place.item, place.part)]),
        computed=_written(operation, place),
        tolerance=decimal(tolerance + 10 * HAIR * max(abs(answer.number), tolerance)),
        points=decimal(place.part.points),
        share=decimal(place.part.points * answer.working.follow_credit),
        feedback=remark.id,
    )
    return place.macros("carried", record), (remark,)


def follows(item: Item, part: Part) -> Operation | None:
    """How a part's key is computed from the student's numbers in others; None where it is not, or QTI has no operator for it."""
    term = follow(item, part)
    return None if term is None else operation(term, dict(item.parameters))


def operation(term: Term, parameters: Mapping[str, Drawn]) -> Operation | None:
    """A Term as operations of QTI, with its parameters' numbers; None where there is none for something in it.

    >>> operation(-Sym("parts.a"), {})
    Operation(macro='multiplied', operands=(Operation(macro='number', operands=('-1',)), Operation(macro='value', ...)))
    >>> operation(Sym("parts.a") < 2, {}) is None
    True
    """
    match term:
        case Num(value):
            return Operation("number", (decimal(value),))
        case Sym(name) if name.startswith(PARTS):
            return Operation("value", (name.removeprefix(PARTS),))
        case Sym() | Index(Sym(), Num()):
            number = parameter(term, parameters)
            return None if number is None else Operation("number", (decimal(number),))
        case Neg(operand):
            return _all("multiplied", (MINUS_ONE, operand), parameters)
        case Add(left, right):
            return _all("added", (left, right), parameters)
        case Sub(left, right):
            return _all("subtracted", (left, right), parameters)
        case Mul(left, right):
            return _all("multiplied", (left, right), parameters)
        case Div(left, right):
            return _all("divided", (left, right), parameters)
        case Pow(base, exponent):
            return _all("raised", (base, exponent), parameters)
        case Apply(function, arguments):
            return _applied(function, arguments, parameters)
        case _:
            return None


def _applied(function: str, arguments: tuple[Term, ...], parameters: Mapping[str, Drawn]) -> Operation | None:
    match function, arguments:
        case "clip", (value, low, high):
            return _all("least", (Apply("max", (value, low)), high), parameters)
        case "sqrt", (value,):
            return _all("raised", (value, HALF), parameters)
        case _ if function in FUNCTIONS:
            return _all(FUNCTIONS[function], arguments, parameters)
        case _:
            return None


def _all(macro: str, terms: tuple[Term, ...], parameters: Mapping[str, Drawn]) -> Operation | None:
    """An operation on Terms, if all of them can be written."""
    operands = [operation(term, parameters) for term in terms]
    found = tuple([one for one in operands if one is not None])
    return Operation(macro, found) if len(found) == len(operands) else None


def _written(one: Operation | str, place: Place) -> str:
    """An operation as markup."""
    if isinstance(one, str):
        return one
    if one.macro == "value":
        return place.macros("value", tuple(place.responses[str(part)] for part in one.operands))
    return place.macros(one.macro, tuple([_written(operand, place) for operand in one.operands]))


def _own_band(place: Place, part: str) -> Between:
    """The numbers that are right in another part."""
    first = bands(place.item.answer(part))[0]
    return Between(place.responses[part], first.lower, first.upper)
