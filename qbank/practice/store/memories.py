"""Memories, as they follow from what happened."""

from collections.abc import Iterable

from sqlalchemy import Connection, delete, insert, select

from qbank.practice.memory import Memory
from qbank.practice.store.tables import MEMORIES

FIELDS = Memory.__struct_fields__


def memories(connection: Connection, learner: str) -> dict[str, Memory]:
    """What a learner remembers, by subject."""
    rows = select(*(MEMORIES.c[name] for name in FIELDS)).where(MEMORIES.c.learner == learner)
    return {row.subject: Memory(*row) for row in connection.execute(rows.order_by(MEMORIES.c.subject))}


def keep_memories(connection: Connection, learner: str, kept: Iterable[Memory]) -> None:
    """Replace the memories of these subjects."""
    rows = [{"learner": learner} | {name: getattr(memory, name) for name in FIELDS} for memory in kept]
    subjects = [row["subject"] for row in rows]
    connection.execute(delete(MEMORIES).where(MEMORIES.c.learner == learner, MEMORIES.c.subject.in_(subjects)))
    if rows:
        connection.execute(insert(MEMORIES), rows)


def forget_memories(connection: Connection, learner: str) -> None:
    """Forget all memories of a learner, to make them again."""
    connection.execute(delete(MEMORIES).where(MEMORIES.c.learner == learner))
