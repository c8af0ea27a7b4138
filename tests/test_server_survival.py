"""An answer that a server acknowledged is there and counts once, whichever of its processes are killed meanwhile."""

import os
import random
import threading
import time
from collections import Counter
from collections.abc import Callable
from http.client import HTTPException
from pathlib import Path
from signal import SIGKILL
from typing import TYPE_CHECKING, TypeVar

from qbank.practice.session import Tried
from qbank.practice.store.servings import serving
from tests.shared_servers import Client, Shared, every_interaction, shared_server

if TYPE_CHECKING:
    from tests.databases import Postgres

KILLS, STUDENTS, BETWEEN = 20, 4, 12
AGAIN = 100
Given = TypeVar("Given")


def children(process: int) -> list[int]:
    return list(map(int, Path(f"/proc/{process}/task/{process}/children").read_text().split()))


class Student(threading.Thread):
    """Answers as fast as it can; what is not acknowledged it sends again, with the same key."""

    def __init__(self, shared: Shared, name: str) -> None:
        super().__init__(daemon=True)
        self.client, self.called, self.stopped = Client(shared.port), name, threading.Event()
        self.acknowledged: list[tuple[str, str]] = []
        self.lost: list[str] = []

    def run(self) -> None:
        self.patiently(lambda: self.client.join(self.called))
        page = self.patiently(self.client.question)
        for number in range(10_000):
            if self.stopped.is_set():
                return
            self.answer(page, f"{number}..")
            if number % 20 == 19:
                page = self.patiently(lambda page=page: self.another(page))  # type: ignore[misc]
            self.patiently(lambda page=page: self.client.send("GET", page))  # type: ignore[misc]

    def answer(self, page: str, response: str) -> None:
        """Answer with the key of the page that was loaded last."""
        key = self.client.key
        status = self.patiently(lambda: self.client.post(f"{page}/answer", key=key, q1a=response)[0])
        if status == 303:
            self.acknowledged.append((page.rpartition("/")[2], key))
        elif status != 429:
            self.lost.append(f"{status} for {key}")

    def another(self, page: str) -> str:
        return self.client.post(f"{page}/another")[1].get("location", page).partition("#")[0]

    def patiently(self, ask: Callable[[], Given]) -> Given:
        """What is answered in the end: a process may die before it answers."""
        for _ in range(AGAIN):
            try:
                return ask()
            except (HTTPException, OSError):
                time.sleep(0.05)
        raise AssertionError("nobody answers")


def test_no_acknowledged_answer_is_lost_when_server_processes_are_killed_again_and_again(
    tmp_path: Path, address: str
) -> None:
    with shared_server(every_interaction(tmp_path / "bank"), address, processes=2) as shared:
        answered_while_killed(shared)


def answered_while_killed(shared: Shared) -> None:
    students = [Student(shared, f"Student {number}") for number in range(STUDENTS)]
    for student in students:
        student.start()
    chance, killed = random.Random(1), 0
    for number in range(KILLS):
        wait_for(lambda number=number: acknowledged(students) >= BETWEEN * (number + 1))  # type: ignore[misc]
        os.kill(chance.choice(children(shared.process.pid)), SIGKILL)
        killed += 1
    for student in students:
        student.stopped.set()
    for student in students:
        student.join(30)
    assert [student.lost for student in students] == [[]] * STUDENTS
    assert killed == KILLS
    all_there(shared, [one for student in students for one in student.acknowledged])


def test_a_server_whose_database_is_killed_says_so_loses_nothing_and_goes_on(
    tmp_path: Path, postgres: "Postgres"
) -> None:
    with shared_server(every_interaction(tmp_path / "bank"), postgres.database(), processes=2) as shared:
        ada, told = Client(shared.port), []
        assert ada.join("Ada") == 303
        page = ada.question()
        for number in range(3):
            assert ada.post(f"{page}/answer", key=f"k{number}", q1a=f"{number}..")[0] == 303
            told.append((page.rpartition("/")[2], f"k{number}"))
            postgres.kill()
            status, headers, text = ada.post(f"{page}/answer", key=f"lost{number}", q1a="1...")
            assert (status, headers["retry-after"], "try again in a moment" in text) == (503, "5", True)
            assert ada.send("GET", page)[0] == 503
            postgres.start()
            assert ada.send("GET", page)[0] == 200
        all_there(shared, told)


def acknowledged(students: list[Student]) -> int:
    assert all(student.is_alive() for student in students)
    return sum(len(student.acknowledged) for student in students)


def wait_for(happened: Callable[[], bool]) -> None:
    deadline = time.monotonic() + 60
    while not happened():
        assert time.monotonic() < deadline, "too little happens"
        time.sleep(0.01)


def all_there(shared: Shared, told: list[tuple[str, str]]) -> None:
    """Every acknowledged answer is written down, and none twice."""
    store = shared.store()
    times = Counter(serving_id for serving_id, _ in told)
    with store.reading() as connection:
        for serving_id, least in times.items():
            tried = [entry for entry in serving(connection, serving_id).log if isinstance(entry, Tried)]
            given = [entry.responses["product"] for entry in tried]
            assert len(given) == len(set(given))
            assert least <= len(given) <= least + 1  # one may have been kept, and never been acknowledged
    store.close()
