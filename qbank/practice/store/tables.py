"""The tables, as they are after the last migration; what they mean. Made and changed by ``migrations`` alone.

What happened is only ever added to: servings, attempts, hints, judgements, reports. What follows from it (memories, diagnoses,
the balance of a serving) can be made again at any time. Times are microseconds since 1970, UTC.
"""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    Dialect,
    Double,
    ForeignKey,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    TypeDecorator,
    UniqueConstraint,
)

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
MICROSECOND = timedelta(microseconds=1)


class Moment(TypeDecorator[datetime]):
    """A time with its zone, kept as a whole number that sorts."""

    impl = BigInteger
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> int | None:  # noqa: ARG002
        return None if value is None else (value - EPOCH) // MICROSECOND

    def process_result_value(self, value: Any, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return None if value is None else EPOCH + value * MICROSECOND


METADATA = MetaData()


def _owned(name: str, owner: str) -> Column[Any]:
    """A column that names the owner of a row, which goes when the owner goes."""
    return Column(name, Text, ForeignKey(owner, ondelete="CASCADE"), nullable=False, index=True)


VERSIONS = Table(
    "versions", METADATA, Column("number", Integer, primary_key=True), Column("at", Moment, nullable=False)
)

SECRETS = Table(
    "secrets", METADATA, Column("name", Text, primary_key=True), Column("value", LargeBinary, nullable=False)
)
"""Drawn once for this store."""

CLASSES = Table(
    "classes",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("code", Text, nullable=False, unique=True),
    Column("at", Moment, nullable=False),
)

LEARNERS = Table(
    "learners",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("name", Text, nullable=False),
    Column("class", Text, ForeignKey("classes.id"), index=True),
    Column("at", Moment, nullable=False),
)

SESSIONS = Table(
    "sessions",
    METADATA,
    Column("id", Text, primary_key=True),
    _owned("learner", "learners.id"),
    Column("plan", Text, nullable=False),
    Column("started", Moment, nullable=False),
    Column("deadline", Moment),
    Column("ended", Moment),
)

SERVINGS = Table(
    "servings",
    METADATA,
    Column("id", Text, primary_key=True),
    _owned("session", "sessions.id"),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), nullable=False),
    Column("place", Integer, nullable=False),
    Column("item", Text, nullable=False, index=True),
    Column("variant", BigInteger, nullable=False),
    Column("draw", Text, nullable=False),
    Column("template", Text, nullable=False),
    Column("why", Text, nullable=False),
    Column("record", LargeBinary, nullable=False),
    Column("at", Moment, nullable=False),
    Column("done", Moment),
    Column("share", Double),
    UniqueConstraint("learner", "item", "draw"),
    UniqueConstraint("session", "place"),
)
"""A question as it was asked. ``record`` is all of it, with its key; ``draw`` a digest of the numbers that the learner sees, so
that nobody gets the same twice; ``done`` when nothing was open any more, ``share`` what was then earned of what was decided."""

ATTEMPTS = Table(
    "attempts",
    METADATA,
    Column("serving", Text, ForeignKey("servings.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("key", Text, nullable=False),
    Column("responses", Text, nullable=False),
    Column("outcomes", Text, nullable=False),
    Column("at", Moment, nullable=False),
    UniqueConstraint("serving", "key"),
)
"""Answers. ``number`` is the place in the log of the serving, shared with hints and judgements; ``key`` is sent with an answer,
so that one which is sent twice counts once."""

HINTS = Table(
    "hints",
    METADATA,
    Column("serving", Text, ForeignKey("servings.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("hint", Integer),
    Column("at", Moment, nullable=False),
)
"""Hints taken; without a ``hint`` it was the solution."""

JUDGEMENTS = Table(
    "judgements",
    METADATA,
    Column("serving", Text, ForeignKey("servings.id", ondelete="CASCADE"), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("part", Text, nullable=False),
    Column("earned", Text, nullable=False),
    Column("comment", Text, nullable=False),
    Column("judge", Text, nullable=False),
    Column("at", Moment, nullable=False),
)

WAITING = Table(
    "waiting",
    METADATA,
    Column("serving", Text, ForeignKey("servings.id", ondelete="CASCADE"), primary_key=True),
    Column("part", Text, primary_key=True),
)
"""Answers that a person must judge, and nobody has."""

DIAGNOSES = Table(
    "diagnoses",
    METADATA,
    Column("serving", Text, ForeignKey("servings.id", ondelete="CASCADE"), primary_key=True),
    Column("misconception", Text, primary_key=True, index=True),
)

MEMORIES = Table(
    "memories",
    METADATA,
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), primary_key=True),
    Column("subject", Text, primary_key=True),
    Column("stability", Double, nullable=False),
    Column("difficulty", Double, nullable=False),
    Column("state", Integer, nullable=False),
    Column("step", Integer),
    Column("due", Moment, nullable=False),
    Column("last", Moment, nullable=False),
    Column("reviews", Integer, nullable=False),
    Column("lapses", Integer, nullable=False),
    Column("running", Integer, nullable=False),
)
"""What is remembered, by FSRS: ``running`` is how often it was right since it was last wrong."""

REPORTS = Table(
    "reports",
    METADATA,
    Column("id", Text, primary_key=True),
    _owned("serving", "servings.id"),
    Column("text", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("settled", Moment),
)

LIMITS = Table(
    "limits",
    METADATA,
    Column("name", Text, primary_key=True),
    Column("since", Moment, primary_key=True),
    Column("count", Integer, nullable=False),
)
"""How often something was done in a stretch of time."""

VISITS = Table(
    "visits",
    METADATA,
    Column("id", Text, primary_key=True),
    Column("learner", Text, ForeignKey("learners.id", ondelete="CASCADE"), index=True),
    Column("at", Moment, nullable=False),
    Column("until", Moment, nullable=False),
)
"""Browsers that somebody has entered with, by a digest of what they prove it with; without a ``learner``, the instructor's."""
