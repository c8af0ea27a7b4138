"""Serving classes: the public address, the processes, and what is said when it begins."""

import socket
import sys
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import click

from qbank.cli.learner import DRAWS, FORMS, fresh, now, own_store, secret_of
from qbank.cli.options import open_bank
from qbank.errors import QbankError

if TYPE_CHECKING:
    from qbank.authoring.bank import Bank
    from qbank.practice.store.engine import Store
    from qbank.practice.web.entrance import Entrance

LOCAL = ("localhost", "127.0.0.1", "[::1]")


def public_address(address: str) -> str:
    """The address under which students reach the server, without a slash at its end; click.UsageError where it is none.

    >>> public_address("https://practice.example.org/")
    'https://practice.example.org'
    """
    parts = urlsplit(address)
    if parts.scheme not in ("http", "https") or not parts.hostname or parts.path.strip("/") or parts.query:
        raise click.UsageError("--shared needs an address like https://practice.example.org")
    return f"{parts.scheme}://{parts.netloc}"


def serve_classes(
    listening: socket.socket, address: str, database: str | None, folders: tuple[Path, ...], processes: int
) -> None:
    """Serve students and their instructor until Ctrl-C."""
    from qbank.generation.program import program
    from qbank.loopback.several import several
    from qbank.practice.visible import usually_visible

    store, bank = own_store(database), open_bank(folders)
    try:
        entrance = _entrance(store, bank, address)
        for model in bank.items.values():
            program(model)  # once for all processes, and not while a student waits
            usually_visible(model)
        bank.remember()
        _greet(entrance, listening)
    finally:
        store.close()  # every process has connections of its own
    work = _Work(listening, address, database, bank)
    if processes == 1:
        work()
    else:
        several(processes, work)


class _Work:
    """What one process does."""

    def __init__(self, listening: socket.socket, address: str, database: str | None, bank: "Bank") -> None:
        self.listening, self.address, self.database, self.bank = listening, address, database, bank

    def __call__(self) -> None:
        """Serve until Ctrl-C; why that cannot be is told before the process ends."""
        try:
            self._serve()
        except QbankError as error:
            click.echo(f"error: {error}", err=True)
            sys.exit(1)

    def _serve(self) -> None:
        from qbank.loopback.run import serve
        from qbank.practice.web.server import shared_application

        store = own_store(self.database)
        try:
            entrance = _entrance(store, self.bank, self.address)
            hosts = [urlsplit(self.address).netloc]
            serve(self.listening, lambda _port: shared_application(entrance, hosts), lambda _at: None, lambda: None)
        finally:
            store.close()


def _entrance(store: "Store", bank: "Bank", address: str) -> "Entrance":
    from qbank.practice.tutor import open_tutor
    from qbank.practice.web.entrance import Entrance

    tutor = open_tutor(store, bank, secret_of(store, DRAWS), fresh)
    return Entrance(tutor, now, secret_of(store, FORMS), fresh, address)


def _greet(entrance: "Entrance", listening: socket.socket) -> None:
    """Say where everybody enters."""
    host, port = listening.getsockname()[:2]
    click.echo(f"Students: {entrance.address}/")
    click.echo(f"Instructor: {entrance.instructor_link} (whoever has it sees and marks everything)")
    click.echo(f"Listening at {host}:{port} (Ctrl-C ends it)")
    if entrance.address.startswith("http:") and urlsplit(entrance.address).hostname not in LOCAL:
        click.echo("Without https whoever is on the way can read along.", err=True)
