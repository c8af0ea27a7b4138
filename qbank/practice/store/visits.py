"""Browsers that somebody has entered with: until when they are let in, and by whom they came.

What a browser proves it with is kept as a digest, so that whoever reads the store cannot enter with it.
"""

import hashlib
from datetime import datetime

from msgspec import Struct
from sqlalchemy import Connection, delete, insert, select

from qbank.practice.store.tables import LEARNERS, VISITS


class Visit(Struct, frozen=True):
    """Somebody who has entered: a learner, or the instructor (``learner`` is None)."""

    learner: str | None
    until: datetime


def add_visit(connection: Connection, proof: str, added: Visit, now: datetime) -> None:
    """Let a browser in; those whose time is over are forgotten."""
    connection.execute(delete(VISITS).where(VISITS.c.until <= now))
    values = {"id": _digest(proof), "learner": added.learner, "at": now, "until": added.until}
    connection.execute(insert(VISITS).values(values))


def visit(connection: Connection, proof: str, now: datetime) -> Visit | None:
    """Who has entered with this proof; None when nobody has, when they have left, or when their time is over."""
    chosen = select(VISITS.c.learner, VISITS.c.until).where(VISITS.c.id == _digest(proof), VISITS.c.until > now)
    row = connection.execute(chosen).first()
    return None if row is None else Visit(*row)


def end_visit(connection: Connection, proof: str) -> None:
    """A browser leaves: its proof is worth nothing from now on."""
    connection.execute(delete(VISITS).where(VISITS.c.id == _digest(proof)))


def end_visits(connection: Connection, school_class: str) -> None:
    """Every browser leaves with which somebody of a class has entered."""
    theirs = select(LEARNERS.c.id).where(LEARNERS.c["class"] == school_class)
    connection.execute(delete(VISITS).where(VISITS.c.learner.in_(theirs)))


def _digest(proof: str) -> str:
    return hashlib.blake2b(proof.encode(), digest_size=24).hexdigest()
