"""One variant as questions of a Blackboard pool: one for each of its parts."""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, assert_never

from markupsafe import escape

from qbank.content import Text
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
from qbank.writers.blackboard import answers
from qbank.writers.blackboard.answers import DIALECT, Body, xml
from qbank.writers.blackboard.template import Question, macros
from qbank.writers.format import Loss
from qbank.writers.moodle.fields import mark
from qbank.writers.task import Task, identifier
from qbank.writers.xml import checked


class Written(NamedTuple):
    """A finished question, its letter where an item is split into several, and the title of its item."""

    label: str
    title: str
    xml: str


class Type(NamedTuple):
    """How a part is answered in Blackboard, and what is lost of it."""

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
            return Type(answers.ordered, answers.ordered_losses)
        case ExtendedText():
            return Type(answers.free, answers.no_losses)
        case _:
            assert_never(interaction)


def written(item: Item) -> list[Written]:
    """One variant as one question or several."""
    try:
        return [Written(task.label, item.title, _xml(task)) for task in alone(item)]
    except RefusedError as error:
        raise RefusedError(f"blackboard: {item.name}: {error}") from error


def _xml(task: Task) -> str:
    item = task.item
    body = _type(task.part.interaction).body(task)
    question = Question(
        title=xml(f"{item.title} ({item.variant}{task.label})"),
        text=xml(said.asked(task, body.note, DIALECT)),
        points=mark(task.points),
        notes=xml(_notes(task, body.grading)),
        feedback=xml(said.solved(task, body.remarks, DIALECT)),
        answers=body.answers,
        partial=body.partial,
        negative=body.negative,
        shuffle=body.shuffle,
        lines=body.lines,
        order=body.order,
        targets=body.targets,
        solutions=body.solutions,
    )
    made = macros()(kind(task.part.interaction), question)
    checked(made)
    return made


def _notes(task: Task, grading: str) -> str:
    """The notes to instructors: what identifies the question, what it assesses, and what it is marked by."""
    item = task.item
    return "".join(
        [_assessed(item.objectives, item.tags, item.bloom), f"<p>{identifier(item, task.label)}</p>", grading]
    )


@lru_cache(maxsize=1024)
def _assessed(objectives: tuple[str, ...], tags: tuple[str, ...], bloom: str) -> str:
    return f"<p>{escape(', '.join([*objectives, *tags, *([bloom] if bloom else [])]))}</p>"


def examine(item: Item) -> list[Loss]:
    """What Blackboard would not hold of an item."""
    return examined(item, _xml, lambda task: _type(task.part.interaction).losses(task))


def about(instructions: Text) -> str:
    """What is said before a test, as the description of a pool."""
    return xml(DIALECT.blocks(instructions)) if instructions else ""
