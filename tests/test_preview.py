"""``qbank preview`` in a browser: what an author sees while writing a question."""

import re
import signal
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from pathlib import Path
from typing import TYPE_CHECKING, Literal, NamedTuple

import pytest

from qbank.resources import questions_folder
from tests.commands import QBANK
from tests.conftest import AXE, RULES, require

if TYPE_CHECKING:
    from playwright.sync_api import Browser, FrameLocator, Page

SHIPPED = questions_folder()
QUESTION = """title: A small question
objectives: [a.b]
bloom: apply
parameters:
  reward: {from: 1, to: 3}
  discount: {one_of: [0.5, 0.9]}
  place: {words: [here, there]}
let:
  target: reward * discount
where: [reward != 2 or discount != 0.5]
stem: "The reward {{ place }} is {{ reward }}, the discount {{ discount }}."
parts:
  - {type: numeric, prompt: What is their product?, answer: target, decimals: 2}
"""
LONG = QUESTION.replace("to: 3}", "to: 99999}").replace(
    "where: [", f"where: [{', '.join(f'reward * discount / {number} + reward ^ 2 > 0' for number in range(1, 60))}, "
)
"""It takes seconds to read: all of a large space is gone through again and again."""


class Preview(NamedTuple):
    """A running preview: where it is, and what is looked at."""

    process: "subprocess.Popen[str]"
    address: str
    place: Path

    @property
    def port(self) -> int:
        return int(self.address.rstrip("/").rpartition(":")[2])

    def page(self, id: str, query: str = "") -> str:
        """The address of a question's page."""
        return f"{self.address}question/{id}{query}"


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


@pytest.fixture(scope="module")
def shipped() -> Iterator[Preview]:
    """The questions that come with qbank."""
    with previewed(SHIPPED) as started:
        yield started


@pytest.fixture
def tab(browser: "Browser") -> "Iterator[Page]":
    """A wide window in which nothing goes wrong."""
    context = browser.new_context(viewport={"width": 1200, "height": 900})
    page = context.new_page()
    faults: list[str] = []
    page.on("pageerror", lambda error: faults.append(str(error)))
    page.on("console", lambda message: faults.append(message.text) if message.type == "error" else None)
    yield page
    context.close()
    assert [fault for fault in faults if not re.search("ERR_CONNECTION|ERR_INCOMPLETE|404|503", fault)] == []


def inside(tab: "Page", title: str) -> "FrameLocator":
    """The page that is shown inside under a title."""
    return tab.frame_locator(f"#sheets iframe[title='{title}']")


def student(tab: "Page") -> str:
    """What stands in the student's view."""
    return inside(tab, "Student’s view").locator("main").inner_text()


def until(tab: "Page", seen: Callable[[], bool], seconds: float = 5) -> float:
    """The seconds until something is seen."""
    start = time.perf_counter()
    while not seen():
        assert time.perf_counter() - start < seconds, "the page does not follow"
        tab.wait_for_timeout(5)
    return time.perf_counter() - start


def get(preview: Preview, path: str, method: str = "GET", **headers: str) -> tuple[int, dict[str, str], str]:
    """What a request is answered: status, headers and text."""
    connection = HTTPConnection("127.0.0.1", preview.port, timeout=10)
    connection.request(method, path, headers=headers)
    answer = connection.getresponse()
    found = {name.lower(): value for name, value in answer.getheaders()}
    text = answer.read().decode(errors="replace")
    connection.close()
    return answer.status, found, text


# --- saving ---


def test_what_is_saved_is_seen_at_once(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    assert "The reward" in student(tab)
    for number in range(3):
        file.write_text(QUESTION.replace("The reward", f"Reward number {number}"), encoding="utf-8")
        assert until(tab, lambda: f"Reward number {number}" in student(tab)) < 5  # noqa: B023


def test_a_file_that_is_replaced_is_followed(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    for number in range(2):
        other = file.with_name("small.yaml.swp")
        other.write_text(QUESTION.replace("The reward", f"Reward number {number}"), encoding="utf-8")
        other.replace(file)
        until(tab, lambda: f"Reward number {number}" in student(tab))  # noqa: B023


def test_faults_stand_above_the_last_version_that_worked(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    tab.get_by_text("sound", exact=True).wait_for()
    file.write_text(QUESTION.replace("reward * discount", "rewrd * discount"), encoding="utf-8")
    faults = tab.get_by_role("region", name="Faults")
    faults.wait_for()
    assert "line 9, column 11" in faults.inner_text()
    assert "unknown name 'rewrd'" in faults.inner_text()
    assert "  9 |   target: rewrd * discount\n    |           ^^^^^" in faults.inner_text()
    assert "did you mean 'reward'?" in faults.inner_text()
    assert tab.get_by_role("heading", name="The last version that worked").is_visible()
    assert "The reward" in student(tab)
    assert tab.title() == "✗ A small question · preview"
    file.write_text(QUESTION, encoding="utf-8")
    faults.wait_for(state="detached")
    tab.get_by_text("sound", exact=True).wait_for()


@pytest.mark.parametrize("text", ["", "title: [", "title: A\nparts", "\x00", "a: *b\n", QUESTION[:200]])
def test_a_half_written_file_is_told_and_then_shown(preview: Preview, file: Path, tab: "Page", text: str) -> None:
    file.write_text(text, encoding="utf-8")
    tab.goto(preview.address)
    tab.get_by_role("region", name="Faults").wait_for()
    file.write_bytes(b"\xff\xfe")
    tab.get_by_text("not UTF-8").wait_for()
    file.write_text(QUESTION, encoding="utf-8")
    until(tab, lambda: tab.locator("#sheets iframe").count() == 2 and "The reward" in student(tab))


def test_a_file_may_go_and_come_back(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    file.unlink()
    tab.get_by_text("cannot be read").wait_for()
    assert "The reward" in student(tab)
    file.write_text(QUESTION, encoding="utf-8")
    tab.get_by_text("sound", exact=True).wait_for()


def test_a_fault_of_the_certificate_leads_to_the_draw_that_shows_it(preview: Preview, file: Path, tab: "Page") -> None:
    file.write_text(QUESTION.replace("decimals: 2", "decimals: 2, range: {to: 2}"), encoding="utf-8")
    tab.goto(preview.address)
    tab.get_by_text("1 fault").wait_for()
    assert "the key leaves its range to 2" in tab.get_by_role("region", name="Faults").inner_text()
    tab.get_by_role("link", name="Look at this draw").click()
    until(tab, lambda: "set.reward=" in tab.url and "The reward" in student(tab))


def test_a_worked_test_that_fails_is_told(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    tests = "tests:\n  - {given: {reward: 1, discount: 0.9, place: here}, expect: {target: 1}}\n"
    file.write_text(QUESTION + tests, encoding="utf-8")
    tab.get_by_text("expected target = 1, but").wait_for()
    assert "The reward" in student(tab)
    assert not tab.get_by_role("heading", name="The last version that worked").is_visible()


def test_a_question_that_takes_long_to_read_keeps_no_page_waiting(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    assert "The reward" in student(tab)
    file.write_text(LONG.replace("The reward", "Slowly"), encoding="utf-8")
    tab.get_by_text("being read …").wait_for()
    assert "The reward" in student(tab)
    assert get(preview, "/")[0] == 307
    until(tab, lambda: "Slowly" in student(tab), 60)


def test_warnings_are_a_click_away_and_gone_when_silenced(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    tab.locator("summary", has_text="warning").first.click()
    assert "[no-worked-test]" in tab.locator("#warnings").inner_text()
    file.write_text(QUESTION + "allow: {no-worked-test: It is too small for one.}\n", encoding="utf-8")
    until(tab, lambda: "[no-worked-test]" not in tab.locator("#warnings").inner_text())
    assert "[no-worked-test]" not in tab.locator("#warnings").inner_text()


# --- draws ---


def test_the_key_stands_beside_the_students_view_or_below_it(shipped: Preview, tab: "Page") -> None:
    tab.goto(shipped.page("value-function/td-advantage"))
    assert "1.100" in inside(tab, "Key").locator("main").inner_text()
    assert "1.100" not in student(tab)
    students, key = frames(tab)
    assert students["y"] == key["y"]
    tab.set_viewport_size({"width": 500, "height": 900})
    students, key = frames(tab)
    assert students["y"] + students["height"] < key["y"]


def frames(tab: "Page") -> list[dict[str, float]]:
    """Where the student's view and the key stand, at one moment: what is found out about the question moves both."""
    return tab.evaluate("""["Student’s view", "Key"].map(title =>
        document.querySelector(`iframe[title="${title}"]`).getBoundingClientRect().toJSON())""")  # type: ignore[no-any-return]


def test_a_page_inside_is_as_high_as_what_it_shows(shipped: Preview, tab: "Page") -> None:
    tab.goto(shipped.page("value-function/td-advantage"))
    for title in ("Student’s view", "Key"):
        frame = tab.locator(f"iframe[title='{title}']")
        inner = inside(tab, title).locator("html")
        until(tab, lambda: abs(frame.bounding_box()["height"] - inner.evaluate("one => one.scrollHeight")) <= 4)  # type: ignore[index]  # noqa: B023


def test_one_draw_follows_another(preview: Preview, tab: "Page") -> None:
    tab.goto(preview.address)
    seen = [student(tab)]
    assert not tab.get_by_role("link", name="Previous").is_visible()
    for _ in range(9):
        tab.get_by_role("link", name="Next draw").click()
        until(tab, lambda: student(tab) != seen[-1])
        seen.append(student(tab))
    assert len(set(seen)) == 10
    assert not tab.get_by_role("link", name="Next draw").is_visible()
    tab.get_by_role("link", name="Previous").click()
    until(tab, lambda: student(tab) == seen[-2])
    tab.go_back()
    until(tab, lambda: student(tab) == seen[-1])


def test_a_draw_is_chosen_by_its_number_and_seed(shipped: Preview, tab: "Page") -> None:
    tab.goto(shipped.page("value-function/td-advantage"))
    last = tab.locator("#of").inner_text().rpartition(" ")[2]
    number = int(last.replace(",", ""))
    tab.get_by_label("Draw", exact=True).fill(last)
    tab.get_by_label("Seed").fill("2026")
    tab.get_by_role("button", name="Show", exact=True).click()
    until(tab, lambda: f"variant {number}" in inside(tab, "Key").locator("dl.facts").inner_text())
    assert not tab.get_by_role("link", name="Next draw").is_visible()
    tab.get_by_label("Draw", exact=True).fill(str(number + 1))
    tab.get_by_role("button", name="Show", exact=True).click()
    tab.get_by_text(f"there is no number {number + 1:,}").wait_for()
    tab.get_by_label("Draw", exact=True).fill("-1")
    tab.get_by_role("button", name="Show", exact=True).click()
    tab.get_by_text("a draw has a whole number from 0, not '-1'").wait_for()


def test_parameters_are_set_one_by_one(preview: Preview, tab: "Page") -> None:
    tab.goto(preview.address)
    tab.get_by_text("Parameters", exact=True).click()
    assert (
        "1 to 3" in tab.locator("#parameters").inner_text()
        or "one of 1, 2, 3" in tab.locator("#parameters").inner_text()
    )
    tab.get_by_label("reward").fill("3")
    tab.get_by_label("discount").fill("9/10")
    tab.get_by_label("place").select_option("there")
    tab.get_by_role("button", name="Show these").click()
    until(tab, lambda: "The reward there is 3, the discount 0.9." in student(tab))
    assert "2.70" in inside(tab, "Key").locator("main").inner_text()
    tab.get_by_label("reward").fill("2")
    tab.get_by_label("discount").fill("0.5")
    tab.get_by_role("button", name="Show these").click()
    tab.get_by_text("No student is given this draw: outside 'where reward != 2 or discount != 0.5'").wait_for()
    tab.get_by_label("reward").fill("7")
    tab.get_by_role("button", name="Show these").click()
    tab.get_by_text("reward lies outside its range").wait_for()
    tab.get_by_label("reward").fill("many")
    tab.get_by_role("button", name="Show these").click()
    tab.get_by_text("'many' is not a number").wait_for()
    tab.get_by_role("link", name="Back to draw 0").click()
    until(tab, lambda: not tab.get_by_text("is not a number").is_visible())


def test_the_extreme_draws_are_a_click_away(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    tab.get_by_text("Extremes", exact=True).click()
    tab.get_by_role("link", name="largest key").click()
    until(tab, lambda: "2.70" in inside(tab, "Key").locator(".answer").inner_text())
    tab.get_by_role("link", name="key nearest zero").click()
    until(tab, lambda: "0.50" in inside(tab, "Key").locator(".answer").inner_text())
    assert tab.get_by_role("link", name="key nearest zero").get_attribute("aria-current") == "true"
    file.write_text(QUESTION.replace("to: 3}", "to: 30}").replace("The reward", "What is earned"), encoding="utf-8")
    until(tab, lambda: "What is earned" in student(tab))
    tab.get_by_role("link", name="largest key").click()
    until(tab, lambda: "27.00" in inside(tab, "Key").locator(".answer").inner_text())
    tab.get_by_label("Seed").fill("7")
    tab.get_by_role("button", name="Show", exact=True).click()
    until(tab, lambda: "seed=7" in (tab.get_by_role("link", name="largest key").get_attribute("href") or ""))


def test_what_is_typed_outlives_a_save(preview: Preview, file: Path, tab: "Page") -> None:
    tab.goto(preview.address)
    tab.get_by_text("Parameters", exact=True).click()
    tab.get_by_label("reward").fill("3")
    file.write_text(QUESTION.replace("The reward", "What is earned"), encoding="utf-8")
    until(tab, lambda: "What is earned" in student(tab))
    assert tab.get_by_label("reward").input_value() == "3"
    assert tab.evaluate("document.activeElement.id") == "set.reward"


def test_everything_is_done_by_keyboard_and_the_focus_stays(preview: Preview, tab: "Page") -> None:
    tab.goto(preview.address)
    first = student(tab)
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.textContent") == "Skip to the content"
    reached = set()
    for _ in range(13):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.id"))
    assert {
        "next",
        "variant",
        "seed",
        "go",
        "parameters-summary",
        "extremes-summary",
        "tab-1",
        "tab-2",
        "tab-3",
    } <= reached
    tab.locator("#next").focus()
    tab.keyboard.press("Enter")
    until(tab, lambda: student(tab) != first)
    assert tab.evaluate("document.activeElement.id") == "next"
    tab.locator("#variant").focus()
    tab.keyboard.type("3")
    tab.keyboard.press("Enter")
    until(tab, lambda: "variant=" in tab.url)
    assert tab.evaluate("document.activeElement.id") == "variant"


# --- other outputs ---


@pytest.mark.parametrize(
    ("question", "seen", "held"),
    [
        ("value-function/td-advantage", "Answer:", "The next value was left undiscounted."),
        ("value-function/td-update-cloze", "Target minus prediction is called the", "temporal difference error"),
        (
            "policy-and-value/policy-value-roles",
            "Choose...",
            "what is told of wrong pairs stands in the general feedback",
        ),
        ("policy-and-value/clipped-surrogate-formula", "Choose one.", "a formula cannot be typed in Moodle"),
        ("policy-and-value/rlhf-iteration-steps", "Marked out of", "ordering"),
        ("value-function/why-constant-target", "Marked out of", "For whoever marks"),
        ("value-function/training-step", "Not yet answered", "Grade"),
    ],
)
def test_it_is_shown_as_moodle_would(shipped: Preview, tab: "Page", question: str, seen: str, held: str) -> None:
    tab.goto(shipped.page(question))
    tab.get_by_role("link", name="In Moodle").click()
    attempt = inside(tab, "Student’s view in Moodle").locator("main")
    attempt.wait_for()
    assert seen in attempt.inner_text()
    bank = inside(tab, "Moodle’s question bank").locator("main").inner_text()
    assert held in bank
    assert not re.search(r"\\\(|\\\[|\{\d+:|<code>", attempt.inner_html())


def test_it_is_shown_on_paper(shipped: Preview, tab: "Page") -> None:
    tab.goto(shipped.page("value-function/td-advantage"))
    tab.get_by_role("link", name="On paper").click()
    for name in ("Student’s paper, page 1 of 1", "Key on paper, page 1 of 1"):
        picture = tab.get_by_role("img", name=name)
        picture.wait_for()
        assert picture.evaluate("one => one.complete && one.naturalHeight > one.naturalWidth")
    assert get(shipped, "/pdf/paper/value-function/td-advantage?tab=paper")[1]["content-type"] == "application/pdf"


def test_each_page_is_also_shown_as_it_is_handed_out(shipped: Preview, tab: "Page") -> None:
    tab.goto(shipped.page("value-function/td-advantage"))
    with tab.context.expect_page() as opened:
        tab.get_by_role("link", name=re.compile("as handed out.*Student")).click()
    assert opened.value.get_by_label("Name").is_visible()


# --- folders ---


def test_a_folder_is_a_list_of_questions_each_with_its_state(tmp_path: Path, tab: "Page") -> None:
    (tmp_path / "td").mkdir()
    (tmp_path / "blueprints").mkdir()
    (tmp_path / "td" / "good.yaml").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "bad-one.yaml").write_text(QUESTION.replace("bloom: apply", "bloom: aply"), encoding="utf-8")
    (tmp_path / "objectives.yaml").write_text("a.b: {name: A, definition: B}\n", encoding="utf-8")
    (tmp_path / "blueprints" / "quiz.yaml").write_text("title: Quiz\n", encoding="utf-8")
    with previewed(tmp_path) as preview:
        tab.goto(preview.address)
        until(
            tab,
            lambda: [one.split("\n")[-1] for one in tab.locator("li").all_inner_texts()] == ["1 fault", "sound"],
            20,
        )
        (tmp_path / "td" / "new.yaml").write_text(QUESTION.replace("A small", "A new"), encoding="utf-8")
        until(tab, lambda: tab.locator("li").count() == 3)
        (tmp_path / "bad-one.yaml").rename(tmp_path / "td" / "moved.yaml")
        until(tab, lambda: tab.get_by_role("link", name="moved").count() == 1)
        (tmp_path / "td").rename(tmp_path / "values")
        until(tab, lambda: "values" in tab.locator("h2").all_inner_texts())
        tab.get_by_role("link", name="A new question").click()
        assert "The reward" in student(tab)
        (tmp_path / "values" / "new.yaml").unlink()
        tab.get_by_text("There is no file of this name.").wait_for()
        (tmp_path / "values" / "new.yaml").write_text(QUESTION, encoding="utf-8")
        until(tab, lambda: tab.locator("#sheets iframe").count() == 2)
        tab.get_by_role("link", name="All questions").click()
        tab.get_by_role("heading", name="Questions").wait_for()


def test_an_empty_folder_says_so(tmp_path: Path, tab: "Page") -> None:
    with previewed(tmp_path) as preview:
        tab.goto(preview.address)
        assert tab.get_by_text("There is no question in this folder yet.").is_visible()


# --- everybody ---


@pytest.mark.parametrize(
    ("path", "scheme", "width"),
    [
        ("", "light", 320),
        ("", "dark", 1200),
        ("question/value-function/td-advantage?set.reward=0.5", "light", 1200),
        ("question/value-function/td-advantage?set.reward=7", "dark", 320),
        ("question/q-learning/q-table-update?tab=moodle", "light", 320),
        ("question/policy-and-value/policy-value-roles?tab=moodle", "dark", 1200),
        ("question/value-function/training-step?tab=paper", "dark", 320),
        ("question/value-function/training-step?tab=paper", "light", 1200),
        ("question/nowhere", "light", 320),
        ("inside/student/value-function/td-advantage", "light", 320),
        ("inside/key/value-function/td-advantage", "dark", 1200),
        ("inside/moodle/policy-and-value/policy-value-roles", "light", 320),
        ("inside/moodle/value-function/training-step", "dark", 1200),
        ("inside/moodle-bank/value-function/training-step", "dark", 320),
        ("inside/moodle-bank/q-learning/q-table-update", "light", 1200),
    ],
)
def test_axe_finds_no_barrier(
    shipped: Preview, browser: "Browser", path: str, scheme: Literal["light", "dark"], width: int
) -> None:
    require(AXE.exists(), f"axe-core is not at {AXE}")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
    tab = context.new_page()
    tab.goto(shipped.address + path)
    assert violations(tab, inside=path.startswith("inside")) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= width
    context.close()


def violations(tab: "Page", *, inside: bool = False) -> list[tuple[str, str]]:
    """What axe finds. A page that is shown inside another has no heading of the first level: the other has it."""
    tab.evaluate(AXE.read_text(encoding="utf-8"))
    found = tab.evaluate("rules => axe.run(document, rules)", RULES)
    outer = {"page-has-heading-one", "heading-order"} if inside else set()
    return [(fault["id"], fault["nodes"][0]["html"]) for fault in found["violations"] if fault["id"] not in outer]


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_among_faults(
    file: Path, preview: Preview, browser: "Browser", scheme: Literal["light", "dark"]
) -> None:
    require(AXE.exists(), f"axe-core is not at {AXE}")
    context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": 320, "height": 800})
    tab = context.new_page()
    tab.goto(preview.address)
    file.write_text(QUESTION.replace("bloom: apply", "bloom: aply"), encoding="utf-8")
    tab.get_by_role("region", name="Faults").wait_for()
    assert violations(tab) == []
    assert tab.evaluate("document.documentElement.scrollWidth") <= 320
    context.close()


def test_without_script_links_and_forms_do_it(file: Path, preview: Preview, browser: "Browser") -> None:
    context = browser.new_context(java_script_enabled=False, viewport={"width": 1200, "height": 900})
    tab = context.new_page()
    tab.goto(preview.address)
    first = student(tab)
    tab.get_by_role("link", name="Next draw").click()
    assert student(tab) != first
    tab.get_by_label("Draw", exact=True).fill("0")
    tab.get_by_role("button", name="Show", exact=True).click()
    assert student(tab) == first
    tab.get_by_text("Parameters", exact=True).click()
    tab.get_by_label("reward").fill("3")
    tab.get_by_role("button", name="Show these").click()
    assert " is 3," in student(tab)
    tab.get_by_role("link", name="In Moodle").click()
    assert " is 3," in inside(tab, "Student’s view in Moodle").locator("main").inner_text()
    file.write_text(QUESTION.replace("The reward", "What is earned"), encoding="utf-8")
    tab.wait_for_timeout(500)
    tab.get_by_role("link", name="Reload after saving").click()
    assert "What is earned" in inside(tab, "Student’s view in Moodle").locator("main").inner_text()
    context.close()


# --- safety ---


def test_only_this_machine_is_answered(shipped: Preview) -> None:
    port = shipped.port
    for host in (f"localhost:{port}", f"127.0.0.1:{port}", f"[::1]:{port}", f"LOCALHOST:{port}"):
        assert get(shipped, "/", host=host)[0] == 200
    for host in (
        "evil.example",
        f"evil.example:{port}",
        "127.0.0.1",
        f"127.0.0.1.evil.example:{port}",
        f"127.0.0.1:{port}0",
        "",
    ):
        for path in ("/", "/events/", "/style.css", "/inside/key/value-function/td-advantage"):
            status, _, text = get(shipped, path, host=host)
            assert (status, text) == (421, "This server does not answer to that name.\n")


def test_it_listens_on_the_loopback_address_only(shipped: Preview) -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        probe.connect(("192.0.2.1", 9))
        own = probe.getsockname()[0]
    require(not own.startswith("127."), "this machine has no other address")
    with pytest.raises(OSError, match="refused"), socket.create_connection((own, shipped.port), timeout=2):
        pass


def test_no_page_may_load_from_elsewhere_or_be_framed_elsewhere(shipped: Preview) -> None:
    for path in ("/", "/question/value-function/td-advantage", "/style.css", "/script.js", "/nothing"):
        headers = get(shipped, path)[1]
        policy = headers["content-security-policy"]
        assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
        assert "frame-ancestors 'none'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff"
        assert "access-control-allow-origin" not in headers
    policy = get(shipped, "/inside/key/value-function/td-advantage")[1]["content-security-policy"]
    assert "script-src" not in policy
    assert "frame-ancestors 'self'" in policy


def test_nothing_but_get_is_answered(shipped: Preview) -> None:
    for method in ("POST", "PUT", "DELETE", "PATCH", "OPTIONS"):
        assert get(shipped, "/question/value-function/td-advantage", method)[0] == 405


@pytest.mark.parametrize(
    "path",
    [
        "/question/../objectives",
        "/question/%2e%2e/objectives",
        "/question//etc/passwd",
        "/question/objectives",
        "/inside/key/../../pyproject",
        "/inside/nothing/value-function/td-advantage",
        "/inside/key/value-function/td-advantage?variant=99999999",
        "/inside/key/value-function/td-advantage?set.reward=(",
        "/inside/key/value-function/td-advantage?set.nothing=1",
        "/picture/paper/2/value-function/td-advantage",
        "/picture/nothing/1/value-function/td-advantage",
        "/pdf/nothing/value-function/td-advantage",
        "/question.jinja",
        "/..%2fhtml%2fstyle.css",
    ],
)
def test_there_is_nothing_else(shipped: Preview, path: str) -> None:
    status, _, text = get(shipped, path)
    assert status == 404
    assert "Traceback" not in text


def test_an_author_cannot_put_markup_on_the_page(file: Path, preview: Preview, tab: "Page") -> None:
    file.write_text(
        QUESTION.replace("A small question", "<img src=x onerror=alert(1)>").replace("here, there", "<b>x</b>, there")
    )
    tab.goto(preview.address)
    assert tab.get_by_role("heading", level=1).inner_text() == "<img src=x onerror=alert(1)>"
    assert tab.locator("img").count() == 0
    file.write_text(QUESTION.replace("bloom: apply", "bloom: <script>alert(1)</script>"))
    tab.get_by_text("'<script>alert(1)</script>' is not known here").wait_for()


# --- starting and ending ---


def test_it_ends_at_once_also_while_a_question_is_read(file: Path, preview: Preview, tab: "Page") -> None:
    tab.goto(preview.address)
    assert "The reward" in student(tab)
    file.write_text(LONG, encoding="utf-8")
    tab.get_by_text("being read …").wait_for()
    start = time.perf_counter()
    preview.process.send_signal(signal.SIGINT)
    _, err = preview.process.communicate(timeout=10)
    assert (err, preview.process.returncode) == ("", 0)
    assert time.perf_counter() - start < 10


@pytest.mark.parametrize(("wanted", "code"), [(signal.SIGINT, 0), (signal.SIGTERM, -signal.SIGTERM)])
def test_ctrl_c_ends_it_at_once_also_while_a_page_listens(
    preview: Preview, tab: "Page", wanted: signal.Signals, code: int
) -> None:
    tab.goto(preview.address)
    tab.get_by_text("sound", exact=True).wait_for()
    start = time.perf_counter()
    preview.process.send_signal(wanted)
    _, err = preview.process.communicate(timeout=10)
    assert (err, preview.process.returncode) == ("", code)
    assert time.perf_counter() - start < 10
    tab.get_by_text("The preview has ended").wait_for()


def test_a_port_that_is_taken_is_told_or_another_one_found(file: Path) -> None:
    with previewed(file) as first, previewed(file) as second:
        assert first.port != second.port
        command = [*QBANK, "preview", str(file), "--no-browser", "--port", str(first.port)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.stderr.startswith(f"error: port {first.port} cannot be used: ")
        assert done.returncode == 1


def test_nothing_is_written_beside_the_questions(file: Path, preview: Preview, tab: "Page") -> None:
    tab.goto(preview.page("small", "?tab=paper"))
    tab.get_by_text("sound", exact=True).wait_for()
    assert [path.name for path in file.parent.iterdir()] == ["small.yaml"]
