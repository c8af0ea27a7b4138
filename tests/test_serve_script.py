"""``qbank serve`` where scripts run: what is typed is read at once, pages stay where one was, and nothing typed is lost."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Literal

import pytest

from qbank.content import plain
from qbank.practice.session import Tried
from tests.practice_pages import Served, begin, every, examined, press, short
from tests.shared_servers import Client

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

__all__ = ["every", "short"]


@pytest.fixture
def tab(browser: "Browser") -> "Iterator[Page]":
    """A browser that runs our script, and in which nothing goes wrong: no error, and nothing that the policy forbids."""
    context = browser.new_context(viewport={"width": 1000, "height": 800})
    page = context.new_page()
    page.set_default_timeout(5000)
    faults: list[str] = []
    page.on("console", lambda message: faults.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: faults.append(str(error)))
    yield page
    context.close()
    assert faults == []


def type_into(tab: "Page", field: str, text: str) -> str:
    """What the page says of a field once something was typed into it."""
    tab.locator(f"#{field}").fill("")
    with tab.expect_response(re.compile("/reading$")):
        tab.locator(f"#{field}").press_sequentially(text)
    place = tab.locator(f"#{field}-reading")
    place.locator("div").wait_for()
    return re.sub(r"\s+", " ", place.inner_text()).strip()


# --- what is typed, as it is read ---


def test_a_formula_is_shown_as_it_is_read_whether_or_not_it_is_right(every: Served, tab: "Page") -> None:
    begin(tab, every)
    page = tab.url
    right, wrong = type_into(tab, "q1b", "x + x"), type_into(tab, "q1b", "x^2/3")
    assert right == "Read as 𝑥 + 𝑥"
    assert wrong.startswith("Read as")
    assert tab.locator("#q1b-reading math mfrac").count() == 1
    shapes = {re.sub("<math.*</math>", "", html, flags=re.DOTALL) for html in (shown(every, text) for text in "x2")}
    assert len(shapes) == 1
    assert every.kept(page).log == ()
    assert tab.evaluate("document.activeElement.id") == "q1b"


def shown(served: Served, typed: str) -> str:
    """What a reading of something that was typed is made of, without the words to hear."""
    client = Client(served.port)
    page = client.question()
    text = client.post(f"{page}/reading", field="q1b", typed=typed)[2]
    return re.sub('data-spoken="[^"]*"', "", text)


def test_a_number_is_shown_with_its_value_the_right_one_like_a_wrong_one(every: Served, tab: "Page") -> None:
    begin(tab, every)
    key = plain(every.kept(tab.url).item.answer("product").shown)  # type: ignore[arg-type]
    assert type_into(tab, "q1a", key) == f"Read as {key}"
    assert type_into(tab, "q1a", "0.5+0.25") == "Read as 0.5 + 0.25 = 0.75"


def test_what_cannot_be_read_yet_is_pointed_at_while_it_is_typed(every: Served, tab: "Page") -> None:
    begin(tab, every)
    assert type_into(tab, "q1b", "2 y + x").startswith("Not readable yet:")
    assert tab.locator("#q1b-reading pre").inner_text() == "2 y + x\n  ^"
    assert type_into(tab, "q1b", "2 x +") == "Not readable yet: the formula ends too early."
    tab.locator("#q1b").fill(" ")
    assert tab.locator("#q1b-reading").inner_html() == ""


def test_a_reading_is_heard_when_the_keys_have_rested(every: Served, tab: "Page") -> None:
    begin(tab, every)
    type_into(tab, "q1b", "x/2")
    heard = tab.locator("p[aria-live=polite]")
    assert heard.inner_text() == ""
    heard.filter(has_text="Read as").wait_for(state="attached")
    assert heard.inner_text() == "Read as fraction x over 2, end fraction"


def test_what_is_typed_never_becomes_markup(every: Served, tab: "Page") -> None:
    begin(tab, every)
    assert "Not readable yet" in type_into(tab, "q1b", "<img src=x onerror=alert(1)>")
    assert tab.locator("#q1b-reading img").count() == 0
    assert "<img src=x" in tab.locator("#q1b-reading pre").inner_text()


def test_a_reading_is_of_one_s_own_open_question_alone_and_of_a_bounded_length(every: Served) -> None:
    client, other = Client(every.port), Client(every.port)
    page = client.question()
    other.send("GET", "/")
    assert client.post(f"{page}/reading", field="q1a", typed="1/2")[0] == 200
    for field in ("q1c", "q1h", "q9", "token", ""):
        assert client.post(f"{page}/reading", field=field, typed="1")[0] == 409
    assert client.post("/question/forged/reading", field="q1a", typed="1")[0] == 404
    assert client.send("POST", f"{page}/reading", f"token={other.token}&field=q1a&typed=1")[0] == 403
    assert "at most 500 are read" in client.post(f"{page}/reading", field="q1a", typed="1" * 100_000)[2]
    client.post(f"{page}/solution")
    assert client.post(f"{page}/reading", field="q1a", typed="1")[0] == 409


# --- where one was ---


def test_the_page_stays_where_one_was_and_the_focus_goes_to_the_first_outcome(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1b").fill("2x")
    tab.locator("#q1b").press("Enter")
    tab.wait_for_url("**#q1b-told")
    assert tab.evaluate("document.activeElement.id") == "q1b-told"
    assert tab.locator("#q1b-told").evaluate(IN_SIGHT)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.id") == "q1c"


IN_SIGHT = "one => { const { top, bottom } = one.getBoundingClientRect(); return top >= 0 && bottom <= innerHeight }"


def test_a_page_that_held_its_outcome_in_sight_does_not_move(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1b").fill("2x")
    tab.evaluate("document.getElementById('q1b').scrollIntoView({ block: 'center' })")
    before = tab.locator("#q1b").evaluate("one => one.getBoundingClientRect().top")
    tab.locator("#q1b").press("Enter")
    tab.wait_for_url("**#q1b-told")
    tab.wait_for_load_state("load")
    tab.wait_for_timeout(300)
    assert abs(tab.locator("#q1b").evaluate("one => one.getBoundingClientRect().top") - before) < 2


def test_a_hint_gets_the_focus(every: Served, tab: "Page") -> None:
    begin(tab, every)
    press(tab, "A hint")
    assert tab.evaluate("document.activeElement.id") == "hint-1"
    assert tab.locator("#hint-1").evaluate(IN_SIGHT)


# --- nothing typed is lost, and nothing is sent twice ---


def test_what_is_typed_survives_a_reload_until_it_is_answered(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1b").fill("2x")
    tab.locator("#q1h").fill("It is <b>short</b>.")
    tab.locator("input[name=q1e][value=b]").check()
    tab.locator("select[name=q1f-a]").select_option("2")
    tab.reload()
    assert tab.locator("#q1b").input_value() == "2x"
    assert tab.locator("#q1h").input_value() == "It is <b>short</b>."
    assert tab.locator("input[name=q1e][value=b]").is_checked()
    assert tab.locator("select[name=q1f-a]").input_value() == "2"
    press(tab, "Answer")
    assert tab.evaluate("sessionStorage.length") == 0


def test_what_never_arrived_is_still_there_when_one_comes_back(every: Served, tab: "Page") -> None:
    begin(tab, every)
    page = tab.url
    tab.locator("#q1b").fill("2x")
    tab.locator("#q1h").fill("For all.")
    tab.evaluate("sessionStorage.setItem('sent', document.querySelector('[data-question]').dataset.question)")
    tab.goto(page)
    assert tab.locator("#q1b").input_value() == "2x"
    press(tab, "Answer")
    tab.reload()
    assert tab.locator("#q1b").input_value() == "2x"
    assert tab.evaluate("sessionStorage.length") == 0


def test_a_hint_and_a_report_keep_what_is_typed_and_no_more(every: Served, tab: "Page") -> None:
    begin(tab, every)
    page = tab.url
    tab.locator("#q1c").fill("aver")
    press(tab, "A hint")
    tab.get_by_text("Something is wrong with this question").click()
    tab.get_by_label("What is wrong?").fill("It is odd.")
    press(tab, "Report it")
    assert tab.evaluate("document.activeElement.className") == "notice"
    tab.goto(page)
    assert tab.locator("#q1c").input_value() == "aver"
    assert tab.locator("#problem").input_value() == ""


def test_an_answer_is_sent_once_however_often_the_button_is_pressed(every: Served, tab: "Page") -> None:
    begin(tab, every)
    page = tab.url
    sent: list[str] = []
    tab.on("request", lambda request: sent.append(request.url) if request.method == "POST" else None)
    tab.locator("#q1a").fill("1")
    with tab.expect_navigation():
        tab.evaluate("() => { const one = document.querySelector('button.main'); one.click(); one.click() }")
    assert [url for url in sent if not url.endswith("/reading")] == [f"{page}/answer"]
    assert [entry.responses for entry in every.kept(page).log if isinstance(entry, Tried)] == [{"product": "1"}]
    assert tab.locator("button:disabled").count() == 0


def test_going_back_finds_every_button_ready_again(every: Served, tab: "Page") -> None:
    begin(tab, every)
    page = tab.url
    press(tab, "The same with other numbers")
    tab.go_back()
    assert tab.url == page
    assert tab.locator("button:disabled").count() == 0
    press(tab, "A hint")
    assert every.kept(page).hints_taken == 1


def test_leaving_a_device_forgets_what_was_typed_on_it(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1c").fill("aver")
    assert tab.evaluate("sessionStorage.length") == 1
    tab.get_by_role("link", name="You", exact=True).click()
    tab.get_by_label("To delete all of it").fill("delete everything")
    press(tab, "Delete it")
    assert tab.evaluate("sessionStorage.length") == 0


# --- steps ---


def test_steps_are_moved_with_arrow_keys_alone(every: Served, tab: "Page") -> None:
    begin(tab, every)
    key = every.kept(tab.url).item.answer("steps").ids
    for place, step in enumerate(key):
        while (now := rows(tab).index(step)) > place:
            button = tab.locator(".place", has=tab.locator(f"select[name=q1g-{step}]")).locator("button").first
            button.focus()
            button.press("ArrowUp")
            assert button.evaluate("one => one === document.activeElement")
            assert tab.locator("p[aria-live]").inner_text() == f"{step}: place {now} of 4"
    press(tab, "Answer")
    assert "Right" in tab.locator("#q1g-told").inner_text()
    assert rows(tab) == list(key)


def rows(tab: "Page") -> list[str]:
    """The steps in the order in which they stand."""
    return tab.locator("fieldset[data-order] .letter").all_inner_texts()


def test_a_question_of_every_kind_is_answered_by_keyboard_alone(every: Served, tab: "Page") -> None:
    begin(tab, every)
    item = every.kept(tab.url).item
    shown = {name: plain(item.answer(name).shown) for name in ("sum", "product")}  # type: ignore[arg-type]
    typed = {"q1g1": shown["sum"], "q1a": shown["product"], "q1b": "2x", "q1c": "average", "q1h": "For all."}
    pairs = {f"q1f-{pair.source}": pair.target for pair in item.answer("pairs").pairs}
    places = {f"q1g-{step}": str(place) for place, step in enumerate(item.answer("steps").ids, start=1)}
    which = {one.id: plain(one.text) for one in item.part("which").interaction.choices}  # type: ignore[union-attr]
    chosen = {"q1g2": which[item.answer("which").choice]} | pairs | places
    for _ in range(60):
        tab.keyboard.press("Tab")
        name, kind, value = tab.evaluate(
            "(one => [one.name ?? '', one.type ?? '', one.value ?? ''])(document.activeElement)"
        )
        if name in typed:
            tab.keyboard.type(typed[name])
        elif name in chosen:
            tab.keyboard.type(chosen[name])
        elif kind == "radio":
            tab.keyboard.press("Space")
            if value != item.answer("one").choice:
                tab.keyboard.press("ArrowDown")
        elif kind == "checkbox" and value in item.answer("some").ids:
            tab.keyboard.press("Space")
        elif tab.evaluate("document.activeElement.matches('button.main')"):
            break
    with tab.expect_navigation():
        tab.keyboard.press("Enter")
    assert tab.locator(".told.right").count() == 9
    assert tab.locator(".told.waiting").count() == 1


# --- rehearsal ---


def test_a_rehearsal_saves_what_is_typed_on_every_way_out(short: Served, tab: "Page") -> None:
    begin(tab, short, "Rehearse it")
    first = tab.url
    tab.locator("#q1b").fill("It stands for all.")
    press(tab, "Next question")
    assert tab.url != first
    press(tab, "Previous question")
    assert tab.url == first
    assert tab.locator("#q1b").input_value() == "It stands for all."
    tab.locator("#q1b").fill("It stands for each.")
    press(tab, "Practise")
    assert tab.url == short.address
    tab.goto(first)
    assert tab.locator("#q1b").input_value() == "It stands for each."
    assert type_into(tab, "q1a", "1/2") == "Read as 1 2 = 0.5"


def test_the_time_of_a_rehearsal_runs_is_told_and_saves_when_it_is_up(short: Served, tab: "Page") -> None:
    tab.clock.install()
    begin(tab, short, "Rehearse it")
    first, time = tab.url, tab.locator("[data-seconds]")
    assert re.fullmatch(r"[45]:\d\d left", time.inner_text())
    tab.clock.fast_forward(2000)
    before = time.inner_text()
    tab.clock.run_for(3000)
    assert time.inner_text() != before
    assert tab.locator("p[aria-live]").inner_text() == ""
    tab.clock.fast_forward("04:00")
    assert tab.locator("p[aria-live]").inner_text() == "1 minute left"
    tab.locator("#q1a").fill("7")
    tab.clock.fast_forward("01:00")
    tab.wait_for_url("**/session/*")
    tab.goto(first)
    assert tab.locator("#q1a").input_value() == "7"
    assert [entry.responses for entry in short.kept(first).log if isinstance(entry, Tried)] == [{"mean": "7"}]


# --- for everybody ---


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1200), ("dark", 320), ("light", 1200)])
def test_axe_finds_no_barrier_where_scripts_run(
    every: Served, browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> None:
    with examined(browser, scheme, width) as (tab, examine):
        begin(tab, every)
        type_into(tab, "q1a", "3/4 + 0.5")
        type_into(tab, "q1b", "2 x + (x +")
        tab.get_by_label("Gap 1: the sum").press_sequentially("1//2")
        tab.locator("#q1g1-reading pre").wait_for()
        tab.get_by_role("button", name="Move down").first.press("ArrowDown")
        examine("typed")
        press(tab, "Answer")
        examine("answered")
        tab.locator("#q1c").fill("")
        press(tab, "A hint")
        examine("helped")


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1200)])
def test_axe_finds_no_barrier_in_a_rehearsal(
    short: Served, browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> None:
    with examined(browser, scheme, width) as (tab, examine):
        begin(tab, short, "Rehearse it")
        first = tab.url
        examine("rehearsal")
        tab.locator("#q1a").fill("1..2")
        press(tab, "Save and go on")
        examine("unread")
        tab.locator("#q1a").fill("1")
        tab.locator("#q1b").fill("All.")
        press(tab, "All questions, and hand in")
        examine("every question")
        press(tab, "Hand in")
        examine("result")
        tab.goto(first)
        examine("a question's result")


def test_what_was_practised_is_printed_without_its_controls(every: Served, tab: "Page") -> None:
    begin(tab, every)
    tab.locator("#q1h").fill("It stands for all of them, line by line.\n" * 12)
    type_into(tab, "q1b", "2x")
    tab.emulate_media(media="print")
    assert tab.locator("#q1h").evaluate("one => one.scrollHeight - one.clientHeight") <= 1
    assert not tab.locator("#q1b-reading").is_visible()
    tab.emulate_media(media="screen")
    press(tab, "Answer")
    tab.emulate_media(media="print", color_scheme="dark")
    assert [one.inner_text() for one in tab.locator("button").all() if one.is_visible()] == []
    assert tab.locator("#q1b-told").is_visible()
    assert tab.locator("#q1b-told .words").evaluate("one => getComputedStyle(one).color") == "rgb(0, 0, 0)"
