"""Console blocks: what a reader types after ``$`` and what must come of it, as in tests/cases/commands and the README.

A command's output is what it prints, standard output first, then standard error, then ``exit code N`` when that is not 0.
Sizes of files are written as ``… bytes``, since they change with the libraries.
"""

import gc
import re
import shlex
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest

from qbank.cli.main import main

CONSOLE = re.compile(r"^```console\n(?P<console>.*?)^```$", re.MULTILINE | re.DOTALL)
FILE = re.compile(r"^```\w+ (?P<name>\S+)\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)
SIZE = re.compile(r"\b[\d,]+ bytes")
QBANK = (sys.executable, "-c", "from qbank.cli.main import main; main()")


class Outcome(NamedTuple):
    """What a command printed, and its exit code."""

    out: str
    err: str
    code: int

    def __str__(self) -> str:
        lines = self.out + self.err + (f"exit code {self.code}\n" if self.code else "")
        return SIZE.sub("… bytes", lines)


def steps(block: str) -> Iterator[tuple[str, str]]:
    """The commands of a console block, each with the output that follows it.

    >>> list(steps("$ qbank --version\\nqbank 1\\n\\n$ qbank list\\n"))
    [('qbank --version', 'qbank 1\\n'), ('qbank list', '')]
    """
    for step in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, _, output = step.partition("\n")
        yield command, output.rstrip("\n") + "\n" if output.strip() else ""


def run(command: str, capture: pytest.CaptureFixture[str]) -> Outcome:
    """Run ``qbank ...`` in this process, or ``ls FOLDER``; the process is afterwards as it was."""
    words = shlex.split(command)
    if words[0] == "ls":
        return Outcome("".join(f"{name}\n" for name in sorted(file.name for file in Path(words[1]).iterdir())), "", 0)
    assert words[0] == "qbank", f"only qbank and ls can be run here, not {words[0]!r}"
    thresholds, handler, code = gc.get_threshold(), signal.getsignal(signal.SIGTERM), 0
    capture.readouterr()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(sys, "argv", words)
        patch.setenv("COLUMNS", "80")  # as in a pipe
        try:
            main()
        except SystemExit as leave:
            code = int(leave.code or 0)
        finally:
            gc.set_threshold(*thresholds)
            gc.unfreeze()
            signal.signal(signal.SIGTERM, handler)
    return Outcome(*capture.readouterr(), code)


def subprocess_run(*words: str, **options: object) -> "subprocess.CompletedProcess[str]":
    """Run ``qbank`` in a process of its own."""
    return subprocess.run(  # type: ignore[call-overload,no-any-return]
        [*QBANK, *words], check=False, capture_output=True, text=True, encoding="utf-8", **options
    )
