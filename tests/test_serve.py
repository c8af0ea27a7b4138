"""``qbank serve`` in a browser without scripts: what a learner sees."""

import re
from typing import TYPE_CHECKING, Literal

import pytest

from qbank.content import plain
from qbank.practice.session import Tried
from tests.practice_pages import Served, answer_rightly, begin, every, examined, press, short, tab

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["every", "short", "tab"]


# --- practice ---


def test_a_question_of_every_kind_is_answered_marked_and_asked_again_without_a_script(
    every: Served, tab: "Page"
) -> None:
    begin(tab, every)
    assert "<script>alert(1)</script>" in tab.locator("article").inner_text()
    first = tab.url
    answer_rightly(tab, every)
    press(tab, "Answer")
    assert tab.url == f"{first}#q1g1-told"
    assert tab.locator(".told.right").count() == 9
    assert tab.locator(".told.waiting").count() == 1
    assert "It stands for <b>all</b>." in tab.locator("textarea[name^=q1]").input_value()
    tab.get_by_label("Your points").fill("2")
    press(tab, "Mark it")
    assert tab.locator(".balance").inner_text() == "In all: 11 of 11 points."
    press(tab, "The worked solution")
    assert every.kept(first).solved
    press(tab, "The same with other numbers")
    assert tab.url != first
    assert every.kept(tab.url).item.id == "every"
    tab.goto(f"{every.address}progress")
    assert "Everything" in tab.locator("table").first.inner_text()
    told = [picture.get_attribute("aria-label") or "" for picture in tab.get_by_role("img").all()]
    assert told[0] == "Objectives: known: none. begun: Everything 100%. not begun: 0"
    assert re.search("What is due: now: 0; .*: 1$", told[1])
    assert "1 question, 100% earned" in told[2]


def test_a_mistake_is_named_and_another_try_is_told_but_does_not_count(every: Served, tab: "Page") -> None:
    begin(tab, every)
    item = every.kept(tab.url).item
    tab.locator("#q1a").fill(plain(item.answer("sum").shown))  # type: ignore[arg-type]
    tab.locator("#q1a").press("Enter")
    told = tab.locator("#q1a-told")
    assert "Not right: 0 of 1 point." in told.inner_text()
    assert "This is the sum." in told.inner_text()
    tab.locator("#q1a").fill(plain(item.answer("product").shown))  # type: ignore[arg-type]
    press(tab, "Answer")
    assert "Right: 1 of 1 point." in told.inner_text()
    assert "Your first answer counts, with 0 of 1 point." in told.inner_text()
    assert tab.locator("#q1a").is_disabled()


def test_a_page_opens_at_what_is_new_on_it(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1h").fill("It stands for all.")
    press(tab, "Answer")
    assert in_sight(tab, "#q1h-told")
    press(tab, "A hint")
    assert in_sight(tab, "#hint-1")
    press(tab, "The worked solution")
    assert in_sight(tab, "#q1g1-solution")


def in_sight(tab: "Page", selector: str) -> bool:
    """Whether the top of something can be seen without scrolling."""
    box = tab.locator(selector).bounding_box()
    return box is not None and 0 <= box["y"] < 800


def test_what_cannot_be_read_is_pointed_at_costs_nothing_and_stays_in_its_field(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1a").fill("1..2")
    tab.locator("select[name='q1f-a']").select_option("1")
    for step, place in {"a": "1", "b": "1", "c": "2", "d": "3"}.items():
        tab.locator(f"select[name='q1g-{step}']").select_option(place)
    press(tab, "Answer")
    assert "^" in tab.locator("#q1a-told pre").inner_text()
    assert tab.locator("#q1a").input_value() == "1..2"
    assert tab.locator("#q1a").get_attribute("aria-invalid") == "true"
    assert "not matched yet: b" in tab.locator("#q1f-told").inner_text()
    assert "missing: b" in tab.locator("#q1g-told").inner_text()
    assert tab.locator("select[name='q1f-a']").input_value() == "1"
    assert tab.locator(".balance").count() == 0


def test_a_hint_says_its_cost_and_keeps_what_is_typed(every: Served, tab: "Page") -> None:
    begin(tab, every)
    page = tab.url
    tab.locator("#q1c").fill("aver")
    assert "costs 10% of what is not answered yet" in tab.locator("#hint-cost").inner_text()
    assert "Add them first." not in tab.content()
    press(tab, "A hint")
    assert tab.locator("#q1c").input_value() == "aver"
    assert "Add them first." in tab.locator(".hints").inner_text()
    assert "costs 50%" in tab.locator("#hint-cost").inner_text()
    tab.goto(f"{page}/hint")
    assert tab.url == page
    assert every.kept(page).hints_taken == 1


def test_a_problem_is_reported_and_keeps_what_is_typed(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1c").fill("aver")
    tab.get_by_text("Something is wrong with this question").click()
    tab.get_by_label("What is wrong?").fill("The <i>sum</i> is odd.")
    press(tab, "Report it")
    assert "it is noted" in tab.locator(".notice").inner_text()
    assert tab.locator("#q1c").input_value() == "aver"
    assert [one.text for one in every.reports()] == ["The <i>sum</i> is odd."]


def test_a_session_ends_and_is_looked_back_at(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.get_by_role("link", name="This session").click()
    press(tab, "Go on")
    assert "Every way to answer" in tab.locator("h1").inner_text()
    tab.get_by_role("link", name="This session").click()
    press(tab, "End")
    assert "This session has ended" in tab.locator("main").inner_text()
    tab.get_by_role("link", name="Every way to answer").click()
    assert tab.locator("#q1a").is_disabled()
    assert tab.get_by_role("button", name="Answer").count() == 0


# --- rehearsal ---


def test_a_rehearsal_keeps_everything_back_until_it_is_handed_in(short: Served, tab: "Page") -> None:
    begin(tab, short, "Rehearse it")
    assert re.search(r"[45] minutes? left, until", tab.locator(".left").inner_text())
    first = tab.url
    assert tab.get_by_role("button", name="hint").count() == 0
    tab.locator("#q1a").fill("99")
    tab.locator("#q1b").fill("It stands for all.")
    press(tab, "Save and go on")
    assert tab.url != first
    press(tab, "Save and go on")
    assert "2 of 2 parts answered" in tab.locator("main").inner_text()
    tab.goto(first)
    shown = tab.content()
    assert tab.locator(".told.saved").count() == 2
    item = short.kept(first).item
    for kept_back in ("Not right", "It stands for all rewards at once", "Half the sum", "Add them first", "Mark it"):
        assert kept_back not in shown
    tab.locator("#q1a").fill(plain(item.answer("mean").shown))  # type: ignore[arg-type]
    press(tab, "All questions, and hand in")
    press(tab, "Hand in")
    assert "You earned 1 of" in tab.locator(".balance").inner_text()
    tab.goto(first)
    assert "Right: 1 of 1 point." in tab.content()
    assert "Half the sum" in tab.content()
    tab.get_by_label("Your points").fill("1")
    press(tab, "Mark it")
    assert "Marked: 1 of 1 point." in tab.content()


def test_every_way_out_of_a_question_of_a_rehearsal_saves_what_is_typed(short: Served, tab: "Page") -> None:
    begin(tab, short, "Rehearse it")
    first = tab.url
    tab.locator("#q1b").fill("It stands for all.")
    press(tab, "What you know")
    assert tab.url == f"{short.address}progress"
    tab.goto(first)
    assert tab.locator("#q1b").input_value() == "It stands for all."
    tab.locator("#q1a").fill("1..2")
    press(tab, "Next question")
    assert tab.url == f"{first}#q1a-told"
    press(tab, "Next question")
    second = tab.url
    assert second != first
    press(tab, "Previous question")
    assert tab.url == first
    assert tab.locator("#q1a").input_value() == "1..2"
    tab.locator("#q1a").fill("7")
    with tab.expect_navigation():
        tab.locator("#q1a").press("Enter")
    assert tab.url == second
    assert [entry.responses for entry in short.kept(first).log if isinstance(entry, Tried)][-1] == {"mean": "7"}


# --- for everybody ---


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1200)])
def test_axe_finds_no_barrier_on_any_page(
    every: Served, browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> None:
    with examined(browser, scheme, width) as (tab, examine):
        tab.goto(every.address)
        examine("start")
        begin(tab, every)
        examine("question")
        press(tab, "A hint")
        answer_rightly(tab, every)
        tab.locator("#q1a").fill("1..2")
        tab.locator("#q1b").fill("3x")
        press(tab, "Answer")
        examine("answered")
        press(tab, "The worked solution")
        examine("solved")
        with tab.expect_navigation():
            tab.get_by_role("link", name="This session").click()
        examine("session")
        tab.goto(f"{every.address}progress")
        examine("progress")
