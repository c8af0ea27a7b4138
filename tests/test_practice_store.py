"""The store of practice: what is written is there, whole, once, and for its learner alone; on SQLite and PostgreSQL."""

import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from importlib.util import find_spec
from pathlib import Path
from threading import Barrier, Thread

import pytest
from sqlalchemy import Dialect, inspect
from sqlalchemy.exc import IntegrityError
from sqlalchemy.types import TypeEngine

from qbank.errors import QbankError
from qbank.practice.memory import Grade, reviewed
from qbank.practice.plan import Plan, Session
from qbank.practice.session import Serving, answer, hint, judge, report, result, solution
from qbank.practice.store import migrations
from qbank.practice.store.engine import Store, open_store, secret
from qbank.practice.store.limits import count
from qbank.practice.store.log import answered, append
from qbank.practice.store.memories import forget_memories, keep_memories, memories
from qbank.practice.store.migrations import STEPS, version
from qbank.practice.store.people import (
    Learner,
    SchoolClass,
    add_class,
    add_learner,
    class_of_code,
    delete_learner,
    learner,
    learners,
    lock_learner,
)
from qbank.practice.store.personal import export
from qbank.practice.store.servings import (
    Drawn,
    Placed,
    add_serving,
    add_session,
    balance,
    drawn,
    end_session,
    had,
    serving,
    servings,
    session,
    sessions,
)
from qbank.practice.store.tables import ATTEMPTS, METADATA
from qbank.practice.store.teaching import add_report, going, reports, settle_report, shown, waiting
from tests.conftest import require
from tests.example_interactions import CARRIED, EXTENDED, NUMERIC

NOW = datetime(2026, 3, 1, 9, 30, 15, 123456, tzinfo=UTC)
SECOND = timedelta(seconds=1)
ADA, BOB = Learner("ada", "Ada", None, NOW), Learner("bob", "Bob", "rl", NOW)
CLASS = SchoolClass("rl", "Reinforcement learning", "apple-tree", NOW)
SESSION = Session("one", "ada", Plan(objectives=("rl.*",)), NOW)


@pytest.fixture
def store(address: str) -> Iterator[Store]:
    opened = open_store(address, NOW)
    with opened.writing() as connection:
        add_class(connection, CLASS)
        add_learner(connection, ADA)
        add_learner(connection, BOB)
        add_session(connection, SESSION)
    yield opened
    opened.close()


def served(
    store: Store, *, item=NUMERIC, id: str = "q1", place: int = 0, draw: str = "d1", of: Session = SESSION
) -> Serving:
    made = Serving(id, of, item, "digest", NOW)
    with store.writing() as connection:
        add_serving(connection, made, Placed(place, draw, "new"))
    return made


def noted(store: Store, after: Serving, key: str = "k1", now: datetime = NOW) -> Serving:
    """Write down a serving's last entry and what follows from it."""
    with store.writing() as connection:
        lock_learner(connection, after.session.learner)
        append(connection, after, key=key, judge="teacher")
        balance(connection, after, result(after), now)
    return after


def test_a_served_question_comes_back_exactly_with_all_that_happened(store: Store) -> None:
    made = served(store, item=CARRIED)
    after = noted(store, answer(made, {"advantage": "0.3"}, NOW + SECOND))
    after = noted(store, hint(after, NOW + 2 * SECOND))
    after = noted(store, answer(after, {"loss": "0.09"}, NOW + 3 * SECOND), "k2")
    after = noted(store, solution(after, NOW + 4 * SECOND))
    with store.reading() as connection:
        assert serving(connection, "q1") == after
        assert servings(connection, session(connection, "one")) == (after,)
        assert sessions(connection, "ada") == (SESSION,)


def test_what_somebody_judges_is_kept_and_leaves_the_queue(store: Store) -> None:
    after = noted(store, answer(served(store, item=EXTENDED), {"answer": "Because."}, NOW))
    with store.reading() as connection:
        (queued,) = waiting(connection)
        assert (queued.serving, queued.part, queued.learner) == ("q1", "answer", "ada")
        assert waiting(connection, "rl") == ()
    noted(store, judge(after, "answer", Fraction(3, 2), "Say why.", NOW))
    with store.reading() as connection:
        assert waiting(connection) == ()
        assert result(serving(connection, "q1")).earned == Fraction(3, 2)


def test_an_answer_that_is_sent_twice_is_written_once(store: Store) -> None:
    made = served(store)
    noted(store, answer(made, {"answer": "0.2"}, NOW), "once")
    with store.reading() as connection:
        assert answered(connection, "q1", "once") == 0
        assert answered(connection, "q1", "other") is None
    with pytest.raises(IntegrityError):
        noted(store, answer(answer(made, {"answer": "0.2"}, NOW), {"answer": "0.2"}, NOW), "once")


def test_nobody_gets_the_same_draw_twice_and_others_may_get_it(store: Store) -> None:
    served(store)
    again = Serving("q2", SESSION, NUMERIC, "digest", NOW)
    with store.writing() as connection:
        assert not add_serving(connection, again, Placed(1, "d1", "new"))
        assert not add_serving(connection, again, Placed(0, "d2", "new"))
    bobs = Session("two", "bob", Plan(), NOW)
    with store.writing() as connection:
        add_session(connection, bobs)
    served(store, id="q3", of=bobs)
    with store.reading() as connection:
        assert drawn(had(connection, "ada")) == {NUMERIC.id: Drawn(frozenset({"d1"}), NUMERIC.variant + 1)}


def test_what_fails_midway_leaves_nothing_behind(store: Store) -> None:
    def twice(made: Serving) -> None:
        with store.writing() as connection:
            for place in range(2):  # the second one has the id of the first
                add_serving(connection, made, Placed(place, f"d{place}", "new"))

    with pytest.raises(IntegrityError):
        twice(Serving("q1", SESSION, NUMERIC, "digest", NOW))
    with store.reading() as connection, pytest.raises(QbankError, match="no question 'q1'"):
        serving(connection, "q1")


def test_a_session_ends_once(store: Store) -> None:
    with store.writing() as connection:
        end_session(connection, "one", NOW + SECOND)
        end_session(connection, "one", NOW + 2 * SECOND)
        assert session(connection, "one").ended == NOW + SECOND


def test_a_class_has_a_code_and_its_learners(store: Store) -> None:
    with store.reading() as connection:
        assert class_of_code(connection, "apple-tree") == CLASS
        assert class_of_code(connection, "apple tree") is None
        assert learners(connection, "rl") == (BOB,)
        assert learners(connection) == (ADA, BOB)


def test_how_questions_go_is_counted_by_question_and_misconception(store: Store) -> None:
    made = served(store)
    noted(store, answer(made, {"answer": "0.3"}, NOW), now=NOW + 40 * SECOND)
    noted(store, answer(served(store, id="q2", place=1, draw="d2"), {"answer": "0.2"}, NOW), now=NOW + 20 * SECOND)
    served(store, id="q3", place=2, draw="d3")
    with store.reading() as connection:
        (question,) = going(connection)
        assert (question.served, question.done, question.facility, question.seconds) == (3, 2, 0.5, 30)
        (mistake,) = shown(connection)
        assert (mistake.misconception, mistake.times, mistake.learners) == (f"{NUMERIC.id}:undiscounted", 1, 1)
        assert shown(connection, learner="bob") == ()
        assert [(one.share, one.done is None) for one in had(connection, "ada")] == [
            (0, False),
            (1, False),
            (None, True),
        ]


def test_memories_are_kept_replaced_and_forgotten(store: Store) -> None:
    once = reviewed(None, "objective:a", Grade.AGAIN, NOW)
    twice = reviewed(once, "objective:a", Grade.GOOD, NOW + SECOND)
    with store.writing() as connection:
        keep_memories(connection, "ada", [once, reviewed(None, "objective:b", Grade.GOOD, NOW)])
        keep_memories(connection, "ada", [twice])
    with store.writing() as connection:
        assert memories(connection, "ada")["objective:a"] == twice
        assert set(memories(connection, "ada")) == {"objective:a", "objective:b"}
        forget_memories(connection, "ada")
        assert memories(connection, "ada") == {}


def test_problems_that_are_reported_are_seen_to(store: Store) -> None:
    made = served(store)
    with store.writing() as connection:
        add_report(connection, "r1", report(made, "The key is wrong.", NOW))
        (told,) = reports(connection)
        assert (told.item, told.variant, told.template, told.learner, told.settled) == (
            NUMERIC.id,
            3,
            "digest",
            "ada",
            None,
        )
        settle_report(connection, "r1", NOW)
        assert reports(connection)[0].settled == NOW


def test_a_learner_s_data_are_exported_and_deleted_and_nobody_else_s(store: Store) -> None:
    made = served(store)
    noted(store, answer(made, {"answer": "0.3"}, NOW))
    with store.writing() as connection:
        add_report(connection, "r1", report(made, "Unclear.", NOW))
        told = json.loads(json.dumps(export(connection, "ada", NOW)))
        (question,) = told["sessions"][0]["questions"]
        assert question["log"][0]["answered"] == {"answer": "0.3"}
        assert question["log"][0]["outcomes"]["answer"]["feedback"] == "You left γ out."
        assert [one["text"] for one in told["reports"]] == ["Unclear."]
        assert delete_learner(connection, "ada")
        assert not delete_learner(connection, "ada")
    with store.reading() as connection:
        assert learner(connection, "ada") is None
        assert (sessions(connection, "ada"), shown(connection), reports(connection)) == ((), (), ())
        assert connection.execute(ATTEMPTS.select()).all() == []
        assert learner(connection, "bob") == BOB
        with pytest.raises(QbankError, match="no learner 'ada'"):
            export(connection, "ada", NOW)


def test_a_rehearsal_s_export_tells_no_outcome_before_its_end(store: Store) -> None:
    sitting = Session("exam", "ada", Plan(blueprint="midterm", rehearsal=True), NOW + SECOND, NOW + 60 * SECOND)
    with store.writing() as connection:
        add_session(connection, sitting)
    noted(store, answer(served(store, of=sitting), {"answer": "0.3"}, NOW))
    with store.reading() as connection:
        before, after = (export(connection, "ada", NOW + late * SECOND)["sessions"] for late in (10, 90))
    assert before[0]["questions"][0]["log"][0]["outcomes"] is None
    assert after[0]["questions"][0]["log"][0]["outcomes"]["answer"]["earned"] == "0"


def test_how_often_something_is_done_is_counted_for_a_stretch_of_time(store: Store) -> None:
    minute = timedelta(minutes=1)
    with store.writing() as connection:
        assert [count(connection, "join ada", minute, NOW) for _ in range(3)] == [1, 2, 3]
        assert count(connection, "join bob", minute, NOW) == 1
        assert count(connection, "join ada", minute, NOW + minute) == 1


def test_the_store_s_secret_is_drawn_once(store: Store) -> None:
    assert secret(store, "draws", b"one") == secret(store, "draws", b"two") == b"one"


def test_many_who_write_at_once_wait_for_each_other(store: Store, address: str) -> None:
    """Each of four writers, with a connection of its own, adds to what it has just read."""
    start, failures = Barrier(4), []

    def write(number: int) -> None:
        own = open_store(address, NOW)
        start.wait()
        try:
            for place in range(10):
                with own.writing() as connection:
                    lock_learner(connection, "ada")
                    before = len(had(connection, "ada"))
                    made = Serving(f"{number}-{place}", SESSION, NUMERIC, "digest", NOW)
                    add_serving(connection, made, Placed(before, f"{number}-{place}", "new"))
        except Exception as error:  # noqa: BLE001  told by the test, not by the thread
            failures.append(error)
        finally:
            own.close()

    threads = [Thread(target=write, args=(number,)) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with store.reading() as connection:
        assert len(had(connection, "ada")) == 40


# --- versions ---


def kind(of: TypeEngine, dialect: Dialect) -> str:
    """A column's type in one word; SQLite has a single kind of floating-point numbers under several names."""
    name = of.compile(dialect)
    return "DOUBLE" if name in ("REAL", "DOUBLE", "DOUBLE PRECISION") else name


@pytest.mark.parametrize("first", range(len(STEPS) + 1))
def test_a_store_of_any_earlier_version_becomes_what_the_tables_say(
    address: str, first: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(migrations, "STEPS", STEPS[:first])
    old = open_store(address, NOW)
    if first:
        with old.writing() as connection:
            add_learner(connection, ADA)
    old.close()
    monkeypatch.undo()
    store = open_store(address, NOW)
    with store.reading() as connection:
        assert version(connection) == len(STEPS)
        assert learners(connection) == ((ADA,) if first else ())
        found = inspect(connection)
        assert set(found.get_table_names()) == set(METADATA.tables)
        for name, table in METADATA.tables.items():
            columns = {column["name"]: column["nullable"] for column in found.get_columns(name)}
            kinds = {column["name"]: kind(column["type"], connection.dialect) for column in found.get_columns(name)}
            assert kinds == {column.name: kind(column.type, connection.dialect) for column in table.columns}
            required = {column.name for column in table.columns if not column.nullable and not column.primary_key}
            assert {column for column, nullable in columns.items() if not nullable} >= required
            keys = [column.name for column in table.primary_key]
            assert found.get_pk_constraint(name)["constrained_columns"] == keys
            foreign = {(key["constrained_columns"][0], key["referred_table"]) for key in found.get_foreign_keys(name)}
            assert foreign == {(key.parent.name, key.column.table.name) for key in table.foreign_keys}
    store.close()


def test_a_step_that_fails_leaves_the_store_as_it_was(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    open_store(address, NOW).close()
    broken = "ALTER TABLE learners ADD COLUMN email TEXT; CREATE TABLE learners (id TEXT)"
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, broken))
    with pytest.raises(QbankError, match="cannot open the store"):
        open_store(address, NOW)
    monkeypatch.undo()
    store = open_store(address, NOW)
    with store.reading() as connection:
        assert "email" not in {column["name"] for column in inspect(connection).get_columns("learners")}
    store.close()


def test_a_later_qbank_s_store_is_left_alone(address: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(migrations, "STEPS", (*STEPS, "CREATE TABLE tomorrow (id TEXT)"))
    open_store(address, NOW).close()
    monkeypatch.undo()
    with pytest.raises(QbankError, match="use the qbank that wrote it"):
        open_store(address, NOW)


# --- opening ---


def test_a_store_on_ones_own_machine_is_private(tmp_path: Path) -> None:
    open_store(tmp_path / "new" / "practice.sqlite", NOW).close()
    assert (tmp_path / "new").stat().st_mode & 0o077 == 0
    assert (tmp_path / "new" / "practice.sqlite").stat().st_mode & 0o077 == 0


def test_what_cannot_be_opened_says_why_without_a_password(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a database, and long enough to be seen as none at all")
    for address, why in [
        (str(tmp_path / "file"), "file is not a database"),
        ("mysql://ada:hush@host/name", "not in 'mysql'"),
    ]:
        with pytest.raises(QbankError, match=why) as caught:
            open_store(address, NOW)
        assert "hush" not in str(caught.value)


def test_a_database_that_does_not_answer_is_named_without_its_password() -> None:
    require(find_spec("psycopg"), "psycopg is not installed")
    with pytest.raises(QbankError, match="cannot open the store") as caught:
        open_store("postgresql://ada:hush@127.0.0.1:1/name", NOW)
    assert "hush" not in str(caught.value)


def test_a_driver_that_is_missing_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    with pytest.raises(QbankError, match=r"needs its driver: pip install 'qbank\[postgres\]'"):
        open_store("postgresql://ada:hush@127.0.0.1:1/name", NOW)
