"""A bank of a thousand questions: how long it takes to load it, and to check its structure, from nothing and from the cache.

*Structure* is all that is told without drawing: YAML, fields, types and limits, objectives, names, expressions, formulas and
their kinds and costs, Markdown, maths, places, gaps, and what each question type asks of its fields. Times are processor
times of whole processes, Python's start included.
"""

import os
import re
import resource
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from qbank.authoring.bank import BLUEPRINTS, load_file
from qbank.authoring.references import OBJECTIVES
from qbank.resources import questions_folder

Benchmark = Any
QUESTIONS = 1000
FIELDS = {"lines", "value"}
"""Quantities of the shipped questions that are called like fields, and keep their names."""
LOADED = """
import gc, sys
from pathlib import Path
gc.set_threshold(100_000, 50, 100)  # as the command line does
from qbank.authoring.bank import load
bank = load([Path(sys.argv[1])], Path(sys.argv[2]))
assert len(bank.items) == 1000
"""
CHECKED = f"""{LOADED}
from qbank.generation.program import faults_besides
assert not any(map(faults_besides, bank.items.values()))
"""
LISTED = "import sys; sys.argv = ['qbank', 'list', '--bank', sys.argv[1]]; from qbank.cli.main import main; main()"


@pytest.fixture(scope="module")
def bank(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Copies of the shipped questions, each with texts, ids and names of its own."""
    folder = tmp_path_factory.mktemp("bank")
    shipped = [file for file in sorted(questions_folder().rglob("*.yaml")) if BLUEPRINTS not in file.parts]
    questions = [file for file in shipped if file.name != OBJECTIVES]
    for number in range(QUESTIONS):
        file = questions[number % len(questions)]
        (folder / f"{file.stem}-{number}.yaml").write_text(_changed(file, number), "utf-8")
    (folder / OBJECTIVES).write_bytes((questions_folder() / OBJECTIVES).read_bytes())
    return folder


def _changed(file: Path, number: int) -> str:
    """A question with other names for its quantities and other words in its texts."""
    text = file.read_text("utf-8")
    model = load_file(file)
    for name in {*model.parameters, *model.let} - FIELDS:
        text = re.sub(rf"(?:(?<=parts\.)|(?<![\w.-])){name}(?![\w-]|=[^=])", f"{name}{number}", text)
    return re.sub(r"\b(the|a|it|is)\b(?=[ ,.])", rf"\1 w{number}", text, flags=re.IGNORECASE)


@pytest.fixture
def measured(benchmark: Benchmark, bank: Path, tmp_path: Path) -> Callable[..., float]:
    """Runs a program on the bank several times; returns the least processor time of a run, in seconds."""

    def seconds(program: str, *, warm: bool) -> float:
        used: list[float] = []

        def run() -> None:
            cache, before = tmp_path / (f"cache-{len(used)}" if not warm else "cache"), _of_children()
            environment = os.environ | {"QBANK_CACHE": str(cache)}
            command = [sys.executable, "-c", program, str(bank), str(cache)]
            subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=environment)
            used.append(_of_children() - before)

        benchmark.pedantic(run, rounds=3, warmup_rounds=int(warm))
        benchmark.extra_info["processor seconds"] = round(min(used), 2)
        return min(used)

    return seconds


def _of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


def test_a_thousand_questions_are_loaded_from_nothing(measured: Callable[..., float]) -> None:
    assert measured(LOADED, warm=False) < 3


def test_a_thousand_questions_are_checked_for_structure_from_nothing(measured: Callable[..., float]) -> None:
    assert measured(CHECKED, warm=False) < 3


def test_a_thousand_unchanged_questions_are_loaded_from_the_cache(measured: Callable[..., float]) -> None:
    assert measured(LOADED, warm=True) < 0.5


def test_a_thousand_unchanged_questions_are_listed_with_their_variants(measured: Callable[..., float]) -> None:
    """What has been listed once was sound, and how many variants it has is remembered."""
    assert measured(LISTED, warm=True) < 0.5


def test_one_variant_of_every_shipped_question_is_built_from_the_cache(benchmark: Benchmark, tmp_path: Path) -> None:
    """With start-up, and a bank that was checked before."""
    program = "import sys; from qbank.cli.main import main; sys.argv[0] = 'qbank'; main()"
    command = [sys.executable, "-c", program, "build", str(questions_folder()), "--to", "json", "--force"]
    used: list[float] = []

    def run() -> None:
        before = _of_children()
        environment = os.environ | {"QBANK_CACHE": str(tmp_path / "cache")}
        subprocess.run([*command, "--out", str(tmp_path)], check=True, stdout=subprocess.DEVNULL, env=environment)
        used.append(_of_children() - before)

    benchmark.pedantic(run, rounds=3, warmup_rounds=1)
    assert min(used) < 2
