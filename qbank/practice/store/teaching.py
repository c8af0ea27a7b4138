"""What an instructor asks the store: answers that wait, problems that were reported, how each question goes."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

from msgspec import Struct
from sqlalchemy import (
    BigInteger,
    Connection,
    Select,
    and_,
    bindparam,
    case,
    func,
    insert,
    or_,
    select,
    type_coerce,
    update,
)

from qbank.errors import QbankError
from qbank.practice.session import Report
from qbank.practice.store.tables import DIAGNOSES, JUDGEMENTS, LEARNERS, MICROSECOND, REPORTS, SERVINGS, WAITING


class Waiting(Struct, frozen=True):
    """An answer that a person must judge: of which serving, part and learner, since when."""

    serving: str
    part: str
    item: str
    learner: str
    at: datetime


def waiting(connection: Connection, school_class: str | None = None) -> tuple[Waiting, ...]:
    """The answers of a class, or of everybody, that wait to be judged, the oldest first."""
    return tuple(Waiting(*row) for row in connection.execute(_waiting(school_class)))


def waiting_after(connection: Connection, at: datetime, serving: str, part: str) -> Waiting | None:
    """The answer that waits next after one, in its class if it is of one; None when none does."""
    its = (
        select(LEARNERS.c["class"]).join(SERVINGS, SERVINGS.c.learner == LEARNERS.c.id).where(SERVINGS.c.id == serving)
    )
    same = and_(SERVINGS.c.at == at, WAITING.c.serving == serving, WAITING.c.part > part)
    later = or_(SERVINGS.c.at > at, and_(SERVINGS.c.at == at, WAITING.c.serving > serving), same)
    row = connection.execute(_waiting(connection.execute(its).scalar()).where(later).limit(1)).first()
    return None if row is None else Waiting(*row)


def _waiting(school_class: str | None) -> Select[Any]:
    chosen = (
        select(WAITING.c.serving, WAITING.c.part, SERVINGS.c.item, SERVINGS.c.learner, SERVINGS.c.at)
        .join(SERVINGS, SERVINGS.c.id == WAITING.c.serving)
        .join(LEARNERS, LEARNERS.c.id == SERVINGS.c.learner)
        .order_by(SERVINGS.c.at, WAITING.c.serving, WAITING.c.part)
    )
    return chosen if school_class is None else chosen.where(LEARNERS.c["class"] == school_class)


class JudgedAnswer(Struct, frozen=True):
    """An answer that somebody judged: of which serving and part, with how many points, by whom, when it was last done."""

    serving: str
    part: str
    item: str
    earned: Fraction
    judge: str
    at: datetime


def judged(connection: Connection, most: int, school_class: str | None = None) -> tuple[JudgedAnswer, ...]:
    """The answers of a class, or of everybody, that were judged, as they stand now: those of the last ``most`` judgements."""
    fields = (JUDGEMENTS.c[name] for name in ("serving", "part", "earned", "judge", "at"))
    chosen = (
        select(*fields, SERVINGS.c.item)
        .join(SERVINGS, SERVINGS.c.id == JUDGEMENTS.c.serving)
        .join(LEARNERS, LEARNERS.c.id == SERVINGS.c.learner)
        .order_by(JUDGEMENTS.c.at.desc(), JUDGEMENTS.c.serving, JUDGEMENTS.c.number.desc())
        .limit(most)
    )
    if school_class is not None:
        chosen = chosen.where(LEARNERS.c["class"] == school_class)
    last: dict[tuple[str, str], JudgedAnswer] = {}
    for row in connection.execute(chosen):
        one = JudgedAnswer(row.serving, row.part, row.item, Fraction(row.earned), row.judge, row.at)
        last.setdefault((one.serving, one.part), one)
    return tuple(last.values())


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
    chosen = _reports().order_by(REPORTS.c.at.desc(), REPORTS.c.id)
    return tuple(Reported(*row) for row in connection.execute(chosen))


def reported(connection: Connection, id: str) -> Reported:
    """The report of that id; QbankError when there is none."""
    row = connection.execute(_reports().where(REPORTS.c.id == id)).first()
    if row is None:
        raise QbankError(f"there is no report {id!r}")
    return Reported(*row)


def _reports() -> Select[Any]:
    fields = REPORTS.c.id, REPORTS.c.serving, SERVINGS.c.item, SERVINGS.c.variant, SERVINGS.c.template
    chosen = select(*fields, SERVINGS.c.learner, REPORTS.c.text, REPORTS.c.at, REPORTS.c.settled)
    return chosen.join(SERVINGS, SERVINGS.c.id == REPORTS.c.serving)


def settle_report(connection: Connection, id: str, now: datetime) -> None:
    """Somebody has seen to a report; one that was seen to before stays as it was."""
    still_open = REPORTS.c.id == id, REPORTS.c.settled.is_(None)
    connection.execute(update(REPORTS).where(*still_open).values(settled=now))


LONGEST = timedelta(hours=1)
"""Who takes longer than this has been away."""


class Going(Struct, frozen=True):
    """How a question goes: how often it was served and done, its facility (the mean share earned), the mean seconds it took.

    The time is that of whoever was done within an hour.
    """

    item: str
    served: int
    done: int
    facility: float | None
    seconds: float | None


def going(connection: Connection, school_class: str | None = None) -> tuple[Going, ...]:
    """How each question goes in a class, or with everybody."""
    took = type_coerce(SERVINGS.c.done, BigInteger) - type_coerce(SERVINGS.c.at, BigInteger)
    mean = func.avg(case((took <= LONGEST // MICROSECOND, took)))
    chosen = (
        select(SERVINGS.c.item, func.count(), func.count(SERVINGS.c.done), func.avg(SERVINGS.c.share), mean)
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
    """How often a misconception was shown in answers to a question, and by how many learners; one ``serving`` of those."""

    item: str
    misconception: str
    times: int
    learners: int
    serving: str


def shown(connection: Connection, school_class: str | None = None, learner: str | None = None) -> tuple[Shown, ...]:
    """The misconceptions that answers showed, the most frequent first: of a class, of one learner, or of everybody."""
    times, one = func.count().label("times"), func.min(DIAGNOSES.c.serving)
    chosen = (
        select(SERVINGS.c.item, DIAGNOSES.c.misconception, times, func.count(SERVINGS.c.learner.distinct()), one)
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
