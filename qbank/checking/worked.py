"""The draws that an author worked by hand: given these parameters, these quantities and answers are expected."""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from qbank.content import Piece, Text, finite_decimals, plain
from qbank.errors import Fault, OffsetError, QbankError
from qbank.generation.axes import Axis
from qbank.generation.program import Program
from qbank.grading.grade import grade
from qbank.interactions import (
    Choice,
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Drawn, Item, Part
from qbank.model import exact
from qbank.question_types.separable import displayed
from qbank.response import Score
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
            try:
                messages = dict.fromkeys(_differences(item, name, expected, real=compiled.real))
            except OffsetError as error:
                messages = {f"the expected option cannot be read: {error.message}": None}
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
        yield from _answer_difference(item, parts[name], expected, real=real)
    if name not in quantities and name not in parts:
        yield f"{name!r} is neither a quantity under 'let' nor a part"


def _answer_difference(item: Item, part: Part, expected: object, *, real: bool) -> Iterator[str]:
    """Whether a part's answer is as expected: a number, an option's text, several, pairs, a formula or a text."""
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            yield from _number_difference(part.id, answer.number, expected, real=real)
        case ExpressionEntry() | TextEntry():
            outcome = grade(item, {part.id: str(expected)})[part.id]
            if not isinstance(outcome, Score) or outcome.earned != part.points:
                yield f"the answer {str(expected)!r} to {part.id!r} does not earn all points"
        case SingleChoice(choices):
            yield from _text_difference(part.id, [_text(choices, answer.choice)], [expected])
        case MultipleChoice(choices):
            found = sorted(_text(choices, one) for one in answer.ids)
            yield from _text_difference(part.id, found, expected, ordered=False)
        case Ordering(steps):
            yield from _text_difference(part.id, [_text(steps, one) for one in answer.ids], expected)
        case Matching(sources, targets):
            found = [f"{_text(sources, pair.source)} → {_text(targets, pair.target)}" for pair in answer.pairs]
            wanted = [f"{_shown(left)} → {_shown(right)}" for left, right in _pairs(expected)]
            if sorted(found) != sorted(wanted):
                yield f"the right pairs of {part.id!r} are {found}, but {wanted} was expected"
        case ExtendedText():
            yield f"{part.id!r} is marked by a person: no answer of it can be expected"
        case _:
            assert_never(part.interaction)


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


def _text_difference(name: str, found: list[str], expected: object, *, ordered: bool = True) -> Iterator[str]:
    """Whether options have the texts that are expected, in this order or in any."""
    wanted = [_shown(one) for one in expected] if isinstance(expected, (list, tuple)) else [_shown(expected)]
    if found == (wanted if ordered else sorted(wanted)):
        return
    if len(found) == len(wanted) == 1:
        yield f"the right option of {name!r} is {found[0]!r}, but {wanted[0]!r} was expected"
    else:
        yield f"the answer to {name!r} is {found}, but {wanted} was expected"


def _pairs(expected: object) -> list[tuple[object, object]]:
    return list(expected.items()) if isinstance(expected, dict) else []


def _text(choices: tuple[Choice, ...], id: str) -> str:
    return next(plain(choice.text) for choice in choices if choice.id == id)


def _shown(expected: object) -> str:
    """An expected text as it is shown; it is Markdown, like the option."""
    return plain(Text((Piece(compile_text(str(expected)).tree),)))


def _said(value: object) -> str:
    """A number as a decimal where it has one, and as a fraction."""
    if not isinstance(value, Fraction):
        return repr(value)
    decimals = finite_decimals(value)
    return str(value) if decimals is None or decimals == 0 else f"{float(value):.{decimals}f}"
