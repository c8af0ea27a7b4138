"""What kind of value an expression has: a number, a truth, a word, or a list of numbers; mixtures are refused."""

from collections.abc import Mapping
from typing import Literal

from qbank.errors import ExpressionError
from qbank.rl.formula import formulas
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

Kind = Literal["number", "condition", "word", "list", "words", "table"]

SAID: Mapping[Kind, str] = {
    "number": "a number",
    "condition": "a condition",
    "word": "a word",
    "list": "a list of numbers",
    "words": "a list of words",
    "table": "a list of lists",
}


def kind_of(term: Term, names: Mapping[str, Kind]) -> Kind:
    """The kind of a Term's value, given that of each name; ExpressionError where kinds do not fit.

    >>> kind_of(Sym("a") < Sym("b"), {"a": "number", "b": "number"})
    'condition'
    """
    match term:
        case Num():
            return "number"
        case Words():
            return "word"
        case Sym(name=name):
            return names.get(name, "number")
        case Add() | Sub() | Mul() | Div() | Neg() | Pow():
            return _all_numbers(term, names, "arithmetic")
        case Index(base=base, index=index):
            _expect(index, names, "number", "an index")
            return _element(kind_of(base, names))
        case Apply(function="len", arguments=(argument,)) if kind_of(argument, names) == "table":
            return "number"
        case Apply(function="len" | "sum" as function, arguments=(argument,)):
            _expect(argument, names, "list", repr(function))
            return "number"
        case Apply(function=function):
            return _all_numbers(term, names, repr(function))
        case Sum(index=index, body=body):
            return _all_numbers(Items((term.lower, term.upper, body)), {**names, index: "number"}, "a sum")
        case Algebra(operation=operation, body=body, name=name):
            _expect(body, {**names, name: "number"}, "number", repr(operation))
            return "number"
        case Items(items=items):
            first: Kind = "list" if kind_of(items[0], names) == "list" else "number"
            for item in items:
                _expect(item, names, first, "a list of lists" if first == "list" else "a list")
            return "table" if first == "list" else "list"
        case _:
            return _decision(term, names)


def _decision(term: Term, names: Mapping[str, Kind]) -> Kind:
    match term:
        case Compare(operator=sign, left=left, right=right):
            first = kind_of(left, names)
            if first == "word" and sign not in ("==", "!="):
                message = f"words are compared with == and !=, not {sign}"
                raise ExpressionError(message)
            if first not in ("word", "number"):
                message = f"{SAID[first]} cannot be compared"
                raise ExpressionError(message)
            _expect(right, names, first, "the other side of a comparison")
            return "condition"
        case Logic(operator=sign, arguments=arguments):
            for argument in arguments:
                _expect(argument, names, "condition", repr(sign))
            return "condition"
        case Cond(test=test, then=then, otherwise=otherwise):
            _expect(test, names, "condition", "'if'")
            kind = kind_of(then, names)
            if kind in ("list", "words", "table"):
                message = "'if' cannot choose between lists"
                raise ExpressionError(message, None, "choose between their elements, or between what is made of them")
            _expect(otherwise, names, kind, "'else'")
            return kind
        case Call(name=name, arguments=arguments):
            return _call(name, arguments, names)
        case _:
            message = f"{type(term).__name__} has no kind"
            raise TypeError(message)


def _call(name: str, arguments: tuple[tuple[str, Term], ...], names: Mapping[str, Kind]) -> Kind:
    if procedure_named(name):
        return "table"
    formula = formulas().get(name)
    if formula is None:  # a format, which says what it takes itself
        return kind_of(arguments[0][1], names)
    for parameter, (_, argument) in zip(formula.signature, arguments, strict=True):
        if parameter.kind == "word":
            parameter.opened(argument)
        _expect(argument, names, parameter.kind, f"{parameter.name!r} of {name!r}")
    return formula.result


def _all_numbers(term: Term, names: Mapping[str, Kind], what: str) -> Kind:
    for below in children(term):
        _expect(below, names, "number", what)
    return "number"


def _expect(term: Term, names: Mapping[str, Kind], wanted: Kind, what: str) -> None:
    found = kind_of(term, names)
    if found != wanted:
        message = f"{what} takes {SAID[wanted]}, not {SAID[found]}"
        raise ExpressionError(message)


def _element(base: Kind) -> Kind:
    elements: dict[Kind, Kind] = {"list": "number", "words": "word", "table": "list"}
    if base not in elements:
        message = f"an index in brackets takes a list of numbers, not {SAID[base]}"
        raise ExpressionError(message)
    return elements[base]
