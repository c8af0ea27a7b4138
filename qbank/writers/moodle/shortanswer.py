"""A word or a few to type: a shortanswer question, or a gap of one.

Moodle takes the first answer in file order that matches, so what is exact stands before what has a ``*``, and of each kind
what is right before what is merely known: that is our own order.
"""

from collections.abc import Iterator

from markupsafe import Markup

from qbank.errors import RefusedError
from qbank.item import Answer, expected
from qbank.writers.moodle import text
from qbank.writers.moodle.shares import Share, free_share, listed_share
from qbank.writers.moodle.task import asked, question
from qbank.writers.moodle.template import Row, macros
from qbank.writers.task import Task


def xml(task: Task) -> str:
    """A shortanswer question."""
    answers = [(percent, text.verbatim(literal), *told) for percent, literal, *told in rows(task.answer, listed_share)]
    return macros().text_entry(question(task, asked(task)), list(answers), int(task.answer.literals.case))


def gap(answer: Answer, weight: int) -> Markup:
    """A gap in which the text is typed."""
    answers: list[Row] = []
    for percent, literal, *told in rows(answer, free_share):
        if "\\}" in literal or "\\#" in literal:
            raise RefusedError(f"a gap of Moodle cannot hold the text {str(literal)!r}: it takes away the backslash")
        answers.append((percent, text.in_gap(text.verbatim(literal)), *told))
    return macros().answers("SAC" if answer.literals.case else "SA", weight, answers)


def losses(answer: Answer) -> Iterator[str]:
    """What Moodle does otherwise."""
    yield "Moodle compares texts sign by sign: an article, a full stop or another dash makes a right one wrong"
    if answer.literals.typos:
        yield "Moodle allows for no typing errors"


def rows(answer: Answer, share: Share) -> list[Row]:
    """What is accepted and what is known, in the order in which Moodle must try them: share, text, what is said."""
    found: list[tuple[bool, Row]] = [
        (_wild(literal), ("100", literal, Markup(""), Markup(""))) for literal in answer.literals.accepted
    ]
    for known in answer.known:
        literal = expected(known.response, str)
        told = (text.html(known.feedback), text.attribute(known.misconception or ""))
        found.append((_wild(literal), (share(known.credit), literal, *told)))
    ordered = [row for _, row in sorted(found, key=lambda each: each[0])]
    if not answer.literals.accepted or not all(str(row[1]).strip() for row in ordered):
        raise RefusedError("Moodle takes no empty text for an answer, and needs a right one")
    return ordered


def _wild(literal: str) -> bool:
    return "*" in literal.replace("\\*", "")
