"""Where practice is kept, its secrets, and the tutor of whoever sits at this machine. For every command that practises."""

import hmac
import os
import secrets
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qbank.cli.options import open_bank
from qbank.errors import QbankError

if TYPE_CHECKING:
    from qbank.practice.store.engine import Store
    from qbank.practice.tutor import Tutor

ME = "me"
DATABASE = "QBANK_DATABASE"
DRAWS, FORMS = "draws", "forms"
SECRET, SECRET_FILE = "QBANK_SECRET", "QBANK_SECRET_FILE"
SHORTEST = 32


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


def secret_of(store: "Store", name: str) -> bytes:
    """A secret: the store's own one of that name, or one that follows from the secret in the environment or a file."""
    from qbank.practice.store.engine import secret

    given = _given_secret()
    if given is None:
        return secret(store, name, secrets.token_bytes(32))
    return hmac.digest(given, name.encode(), "sha256")


def _given_secret() -> bytes | None:
    """What whoever serves has chosen as the secret: it stands in no store, so a copy of the store does not tell it."""
    file = os.environ.get(SECRET_FILE)
    if file:
        try:
            given = Path(file).read_bytes().strip()
        except OSError as error:
            raise QbankError(f"cannot read the secret in {file}: {error.strerror}") from error
    else:
        given = os.environ.get(SECRET, "").encode()
    if given and len(given) < SHORTEST:
        where = f"{file} (${SECRET_FILE})" if file else f"${SECRET}"
        hint = """python -c 'import secrets; print(secrets.token_hex())' makes one"""
        raise QbankError(f"the secret in {where} is too short: it needs {SHORTEST} characters or more\n  hint: {hint}")
    return given or None


def now() -> datetime:
    """The time."""
    return datetime.now(UTC)


def fresh() -> str:
    """A name that nobody can guess."""
    return secrets.token_urlsafe(12)


def own_tutor(store: "Store", folders: tuple[Path, ...], seed: str | None) -> "Tutor":
    """The tutor of whoever sits at this machine; ``seed`` decides their numbers instead of the store's secret."""
    from qbank.practice.store.people import Learner, add_learner, learner
    from qbank.practice.tutor import open_tutor

    own = secret_of(store, DRAWS) if seed is None else seed.encode()
    tutor = open_tutor(store, open_bank(folders), own, fresh)
    with store.writing() as connection:
        if learner(connection, ME) is None:
            add_learner(connection, Learner(ME, "", None, now()))
    return tutor
