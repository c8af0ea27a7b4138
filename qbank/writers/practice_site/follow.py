"""Errors carried forward: how a key is computed from what was answered in other parts, as lists that the page computes with.

``["*", "9/10", ["part", "value"]]`` is nine tenths of what was answered in the part ``value``. The draw's own numbers are put in.
"""

from collections.abc import Mapping

from qbank.item import Drawn, Item, Part
from qbank.term import Add, Apply, Div, Index, Mul, Neg, Num, Pow, Sub, Sym, Term
from qbank.writers.task import PARTS, follow, followed, parameter

Computed = str | list["Computed"]
"""A number as exact text, or an operation: its sign or name, then what it is applied to."""
FUNCTIONS = frozenset({"abs", "clip", "exp", "log", "max", "min", "sqrt"})
LOST = "what follows from an earlier answer is computed in a way that the page does not know: it earns nothing"


def followed_by(item: Item, part: Part) -> dict[str, object]:
    """How a part's key follows from other answers, and what a number earns that is right so; nothing where none does."""
    working = item.answer(part.id).working
    found = _follows(item, part)
    if found is None or working is None:
        return {}
    return {"follow": found, "follow_credit": str(working.follow_credit)}


def losses(item: Item, part: Part) -> list[str]:
    """What is lost of an error that is carried forward."""
    return [LOST] if followed(item, part) and _follows(item, part) is None else []


def _follows(item: Item, part: Part) -> Computed | None:
    term = follow(item, part)
    return None if term is None else computed(term, dict(item.parameters))


def computed(term: Term, parameters: Mapping[str, Drawn]) -> Computed | None:
    """A Term as lists; None where there is something in it that the page cannot compute.

    >>> from fractions import Fraction
    >>> computed(Sym("discount") * Sym("parts.value"), {"discount": Fraction(9, 10)})
    ['*', '9/10', ['part', 'value']]
    >>> computed(Sym("parts.value") < 2, {}) is None
    True
    """
    match term:
        case Num(value):
            return str(value)
        case Sym(name) if name.startswith(PARTS):
            return ["part", name.removeprefix(PARTS)]
        case Sym() | Index(Sym(), Num()):
            number = parameter(term, parameters)
            return None if number is None else str(number)
        case Neg(operand):
            return _all("minus", (operand,), parameters)
        case Add(left, right):
            return _all("+", (left, right), parameters)
        case Sub(left, right):
            return _all("-", (left, right), parameters)
        case Mul(left, right):
            return _all("*", (left, right), parameters)
        case Div(left, right):
            return _all("/", (left, right), parameters)
        case Pow(base, exponent):
            return _all("^", (base, exponent), parameters)
        case Apply(function, arguments) if function in FUNCTIONS:
            return _all(function, arguments, parameters)
        case _:
            return None


def _all(name: str, terms: tuple[Term, ...], parameters: Mapping[str, Drawn]) -> Computed | None:
    """An operation on Terms, if all of them can be computed."""
    found = [computed(term, parameters) for term in terms]
    operands = [one for one in found if one is not None]
    return [name, *operands] if len(operands) == len(found) else None
