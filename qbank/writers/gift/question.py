"""One variant as questions of GIFT: one for each of its parts.

Shares, bands of numbers and their limits are those of Moodle, which checks them in every file that it imports.
"""

from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple, assert_never

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
from qbank.writers.format import Loss
from qbank.writers.gift import answers, text
from qbank.writers.gift.answers import DIALECT, Body
from qbank.writers.gift.template import Instructions, Names, Question, macros
from qbank.writers.moodle import choices, fields, matching, numerical
from qbank.writers.moodle import text as html
from qbank.writers.moodle.shares import reshaped
from qbank.writers.task import Task, identifier


class Written(NamedTuple):
    """A finished question, its letter where an item is split into several, and the title of its item."""

    label: str
    title: str
    text: str


class Type(NamedTuple):
    """How a part is answered in GIFT, and what is lost of it."""

    body: Callable[[Task], Body]
    losses: Callable[[Task], Iterator[str]]


NUMBER = Type(answers.number, lambda task: numerical.losses(task.part))
FORMULA = Type(answers.formula, answers.formula_losses)
TYPED = Type(answers.typed, answers.typed_losses)
CHOSEN = Type(answers.chosen, lambda _: iter(()))
SEVERAL = Type(answers.several, lambda task: choices.multiple_losses(task.part, task.answer))
PAIRS = Type(answers.pairs, lambda task: matching.losses(task.part, task.answer))
ORDERED = Type(answers.ordered, answers.ordered_losses)
WRITTEN = Type(answers.written_freely, answers.written_losses)


def _type(interaction: Interaction) -> Type:
    match interaction:
        case NumericEntry():
            return NUMBER
        case ExpressionEntry():
            return FORMULA
        case TextEntry():
            return TYPED
        case SingleChoice():
            return CHOSEN
        case MultipleChoice():
            return SEVERAL
        case Matching():
            return PAIRS
        case Ordering():
            return ORDERED
        case ExtendedText():
            return WRITTEN
        case _:
            assert_never(interaction)


def written(item: Item) -> list[Written]:
    """One variant as one question or several."""
    try:
        return [Written(task.label, item.title, _text(task)) for task in alone(item)]
    except RefusedError as error:
        raise RefusedError(f"gift: {item.name}: {error}") from error


def _text(task: Task) -> str:
    item, interaction = task.item, task.part.interaction
    body = _type(interaction).body(task)
    question = Question(
        number=identifier(item, task.label),
        tags=_tags(item.objectives, item.tags, item.bloom),
        title=f"{text.name(item.title)} ({item.variant}{task.label})",
        text=text.escaped(said.asked(task, body.note, DIALECT)),
        answers=body.answers,
        solution=text.escaped(said.solved(task, body.remarks or "", DIALECT)),
    )
    return macros()(kind(interaction), question)


@lru_cache(maxsize=4096)
def _tags(objectives: tuple[str, ...], tags: tuple[str, ...], bloom: str) -> tuple[str, ...]:
    found = [*fields.tags(objectives, tags), *([f"bloom:{bloom}"] if bloom else [])]
    return tuple(kept for kept in map(text.tag, found) if kept)


# --- what stands around the questions ---------------------------------------------------------------------------------


def category(quiz: str, question: str = "", part: str = "") -> str:
    """The category of what follows; its names are not unescaped, but their backslashes are halved."""
    return macros()("category", Names(text.path_piece(quiz), text.path_piece(question) if question else "", part))


def instructions(title: str, told: Text) -> str:
    """A description: instructions that are no question."""
    return macros()("instructions", Instructions(text.name(title), text.escaped(html.html(told))))


# --- what GIFT would not hold -----------------------------------------------------------------------------------------


def examine(item: Item) -> list[Loss]:
    """What GIFT would not hold of an item."""
    if fields.too_long(item.title):
        return [Loss(item.id, "", "refused", f"its title takes more than {fields.LONGEST_TITLE} characters in Moodle")]
    found = examined(item, _text, _losses)
    tags = [Loss(item.id, "", "downgraded", reason) for reason in fields.losses(item)]
    return found if any(loss.outcome == "refused" for loss in found) else [*tags, *found]


def _losses(task: Task) -> Iterator[str]:
    if isinstance(task.part.interaction, NumericEntry | TextEntry | SingleChoice):
        yield from reshaped(known.credit for known in task.answer.known)
    yield from _type(task.part.interaction).losses(task)
