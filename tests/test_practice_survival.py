"""An answer that was acknowledged is there, whoever is killed: the process that took it, or the database under it."""

import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from signal import SIGKILL
from typing import TYPE_CHECKING

from qbank.practice.memory import MISCONCEPTION
from qbank.practice.store.engine import open_store
from qbank.practice.store.memories import memories
from qbank.practice.store.servings import had, serving
from tests.example_interactions import NUMERIC
from tests.practice_writers import NOW

if TYPE_CHECKING:
    from tests.databases import Postgres

WRITERS = 2
ROUNDS = 20


@contextmanager
def nursery(address: str) -> Iterator[subprocess.Popen[str]]:
    """Where writers are born."""
    command = [sys.executable, "-m", "tests.practice_writers", address, str(WRITERS)]
    with subprocess.Popen(
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True
    ) as process:
        try:
            yield process
        except BaseException:
            os.killpg(process.pid, SIGKILL)
            raise
        assert process.stdin is not None
        process.stdin.close()
        assert process.wait(timeout=60) == 0


def acknowledged(process: subprocess.Popen[str], after: int, strike: Callable[[list[int]], None]) -> list[str]:
    """What one generation of writers was told is kept; they are struck once that are ``after`` answers."""
    assert process.stdin is not None
    assert process.stdout is not None
    process.stdin.write("go\n")
    process.stdin.flush()
    born, told, struck = [], [], False
    for line in map(str.strip, process.stdout):
        if line == "gone":
            break
        if line.startswith("born "):
            born.append(int(line.removeprefix("born ")))
        elif line.startswith("stopped "):
            assert struck, line
        else:
            told.append(line)
        if not struck and len(told) >= after and len(born) == WRITERS:
            strike(born)
            struck = True
    assert struck
    return told


def all_there(address: str, told: list[str]) -> None:
    """Every acknowledged answer is kept once, with all that follows from it; and nothing is half there."""
    store = open_store(address, NOW)
    with store.reading() as connection:
        found = {one.id: one for one in had(connection, "ada")}
        assert set(told) <= set(found)
        assert all(found[name].share == 0 and found[name].explained for name in told)
        assert all(len(serving(connection, name).log) == 1 for name in told[::25])
        answered = sum(one.done is not None for one in found.values())
        assert len(told) <= answered
        (mistake,) = (one for name, one in memories(connection, "ada").items() if name.startswith(MISCONCEPTION))
        assert mistake.subject == f"{MISCONCEPTION}{NUMERIC.id}:undiscounted"
        assert mistake.lapses == answered
    store.close()


def kill(processes: list[int]) -> None:
    for process in processes:
        os.kill(process, SIGKILL)


def test_what_was_acknowledged_survives_the_death_of_those_who_took_it(address: str) -> None:
    told: list[str] = []
    with nursery(address) as process:
        for number in range(ROUNDS):
            told += acknowledged(process, 1 + number * 7 % 5, kill)
    assert len(told) >= ROUNDS
    all_there(address, told)


def test_what_was_acknowledged_survives_the_death_of_the_database(postgres: "Postgres") -> None:
    address, told = postgres.database(), []

    def strike(_: list[int]) -> None:
        postgres.kill()

    for number in range(3):
        with nursery(address) as process:
            told += acknowledged(process, 5 + number, strike)
        postgres.start()
        all_there(address, told)
