"""A draw that somebody chooses: a variant with other values for some of its parameters."""

from collections.abc import Iterator, Mapping
from fractions import Fraction

from qbank.errors import QbankError
from qbank.expressions.cost import cost
from qbank.expressions.evaluate import constant
from qbank.expressions.parse import parse
from qbank.generation.axes import Axis
from qbank.generation.cells import CellBatch
from qbank.generation.draw import Batch
from qbank.generation.program import Program
from qbank.generation.sampling import Rules
from qbank.item import Item
from qbank.rl.arithmetic import Quantity


def chosen(compiled: Program, seed: str, variant: int, values: Mapping[str, str], said: str = "") -> Item:
    """A variant with these values in the place of its own, each as it was typed.

    QbankError where one cannot be read: ``said`` is what its message calls the way in which values are given.
    """
    if not values:
        return compiled.item(seed, variant)
    parameters = dict(compiled.drawn(seed, variant).parameters)
    for name, text in values.items():
        if name not in parameters:
            raise QbankError(f"{said}{name!r} is no parameter; known: {', '.join(parameters)}")
        try:
            parameters[name] = _value(text, like=parameters[name])
        except QbankError as error:
            raise QbankError(f"{said}{f'{name}={text}'!r}: {error}") from error
    return compiled.given(parameters, seed, variant)


def excluded(compiled: Program, parameters: Mapping[str, Quantity]) -> list[str]:
    """Why a draw is never served: the parameters that lie outside their ranges, or else the conditions that do not hold."""
    outside = [axis.name for axis in compiled.axes if not _is_within(axis, parameters[axis.name])]
    if outside:
        return [f"{name} lies outside its range" for name in outside]
    cells = Batch(compiled.terms, [parameters], compiled.model.id, seed="").cells
    return [cause for component in compiled.space.components for cause in _unmet(component.rules, cells)]


def _unmet(rules: Rules, cells: CellBatch) -> Iterator[str]:
    for condition in rules.constraints:
        if not (condition.admits(cells) & ~cells.undecided).all():
            yield condition.cause
    if rules.strata and not any(cells.truth(stratum).all() for stratum in rules.strata):
        yield "in no stratum"


def _is_within(axis: Axis, value: Quantity) -> bool:
    if isinstance(value, tuple):
        return len(value) in axis.lengths and set(value) <= set(axis.values)
    return value in axis.values


def _value(text: str, like: Quantity) -> Quantity:
    """A parameter's value as typed: a word, a number, or numbers between commas."""
    if isinstance(like, str):
        return text
    if isinstance(like, tuple):
        return tuple(_number(one) for one in text.split(","))
    return _number(text)


def _number(text: str) -> Fraction:
    term = parse(text).term
    cost(term, {})
    value = constant(term)
    if value is None:
        raise QbankError(f"{text!r} is not a number")
    return value
