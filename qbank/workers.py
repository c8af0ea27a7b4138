"""Work dealt to several processes, the next piece to whichever is free.

``dealt`` gives results as they are done; a ``Crew`` stays, gives them in order, and does again what a process had that died.
Each process is told one piece at a time through a pipe of its own, so that it is known which piece a process had that died.
Ctrl-C reaches the main process alone, which ends the others at once: they write nothing, so nothing is left half written.
"""

import multiprocessing
import signal
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from multiprocessing import connection
from multiprocessing.connection import Connection
from multiprocessing.process import BaseProcess
from typing import Any, Generic, TypeVar

from msgspec import Struct

from qbank.errors import QbankError

Piece = TypeVar("Piece")
Result = TypeVar("Result")
Work = Callable[[Piece, Callable[[int], None]], Result]
"""What is done with a piece; it tells how much further it has come. A function of a module, which processes import."""
Moved = Callable[[int, int], None]
"""Told which piece has come how much further."""


AHEAD = 3
"""For each process so many pieces at most are given away or wait for their turn."""
TRIES = 3
"""So often a piece is tried during which processes die."""


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


class Crew:
    """Processes that stay until ``end``; what they make comes in order, and never more of it waits than they are few.

    >>> crew = Crew(jobs=1)
    >>> list(crew.made(iter([lambda: 1, lambda: 2])))
    [1, 2]
    """

    def __init__(self, jobs: int) -> None:
        self.jobs = jobs
        self.idle: list[_Worker] = []

    def made(self, pieces: Iterator[Callable[[], Result]]) -> Iterator[Result]:
        """What each piece makes, in order. Errors are raised here; a piece during which processes die is given up."""
        if self.jobs < 2:
            yield from (piece() for piece in pieces)
            return
        course = _Course(pieces, self.jobs * AHEAD)
        busy: dict[_Worker, int] = {}
        try:
            while True:
                yield from course.ready()
                while len(busy) < self.jobs and (number := course.next()) is not None:
                    worker = self.idle.pop() if self.idle else _Worker(_make)
                    worker.give(number, course.given)
                    busy[worker] = number
                if not busy:
                    return
                for worker in _with_news(list(busy)):
                    number = busy.pop(worker)
                    self._take(worker, course, number)
        finally:
            for worker in busy:
                worker.end()

    def _take(self, worker: "_Worker", course: "_Course[Result]", number: int) -> None:
        """What became of a piece."""
        match worker.news():
            case Died(how):
                worker.end()
                course.again(number, how)
            case _Failed(text, trace):
                worker.end()
                raise RuntimeError(trace) if text is None else QbankError(text)
            case result:
                self.idle.append(worker)
                course.finish(number, result)

    def end(self) -> None:
        """End all processes."""
        for worker in self.idle:
            worker.end()
        self.idle.clear()


class _Course(Generic[Result]):
    """How far pieces have come: which are given away, which are done and wait for their turn."""

    def __init__(self, pieces: Iterator[Callable[[], Result]], most: int) -> None:
        self.pieces, self.most = enumerate(pieces), most
        self.given: dict[int, Callable[[], Result]] = {}
        self.tries: dict[int, int] = {}
        self.lost: list[int] = []
        self.done: dict[int, Result] = {}
        self.turn = 0

    def next(self) -> int | None:
        """The number of the next piece to give away; None where there is none, or enough are waiting."""
        if self.lost:
            return self.lost.pop()
        if len(self.given) + len(self.done) >= self.most:
            return None
        number, piece = next(self.pieces, (None, None))
        if number is not None and piece is not None:
            self.given[number] = piece
        return number

    def again(self, number: int, how: str) -> None:
        """A process has died that had this piece."""
        self.tries[number] = self.tries.get(number, 1) + 1
        if self.tries[number] > TRIES:
            message = f"{TRIES} processes have died over the same piece of work, the last one with {how}"
            raise QbankError(f"{message}\n  hint: it may have been too much for the memory: try --jobs 1")
        self.lost.append(number)

    def finish(self, number: int, result: Result) -> None:
        """A piece is done."""
        del self.given[number]
        self.done[number] = result

    def ready(self) -> Iterator[Result]:
        """Those that are done and whose turn it is."""
        while self.turn in self.done:
            yield self.done.pop(self.turn)
            self.turn += 1


def _make(piece: Callable[[], Result], further: Callable[[int], None]) -> Result:  # noqa: ARG001  nothing is told on the way
    return piece()


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

    def give(self, number: int, pieces: Sequence[object] | Mapping[int, object]) -> None:
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
        self.process.kill()  # first: who finds its pipe closed would complain
        self.process.join()
        self.pipe.close()


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
