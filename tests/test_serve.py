"""``qbank serve`` in a browser without scripts: what a learner sees, and what nobody else can do."""

import re
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple
from urllib.parse import urlencode

import pytest

from qbank.content import plain
from qbank.interactions import ExpressionEntry, ExtendedText, Matching, MultipleChoice, Ordering
from qbank.practice.session import Serving, Tried
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


# --- what nobody else can do ---


class Client:
    """A browser by hand: its cookie and the names in the last page."""

    def __init__(self, served: Served) -> None:
        self.served, self.cookie, self.token, self.key = served, "", "", ""

    def send(self, method: str, path: str, body: str = "", **headers: str) -> tuple[int, dict[str, str], str]:
        """What a request is answered: status, headers and text."""
        connection = HTTPConnection("127.0.0.1", self.served.port, timeout=10)
        kind = {"Content-Type": "application/x-www-form-urlencoded"} if method == "POST" else {}
        cookie = {"Cookie": self.cookie} if self.cookie else {}
        connection.request(method, path, body, {**kind, **cookie, **headers})
        answer = connection.getresponse()
        found = {name.lower(): value for name, value in answer.getheaders()}
        text = answer.read().decode()
        connection.close()
        if "set-cookie" in found:
            self.cookie = found["set-cookie"].partition(";")[0]
        for name in ("token", "key"):
            if inside := re.search(rf'name="{name}" value="([^"]+)"', text):
                setattr(self, name, inside[1])
        return answer.status, found, text

    def post(self, path: str, **fields: str) -> tuple[int, dict[str, str], str]:
        """A form, sent with the token of the last page."""
        return self.send("POST", path, urlencode({"token": self.token, **fields}))

    def question(self) -> str:
        """The address of a question that is served now."""
        self.send("GET", "/")
        status, headers, _ = self.post("/begin", what="next")
        assert status == 303
        self.send("GET", headers["location"])
        return headers["location"]


def test_pages_run_our_script_alone_and_are_kept_nowhere(every: Served) -> None:
    status, headers, text = Client(every).send("GET", "/")
    assert status == 200
    policy = headers["content-security-policy"]
    assert policy.startswith("default-src 'none';")
    assert "script-src 'self'; connect-src 'self'; " in policy
    assert headers["cache-control"] == "no-store"
    assert headers["x-content-type-options"] == "nosniff"
    assert {"httponly", "samesite=strict"} <= {word.strip().lower() for word in headers["set-cookie"].split(";")}
    assert re.findall("<script[^>]*>", text) == ['<script src="/practice.js" defer>']


def test_a_form_without_the_token_of_this_browser_does_nothing(every: Served) -> None:
    client, other = Client(every), Client(every)
    page = client.question()
    other.send("GET", "/")
    for token in ("", "0" * 64, other.token, "é"):
        body = urlencode({"token": token, "key": client.key, "q1a": "1"})
        assert client.send("POST", f"{page}/answer", body)[0] == 403
    body = urlencode({"token": client.token, "q1a": "1"})
    client.cookie = ""
    assert client.send("POST", f"{page}/answer", body)[0] == 403
    assert every.kept(page).log == ()


def test_an_answer_that_is_sent_twice_counts_once(every: Served) -> None:
    client = Client(every)
    page = client.question()
    key = client.key
    for _ in range(3):
        assert client.post(f"{page}/answer", key=key, q1a="1")[:1] == (303,)
    client.post(f"{page}/answer", key=key, q1a="2")
    assert [entry.responses for entry in every.kept(page).log if isinstance(entry, Tried)] == [{"product": "1"}]
    for _ in range(2):
        client.post(f"{page}/hint", hint="0")
    assert every.kept(page).hints_taken == 1
    session = every.kept(page).session.id
    went = {client.post(f"/session/{session}/next", after=page.rpartition("/")[2])[1]["location"] for _ in range(2)}
    assert len(went) == 1
    assert went != {page}


def test_other_hosts_other_bodies_and_other_addresses_are_refused(every: Served) -> None:
    client = Client(every)
    page = client.question()
    assert client.send("GET", page, Host="qbank.example")[0] == 421
    assert client.send("POST", f"{page}/answer", "x" * (1 << 19))[0] == 413
    assert client.send("POST", f"{page}/answer", '{"token": 1}', **{"Content-Type": "application/json"})[0] == 415
    assert client.send("POST", f"{page}/answer", "&".join(["a=1"] * 2000))[0] == 400
    assert client.send("POST", f"{page}/answer", "token=%ff&a=1")[0] == 403
    for path in ("/question/forged", "/session/forged", "/question/..%2f..%2fetc", "/nothing", "/question/a'b"):
        assert client.send("GET", path)[0] == 404
    assert client.post("/session/forged/next")[0] == 404
    assert client.post("/question/forged/answer", q1a="1")[0] == 404
    assert client.send("GET", "/begin")[0] in (404, 405)
    assert client.post("/begin", what="practise", blueprint="<b>none</b>")[0] == 400
    assert "<b>none" not in client.post("/begin", what="practise", blueprint="<b>none</b>")[2]
    assert client.post("/begin", what="objectives")[0] == 409


def test_no_page_shows_a_key_before_it_is_due(every: Served) -> None:
    client = Client(every)
    page = client.question()
    text = client.send("GET", page)[2]
    for kept_back in ("average", "Add them first", "It stands for all at once", "This is the sum", "model"):
        assert kept_back not in text
    assert client.post(f"{page}/mark", marked="q1h", **{"points-q1h": "2"})[0] == 409


def test_a_hint_that_is_not_next_is_not_given(every: Served) -> None:
    client = Client(every)
    page = client.question()
    for number in ("1", "7", "-1", "x", "", "9" * 5000):
        client.post(f"{page}/hint", hint=number)
    assert every.kept(page).hints_taken == 0


# --- for everybody ---


@pytest.mark.parametrize(("scheme", "width"), [("light", 320), ("dark", 1200)])
def test_axe_finds_no_barrier_on_any_page(
    every: Served, browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> None:
    require(AXE.exists(), f"axe-core is not at {AXE}")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.set_default_timeout(5000)

    def examine(page: str) -> None:
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found = tab.evaluate("rules => axe.run(document, rules)", RULES)
        assert [(page, fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width, page

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
    context.close()
