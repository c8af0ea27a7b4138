"""What an instructor asks the store: answers that wait, problems that were reported, how each question goes."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import BigInteger, Connection, bindparam, func, insert, select, type_coerce, update

from qbank.practice.session import Report
from qbank.practice.store.tables import DIAGNOSES, LEARNERS, REPORTS, SERVINGS, WAITING


class Waiting(Struct, frozen=True):
    """An answer that a person must judge: of which serving, part and learner, since when."""

    serving: str
    part: str
    item: str
    learner: str
    at: datetime


def waiting(connection: Connection, school_class: str | None = None) -> tuple[Waiting, ...]:
    """The answers of a class, or of everybody, that wait to be judged, the oldest first."""
    chosen = (
        select(WAITING.c.serving, WAITING.c.part, SERVINGS.c.item, SERVINGS.c.learner, SERVINGS.c.at)
        .join(SERVINGS, SERVINGS.c.id == WAITING.c.serving)
        .join(LEARNERS, LEARNERS.c.id == SERVINGS.c.learner)
        .order_by(SERVINGS.c.at, WAITING.c.serving, WAITING.c.part)
    )
    if school_class is not None:
        chosen = chosen.where(LEARNERS.c["class"] == school_class)
    return tuple(Waiting(*row) for row in connection.execute(chosen))


def add_report(connection: Connection, id: str, report: Report) -> None:
    """A problem with a question."""
    connection.execute(insert(REPORTS).values(id=id, serving=report.serving, text=report.text, at=report.at))


class Reported(Struct, frozen=True):
    """A problem that was reported; the draw is kept with its serving. ``settled`` is when somebody had seen to it."""

    id: str
    serving: str
    item: str
    variant: int
    template: str
    learner: str
    text: str
    at: datetime
    settled: datetime | None


def reports(connection: Connection) -> tuple[Reported, ...]:
    """Every problem that was reported, the last one first."""
    fields = REPORTS.c.id, REPORTS.c.serving, SERVINGS.c.item, SERVINGS.c.variant, SERVINGS.c.template
    chosen = select(*fields, SERVINGS.c.learner, REPORTS.c.text, REPORTS.c.at, REPORTS.c.settled)
    chosen = chosen.join(SERVINGS, SERVINGS.c.id == REPORTS.c.serving).order_by(REPORTS.c.at.desc(), REPORTS.c.id)
    return tuple(Reported(*row) for row in connection.execute(chosen))


def settle_report(connection: Connection, id: str, now: datetime) -> None:
    """Somebody has seen to a report."""
    connection.execute(update(REPORTS).where(REPORTS.c.id == id).values(settled=now))


class Going(Struct, frozen=True):
    """How a question goes: how often it was served and done, its facility (the mean share earned), the mean seconds it took."""

    item: str
    served: int
    done: int
    facility: float | None
    seconds: float | None


def going(connection: Connection, school_class: str | None = None) -> tuple[Going, ...]:
    """How each question goes in a class, or with everybody."""
    took = func.avg(type_coerce(SERVINGS.c.done, BigInteger) - type_coerce(SERVINGS.c.at, BigInteger))
    chosen = (
        select(SERVINGS.c.item, func.count(), func.count(SERVINGS.c.done), func.avg(SERVINGS.c.share), took)
        .join(LEARNERS, LEARNERS.c.id == SERVINGS.c.learner)
        .group_by(SERVINGS.c.item)
        .order_by(SERVINGS.c.item)
    )
    if school_class is not None:
        chosen = chosen.where(LEARNERS.c["class"] == school_class)
    return tuple(
        Going(item, served, done, facility, None if time is None else float(time) / 1e6)
        for item, served, done, facility, time in connection.execute(chosen)
    )


class Shown(Struct, frozen=True):
    """How often a misconception was shown in answers to a question, and by how many learners."""

    item: str
    misconception: str
    times: int
    learners: int


def shown(connection: Connection, school_class: str | None = None, learner: str | None = None) -> tuple[Shown, ...]:
    """The misconceptions that answers showed, the most frequent first: of a class, of one learner, or of everybody."""
    times = func.count().label("times")
    chosen = (
        select(SERVINGS.c.item, DIAGNOSES.c.misconception, times, func.count(SERVINGS.c.learner.distinct()))
        .join(SERVINGS, SERVINGS.c.id == DIAGNOSES.c.serving)
        .join(LEARNERS, LEARNERS.c.id == SERVINGS.c.learner)
        .group_by(SERVINGS.c.item, DIAGNOSES.c.misconception)
        .order_by(times.desc(), SERVINGS.c.item, DIAGNOSES.c.misconception)
    )
    if school_class is not None:
        chosen = chosen.where(LEARNERS.c["class"] == school_class)
    if learner is not None:
        chosen = chosen.where(SERVINGS.c.learner == learner)
    return tuple(Shown(*row) for row in connection.execute(chosen))


TIMES = func.count()
SHOWED = (
    select(DIAGNOSES.c.misconception, SERVINGS.c.item)
    .join(SERVINGS, SERVINGS.c.id == DIAGNOSES.c.serving)
    .where(SERVINGS.c.learner == bindparam("learner"))
    .group_by(SERVINGS.c.item, DIAGNOSES.c.misconception)
    .order_by(TIMES.desc(), SERVINGS.c.item, DIAGNOSES.c.misconception)
)


def showed(connection: Connection, learner: str) -> dict[str, tuple[str, ...]]:
    """The questions in which a learner showed each misconception, where that happened most often first."""
    found: dict[str, tuple[str, ...]] = {}
    for misconception, item in connection.execute(SHOWED, {"learner": learner}):
        found[misconception] = (*found.get(misconception, ()), item)
    return found
