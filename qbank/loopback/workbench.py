"""One thread in which questions are read and pages made, one after the other, beside the server's own.

Compiled questions remember what they compute and the precision of irrational numbers is set for the whole process, so two
threads must not work on them at once. A thread that ends with the process never keeps it from ending.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future, InvalidStateError
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, TypeVar

Made = TypeVar("Made")


class Workbench:
    """Does what it is given, in the order in which it is given."""

    def __init__(self) -> None:
        self.jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        self.waiting: set[Future[Any]] = set()
        self.closed = False
        threading.Thread(target=self._work, name="workbench", daemon=True).start()

    async def do(self, make: Callable[[], Made]) -> Made:
        """What a function gives back, or raises, once it has had its turn; cancelled when the workbench is closed first."""
        future: Future[Made] = Future()
        if self.closed:
            future.cancel()
        self.waiting.add(future)
        self.jobs.put(lambda: _do(make, future))
        try:
            return await asyncio.wrap_future(future)
        finally:
            self.waiting.discard(future)

    def close(self) -> None:
        """Nobody waits any more for what is not finished."""
        self.closed = True
        for future in list(self.waiting):
            future.cancel()

    def _work(self) -> None:
        while True:
            self.jobs.get()()


def _do(make: Callable[[], Made], future: "Future[Made]") -> None:
    if future.done():
        return
    with suppress(InvalidStateError):  # nobody waits for it any more
        try:
            future.set_result(make())
        except BaseException as error:  # noqa: BLE001  whoever waits for it gets it
            future.set_exception(error)
