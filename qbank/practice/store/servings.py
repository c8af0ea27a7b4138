"""Sessions, the questions served in them, and the log of each."""

import zlib
from collections.abc import Iterable
from datetime import datetime
from functools import lru_cache
from typing import Any

from msgspec import Struct
from sqlalchemy import Connection, Row, and_, bindparam, delete, exists, func, insert, or_, select, update

from qbank.errors import QbankError
from qbank.item import Item
from qbank.practice.plan import Plan, Session
from qbank.practice.records import read, written
from qbank.practice.session import Entry, Result, Serving
from qbank.practice.store.log import logs
from qbank.practice.store.tables import DIAGNOSES, SERVINGS, SESSIONS, WAITING, Moment

# --- sessions ---

SESSION = select(SESSIONS).where(SESSIONS.c.id == bindparam("id"))
"""Like every statement that a page waits for, made once."""


def add_session(connection: Connection, added: Session) -> None:
    """A session that begins."""
    values = {name: getattr(added, name) for name in ("id", "learner", "started", "deadline", "ended")}
    connection.execute(insert(SESSIONS).values(values | {"plan": written(added.plan)}))


def end_session(connection: Connection, id: str, now: datetime) -> None:
    """A session is over; one that was over before stays as it was."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == id, SESSIONS.c.ended.is_(None)).values(ended=now))


def session(connection: Connection, id: str) -> Session:
    """The session of that id; QbankError when there is none."""
    row = connection.execute(SESSION, {"id": id}).first()
    if row is None:
        raise QbankError(f"there is no session {id!r}")
    return _session(row)


def sessions(connection: Connection, learner: str) -> tuple[Session, ...]:
    """A learner's sessions, the last one first."""
    rows = select(SESSIONS).where(SESSIONS.c.learner == learner).order_by(SESSIONS.c.started.desc(), SESSIONS.c.id)
    return tuple(map(_session, connection.execute(rows)))


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.learner, _plan(row.plan), row.started, row.deadline, row.ended)


@lru_cache(maxsize=512)
def _plan(record: str) -> Plan:
    return read(record, Plan)


# --- servings ---

OF = [column.label(f"of_{column.name}") for column in SESSIONS.c]
SERVING = (
    select(SERVINGS, *OF).join(SESSIONS, SESSIONS.c.id == SERVINGS.c.session).where(SERVINGS.c.id == bindparam("id"))
)
IN_THE_WAY = select(SERVINGS.c.id).where(
    or_(
        and_(
            SERVINGS.c.learner == bindparam("learner"),
            SERVINGS.c.item == bindparam("item"),
            SERVINGS.c.draw == bindparam("draw"),
        ),
        and_(SERVINGS.c.session == bindparam("session"), SERVINGS.c.place == bindparam("place")),
    )
)
ADDED = insert(SERVINGS)


class Placed(Struct, frozen=True):
    """Where a serving stands in its session, from 0; a digest of what the learner sees drawn; and why it was chosen."""

    place: int
    draw: str
    why: str


def add_serving(connection: Connection, added: Serving, placed: Placed) -> bool:
    """A question that is served, complete, so that no edit of the bank changes what was asked.

    False, and nothing is added, when the learner has had this draw, or something stands at this place already.
    """
    item, session = added.item, added.session
    row = {
        "id": added.id,
        "session": session.id,
        "learner": session.learner,
        "place": placed.place,
        "item": item.id,
        "variant": item.variant,
        "draw": placed.draw,
        "template": added.template,
        "why": placed.why,
        "record": zlib.compress(written(item).encode()),
        "at": added.at,
    }
    if connection.execute(IN_THE_WAY, row).first():
        return False
    connection.execute(ADDED, row)
    return True


def serving(connection: Connection, id: str) -> Serving:
    """The serving of that id with its whole log; QbankError when there is none."""
    row = connection.execute(SERVING, {"id": id}).first()
    if row is None:
        raise QbankError(f"there is no question {id!r}")
    of = Session(row.of_id, row.of_learner, _plan(row.of_plan), row.of_started, row.of_deadline, row.of_ended)
    return _serving(row, of, logs(connection, [id])[id])


def servings(connection: Connection, of: Session) -> tuple[Serving, ...]:
    """Every serving of a session, in order."""
    chosen = select(SERVINGS).where(SERVINGS.c.session == of.id).order_by(SERVINGS.c.place)
    rows = connection.execute(chosen).all()
    happened = logs(connection, [row.id for row in rows])
    return tuple(_serving(row, of, happened[row.id]) for row in rows)


def items(connection: Connection, ids: Iterable[str]) -> dict[str, Item]:
    """What was asked in these servings, by their ids."""
    chosen = select(SERVINGS.c.id, SERVINGS.c.record).where(SERVINGS.c.id.in_(tuple(ids)))
    return {row.id: _item(row.record) for row in connection.execute(chosen)}


def _serving(row: Row[Any], of: Session, log: tuple[Entry, ...]) -> Serving:
    return Serving(row.id, of, _item(row.record), row.template, row.at, log)


@lru_cache(maxsize=512)
def _item(record: bytes) -> Item:
    """The item that was served; it never changes, and every page about it needs it."""
    return read(zlib.decompress(record), Item)


# --- what follows from the log ---


BALANCED = update(SERVINGS).where(SERVINGS.c.id == bindparam("serving")).values(share=bindparam("share"))
DONE = BALANCED.values(done=func.coalesce(SERVINGS.c.done, bindparam("now", type_=Moment())))
FOLLOWS = {"part": WAITING, "misconception": DIAGNOSES}
FORGOTTEN = {name: delete(table).where(table.c.serving == bindparam("id")) for name, table in FOLLOWS.items()}


def balance(connection: Connection, serving: Serving, found: Result, now: datetime) -> None:
    """Note what has come of a serving so far."""
    share = float(found.earned / found.decided) if found.decided else None
    row = {"serving": serving.id, "share": share} | ({"now": now} if found.done else {})
    connection.execute(DONE if found.done else BALANCED, row)
    for name, values in {"part": found.waiting, "misconception": found.misconceptions}.items():
        if len(serving.log) > 1:
            connection.execute(FORGOTTEN[name], {"id": serving.id})
        if values:
            connection.execute(insert(FOLLOWS[name]), [{"serving": serving.id, name: value} for value in values])


# --- what a learner has had ---


class Had(Struct, frozen=True):
    """A question that a learner had: which draw, why, when; how it went (None while all of it is open or waits).

    ``explained`` says that a misconception was recognised in the answers.
    """

    id: str
    session: str
    item: str
    variant: int
    draw: str
    why: str
    at: datetime
    done: datetime | None
    share: float | None
    explained: bool = False


COLUMNS: list[Any] = [
    *(SERVINGS.c[name] for name in Had.__struct_fields__[:-1]),
    exists().where(DIAGNOSES.c.serving == SERVINGS.c.id),
]
HAD = select(*COLUMNS).where(SERVINGS.c.learner == bindparam("learner")).order_by(SERVINGS.c.at, SERVINGS.c.place)


def had(connection: Connection, learner: str) -> tuple[Had, ...]:
    """What a learner had, ever, the first one first."""
    return tuple(Had(*row) for row in connection.execute(HAD, {"learner": learner}))


class Drawn(Struct, frozen=True):
    """Which draws of a question a learner had, and the number of the next one to try."""

    draws: frozenset[str] = frozenset()
    next: int = 0


def drawn(had: Iterable[Had]) -> dict[str, Drawn]:
    """The draws that a learner had, by question; those that were never had are left out."""
    found: dict[str, tuple[set[str], list[int]]] = {}
    for one in had:
        draws, variants = found.setdefault(one.item, (set(), []))
        draws.add(one.draw)
        variants.append(one.variant)
    return {item: Drawn(frozenset(draws), max(variants) + 1) for item, (draws, variants) in found.items()}
