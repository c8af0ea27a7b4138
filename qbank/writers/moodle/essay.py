"""A text to write: an essay question, which a person marks; whoever marks sees the rubric and the model answer."""

from collections.abc import Iterator

from markupsafe import Markup

from qbank.interactions import ExtendedText
from qbank.item import Part, expected
from qbank.wording import counted
from qbank.writers.moodle import text
from qbank.writers.moodle.task import asked, question
from qbank.writers.moodle.template import Row, macros
from qbank.writers.task import Task

SIZES = range(5, 41, 5)
"""The heights of the field that Moodle's form knows, in lines."""


def xml(task: Task) -> str:
    """An essay question."""
    return macros().extended_text(question(task, asked(task)), _lines(task.part), grading(task))


def grading(task: Task) -> Markup:
    """What it is marked by: criteria with their points, and the model answer."""
    rubric = task.answer.rubric
    criteria: list[Row] = [
        (text.line(criterion.text), counted(criterion.points, "point")) for criterion in rubric.criteria
    ]
    return macros().grading(criteria, text.html(rubric.model_answer))


def losses(part: Part) -> Iterator[str]:
    """What Moodle does otherwise."""
    asked_for = expected(part.interaction, ExtendedText).lines
    if (lines := _lines(part)) != asked_for:
        yield f"Moodle has fields of {lines} lines, not of {asked_for}"


def _lines(part: Part) -> int:
    """The least of Moodle's sizes that is enough, or its largest."""
    lines = expected(part.interaction, ExtendedText).lines
    return next((size for size in SIZES if size >= lines), SIZES[-1])
