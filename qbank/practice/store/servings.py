"""Sessions, the questions served in them, and the log of each."""

import zlib
from collections.abc import Iterable, Sequence
from datetime import datetime
from fractions import Fraction
from functools import lru_cache
from typing import Any, assert_never

import msgspec
from msgspec import Struct
from sqlalchemy import Connection, Row, and_, delete, exists, func, insert, literal, or_, select, update

from qbank.errors import QbankError
from qbank.item import Item
from qbank.practice.plan import Plan, Session
from qbank.practice.records import read, written
from qbank.practice.session import Entry, Hinted, Judged, Result, Serving, Solved, Tried
from qbank.practice.store.tables import ATTEMPTS, DIAGNOSES, HINTS, JUDGEMENTS, SERVINGS, SESSIONS, WAITING, Moment

# --- sessions ---


def add_session(connection: Connection, added: Session) -> None:
    """A session that begins."""
    values = {name: getattr(added, name) for name in ("id", "learner", "started", "deadline", "ended")}
    connection.execute(insert(SESSIONS).values(values | {"plan": written(added.plan)}))


def end_session(connection: Connection, id: str, now: datetime) -> None:
    """A session is over; one that was over before stays as it was."""
    connection.execute(update(SESSIONS).where(SESSIONS.c.id == id, SESSIONS.c.ended.is_(None)).values(ended=now))


def session(connection: Connection, id: str) -> Session:
    """The session of that id; QbankError when there is none."""
    row = connection.execute(select(SESSIONS).where(SESSIONS.c.id == id)).first()
    if row is None:
        raise QbankError(f"there is no session {id!r}")
    return _session(row)


def sessions(connection: Connection, learner: str) -> tuple[Session, ...]:
    """A learner's sessions, the last one first."""
    rows = select(SESSIONS).where(SESSIONS.c.learner == learner).order_by(SESSIONS.c.started.desc(), SESSIONS.c.id)
    return tuple(map(_session, connection.execute(rows)))


def _session(row: Row[Any]) -> Session:
    return Session(row.id, row.learner, read(row.plan, Plan), row.started, row.deadline, row.ended)


# --- servings ---


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
    mine = and_(SERVINGS.c.learner == session.learner, SERVINGS.c.item == item.id, SERVINGS.c.draw == placed.draw)
    there = and_(SERVINGS.c.session == session.id, SERVINGS.c.place == placed.place)
    if connection.execute(select(SERVINGS.c.id).where(or_(mine, there))).first():
        return False
    connection.execute(
        insert(SERVINGS).values(
            id=added.id,
            session=session.id,
            learner=session.learner,
            place=placed.place,
            item=item.id,
            variant=item.variant,
            draw=placed.draw,
            template=added.template,
            why=placed.why,
            record=zlib.compress(written(item).encode()),
            at=added.at,
        )
    )
    return True


def serving(connection: Connection, id: str) -> Serving:
    """The serving of that id with its whole log; QbankError when there is none."""
    row = connection.execute(select(SERVINGS).where(SERVINGS.c.id == id)).first()
    if row is None:
        raise QbankError(f"there is no question {id!r}")
    return _serving(row, session(connection, row.session), _logs(connection, [id])[id])


def servings(connection: Connection, of: Session) -> tuple[Serving, ...]:
    """Every serving of a session, in order."""
    chosen = select(SERVINGS).where(SERVINGS.c.session == of.id).order_by(SERVINGS.c.place)
    rows = connection.execute(chosen).all()
    logs = _logs(connection, [row.id for row in rows])
    return tuple(_serving(row, of, logs[row.id]) for row in rows)


def _serving(row: Row[Any], of: Session, log: tuple[Entry, ...]) -> Serving:
    return Serving(row.id, of, _item(row.record), row.template, row.at, log)


@lru_cache(maxsize=512)
def _item(record: bytes) -> Item:
    """The item that was served; it never changes, and every page about it needs it."""
    return read(zlib.decompress(record), Item)


# --- the log ---


def append(connection: Connection, serving: Serving, *, key: str = "", judge: str = "") -> None:
    """Write down the last entry of a serving's log; ``key`` belongs to an answer, ``judge`` to a judgement.

    The learner must be locked, or two entries could get the same place.
    """
    entry = serving.log[-1]
    row: dict[str, Any] = {"serving": serving.id, "number": len(serving.log) - 1, "at": entry.at}
    match entry:
        case Tried(responses, outcomes):
            row |= {"key": key, "responses": msgspec.json.encode(responses).decode(), "outcomes": written(outcomes)}
            connection.execute(insert(ATTEMPTS).values(row))
        case Hinted(number):
            connection.execute(insert(HINTS).values(row | {"hint": number}))
        case Solved():
            connection.execute(insert(HINTS).values(row | {"hint": None}))
        case Judged(part, earned, comment):
            row |= {"part": part, "earned": str(earned), "comment": comment, "judge": judge}
            connection.execute(insert(JUDGEMENTS).values(row))
        case _:
            assert_never(entry)


def answered(connection: Connection, serving: str, key: str) -> int | None:
    """At which place of the log an answer with this key stands; None when there is none."""
    return connection.execute(
        select(ATTEMPTS.c.number).where(ATTEMPTS.c.serving == serving, ATTEMPTS.c.key == key)
    ).scalar()


def length(connection: Connection, serving: str) -> int:
    """How many entries the log of a serving has."""
    logs = (ATTEMPTS, HINTS, JUDGEMENTS)
    counts = [select(func.count()).where(log.c.serving == serving).scalar_subquery() for log in logs]
    return sum(connection.execute(select(*counts)).one())


def _logs(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
    found: dict[str, dict[int, Entry]] = {serving: {} for serving in ids}
    for row in connection.execute(select(ATTEMPTS).where(ATTEMPTS.c.serving.in_(ids))):
        responses = msgspec.json.decode(row.responses, type=dict[str, str])
        found[row.serving][row.number] = Tried(responses, read(row.outcomes, dict), row.at)
    for row in connection.execute(select(HINTS).where(HINTS.c.serving.in_(ids))):
        found[row.serving][row.number] = Solved(row.at) if row.hint is None else Hinted(row.hint, row.at)
    for row in connection.execute(select(JUDGEMENTS).where(JUDGEMENTS.c.serving.in_(ids))):
        found[row.serving][row.number] = Judged(row.part, Fraction(row.earned), row.comment, row.at)
    return {serving: tuple(log[number] for number in sorted(log)) for serving, log in found.items()}


# --- what follows from the log ---


def balance(connection: Connection, serving: Serving, found: Result, now: datetime) -> None:
    """Note what has come of a serving so far."""
    share = float(found.earned / found.decided) if found.decided else None
    done = func.coalesce(SERVINGS.c.done, literal(now, Moment())) if found.done else SERVINGS.c.done
    connection.execute(update(SERVINGS).where(SERVINGS.c.id == serving.id).values(share=share, done=done))
    _replace(connection, WAITING, serving.id, "part", found.waiting)
    _replace(connection, DIAGNOSES, serving.id, "misconception", found.misconceptions)


def _replace(connection: Connection, table: Any, serving: str, column: str, values: Iterable[str]) -> None:
    connection.execute(delete(table).where(table.c.serving == serving))
    if rows := [{"serving": serving, column: value} for value in values]:
        connection.execute(insert(table), rows)


# --- what a learner has had ---


class Had(Struct, frozen=True):
    """A question that a learner had: which, why, when; how it went (None while all of it is open or waits).

    ``explained`` says that a misconception was recognised in the answers.
    """

    id: str
    session: str
    item: str
    why: str
    at: datetime
    done: datetime | None
    share: float | None
    explained: bool = False


def had(connection: Connection, learner: str, session: str | None = None) -> tuple[Had, ...]:
    """What a learner had, ever or in a session, the first one first."""
    explained: Any = exists().where(DIAGNOSES.c.serving == SERVINGS.c.id)
    columns = [*(SERVINGS.c[name] for name in Had.__struct_fields__[:-1]), explained]
    chosen = select(*columns).where(SERVINGS.c.learner == learner).order_by(SERVINGS.c.at, SERVINGS.c.place)
    if session is not None:
        chosen = chosen.where(SERVINGS.c.session == session)
    return tuple(Had(*row) for row in connection.execute(chosen))


class Drawn(Struct, frozen=True):
    """Which draws of a question a learner had, and the number of the next one to try."""

    draws: frozenset[str] = frozenset()
    next: int = 0


def drawn(connection: Connection, learner: str) -> dict[str, Drawn]:
    """The draws that a learner had, by question; those that were never had are left out."""
    found: dict[str, Drawn] = {}
    mine = select(SERVINGS.c.item, SERVINGS.c.draw, SERVINGS.c.variant).where(SERVINGS.c.learner == learner)
    for row in connection.execute(mine):
        before = found.get(row.item, Drawn())
        found[row.item] = Drawn(before.draws | {row.draw}, max(before.next, row.variant + 1))
    return found
