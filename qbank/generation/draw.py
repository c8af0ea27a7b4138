"""Draws: the parameters, and the value of whatever is asked for; solved many at a time, on the arrays that proved them."""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cached_property, lru_cache, partial
from typing import Any, TypeAlias, cast

import numpy as np

from qbank.content import Number, Style, Value
from qbank.errors import ExpressionError, Undefined
from qbank.expressions.evaluate import Environment, Evaluator, opened
from qbank.expressions.ratios import NotRational, Ratios, Truths
from qbank.expressions.reals import Reals
from qbank.expressions.shared import Together
from qbank.generation.cells import CellBatch, Labels
from qbank.generation.streams import Stream
from qbank.question_types.question_type import Cells
from qbank.question_types.separable import displayed, rational
from qbank.rl.arithmetic import Quantity
from qbank.term import Sym, Term

Shape: TypeAlias = tuple[tuple[str, int], ...]


class Terms:
    """Registered Terms, compiled when first asked for, once for each shape of the lists."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.numbers: dict[Term, int] = {}
        self.columns: list[Callable[[Cells], Sequence[Any]]] = []
        self.shapes: dict[Shape, dict[int, Evaluator]] = {}
        self.together: dict[Shape, Together] = {}

    def register(self, term: Term) -> int:
        """The number of a Term; equal Terms have the same."""
        if term not in self.numbers:
            self.numbers[term] = len(self.terms)
            self.terms.append(term)
        return self.numbers[term]

    def register_columns(self, compute: Callable[[Cells], Sequence[Any]]) -> int:
        """The number of a group of columns."""
        self.columns.append(compute)
        return len(self.columns) - 1

    def evaluators(self, shape: Shape) -> dict[int, Evaluator]:
        """The Terms compiled so far for a shape, by number."""
        return self.shapes.setdefault(shape, {})

    def evaluator(self, term: Term, shape: Mapping[str, int]) -> Evaluator:
        """A Term compiled for a shape."""
        key = tuple(sorted(shape.items()))
        number = self.register(term)
        return self.evaluators(key).get(number) or self.compile(number, key)

    def compile(self, number: int, shape: Shape) -> Evaluator:
        """Compile a Term for a shape and remember it."""
        try:
            made = self.together.setdefault(shape, Together()).compiled(opened(self.terms[number], dict(shape)))
        except ExpressionError as error:  # lists whose lengths do not belong together: such draws have no value
            made = partial(_never, error.message)
        self.evaluators(shape)[number] = made
        return made


class Batch:
    """Variants of a question whose lists have the same lengths, solved together: columns of values, computed when asked for.

    Values that leave the rational numbers are computed by balls; such variants come in batches of one, so that each can be
    repeated with more precision (``forget``).
    """

    def __init__(self, terms: Terms, environments: Sequence[Environment], identity: str, seed: str) -> None:
        self.terms, self.environments, self.identity, self.seed = terms, environments, identity, seed
        self.shape = shape_of(environments[0])
        self.forget()

    def forget(self) -> None:
        """Forget every value."""
        self.values: dict[int, Sequence[Quantity]] = {}
        self.looks: dict[tuple[int, int | None, Style], Sequence[Any]] = {}
        self.pairs: dict[tuple[tuple[int, ...], int | None], Sequence[tuple[Any, ...]]] = {}
        self.rows: dict[int, Sequence[tuple[Any, ...]]] = {}

    @cached_property
    def cells(self) -> CellBatch:
        """The draws as arrays."""
        names = self.environments[0]
        rows = {name: _row([environment[name] for environment in self.environments]) for name in names}
        shape = dict(self.shape)
        return CellBatch(len(self.environments), rows, lambda term: self.terms.evaluator(term, shape))

    def column(self, quantity: int) -> Sequence[Quantity]:
        """The value of a registered Term in each draw; None where it has none."""
        if quantity not in self.values:
            self.values[quantity] = self._column(quantity)
        return self.values[quantity]

    def _column(self, quantity: int) -> Sequence[Quantity]:
        term = self.terms.terms[quantity]
        if isinstance(term, Sym):
            return [environment[term.name] for environment in self.environments]
        try:
            return _entries(self.cells.value(term), len(self.environments))
        except (NotRational, Undefined):  # real numbers too: what is shown is rounded from balls
            evaluator = self.terms.evaluator(term, dict(self.shape))
            return [_or_none(evaluator, environment) for environment in self.environments]

    def shown(self, quantity: int, decimals: int | None, style: Style) -> "Sequence[Value | None]":
        """The value of a registered Term in each draw, as it stands on the page; None where it has none."""
        key = quantity, decimals, style
        if key not in self.looks:
            pairs = self._exact_pairs(quantity)
            if pairs is None:
                self.looks[key] = [_shown(value, decimals, style) for value in self.column(quantity)]
            else:
                self.looks[key] = [_number(*pair, decimals, style) for pair in pairs]
        return self.looks[key]

    def _exact_pairs(self, quantity: int) -> list[tuple[int, int]] | None:
        """Numerators and denominators of a Term that is a rational number in every draw; else None."""
        try:
            value = self.cells.value(self.terms.terms[quantity])
        except (NotRational, Undefined):
            return None
        return value.pairs() if isinstance(value, Ratios) and value.undefined is None else None

    def numbers(self, quantities: tuple[int, ...], decimals: int | None) -> Sequence[tuple[Any, ...]]:
        """Registered Terms in each draw, each as an exact number and as it stands on the page."""
        key = quantities, decimals
        if key not in self.pairs:
            self.pairs[key] = list(zip(*(self._pairs(quantity, decimals) for quantity in quantities), strict=True))
        return self.pairs[key]

    def _pairs(self, quantity: int, decimals: int | None) -> list[tuple[Fraction, Any] | None]:
        both = zip(self.column(quantity), self.shown(quantity, decimals, "plain"), strict=True)
        return [None if value is None else (rational(value), figure) for value, figure in both]

    def table(self, columns: int) -> Sequence[tuple[Any, ...]]:
        """The rows of registered columns."""
        if columns not in self.rows:
            computed = self.terms.columns[columns](self.cells)
            self.rows[columns] = (
                list(zip(*(column.tolist() for column in computed), strict=True)) or [()] * self.cells.size
            )
        return self.rows[columns]


class NumberedDraw:
    """A variant of a question: one row of a batch."""

    __slots__ = ("batch", "index", "variant")

    def __init__(self, batch: Batch, index: int, variant: int) -> None:
        self.batch, self.index, self.variant = batch, index, variant

    @property
    def shape(self) -> Shape:
        """The length of each list."""
        return self.batch.shape

    @property
    def environment(self) -> Environment:
        """The parameters."""
        return self.batch.environments[self.index]

    def value(self, quantity: int) -> Quantity:
        """The value of a registered Term; Undefined where it has none."""
        return _existing(self.batch.column(quantity)[self.index])

    def shown(self, quantity: int, decimals: int | None, style: Style = "plain") -> Value:
        """The value as it stands on the page; Undefined where it has none."""
        found: Value = _existing(self.batch.shown(quantity, decimals, style)[self.index])
        return found

    def row(self, columns: int) -> tuple[Any, ...]:
        """This draw's entries of registered columns."""
        return self.batch.table(columns)[self.index]

    def numbers(self, quantities: tuple[int, ...], decimals: int | None) -> tuple[tuple[Fraction, Number] | None, ...]:
        """The values of registered Terms as exact numbers and as they stand on the page; None where one has none."""
        return self.batch.numbers(quantities, decimals)[self.index]

    def stream(self, name: str, *, every: int = 1) -> Stream:
        """Random integers of this draw, or shared by each ``every`` consecutive variants."""
        return Stream(self.batch.identity, self.batch.seed, self.variant // every, name)


@lru_cache(maxsize=65_536)
def _fraction(numerator: int, denominator: int) -> Fraction:
    """A reduced number; over many draws most have been seen, so they are remembered."""
    return Fraction(numerator, denominator)


@lru_cache(maxsize=65_536)
def _number(numerator: int, denominator: int, decimals: int | None, style: Style) -> Number:
    return Number(Fraction(numerator, denominator), decimals, style)


def _existing(found: Any) -> Any:
    if found is None:
        message = "a value does not exist in this draw"
        raise Undefined(message)
    return found


def _shown(value: Quantity, decimals: int | None, style: Style) -> "Value | None":
    """A quantity on the page: irrational numbers are rounded, proved, before they become figures."""
    match value:
        case Fraction():
            return Number(value, decimals, style)
        case str() | None:
            return value
        case tuple():
            return cast("Value", tuple(_shown(element, decimals, style) for element in value))
        case bool():
            return str(value).lower()
        case _:
            return Number(rational(value) if decimals is None else displayed(value, decimals), decimals, style)


def shape_of(environment: Environment) -> Shape:
    """The length of each list, by name."""
    return tuple(sorted((name, len(value)) for name, value in environment.items() if isinstance(value, tuple)))


def _row(values: Sequence[Quantity]) -> Any:
    """One parameter's values in many draws."""
    match values[0]:
        case str():
            return Labels(np.array(values, dtype=object))
        case tuple():
            return tuple(_row(elements) for elements in zip(*values, strict=True))
        case _:
            return Ratios.of(values)


def _entries(value: Any, size: int) -> Sequence[Quantity]:
    """An array's entries as exact numbers, truths or words; None where undefined."""
    match value:
        case Ratios():
            entries = [_fraction(*pair) for pair in value.pairs()]
        case Truths() | Labels():
            entries = value.values.tolist()
        case Reals():
            raise NotRational
        case tuple():
            return list(zip(*(_entries(element, size) for element in value), strict=True))
        case _:
            return [value] * size
    undefined = getattr(value, "undefined", None)
    if undefined is None:
        return entries
    return [None if missing else entry for entry, missing in zip(entries, undefined.tolist(), strict=True)]


def _never(message: str, environment: Environment) -> Quantity:  # noqa: ARG001
    raise Undefined(message)


def _or_none(evaluator: Evaluator, environment: Environment) -> Quantity:
    try:
        return evaluator(environment)
    except Undefined:
        return None
