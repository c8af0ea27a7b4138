"""``qbank serve``."""

import webbrowser
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qbank.cli.learner import DATABASE, FORMS, ME, fresh, now, own_store, own_tutor, secret_of
from qbank.cli.options import bank_option

if TYPE_CHECKING:
    import socket

USUAL_PORT = 8766
LOOPBACK = "127.0.0.1"


@click.command("serve")
@click.option("--database", metavar="FILE|URL", help=f"Where practice is kept; also ${DATABASE}.")
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="The port; 8766 by default, or a free one without --shared.",
)
@click.option("--no-browser", is_flag=True, help="Only say where the page is.")
@click.option("--shared", metavar="URL", help="Serve classes, at this public address.")
@click.option(
    "--processes", type=click.IntRange(1, 64), metavar="N", help="So many processes side by side, with --shared."
)
@click.option(
    "--bind", metavar="ADDRESS", help="Listen at this address of the machine, with --shared; 127.0.0.1 by default."
)
@bank_option
def COMMAND(  # noqa: N802, PLR0913  one for each option
    database: str | None,
    port: int | None,
    shared: str | None,
    processes: int | None,
    bind: str | None,
    folders: tuple[Path, ...],
    *,
    no_browser: bool,
) -> None:
    """Practise in your browser: fresh numbers, and which mistake you made.

    It is the practice of `qbank practice`, with the same memory. Only this machine can see it. Ctrl-C ends it; everything you
    answered is kept.

    With --shared it serves classes: students enter with the code of their class and a name, or by a link of their own, and an
    instructor sees how questions go and marks what waits. `qbank help teaching` says how.
    """
    from qbank.loopback.run import bound  # with the server

    if shared is None:
        if processes or bind:
            raise click.UsageError(f"{'--processes' if processes else '--bind'} is of use only with --shared")
        _serve_oneself(bound(port, USUAL_PORT), database, folders, no_browser=no_browser)
    else:
        from qbank.cli.shared_server import public_address, serve_classes

        address = public_address(shared)
        # never at a free port instead: a proxy looks for it where it was told
        listening = bound(port or USUAL_PORT, USUAL_PORT, bind or LOOPBACK)
        serve_classes(listening, address, database, folders, processes or 1)


def _serve_oneself(
    listening: "socket.socket", database: str | None, folders: tuple[Path, ...], *, no_browser: bool
) -> None:
    """Serve whoever sits at this machine."""
    from qbank.loopback.guard import own_hosts
    from qbank.loopback.run import serve
    from qbank.practice.web.desk import Desk
    from qbank.practice.web.server import own_application

    def ready(address: str) -> None:
        click.echo(f"Practise at {address} (Ctrl-C ends it)")
        if not no_browser:
            webbrowser.open(address)

    store = own_store(database)
    try:
        desk = Desk(own_tutor(store, folders, None), ME, now)
        key = secret_of(store, FORMS)
        serve(listening, lambda number: own_application(desk, key, fresh, own_hosts(number)), ready, lambda: None)
    finally:
        store.close()
