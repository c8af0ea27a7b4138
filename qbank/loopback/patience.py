"""A request must have arrived within a while: whoever sends it byte by byte does not hold a connection for ever."""

import asyncio
from typing import Any

import h11
from uvicorn.protocols.http.h11_impl import H11Protocol

PATIENCE = 20.0
"""So many seconds a request may take to arrive."""
WHOLE = (h11.DONE, h11.MUST_CLOSE, h11.CLOSED)


class PatientProtocol(H11Protocol):
    """HTTP/1.1 with a limit to how slowly a request may arrive, from its first byte or the connection's beginning to its end."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self.waiting: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Somebody connects, and is to send a request."""
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        """More of a request arrives."""
        self._wait()
        super().data_received(data)
        if self.conn.their_state in WHOLE:
            self._stop_waiting()

    def connection_lost(self, exc: Exception | None) -> None:
        """The connection is over."""
        self._stop_waiting()
        super().connection_lost(exc)

    def _wait(self) -> None:
        if self.waiting is None:
            self.waiting = self.loop.call_later(PATIENCE, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self.waiting is not None:
            self.waiting.cancel()
            self.waiting = None
