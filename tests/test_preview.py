"""``qbank preview`` in a browser: what an author sees while writing a question."""

import re
import signal
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

from qbank.resources import questions_folder
from tests.commands import QBANK

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SHIPPED = questions_folder() / "value-function"
QUESTION = """title: A small question
objectives: [a.b]
bloom: apply
parameters:
  reward: {from: 1, to: 3}
  discount: {one_of: [0.5, 0.9]}
let:
  target: reward * discount
stem: "The reward is {{ reward }}, the discount {{ discount }}."
parts:
  - {type: numeric, prompt: What is their product?, answer: target, decimals: 2}
"""


class Preview(NamedTuple):
    """A running preview: where it is, and what is looked at."""

    process: "subprocess.Popen[str]"
    address: str
    place: Path

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])


@contextmanager
def previewed(place: Path, *options: str) -> Iterator[Preview]:
    """A preview of a file or folder, in a process of its own."""
    command = [*QBANK, "preview", str(place), "--no-browser", *options]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stdout
        line = process.stdout.readline()
        found = re.search(r"http://\S+/", line)
        assert found, (line, process.stderr.read() if process.stderr else "")
        yield Preview(process, found[0], place)
    finally:
        process.kill()
        process.communicate()


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(QUESTION, encoding="utf-8")
    return path


@pytest.fixture
def preview(file: Path) -> Iterator[Preview]:
    with previewed(file) as started:
        yield started


@pytest.fixture
def tab(browser: "Browser") -> "Iterator[Page]":
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [fault for fault in faults if "ERR_CON" not in fault and "ERR_INCOMPLETE" not in fault] == []


def student(tab: "Page") -> str:
    """What stands in the student's view."""
    return tab.frame_locator("#sheets iframe[title='Student’s view']").locator("main").inner_text()


def saved(tab: "Page", file: Path, text: str, seen: Callable[[], bool]) -> float:
    """The seconds from saving a text until what it says is seen."""
    start = time.perf_counter()
    file.write_text(text, encoding="utf-8")
    while not seen():
        assert time.perf_counter() - start < 5, "the page does not follow"
        tab.wait_for_timeout(5)
    return time.perf_counter() - start


def test_what_is_saved_is_seen_at_once(preview: Preview, tab: "Page") -> None:
    tab.goto(preview.address)
    assert "The reward is" in student(tab)
    for number in range(3):
        text = QUESTION.replace("The reward is", f"Reward number {number} is")
        assert saved(tab, preview.place, text, lambda: f"Reward number {number} is" in student(tab)) < 5  # noqa: B023


@pytest.mark.parametrize(("wanted", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_ctrl_c_ends_it_at_once_also_while_a_page_listens(
    preview: Preview, tab: "Page", wanted: signal.Signals, code: int
) -> None:
    tab.goto(preview.address)
    tab.get_by_text("sound").wait_for()
    start = time.perf_counter()
    preview.process.send_signal(wanted)
    _, err = preview.process.communicate(timeout=5)
    assert (err, preview.process.returncode) == ("", code)
    assert time.perf_counter() - start < 2
    tab.get_by_text("The preview has ended").wait_for()
