"""The queue of answers that a person must judge, and what was judged of late. Whose they are is not shown."""

from msgspec import Struct

from qbank.practice.store.teaching import JudgedAnswer, Waiting, judged, waiting
from qbank.practice.web.clock_words import day_and_time
from qbank.practice.web.learner_page import question_title
from qbank.practice.web.teaching.desk import TeachingDesk, found_class
from qbank.practice.web.teaching.questions import EVERYBODY
from qbank.wording import counted

JUDGE = "instructor"
LATEST = 25
"""So many of the last judgements are listed."""


class Line(Struct, frozen=True):
    """An answer in the queue, or one that was judged: where its page is, which question it answers, what is known of it."""

    address: str
    title: str
    note: str


class WaitingPage(Struct, frozen=True):
    """The answers of a class, or of everybody, that wait, the oldest first; and those that were judged, the last first."""

    id: str
    name: str
    waiting: tuple[Line, ...]
    judged: tuple[Line, ...]


def waiting_page(desk: TeachingDesk, id: str = "") -> WaitingPage:
    """What waits in a class, or with everybody where no class is named."""
    with desk.tutor.store.reading() as connection:
        name = found_class(connection, id).name if id else EVERYBODY
        queue, done = waiting(connection, id or None), judged(connection, LATEST, id or None)
    return WaitingPage(id, name, tuple(_waiting(desk, one) for one in queue), tuple(_judged(desk, one) for one in done))


def _waiting(desk: TeachingDesk, one: Waiting) -> Line:
    return Line(
        answer_address(one.serving, one.part),
        question_title(desk.tutor.source.bank, one.item),
        f"asked {day_and_time(one.at)}",
    )


def _judged(desk: TeachingDesk, one: JudgedAnswer) -> Line:
    by = "" if one.judge == JUDGE else " by the student"
    note = f"{counted(one.earned, 'point')}{by}, {day_and_time(one.at)}"
    return Line(answer_address(one.serving, one.part), question_title(desk.tutor.source.bank, one.item), note)


def answer_address(serving: str, part: str) -> str:
    """Where the page of an answer is."""
    return f"/teach/waiting/{serving}/{part}"
