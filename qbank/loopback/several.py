"""Several processes that do the same side by side, until they are asked to end; one that dies is replaced."""

import multiprocessing
import os
import signal
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import wait
from multiprocessing.context import ForkProcess
from multiprocessing.process import parent_process
from types import FrameType

from qbank.errors import QbankError

YOUNG, FAILURES = 60.0, 5
"""When so many in a row have failed within so many seconds of their birth, something is wrong that another one will not mend."""
END = 5.0
"""So many seconds a process is given to end what it does."""


def several(number: int, work: Callable[[], None]) -> None:
    """Do ``work`` in so many processes until Ctrl-C or SIGTERM; QbankError when they fail as soon as they are born."""
    if not hasattr(os, "fork"):
        raise QbankError(
            "several processes need a system that can fork\n  hint: use --processes 1, and several servers"
        )
    signal.signal(signal.SIGTERM, _ended)
    processes = [_born(work) for _ in range(number)]
    births, failures = dict.fromkeys((one.sentinel for one in processes), time.monotonic()), 0
    try:
        while True:
            wait([one.sentinel for one in processes])
            for place, one in enumerate(processes):
                if one.exitcode is None:
                    continue
                young = time.monotonic() - births.pop(one.sentinel) < YOUNG
                failures = failures + 1 if young and one.exitcode > 0 else 0
                if failures >= FAILURES:
                    raise QbankError("the server's processes end as soon as they begin")
                processes[place] = _born(work)
                births[processes[place].sentinel] = time.monotonic()
    except KeyboardInterrupt:
        pass  # they were asked to end
    finally:
        _end(processes)


def _ended(_signal: int, _frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _born(work: Callable[[], None]) -> ForkProcess:
    process = multiprocessing.get_context("fork").Process(target=_child, args=(work,))
    process.start()
    return process


def _child(work: Callable[[], None]) -> None:
    """Work, but not longer than the process that it was born of lives."""
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    if (parent := parent_process()) is not None:
        threading.Thread(target=_end_with, args=(parent.sentinel,), name="orphan", daemon=True).start()
    with suppress(KeyboardInterrupt):
        work()


def _end_with(parent: int) -> None:
    wait([parent])
    os.kill(os.getpid(), signal.SIGTERM)


def _end(processes: list[ForkProcess]) -> None:
    """Ask every process to end; those that do not are killed."""
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    for one in processes:
        one.terminate()
    for one in processes:
        one.join(END)
        if one.exitcode is None:
            one.kill()
            one.join()
