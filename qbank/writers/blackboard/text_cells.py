"""The cells behind the question in a row of Blackboard's text files, by interaction."""

from typing import NamedTuple

from qbank.content import plain
from qbank.errors import RefusedError
from qbank.interactions import Matching, MultipleChoice, Ordering, SingleChoice
from qbank.item import expected
from qbank.wording import counted, instruction
from qbank.writers import said
from qbank.writers.alone import note
from qbank.writers.alternatives import Option, formulas, multiple_options, single_options
from qbank.writers.blackboard.text_rows import cell, compared
from qbank.writers.moodle.bands import band_numbers
from qbank.writers.task import Task

TARGET = "Blackboard"


class Body(NamedTuple):
    """The cells behind the question, a note on how to answer, and the macro where it is another one."""

    cells: tuple[str, ...] | tuple[tuple[str, bool], ...]
    note: str = ""
    macro: str = ""


def number(task: Task) -> Body:
    """The number and its tolerance."""
    value, tolerance = band_numbers(task.answer)[0]
    return Body((value, tolerance) if task.answer.tolerance else (value,), note(task.part))


def typed(task: Task) -> Body:
    """The right texts."""
    literals = task.answer.literals
    if any("*" in text.replace("\\*", "") for text in literals.accepted):
        raise RefusedError(f"a text file for {TARGET} cannot say that * stands for any characters")
    return Body(tuple(compared(text.replace("\\*", "*")) for text in literals.accepted))


def chosen(task: Task) -> Body:
    """Options of which one is right, or the two truths."""
    options = single_options(expected(task.part.interaction, SingleChoice), task.answer)
    truths = {plain(option.text).strip().casefold(): option.credit == 1 for option in options}
    if set(truths) == {"true", "false"} and len(options) == 2:
        return Body(("true" if truths["true"] else "false",), macro="true_false")
    return Body(_options(options))


def formula(task: Task) -> Body:
    """Formulas of which one is right."""
    return Body(_options(formulas(task.item, task.answer, TARGET)), instruction(SingleChoice(())))


def several(task: Task) -> Body:
    """Options of which any number is right."""
    entry = expected(task.part.interaction, MultipleChoice)
    return Body(_options(multiple_options(entry, task.answer)), instruction(entry))


def _options(options: list[Option]) -> tuple[tuple[str, bool], ...]:
    rows = [(cell(option.text), option.credit == 1) for option in options]
    shown = [text for text, _ in rows]
    if len(rows) < 2 or not all(shown) or len(set(shown)) < len(shown):
        raise RefusedError("two of its options look the same as plain text, or one has none")
    return tuple(rows)


def pairs(task: Task) -> Body:
    """Sources, each with its target."""
    entry = expected(task.part.interaction, Matching)
    sources, targets = said.texts(entry.sources), said.texts(entry.targets)
    used = [cell(targets[pair.target]) for pair in task.answer.pairs]
    if len(set(used)) < len(used):
        raise RefusedError(f"two of its sources share a target, which {TARGET} may mark wrong for one of them")
    lefts = [cell(sources[pair.source]) for pair in task.answer.pairs]
    if not all([*lefts, *used]):
        raise RefusedError(f"{TARGET} takes no source and no target without text")
    return Body(tuple(one for pair in zip(lefts, used, strict=True) for one in pair))


def ordered(task: Task) -> Body:
    """Steps in their right order."""
    steps = said.texts(expected(task.part.interaction, Ordering).steps)
    shown = tuple(cell(steps[step]) for step in task.answer.ids)
    if len(shown) < 2 or not all(shown) or len(set(shown)) < len(shown):
        raise RefusedError("two of its steps look the same as plain text, or one has none")
    return Body(shown)


def free(task: Task) -> Body:
    """The model answer and the criteria."""
    rubric = task.answer.rubric
    criteria = [f"{cell(one.text)} ({counted(one.points, 'point')})" for one in rubric.criteria]
    return Body((" ".join([cell(rubric.model_answer), *criteria]),))
