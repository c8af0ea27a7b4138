"""The learner who sits at this machine: where practice is kept, and its tutor. For every command that practises."""

import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qbank.cli.options import open_bank

if TYPE_CHECKING:
    from qbank.practice.store.engine import Store
    from qbank.practice.tutor import Tutor

ME = "me"
DATABASE = "QBANK_DATABASE"
SECRET = "draws"  # noqa: S105  the name of a secret


def own_store(database: str | None) -> "Store":
    """The store that is named, or one's own."""
    from qbank.practice.store.engine import open_store

    if database and "@" in database and ":" in database.partition("://")[2].partition("@")[0]:
        hint = f"leave the password out and put it in $PGPASSWORD or ~/.pgpass, or all of the address in ${DATABASE}"
        raise click.UsageError(f"others on this machine can read the command line: {hint}")
    place = database or os.environ.get(DATABASE)
    if not place:
        from platformdirs import user_data_path

        place = str(user_data_path("qbank", appauthor=False) / "practice.sqlite")
    return open_store(place, now())


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def fresh() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(12)


def own_tutor(store: "Store", folders: tuple[Path, ...], seed: str | None) -> "Tutor":
    """The tutor of whoever sits at this machine; ``seed`` decides their numbers instead of the store's secret."""
    from qbank.practice.store.engine import secret
    from qbank.practice.store.people import Learner, add_learner, learner
    from qbank.practice.tutor import open_tutor

    own = secret(store, SECRET, secrets.token_bytes(32)) if seed is None else seed.encode()
    tutor = open_tutor(store, open_bank(folders), own, fresh)
    with store.writing() as connection:
        if learner(connection, ME) is None:
            add_learner(connection, Learner(ME, "", None, now()))
    return tutor
