"""Several parts in one text: a cloze, with a gap for each.

A part that is answered in the line stands in its gap in the stem, the others stand below with their prompts.
"""

from collections.abc import Iterator
from typing import assert_never

from markupsafe import Markup

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
    kind,
)
from qbank.item import Item, Part
from qbank.writers.alternatives import formulas, single_options
from qbank.writers.moodle import choices, fields, numerical, shortanswer, text
from qbank.writers.moodle.task import question
from qbank.writers.moodle.template import Row, macros
from qbank.writers.task import Task, followed


def fits(part: Part) -> bool:
    """Whether a part can be a gap."""
    match part.interaction:
        case NumericEntry() | TextEntry() | SingleChoice() | ExpressionEntry():
            return True
        case MultipleChoice():
            return not part.inline
        case Matching() | Ordering() | ExtendedText():
            return False
        case _:
            assert_never(part.interaction)


def xml(task: Task) -> str:
    """A cloze of the task's parts."""
    item = task.item
    inline: dict[str, Markup] = {}
    below: list[Markup] = []
    remarks: list[Markup] = []
    for part, weight in zip(task.parts, fields.weights(task.parts), strict=True):
        made = gap(item, part, weight)
        if part.inline:
            inline[part.id] = macros().inline(text.name(part.prompt), made, _unit(part))
        else:
            below.append(macros().below(text.around_gaps(part.prompt), made, _note(item, part), _unit(part)))
        if isinstance(part.interaction, MultipleChoice):
            remarks += [found] if (found := choices.missed(part, item.answer(part.id))) else []
    stem = text.with_gaps(item.stem, inline)
    asks = text.joined([stem, *_notes(task), *below])
    return macros().cloze(question(task, asks, text.joined(remarks) if remarks else None))


def gap(item: Item, part: Part, weight: int) -> Markup:
    """The gap in which a part is answered."""
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            return numerical.gap(answer, weight)
        case TextEntry():
            return shortanswer.gap(answer, weight)
        case SingleChoice():
            return choices.single_gap(part, answer, weight)
        case MultipleChoice():
            return choices.multiple_gap(part, answer, weight)
        case ExpressionEntry():
            return choices.expression_gap(item, part, answer, weight)
        case Matching() | Ordering() | ExtendedText():
            raise RefusedError(f"Moodle has no gap for {kind(part.interaction)!r}")
        case _:
            assert_never(part.interaction)


def losses(task: Task) -> Iterator[tuple[str, str]]:
    """What Moodle does otherwise: the part, and in which way."""
    item = task.item
    worth = sum(fields.weights(task.parts))
    if worth != task.points:
        yield "", f"the weights of its gaps are whole numbers, so that it is worth {worth} marks in Moodle"
    for part in task.parts:
        answer = item.answer(part.id)
        if others := followed(item, part):
            names = ", ".join(map(repr, others))
            yield part.id, f"Moodle carries no error forward: what follows from a wrong answer to {names} earns nothing"
        match part.interaction:
            case NumericEntry():
                found = numerical.losses(part)
            case TextEntry():
                found = shortanswer.losses(answer)
            case SingleChoice() as entry:
                found = choices.drop_down_losses(part, single_options(entry, answer))
            case MultipleChoice():
                found = choices.multiple_losses(part, answer)
            case ExpressionEntry():
                found = _expression_losses(item, part)
            case Matching() | Ordering() | ExtendedText():
                continue
            case _:
                assert_never(part.interaction)
        yield from ((part.id, reason) for reason in found)


def _expression_losses(item: Item, part: Part) -> Iterator[str]:
    yield choices.EXPRESSION_LOSS
    yield from choices.drop_down_losses(part, formulas(item, item.answer(part.id), "Moodle"))


def _unit(part: Part) -> str:
    return part.interaction.unit if isinstance(part.interaction, NumericEntry) else ""


def _note(item: Item, part: Part) -> str:
    match part.interaction:
        case NumericEntry() as entry:
            return text.note(entry)
        case MultipleChoice():
            return choices.multiple_note(part, item.answer(part.id))
        case ExpressionEntry():
            return choices.EXPRESSION_NOTE
        case _:
            return ""


def _notes(task: Task) -> list[Markup]:
    """How the numbers in the line are to be given: once for all, or for each by the name of its gap."""
    found: dict[str, list[Markup]] = {}
    for part in task.parts:
        if part.inline and isinstance(part.interaction, NumericEntry):
            found.setdefault(text.note(part.interaction), []).append(text.name(part.prompt))
    rows: list[Row] = [(note, Markup(", ").join(names) if len(found) > 1 else "") for note, names in found.items()]
    return [macros().notes(rows)] if rows else []
