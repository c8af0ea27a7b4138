"""Learners and their classes."""

from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select, update

from qbank.errors import QbankError
from qbank.practice.store.tables import CLASSES, LEARNERS


class SchoolClass(Struct, frozen=True):
    """A class; whoever knows its code may join it."""

    id: str
    name: str
    code: str
    at: datetime


class Learner(Struct, frozen=True):
    """Somebody who practises, alone (``school_class`` is None) or in a class."""

    id: str
    name: str
    school_class: str | None
    at: datetime


def add_class(connection: Connection, added: SchoolClass) -> None:
    """A new class."""
    connection.execute(insert(CLASSES).values(id=added.id, name=added.name, code=added.code, at=added.at))


def class_of_code(connection: Connection, code: str) -> SchoolClass | None:
    """The class that a code opens; to the end of the transaction nobody else joins it."""
    row = connection.execute(select(CLASSES).where(CLASSES.c.code == code).with_for_update()).first()
    return None if row is None else SchoolClass(*row)


def school_class(connection: Connection, id: str) -> SchoolClass | None:
    """The class of that id."""
    row = connection.execute(select(CLASSES).where(CLASSES.c.id == id)).first()
    return None if row is None else SchoolClass(*row)


def renew_code(connection: Connection, id: str, code: str) -> None:
    """Give a class another code; the one before opens nothing any more."""
    connection.execute(update(CLASSES).where(CLASSES.c.id == id).values(code=code))


def lock_class(connection: Connection, id: str) -> None:
    """From now to the end of the transaction nobody else who asks for this lock changes who is in the class."""
    connection.execute(select(CLASSES.c.id).where(CLASSES.c.id == id).with_for_update())


def classes(connection: Connection) -> tuple[SchoolClass, ...]:
    """Every class, by name."""
    return tuple(
        SchoolClass(*row) for row in connection.execute(select(CLASSES).order_by(CLASSES.c.name, CLASSES.c.id))
    )


def add_learner(connection: Connection, added: Learner) -> None:
    """A new learner."""
    values = {"id": added.id, "name": added.name, "class": added.school_class, "at": added.at}
    connection.execute(insert(LEARNERS).values(values))


def learner(connection: Connection, id: str) -> Learner | None:
    """The learner of that id."""
    row = connection.execute(select(LEARNERS).where(LEARNERS.c.id == id)).first()
    return None if row is None else Learner(*row)


def learners(connection: Connection, school_class: str | None = None) -> tuple[Learner, ...]:
    """The learners of a class, or all of them, by name."""
    wanted = select(LEARNERS).order_by(LEARNERS.c.name, LEARNERS.c.id)
    if school_class is not None:
        wanted = wanted.where(LEARNERS.c["class"] == school_class)
    return tuple(Learner(*row) for row in connection.execute(wanted))


def lock_learner(connection: Connection, id: str) -> None:
    """From now to the end of the transaction nobody else writes for this learner; QbankError when there is no such learner."""
    if connection.execute(select(LEARNERS.c.id).where(LEARNERS.c.id == id).with_for_update()).first() is None:
        raise QbankError(f"there is no learner {id!r}")


def delete_learner(connection: Connection, id: str) -> bool:
    """Delete a learner and everything that is known of them; False when there was nobody."""
    return connection.execute(delete(LEARNERS).where(LEARNERS.c.id == id)).rowcount > 0
