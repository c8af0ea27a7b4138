"""A real player of QTI 3 in Chromium shows our items and scores responses to them as we do.

``qti3-item-player`` is for development only: ``npm install qti3-item-player vue@2`` in a folder, and QBANK_NODE_MODULES names
its node_modules.
"""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from qbank.generation.program import program
from qbank.interactions import NumericEntry
from qbank.item import Item as Question
from qbank.writers import qti30
from tests.conftest import require
from tests.example_interactions import CARRIED, EXAMPLES
from tests.golden_responses import golden_responses
from tests.qti_simulator import Item
from tests.test_qti_scores import BANK, GRADED, earned, in_qti, response

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

MODULES = Path(os.environ.get("QBANK_NODE_MODULES", "node_modules"))
SCRIPTS = (MODULES / "vue/dist/vue.min.js", MODULES / "qti3-item-player/dist/qti3Player.umd.min.js")
STYLE = MODULES / "qti3-item-player/dist/qti3Player.css"
PAGE = Path(__file__).with_name("qti_player.html")
SHIPPED = (
    *("td-advantage", "returns-backwards", "linear-critic-step", "whole-step-of-one-token", "response-probability"),
    *("one-sweep-of-value-iteration", "td-update-cloze", "reinforce-order", "targets-and-methods", "value-target"),
)


@pytest.fixture(scope="module")
def player(browser: "Browser") -> "Iterator[Page]":
    """A page with the player; a fault on it fails the test."""
    require(all(script.exists() for script in SCRIPTS), "npm's qti3-item-player and vue are not in QBANK_NODE_MODULES")
    page = browser.new_page()
    page.set_default_timeout(10_000)
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.goto(PAGE.as_uri())
    for script in SCRIPTS:
        page.add_script_tag(path=script)
    page.add_style_tag(path=STYLE)
    page.evaluate("start()")
    yield page
    page.close()
    assert faults == []


def xml(item: Question) -> str:
    return qti30.entry(item).xml.decode().partition("?>")[2]


def scored(player: "Page", item: Question, responses: dict[str, Any]) -> float:
    """What the player gives for values in the response variables; the feedback that it chooses is the simulator's."""
    values = {name: list(value) if isinstance(value, tuple) else value for name, value in responses.items()}
    outcomes = player.evaluate("([xml, responses]) => scored(xml, responses)", [xml(item), values])
    assert sorted(outcomes["REMARKS"]) == sorted(Item(qti30.entry(item).xml).answered(responses)["REMARKS"])
    return float(outcomes["SCORE"])


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.id)
def test_the_player_scores_golden_responses_as_they_are_scored_here(player: "Page", item: Question) -> None:
    for part in item.parts:
        for typed, given in golden_responses(item, part, tries=6):
            there = scored(player, item, {response(item, part): in_qti(item, part, given)})
            assert there == pytest.approx(float(earned(item, {part.id: typed})), abs=1e-9), typed


@pytest.mark.parametrize("name", SHIPPED)
def test_the_player_scores_shipped_questions_as_they_are_scored_here(player: "Page", name: str) -> None:
    item = program(BANK.item(name)).item("qti", 0)
    assert scored(player, item, Item(qti30.entry(item).xml).correct) == pytest.approx(float(item.points))
    for part in item.parts:
        for typed, given in golden_responses(item, part, tries=1):
            there = scored(player, item, {response(item, part): in_qti(item, part, given)})
            assert there == pytest.approx(float(earned(item, {part.id: typed})), abs=1e-9), typed


@pytest.mark.parametrize(("first", "second"), [("0.2", "0.04"), ("0.3", "0.09"), ("0.3", "0.04"), ("0.3", "0.1")])
def test_the_player_carries_errors_forward(player: "Page", first: str, second: str) -> None:
    there = scored(player, CARRIED, {"RESPONSE_1": float(first), "RESPONSE_2": float(second)})
    assert there == float(earned(CARRIED, {"advantage": first, "loss": second}))


@pytest.mark.parametrize(
    ("typed", "score", "said"),
    [("0.2", 2, "Put the numbers in."), ("0.3", 0, "You left γ out."), ("", 0, "Read it twice.")],
)
def test_a_number_is_typed_and_feedback_is_shown(player: "Page", typed: str, score: int, said: str) -> None:
    item = EXAMPLES["numeric-entry"]
    assert isinstance(item.parts[0].interaction, NumericEntry)
    player.evaluate("xml => load(xml, {})", xml(item))
    if typed:
        player.locator("input[type=text]").first.fill(typed)
    outcomes = player.evaluate("outcomes('endAttempt')")
    assert outcomes["SCORE"] == score
    assert said in " ".join(player.locator("body").inner_text().split())


@pytest.mark.parametrize("item", GRADED, ids=lambda item: item.id)
def test_nothing_of_how_it_is_scored_is_shown(player: "Page", item: Question) -> None:
    player.evaluate("xml => load(xml, {})", xml(item))
    shown = player.locator("body").inner_text()
    assert not re.search("part_|RESPONSE|SCORE|REMARKS|feedback_", shown)


def test_formulas_and_choices_are_shown_and_chosen(player: "Page") -> None:
    item = EXAMPLES["multiple-choice"]
    player.evaluate("xml => load(xml, {})", xml(item))
    for formula in player.locator("math").all():
        assert formula.bounding_box()
    choices = player.locator("[role=checkbox]")
    assert choices.count() == 4
    for number in range(4):
        if "length of the prompt" not in choices.nth(number).inner_text():
            choices.nth(number).click()
    assert player.evaluate("outcomes('endAttempt')")["SCORE"] == 2
