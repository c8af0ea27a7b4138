"""The shipped quiz as a browser and a screen reader meet it: a paper, and the page of keys."""

import os
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from qbank.assembly import collect
from qbank.authoring.bank import load
from qbank.resources import questions_folder
from qbank.writers.html import FORMAT
from qbank.writers.output import Output
from tests.conftest import require

if TYPE_CHECKING:
    from playwright.sync_api import Browser

CHROMIUM = Path(os.environ.get("QBANK_CHROMIUM", "/usr/bin/chromium"))
AXE = Path(os.environ.get("QBANK_NODE_MODULES", "node_modules")) / "axe-core" / "axe.min.js"
RULES = {"runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("quiz")
    quiz = collect(["value-function-warm-up"], load([questions_folder()]), "accessible", 1)
    with Output(folder, replace=False) as output:
        FORMAT.write(quiz, output)
    return {"key" if file.stem.endswith("-key") else "paper": file for file in folder.iterdir()}


@pytest.fixture(scope="module")
def browser() -> "Iterator[Browser]":
    playwright = pytest.importorskip("playwright.sync_api", reason="playwright is not installed")
    require(CHROMIUM.exists(), f"Chromium is not at {CHROMIUM}")
    with playwright.sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=str(CHROMIUM), args=["--no-sandbox"])
        yield started
        started.close()


@pytest.mark.parametrize(
    ("name", "scheme", "width"), [("paper", "light", 360), ("paper", "dark", 1200), ("key", "dark", 360)]
)
def test_axe_finds_no_barrier_in_the_shipped_quiz(
    pages: dict[str, Path], browser: "Browser", name: str, scheme: Literal["light", "dark"], width: int
) -> None:
    require(AXE.exists(), f"axe-core is not at {AXE}")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(pages[name].as_uri())
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("rules => axe.run(document, rules)", RULES)
    assert [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
    assert len(found["passes"]) > 10
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def test_every_field_of_the_quiz_is_reached_by_keyboard_and_has_a_name(
    pages: dict[str, Path], browser: "Browser"
) -> None:
    tab = browser.new_page()
    tab.goto(pages["paper"].as_uri())
    fields = tab.locator("input")
    names = set()
    for _ in range(fields.count() + 10):
        tab.keyboard.press("Tab")
        names.add(tab.evaluate("document.activeElement.getAttribute('name') || ''"))
    assert {fields.nth(number).get_attribute("name") or "" for number in range(fields.count())} <= names
    assert tab.get_by_role("textbox").count() + tab.get_by_role("radio").count() == fields.count()
    tab.close()
