"""The log of each serving: answers, hints and judgements, which are only ever added to."""

from collections.abc import Sequence
from fractions import Fraction
from typing import Any, assert_never

import msgspec
from sqlalchemy import Connection, bindparam, func, insert, select

from qbank.practice.records import read, written
from qbank.practice.session import Entry, Hinted, Judged, Serving, Solved, Tried
from qbank.practice.store.tables import ATTEMPTS, HINTS, JUDGEMENTS

LOGS = (ATTEMPTS, HINTS, JUDGEMENTS)
WRITTEN = [select(log).where(log.c.serving.in_(bindparam("servings", expanding=True))) for log in LOGS]
LENGTH = select(*(select(func.count()).where(log.c.serving == bindparam("serving")).scalar_subquery() for log in LOGS))
ANSWERED = select(ATTEMPTS.c.number).where(
    ATTEMPTS.c.serving == bindparam("serving"), ATTEMPTS.c.key == bindparam("key")
)


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
    return connection.execute(ANSWERED, {"serving": serving, "key": key}).scalar()


def length(connection: Connection, serving: str) -> int:
    """How many entries the log of a serving has."""
    return sum(connection.execute(LENGTH, {"serving": serving}).one())


def logs(connection: Connection, ids: Sequence[str]) -> dict[str, tuple[Entry, ...]]:
    """The log of each of these servings."""
    found: dict[str, dict[int, Entry]] = {serving: {} for serving in ids}
    attempts, hints, judgements = (connection.execute(rows, {"servings": ids}) for rows in WRITTEN)
    for row in attempts:
        responses = msgspec.json.decode(row.responses, type=dict[str, str])
        found[row.serving][row.number] = Tried(responses, read(row.outcomes, dict), row.at)
    for row in hints:
        found[row.serving][row.number] = Solved(row.at) if row.hint is None else Hinted(row.hint, row.at)
    for row in judgements:
        found[row.serving][row.number] = Judged(row.part, Fraction(row.earned), row.comment, row.at)
    return {serving: tuple(log[number] for number in sorted(log)) for serving, log in found.items()}
