"""The page that practises without a server, as a learner meets it in a real browser (for its grades: the file beside this)."""

import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from msgspec.structs import replace

from qbank.authoring.bank import load
from qbank.content import plain
from qbank.generation.program import program
from qbank.item import Item
from qbank.resources import questions_folder
from qbank.writers.build import REPORT, write
from qbank.writers.output import Output
from qbank.writers.practice_site import READABLE
from tests.conftest import AXE, RULES, require
from tests.example_interactions import EXAMPLES
from tests.examples import HOSTILE, words
from tests.practice_site import Pools, write_page

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

DRAWS, WIDE = 5, "clipped-surrogate-formula"
ANSWER, NEXT, OTHERS, HINT, SOLUTION = (
    "Answer",
    "Next question",
    "The same with other numbers",
    "A hint",
    "The worked solution",
)
FOCUSED = """() => {
    const one = document.activeElement
    const name = one.getAttribute("aria-label") || [...one.labels ?? []].map(label => label.textContent).join(" ")
    return (name || one.textContent).replace(/\\s+/g, " ").trim()
}"""


@pytest.fixture(scope="module")
def draws() -> tuple[Item, ...]:
    """Some draws of a shipped question that asks for one number."""
    return drawn("td-advantage", DRAWS)


def drawn(item_id: str, number: int) -> tuple[Item, ...]:
    return tuple(program(load([Path(questions_folder())]).item(item_id)).items("site", range(number)))


@pytest.fixture(scope="module")
def pools(draws: tuple[Item, ...]) -> Pools:
    """That question, every interaction, and a question with formulas that are wider than a narrow screen."""
    return Pools((*draws, *EXAMPLES.values(), *drawn(WIDE, 1)))


@pytest.fixture(scope="module")
def page(tmp_path_factory: pytest.TempPathFactory, pools: Pools) -> Path:
    """The page of them."""
    return write_page(pools, tmp_path_factory.mktemp("site"))


@pytest.fixture
def tab(browser: "Browser", page: Path) -> "Iterator[Page]":
    """The page, opened by somebody new; whatever it asks for, says to the console or breaks is a fault."""
    context = browser.new_context()
    opened = context.new_page()
    faults: list[str] = []
    opened.on("request", lambda request: faults.append(request.url))
    opened.on("console", lambda message: faults.append(message.text))
    opened.on("pageerror", lambda error: faults.append(str(error)))
    opened.on("dialog", lambda dialog: faults.append(dialog.message))
    opened.goto(page.as_uri())
    yield opened
    assert set(faults) == {page.as_uri()}
    context.close()


def press(tab: "Page", name: str) -> None:
    tab.get_by_role("button", name=name, exact=True).click()


def begin(tab: "Page", title: str = "") -> None:
    """Practise what comes next; go on to the question of that title."""
    press(tab, "What comes next")
    for _ in range(2 * len(EXAMPLES)):
        if title in tab.locator("h1:visible").inner_text():
            return
        press(tab, NEXT)
    pytest.fail(f"no question {title!r}")


def answer(tab: "Page", response: str) -> None:
    """Answer the one field of a question."""
    tab.get_by_role("textbox", name=ANSWER).fill(response)
    tab.get_by_role("textbox", name=ANSWER).press("Enter")


def told(tab: "Page") -> str:
    """All that is said of answers."""
    return " | ".join(tab.locator(".told").all_inner_texts())


def key(item: Item) -> str:
    return plain(item.answers[0].shown) if item.answers and item.answers[0].shown is not None else ""


def wrong(item: Item) -> str:
    """The number that shows that the next value was left undiscounted."""
    known = next(
        known for known in item.answer(item.parts[0].id).known if known.misconception == "td_error.undiscounted"
    )
    return str(known.response)


# --- a learner ---


def reach(tab: "Page", name: str) -> None:
    """Go to a field or button by the tab key alone."""
    for _ in range(60):
        tab.keyboard.press("Tab")
        if tab.evaluate(FOCUSED) == name:
            return
    pytest.fail(f"the tab key does not reach {name!r}")


def test_a_question_is_practised_by_keyboard_alone(tab: "Page", draws: tuple[Item, ...]) -> None:
    reach(tab, "What comes next")
    tab.keyboard.press("Enter")
    assert tab.evaluate(FOCUSED) == draws[0].title
    reach(tab, ANSWER)
    tab.keyboard.type("0.5 + gamma")
    tab.keyboard.press("Enter")
    assert tab.evaluate(FOCUSED).startswith("This cannot be read, which costs nothing: 'gamma' is not a number.")
    assert tab.locator(".told pre").inner_text() == "0.5 + gamma\n      ^"
    assert tab.locator(".balance").inner_text() == ""
    tab.keyboard.press("Shift+Tab")
    tab.keyboard.press("Control+A")
    tab.keyboard.type(wrong(draws[0]))
    tab.keyboard.press("Enter")
    assert "Not right: 0 of 2 points." in told(tab)
    assert "The next value was left undiscounted." in told(tab)
    assert "Mistake: td_error.undiscounted" in told(tab)
    reach(tab, SOLUTION)
    tab.keyboard.press("Enter")
    assert tab.evaluate(FOCUSED).startswith("Worked solution")
    assert f"Answer: {key(draws[0])}" in tab.locator(".solution").inner_text()
    assert tab.get_by_role("textbox", name=ANSWER).is_disabled()
    reach(tab, "Finish")
    tab.keyboard.press("Enter")
    assert tab.evaluate(FOCUSED) == "Made by hand"
    assert "so far 0 of 2 points in 1 question" in tab.inner_text("main")
    assert "td_error.undiscounted 1 time, not overcome yet" in tab.inner_text("main")


def test_the_first_answer_counts_and_later_ones_are_told(tab: "Page", draws: tuple[Item, ...]) -> None:
    begin(tab)
    answer(tab, "1e9")
    answer(tab, key(draws[0]))
    assert "Right: 2 of 2 points." in told(tab)
    assert "Your first answer counts, with 0 of 2 points." in told(tab)
    assert tab.locator(".balance").inner_text() == "In all: 0 of 2 points."
    assert tab.get_by_role("button", name="Try again").count() == 0


def test_hints_cost_what_is_said_before(tab: "Page", draws: tuple[Item, ...]) -> None:
    begin(tab)
    assert "costs 10% of what is not answered yet" in tab.inner_text("form")
    press(tab, HINT)
    press(tab, "Another hint")
    assert "costs 50% of what is not answered yet" in tab.inner_text("form")
    answer(tab, key(draws[0]))
    assert tab.locator(".balance").inner_text() == "With the hints, which cost 20%: 1.6 of 2 points."
    assert "costs nothing now" in tab.inner_text("form")


def test_what_is_typed_stays_while_a_hint_is_taken_and_what_is_not_answered_is_told(tab: "Page") -> None:
    begin(tab)
    press(tab, ANSWER)
    assert tab.locator("#status").inner_text() == "Nothing is answered yet."
    tab.get_by_role("textbox", name=ANSWER).fill("0.1")
    press(tab, HINT)
    assert tab.get_by_role("textbox", name=ANSWER).input_value() == "0.1"
    press(tab, ANSWER)
    press(tab, "Try again")
    assert tab.locator("#status").inner_text() == "This was answered already: change something first."


def test_everything_is_kept_over_a_reload(tab: "Page", draws: tuple[Item, ...]) -> None:
    begin(tab)
    press(tab, HINT)
    answer(tab, wrong(draws[0]))
    before = tab.inner_text("main")
    tab.reload()
    assert tab.inner_text("main") == before
    press(tab, OTHERS)
    assert tab.locator(".told").count() == 0
    tab.reload()
    answer(tab, key(draws[1]))
    press(tab, "Finish")
    tab.reload()
    assert "so far 2 of 4 points in 2 questions" in tab.inner_text("main")
    press(tab, "Forget what I did")
    tab.reload()
    assert "so far" not in tab.inner_text("main")


def test_no_draw_comes_twice_until_all_were_had(tab: "Page", draws: tuple[Item, ...]) -> None:
    begin(tab)
    stems = []
    for _ in draws:
        stems.append(tab.locator("article").inner_text())
        assert "every draw" not in tab.inner_text("main")
        press(tab, OTHERS)
    assert len(set(stems)) == DRAWS
    assert "You have had every draw of this question: they begin again." in tab.inner_text("main")
    assert tab.locator("article").inner_text() == stems[0]


def test_what_went_wrong_comes_back_with_other_numbers_after_three_others(tab: "Page", draws: tuple[Item, ...]) -> None:
    begin(tab)
    first = tab.locator("article").inner_text()
    answer(tab, wrong(draws[0]))
    titles = []
    for _ in range(8):
        press(tab, NEXT)
        titles.append(tab.locator("h1:visible").inner_text())
        if titles[-1] == draws[0].title:
            assert tab.locator("article").inner_text() != first
            answer(tab, key(draws[1]))
    new = [item.title for item in EXAMPLES.values()]
    assert titles == [*new[:3], draws[0].title, new[3], new[0], new[4], new[1]]


def test_objectives_are_chosen(tab: "Page", draws: tuple[Item, ...]) -> None:
    only = next(iter(set(draws[0].objectives) - {"rlhf.advantage.td-error"}), "rlhf.advantage.td-error")
    tab.get_by_label(only).check()
    press(tab, "Practise the chosen ones")
    assert tab.locator("h1:visible").inner_text() == draws[0].title


# --- every interaction ---


def test_options_pairs_and_steps_are_answered(tab: "Page") -> None:
    begin(tab, "single-choice")
    tab.get_by_label("b Worse").check()
    press(tab, ANSWER)
    assert "Not right: 0 of 2 points." in told(tab)
    assert "Look at the sign." in told(tab)
    begin_again(tab, "multiple-choice")
    tab.get_by_label("a The reward counts.").check()
    tab.get_by_label("c The length").check()
    press(tab, ANSWER)
    assert "It does not appear." in told(tab)
    begin_again(tab, "matching")
    tab.get_by_label("a Policy").select_option("1")
    tab.get_by_label("b Value function").select_option("1")
    press(tab, ANSWER)
    assert "This cannot be read, which costs nothing: not matched yet: c." in told(tab)
    tab.get_by_label("c rt").select_option("2")
    press(tab, ANSWER)
    assert "In part: 4/3 of 2 points." in told(tab)
    assert "That is the critic." in told(tab)
    begin_again(tab, "ordering")
    for step, place in {"a Compute": "3", "b Observe": "2", "c Move": "4", "d Act": "1"}.items():
        tab.get_by_label(step).select_option(place)
    press(tab, ANSWER)
    assert told(tab) == "Right: 2 of 2 points."


def begin_again(tab: "Page", title: str) -> None:
    press(tab, "Finish")
    begin(tab, title)


def test_two_steps_at_one_place_are_not_guessed(tab: "Page") -> None:
    begin(tab, "ordering")
    for step, place in {"a Compute": "1", "b Observe": "1", "c Move": "3", "d Act": "4"}.items():
        tab.get_by_label(step).select_option(place)
    press(tab, ANSWER)
    assert "missing: b" in told(tab)
    assert "Hint: give each step a place of its own." in told(tab)


def test_gaps_are_answered_where_they_stand(tab: "Page") -> None:
    begin(tab, "cloze")
    tab.get_by_label("Gap 1: Q of up").fill("1/2")
    tab.get_by_label("Gap 2: the greedy action").select_option(label="left")
    tab.get_by_label("Gap 3: name of the method").fill("q–learning")
    press(tab, ANSWER)
    assert "Gap 1. Right: 1 of 1 point." in told(tab)
    assert "Gap 2. Not right: 0 of 1 point. | That is smaller." in told(tab).replace("\n", " | ").replace(
        " |  | ", " | "
    )
    assert "Gap 3. Right: 1 of 1 point." in told(tab)


def test_a_text_is_marked_by_whoever_wrote_it(tab: "Page") -> None:
    begin(tab, "extended-text")
    tab.get_by_role("textbox", name=ANSWER).fill("Because it is a label.")
    press(tab, ANSWER)
    assert "Because the target is a label" in tab.locator(".marking").inner_text()
    points = tab.get_by_label("Your points, from 0 to 2")
    points.fill("3")
    press(tab, "Mark it")
    assert "From 0 to 2 points." in tab.locator(".marking").inner_text()
    points.fill("1,5")
    points.press("Enter")
    assert "cannot be read" in tab.locator(".marking").inner_text()
    points.fill("3/2")
    points.press("Enter")
    assert told(tab) == "Marked: 1.5 of 2 points."
    assert tab.locator(".balance").inner_text() == "In all: 1.5 of 2 points."


def test_what_cannot_be_decided_costs_nothing_either(tab: "Page") -> None:
    begin(tab, "numeric-entry")
    answer(tab, "sqrt(2)^2 - 1.7995")
    assert "This cannot be decided here, which costs nothing" in told(tab)
    assert "Hint: give it as a decimal number." in told(tab)
    answer(tab, "0.2005")
    assert told(tab) == "Right: 2 of 2 points."


def test_an_error_is_carried_forward_also_from_an_answer_before(tab: "Page") -> None:
    begin(tab, "carried")
    tab.get_by_label("Answer (a)").fill("0.3")
    press(tab, ANSWER)
    assert tab.locator(".balance").inner_text() == "So far: 0 of 2 points."
    tab.get_by_label("Answer (b)").fill("0.09")
    press(tab, ANSWER)
    assert "In part: 0.5 of 1 point." in told(tab)
    assert "This follows from your earlier answer" in told(tab)


# --- wherever it is opened ---


def test_it_works_where_nothing_can_be_kept(browser: "Browser", page: Path, draws: tuple[Item, ...]) -> None:
    context = browser.new_context()
    context.add_init_script("Object.defineProperty(window, 'localStorage', { get() { throw new DOMException('no') } })")
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert "Your browser keeps nothing for this page" in tab.inner_text("main")
    begin(tab)
    answer(tab, key(draws[0]))
    assert "Right" in told(tab)
    press(tab, "Finish")
    assert "so far 2 of 2 points in 1 question" in tab.inner_text("main")
    context.close()


@pytest.mark.parametrize(
    "kept",
    ["", "[", "null", "[]", '{"version": 0, "current": 7}', '{"version": 1, "current": {"id": "gone", "draw": 0}}'],
)
def test_what_it_did_not_write_itself_is_passed_over(tab: "Page", kept: str, draws: tuple[Item, ...]) -> None:
    name = json.loads(tab.locator("#quiz").text_content() or "")["store"]
    tab.evaluate("([name, kept]) => localStorage.setItem(name, kept)", [name, kept])
    tab.reload()
    begin(tab)
    answer(tab, key(draws[0]))
    assert "Right" in told(tab)


def test_without_a_script_it_says_that_it_needs_one(browser: "Browser", page: Path) -> None:
    context = browser.new_context(java_script_enabled=False)
    tab = context.new_page()
    tab.goto(page.as_uri())
    assert "This page asks and grades by a script of its own: allow JavaScript" in tab.inner_text("main")
    assert READABLE in tab.inner_text("footer")
    context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier(browser: "Browser", page: Path, pools: Pools, scheme: Literal["light", "dark"]) -> None:
    require(AXE.exists(), f"axe-core is not at {AXE}")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": 320, "height": 800})
    tab = context.new_page()
    tab.goto(page.as_uri())
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    assert barriers(tab) == []
    press(tab, "What comes next")
    seen: set[str] = set()
    while len(seen) < len(pools.item_ids):
        if (title := tab.locator("h1:visible").inner_text()) not in seen:
            seen.add(title)
            look_at_a_question(tab)
        press(tab, NEXT)
    press(tab, "Finish")
    assert barriers(tab) == []
    context.close()


def look_at_a_question(tab: "Page") -> None:
    """A question as it is asked, with answers that cannot be read or are wrong and a hint, and with its solution."""
    assert barriers(tab) == []
    for field in tab.locator("form input[type=text], form textarea").all():
        field.fill("1 ? 2")
    for option in tab.locator("form input:not([type=text])").all()[-1:]:
        option.check()
    for place, row in enumerate(tab.locator("form select").all()):
        row.select_option(index=min(place + 1, 2))
    press(tab, ANSWER)
    press(tab, HINT)
    assert barriers(tab) == []
    press(tab, SOLUTION)
    assert barriers(tab) == []


def barriers(tab: "Page") -> list[tuple[str, str]]:
    """What axe finds; and nothing is wider than the screen."""
    found = tab.evaluate("rules => axe.run(document, rules)", RULES)
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]]


# --- what must not happen ---

INJECTED = "<img src=x onerror=alert(1)><script>alert(2)</script></script><!--"


def test_markup_in_a_question_or_an_answer_does_nothing(browser: "Browser", tmp_path: Path) -> None:
    item = EXAMPLES["text-entry"]
    part = replace(item.parts[0], prompt=words(INJECTED))
    hostile = replace(item, title=INJECTED, stem=words(HOSTILE + INJECTED), parts=(part,), objectives=(INJECTED,))
    tab = browser.new_page()
    faults: list[str] = []
    tab.on("dialog", lambda dialog: faults.append(dialog.message))
    tab.on("console", lambda message: faults.append(message.text))
    tab.goto(write_page(Pools((hostile,), title=INJECTED), tmp_path).as_uri())
    assert INJECTED in tab.inner_text("main")
    press(tab, "What comes next")
    assert tab.inner_text("main").count(INJECTED) == 3
    answer(tab, INJECTED)
    assert f"It was read as: {INJECTED}" in told(tab)
    assert tab.locator("main img, main script").count() == 0
    assert faults == []
    tab.close()


def test_the_same_questions_give_the_same_bytes(page: Path, pools: Pools, tmp_path: Path) -> None:
    assert write_page(pools, tmp_path).read_bytes() == page.read_bytes()


def test_draws_share_their_markup_and_are_read_one_question_at_a_time(page: Path, pools: Pools) -> None:
    blocks = re.findall(
        '<script type="application/json" class="draws">(.*?)</script>', page.read_text(encoding="utf-8")
    )
    assert len(blocks) == len(pools.item_ids)
    first = json.loads(blocks[0])
    assert len(first["draws"]) == DRAWS
    assert all(draw["stem"][0][0] == first["draws"][0]["stem"][0][0] for draw in first["draws"])


def test_the_report_says_that_keys_can_be_read(tmp_path: Path) -> None:
    with Output(tmp_path, replace=False) as output:
        write(Pools((EXAMPLES["numeric-entry"],)), ["practice-site"], output)
    report = json.loads((tmp_path / REPORT).read_text(encoding="utf-8"))
    assert report["formats"][0]["lost"]["secrecy"] == READABLE
