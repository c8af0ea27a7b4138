"""The page that practises without a server, in a real browser: it grades as qbank grades, and a learner gets along with it."""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qbank.grading.grade import grade
from qbank.item import Item
from qbank.writers.output import Output
from qbank.writers.practice_site import FORMAT
from qbank.writers.practice_site.draw import drawn
from qbank.writers.practice_site.texts import Texts
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz
from tests.grading_cases import cases, fields, item_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A page with every example."""
    folder = tmp_path_factory.mktemp("site")
    with Output(folder, replace=False) as output:
        FORMAT.write(ExampleQuiz(items=tuple(EXAMPLES.values()), name="every", copies=3), output)
    return folder / "every.practice.html"


@pytest.fixture(scope="module")
def grader(browser: "Browser", file: Path) -> "Iterator[Page]":
    """The page, for its grader."""
    tab = browser.new_page()
    tab.goto(file.as_uri())
    yield tab
    tab.close()


# --- the same outcome as in Python ---

GRADE = """asked => asked.map(({ draw, shared, responses }) => {
    const said = piece => piece.words ?? (piece.before ?? "") + text(piece.text, shared) + (piece.after ?? "")
    const text = (pieces, shared) => {
        const element = document.createElement("div")
        element.innerHTML = pieces.map(([name, ...filling]) =>
            shared[name].reduce((made, string, place) => made + filling[place - 1] + string)).join(" ")
        return element.textContent
    }
    const exact = value => value.d === 1n ? `${value.n}` : `${value.n}/${value.d}`
    return Object.fromEntries(Object.entries(qbank.grade(draw, responses)).map(([part, outcome]) => [part, {
        ...outcome,
        ...outcome.kind === "score" && {
            earned: exact(outcome.earned), possible: exact(outcome.possible), feedback: outcome.feedback.map(said).join(" ")
        },
    }]))
})"""


def asked(item: Item, responses: dict[str, str]) -> dict[str, Any]:
    texts = Texts()
    return {"draw": drawn(item, texts), "shared": texts.shared, "responses": responses}


def in_browser(grader: "Page", graded: list[tuple[Item, dict[str, str]]]) -> list[dict[str, dict[str, str]]]:
    """What the page says of responses, as a row of the table says it."""
    found = grader.evaluate(GRADE, [asked(*one) for one in graded])
    return [{part: as_row(outcome) for part, outcome in outcomes.items()} for outcomes in found]


def as_row(outcome: dict[str, Any]) -> dict[str, str]:
    match outcome["kind"]:
        case "score":
            slip = outcome["misconception"] or ""
            says = "" if slip.startswith("slip.") else outcome["feedback"]
            row = {"slip": slip, "says": says}
            return {"earns": outcome["earned"], "read": outcome["readAs"]} | {
                key: one for key, one in row.items() if one
            }
        case "invalid":
            hint = {"hint": outcome["hint"]} if outcome["hint"] else {}
            return {"invalid": outcome["message"], "at": str(outcome["position"])} | hint
        case _:
            return {"pending": outcome["reason"]}


def test_every_row_of_the_table_of_grading_is_graded_as_it_says(grader: "Page") -> None:
    rows = cases()
    found = in_browser(grader, [(item_of(case), {"a": case["response"]}) for case in rows])
    wrong = [
        (case, page["a"])
        for case, page in zip(rows, found, strict=True)
        if page["a"] != fields(grade(item_of(case), {"a": case["response"]})["a"])
    ]
    assert wrong == []
