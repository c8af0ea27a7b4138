"""What is typed: numbers, words and texts."""

from fractions import Fraction

from qbank.content import Number, plain
from qbank.errors import RefusedError
from qbank.interactions import NumericEntry
from qbank.item import Answer, Known, expected
from qbank.wording import asked, counted, instruction
from qbank.writers.canvas.flavour import Flavour
from qbank.writers.qti12 import records, text
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
    return records.Texts(question(task, flavour.dialect, around), tuple(map(text.xml, literals(task.answer))))


def literals(answer: Answer) -> list[str]:
    """The texts that are right, as they are typed; those with a star stand for others and cannot be listed."""
    known = [expected(one.response, str) for one in answer.known if one.credit == 1]
    found = [one.replace("\\*", "*") for one in (*answer.literals.accepted, *known) if not starred(one)]
    if not found or not all(one.strip() for one in found):
        raise RefusedError("Canvas compares with whole texts: one that is right without * is needed, and none is empty")
    return found


def starred(literal: str) -> bool:
    """Whether a text stands for others."""
    return "*" in literal.replace("\\*", "")


def essay(task: Task, flavour: Flavour) -> records.Choice:
    rubric = task.answer.rubric
    criteria = tuple((text.line(one.text), counted(one.points, "point")) for one in rubric.criteria)
    extra = html_parts()("rubric", (criteria, text.html(rubric.model_answer)))
    around = Around(note=instruction(task.part.interaction), extra=extra)
    return records.Choice(question(task, flavour.dialect, around), ())
