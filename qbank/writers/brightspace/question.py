"""One variant as questions of Brightspace's Question Library: one for each of its parts."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, assert_never

from qbank.errors import RefusedError
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
    kind,
)
from qbank.item import Item
from qbank.writers import said
from qbank.writers.alone import alone, examined
from qbank.writers.brightspace import answers
from qbank.writers.brightspace.answers import Body
from qbank.writers.brightspace.cells import DIALECT, html
from qbank.writers.brightspace.cells import plain as plain_cell
from qbank.writers.brightspace.template import Question, macros
from qbank.writers.format import Loss
from qbank.writers.moodle.fields import mark
from qbank.writers.task import Task, identifier


class Written(NamedTuple):
    """A finished question, and its letter where an item is split into several."""

    label: str
    text: str


def written(item: Item) -> list[Written]:
    """One variant as one question or several."""
    try:
        return [Written(task.label, _text(task)) for task in alone(item)]
    except RefusedError as error:
        raise RefusedError(f"brightspace: {item.name}: {error}") from error


def _text(task: Task) -> str:
    item = task.item
    body = _type(task.part.interaction).body(task)
    question = Question(
        number=identifier(item, task.label),
        title=plain_cell(f"{item.title} ({item.variant}{task.label})"),
        text=html(said.asked(task, body.note, DIALECT)),
        points=mark(task.points),
        scoring=body.scoring,
        rows=body.rows,
        hint=html("".join(DIALECT.blocks(hint) for hint in item.hints)) if item.hints else "",
        feedback=html(said.solved(task, body.remarks, DIALECT)),
    )
    return macros()(body.macro or kind(task.part.interaction), question)


class Type(NamedTuple):
    """What stands in the rows of a part, and what is lost of it."""

    body: Callable[[Task], Body]
    losses: Callable[[Task], Iterator[str]]


def _type(interaction: Interaction) -> Type:
    match interaction:
        case NumericEntry():
            return Type(answers.number, answers.number_losses)
        case ExpressionEntry():
            return Type(answers.formula, answers.formula_losses)
        case TextEntry():
            return Type(answers.typed, answers.typed_losses)
        case SingleChoice():
            return Type(answers.chosen, answers.no_losses)
        case MultipleChoice():
            return Type(answers.several, answers.several_losses)
        case Matching():
            return Type(answers.pairs, answers.pair_losses)
        case Ordering():
            return Type(answers.ordered, answers.step_losses)
        case ExtendedText():
            return Type(answers.free, answers.no_losses)
        case _:
            assert_never(interaction)


def examine(item: Item) -> list[Loss]:
    """What Brightspace would not hold of an item."""
    return examined(item, _text, lambda task: _type(task.part.interaction).losses(task))
