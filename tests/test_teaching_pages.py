"""An instructor's pages in a browser without scripts, beside those of students; and what nobody else sees."""

import csv
import re
from collections.abc import Iterator
from io import StringIO
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest

from tests.practice_pages import Served, answer_rightly, examined, press
from tests.shared_servers import Client, Shared, every_interaction, shared_server

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

EVIL = "'\"><script>document.title = 1</script><img src=/x onerror=alert()>"


@pytest.fixture
def shared(tmp_path: Path) -> Iterator[Shared]:
    """A server of one class, without students, that asks one question with every interaction."""
    with shared_server(every_interaction(tmp_path / "bank"), str(tmp_path / "class.sqlite")) as served:
        yield served


@pytest.fixture
def tabs(browser: "Browser") -> "Iterator[tuple[Page, Page]]":
    """An instructor's browser and a student's; neither runs scripts."""
    contexts = [browser.new_context(java_script_enabled=False) for _ in range(2)]
    first, second = (context.new_page() for context in contexts)
    for page in (first, second):
        page.set_default_timeout(10_000)
    yield first, second
    for context in contexts:
        context.close()


def enter(tab: "Page", link: str, shared: Shared) -> None:
    tab.goto(f"http://127.0.0.1:{shared.port}{link[link.index('/enter/') :]}")
    press(tab, "Enter")


def follow(tab: "Page", name: str) -> None:
    with tab.expect_navigation():
        tab.get_by_role("link", name=name, exact=True).first.click()


def served(shared: Shared) -> Served:
    return Served(f"http://127.0.0.1:{shared.port}/", Path(shared.database))


def instructor(shared: Shared) -> Client:
    client = Client(shared.port)
    assert client.enter(shared.instructor) == 303
    client.send("GET", "/teach")
    return client


def student(shared: Shared, name: str) -> Client:
    client = Client(shared.port)
    assert client.join(name) == 303
    return client


def test_an_instructor_makes_a_class_and_judges_what_a_student_of_it_wrote(
    shared: Shared, tabs: "tuple[Page, Page]"
) -> None:
    teacher, learner = tabs
    enter(teacher, shared.instructor, shared)
    teacher.get_by_label("Name of the class").fill("Control theory")
    press(teacher, "Make the class")
    teacher.get_by_label("Names, one on each line").fill("Ada Lovelace\nBob")
    press(teacher, "Add them")
    assert teacher.locator("tbody th").all_inner_texts() == ["Ada Lovelace", "Bob"]
    follow(teacher, "Links of students")
    link = teacher.locator("dd a").first.get_attribute("href") or ""
    enter(learner, link, shared)
    press(learner, "What comes next")
    question = learner.url
    answer_rightly(learner, served(shared))
    press(learner, "Answer")
    assert learner.get_by_role("button", name="Mark it").count() == 0
    assert "It stands for all at once." not in learner.content()

    follow(teacher, "To judge")
    follow(teacher, "Every way to answer")
    assert teacher.locator(".given").inner_text() == "It stands for <b>all</b>."
    assert "It stands for all at once." in teacher.locator(".solution").inner_text()
    assert re.search(r"the sum is.*What is a sum good for\?", teacher.locator(".asked").inner_text(), re.S)
    assert "Ada" not in teacher.content()
    teacher.get_by_label("Says that it stands for all of them").fill("3")
    teacher.get_by_label("A comment that the student sees").fill("Say <i>how</i>.\nThen why.")
    press(teacher, "Save and next")
    assert "worth 2 cannot earn 3" in teacher.locator(".notice").inner_text()
    teacher.get_by_label("Says that it stands for all of them").fill("3/2")
    press(teacher, "Save and next")
    assert "Nothing waits to be judged." in teacher.locator("main").inner_text()
    learner.goto(question)
    told = learner.locator(".told", has_text="Marked:").inner_text()
    assert told == "Marked: 1.5 of 2 points.\n\nSay <i>how</i>.\nThen why."
    follow(teacher, "Every way to answer")
    assert teacher.get_by_label("Or only points in all").input_value() == "1.5"


def test_a_report_is_read_with_its_question_and_seen_to(shared: Shared, tabs: "tuple[Page, Page]") -> None:
    ada = student(shared, "Ada")
    page = ada.question()
    ada.post(f"{page}/answer", key=ada.key, q1a="1")
    ada.post(f"{page}/report", problem="The <b>key</b> is odd.\nLook at (a).")
    teacher = tabs[0]
    enter(teacher, shared.instructor, shared)
    assert teacher.locator("table").inner_text().split()[-5:] == ["ABCD-2345", "1", "0", "0", "1"]
    follow(teacher, "Reports")
    follow(teacher, "Every way to answer")
    shown = teacher.locator("main").inner_text()
    assert "The <b>key</b> is odd.\nLook at (a)." in shown
    assert "Ada, Reinforcement learning" in shown
    assert re.search(r"qbank show every --seed [0-9a-f]{32} --variant \d+", shown)
    assert teacher.locator("#q1a").is_disabled()
    assert teacher.locator("#q1a").input_value() == "1"
    assert "✓ right" in teacher.locator(".key").inner_text()
    press(teacher, "Seen to")
    assert "No report is open." in teacher.locator("main").inner_text()
    assert "seen to" in teacher.locator(".lines").inner_text()


def test_how_questions_go_is_shown_and_saved(shared: Shared, tabs: "tuple[Page, Page]") -> None:
    for name in ("Ada", "=1+1"):
        client = student(shared, name)
        page = client.question()
        text = client.send("GET", page)[2]
        numbers = re.search(r"<article.*?Of (\d+) and (\d+)", text, re.S)
        assert numbers
        wrong = str(int(numbers[1]) + int(numbers[2]))
        client.post(f"{page}/answer", key=client.key, q1a=wrong)
        client.post(f"{page}/solution")
    teacher = tabs[0]
    enter(teacher, shared.instructor, shared)
    follow(teacher, "Questions")
    shown = teacher.locator(".misconception").inner_text()
    assert shown == "sum (every) 2 times, by 2 students, in Every way to answer\n\nThis is the sum."
    assert teacher.locator("svg").get_attribute("aria-label") == (
        "Facility of the hardest questions. Every way to answer: 0%"
    )
    follow(teacher, "name")
    assert teacher.url.endswith("/teach/questions/by-name")
    client = instructor(shared)
    status, headers, text = client.send("GET", "/teach/class/rl/misconceptions.csv")
    assert (status, headers["content-type"]) == (200, "text/csv; charset=utf-8")
    assert headers["content-disposition"] == 'attachment; filename="misconceptions-reinforcement-learning.csv"'
    (row,) = csv.DictReader(StringIO(text.removeprefix("\ufeff"), newline=""))
    assert (row["misconception"], row["times"], row["students"]) == ("every:sum", "2", "2")
    links = client.send("GET", "/teach/class/rl/links.csv")[2]
    names = [one["name"] for one in csv.DictReader(StringIO(links.removeprefix("\ufeff"), newline=""))]
    assert names == ["\u200b=1+1", "Ada"]


def test_another_code_ends_links_and_a_student_is_deleted_after_a_question(
    shared: Shared, tabs: "tuple[Page, Page]"
) -> None:
    student(shared, "Ada")
    teacher, learner = tabs
    enter(teacher, shared.instructor, shared)
    follow(teacher, "Reinforcement learning")
    follow(teacher, "Links of students")
    link = teacher.locator("dd a").first.get_attribute("href") or ""
    follow(teacher, "code of the class")
    assert "the links of all its students (1 student) end" in teacher.locator("main").inner_text()
    press(teacher, "Change the code")
    assert "ABCD-2345" not in teacher.content()
    assert Client(shared.port).enter(link) == 403
    follow(teacher, "Links of students")
    enter(learner, teacher.locator("dd a").first.get_attribute("href") or "", shared)
    follow(teacher, "Reinforcement learning")
    follow(teacher, "Delete Ada")
    press(teacher, "Delete everything")
    assert "Nobody is in this class yet." in teacher.locator("main").inner_text()
    learner.goto(f"http://127.0.0.1:{shared.port}/progress")
    assert "The code of your class" in learner.content()


PATHS = ("/teach", "/teach/questions", "/teach/waiting", "/teach/reports", "/teach/class/rl", "/teach/class/rl/links")


def test_nobody_but_the_instructor_sees_or_does_anything_there(shared: Shared) -> None:
    ada = student(shared, "Ada")
    store = shared.store()
    with store.reading() as connection:
        from qbank.practice.store.people import learners

        who = learners(connection)[0].id
    store.close()
    paths = (*PATHS, "/teach/class/rl/links.csv", f"/teach/class/rl/student/{who}/data.json")
    for client in (ada, Client(shared.port)):
        client.send("GET", "/")
        for path in paths:
            assert client.send("GET", path)[:1] == (303,), path
        assert client.post("/teach", name="Mine")[0] == 403
        assert client.post("/teach/class/rl", names="Eve")[0] == 403
        assert client.post(f"/teach/class/rl/student/{who}/delete")[0] == 403
    teacher = instructor(shared)
    assert "Mine" not in teacher.send("GET", "/teach")[2]
    assert "Eve" not in teacher.send("GET", "/teach/class/rl")[2]
    teacher.token = ada.token
    assert teacher.send("POST", "/teach", f"token={ada.token}&name=Mine")[0] == 403
    for path in (
        "/teach/class/none",
        "/teach/class/none/student/x/delete",
        "/teach/reports/none",
        "/teach/waiting/a/b",
    ):
        assert teacher.send("GET", path)[0] == 404


def fill(shared: Shared) -> dict[str, str]:
    """A class whose every text is markup; the pages that show it."""
    teacher = instructor(shared)
    made = teacher.post("/teach", name=f"Class {EVIL}")[1]["location"]
    its = made.rpartition("/")[2]
    assert teacher.post(made, names=f"Ada {EVIL}")[0] == 303
    link = re.search(r'href="(http://[^"]*/enter/[^"]+)"', teacher.send("GET", f"{made}/links")[2])
    assert link
    ada = Client(shared.port)
    assert ada.enter(link[1]) == 303
    page = ada.question()
    ada.post(f"{page}/answer", key=ada.key, q1h=f"So {EVIL}", q1a="1", q1c=EVIL)
    ada.post(f"{page}/report", problem=f"Odd {EVIL}")
    waiting = re.search(r'href="(/teach/waiting/[^"]+)"', teacher.send("GET", "/teach/waiting")[2])
    report = re.search(r'href="(/teach/reports/[^"]+)"', teacher.send("GET", "/teach/reports")[2])
    delete = re.search(r'href="([^"]+/delete)"', teacher.send("GET", made)[2])
    assert waiting
    assert report
    assert delete
    teacher.post(waiting[1], total="1", comment=f"Well {EVIL}")
    paths = ("links", "code", "questions", "questions/by-name", "waiting")
    pages = {path: f"/teach/class/{its}/{path}" for path in paths}
    return {
        **pages,
        "classes": "/teach",
        "class": made,
        "everybody": "/teach/questions",
        "all waiting": "/teach/waiting",
        "judging": waiting[1],
        "reports": "/teach/reports",
        "report": report[1],
        "delete": delete[1],
        "student": page,
    }


def test_markup_that_somebody_types_is_shown_and_does_nothing(shared: Shared, browser: "Browser") -> None:
    """In a browser that would run it, and without the policy that forbids it."""
    pages = fill(shared)
    context = browser.new_context(bypass_csp=True)
    tab = context.new_page()
    enter(tab, shared.instructor, shared)
    for name, path in pages.items():
        tab.goto(f"http://127.0.0.1:{shared.port}{path}")
        assert tab.locator("img, script:not([src='/practice.js']), [onerror]").count() == 0, name
        assert tab.title() != "1", name
        if name not in ("everybody", "all waiting", "student"):
            assert "<script>" in tab.locator("main").inner_text(), name
    context.close()


@pytest.mark.parametrize("width", [320, 1200])
@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_no_barrier_on_any_page_of_the_instructor(
    shared: Shared, browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> None:
    pages = fill(shared)
    with examined(browser, scheme, width) as (tab, examine):
        enter(tab, shared.instructor, shared)
        for name, path in pages.items():
            tab.goto(f"http://127.0.0.1:{shared.port}{path}")
            for closed in tab.locator("summary").all():
                closed.click()
            examine(name)
