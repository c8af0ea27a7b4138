"""Steps to put in order: an ordering question, part of Moodle since 4.4.

Moodle's ``LONGEST_ORDERED_SUBSET`` is our longest run: it leaves out steps between, and a single step counts nothing
(``qtype_ordering_question::get_ordered_subset``).
"""

from collections.abc import Iterator

from markupsafe import Markup

from qbank.errors import RefusedError
from qbank.interactions import Ordering, ScoringPolicy
from qbank.item import Answer, Part, expected
from qbank.wording import earning
from qbank.writers.moodle import text
from qbank.writers.moodle.remarks import remarks
from qbank.writers.moodle.shares import unfit
from qbank.writers.moodle.task import asked, question
from qbank.writers.moodle.template import macros
from qbank.writers.task import Task

GRADING = {
    ScoringPolicy.LONGEST_RUN: "LONGEST_ORDERED_SUBSET",
    ScoringPolicy.ALL_OR_NOTHING: "ALL_OR_NOTHING",
}
LONGEST_NAME = 42
"""Bytes; of an ordering Moodle cuts a longer name there, even inside a character (``fix_questionname``)."""


def xml(task: Task) -> str:
    """An ordering question."""
    part, answer = task.part, task.answer
    if part.scoring not in GRADING:
        raise unfit(part)
    entry = expected(part.interaction, Ordering)
    texts = {step.id: text.line(step.text) for step in entry.steps}
    steps = [texts[step] for step in answer.ids]
    if len(steps) < 2 or not all(steps):
        raise RefusedError("Moodle's ordering needs two steps or more, and none without text")
    if len(set(steps)) < len(steps):
        raise RefusedError("two of its steps look the same, which Moodle cannot mark")
    asks = asked(task, note=earning(part.scoring))
    made = question(task, asks, _remarks(part, answer))
    return macros().ordering(made._replace(title=_title(task)), steps, GRADING[part.scoring])


def losses(task: Task) -> Iterator[str]:
    """What Moodle does otherwise."""
    if _title(task) != text.plain(task.item.title):
        yield f"Moodle holds {LONGEST_NAME} bytes of an ordering's name: its title is shortened, its category has all of it"
    if _remarks(task.part, task.answer):
        yield "what is told of misplaced steps stands in the general feedback"


def _title(task: Task) -> Markup:
    """As much of the title as Moodle keeps together with the number of the variant."""
    room = LONGEST_NAME - len(f" ({task.item.variant}{task.label})")
    title = text.plain(task.item.title)
    kept = len(task.item.title)
    while len(title.encode()) > room and kept > 1:
        kept -= 1
        title = text.plain(f"{task.item.title[:kept].rstrip()}…")
    return title


def _remarks(part: Part, answer: Answer) -> Markup | None:
    steps = {step.id: step.text for step in expected(part.interaction, Ordering).steps}
    told = ((known, expected(known.response, str)) for known in answer.known)
    return remarks((text.line(steps[step]), known) for known, step in told)
