"""``qbank practice`` at a terminal and in a pipe: what a learner reads, and that nothing answered is ever lost."""

import json
import os
import re
import select
import signal
import subprocess
import time
from contextlib import suppress
from pathlib import Path

import pytest

from tests.commands import QBANK
from tests.conftest import Golden, require

MEAN = """
title: The mean of two rewards
objectives: [stats.mean]
bloom: apply
parameters:
  first:  {from: 1, to: 9, step: 2}
  second: {from: 2, to: 8, step: 2}
stem: 'Two rewards are $r_0 = {{ first }}$ and $r_1 = {{ second }}$.'
parts:
  - id: mean
    type: numeric
    prompt: What is their mean?
    answer: (first + second) / 2
    decimals: 1
    solution: 'Half the sum: {{ (first + second) / 2 }}.'
    misconceptions:
      sum: {value: first + second, feedback: 'This is the sum. Divide it by 2.'}
  - id: why
    type: essay
    prompt: What is a mean good for?
    lines: 2
    model_answer: It stands for all rewards at once.
    rubric: [{criterion: Says that it stands for all of them, points: 1}]
hints: ['Add them first.']
"""
SPREAD = """
title: The larger reward
objectives: [stats.spread]
bloom: understand
parameters: {first: {from: 1, to: 9, step: 2}, second: {from: 2, to: 8, step: 2}}
stem: 'Two rewards are {{ first }} and {{ second }}.'
parts:
  - type: single_choice
    prompt: Which one is larger?
    choices: [{text: The first one., correct: first > second}, {text: The second one., correct: second > first}]
"""
OBJECTIVES = """
stats.mean: {name: Mean, definition: The sum divided by the number.}
stats.spread: {name: Spread, definition: How far values lie apart., prerequisites: [stats.mean]}
"""
TEST = "title: A short test\ntime: 5\nsections: [{title: All, items: [mean, larger]}]\n"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A bank of two questions and a test."""
    bank = tmp_path / "bank"
    (bank / "blueprints").mkdir(parents=True)
    for name, text in {"mean": MEAN, "larger": SPREAD, "objectives": OBJECTIVES, "blueprints/short": TEST}.items():
        (bank / f"{name}.yaml").write_text(text, encoding="utf-8")
    return tmp_path


def practise(folder: Path, answers: str, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [*QBANK, "practice", "--bank", "bank", "--database", "p.sqlite", "--seed", "1", *options]
    return subprocess.run(
        command,
        cwd=folder,
        input=answers,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        encoding="utf-8",
    )


def test_what_looks_like_a_command_is_no_answer(folder: Path) -> None:
    told = practise(folder, ":hint\n:quit\n")
    assert "There is no command ':hint'.\n?          a hint" in told.stdout
    assert "cannot be read" not in told.stdout


def test_a_lesson_from_a_pipe_reads_like_a_conversation(folder: Path, golden: Golden) -> None:
    answers = "?\ny\n11\n1.2.3\n:next\n\n6.5\n"
    first = practise(folder, "11.5x\n?\ny\n11\nBecause.\n0.5\n\n:report The text is odd.\na\n:solution\n:quit\n")
    assert first.stderr == ""
    assert first.returncode == 0
    golden("practice/lesson.txt", first.stdout)
    assert "\x1b" not in first.stdout
    assert max(map(len, first.stdout.splitlines())) <= 80
    again = practise(folder, answers)
    assert again.stdout.startswith("Going on where you left off.")
    assert again.returncode == 0


def test_a_test_is_rehearsed_as_a_whole_and_told_at_its_end(folder: Path, golden: Golden) -> None:
    told = practise(folder, "99\nIt stands for all.\na\n\n1\n", "--blueprint", "short", "--rehearse")
    assert told.stderr == ""
    golden("practice/rehearsal.txt", re.sub(r"\d+ minutes left", "… minutes left", told.stdout))
    before, _, after = told.stdout.partition("[Enter] hands in")
    assert "Not right" not in before
    assert "Not right" in after


def test_a_rehearsal_that_is_left_goes_on_with_what_is_not_answered(folder: Path) -> None:
    practise(folder, "5\n", "--blueprint", "short", "--rehearse")
    told = practise(folder, "All of them.\n", "--blueprint", "short", "--rehearse").stdout
    assert told.startswith("Going on where you left off.")
    assert "(a) a number" not in told
    assert "(b) a text" in told


def test_what_is_known_is_told_exported_and_deleted(folder: Path) -> None:
    practise(folder, "11\nBecause.\n1\n:quit\n")
    progress = practise(folder, "", "--progress").stdout
    assert progress.startswith("0 known, 1 begun, 1 not begun")
    assert "░░░░░░░░░░   0%  learning  Mean" in progress
    exported = json.loads(practise(folder, "", "--export").stdout)
    assert exported["sessions"][0]["questions"][0]["log"][0]["answered"] == {"mean": "11"}
    assert practise(folder, "n\n", "--delete").returncode != 0
    assert practise(folder, "y\n", "--delete").returncode == 0
    assert practise(folder, "", "--export").stderr == "error: there is no learner 'me'\n"


def test_nothing_is_due_before_anything_was_practised(folder: Path) -> None:
    assert "Nothing has been practised yet" in practise(folder, "", "--due").stdout


def test_wrong_usage_is_told_before_anything_begins(folder: Path) -> None:
    for options, why in [
        (("--rehearse",), "--rehearse goes with --blueprint alone"),
        (("--export", "--delete"), "at a time"),
        (("--database", "postgresql://ada:hush@host/name"), "others on this machine can read the command line"),
    ]:
        told = practise(folder, "", *options)
        assert told.returncode == 2
        assert why in told.stderr


def test_an_objective_that_nobody_asks_for_is_named(folder: Path) -> None:
    told = practise(folder, "", "--objective", "stats.mode")
    assert told.returncode == 1
    assert "no question has an objective 'stats.mode'" in told.stderr


# --- a real terminal ---


class Terminal:
    """A program at a terminal of 80 columns, read and typed to."""

    def __init__(self, folder: Path, *options: str, **environment: str) -> None:
        require(hasattr(os, "openpty"), "this system has no pseudo-terminals")
        self.mine, theirs = os.openpty()
        import fcntl
        import struct
        import termios

        fcntl.ioctl(theirs, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        command = [*QBANK, "practice", "--bank", "bank", "--database", "p.sqlite", "--seed", "1", *options]
        cleared = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "COLUMNS")}
        self.process = subprocess.Popen(
            command,
            cwd=folder,
            stdin=theirs,
            stdout=theirs,
            stderr=theirs,
            start_new_session=True,
            env={**cleared, "TERM": "xterm-256color", **environment},
        )
        os.close(theirs)
        self.shown = ""

    def until(self, text: str, seconds: float = 120) -> str:
        """What is shown until a text appears, from where the last one ended."""
        end = time.monotonic() + seconds
        while text not in self.shown and time.monotonic() < end:
            if select.select([self.mine], [], [], 1)[0]:
                try:
                    self.shown += os.read(self.mine, 65536).decode(errors="replace")
                except OSError:  # the program is gone
                    break
        assert text in self.shown, self.shown
        before, _, self.shown = self.shown.partition(text)
        return before + text

    def type(self, line: str) -> None:
        os.write(self.mine, f"{line}\n".encode())

    def interrupt(self, text: str) -> None:
        """Press Ctrl-C, and as people do once more where nothing happens: Python loses one that comes while it clears up."""
        for _ in range(6):
            self.process.send_signal(signal.SIGINT)
            with suppress(AssertionError):
                self.until(text, seconds=10)
                return
        pytest.fail(self.shown)

    def close(self) -> int:
        code = self.process.wait(timeout=60)
        os.close(self.mine)
        return code


def test_a_real_terminal_shows_colours_and_ctrl_c_keeps_what_was_answered(folder: Path) -> None:
    terminal = Terminal(folder)
    terminal.until("> ")
    terminal.type("99")
    assert "\x1b[1;31m(a) ✗ Not right" in terminal.until("> ")
    terminal.interrupt("Everything you answered is kept. The same command goes on from here.")
    assert terminal.close() == 130
    later = Terminal(folder, NO_COLOR="1")
    assert "Going on where you left off." in later.until("(b) a text")
    later.until("> ")
    later.type("It stands for all.")
    later.until("leaves it open) > ")
    later.type("1")
    assert "\x1b[1;31m" not in later.until("[Enter] goes on > ")
    os.write(later.mine, b"\x04")
    later.until("Everything you answered is kept.")
    assert later.close() == 0
