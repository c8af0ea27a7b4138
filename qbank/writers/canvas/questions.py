"""One variant as questions of Canvas: which record each interaction becomes, and the XML that is made of it."""

from functools import cache
from html import unescape
from typing import assert_never

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
from qbank.item import Item
from qbank.writers.canvas import choices, gaps, pairs, typed
from qbank.writers.canvas.flavour import Flavour
from qbank.writers.environment import environment
from qbank.writers.filled import Filled
from qbank.writers.qti12 import records
from qbank.writers.qti12.pictures import with_files
from qbank.writers.qti12.question import pool_ident, pool_title, split
from qbank.writers.qti12.records import Written
from qbank.writers.task import Task
from qbank.writers.xml import checked

LONGEST_TITLE = 255
LARGEST_BODY = 16 * 1024
"""Characters; of a longer text Canvas keeps only that it was too long."""

Record = records.Choice | records.Number | records.Texts | records.Matching | records.Ordering | records.Gaps


@cache
def macros() -> Filled:
    """The template's macros."""
    return Filled(environment().get_template("canvas/items.xml.jinja"))


def tasks(item: Item) -> list[Task]:
    """What becomes one question each."""
    return split(item, gaps.fit)


def written(item: Item, flavour: Flavour) -> tuple[Written, ...]:
    """One variant as one question or several."""
    try:
        return tuple([_written(task, flavour) for task in tasks(item)])
    except RefusedError as error:
        raise RefusedError(f"{flavour.name}: {item.name}: {error}") from error


def _written(task: Task, flavour: Flavour) -> Written:
    macro, record = made(task, flavour)
    xml, pictures = with_files(macros()(macro, record))
    pool, title = pool_ident(task.item, task.label), pool_title(task.item, task.label)
    return Written(pool, title, record.question.points, checked(xml), pictures)


def made(task: Task, flavour: Flavour) -> tuple[str, Record]:
    """The macro that writes a task, and what it is given."""
    macro, record = gaps.gaps(task, flavour) if len(task.parts) > 1 else _alone(task, flavour)
    title, body = record.question.title, record.question.body
    if len(title) > LONGEST_TITLE and len(unescape(title)) > LONGEST_TITLE:
        raise RefusedError(f"its title has more than {LONGEST_TITLE} characters in Canvas")
    if len(body) > LARGEST_BODY and len(unescape(body)) > LARGEST_BODY:
        raise RefusedError(f"its text has more than {LARGEST_BODY:,} characters in Canvas, which keeps no longer one")
    return macro, record


def _alone(task: Task, flavour: Flavour) -> tuple[str, Record]:
    match task.part.interaction:
        case NumericEntry():
            return "numeric_entry", typed.number(task, flavour)
        case ExpressionEntry():
            return "expression_entry", choices.formula(task, flavour)
        case TextEntry():
            return "text_entry", typed.texts(task, flavour)
        case SingleChoice():
            return "single_choice", choices.single(task, flavour)
        case MultipleChoice():
            return "multiple_choice", choices.multiple(task, flavour)
        case Matching():
            return "matching", pairs.matching(task, flavour)
        case Ordering() if flavour.orders:
            return "ordering", pairs.ordering(task, flavour)
        case Ordering():
            return "matching", pairs.positions(task, flavour)
        case ExtendedText():
            return "extended_text", typed.essay(task, flavour)
        case _:
            assert_never(task.part.interaction)
