"""The shipped quiz, and every interaction, as a browser and a screen reader meet them: papers, and pages of keys."""

from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from qbank.assembly.assemble import collect
from qbank.authoring.bank import load, read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.checking.report.page import page
from qbank.checking.report.portrait import portrait
from qbank.resources import questions_folder
from qbank.source import parse
from qbank.writers.html import FORMAT
from qbank.writers.output import Output
from tests.conftest import AXE, RULES, require
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz
from tests.test_report import UNSOUND

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    folder = tmp_path_factory.mktemp("quiz")
    quiz = collect(["value-function-warm-up"], load([questions_folder()]), "accessible", 1)
    with Output(folder, replace=False) as output:
        FORMAT.write(quiz, output)
        FORMAT.write(ExampleQuiz(items=tuple(EXAMPLES.values()), name="every"), output)
    model = load([questions_folder()]).item("value-target")
    unsound = read_model(ItemModel, parse(UNSOUND, "sign.yaml"), "sign")
    both = {one.id: one for one in (model, unsound)}
    portraits = {name: portrait(one) for name, one in both.items()}
    (folder / "report.html").write_text(
        page([certify(one) for one in both.values()], both, portraits), encoding="utf-8"
    )
    names = {
        "report": "report",
        "key": "value-function-warm-up-key",
        "paper": "value-function-warm-up",
        "every": "every",
    }
    return {name: folder / f"{stem}.html" for name, stem in (names | {"every key": "every-key"}).items()}


@pytest.mark.parametrize(
    ("name", "scheme", "width"),
    [
        ("paper", "light", 360),
        ("paper", "dark", 1200),
        ("key", "dark", 360),
        ("report", "light", 320),
        ("report", "dark", 1200),
        ("every", "light", 320),
        ("every", "dark", 1200),
        ("every key", "dark", 320),
        ("every key", "light", 1200),
    ],
)
def test_axe_finds_no_barrier(
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


def tabbed(tab: "Page", times: int) -> list[str]:
    """What a screen reader calls each field that the tab key reaches, in order."""
    names = []
    for _ in range(times):
        tab.keyboard.press("Tab")
        names.append(str(tab.evaluate(NAME_OF_FOCUSED)))
    return [name for name in names if name]


NAME_OF_FOCUSED = """() => {
    const one = document.activeElement
    if (!one.matches("input, select, textarea")) return ""
    const name = one.getAttribute("aria-label") || [...one.labels].map(label => label.textContent).join(" ")
    return name.replace(/\\s+/g, " ").trim()
}"""


def test_every_interaction_is_answered_by_keyboard_in_the_order_in_which_it_is_read(
    pages: dict[str, Path], browser: "Browser"
) -> None:
    tab = browser.new_page()
    tab.goto(pages["every"].as_uri())
    names = tabbed(tab, 60)
    fields = [
        *("A Policy", "B Value function", "C rt"),
        *(
            "A Compute the target.",
            "B Observe reward and next state.",
            "C Move the value towards the target.",
            "D Act.",
        ),
        *("Answer", "Gap 1: Q of up", "Gap 2: the greedy action", "Gap 3: name of the method"),
        *("Answer (a)", "Answer (b)"),
    ]
    first = names.index(fields[0])
    assert names[first : first + len(fields)] == fields
    tab.close()


def test_a_place_is_chosen_by_typing_it(pages: dict[str, Path], browser: "Browser") -> None:
    tab = browser.new_page()
    tab.goto(pages["every"].as_uri())
    tab.get_by_label("D Act.").focus()
    tab.keyboard.type("1")
    assert tab.get_by_label("D Act.").input_value() == "1"
    tab.get_by_label("A Policy").focus()
    tab.keyboard.press("ArrowDown")
    assert tab.get_by_label("A Policy").input_value() == "1"
    tab.get_by_label("Gap 2: the greedy action").select_option(label="left")
    assert tab.get_by_label("Gap 2: the greedy action").input_value() == "B"
    tab.close()


def test_what_is_chosen_is_printed_and_an_empty_box_is_empty(pages: dict[str, Path], browser: "Browser") -> None:
    tab = browser.new_page()
    tab.goto(pages["every"].as_uri())
    tab.emulate_media(media="print")
    box = tab.get_by_label("D Act.")
    assert box.evaluate("one => getComputedStyle(one).color") == "rgba(0, 0, 0, 0)"
    assert box.evaluate("one => getComputedStyle(one).borderTopColor") != "rgba(0, 0, 0, 0)"
    box.select_option("1")
    assert box.evaluate("one => getComputedStyle(one).color") != "rgba(0, 0, 0, 0)"
    assert tab.get_by_text("Gap 2: up / left").is_visible()
    tab.close()
