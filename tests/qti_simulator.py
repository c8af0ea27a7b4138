"""Response processing of QTI as its specification says it, for the rules and operators that assessment items commonly use.

Written after the information models (1EdTech, QTI 2.1 Assessment Test, Section and Item, sections 8 and 15; QTI 3.0 ASI,
sections on response processing and expressions). Both versions are read: names are brought to one form first. What is unknown
raises, so that nothing is passed over.

A value is None (NULL), a float, a string, or a tuple of them: sorted, where the cardinality is multiple.
"""

import math
import re
from collections.abc import Callable
from typing import Any

from lxml import etree  # type: ignore[import-untyped]

Value = Any
NUMBERS = ("float", "integer")


def name(element: Any) -> str:
    """What an element is called in both versions: ``qti-response-if`` and ``responseIf`` are ``response-if``."""
    return kebab(etree.QName(element).localname.removeprefix("qti-"))


def kebab(word: str) -> str:
    return re.sub("[A-Z]", lambda found: f"-{found[0].lower()}", word)


def attributes(element: Any) -> dict[str, str]:
    return {kebab(key): value for key, value in element.attrib.items()}


def children(element: Any) -> list[Any]:
    return [child for child in element if isinstance(child.tag, str)]


class Item:
    """An item that can be answered."""

    def __init__(self, xml: bytes) -> None:
        self.root = etree.fromstring(xml)
        self.types: dict[str, tuple[str, str]] = {}
        self.correct: dict[str, Value] = {}
        self.defaults: dict[str, Value] = {}
        self.mappings: dict[str, Any] = {}
        self.responses: list[str] = []
        for one in children(self.root):
            if name(one) in ("response-declaration", "outcome-declaration"):
                self._declare(one)

    def _declare(self, declared: Any) -> None:
        told = attributes(declared)
        own = told["identifier"]
        assert own not in self.types, f"{own} is declared twice"
        self.types[own] = told["base-type"], told["cardinality"]
        parts = {name(child): child for child in children(declared)}
        if name(declared) == "response-declaration":
            self.responses.append(own)
            self.correct[own] = self._values(own, parts.get("correct-response"))
            self.mappings[own] = parts.get("mapping")
            self.defaults[own] = None
            return
        default = self._values(own, parts.get("default-value"))
        self.defaults[own] = 0.0 if default is None and told["base-type"] in NUMBERS else default

    def _values(self, own: str, element: Any) -> Value:
        if element is None:
            return None
        base, cardinality = self.types[own]
        found = tuple(read(base, child.text or "") for child in children(element))
        return found[0] if cardinality == "single" else container(cardinality, found)

    def answered(self, responses: dict[str, Value]) -> dict[str, Value]:
        """The outcomes after an attempt with these responses; those that are left out are NULL."""
        assert set(responses) <= set(self.responses)
        variables = {**self.defaults, **responses}
        processing = next(one for one in children(self.root) if name(one) == "response-processing")
        Processing(self, variables).rules(children(processing))
        return variables

    def feedback(self, outcomes: dict[str, Value]) -> list[str]:
        """The modal feedback that is shown, as text."""
        shown = [one for one in children(self.root) if name(one) == "modal-feedback"]
        told = outcomes["REMARKS"]
        assert told, "players fail on an empty outcome of feedback"
        return [" ".join("".join(one.itertext()).split()) for one in shown if attributes(one)["identifier"] in told]


def read(base: str, text: str) -> Value:
    """A value as written; a number is a plain decimal."""
    if base in NUMBERS:
        assert re.fullmatch(r"-?\d+(\.\d+)?", text), f"{text!r} is no plain decimal"
        return float(text)
    return text.strip() if base != "string" else text


def container(cardinality: str, values: tuple[Value, ...]) -> Value:
    """Several values; an empty container is NULL."""
    if not values:
        return None
    return values if cardinality == "ordered" else tuple(sorted(values))


class Processing:
    """The rules of an item, carried out one after the other."""

    def __init__(self, item: Item, variables: dict[str, Value]) -> None:
        self.item, self.variables = item, variables

    def rules(self, rules: list[Any]) -> None:
        for rule in rules:
            match name(rule):
                case "response-condition":
                    self._condition(rule)
                case "set-outcome-value":
                    self._set(rule)
                case other:
                    raise AssertionError(f"unknown rule {other}")

    def _set(self, rule: Any) -> None:
        own = attributes(rule)["identifier"]
        base, cardinality = self.item.types[own]
        value = self.value(children(rule)[0])
        if value is not None and cardinality == "single":
            assert isinstance(value, float if base in NUMBERS else str)
            assert base != "integer" or value.is_integer()
        self.variables[own] = value

    def _condition(self, rule: Any) -> None:
        for branch in children(rule):
            inside = children(branch)
            if name(branch) == "response-else":
                return self.rules(inside)
            assert name(branch) in ("response-if", "response-else-if")
            if self.value(inside[0]) is True:
                return self.rules(inside[1:])
        return None

    def value(self, expression: Any) -> Value:
        """What an expression is worth."""
        told = attributes(expression)
        match name(expression):
            case "variable":
                return self.variables[told["identifier"]]
            case "correct":
                return self.item.correct[told["identifier"]]
            case "base-value":
                return read(told["base-type"], expression.text or "")
            case "map-response":
                return self._mapped(told["identifier"])
            case "pattern-match":
                (text,) = self._operands(expression)
                return None if text is None else bool(re.fullmatch(told["pattern"], text))
            case "index":
                (values,) = self._operands(expression)
                place = int(self.variables[told["n"]] if told["n"] in self.variables else told["n"])
                return None if values is None or place > len(values) else values[place - 1]
            case "math-operator":
                return calculated(MATHS[told["name"]], self._operands(expression))
            case operator:
                return OPERATORS[operator](self._operands(expression))

    def _operands(self, expression: Any) -> list[Value]:
        return [self.value(child) for child in children(expression)]

    def _mapped(self, own: str) -> Value:
        mapping, response = self.item.mappings[own], self.variables[own]
        if response is None:
            return 0.0
        told = attributes(mapping)
        entries = {one["map-key"]: float(one["mapped-value"]) for one in map(attributes, children(mapping))}
        total = sum(entries.get(key, float(told["default-value"])) for key in set(response))
        return max(total, float(told["lower-bound"])) if "lower-bound" in told else total


def _all(operands: list[Value]) -> Value:
    return False if False in operands else None if None in operands else True


def _any(operands: list[Value]) -> Value:
    return True if True in operands else None if None in operands else False


def calculated(function: Callable[..., Value], operands: list[Value]) -> Value:
    """A function of values, NULL where one of them is or where it has no value."""
    if any(operand is None for operand in operands):
        return None
    try:
        return function(*operands)
    except (ZeroDivisionError, ValueError, OverflowError):
        return None


def _multiple(operands: list[Value]) -> Value:
    found: list[Value] = []
    for operand in operands:
        found += [] if operand is None else operand if isinstance(operand, tuple) else [operand]
    return container("multiple", tuple(found))


def over(function: Callable[..., Value]) -> Callable[[list[Value]], Value]:
    return lambda operands: calculated(function, operands)


def _total(*numbers: float) -> float:
    return float(sum(numbers))


def _power(base: float, exponent: float) -> float:
    value = base**exponent
    if isinstance(value, complex):
        raise ValueError
    return value


OPERATORS: dict[str, Callable[[list[Value]], Value]] = {
    "is-null": lambda operands: operands[0] is None,
    "not": over(lambda value: not value),
    "and": _all,
    "or": _any,
    "gte": over(lambda one, other: one >= other),
    "lte": over(lambda one, other: one <= other),
    "gt": over(lambda one, other: one > other),
    "lt": over(lambda one, other: one < other),
    "match": over(lambda one, other: one == other),
    "member": over(lambda one, several: one in several),
    "multiple": _multiple,
    "sum": over(_total),
    "product": over(lambda *numbers: math.prod(numbers)),
    "subtract": over(lambda one, other: one - other),
    "divide": over(lambda one, other: one / other),
    "power": over(_power),
    "min": over(min),
    "max": over(max),
}
MATHS: dict[str, Callable[[float], float]] = {"exp": math.exp, "ln": math.log, "abs": abs}
