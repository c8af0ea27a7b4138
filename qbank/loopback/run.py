"""Serving pages until Ctrl-C: the port, the browser, and an end without delay."""

import asyncio
import os
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn
from starlette.applications import Starlette

from qbank.errors import QbankError
from qbank.loopback.patience import PatientProtocol

LOOPBACK = "127.0.0.1"
PATIENCE = 1
"""A page that is still being made when the end comes is given so many seconds."""
TOGETHER = 800
"""So many connections are served together; more are told to come back."""
WAITING = 1024
"""So many connections may wait to be taken."""


class Server(uvicorn.Server):
    """Does something first when the end comes: an open connection would keep the server from ending."""

    def __init__(self, config: uvicorn.Config, ending: Callable[[], None]) -> None:
        super().__init__(config)
        self.ending = ending

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """End what is open, then the server."""
        self.ending()
        await super().shutdown(sockets)


def bound(port: int | None, usual: int, address: str = LOOPBACK) -> socket.socket:
    """A socket on the loopback address: on this port, or by default on the usual one or, when that is taken, a free one."""
    for wanted in (usual, 0) if port is None else (port,):
        listening = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
        if os.name == "posix":  # a port that was ours a moment ago; elsewhere this would take another server's
            listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listening.bind((address, wanted))
            listening.listen(WAITING)
        except OSError as error:
            listening.close()
            if wanted == port:
                place, hint = (
                    (f"port {port}", "leave --port away")
                    if address == LOOPBACK
                    else (f"port {port} of {address}", "choose an address of this machine and a free port")
                )
                raise QbankError(f"{place} cannot be used: {error.strerror}\n  hint: {hint}") from error
        else:
            return listening
    raise QbankError("there is no free port")


def serve(
    listening: socket.socket,
    application: Callable[[int], Starlette],
    ready: Callable[[str], None],
    ending: Callable[[], None],
) -> None:
    """Serve the application of the socket's port until Ctrl-C; ``ready`` is told the address as soon as it answers."""
    number = listening.getsockname()[1]
    config = uvicorn.Config(
        application(number),
        log_level="warning",
        timeout_graceful_shutdown=PATIENCE,
        server_header=False,
        ws="none",
        http=PatientProtocol,
        limit_concurrency=TOGETHER,
        backlog=WAITING,
    )
    server = Server(config, ending)
    with suppress(KeyboardInterrupt):  # it was asked to end, and has ended
        asyncio.run(_run(server, listening, lambda: ready(f"http://{LOOPBACK}:{number}/")))


async def _run(server: Server, listening: socket.socket, ready: Callable[[], None]) -> None:
    serving = asyncio.create_task(server.serve(sockets=[listening]))
    while not (server.started or serving.done()):
        await asyncio.sleep(0.01)
    if server.started:
        ready()
    await serving
