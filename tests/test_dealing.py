"""Builds by several processes, by a cluster, and after an interruption: the same bytes as by one process in one go."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path

import pytest

from qbank import cluster as cluster_module
from qbank.assembly.assemble import collect
from qbank.assembly.assembly import VARIANTS, Assembly
from qbank.assembly.dealing import Dealt, Maker, OfVariants
from qbank.assembly.resuming import Resuming, name_of
from qbank.authoring.bank import load
from qbank.cluster import Cluster, done_alike
from qbank.errors import QbankError
from qbank.resources import questions_folder
from qbank.workers import TRIES, Crew
from qbank.writers.build import write
from qbank.writers.ledger import Ledger
from qbank.writers.lock import LOCK, Origin, write_lock
from qbank.writers.output import Output
from qbank.writers.variants import Each
from qbank.writers.watched import Watched

COPIES = 2 * VARIANTS + 7
FORMATS = ["moodle", "json"]


@pytest.fixture(scope="module")
def quiz() -> Assembly:
    return collect(["td-advantage", "discounted-return"], load([questions_folder()]), "seed", COPIES)


@pytest.fixture(scope="module")
def by_one(quiz: Assembly, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return files(quiz, None, tmp_path_factory.mktemp("one"))


def files(quiz: Assembly, crew: Maker | None, folder: Path) -> dict[str, bytes]:
    """The bytes of all files of a build."""
    dealt = quiz if crew is None else Dealt(quiz, crew)
    ledger = Ledger(dealt)
    with Output(folder / "out", replace=False) as output:
        write(Watched(dealt, ledger.observer, ledger.join), FORMATS, output)
        write_lock(ledger, Origin("seed", quiz.bank_digest, {}, formats=tuple(FORMATS)), output)
    return {path.name: path.read_bytes() for path in sorted((folder / "out").iterdir())}


@pytest.fixture
def crew() -> Iterator[Crew]:
    made = Crew(2)
    yield made
    made.end()


def test_several_processes_write_the_same_bytes(
    quiz: Assembly, by_one: dict[str, bytes], crew: Crew, tmp_path: Path
) -> None:
    assert files(quiz, crew, tmp_path) == by_one


def test_papers_are_the_same_too(crew: Crew, tmp_path: Path) -> None:
    quiz = collect(["td-advantage"], load([questions_folder()]), "seed", 70)
    made = []
    for number, dealt in enumerate((quiz, Dealt(quiz, crew))):
        with Output(tmp_path / str(number), replace=False) as output:
            write(dealt, ["html", "markdown"], output)
        made.append({path.name: path.read_bytes() for path in (tmp_path / str(number)).iterdir()})
    assert made[0] == made[1]


# --- processes that die


def shot(marks: Path, times: int, result: int) -> int:
    """Kills its own process the first few times that it is asked."""
    before = len(list(marks.iterdir()))
    if before < times:
        (marks / str(before)).touch()
        os.kill(os.getpid(), signal.SIGKILL)
    return result


def test_what_a_process_had_that_died_is_done_again(crew: Crew, tmp_path: Path) -> None:
    pieces: list[Callable[[], int]] = [partial(int, "0"), partial(shot, tmp_path, TRIES - 1, 1), partial(int, "2")]
    assert list(crew.made(iter(pieces))) == [0, 1, 2]


def test_a_piece_that_kills_every_process_is_given_up(crew: Crew, tmp_path: Path) -> None:
    with pytest.raises(QbankError, match=f"{TRIES} processes have died over the same piece of work.*SIGKILL"):
        list(crew.made(iter([partial(shot, tmp_path, TRIES, 1), partial(int, "2")])))


def test_few_results_wait_for_a_slow_reader(crew: Crew) -> None:
    asked = 0

    def pieces() -> Iterator[Callable[[], int]]:
        nonlocal asked
        for number in range(100):
            asked += 1
            yield partial(int, str(number))

    made = crew.made(pieces())
    assert [next(made) for _ in range(10)] == list(range(10))
    assert asked < 30
    made.close()


# --- interrupted builds


class Counted:
    """A crew that notes which pieces it was given."""

    def __init__(self) -> None:
        self.given: list[str] = []

    def made(self, pieces: Iterator[Callable[[], object]]) -> Iterator[object]:
        for piece in pieces:
            assert isinstance(piece, OfVariants)
            self.given.append(name_of(piece))
            yield piece()


def test_finished_pieces_are_not_done_again(quiz: Assembly, by_one: dict[str, bytes], tmp_path: Path) -> None:
    first, second, third = Counted(), Counted(), Counted()
    begun = Dealt(quiz, Resuming(first, tmp_path / "kept")).variants("td-advantage", Each(str))
    next(begun), next(begun)
    begun.close()
    resumed = Resuming(second, tmp_path / "kept")
    assert len(list(Dealt(quiz, resumed).variants("td-advantage", Each(str)))) == 3
    assert not set(first.given) & set(second.given)
    assert files(quiz, Resuming(third, tmp_path / "kept"), tmp_path) == by_one
    resumed.finish()
    assert not (tmp_path / "kept").exists()


def test_a_piece_that_is_damaged_is_done_again(quiz: Assembly, tmp_path: Path) -> None:
    whole = list(Dealt(quiz, Resuming(Crew(1), tmp_path)).variants("td-advantage", Each(str)))
    for file in tmp_path.iterdir():
        file.write_bytes(file.read_bytes()[:-9])
    assert list(Dealt(quiz, Resuming(Crew(1), tmp_path)).variants("td-advantage", Each(str))) == whole


def test_an_interrupted_build_says_how_to_go_on_and_does(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    command = [
        sys.executable,
        "-c",
        "from qbank.cli.main import main; main()",
        "build",
        "td-advantage",
        "--to",
        "moodle",
    ]
    command += ["--variants", "12000", "--seed", "7", "--jobs", "2", "--out", str(tmp_path / "out")]
    environment = {**os.environ, "QBANK_CACHE": str(cache)}
    with subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as begun:
        wait_for(lambda: len(list(cache.glob("unfinished/*/*.piece"))) >= 4)
        begun.send_signal(signal.SIGINT)
        _, said = begun.communicate(timeout=120)
    assert said == "\ninterrupted: nothing was left half written\nthe same command with --seed 7 goes on from here\n"
    assert not (tmp_path / "out").exists()
    kept = {path: path.stat().st_mtime_ns for path in cache.glob("unfinished/*/*.piece")}
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=240)
    assert len(kept) >= 4
    assert not list(cache.glob("unfinished/*"))
    assert (tmp_path / "out" / "td-advantage.xml").stat().st_size > 5_000_000


def wait_for(true: Callable[[], bool], seconds: float = 120) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        time.sleep(0.05)


# --- a cluster


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Cluster, list[subprocess.Popen[bytes]]]]:
    """A real scheduler and two workers."""
    pytest.importorskip("distributed", reason="a cluster needs the package 'distributed'")
    folder = tmp_path_factory.mktemp("cluster")
    contact = folder / "scheduler.json"
    here = [sys.executable, "-m", "distributed.cli.dask_scheduler", "--host", "127.0.0.1", "--port", "0"]
    there = [sys.executable, "-m", "distributed.cli.dask_worker", "--scheduler-file", str(contact), "--nworkers", "1"]
    quiet = {"cwd": folder, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
    scheduler = subprocess.Popen([*here, "--no-dashboard", "--scheduler-file", str(contact)], **quiet)  # type: ignore[call-overload]
    workers = [
        subprocess.Popen([*there, "--nthreads", "1", "--no-dashboard", "--no-nanny"], **quiet)  # type: ignore[call-overload]
        for _ in range(2)
    ]
    try:
        wait_for(lambda: contact.exists() and contact.stat().st_size > 0)
        import json

        found = Cluster(json.loads(contact.read_text())["address"])
        wait_for(lambda: len(found.client.nthreads()) == 2)
        yield found, workers
        found.end()
    finally:
        for process in (*workers, scheduler):
            process.kill()
            process.wait()


def test_a_cluster_writes_the_same_bytes_also_when_a_worker_is_killed_half_way(
    quiz: Assembly,
    by_one: dict[str, bytes],
    cluster: tuple[Cluster, list[subprocess.Popen[bytes]]],
    tmp_path: Path,
) -> None:
    found, workers = cluster
    (tmp_path / "whole").mkdir()
    assert files(quiz, found, tmp_path / "whole") == by_one
    dealt = Dealt(quiz, found).variants("td-advantage", Each(repr))
    first = next(dealt)
    workers[0].kill()
    rest = list(dealt)
    assert [first, *rest] == list(quiz.variants("td-advantage", Each(repr)))
    assert len(found.client.nthreads()) == 1


def test_errors_of_the_work_are_told_as_they_are(cluster: tuple[Cluster, list[subprocess.Popen[bytes]]]) -> None:
    with pytest.raises(QbankError, match="another qbank"):
        list(cluster[0].made(iter([partial(done_alike, partial(int, "1"), "another build")])))


def test_an_address_at_which_nobody_answers_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("distributed", reason="a cluster needs the package 'distributed'")
    monkeypatch.setattr(cluster_module, "PATIENCE", 1)
    with pytest.raises(QbankError, match=r"no cluster answers at"):
        Cluster("tcp://127.0.0.1:9")


def test_the_lock_is_of_all_files(by_one: dict[str, bytes]) -> None:
    assert set(by_one) == {"report.json", LOCK, "quiz.xml", "quiz.json"}
