"""Classes and their students in numbers: what an instructor sees of them at a glance."""

import unicodedata
from datetime import datetime
from typing import Any

from msgspec import Struct
from sqlalchemy import ColumnElement, Connection, ScalarSelect, Select, func, select

from qbank.practice.store.people import SchoolClass
from qbank.practice.store.tables import CLASSES, LEARNERS, REPORTS, SERVINGS, WAITING


class Overall(Struct, frozen=True):
    """A class: how many students it has, how many questions they answered, how many answers wait, how many reports are open."""

    school_class: SchoolClass
    students: int
    answered: int
    waiting: int
    reports: int


def overall(connection: Connection) -> tuple[Overall, ...]:
    """Every class, by name."""
    theirs = SERVINGS.join(LEARNERS, LEARNERS.c.id == SERVINGS.c.learner)
    counts = (
        _of_class(select(func.count()).select_from(LEARNERS)),
        _of_class(select(func.count(SERVINGS.c.done)).select_from(theirs)),
        _of_class(select(func.count()).select_from(theirs.join(WAITING, WAITING.c.serving == SERVINGS.c.id))),
        _of_class(
            select(func.count())
            .select_from(theirs.join(REPORTS, REPORTS.c.serving == SERVINGS.c.id))
            .where(REPORTS.c.settled.is_(None))
        ),
    )
    rows = connection.execute(select(CLASSES, *counts))
    found = [Overall(SchoolClass(*row[:4]), *row[4:]) for row in rows]
    return tuple(sorted(found, key=lambda one: (in_order(one.school_class.name), one.school_class.id)))


def _of_class(counted: Select[Any]) -> ScalarSelect[Any]:
    """The same among the learners of the class of a row."""
    mine: ColumnElement[bool] = LEARNERS.c["class"] == CLASSES.c.id
    return counted.where(mine).correlate(CLASSES).scalar_subquery()


def in_order(name: str) -> tuple[str, str]:
    """By what names are sorted: letters first, whatever stands above or below them after.

    >>> sorted(["Zoë", "Émile", "Eva", "anna"], key=in_order)
    ['anna', 'Émile', 'Eva', 'Zoë']
    """
    apart = unicodedata.normalize("NFKD", name)
    return "".join(sign for sign in apart if not unicodedata.combining(sign)).casefold(), name


class Student(Struct, frozen=True):
    """A learner of a class: how many questions are done, their mean share, when something was last served or done."""

    id: str
    name: str
    done: int
    facility: float | None
    seen: datetime | None


def students(connection: Connection, school_class: str) -> tuple[Student, ...]:
    """The learners of a class, by name."""
    times = func.max(SERVINGS.c.at), func.max(SERVINGS.c.done)
    chosen = (
        select(LEARNERS.c.id, LEARNERS.c.name, func.count(SERVINGS.c.done), func.avg(SERVINGS.c.share), *times)
        .select_from(LEARNERS.outerjoin(SERVINGS, SERVINGS.c.learner == LEARNERS.c.id))
        .where(LEARNERS.c["class"] == school_class)
        .group_by(LEARNERS.c.id, LEARNERS.c.name)
    )
    found = (
        Student(who, name, done, facility, max(filter(None, seen), default=None))
        for who, name, done, facility, *seen in connection.execute(chosen)
    )
    return tuple(sorted(found, key=lambda one: (in_order(one.name), one.id)))
