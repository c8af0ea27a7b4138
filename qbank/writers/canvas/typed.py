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
from qbank.writers.qti12.question import Around, html_parts, question, rows, told, words
from qbank.writers.task import Task


def number(task: Task, flavour: Flavour) -> records.Number:
    entry, answer = expected(task.part.interaction, NumericEntry), task.answer
    wrong = [known for known in answer.known if known.credit < 1]
    right = next((known for known in answer.known if known.response == answer.key), None)
    around = Around(
        note="Give a decimal number." if entry.decimals is None else asked(entry),
        unit=entry.unit,
        correct=told(right, flavour.dialect) if right else "",
        rows=rows((_shown(known), known) for known in wrong),
    )
    return records.Number(question(task, flavour.dialect, around), right_bands(answer), flavour.margins)


def _shown(known: Known) -> str:
    return words(plain(known.shown or Number(expected(known.response, Fraction))))


def texts(task: Task, flavour: Flavour) -> records.Texts:
    around = Around(rows=rows((words(f"“{known.response}”"), known) for known in task.answer.known))
    return records.Texts(question(task, flavour.dialect, around), tuple(map(text.xml, listed(task.answer))))


def essay(task: Task, flavour: Flavour) -> records.Choice:
    rubric = task.answer.rubric
    criteria = tuple((text.line(one.text), counted(one.points, "point")) for one in rubric.criteria)
    extra = html_parts()("rubric", (criteria, text.html(rubric.model_answer)))
    around = Around(note=instruction(task.part.interaction), extra=extra)
    return records.Choice(question(task, flavour.dialect, around), ())
