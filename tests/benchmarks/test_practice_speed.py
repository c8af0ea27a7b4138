"""What a request of a learner who practises in a browser costs a server process that is warm, in processor time.

A learner who has had a hundred questions of the shipped bank answers, sees the page, goes on, sees the page of what comes
next; the store is an SQLite file. The times are those of the desk and of the page's markup: no HTTP.

pytest tests/benchmarks/test_practice_speed.py -s
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from itertools import count
from pathlib import Path
from statistics import median

import pytest

from qbank.authoring.bank import Bank, load
from qbank.generation.program import program
from qbank.generation.streams import Stream
from qbank.interactions import Matching, MultipleChoice, Ordering
from qbank.practice.plan import Plan
from qbank.practice.session import Serving, result
from qbank.practice.store.engine import open_store
from qbank.practice.store.people import Learner as Somebody
from qbank.practice.store.people import add_learner
from qbank.practice.tutor import open_tutor
from qbank.practice.visible import usually_visible
from qbank.practice.web.desk import Desk
from qbank.practice.web.fields import Form
from qbank.practice.web.question_page import field_names
from qbank.practice.web.rendering import question_markup
from qbank.resources import questions_folder
from qbank.response import Response
from tests.practice_simulation import Learner

NOW = datetime(2026, 3, 1, 9, tzinfo=UTC)
BEFORE, MEASURED = 100, 60
MISCONCEPTIONS = 40
NAMES = {"token": "token", "key": "key"}
MOST = {"answer": 0.006, "question": 0.004, "next": 0.012}
"""So many seconds a request takes at most in the median: about twice what it takes on a machine that is not busy."""


@pytest.fixture(scope="module")
def bank() -> Bank:
    """The shipped bank, compiled, with what its questions usually show."""
    found = load([questions_folder()])
    for model in found.items.values():
        program(model)
        usually_visible(model)
    return found


@contextmanager
def desk_of(bank: Bank, file: Path) -> Iterator[tuple[Desk, list[datetime]]]:
    """The desk of a learner, and its clock."""
    names, clock, store = map(str, count()), [NOW], open_store(file, NOW)
    with store.writing() as connection:
        add_learner(connection, Somebody("ada", "Ada", None, NOW))
    yield Desk(open_tutor(store, bank, b"secret", lambda: next(names)), "ada", lambda: clock[0]), clock
    store.close()


def form_of(serving: Serving, responses: dict[str, Response]) -> Form:
    """What a browser sends for these answers."""
    form, names = {"key": [f"key {serving.id}"]}, field_names(serving)
    for part in serving.item.parts:
        name, response = names[part.id], responses[part.id]
        match part.interaction:
            case MultipleChoice():
                form[name] = response.split(",")
            case Matching():
                pairs = (pair.partition(":") for pair in response.split(";"))
                form |= {f"{name}-{source}": [target] for source, _, target in pairs}
            case Ordering():
                form |= {f"{name}-{step}": [str(place)] for place, step in enumerate(response.split(","), start=1)}
            case _:
                form[name] = [response]
    return form


class Watch:
    """The processor times of each kind of request."""

    def __init__(self) -> None:
        self.times: dict[str, list[float]] = {}

    @contextmanager
    def of(self, kind: str) -> Iterator[None]:
        start = time.process_time()
        yield
        self.times.setdefault(kind, []).append(time.process_time() - start)


def practised(desk: Desk, clock: list[datetime], learner: Learner, watch: Watch) -> None:
    """Practice of so many questions as are measured, and those before."""
    session, last = desk.tutor.begin("ada", Plan(), NOW).id, ""
    for number in range(BEFORE + MEASURED):
        now = watch if number >= BEFORE else Watch()
        clock[0] += timedelta(seconds=90)
        with now.of("next"):
            address = desk.go_on(session, {"after": [last]})
        last = str(address).rpartition("/")[2]
        with now.of("question"):
            question_markup(desk.question(last), NAMES)
        serving = desk.tutor.serving(last, "ada", clock[0])
        form = form_of(serving, learner.answers(serving.item))
        with now.of("answer"):
            desk.answer(last, form)
        with now.of("question"):
            question_markup(desk.question(last), NAMES)
        after = desk.tutor.serving(last, "ada", clock[0])
        assert result(after).done
        learner.learns(after.item, result(after).misconceptions)


def test_a_request_takes_a_few_milliseconds(bank: Bank, tmp_path: Path) -> None:
    names = sorted({name for model in bank.items.values() for name in usually_visible(model)})
    Stream("planted", 0).shuffle(names)
    watch = Watch()
    with desk_of(bank, tmp_path / "practice.sqlite") as (desk, clock):
        practised(desk, clock, Learner(frozenset(names[:MISCONCEPTIONS])), watch)
    for kind, times in watch.times.items():
        print(f"{kind}: median {median(times) * 1e3:.1f} ms, most {max(times) * 1e3:.1f} ms")
    assert {kind: median(times) for kind, times in watch.times.items() if median(times) > MOST[kind]} == {}
