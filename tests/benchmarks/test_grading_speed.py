"""How long grading takes: every row of tests/cases/grading.yaml, and wrong numbers in the shipped questions.

The limits of the design are on medians: under 1 ms for numbers and choices.
"""

from statistics import median
from time import perf_counter
from typing import Any

import pytest

from qbank.authoring.bank import load
from qbank.generation.program import program
from qbank.grading.grade import grade
from qbank.interactions import NumericEntry, kind
from qbank.item import Item
from qbank.resources import questions_folder
from tests.grading_cases import cases, item_of, part_of

Benchmark = Any
Asked = tuple[Item, dict[str, str]]
MOST_SECONDS = 0.001
WRONG = ("0.17", "1.33", "-4")


def rows(name: str) -> list[Asked]:
    """The rows of an interaction."""
    return [(item_of(case), {"a": case["response"]}) for case in cases() if kind(part_of(case)[0]) == name]


def wrong_numbers() -> list[Asked]:
    """Numbers that no single mistake explains, so that all that is known is tried."""
    models = load([questions_folder()]).items.values()
    return [
        (item, {part.id: response})
        for model in models
        for item in program(model).items("speed", range(min(3, program(model).space.count)))
        for part in item.parts
        if isinstance(part.interaction, NumericEntry)
        for response in WRONG
    ]


def measure(benchmark: Benchmark, asked: list[Asked]) -> None:
    """Measure all of them together, and hold their median to the limit."""
    benchmark.pedantic(lambda: [grade(*one) for one in asked], rounds=5, warmup_rounds=1)
    times = []
    for one in asked:
        start = perf_counter()
        grade(*one)
        times.append(perf_counter() - start)
    benchmark.extra_info |= {
        "median microseconds": round(median(times) * 1e6),
        "most microseconds": round(max(times) * 1e6),
    }
    assert median(times) < MOST_SECONDS


@pytest.mark.parametrize(
    "name", ["numeric_entry", "text_entry", "single_choice", "multiple_choice", "matching", "ordering"]
)
def test_the_rows_of_an_interaction(benchmark: Benchmark, name: str) -> None:
    measure(benchmark, rows(name))


def test_wrong_numbers_in_the_shipped_questions(benchmark: Benchmark) -> None:
    measure(benchmark, wrong_numbers())
