"""A small bank served to a browser: the pages of practice as tests look at them."""

import re
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import pytest

from qbank.content import plain
from qbank.interactions import ExpressionEntry, ExtendedText, Matching, MultipleChoice, Ordering
from qbank.practice.session import Serving
from qbank.practice.store.engine import open_store
from qbank.practice.store.servings import serving
from qbank.practice.store.teaching import Reported, reports
from tests.commands import QBANK
from tests.conftest import AXE, RULES, require
from tests.test_practice_terminal import MEAN, OBJECTIVES, SPREAD, TEST

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

NOW = datetime(2026, 3, 1, tzinfo=UTC)
EVERY = """
title: Every way to answer
objectives: [stats.every]
bloom: apply
parameters: {first: {from: 1, to: 9, step: 2}, second: {from: 2, to: 8, step: 2}}
stem: 'Of {{ first }} and {{ second }}, the sum is [[sum]] and the first is [[which]]. \\<script>alert(1)\\</script>'
parts:
  - {id: sum, type: numeric, prompt: the sum, answer: first + second}
  - id: which
    type: single_choice
    inline: true
    prompt: how the first compares
    choices: [{text: larger, correct: first > second}, {text: smaller, correct: second > first}]
  - id: product
    type: numeric
    prompt: What is their product?
    answer: first * second
    misconceptions: {sum: {value: first + second, feedback: 'This is the sum.'}}
  - {id: formula, type: expression, prompt: 'Write twice $x$.', answer: 2 * first, symbols: {x: first}}
  - {id: word, type: text, prompt: What is a mean?, accept: [average]}
  - id: one
    type: single_choice
    prompt: Which one is larger?
    choices: [{text: The first one., correct: first > second}, {text: The second one., correct: second > first}]
  - id: some
    type: multiple_choice
    prompt: Which are sums?
    choices: [{text: a + b, correct: always}, {text: a + c, correct: always}, {text: a b, correct: never}]
  - id: pairs
    type: matching
    prompt: Match them.
    pairs: [{left: Policy, right: acts}, {left: Critic, right: predicts}]
    extra: [translates]
  - {id: steps, type: ordering, prompt: Put them in order., steps: [Sample., Score., Compare., Update.]}
  - id: why
    type: essay
    prompt: What is a sum good for?
    lines: 2
    model_answer: It stands for all at once.
    rubric: [{criterion: Says that it stands for all of them, points: 2}]
hints: ['Add them first.']
"""


class Served(NamedTuple):
    """A running server: where it is, and where it keeps practice."""

    address: str
    database: Path

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def kept(self, address: str) -> Serving:
        """What is kept of the question whose page has this address."""
        store = open_store(self.database, NOW)
        with store.reading() as connection:
            found = serving(connection, address.rpartition("/question/")[2].partition("/")[0].partition("#")[0])
        store.close()
        return found

    def reports(self) -> tuple[Reported, ...]:
        store = open_store(self.database, NOW)
        with store.reading() as connection:
            found = reports(connection)
        store.close()
        return found


@contextmanager
def serving_of(folder: Path, **questions: str) -> Iterator[Served]:
    """A server of a small bank, in a process of its own."""
    (folder / "bank").mkdir(exist_ok=True)
    for name, text in questions.items():
        (folder / "bank" / f"{name}.yaml").write_text(text, encoding="utf-8")
    database = folder / "practice.sqlite"
    command = [*QBANK, "serve", "--no-browser", "--bank", str(folder / "bank"), "--database", str(database)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, (line, process.communicate()[1])
        yield Served(found[0], database)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def every(tmp_path: Path) -> Iterator[Served]:
    """A server that asks one question, with every interaction."""
    with serving_of(
        tmp_path, every=EVERY, objectives="stats.every: {name: Everything, definition: All of it.}"
    ) as served:
        yield served


@pytest.fixture
def short(tmp_path: Path) -> Iterator[Served]:
    """A server of two questions and a test of both."""
    (tmp_path / "bank" / "blueprints").mkdir(parents=True)
    (tmp_path / "bank" / "blueprints" / "short.yaml").write_text(TEST, encoding="utf-8")
    with serving_of(tmp_path, mean=MEAN, larger=SPREAD, objectives=OBJECTIVES) as served:
        yield served


@pytest.fixture
def tab(browser: "Browser") -> "Iterator[Page]":
    """A browser that runs no script, and in which nothing goes wrong."""
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1000, "height": 900})
    page = context.new_page()
    page.set_default_timeout(5000)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [fault for fault in faults if not re.search("40[0-9]", fault)] == []


def begin(tab: "Page", served: Served, button: str = "What comes next") -> None:
    tab.goto(served.address)
    with tab.expect_navigation():
        tab.get_by_role("button", name=button).click()


def press(tab: "Page", button: str) -> None:
    """Press a button, and wait for the page that comes."""
    with tab.expect_navigation():
        tab.get_by_role("button", name=button, exact=True).last.click()


def answer_rightly(tab: "Page", served: Served) -> None:
    """Fill in the keys of the question that is open."""
    item = served.kept(tab.url).item
    tab.get_by_label("Gap 1: the sum").fill(plain(item.answer("sum").shown))  # type: ignore[arg-type]
    tab.get_by_label("Gap 2: how the first compares").select_option(item.answer("which").choice)
    for part, label in zip([part for part in item.parts if not part.inline], "abcdefgh", strict=True):
        answer, task = item.answer(part.id), tab.locator(".task").filter(has=tab.get_by_text(f"({label})", exact=True))
        match part.interaction:
            case ExpressionEntry():
                task.get_by_role("textbox").fill("x + x")
            case ExtendedText():
                task.get_by_role("textbox").fill("It stands for <b>all</b>.")
            case MultipleChoice():
                for option in answer.ids:
                    task.locator(f"input[value={option}]").check()
            case Matching():
                for pair in answer.pairs:
                    task.locator(f"select[name$='-{pair.source}']").select_option(pair.target)
            case Ordering():
                for place, step in enumerate(answer.ids, start=1):
                    task.locator(f"select[name$='-{step}']").select_option(str(place))
            case _ if isinstance(answer.key, str):
                task.locator(f"input[value={answer.choice}]").check()
            case _:
                shown = "average" if part.id == "word" else plain(answer.shown)  # type: ignore[arg-type]
                task.get_by_role("textbox").fill(shown)


@contextmanager
def examined(
    browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> "Iterator[tuple[Page, Callable[[str], None]]]":
    """A page, and how it is examined: axe finds no barrier in it, and it is not wider than the screen."""
    require(AXE.exists(), f"axe-core is not at {AXE}")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.set_default_timeout(5000)

    def examine(page: str) -> None:
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found = tab.evaluate("rules => axe.run(document, rules)", RULES)
        assert [(page, fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page

    yield tab, examine
    context.close()
