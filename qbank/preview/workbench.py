"""One thread in which questions are read and pages made, one after the other, beside the server's own.

Compiled questions remember what they compute and the precision of irrational numbers is set for the whole process, so two
threads must not work on them at once. A thread that ends with the process never keeps it from ending.
"""

import asyncio
import threading
from collections.abc import Callable
from concurrent.futures import Future
from queue import SimpleQueue
from typing import TypeVar

Made = TypeVar("Made")


class Workbench:
    """Does what it is given, in the order in which it is given."""

    def __init__(self) -> None:
        self.jobs: SimpleQueue[Callable[[], None]] = SimpleQueue()
        threading.Thread(target=self._work, name="workbench", daemon=True).start()

    async def do(self, make: Callable[[], Made]) -> Made:
        """What a function gives back, or raises, once it has had its turn."""
        future: Future[Made] = Future()
        self.jobs.put(lambda: _run(make, future))
        return await asyncio.wrap_future(future)

    def _work(self) -> None:
        while True:
            self.jobs.get()()


def _run(make: Callable[[], Made], future: "Future[Made]") -> None:
    if not future.set_running_or_notify_cancel():
        return
    try:
        future.set_result(make())
    except BaseException as error:  # noqa: BLE001  whoever waits for it gets it
        future.set_exception(error)
