"""What is typed: numbers, words and texts."""

from fractions import Fraction

from qbank.content import Number, plain
from qbank.interactions import NumericEntry
from qbank.item import Known, expected
from qbank.wording import asked, counted, instruction
from qbank.writers.canvas.flavour import Flavour
from qbank.writers.qti12 import records, text
from qbank.writers.qti12.literals import listed
from qbank.writers.qti12.numbers import right_bands
from qbank.writers.qti12.question import Beside, html_parts, question, rows, words
from qbank.writers.task import Task


def number(task: Task, flavour: Flavour) -> records.Number:
    """A number, by its bands; what is told of others is told to everybody who has none of these."""
    entry, answer = expected(task.part.interaction, NumericEntry), task.answer
    right = rows((_shown(known), known) for known in answer.known if known.credit == 1)
    beside = Beside(
        note="Give a decimal number." if entry.decimals is None else asked(entry),
        unit=entry.unit,
        correct=flavour.dialect.mattext(html_parts()("remarks", right)) if right else "",
        rows=rows((_shown(known), known) for known in answer.known if known.credit < 1),
    )
    return records.Number(question(task, flavour.dialect, beside), right_bands(answer), flavour.margins)


def _shown(known: Known) -> str:
    return words(plain(known.shown or Number(expected(known.response, Fraction))))


def texts(task: Task, flavour: Flavour) -> records.Texts:
    """A word or a few."""
    beside = Beside(rows=rows((words(f"“{known.response}”"), known) for known in task.answer.known))
    right = tuple(map(text.xml, listed(task.answer)))
    return records.Texts(question(task, flavour.dialect, beside), right, case=task.answer.literals.case)


def essay(task: Task, flavour: Flavour) -> records.Choice:
    """A text to write; the rubric and the model answer are told with the worked solution."""
    rubric = task.answer.rubric
    criteria = tuple((text.line(one.text), counted(one.points, "point")) for one in rubric.criteria)
    extra = html_parts()("rubric", (criteria, text.html(rubric.model_answer)))
    beside = Beside(note=instruction(task.part.interaction), extra=extra)
    return records.Choice(question(task, flavour.dialect, beside), ())
