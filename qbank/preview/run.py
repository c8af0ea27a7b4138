"""Serving a shelf until Ctrl-C."""

from collections.abc import Callable

from qbank.loopback import run
from qbank.preview.server import application
from qbank.preview.shelf import Shelf

USUAL_PORT = 8765


def serve(shelf: Shelf, port: int | None, ready: Callable[[str], None]) -> None:
    """Serve until Ctrl-C; ``ready`` is told the address as soon as it answers, and all who wait for news that there is none."""
    run.serve(run.bound(port, USUAL_PORT), lambda number: application(shelf, number), ready, shelf.close)
