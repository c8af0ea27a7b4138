"""How often something may be done: counted in the store, so that it holds for all server processes together."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete, func, select
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from qbank.practice.store.tables import ATTEMPTS, EPOCH, HINTS, LIMITS, REPORTS, SERVINGS


def count(connection: Connection, name: str, every: timedelta, now: datetime) -> int:
    """How often this has been done in the present stretch of time, this time included; older stretches are forgotten."""
    since = _since(every, now)
    connection.execute(delete(LIMITS).where(LIMITS.c.name == name, LIMITS.c.since < since))
    insert = insert_postgres if connection.dialect.name == "postgresql" else insert_sqlite
    added = insert(LIMITS).values(name=name, since=since, count=1)
    counted = added.on_conflict_do_update(index_elements=("name", "since"), set_={"count": LIMITS.c.count + 1})
    return int(connection.execute(counted.returning(LIMITS.c.count)).scalar_one())


def counted(connection: Connection, name: str, every: timedelta, now: datetime) -> int:
    """How often this has been done in the present stretch of time."""
    kept = select(LIMITS.c.count).where(LIMITS.c.name == name, LIMITS.c.since == _since(every, now))
    return connection.execute(kept).scalar() or 0


def _since(every: timedelta, now: datetime) -> datetime:
    """When the present stretch of time began."""
    return EPOCH + (now - EPOCH) // every * every


def deeds(connection: Connection, learner: str, since: datetime) -> int:
    """How much a learner has done since then: questions asked for, answers, hints and reports, as they were written down."""
    served = select(func.count()).where(SERVINGS.c.learner == learner, SERVINGS.c.at > since)
    logs = [
        select(func.count())
        .select_from(log.join(SERVINGS, SERVINGS.c.id == log.c.serving))
        .where(SERVINGS.c.learner == learner, log.c.at > since)
        for log in (ATTEMPTS, HINTS, REPORTS)
    ]
    return sum(connection.execute(select(*(one.scalar_subquery() for one in (served, *logs)))).one())
