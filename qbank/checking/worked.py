"""The draws that an author worked by hand: given these parameters, these quantities and answers are expected."""

from collections.abc import Iterator
from contextlib import suppress
from difflib import get_close_matches
from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from qbank.authoring.schema import ItemModel
from qbank.checking.keys import key_response
from qbank.content import Piece, Text, finite_decimals, plain
from qbank.errors import Fault, OffsetError, QbankError
from qbank.generation.axes import Axis
from qbank.generation.draw import Batch, NumberedDraw
from qbank.generation.names import UNKNOWN, broken_names, may_be_unread_part
from qbank.generation.program import Program
from qbank.generation.solution import Derived
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
from qbank.markup.text import blocks
from qbank.model import exact
from qbank.question_types.question_type import Path
from qbank.question_types.separable import displayed
from qbank.response import Score
from qbank.term import Term
from qbank.text import compile_text

LONGEST = 300
"""A derivation of more characters is not shown in a message."""


def worked_faults(compiled: Program) -> list[Fault]:
    """One fault for each expectation that does not come true."""
    model, faults = compiled.model, list[Fault]()
    expectable = _expectable(model)
    for number, test in enumerate(model.tests):
        at: Path = ("tests", number)
        misgiven = [*_misgiven(model, number, set())] or [*_misfits(compiled, number)]
        faults += [*misgiven, *_misexpected(model, number, set())]
        if misgiven:
            continue
        try:
            work = Work.of(compiled, test.given)
        except (QbankError, ValueError) as error:
            faults.append(model.origin.fault((*at, "given"), f"this draw cannot be worked: {error}"))
            continue
        for name, expected in test.expect.items():
            if name in expectable:
                messages = dict.fromkeys(work.differences(name, expected))
                faults += [model.origin.fault((*at, "expect", name), message) for message in messages]
    return faults


def name_faults(model: ItemModel, unread: frozenset[Path]) -> list[Fault]:
    """What is wrong with the names in the worked tests of a question of which some fields could not be read."""
    broken = broken_names(model, unread)
    if UNKNOWN in broken:
        return []
    numbers = [number for number in range(len(model.tests)) if ("tests", number) not in unread]
    faults = [fault for number in numbers for fault in _misgiven(model, number, broken)]
    if not may_be_unread_part(unread):
        faults += [fault for number in numbers for fault in _misexpected(model, number, broken)]
    return faults


def _misgiven(model: ItemModel, number: int, broken: set[str]) -> Iterator[Fault]:
    """What a test gives and is no parameter; else what it does not give."""
    at, given = ("tests", number, "given"), model.tests[number].given
    unknown = [name for name in given if name not in model.parameters and name not in broken]
    for name in unknown:
        hint = _nearest(name, list(model.parameters))
        yield model.origin.key_fault((*at, name), f"{name!r} is not a parameter", hint)
    missing = [name for name, one in model.parameters.items() if name not in given and not one.hidden]
    if missing and not unknown:
        message = f"{', '.join(map(repr, missing))} {'is' if len(missing) == 1 else 'are'} not given"
        yield model.origin.fault(at, message, "a worked draw gives every parameter that is not hidden")


def _misfits(compiled: Program, number: int) -> Iterator[Fault]:
    """What a test gives that is of another kind than the parameter."""
    axes = {axis.name: axis for axis in compiled.axes}
    for name, value in compiled.model.tests[number].given.items():
        try:
            _drawn(axes[name], value)
        except ValueError as error:
            yield compiled.model.origin.fault(("tests", number, "given", name), str(error))


def _misexpected(model: ItemModel, number: int, broken: set[str]) -> Iterator[Fault]:
    """What a test expects of something that there is not."""
    known = _expectable(model)
    for name in model.tests[number].expect:
        if name not in known and name not in broken:
            message = f"{name!r} is neither a quantity under 'let' nor a part"
            yield model.origin.key_fault(("tests", number, "expect", name), message, _nearest(name, known))


def _expectable(model: ItemModel) -> list[str]:
    return [*model.let, *(model.part_id(number) for number in range(len(model.parts)))]


def _nearest(name: str, known: list[str]) -> str:
    close = get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known) or 'none'}"


def _drawn(axis: Axis, value: object) -> Drawn:
    """A given value as the parameter's own kind: numbers, a list of numbers, or a word."""
    if isinstance(value, (list, tuple)) != (axis.lengths != (None,)):
        wanted = "one value, not a list" if axis.lengths == (None,) else "a list, not one value"
        raise ValueError(f"{axis.name!r} is {wanted}")
    if isinstance(value, (list, tuple)):
        return tuple(map(exact, value))
    return str(value) if isinstance(axis.values[0], str) else exact(value)


class Work(Struct, frozen=True):
    """A draw worked by hand, and the item that it gives."""

    compiled: Program
    environment: dict[str, Drawn]
    item: Item

    @classmethod
    def of(cls, compiled: Program, given: dict[str, object]) -> "Work":
        """The draw with these parameters; DrawError or ValueError where there is no such draw."""
        environment = _given(compiled, given)
        return cls(compiled, environment, compiled.given(environment))

    def differences(self, name: str, expected: object) -> Iterator[str]:
        """In what a quantity, or the answer to a part, is not as expected."""
        quantities = dict(self.item.quantities)
        if name in quantities:
            term = self.compiled.terms.terms[dict(self.compiled.quantities)[name]]
            yield from self.number_difference(name, quantities[name], expected, term)
        for part in self.item.parts:
            if part.id == name:
                yield from self.answer_difference(part, expected)

    def answer_difference(self, part: Part, expected: object) -> Iterator[str]:
        """Whether a part's answer is as expected: a number, an option's text, several, pairs, a formula or a text."""
        answer, name = self.item.answer(part.id), part.id
        match part.interaction:
            case NumericEntry():
                term = None if answer.working is None else answer.working.term
                yield from self.number_difference(name, answer.number, expected, term)
            case ExpressionEntry() | TextEntry():
                outcome = grade(self.item, {name: str(expected)})[name]
                if not isinstance(outcome, Score) or outcome.earned != part.points:
                    right = key_response(part, answer)
                    yield f"the answer {str(expected)!r} to {name!r} does not earn all points; {right!r} does"
            case SingleChoice(choices):
                yield from self.text_difference(name, [_text(choices, answer.choice)], [expected])
            case MultipleChoice(choices):
                found = sorted(_text(choices, one) for one in answer.ids)
                yield from self.text_difference(name, found, expected, ordered=False)
            case Ordering(steps):
                yield from self.text_difference(name, [_text(steps, one) for one in answer.ids], expected)
            case Matching(sources, targets):
                found = sorted(f"{_text(sources, one.source)} → {_text(targets, one.target)}" for one in answer.pairs)
                wanted = [f"{left} → {right}" for left, right in _pairs(expected)]
                yield from self.text_difference(name, found, wanted, ordered=False)
            case ExtendedText():
                yield f"{name!r} is marked by a person: no answer of it can be expected"
            case _:
                assert_never(part.interaction)

    def number_difference(self, name: str, found: Drawn, expected: object, term: Term | None) -> Iterator[str]:
        """Whether a quantity is as expected: a number, a list, or a word."""
        try:
            same = self.is_same(found, expected)
        except ValueError as error:
            yield f"{name!r}: {error}"
            return
        if not same:
            worked = (
                derivation(self.compiled, self.environment, term)
                if isinstance(found, Fraction) and term is not None
                else ""
            )
            yield f"expected {name} = {_said(expected)}, but {name} = {worked or _said(found)}"

    def is_same(self, found: Drawn, expected: object) -> bool:
        """Exact numbers must be equal; where numbers are irrational, the found one is rounded as the expected one is."""
        if isinstance(found, tuple):
            listed = expected if isinstance(expected, (list, tuple)) else ()
            return len(found) == len(listed) and all(map(self.is_same, found, listed))
        if not isinstance(found, Fraction):
            return str(found) == str(expected)
        number = exact(expected)
        decimals = finite_decimals(number)
        rounded = self.compiled.real and decimals is not None and displayed(found, decimals) == number
        return found == number or rounded

    def text_difference(self, name: str, found: list[str], expected: object, *, ordered: bool = True) -> Iterator[str]:
        """Whether options have the texts that are expected, in this order or in any."""
        try:
            wanted = [_shown(one) for one in expected] if isinstance(expected, (list, tuple)) else [_shown(expected)]
        except OffsetError as error:
            yield f"the expected option cannot be read: {error.message}"
            return
        if found == (wanted if ordered else sorted(wanted)):
            return
        here = ", ".join(f"{quantity} = {_said(value)}" for quantity, value in self.item.quantities)
        right, told = (repr(one[0]) if len(one) == 1 else _said(one) for one in (found, wanted))
        yield f"expected {name} = {told}, but {name} = {right}" + (f", where {here}" if here else "")


def derivation(compiled: Program, environment: dict[str, Drawn], term: Term) -> str:
    """How the value of a Term comes about in a draw, in one line; empty where that says nothing or too much."""
    batch = Batch(compiled.terms, [environment], compiled.model.id, "")
    text = Derived(term, "", None, compiled.decimals, compiled.terms, lambda _: compiled.real)
    with suppress(QbankError):
        line = " ".join(blocks(text.fill(NumberedDraw(batch, 0, 0))).split())
        return line if len(line) <= LONGEST else ""
    return ""


def _pairs(expected: object) -> list[tuple[object, object]]:
    return list(expected.items()) if isinstance(expected, dict) else []


def _text(choices: tuple[Choice, ...], id: str) -> str:
    return next(plain(choice.text) for choice in choices if choice.id == id)


def _shown(expected: object) -> str:
    """An expected text as it is shown; it is Markdown, like the option."""
    return plain(Text((Piece(compile_text(str(expected)).tree),)))


def _said(value: object) -> str:
    """A number as a decimal where it has one, and as a fraction; a list in brackets."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_said, value))}]"
    if not isinstance(value, Fraction):
        return repr(value)
    decimals = finite_decimals(value)
    return str(value) if decimals is None or decimals == 0 else f"{float(value):.{decimals}f}"


def _given(compiled: Program, given: dict[str, object]) -> dict[str, Drawn]:
    """The parameters of a worked draw; hidden ones that are not given take their first value."""
    hidden = {axis.name: axis.value(axis.lengths[0], 0) for axis in compiled.axes if axis.name not in given}
    axes = {axis.name: axis for axis in compiled.axes}
    return hidden | {name: _drawn(axes[name], value) for name, value in given.items()}
