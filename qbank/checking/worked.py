"""The draws that an author worked by hand: given these parameters, these quantities and answers are expected."""

from collections.abc import Iterator
from fractions import Fraction

from qbank.content import Piece, Text, finite_decimals, plain
from qbank.errors import Fault, OffsetError, QbankError
from qbank.generation.axes import Axis
from qbank.generation.program import Program
from qbank.item import Answer, Drawn, Item, SingleChoice
from qbank.model import exact
from qbank.question_types.separable import displayed
from qbank.source import Source
from qbank.text import compile_text

Path = tuple[str | int, ...]


def worked_faults(compiled: Program) -> list[Fault]:
    """One fault for each expectation that does not come true."""
    origin = compiled.model.origin
    faults = []
    for number, test in enumerate(compiled.model.tests):
        at: Path = ("tests", number)
        try:
            item = compiled.given(_given(compiled, test.given))
        except (QbankError, KeyError, ValueError) as error:
            faults.append(_fault(origin, (*at, "given"), f"this draw cannot be worked: {error}"))
            continue
        for name, expected in test.expect.items():
            messages = dict.fromkeys(_differences(item, name, expected, real=compiled.real))
            faults += [_fault(origin, (*at, "expect", name), message) for message in messages]
    return faults


def _fault(origin: Source, path: Path, message: str) -> Fault:
    return Fault(origin.file, *origin.place(path), message)


def _given(compiled: Program, given: dict[str, object]) -> dict[str, Drawn]:
    """The parameters of a worked draw; hidden ones that are not given take their first value."""
    parameters = compiled.model.parameters
    unknown = [name for name in given if name not in parameters]
    if unknown:
        raise ValueError(f"{unknown[0]!r} is not a parameter")
    missing = [name for name, parameter in parameters.items() if name not in given and not parameter.hidden]
    if missing:
        raise ValueError(f"{missing[0]!r} is not given")
    hidden = {axis.name: axis.value(axis.lengths[0], 0) for axis in compiled.axes if axis.name not in given}
    axes = {axis.name: axis for axis in compiled.axes}
    return hidden | {name: _drawn(axes[name], value) for name, value in given.items()}


def _drawn(axis: Axis, value: object) -> Drawn:
    """A given value as the parameter's own kind: numbers, a list of numbers, or a word."""
    if isinstance(value, (list, tuple)) != (axis.lengths != (None,)):
        wanted = "one value, not a list" if axis.lengths == (None,) else "a list, not one value"
        raise ValueError(f"{axis.name!r} is {wanted}")
    if isinstance(value, (list, tuple)):
        return tuple(map(exact, value))
    return str(value) if isinstance(axis.values[0], str) else exact(value)


def _differences(item: Item, name: str, expected: object, *, real: bool) -> Iterator[str]:
    quantities = dict(item.quantities)
    parts = {part.id: part for part in item.parts}
    if name in quantities:
        yield from _number_difference(name, quantities[name], expected, real=real)
    if name in parts:
        interaction, answer = parts[name].interaction, item.answer(name)
        if isinstance(interaction, SingleChoice):
            yield from _choice_difference(name, interaction, answer, expected)
        else:
            yield from _number_difference(name, answer.key, expected, real=real)
    if name not in quantities and name not in parts:
        yield f"{name!r} is neither a quantity under 'let' nor a part"


def _number_difference(name: str, found: Drawn, expected: object, *, real: bool) -> Iterator[str]:
    """Exact numbers must be equal; where numbers are irrational, the found one is rounded as the expected one is."""
    if isinstance(found, Fraction):
        try:
            expected = exact(expected)
        except ValueError as error:
            yield f"{name!r}: {error}"
            return
    if isinstance(found, Fraction) and isinstance(expected, Fraction):
        decimals = finite_decimals(expected)
        same = found == expected or (real and decimals is not None and displayed(found, decimals) == expected)
    else:
        same = str(found) == str(expected)
    if not same:
        yield f"{name!r} is {_said(found)}, but {_said(expected)} was expected"


def _choice_difference(name: str, interaction: SingleChoice, answer: Answer, expected: object) -> Iterator[str]:
    right = next(plain(choice.text) for choice in interaction.choices if choice.id == answer.key)
    try:
        wanted = plain(Text((Piece(compile_text(str(expected)).tree),)))
    except OffsetError as error:
        yield f"the expected option cannot be read: {error.message}"
        return
    if right != wanted:
        yield f"the right option of {name!r} is {right!r}, but {wanted!r} was expected"


def _said(value: object) -> str:
    """A number as a decimal where it has one, and as a fraction."""
    if not isinstance(value, Fraction):
        return repr(value)
    decimals = finite_decimals(value)
    return str(value) if decimals is None or decimals == 0 else f"{float(value):.{decimals}f}"
