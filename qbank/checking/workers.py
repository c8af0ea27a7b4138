"""Work dealt to several processes, the next piece to whichever is free.

Each process is told one piece at a time through a pipe of its own, so that it is known which piece a process had that died.
Ctrl-C reaches the main process alone, which ends the others at once: they write nothing, so nothing is left half written.
"""

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, TypeVar

from msgspec import Struct

from qbank.errors import QbankError

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Work = Callable[[Piece, Callable[[int], None]], Result]
"""What is done with a piece; it tells how much further it has come. A function of a module, which processes import."""
Moved = Callable[[int, int], None]
"""Told which piece has come how much further."""


class Died(Struct, frozen=True):
    """The process that had a piece has ended, and how: ``signal SIGKILL``."""

    how: str


class _Further(Struct, frozen=True):
    """How much further a piece has come."""

    by: int


class _Failed(Struct, frozen=True):
    """An error that was raised: its text where it is meant for people, and where it was raised."""

    text: str | None
    trace: str


def dealt(
    work: Work[Piece, Result], pieces: Sequence[Piece], jobs: int, moved: Moved
) -> Iterator[tuple[int, Result | Died]]:
    """Do all pieces, begun in this order, and give the number of each with what became of it when it is done.

    One piece, or one job, needs no other process. An error that is raised in one is raised here.
    """
    if min(jobs, len(pieces)) < 2:
        for number, piece in enumerate(pieces):
            yield number, work(piece, lambda by, number=number: moved(number, by))  # type: ignore[misc]
        return
    waiting = list(range(len(pieces)))[::-1]
    workers: list[_Worker] = []
    try:
        while waiting or workers:
            while waiting and len(workers) < jobs:
                workers.append(_Worker(work))
                workers[-1].give(waiting.pop(), pieces)
            for worker in _with_news(workers):
                match worker.news():
                    case _Further(by):
                        moved(worker.number, by)
                    case _Failed(text, trace):
                        raise RuntimeError(trace) if text is None else QbankError(text)
                    case result:
                        yield worker.number, result
                        workers.remove(worker)
                        if waiting and not isinstance(result, Died):
                            workers.append(worker)
                            worker.give(waiting.pop(), pieces)
                        else:
                            worker.end()
    finally:
        for worker in workers:
            worker.end()


class _Worker:
    """Another process, and the number of the piece that it has."""

    def __init__(self, work: Work[Any, Any]) -> None:
        context = multiprocessing.get_context("spawn")
        self.number = 0
        self.pipe, theirs = context.Pipe()
        self.process: BaseProcess = context.Process(target=_works, args=(work, theirs), daemon=True)
        with _deaf_to_interrupts():
            self.process.start()
        theirs.close()

    def give(self, number: int, pieces: Sequence[object]) -> None:
        """Let it do a piece. That it has died meanwhile is told as news."""
        self.number = number
        try:
            self.pipe.send(pieces[number])
        except BrokenPipeError:
            return

    def news(self) -> Any:
        """How much further its piece has come, or what became of it."""
        try:
            return self.pipe.recv()
        except (EOFError, ConnectionError):
            self.process.join()
            return Died(_ending(self.process.exitcode or 0))

    def end(self) -> None:
        """End it, whatever it does."""
        self.pipe.close()
        self.process.kill()
        self.process.join()


def _with_news(workers: Sequence[_Worker]) -> list[_Worker]:
    """Those that have something to tell, of which there is one at least."""
    ready = connection.wait([worker.pipe for worker in workers])
    return [worker for worker in workers if worker.pipe in ready]


def _works(work: Work[Any, Any], pipe: Connection) -> None:
    """What a process does until it is ended: one piece after the other."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    while True:
        try:
            piece = pipe.recv()
        except EOFError:
            return
        try:
            pipe.send(work(piece, lambda by: pipe.send(_Further(by))))
        except Exception as error:  # noqa: BLE001  whatever it is, the main process raises it
            text = str(error) if isinstance(error, QbankError) else None
            pipe.send(_Failed(text, traceback.format_exc()))


@contextmanager
def _deaf_to_interrupts() -> Iterator[None]:
    """While a process is started: it stays deaf to Ctrl-C, also before it can say so; this one hears of it afterwards."""
    if not hasattr(signal, "pthread_sigmask"):  # Windows
        yield
        return
    from multiprocessing.resource_tracker import ensure_running

    ensure_running()  # else it starts with the first process, and makes it hear again
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def _ending(code: int) -> str:
    """How a process ended, by its exit code.

    >>> _ending(-9), _ending(1)
    ('signal SIGKILL', 'exit code 1')
    """
    return f"signal {signal.Signals(-code).name}" if code < 0 else f"exit code {code}"
