"""One variant as a problem of Open edX: all of its parts in one, so that a student meets the same draw in each of them."""

from collections.abc import Iterator
from fractions import Fraction
from typing import NamedTuple, assert_never

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Item, Part
from qbank.wording import asked
from qbank.writers.alternatives import chosen_formula, formulas
from qbank.writers.format import Loss
from qbank.writers.olx import choices, essay, formula, rows, text, typed
from qbank.writers.olx.numbers import decimal
from qbank.writers.olx.template import Choices, Number, Problem, Rows, Typed, filled
from qbank.writers.task import followed, identifier

Field = Number | Choices | Typed | Rows


class Written(NamedTuple):
    """A finished problem and the name of its file; what is ``whole`` has no file of its own, but stands among its siblings."""

    name: str
    xml: str
    whole: bool = False


def written(item: Item) -> Written:
    """One variant, finished."""
    try:
        if essay.is_essay(item):
            return Written(identifier(item), essay.xml(item), whole=True)
        return Written(identifier(item), xml(item))
    except RefusedError as error:
        raise RefusedError(f"olx: {item.name}: {error}") from error


def xml(item: Item) -> str:
    """One variant as a problem."""
    fields = {part.id: filled()(*field(item, part)) for part in item.parts}
    gaps = {part.id: text.markup(fields[part.id]) for part in item.parts if part.inline}
    solutions = dict.fromkeys(solved for part in item.parts for solved in _solved(item, part))
    return filled()(
        "problem",
        Problem(
            title=text.attribute(f"{item.title} ({item.variant})"),
            points=decimal(item.points),
            objectives=text.attribute(" ".join(item.objectives)),
            tags=text.attribute(", ".join(item.tags)),
            bloom=text.attribute(item.bloom),
            language=text.attribute(item.language),
            stem=text.blocks(item.stem, gaps),
            notes=_notes(item),
            parts="\n".join([fields[part.id] for part in item.parts if not part.inline]),
            solution="\n".join(solutions),
            source=text.words(item.source),
            hints=tuple(map(text.blocks, item.hints)),
        ),
    )


def _solved(item: Item, part: Part) -> Iterator[str]:
    """The worked solution of a part; before it the formula that is right, as it is printed."""
    answer = item.answer(part.id)
    if isinstance(answer.shown, Text):
        yield text.blocks(answer.shown)
    if answer.solution:
        yield text.blocks(answer.solution)


def field(item: Item, part: Part) -> tuple[str, Field]:
    """The macro of a part, and what it is given."""
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            return "numeric_entry", typed.numeric(part, answer)
        case TextEntry():
            return "text_entry", typed.words(part, answer)
        case ExpressionEntry() if formula.fits(answer.formula):
            return "expression_entry", typed.expression(part, answer)
        case ExpressionEntry():
            return "single_choice", choices.offered(part, formulas(item, answer, "Open edX"), shuffle=True)
        case SingleChoice():
            return "drop_down" if part.inline else "single_choice", choices.single(part, answer)
        case MultipleChoice():
            return "multiple_choice", choices.multiple(part, answer)
        case Matching():
            return "matching", rows.matching(part, answer)
        case Ordering():
            return "ordering", rows.ordering(part, answer)
        case ExtendedText():
            raise RefusedError(ESSAY)
        case _:
            assert_never(part.interaction)


ESSAY = "a problem of Open edX has no field for a text that a person marks: make it a question of its own"


def _notes(item: Item) -> str:
    """How the numbers in the line are to be given."""
    found: dict[str, list[str]] = {}
    for part in item.parts:
        if part.inline and isinstance(part.interaction, NumericEntry):
            found.setdefault(asked(part.interaction), []).append(text.attribute(text.said(part.prompt)))
    alone = len(found) == 1
    return "\n".join(f"<p>{note if alone else ', '.join(names) + ': ' + note}</p>" for note, names in found.items())


# --- what Open edX would not hold ---


def examine(item: Item) -> list[Loss]:
    """What Open edX would not hold of an item."""
    refused = list(_refusals(item))
    if refused:
        return [Loss(item.id, part, "refused", reason) for part, reason in refused]
    if essay.is_essay(item):
        return [Loss(item.id, "", "downgraded", reason) for reason in essay.losses(item)]
    found = [*_points(item), *(loss for part in item.parts for loss in _losses(item, part))]
    return [Loss(item.id, part, "downgraded", reason) for part, reason in found]


def _refusals(item: Item) -> Iterator[tuple[str, str]]:
    """What cannot be written, part by part."""
    for part in item.parts:
        try:
            essay.xml(item) if essay.is_essay(item) else field(item, part)
        except RefusedError as error:
            yield part.id, str(error)


def _points(item: Item) -> Iterator[tuple[str, str]]:
    if Fraction(decimal(item.points)) != item.points:
        yield "", f"its points are rounded to {decimal(item.points)}"
    fields = {part.id: _fields(part) for part in item.parts}
    every = sum(fields.values())
    for part in item.parts:
        share = Fraction(fields[part.id], every)
        if share * item.points != part.points:
            yield part.id, f"each field of a problem counts the same in Open edX: this part earns {share} of its points"


def _fields(part: Part) -> int:
    match part.interaction:
        case Matching(sources=sources):
            return len(sources)
        case Ordering(steps=steps):
            return len(steps)
        case _:
            return 1


def _losses(item: Item, part: Part) -> Iterator[tuple[str, str]]:
    """What Open edX does otherwise with a part."""
    if others := followed(item, part):
        names = ", ".join(map(repr, others))
        yield part.id, f"Open edX carries no error forward: what follows from a wrong answer to {names} earns nothing"
    yield from ((part.id, reason) for reason in _reasons(item, part))


def _reasons(item: Item, part: Part) -> Iterator[str]:
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            yield from typed.numeric_losses(answer)
        case TextEntry():
            yield from typed.words_losses(answer)
        case ExpressionEntry() if formula.fits(answer.formula):
            yield from typed.expression_losses(part, answer)
        case ExpressionEntry():
            yield chosen_formula("Open edX")
        case SingleChoice():
            yield from choices.single_losses(part, answer)
        case MultipleChoice():
            yield from choices.multiple_losses(part)
        case Matching() | Ordering():
            yield from rows.losses(part)
        case ExtendedText():
            return
        case _:
            assert_never(part.interaction)
