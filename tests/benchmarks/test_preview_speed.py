"""How long a save takes to be seen: the file is written, noticed, read, drawn and shown in a browser, key and all.

pytest tests/benchmarks/test_preview_speed.py --benchmark-only
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qbank.resources import questions_folder
from tests.test_preview import inside, previewed, student, until

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

Benchmark = Any
QUESTIONS = ["value-function/td-advantage", "q-learning/q-table-update", "value-function/training-step"]


def seen_after_saves(file: Path, tab: "Page") -> Callable[[], None]:
    """Saves another text, and comes back when both sides of the page say it."""
    text, saves = file.read_text(encoding="utf-8"), iter(range(1000))

    def save() -> None:
        mark = f"Draft number {next(saves)}."
        file.write_text(text.replace("stem: |\n  ", f"stem: |\n  {mark} ").replace("hints:", f"hints:\n  - {mark}"))
        until(tab, lambda: mark in student(tab) and mark in inside(tab, "Key").locator("main").inner_text())

    return save


@pytest.mark.parametrize("question", QUESTIONS)
def test_a_save_is_seen(benchmark: Benchmark, tmp_path: Path, browser: "Browser", question: str) -> None:
    file = tmp_path / Path(question).with_suffix(".yaml").name
    file.write_text((questions_folder() / f"{question}.yaml").read_text(encoding="utf-8"), encoding="utf-8")
    with previewed(file) as preview:
        tab = browser.new_page(viewport={"width": 1200, "height": 900})
        tab.goto(preview.address)
        student(tab)
        benchmark.pedantic(seen_after_saves(file, tab), rounds=20, warmup_rounds=2)
        tab.close()
    assert benchmark.stats.stats.median < 1
