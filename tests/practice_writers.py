"""Processes that answer as fast as they can and say what was acknowledged, to be killed by tests.

Run as ``python -m tests.practice_writers ADDRESS WRITERS``. For each line on standard input so many writers are born; each says
``born PID``, then the key of every answer that the store has acknowledged, and why it ``stopped``. When all of them are gone,
``gone`` is said.
"""

import os
import sys
from datetime import UTC, datetime
from itertools import count

from qbank.authoring.bank import Bank
from qbank.practice.plan import Plan
from qbank.practice.session import Serving
from qbank.practice.store.engine import open_store
from qbank.practice.store.people import Learner, add_learner, learner
from qbank.practice.store.servings import Placed, add_serving
from qbank.practice.tutor import open_tutor
from tests.example_interactions import NUMERIC

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)


def say(line: str) -> None:
    """One line at once: a pipe takes short lines as a whole."""
    os.write(1, f"{line}\n".encode())


def write(address: str, name: str) -> None:
    """Answer one question after the other, with a tutor of one's own."""
    store = open_store(address, NOW)
    tutor = open_tutor(store, Bank(), b"secret", (f"{name}-{number}" for number in count()).__next__)
    session = tutor.begin("ada", Plan(), NOW)
    say(f"born {os.getpid()}")
    for number in count():
        served = Serving(f"{name}/{number}", session, NUMERIC, "digest", NOW)
        with store.writing() as connection:
            assert add_serving(connection, served, Placed(number, served.id, "new"))
        tutor.answer(served.id, "ada", {"answer": "0.3"}, "key", NOW)
        say(served.id)


def main() -> None:
    """Give birth to writers as often as asked."""
    address, writers = sys.argv[1], int(sys.argv[2])
    store = open_store(address, NOW)
    with store.writing() as connection:
        if learner(connection, "ada") is None:
            add_learner(connection, Learner("ada", "Ada", None, NOW))
    store.close()
    for number, _ in enumerate(sys.stdin):
        children = []
        for writer in range(writers):
            child = os.fork()
            if child == 0:
                try:
                    write(address, f"{number}.{writer}.{os.getpid()}")
                except Exception as error:  # noqa: BLE001  the database may be killed under its hands
                    say(f"stopped {error!r}".splitlines()[0])
                os._exit(0)
            children.append(child)
        for child in children:
            os.waitpid(child, 0)
        say("gone")


if __name__ == "__main__":
    main()
