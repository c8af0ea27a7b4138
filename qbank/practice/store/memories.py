"""Memories, as they follow from what happened."""

from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import Connection, bindparam, delete, select
from sqlalchemy.dialects.postgresql import insert as insert_postgres
from sqlalchemy.dialects.sqlite import insert as insert_sqlite

from qbank.practice.memory import Memory
from qbank.practice.store.tables import MEMORIES

FIELDS = Memory.__struct_fields__
MINE = select(*(MEMORIES.c[name] for name in FIELDS)).where(MEMORIES.c.learner == bindparam("learner"))
ALL = MINE.order_by(MEMORIES.c.subject)
SOME = MINE.where(MEMORIES.c.subject.in_(bindparam("subjects", expanding=True)))
INSERTS: dict[str, Any] = {"sqlite": insert_sqlite(MEMORIES), "postgresql": insert_postgres(MEMORIES)}
REPLACED = {
    dialect: insert.on_conflict_do_update(
        index_elements=("learner", "subject"), set_={name: insert.excluded[name] for name in FIELDS[1:]}
    )
    for dialect, insert in INSERTS.items()
}


def memories(connection: Connection, learner: str) -> dict[str, Memory]:
    """What a learner remembers, by subject."""
    return {row.subject: Memory(*row) for row in connection.execute(ALL, {"learner": learner})}


def memories_of(connection: Connection, learner: str, subjects: Collection[str]) -> dict[str, Memory]:
    """What a learner remembers of these subjects."""
    rows = connection.execute(SOME, {"learner": learner, "subjects": list(subjects)})
    return {row.subject: Memory(*row) for row in rows}


def keep_memories(connection: Connection, learner: str, kept: Iterable[Memory]) -> None:
    """Replace the memories of these subjects."""
    if rows := [{"learner": learner} | {name: getattr(memory, name) for name in FIELDS} for memory in kept]:
        connection.execute(REPLACED[connection.dialect.name], rows)


def forget_memories(connection: Connection, learner: str) -> None:
    """Forget all memories of a learner, to make them again."""
    connection.execute(delete(MEMORIES).where(MEMORIES.c.learner == learner))
