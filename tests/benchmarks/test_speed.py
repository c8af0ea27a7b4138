"""How long things take. A normal run collects these and skips them; to measure:

    pytest tests/benchmarks --benchmark-only

Options of pytest-benchmark: ``--benchmark-autosave`` keeps the numbers, ``--benchmark-compare`` sets them beside the last ones.
"""

import subprocess
import sys
from collections.abc import Callable
from copy import deepcopy
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import Any

import pytest

from qbank.assembly.assemble import collect
from qbank.assembly.assembly import Assembly
from qbank.authoring.bank import load
from qbank.document import questions
from qbank.generation.program import compile_item, generate_all, program
from qbank.item import Quiz
from qbank.resources import questions_folder
from qbank.writers.html import page
from qbank.writers.moodle import question_xml
from qbank.writers.output import Output
from qbank.writers.pdf import COPIES, Booklet, pdf
from qbank.writers.registry import get_format
from tests.commands import QBANK

Benchmark = Any
VARIANTS = 1000
BANK = load([questions_folder()])
QUIZ = "value-function-warm-up"


def quiz(source: str, copies: int) -> Assembly:
    return collect([source], BANK, "benchmark", copies)


def written(folder: Path, source: Quiz, name: str) -> None:
    """Write a quiz in one format into a folder and replace what was there."""
    with Output(folder, replace=True) as output:
        get_format(name).write(source, output)


def per_unit(benchmark: Benchmark, units: int, action: Callable[[], object], rounds: int = 5) -> None:
    """Measure an action and note how long one of its units took, in microseconds."""
    benchmark.pedantic(action, rounds=rounds, warmup_rounds=1)
    benchmark.extra_info["microseconds per unit"] = round(benchmark.stats.stats.min / units * 1e6, 1)
    assert benchmark.stats.stats.min > 0


def test_moodle_xml_of_a_thousand_variants(benchmark: Benchmark, tmp_path: Path) -> None:
    many = quiz("td-advantage", VARIANTS)
    assert many.copies == VARIANTS
    per_unit(benchmark, VARIANTS, lambda: written(tmp_path, many, "moodle"))


def test_moodle_xml_costs_far_less_where_variants_share_their_text(benchmark: Benchmark) -> None:
    """What variants share is recognised by being the same objects; a deep copy shares nothing and is rendered anew."""
    items = list(generate_all(BANK.item("td-advantage"), "benchmark", 100))
    copies = [deepcopy(item) for item in items]
    begin = perf_counter()
    anew = [question_xml(item) for item in copies]
    alone = perf_counter() - begin
    benchmark.pedantic(lambda: [question_xml(item) for item in items], rounds=5, warmup_rounds=1)
    benchmark.extra_info["times faster"] = round(alone / benchmark.stats.stats.min, 1)
    assert anew == [question_xml(item) for item in items]
    assert alone > 3 * benchmark.stats.stats.min


@pytest.mark.parametrize("name", sorted(BANK.items))
def test_items_of_a_question(benchmark: Benchmark, name: str) -> None:
    model = BANK.item(name)
    assert program(model).space.count >= VARIANTS
    per_unit(benchmark, VARIANTS, lambda: list(generate_all(model, "benchmark", VARIANTS)))


def test_a_paper_in_a_booklet(benchmark: Benchmark) -> None:
    many = quiz(QUIZ, COPIES)
    booklet = Booklet("Quiz", "en", papers=tuple(questions(many.form(copy)) for copy in range(COPIES)))
    assert pdf(booklet).startswith(b"%PDF")
    per_unit(benchmark, COPIES, lambda: pdf(booklet))


def test_a_web_page(benchmark: Benchmark) -> None:
    form = quiz(QUIZ, 1).form(0)
    assert "</html>" in benchmark(page, form)


@pytest.mark.parametrize("name", sorted(BANK.items))
def test_compiling_a_question(benchmark: Benchmark, name: str) -> None:
    model = BANK.item(name)
    assert benchmark.pedantic(lambda: compile_item(model), rounds=3, warmup_rounds=1).space.count


@pytest.mark.parametrize("words", ["--help", "list", "show td-advantage"])
def test_a_command_from_nothing(benchmark: Benchmark, words: str) -> None:
    command = [*QBANK, *words.split()]
    run = partial(subprocess.run, command, stdout=subprocess.DEVNULL, check=True)
    assert benchmark.pedantic(run, rounds=5, warmup_rounds=1).returncode == 0


def test_importing_python_alone_for_comparison(benchmark: Benchmark) -> None:
    run = partial(subprocess.run, [sys.executable, "-c", ""], check=True)
    assert benchmark.pedantic(run, rounds=5, warmup_rounds=1).returncode == 0
