"""How often something may be done: counted in the store, so that it holds for all server processes together."""

from datetime import datetime, timedelta

from sqlalchemy import Connection, delete
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from qbank.practice.store.tables import EPOCH, LIMITS


def count(connection: Connection, name: str, every: timedelta, now: datetime) -> int:
    """How often this has been done in the present stretch of time, this time included; older stretches are forgotten."""
    since = EPOCH + (now - EPOCH) // every * every
    connection.execute(delete(LIMITS).where(LIMITS.c.name == name, LIMITS.c.since < since))
    insert = insert_postgres if connection.dialect.name == "postgresql" else insert_sqlite
    added = insert(LIMITS).values(name=name, since=since, count=1)
    counted = added.on_conflict_do_update(index_elements=("name", "since"), set_={"count": LIMITS.c.count + 1})
    return int(connection.execute(counted.returning(LIMITS.c.count)).scalar_one())
