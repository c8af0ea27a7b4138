"""``qbank serve``."""

import secrets
import webbrowser
from pathlib import Path

import click

from qbank.cli.learner import DATABASE, ME, fresh, now, own_store, own_tutor
from qbank.cli.options import bank_option

USUAL_PORT = 8766
FORMS = "forms"


@click.command("serve")
@click.option("--database", metavar="FILE|URL", help=f"Where practice is kept; also ${DATABASE}.")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="The port; 8766, or a free one, by default.")
@click.option("--no-browser", is_flag=True, help="Only say where the page is.")
@bank_option
def COMMAND(database: str | None, port: int | None, folders: tuple[Path, ...], *, no_browser: bool) -> None:  # noqa: N802
    """Practise in your browser: fresh numbers, and which mistake you made.

    It is the practice of `qbank practice`, with the same memory. Only this machine can see it. Ctrl-C ends it; everything you
    answered is kept.
    """
    from qbank.loopback.guard import own_hosts
    from qbank.loopback.run import bound, serve  # with the server
    from qbank.practice.store.engine import secret
    from qbank.practice.web.desk import Desk
    from qbank.practice.web.server import own_application

    def ready(address: str) -> None:
        click.echo(f"Practise at {address} (Ctrl-C ends it)")
        if not no_browser:
            webbrowser.open(address)

    listening = bound(port, USUAL_PORT)
    store = own_store(database)
    try:
        desk = Desk(own_tutor(store, folders, None), ME, now)
        key = secret(store, FORMS, secrets.token_bytes(32))
        serve(listening, lambda number: own_application(desk, key, fresh, own_hosts(number)), ready, lambda: None)
    finally:
        store.close()
