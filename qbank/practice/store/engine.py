"""Opening a store: SQLite in a file, or PostgreSQL; and its transactions.

What a transaction has written is on the disk when it ends: an answer that is acknowledged survives a killed process and a
machine without power. Several processes share a store; on SQLite one writes at a time and the others wait for it.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from sqlalchemy import URL, Connection, Engine, create_engine, event, insert, make_url, select
from sqlalchemy.exc import ArgumentError, DBAPIError, InterfaceError, NoSuchModuleError, OperationalError

from qbank.errors import QbankError
from qbank.practice.store.migrations import migrate
from qbank.practice.store.tables import SECRETS

WAIT = 30
"""So many seconds a process waits for another one that writes."""
WRITES = "writes"
DRIVERS = {"sqlite": "sqlite", "postgres": "postgresql+psycopg", "postgresql": "postgresql+psycopg"}


class AwayError(QbankError):
    """The store cannot be reached now."""


class Store:
    """A store that is open; its tables are those of this qbank."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A transaction that changes nothing; AwayError when the store cannot be reached."""
        with _reached(), self.engine.connect() as connection, connection.begin() as transaction:
            yield connection
            transaction.rollback()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """A transaction that is kept as a whole, on the disk when it ends, or not at all; AwayError as for reading."""
        with _reached(), self.engine.connect().execution_options(**{WRITES: True}) as connection, connection.begin():
            yield connection

    def close(self) -> None:
        """Let go of every connection."""
        self.engine.dispose()


def open_store(address: str | Path, now: datetime) -> Store:
    """The store at a path or an address such as ``postgresql://host/name``, made or brought up to date where needed."""
    url = _url(address)
    try:
        return _opened(url, now)
    except ModuleNotFoundError as error:
        hint = "pip install 'qbank[postgres]'" if error.name == "psycopg" else f"{error.name} is missing"
        raise QbankError(f"this database needs its driver: {hint}") from error
    except (AwayError, DBAPIError, NoSuchModuleError, OSError) as error:
        cause = error.__cause__ if isinstance(error, AwayError) else error
        why = str(getattr(cause, "orig", None) or cause).strip().splitlines()[0]
        raise QbankError(f"cannot open the store {url.render_as_string(hide_password=True)}: {why}") from error


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except (OperationalError, InterfaceError) as error:
        raise AwayError("practice cannot be kept just now: try again in a moment; what was kept is there") from error


def _opened(url: URL, now: datetime) -> Store:
    """The store at an address, its tables up to date; every connection is let go when that fails."""
    in_file = url.drivername == "sqlite"
    if in_file:
        _prepare_file(url)
    engine = create_engine(url, connect_args={"timeout": WAIT} if in_file else {}, pool_pre_ping=not in_file)
    if in_file:
        _listen(engine)
    store = Store(engine)
    try:
        with store.writing() as connection:
            migrate(connection, now)
    except BaseException:
        store.close()
        raise
    return store


def secret(store: Store, name: str, fresh: bytes) -> bytes:
    """The store's own secret of that name; ``fresh`` becomes it when there is none yet."""
    with store.writing() as connection:
        found = connection.execute(select(SECRETS.c.value).where(SECRETS.c.name == name)).scalar()
        if found is None:
            connection.execute(insert(SECRETS).values(name=name, value=fresh))
        return fresh if found is None else bytes(found)


def _url(address: str | Path) -> URL:
    if isinstance(address, Path) or "://" not in address:
        return URL.create("sqlite", database=str(Path(address).absolute()))
    try:
        url = make_url(address)
    except ArgumentError as error:
        raise QbankError(f"cannot read the address {address.partition('://')[0]}://…: {error}") from error
    if url.drivername not in DRIVERS:
        raise QbankError(f"practice is kept in sqlite or postgresql, not in {url.drivername!r}")
    return url.set(drivername=DRIVERS[url.drivername])


# --- SQLite ---


def _prepare_file(url: URL) -> None:
    """The file, readable for its owner alone."""
    file = Path(url.database or "")
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(file, os.O_CREAT | os.O_RDWR, 0o600))


def _listen(engine: Engine) -> None:
    event.listen(engine, "connect", _connected)
    event.listen(engine, "begin", _begun)


def _connected(connection: Any, record: object) -> None:  # noqa: ARG001
    """Writers and readers side by side, every commit on the disk, rows that belong together go together."""
    connection.isolation_level = None  # transactions begin where we say so
    for setting in (
        f"busy_timeout = {WAIT * 1000}",
        "journal_mode = WAL",
        "synchronous = FULL",
        "foreign_keys = ON",
        "trusted_schema = OFF",
    ):
        connection.execute(f"PRAGMA {setting}")


def _begun(connection: Connection) -> None:
    """A transaction that will write says so at once: two that turn to writing midway could not both go on."""
    writes = connection.get_execution_options().get(WRITES, False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")
