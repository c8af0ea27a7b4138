"""How the tables came to be: numbered steps, each done once, all that are missing in one transaction.

A step is never edited once it is published: what changes later is another step. ``tables`` says what they add up to, and a test
holds the two together. Whatever goes wrong on the way, the store is as it was.
"""

from datetime import datetime

from sqlalchemy import Connection, insert, inspect, select, text

from qbank.errors import QbankError
from qbank.practice.store.tables import VERSIONS

LOCK = 7_226_265
"""What processes that open one PostgreSQL store at the same time wait for, one after the other."""
BLOBS = {"sqlite": "BLOB", "postgresql": "BYTEA"}

FIRST = """
CREATE TABLE secrets (name TEXT PRIMARY KEY, value {blob} NOT NULL);

CREATE TABLE classes (id TEXT PRIMARY KEY, name TEXT NOT NULL, code TEXT NOT NULL UNIQUE, at BIGINT NOT NULL);

CREATE TABLE learners (id TEXT PRIMARY KEY, name TEXT NOT NULL, class TEXT REFERENCES classes (id), at BIGINT NOT NULL);
CREATE INDEX learners_of_class ON learners (class);

CREATE TABLE sessions (
    id TEXT PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    plan TEXT NOT NULL,
    started BIGINT NOT NULL,
    deadline BIGINT,
    ended BIGINT
);
CREATE INDEX sessions_of_learner ON sessions (learner);

CREATE TABLE servings (
    id TEXT PRIMARY KEY,
    session TEXT NOT NULL REFERENCES sessions (id) ON DELETE CASCADE,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    place INTEGER NOT NULL,
    item TEXT NOT NULL,
    variant BIGINT NOT NULL,
    draw TEXT NOT NULL,
    template TEXT NOT NULL,
    why TEXT NOT NULL,
    record {blob} NOT NULL,
    at BIGINT NOT NULL,
    done BIGINT,
    share DOUBLE PRECISION,
    UNIQUE (learner, item, draw),
    UNIQUE (session, place)
);
CREATE INDEX servings_of_session ON servings (session);
CREATE INDEX servings_of_item ON servings (item);

CREATE TABLE attempts (
    serving TEXT NOT NULL REFERENCES servings (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    key TEXT NOT NULL,
    responses TEXT NOT NULL,
    outcomes TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (serving, number),
    UNIQUE (serving, key)
);

CREATE TABLE hints (
    serving TEXT NOT NULL REFERENCES servings (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    hint INTEGER,
    at BIGINT NOT NULL,
    PRIMARY KEY (serving, number)
);

CREATE TABLE judgements (
    serving TEXT NOT NULL REFERENCES servings (id) ON DELETE CASCADE,
    number INTEGER NOT NULL,
    part TEXT NOT NULL,
    earned TEXT NOT NULL,
    comment TEXT NOT NULL,
    judge TEXT NOT NULL,
    at BIGINT NOT NULL,
    PRIMARY KEY (serving, number)
);

CREATE TABLE waiting (
    serving TEXT NOT NULL REFERENCES servings (id) ON DELETE CASCADE,
    part TEXT NOT NULL,
    PRIMARY KEY (serving, part)
);

CREATE TABLE diagnoses (
    serving TEXT NOT NULL REFERENCES servings (id) ON DELETE CASCADE,
    misconception TEXT NOT NULL,
    PRIMARY KEY (serving, misconception)
);
CREATE INDEX diagnoses_of_misconception ON diagnoses (misconception);

CREATE TABLE memories (
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    subject TEXT NOT NULL,
    stability DOUBLE PRECISION NOT NULL,
    difficulty DOUBLE PRECISION NOT NULL,
    state INTEGER NOT NULL,
    step INTEGER,
    due BIGINT NOT NULL,
    last BIGINT NOT NULL,
    reviews INTEGER NOT NULL,
    lapses INTEGER NOT NULL,
    running INTEGER NOT NULL,
    PRIMARY KEY (learner, subject)
);

CREATE TABLE reports (
    id TEXT PRIMARY KEY,
    serving TEXT NOT NULL REFERENCES servings (id) ON DELETE CASCADE,
    text TEXT NOT NULL,
    at BIGINT NOT NULL,
    settled BIGINT
);
CREATE INDEX reports_of_serving ON reports (serving);
"""

SECOND = """
CREATE TABLE limits (name TEXT NOT NULL, since BIGINT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (name, since));
"""

THIRD = """
CREATE TABLE visits (
    id TEXT PRIMARY KEY,
    learner TEXT REFERENCES learners (id) ON DELETE CASCADE,
    at BIGINT NOT NULL,
    until BIGINT NOT NULL
);
CREATE INDEX visits_of_learner ON visits (learner);
"""

STEPS = (FIRST, SECOND, THIRD)
"""Step n, from 1, leads from version n - 1 to version n."""


def migrate(connection: Connection, now: datetime) -> None:
    """Bring the tables up to the last version, inside the connection's transaction; QbankError for a later qbank's store."""
    if connection.dialect.name == "postgresql":
        connection.execute(text(f"SELECT pg_advisory_xact_lock({LOCK})"))
    done = version(connection)
    if done > len(STEPS):
        message = f"the store is of version {done}; this qbank knows version {len(STEPS)}: use the qbank that wrote it"
        raise QbankError(message)
    if not done:
        VERSIONS.create(connection, checkfirst=True)
    for number, step in enumerate(STEPS[done:], start=done + 1):
        for statement in step.format(blob=BLOBS[connection.dialect.name]).split(";"):
            if statement.strip():
                connection.exec_driver_sql(statement)
        connection.execute(insert(VERSIONS).values(number=number, at=now))


def version(connection: Connection) -> int:
    """Of which version the tables are; 0 when there are none."""
    if not inspect(connection).has_table(VERSIONS.name):
        return 0
    return max(connection.execute(select(VERSIONS.c.number)).scalars(), default=0)
