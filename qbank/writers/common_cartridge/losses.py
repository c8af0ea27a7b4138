"""What a Common Cartridge would not hold of an item."""

from collections.abc import Iterator
from fractions import Fraction

from qbank.errors import RefusedError
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    TextEntry,
)
from qbank.item import Answer, Item, Part
from qbank.writers.alternatives import chosen_formula
from qbank.writers.common_cartridge.questions import DIALECT, made_of, tasks, weight
from qbank.writers.format import Loss
from qbank.writers.qti12.literals import starred
from qbank.writers.task import Task, followed

ALL = ScoringPolicy.ALL_OR_NOTHING


def examine(item: Item) -> list[Loss]:
    """What a cartridge would not hold of an item."""
    made = tasks(item)
    refused = [Loss(item.id, task.part.id, "refused", why) for task in made for why in _refusals(task)]
    if refused:
        return refused
    lost = [("", f"it is split into {len(made)} questions, each with the stem")] if len(made) > 1 else []
    lost += [(task.part.id, why) for task in made for why in _losses(task)]
    return [Loss(item.id, part, "downgraded", why) for part, why in lost]


def _refusals(task: Task) -> Iterator[str]:
    try:
        made_of(task)
    except RefusedError as error:
        yield str(error)


def _losses(task: Task) -> Iterator[str]:
    part, answer = task.part, task.answer
    number = len(made_of(task))
    if Fraction(weight(task, number)) * number != task.points:
        yield f"only whole points are held: {'each question' if number > 1 else 'it'} counts {weight(task, number)}"
    if others := followed(task.item, part):
        names = ", ".join(map(repr, others))
        yield f"no error is carried forward: what follows from a wrong answer to {names} earns nothing"
    if any(0 < known.credit < 1 for known in answer.known):
        yield "all of the points are given or none: what earns a part of them earns nothing"
    yield from _of_kind(part, answer, number)


def _of_kind(part: Part, answer: Answer, number: int) -> Iterator[str]:
    match part.interaction:
        case NumericEntry(decimals=decimals):
            how = "exactly" if decimals is None else f"with up to {decimals} decimals"
            yield f"there are no numbers: what is right {how} is listed, and compared sign by sign"
        case ExpressionEntry():
            yield chosen_formula(DIALECT.target)
        case TextEntry():
            yield from _texts(answer)
        case MultipleChoice() if part.scoring is not ALL:
            yield "several choices are marked as all or nothing"
        case Matching():
            yield f"there is no matching: it becomes {number} choices, one for each source, each for a share of the points"
        case Ordering():
            yield f"nothing can be ordered: it becomes {number} choices of a place, each for a share of the points"
        case ExtendedText():
            yield "the rubric and the model answer stand in the solution, which students may see with their results"
        case SingleChoice() | MultipleChoice():
            return


def _texts(answer: Answer) -> Iterator[str]:
    yield "texts are compared sign by sign: an article, a full stop or another dash makes a right one wrong"
    if answer.literals.typos:
        yield "no typing errors are allowed for"
    if any(map(starred, answer.literals.accepted)):
        yield "there is no * for any characters: only the texts without one are right"
