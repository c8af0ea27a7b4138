"""Whole builds in processes of their own: the same bytes everywhere, nothing half done, and no key in a student's hands."""

import io
import json
import os
import resource
import signal
import subprocess
import time
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader
from pypdf.generic import IndirectObject, StreamObject

from qbank.assembly.assemble import collect
from qbank.authoring.bank import Bank, load, read_model
from qbank.authoring.schema import ItemModel
from qbank.errors import RefusedError
from qbank.generation.program import generate
from qbank.markup.text import blocks, inline
from qbank.resources import questions_folder
from qbank.source import parse
from qbank.writers.build import write
from qbank.writers.options import Options
from qbank.writers.output import Output
from tests.commands import QBANK, subprocess_run

QUIZ = "value-function-warm-up"
SEED = "a-seed-that-nobody-guesses"
COPIES = 3
LONG = ("td-advantage", "--to", "moodle", "--variants", "40000", "--seed", "1", "--out", "out")


def build(folder: Path, *words: str, **environment: str) -> dict[str, bytes]:
    """What a build in this folder leaves in ``out``."""
    done = subprocess_run("build", *words, "--out", "out", cwd=folder, env=os.environ | environment)
    assert (done.stderr, done.returncode) == ("", 0)
    return {file.name: file.read_bytes() for file in sorted((folder / "out").iterdir())}


def whole(folder: Path, **environment: str) -> dict[str, bytes]:
    """The shipped quiz in every format."""
    options = ("--to", "html,pdf,moodle,json", "--variants", str(COPIES), "--seed", SEED)
    return build(folder, QUIZ, *options, **environment)


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return whole(tmp_path_factory.mktemp("here"), TZ="UTC", LC_ALL="C", PYTHONHASHSEED="1")


def test_the_same_seed_gives_the_same_bytes_wherever_and_whenever(tmp_path: Path, files: dict[str, bytes]) -> None:
    there = tmp_path / "another place" / "with spaces"
    there.mkdir(parents=True)
    again = whole(there, TZ="Pacific/Chatham", LC_ALL="tr_TR.UTF-8", PYTHONHASHSEED="2", PYTHONIOENCODING="ascii")
    assert {"report.json", "quiz.lock", f"{QUIZ}.pdf", f"{QUIZ}.xml", f"{QUIZ}-key.html"} < set(files)
    assert list(again) == list(files)
    assert [name for name in files if files[name] != again[name]] == []


def test_another_seed_gives_another_quiz(tmp_path: Path, files: dict[str, bytes]) -> None:
    other = build(tmp_path, QUIZ, "--to", "html,json", "--variants", str(COPIES), "--seed", SEED + "!")
    assert [name for name, content in other.items() if files[name] == content] == []


def test_the_lock_and_the_report_know_every_file(files: dict[str, bytes]) -> None:
    reported = [file for one in json.loads(files["report.json"])["formats"] for file in one["files"]]
    assert {file["name"] for file in reported} == set(files) - {"report.json", "quiz.lock"}
    assert {file["name"]: file["size"] for file in reported} == {
        file["name"]: len(files[file["name"]]) for file in reported
    }
    assert {file["name"] for file in json.loads(files["quiz.lock"])["files"]} == set(files) - {"quiz.lock"}


# What is not done to the end


def started(folder: Path) -> "subprocess.Popen[str]":
    """A long build that has begun to write; its signals are those of a process that a person started."""

    def usual_signals() -> None:
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    words = [*QBANK, "build", *LONG]
    pipes: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "text": True}
    process = subprocess.Popen(words, cwd=folder, preexec_fn=usual_signals, **pipes)  # noqa: PLW1509  no threads here
    limit = time.monotonic() + 60
    while not any(file.stat().st_size for file in folder.glob("out/.qbank-*/*.xml")):
        assert process.poll() is None, process.communicate()
        assert time.monotonic() < limit, "the build has not begun to write"
        time.sleep(0.02)
    return process


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_an_interrupted_build_leaves_nothing(tmp_path: Path, number: signal.Signals) -> None:
    with started(tmp_path) as process:
        process.send_signal(number)
        out, err = process.communicate(timeout=30)
    told = "\ninterrupted: nothing was left half written\nthe same command with --seed 1 goes on from here\n"
    assert (out, err) == ("", told)
    assert process.returncode == 130
    assert list(tmp_path.iterdir()) == []


def test_an_interrupted_build_leaves_the_other_files_of_its_folder(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    with started(tmp_path) as process:
        process.terminate()
        process.communicate(timeout=30)
    assert {file.name: file.read_text(encoding="utf-8") for file in (tmp_path / "out").iterdir()} == {
        "notes.txt": "mine"
    }


def test_a_disk_that_takes_no_more_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    def little_space() -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 16, 1 << 16))

    done = subprocess_run("build", *LONG, cwd=tmp_path, preexec_fn=little_space)
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.startswith("error: cannot write 'out/td-advantage.xml': File too large\n  hint: ")
    assert list(tmp_path.iterdir()) == []


def test_a_full_disk_is_said_and_leaves_nothing(tmp_path: Path) -> None:
    mount = ["mount", "-t", "tmpfs", "-o", "size=256k", "tmpfs", str(tmp_path)]
    if subprocess.run(mount, check=False, capture_output=True).returncode:
        pytest.skip("a small disk can be mounted only by root, outside of most containers")
    try:
        done = subprocess_run("build", *LONG, cwd=tmp_path)
        assert (done.returncode, done.stdout) == (1, "")
        assert "No space left on device\n  hint: the disk is full" in done.stderr
        assert list(tmp_path.iterdir()) == []
    finally:
        subprocess.run(["umount", tmp_path], check=True)


def test_a_build_adds_to_a_folder_and_touches_nothing_else_in_it(tmp_path: Path) -> None:
    (tmp_path / "out" / "old").mkdir(parents=True)
    (tmp_path / "out" / "notes.txt").write_text("mine", encoding="utf-8")
    done = subprocess_run("build", "td-advantage", "--to", "json", "--seed", "1", cwd=tmp_path)
    assert done.returncode == 0
    names = sorted(file.name for file in (tmp_path / "out").iterdir())
    assert names == ["notes.txt", "old", "quiz.lock", "report.json", "td-advantage.json"]
    assert (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8") == "mine"


@pytest.mark.parametrize("words", ["list", "show td-advantage", "show td-advantage --as moodle", "formulas --json"])
def test_a_reader_who_leaves_early_is_no_fault(words: str) -> None:
    read, write = os.pipe()
    os.close(read)
    with os.fdopen(write, "w") as pipe:
        done = subprocess.run([*QBANK, *words.split()], check=False, stdout=pipe, stderr=subprocess.PIPE, text=True)
    assert done.stderr == ""


def test_output_that_cannot_be_printed_is_said() -> None:
    with open("/dev/full", "w") as full:  # noqa: PTH123
        done = subprocess.run([*QBANK, "list"], check=False, stdout=full, stderr=subprocess.PIPE, text=True)
    assert done.stderr == "error: cannot print everything: No space left on device\n"
    assert done.returncode == 1


# What students get


def printed(content: bytes) -> Iterator[str]:
    """Everything in a PDF file: its raw bytes, its words, its dictionaries (with alternative texts) and its streams."""
    yield content.decode("latin-1")
    reader = PdfReader(io.BytesIO(content))
    for page in reader.pages:
        yield " ".join(page.extract_text().split())
    for number in range(1, int(reader.trailer["/Size"])):
        found = IndirectObject(number, 0, reader).get_object()
        yield repr(found)
        if isinstance(found, StreamObject):
            yield found.get_data().decode("latin-1")


@pytest.fixture(scope="module")
def papers(files: dict[str, bytes]) -> dict[str, str]:
    """The text of every file that is meant for students."""
    pages = {name: content.decode() for name, content in files.items() if name.endswith(".html") and "-key" not in name}
    return pages | {f"{QUIZ}.pdf": "\n".join(printed(files[f"{QUIZ}.pdf"]))}


def secrets() -> Iterator[str]:
    """What no student may see of any item: from what it was drawn, what is right, and what each wrong answer means."""
    bank = load([questions_folder()])
    yield SEED
    yield bank.digest
    for model in bank.items.values():
        yield model.id
        yield model.digest
        yield model.source
        for copy in range(COPIES):
            item = generate(model, seed=SEED, variant=copy)
            yield from (inline(hint) for hint in item.hints)
            for answer in item.answers or ():
                yield from (line.strip() for line in blocks(answer.solution).splitlines()[1:])
                yield from (inline(known.feedback) for known in answer.known)
                yield from (known.misconception for known in answer.known if known.misconception)
                yield from (known.misconception.rpartition(".")[2] for known in answer.known if known.misconception)


def test_a_students_paper_tells_nothing_from_which_a_key_follows(papers: dict[str, str]) -> None:
    assert len(papers) == COPIES + 1
    hidden = {secret for secret in secrets() if len(secret) > 8}  # shorter ones stand there by chance
    assert len(hidden) > 100
    told = {(name, secret) for name, text in papers.items() for secret in hidden if secret in " ".join(text.split())}
    assert told == set()


def test_the_key_does_tell_it_so_the_search_finds_what_is_there(files: dict[str, bytes]) -> None:
    page = " ".join(files[f"{QUIZ}-key.html"].decode().split())
    booklet = " ".join(" ".join(printed(files[f"{QUIZ}-key.pdf"])).split())
    feedback = "it is the target minus the prediction"
    assert feedback in page.lower()
    assert feedback in booklet.lower()


def test_a_papers_code_is_in_the_lock(files: dict[str, bytes], papers: dict[str, str]) -> None:
    codes = [copy["code"] for copy in json.loads(files["quiz.lock"])["copies"]]
    assert len(set(codes)) == COPIES
    for copy, code in enumerate(codes, 1):
        assert code in papers[f"{QUIZ}-{copy:02}.html"]
        assert code in papers[f"{QUIZ}.pdf"]


POOL = """title: Pool
objectives: [a.b]
bloom: remember
stem: Match.
parts:
  - type: matching
    prompt: Match.
    pick: 2
    pairs: [{left: A, right: x}, {left: B, right: y}, {left: C, right: z}, {left: $d$, right: $w$}]
    extra: [v]
"""


def test_what_only_a_later_variant_loses_is_reported_and_refused_when_strict(tmp_path: Path) -> None:
    """Of the six variants three hold maths in their targets, and the first of this seed is none of them."""
    bank = Bank(items={"pool": read_model(ItemModel, parse(POOL, "pool.yaml"), "pool")})
    without_maths = ("answer.pick", Fraction(0))
    seed = next(
        seed for seed in map(str, range(50)) if without_maths in generate(bank.item("pool"), seed, 0).parameters
    )
    with Output(tmp_path / "out", replace=False) as output:
        report = write(collect(["pool"], bank, seed, 6), ["moodle"], output)
    assert [loss.item for loss in report.formats[0].downgraded] == ["pool"]
    assert report.formats[0].exact == ()
    with pytest.raises(RefusedError, match="Unicode"), Output(tmp_path / "strict", replace=False) as output:
        write(collect(["pool"], bank, seed, 6), ["moodle"], output, Options(strict=True))
    assert not (tmp_path / "strict").exists()
