"""One variant as questions of Moodle: as one, where it has one part or its parts can be gaps of a cloze, else split."""

from collections.abc import Callable, Iterator
from fractions import Fraction
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
)
from qbank.item import Item
from qbank.writers.format import Loss
from qbank.writers.moodle import choices, cloze, essay, fields, matching, numerical, ordering, shortanswer
from qbank.writers.moodle.pictures import with_files
from qbank.writers.moodle.shares import reshaped
from qbank.writers.task import Task, followed, tasks


class Type(NamedTuple):
    """A type of question: how a task is written, and what Moodle does otherwise with it."""

    xml: Callable[[Task], str]
    losses: Callable[[Task], Iterator[str]]


class Written(NamedTuple):
    """A finished question, and its letter where an item is split into several."""

    label: str
    xml: str


def questions(item: Item) -> list[Written]:
    """One variant as one question or several."""
    try:
        return [Written(task.label, with_files(_xml(task))) for task in tasks(item, _in_one)]
    except RefusedError as error:
        raise RefusedError(f"moodle: {item.name}: {error}") from error


def question_xml(item: Item) -> str:
    """One variant, whole."""
    return "".join([xml for _, xml in questions(item)])


def _in_one(item: Item) -> bool:
    """Whether all parts can be gaps of one cloze."""
    return all(map(cloze.fits, item.parts))


def _is_cloze(task: Task) -> bool:
    return len(task.parts) > 1 or task.parts[0].inline


def _xml(task: Task) -> str:
    if _is_cloze(task):
        return cloze.xml(task)
    if task.label and (others := followed(task.item, task.part)):
        names = ", ".join(map(repr, others))
        raise RefusedError(f"it carries forward the answer to {names}, which is another question in Moodle")
    return _type(task.part.interaction).xml(task)


NUMERICAL = Type(numerical.xml, lambda task: numerical.losses(task.part))
FORMULA = Type(choices.expression, lambda _: iter([choices.EXPRESSION_LOSS]))
SHORT_ANSWER = Type(shortanswer.xml, lambda task: shortanswer.losses(task.answer))
SINGLE = Type(choices.single, lambda _: iter(()))
MULTIPLE = Type(choices.multiple, lambda task: choices.multiple_losses(task.part, task.answer))
MATCHING = Type(matching.xml, lambda task: matching.losses(task.part, task.answer))
ORDERING = Type(ordering.xml, ordering.losses)
ESSAY = Type(essay.xml, lambda task: essay.losses(task.part))


def _type(interaction: Interaction) -> Type:
    match interaction:
        case NumericEntry():
            return NUMERICAL
        case ExpressionEntry():
            return FORMULA
        case TextEntry():
            return SHORT_ANSWER
        case SingleChoice():
            return SINGLE
        case MultipleChoice():
            return MULTIPLE
        case Matching():
            return MATCHING
        case Ordering():
            return ORDERING
        case ExtendedText():
            return ESSAY
        case _:
            assert_never(interaction)


# --- what Moodle would not hold ---


def examine(item: Item) -> list[Loss]:
    """What Moodle would not hold of an item."""
    made = tasks(item, _in_one)
    refused = [*_item_refusals(item), *(refusal for task in made for refusal in _refusals(task))]
    if refused:
        return [Loss(item.id, part, "refused", reason) for part, reason in refused]
    downgraded = [("", reason) for reason in fields.losses(item)]
    if len(made) > 1:
        downgraded.append(("", f"it is split into {len(made)} questions, each with the stem"))
    downgraded += [loss for task in made for loss in _losses(task)]
    return [Loss(item.id, part, "downgraded", reason) for part, reason in downgraded]


def _item_refusals(item: Item) -> Iterator[tuple[str, str]]:
    if fields.too_long(item.title):
        yield "", f"its title takes more than {fields.LONGEST_TITLE} characters in Moodle"


def _refusals(task: Task) -> Iterator[tuple[str, str]]:
    """What cannot be written: part by part, then the task as a whole."""
    found = False
    if _is_cloze(task):
        for part in task.parts:
            try:
                cloze.gap(task.item, part, 1)
            except RefusedError as error:
                found = True
                yield part.id, str(error)
    if found:
        return
    try:
        _xml(task)
    except RefusedError as error:
        yield "" if _is_cloze(task) else task.part.id, str(error)


def _losses(task: Task) -> Iterator[tuple[str, str]]:
    if _is_cloze(task):
        yield from cloze.losses(task)
        return
    if Fraction(fields.mark(task.points)) != task.points:
        yield "" if not task.label else task.part.id, f"its points are rounded to {fields.mark(task.points)}"
    if isinstance(task.part.interaction, NumericEntry | TextEntry | SingleChoice):
        for reason in reshaped(known.credit for known in task.answer.known):
            yield task.part.id, reason
    for reason in _type(task.part.interaction).losses(task):
        yield task.part.id, reason
