"""The README tells the truth: its commands are run, and it names every command, format, question type and formula.

A ``console`` block directly below ``<!-- not run: reason -->`` is left alone.
"""

import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from qbank import source
from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.cli.main import COMMANDS
from qbank.question_types.question_type import question_types
from qbank.writers.registry import format_names
from tests.commands import CONSOLE, FILE, SIZE, run, steps, subprocess_run

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
NOT_RUN = re.compile(r"<!-- not run: .+ -->\s*$")
DATA = ("questions", "templates", "README.md", "pyproject.toml")


def blocks(language: str) -> Iterator[object]:
    for block in re.finditer(rf"^```{language}\n(.*?)^```$", README, re.MULTILINE | re.DOTALL):
        line = README.count("\n", 0, block.start()) + 1
        if not NOT_RUN.search(README[: block.start()]):
            yield pytest.param(block[1], id=f"README.md:{line}")


def line_with(words: str) -> str:
    """The only line of a ``sh`` block with these words."""
    lines = [line for block in re.findall(r"(?ms)^```sh\n(.*?)^```$", README) for line in block.splitlines()]
    found = [line for line in lines if words in line]
    assert len(found) == 1
    return found[0]


@pytest.fixture
def checkout(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of what stands beside the README, and the files that it shows by name."""
    for name in DATA:
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    for file in FILE.finditer(README):
        (tmp_path / file["name"]).write_text(file["text"], encoding="utf-8")
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.parametrize("block", list(blocks("console")))
def test_a_command_prints_what_the_readme_says(
    block: str, checkout: Path, capsys: pytest.CaptureFixture[str], accept: bool
) -> None:
    found = [(command, expected, str(run(command, capsys))) for command, expected in steps(block)]
    if accept:
        told = "".join(f"$ {command}\n{actual}" for command, _, actual in found)
        text = (ROOT / "README.md").read_text(encoding="utf-8")
        (ROOT / "README.md").write_text(
            text.replace(f"```console\n{block}```", f"```console\n{told}```"), encoding="utf-8"
        )
    else:
        assert [actual for _, _, actual in found] == [SIZE.sub("… bytes", expected) for _, expected, _ in found]


@pytest.mark.parametrize("block", list(blocks("python")))
def test_its_python_runs(block: str, checkout: Path) -> None:
    done = subprocess.run([sys.executable, "-W", "error", "-c", block], check=False, capture_output=True, text=True)
    assert (done.stderr, done.returncode) == ("", 0)
    assert done.stdout


@pytest.mark.parametrize("block", list(blocks("yaml")))
def test_its_question_is_sound(block: str) -> None:
    certificate = certify(read_model(ItemModel, source.parse(block, "readme.yaml"), "readme"))
    assert (certificate.findings, certificate.warnings) == ((), ())


def test_console_blocks_are_commands() -> None:
    assert len(list(CONSOLE.finditer(README))) >= 4
    assert [block["console"] for block in CONSOLE.finditer(README) if not block["console"].startswith("$ ")] == []


@pytest.mark.parametrize("name", [*COMMANDS, *format_names(), *question_types()])
def test_it_names_every_command_format_type_and_formula(name: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", README)


def test_setting_up_for_work_is_one_line() -> None:
    command = line_with("bin/pytest")
    assert command.startswith("python3 -m venv ")
    assert "--editable '.[test]'" in command


def test_the_first_command_writes_what_the_readme_says(checkout: Path) -> None:
    command = line_with("qbank build")
    assert command.startswith("python3 -m venv ")
    words = shlex.split(command[command.index("qbank build") :])
    done = subprocess_run(*words[1:])
    assert (done.stderr, done.returncode) == ("", 0)
    names = {file.name for file in (checkout / "quiz").iterdir()}
    for shown in re.findall(r"`(?:quiz/)?(value-function-warm-up[\w-]*\.\w+)`", README):
        assert shown in names
    assert {"report.json", "quiz.lock"} < names
