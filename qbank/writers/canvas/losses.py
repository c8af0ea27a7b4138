"""What Canvas would not hold of an item, Classic or New: what becomes of it, or why it is refused."""

from collections.abc import Callable, Iterator
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
from qbank.writers import looks
from qbank.writers.alternatives import chosen_formula
from qbank.writers.canvas.flavour import Flavour
from qbank.writers.canvas.questions import made, tasks
from qbank.writers.format import Loss
from qbank.writers.qti12.literals import starred
from qbank.writers.qti12.numbers import points
from qbank.writers.task import Task, followed

ALL, RIGHT_MINUS_WRONG = ScoringPolicy.ALL_OR_NOTHING, ScoringPolicy.RIGHT_MINUS_WRONG


def examiner(flavour: Flavour) -> Callable[[Item], list[Loss]]:
    """What a flavour of Canvas would not hold of an item."""

    def examine(item: Item) -> list[Loss]:
        questions = tasks(item)
        refused = [Loss(item.id, part, "refused", why) for task in questions for part, why in _refusals(task, flavour)]
        if refused:
            return refused
        lost = [("", f"it is split into {len(questions)} questions, each with the stem")] if questions[0].label else []
        lost += [(part.id, why) for task in questions for part in task.parts for why in _losses(task, part, flavour)]
        return [Loss(item.id, part, "downgraded", why) for part, why in lost]

    return examine


def _refusals(task: Task, flavour: Flavour) -> Iterator[tuple[str, str]]:
    try:
        made(task, flavour)
    except RefusedError as error:
        yield "" if len(task.parts) > 1 else task.part.id, str(error)


def _losses(task: Task, part: Part, flavour: Flavour) -> Iterator[str]:
    """What becomes of a part."""
    answer = task.item.answer(part.id)
    if Fraction(points(part.points)) != part.points:
        yield f"its points are rounded to {points(part.points)}"
    if others := followed(task.item, part):
        names = ", ".join(map(repr, others))
        yield f"Canvas carries no error forward: what follows from a wrong answer to {names} earns nothing"
    match part.interaction:
        case NumericEntry() | TextEntry() | ExpressionEntry():
            yield from _typed(part, answer, flavour)
        case SingleChoice():
            yield from _single(task, part)
        case MultipleChoice():
            yield from _multiple(part, answer, flavour)
        case Matching() | Ordering():
            yield from _paired(part, answer, flavour)
        case ExtendedText():
            yield "the rubric and the model answer stand in the general feedback, which students see with their results"


def _typed(part: Part, answer: Answer, flavour: Flavour) -> Iterator[str]:
    if isinstance(part.interaction, ExpressionEntry):
        yield chosen_formula("Canvas")
        return
    if isinstance(part.interaction, NumericEntry) and part.interaction.decimals is None:
        yield "Canvas reads no fractions: a decimal number is asked for"
    if isinstance(part.interaction, TextEntry):
        yield from _texts(answer, flavour)
    if any(0 < known.credit < 1 for known in answer.known):
        yield "Canvas gives all of the points or none for what is typed: what earns a part of them earns nothing"
    if any(known.feedback for known in answer.known if known.credit < 1):
        yield "what is told of known wrong answers is told to everybody who is wrong, as a list"


def _texts(answer: Answer, flavour: Flavour) -> Iterator[str]:
    yield "Canvas compares texts sign by sign: an article, a full stop or another dash makes a right one wrong"
    if answer.literals.typos:
        yield "Canvas allows for no typing errors"
    if answer.literals.case and not flavour.capitals:
        yield "Canvas does not tell capitals from small letters"
    if any(map(starred, answer.literals.accepted)):
        yield "Canvas knows no * for any characters: only the texts without one are right"


def _single(task: Task, part: Part) -> Iterator[str]:
    answer = task.item.answer(part.id)
    if any(0 < known.credit < 1 for known in answer.known):
        yield "Canvas gives all of the points or none for an option: what earns a part of them earns nothing"
    if len(task.parts) > 1 and any(known.feedback for known in answer.known):
        yield "what is told of single answers is told to everybody who is not wholly right, as a list"
    if len(task.parts) > 1 and isinstance(part.interaction, SingleChoice):
        texts = [choice.text for choice in part.interaction.choices]
        if any(map(looks.has_maths, texts)):
            yield "a drop-down of Canvas shows plain text: the formulas in its options are written in Unicode characters"
        elif not all(map(looks.is_plain, texts)):
            yield "a drop-down of Canvas shows plain text: its options lose their formatting"


def _multiple(part: Part, answer: Answer, flavour: Flavour) -> Iterator[str]:
    if part.scoring is not RIGHT_MINUS_WRONG:
        yield "Canvas marks several choices by right minus wrong, whatever the file says"
    right = set(answer.ids)
    if any(known.feedback for known in answer.known if known.response in right):
        yield "what is told of right choices that are missed is told to everybody who is not wholly right"
    elif not flavour.tells_pairs and any(known.feedback for known in answer.known):
        yield "what is told of single choices is told to everybody who is not wholly right, as a list"


def _paired(part: Part, answer: Answer, flavour: Flavour) -> Iterator[str]:
    if isinstance(part.interaction, Ordering):
        yield from _ordered(part, flavour)
    elif isinstance(part.interaction, Matching):
        targets = [one.text for one in part.interaction.targets]
        if any(map(looks.has_maths, targets)):
            yield "Canvas shows plain text in what is chosen from: the formulas there are written in Unicode characters"
        elif not all(map(looks.is_plain, targets)):
            yield "Canvas shows plain text in what is chosen from: it loses its formatting"
        if part.scoring is ALL:
            yield "Canvas does not mark all or nothing: each right pair earns its share"
    if any(known.feedback for known in answer.known):
        yield "what is told of wrong pairs or steps is told whatever else was chosen there"


def _ordered(part: Part, flavour: Flavour) -> Iterator[str]:
    if not flavour.orders:
        yield "Canvas orders nothing: each step is matched with its place, and each right place earns its share"
    elif part.scoring is not ALL:
        yield "Canvas marks an order as all or nothing"
