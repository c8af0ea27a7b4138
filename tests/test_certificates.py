"""Certificates of many questions: remembered while nothing changes, proved in several processes, in the order of the bank."""

import io
import os
import pty
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank.authoring import keeping
from qbank.authoring.bank import load, load_file
from qbank.authoring.schema import ItemModel
from qbank.checking import certificates
from qbank.checking.certificate import Certificate, certify
from qbank.checking.certificates import Asked, Certificates
from qbank.checking.remembered import Remembered, question_key
from qbank.cli.progress import Progress
from qbank.errors import Fault, QbankError
from qbank.resources import questions_folder
from qbank.workers import Died, dealt
from tests.commands import QBANK, subprocess_run

QUESTION = """title: T
objectives: [a.b]
bloom: apply
parameters: {a: {from: 1, to: 3}}
stem: Here is ${{ a }}$.
parts: [{type: numeric, prompt: What?, answer: a + 1}]
"""
LONG = """title: Long
objectives: [a.b]
bloom: apply
parameters:
  r: {from: -5, to: 5, step: 0.1}
  v: {from: 0, to: 5, step: 0.1}
  w: {from: 0, to: 5, step: 0.1}
  g: {one_of: [0.5, 0.6, 0.7, 0.8, 0.9]}
  b: {from: 1, to: 5}
where: [abs(r + g * w - v) >= 0.01]
stem: Here are ${{ r }}$, ${{ v }}$, ${{ w }}$, ${{ g }}$ and ${{ b }}$.
parts: [{type: numeric, prompt: What?, answer: "td_error(r, g, w, v) * b", decimals: 3}]
"""
SEVERAL = ("1", "2", "3")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank of three questions."""
    return bank_of(tmp_path / "bank", QUESTION)


def bank_of(made: Path, question: str) -> Path:
    made.mkdir()
    (made / "objectives.yaml").write_text("a.b: {name: A, definition: B}\n")
    for number in SEVERAL:
        (made / f"q{number}.yaml").write_text(question.replace("Here", f"Here, {number},"))
    return made


@pytest.fixture
def cache(tmp_path: Path) -> Path:
    """A folder for what is remembered."""
    return tmp_path / "cache"


@pytest.fixture
def proved(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The questions that are proved from now on."""
    seen: list[str] = []

    def seeing(model: ItemModel, besides: object, progress: object) -> Certificate:
        seen.append(model.id)
        return certify(model)

    monkeypatch.setattr(certificates, "certify", seeing)
    return seen


def checked(folder: Path, cache: Path | None, jobs: int = 1) -> list[Certificate]:
    asked = [Asked(model) for model in load([folder]).items.values()]
    return list(Certificates(asked, Remembered(cache), jobs))


# What is remembered


def test_what_did_not_change_is_not_proved_again(folder: Path, cache: Path, proved: list[str]) -> None:
    cold = checked(folder, cache)
    assert proved == ["q1", "q2", "q3"]
    assert checked(folder, cache) == cold
    (folder / "q2.yaml").write_text(QUESTION.replace("What?", "How much?"))
    checked(folder, cache)
    assert proved == ["q1", "q2", "q3", "q2"]


def test_without_a_cache_everything_is_proved_again(folder: Path, proved: list[str]) -> None:
    assert checked(folder, None) == checked(folder, None)
    assert len(proved) == 6


def test_another_qbank_proves_everything_again(
    folder: Path, cache: Path, proved: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(folder, cache)
    monkeypatch.setattr(keeping, "circumstances", lambda: b"another")
    checked(folder, cache)
    assert len(proved) == 6


def test_certificates_of_the_shipped_bank_can_be_remembered(cache: Path) -> None:
    remembered = Remembered(cache)
    for model in list(load([questions_folder()]).items.values())[::50]:
        certificate = certify(model)
        remembered.keep(question_key(model), certificate)
        assert remembered.recall(Certificate, question_key(model)) == certificate


def test_a_certificate_with_faults_is_remembered_with_their_places(folder: Path, cache: Path) -> None:
    (folder / "q1.yaml").write_text(QUESTION.replace("a + 1", "a + b"))
    first, again = (checked(folder, cache)[0] for _ in range(2))
    assert first == again
    assert again.findings[0].fault.where == f"{folder}/q1.yaml:6:52"


def test_what_is_wrong_in_the_bank_is_part_of_what_is_remembered(folder: Path, cache: Path) -> None:
    model = load([folder]).item("q1")
    fault = Fault("q1.yaml", 2, 14, "there is no objective 'a.b'")
    (sound,) = Certificates([Asked(model)], Remembered(cache))
    (unsound,) = Certificates([Asked(model, (fault,))], Remembered(cache))
    assert (sound.findings, [one.fault for one in unsound.findings]) == ((), [fault])


def test_the_same_question_in_another_file_has_its_own_places(folder: Path, cache: Path, tmp_path: Path) -> None:
    text = QUESTION.replace("a + 1", "a + b")
    (folder / "q1.yaml").write_text(text)
    checked(folder, cache)
    (tmp_path / "q1.yaml").write_text(text)
    (moved,) = Certificates([Asked(load_file(tmp_path / "q1.yaml"))], Remembered(cache))
    assert moved.findings[0].fault.file == (tmp_path / "q1.yaml").as_posix()


def test_only_so_many_are_remembered(folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("qbank.checking.remembered.MOST", 2)
    checked(folder, cache)
    (folder / "q2.yaml").write_text(QUESTION)
    checked(folder, cache)
    assert len(list(cache.glob("*.certificate"))) == 3  # two that were left, and the new one


# Several processes


def test_however_many_processes_there_are_the_certificates_are_the_same(folder: Path) -> None:
    (folder / "q2.yaml").write_text("title: Only this\n")
    (folder / "q3.yaml").write_text(QUESTION.replace("a + 1", "1 / (a - 2)"))
    alone, *others = (
        subprocess_run("check", str(folder), "--jobs", str(jobs), env=os.environ | {"QBANK_CACHE": ""})
        for jobs in (1, 2, 4)
    )
    assert (alone.returncode, alone.stderr) == (1, "")
    assert alone.stdout.startswith("q1: sound")
    for other in others:
        assert (other.stdout, other.stderr, other.returncode) == (alone.stdout, "", 1)


def doubled(number: int, moved: Callable[[int], None]) -> int:
    moved(1)
    if number == 7:
        raise QbankError("seven is too much")
    if number == 9:
        os.kill(os.getpid(), signal.SIGKILL)
    return 2 * number


def test_pieces_are_dealt_and_told_with_their_numbers() -> None:
    moved: list[tuple[int, int]] = []
    found = dict(dealt(doubled, [1, 2, 3, 4, 5], 2, lambda number, by: moved.append((number, by))))
    assert found == {0: 2, 1: 4, 2: 6, 3: 8, 4: 10}
    assert sorted(moved) == [(number, 1) for number in range(5)]


def test_a_process_that_dies_takes_its_own_piece_with_it_and_no_other() -> None:
    found = dict(dealt(doubled, [1, 9, 3, 9, 5], 2, lambda number, by: None))
    assert found == {0: 2, 1: Died("signal SIGKILL"), 2: 6, 3: Died("signal SIGKILL"), 4: 10}


def test_an_error_in_a_process_is_raised() -> None:
    with pytest.raises(QbankError, match="seven is too much"):
        dict(dealt(doubled, [1, 7, 3], 2, lambda number, by: None))


def test_a_question_whose_process_died_is_told_by_name_and_not_remembered(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    died = [(0, Died("signal SIGKILL")), (1, unsound := certify(load([folder]).item("q2"))), (2, unsound)]
    monkeypatch.setattr(certificates, "dealt", lambda *_: iter(died))
    first, *_ = checked(folder, cache, jobs=2)
    (finding,) = first.findings
    assert (first.item, finding.fault.where) == ("q1", str(folder / "q1.yaml"))
    assert finding.fault.message == "not checked: the process that did has ended (signal SIGKILL)"
    assert len(list(cache.iterdir())) == 2


def test_one_question_and_remembered_ones_need_no_other_process(
    folder: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    checked(folder, cache, jobs=2)
    (folder / "q2.yaml").write_text(QUESTION)
    monkeypatch.setattr("qbank.workers._Worker", pytest.fail)
    assert [one.item for one in checked(folder, cache, jobs=2)] == ["q1", "q2", "q3"]


# Interrupted, and watched


@pytest.fixture
def begun(tmp_path: Path) -> "Iterator[Callable[..., subprocess.Popen[str]]]":
    """Starts a check that takes long, in a process group of its own; whatever is left of it is ended."""
    folder = bank_of(tmp_path / "bank", LONG)
    running: list[subprocess.Popen[str]] = []

    def start(jobs: str, errors: int = subprocess.PIPE) -> "subprocess.Popen[str]":
        words = [*QBANK, "check", "--bank", str(folder), "--jobs", jobs]
        environment = os.environ | {"QBANK_CACHE": str(tmp_path / "cache")}
        process = subprocess.Popen(
            words, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment, start_new_session=True
        )
        running.append(process)
        return process

    yield start
    for process in running:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()


@pytest.mark.parametrize("jobs", ["1", "2"])
def test_an_interrupted_check_stops_at_once_and_says_what_it_did_not_check(
    begun: "Callable[..., subprocess.Popen[str]]", jobs: str
) -> None:
    process = begun(jobs)
    time.sleep(2)
    os.killpg(process.pid, signal.SIGINT)  # as a terminal does, to all processes
    start = time.monotonic()
    out, err = process.communicate(timeout=120)
    assert (out, err, process.returncode) == ("", "interrupted; not checked: q1, q2, q3\n", 130)
    assert time.monotonic() - start < 2


def test_progress_is_shown_on_a_terminal_and_wiped(begun: "Callable[..., subprocess.Popen[str]]") -> None:
    ours, theirs = pty.openpty()
    process = begun("1", theirs)
    os.close(theirs)
    shown = b""
    while b"left" not in shown:
        shown += os.read(ours, 1000)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=120)
    assert b"proving 3 questions, 0 done: " in shown
    rest = os.read(ours, 1000)
    assert rest.rstrip().endswith(b"\r\x1b[Kinterrupted; not checked: q1, q2, q3")
    os.close(ours)


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


def test_progress_is_shown_only_where_it_takes_long_and_not_in_a_pipe() -> None:
    seconds = iter([0.0, 0.4, 0.6, 0.65, 0.9])
    terminal = Terminal()
    progress = Progress(terminal, lambda: next(seconds))
    progress.begin([100, 100])
    for _ in range(3):
        progress.move(0, 30)
    progress.finish(0)
    progress.wipe()
    lines = terminal.getvalue().split("\r\x1b[K")
    assert lines == [
        "",
        "proving 2 questions, 0 done: 30 %, 100 draws a second, 1 s left",
        "proving 2 questions, 1 done: 50 %, 100 draws a second, 1 s left",
        "",
    ]
    pipe = io.StringIO()
    progress = Progress(pipe, time.monotonic)
    progress.begin([1])
    progress.move(0, 1)
    progress.wipe()
    assert pipe.getvalue() == ""
