"""What an instructor sees and does: classes, how questions go, answers to judge, reports; on SQLite and PostgreSQL."""

import csv
import json
import shlex
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from io import StringIO
from itertools import count

import pytest
from msgspec.structs import replace

from qbank.authoring.bank import Bank, read_model
from qbank.authoring.schema import ItemModel
from qbank.content import plain
from qbank.errors import QbankError
from qbank.generation.program import program
from qbank.grading.grade import grade
from qbank.practice.plan import Plan, Session
from qbank.practice.session import Judged, Serving, Tried, result
from qbank.practice.store.engine import Store, open_store
from qbank.practice.store.log import append
from qbank.practice.store.people import Learner, SchoolClass, add_class, add_learner, learner, learners, school_class
from qbank.practice.store.rolls import overall, students
from qbank.practice.store.servings import balance, serving
from qbank.practice.store.teaching import going, judged, reports, shown, waiting
from qbank.practice.store.visits import Visit, add_visit, visit
from qbank.practice.tutor import Tutor, open_tutor
from qbank.practice.web.desk import Desk
from qbank.practice.web.rooms import Download
from qbank.practice.web.teaching.classes import (
    ClassesPage,
    ClassPage,
    add_students,
    change_code,
    class_page,
    classes_page,
    code_page,
    links_page,
    links_table,
    make_class,
)
from qbank.practice.web.teaching.desk import TeachingDesk
from qbank.practice.web.teaching.judging import JudgingPage, judge, judging_page
from qbank.practice.web.teaching.questions import (
    mistakes_table,
    questions_by_name,
    questions_page,
    questions_table,
    told_of,
)
from qbank.practice.web.teaching.queue import waiting_page
from qbank.practice.web.teaching.reports import report_page, reports_page, settle
from qbank.practice.web.teaching.students import delete_page, delete_student, student_data
from qbank.response import Pending
from qbank.source import parse
from tests.example_bank import bank_of
from tests.test_practice_terminal import MEAN, SPREAD

NOW = datetime(2026, 3, 1, 9, 30, tzinfo=UTC)
MINUTE = timedelta(minutes=1)
EVIL = '=HYPERLINK("http://evil") <script>alert(1)</script>'


@pytest.fixture(scope="module")
def bank() -> Bank:
    """Two questions; one has an essay."""
    return bank_of(
        *(
            read_model(ItemModel, parse(text, f"{name}.yaml"), name)
            for name, text in {"mean": MEAN, "larger": SPREAD}.items()
        )
    )


@pytest.fixture
def tutor(bank: Bank, address: str) -> Iterator[Tutor]:
    """A tutor with two classes: Ada and Eve are in the one, Bob in the other."""
    names = map(str, count())
    store = open_store(address, NOW)
    with store.writing() as connection:
        for its, name, code in (("rl", "Reinforcement learning", "RRRR-2222"), ("ml", "Machine learning", "MMMM-2222")):
            add_class(connection, SchoolClass(its, name, code, NOW))
        for name, of in {"ada": "rl", "eve": "rl", "bob": "ml"}.items():
            add_learner(connection, Learner(name, name.title(), of, NOW))
    yield open_tutor(store, bank, b"secret", lambda: f"id{next(names)}")
    store.close()


@pytest.fixture
def desk(tutor: Tutor) -> TeachingDesk:
    return TeachingDesk(tutor, lambda: NOW, lambda who: f"https://example.org/enter/{who}.seal")


def asked(tutor: Tutor, who: str, item: str = "mean", now: datetime = NOW) -> Serving:
    """A question that is served to a student."""
    session = tutor.begin(who, Plan(objectives=(f"stats.{'mean' if item == 'mean' else 'spread'}",)), now)
    found = tutor.next(session.id, who, now)
    assert isinstance(found, Serving)
    return found


def answered(tutor: Tutor, who: str, now: datetime = NOW, why: str = "Because.", mean: str = "") -> Serving:
    """A question that a student answered: with ``mean``, or rightly."""
    made = asked(tutor, who, now=now)
    given = {"mean": mean or plain(made.item.answer("mean").shown), "why": why}  # type: ignore[arg-type]
    return tutor.answer(made.id, who, given, "k", now + MINUTE).serving


def mistaken(tutor: Tutor, who: str, now: datetime = NOW) -> Serving:
    made = asked(tutor, who, now=now)
    given = {"mean": str(made.item.answer("mean").known[0].response), "why": "So."}
    return tutor.answer(made.id, who, given, "k", now + MINUTE).serving


def rows(table: Download) -> list[dict[str, str]]:
    """A table, read back by Python's csv."""
    assert table.kind == "text/csv; charset=utf-8"
    assert table.text.startswith("\ufeff")
    return list(csv.DictReader(StringIO(table.text.removeprefix("\ufeff"), newline="")))


def form(**fields: str) -> dict[str, list[str]]:
    return {name.replace("_", "-"): [value] for name, value in fields.items()}


# --- the store ---


def test_a_class_is_counted_by_itself(tutor: Tutor) -> None:
    made = answered(tutor, "ada")
    answered(tutor, "bob")
    asked(tutor, "eve")
    tutor.report(made.id, "ada", "Odd.", NOW)
    with tutor.store.reading() as connection:
        first, second = overall(connection)
    assert (first.school_class.id, first.students, first.answered, first.waiting, first.reports) == ("ml", 1, 1, 1, 0)
    assert (second.school_class.id, second.students, second.answered, second.waiting, second.reports) == (
        "rl",
        2,
        1,
        1,
        1,
    )


def test_students_are_listed_with_what_they_did_and_when(tutor: Tutor) -> None:
    answered(tutor, "ada", now=NOW + MINUTE)
    mistaken(tutor, "ada", now=NOW + 5 * MINUTE)
    with tutor.store.reading() as connection:
        ada, eve = students(connection, "rl")
        assert students(connection, "nothing") == ()
    assert (ada.id, ada.name, ada.done, ada.facility, ada.seen) == ("ada", "Ada", 2, 0.5, NOW + 6 * MINUTE)
    assert (eve.done, eve.facility, eve.seen) == (0, None, None)


def test_whoever_was_away_is_not_counted_in_the_time_that_a_question_takes(tutor: Tutor) -> None:
    answered(tutor, "ada")
    long = asked(tutor, "eve")
    given = {"mean": plain(long.item.answer("mean").shown), "why": "So."}  # type: ignore[arg-type]
    tutor.answer(long.id, "eve", given, "k", NOW + timedelta(hours=5))
    with tutor.store.reading() as connection:
        (found,) = going(connection, "rl")
    assert (found.done, found.seconds) == (2, 60)


def test_a_misconception_that_was_shown_names_a_question_that_showed_it(tutor: Tutor) -> None:
    made = mistaken(tutor, "ada")
    with tutor.store.reading() as connection:
        (found,) = shown(connection, "rl")
        assert shown(connection, "ml") == ()
    assert (found.misconception, found.serving) == ("mean:sum", made.id)


def test_of_judgements_the_last_one_of_each_answer_is_told(tutor: Tutor) -> None:
    made, other = answered(tutor, "ada"), answered(tutor, "bob")
    tutor.judge(made.id, "why", Fraction(1), "", "instructor", NOW)
    tutor.judge(other.id, "why", Fraction(0), "", "self", NOW + MINUTE)
    tutor.judge(made.id, "why", Fraction(1, 3), "", "instructor", NOW + 2 * MINUTE)
    with tutor.store.reading() as connection:
        assert [(one.serving, one.earned, one.judge) for one in judged(connection, 9)] == [
            (made.id, Fraction(1, 3), "instructor"),
            (other.id, Fraction(0), "self"),
        ]
        assert [one.serving for one in judged(connection, 9, "ml")] == [other.id]
        assert len(judged(connection, 1)) == 1


# --- classes ---


def test_a_class_is_made_once_with_a_code_of_its_own(desk: TeachingDesk) -> None:
    address = make_class(desk, "", form(name="  Control \n theory "))
    assert isinstance(address, str)
    made = class_page(desk, address.rpartition("/")[2])
    assert made.name == "Control theory"
    assert made.code not in ("RRRR-2222", "MMMM-2222", "")
    again = make_class(desk, "", form(name="Control theory"))
    assert isinstance(again, ClassesPage)
    assert "already" in again.notice
    assert [one.school_class.name for one in again.classes] == [
        "Control theory",
        "Machine learning",
        "Reinforcement learning",
    ]


@pytest.mark.parametrize("name", ["", "  ", "x" * 300, "a\x00b\x07", "\N{RIGHT-TO-LEFT OVERRIDE}a"])
def test_what_is_no_name_makes_no_class_that_cannot_be_read(desk: TeachingDesk, name: str) -> None:
    made = make_class(desk, "", form(name=name))
    if isinstance(made, str):
        assert class_page(desk, made.rpartition("/")[2]).name == "ab"
    else:
        assert "Give the class a name" in made.notice
        assert len(classes_page(desk).classes) == 2


def test_students_are_added_by_their_names_each_once(desk: TeachingDesk) -> None:
    page = add_students(desk, "rl", form(names="Zoë Ünal\r\n\r\n  Ada \r\nÉmile\nzoë ünal\n"))
    assert isinstance(page, ClassPage)
    assert page.notice == "2 students added. The class has “Ada” already."
    assert [one.name for one in page.students] == ["Ada", "Émile", "Eve", "Zoë Ünal"]
    again = add_students(desk, "rl", form(names="Zoë Ünal\nÉmile"))
    assert isinstance(again, ClassPage)
    assert again.notice == "Nobody was added. The class has “Zoë Ünal” and “Émile” already."
    assert again.students == page.students
    assert add_students(desk, "ml", form(names="Mia")) == "/teach/class/ml"
    assert [one.name for one in class_page(desk, "ml").students] == ["Bob", "Mia"]


def test_a_faulty_list_of_names_adds_nobody_and_stays_typed(desk: TeachingDesk) -> None:
    for names in ("Mia\n" + "x" * 500, "Mia\n***", "Mia\n\N{RIGHT-TO-LEFT OVERRIDE}evil"):
        page = add_students(desk, "rl", form(names=names))
        assert isinstance(page, ClassPage)
        assert page.notice.startswith("Nobody was added.")
        assert page.names == names
        assert len(page.students) == 2
    empty = add_students(desk, "rl", form(names=" \n "))
    assert isinstance(empty, ClassPage)
    assert "Write the names" in empty.notice


def test_everyone_has_a_link_on_the_page_and_in_the_table(desk: TeachingDesk) -> None:
    links = (("Ada", "https://example.org/enter/ada.seal"), ("Eve", "https://example.org/enter/eve.seal"))
    assert links_page(desk, "rl").links == links
    table = links_table(desk, "rl")
    assert table.name == "links-reinforcement-learning.csv"
    assert [tuple(row.values()) for row in rows(table)] == list(links)


def test_a_code_is_changed_once_for_each_time_that_it_is_seen_and_puts_everybody_out(desk: TeachingDesk) -> None:
    before = code_page(desk, "rl")
    assert (before.code, before.links) == ("RRRR-2222", "2 students")
    entered = {who: f"cookie of {who}" for who in ("ada", "bob")}
    with desk.tutor.store.writing() as connection:
        for who, cookie in entered.items():
            add_visit(connection, cookie, Visit(who, NOW + MINUTE), NOW)
    codes = [before.code]
    for _ in range(2):
        assert change_code(desk, "rl", form(before=before.code)) == "/teach/class/rl"
        codes.append(class_page(desk, "rl").code)
    assert codes[1] == codes[2] != before.code
    assert class_page(desk, "ml").code == "MMMM-2222"
    with desk.tutor.store.reading() as connection:
        assert [who for who, cookie in entered.items() if visit(connection, cookie, NOW)] == ["bob"]


def test_all_that_is_kept_of_a_student_is_saved_and_deleted(desk: TeachingDesk) -> None:
    made = answered(desk.tutor, "ada")
    saved = student_data(desk, "rl/ada")
    assert (saved.name, saved.kind) == ("student-ada.json", "application/json")
    assert json.loads(saved.text)["sessions"][0]["questions"][0]["log"][0]["answered"]["why"] == "Because."
    assert delete_page(desk, "rl/ada").name == "Ada"
    for _ in range(2):
        assert delete_student(desk, "rl/ada", {}) == "/teach/class/rl"
        assert [one.name for one in class_page(desk, "rl").students] == ["Eve"]
    with desk.tutor.store.reading() as connection, pytest.raises(QbankError):
        serving(connection, made.id)


Read = Callable[[TeachingDesk, str], object]


@pytest.mark.parametrize("read", [student_data, delete_page, lambda desk, which: delete_student(desk, which, {})])
@pytest.mark.parametrize("id", ["ml/ada", "rl/bob", "/ada", "none/ada"])
def test_a_student_is_found_in_the_own_class_alone(desk: TeachingDesk, read: Read, id: str) -> None:
    with pytest.raises(QbankError, match="in this class"):
        read(desk, id)
    with desk.tutor.store.reading() as connection:
        assert len(learners(connection)) == 3


@pytest.mark.parametrize(
    "read",
    [
        class_page,
        code_page,
        links_page,
        links_table,
        questions_page,
        questions_table,
        mistakes_table,
        waiting_page,
        lambda desk, which: add_students(desk, which, form(names="Mia")),
        lambda desk, which: change_code(desk, which, form(before="RRRR-2222")),
    ],
)
def test_a_class_that_is_not_there_is_not_found(desk: TeachingDesk, read: Read) -> None:
    with pytest.raises(QbankError, match="no class 'none'"):
        read(desk, "none")


# --- questions ---


def test_questions_are_sorted_by_facility_or_name_and_plotted(desk: TeachingDesk) -> None:
    mistaken(desk.tutor, "ada")
    made = asked(desk.tutor, "ada", "larger")
    (part,) = made.item.parts
    desk.tutor.answer(made.id, "ada", {part.id: made.item.answer(part.id).choice}, "k", NOW + MINUTE)
    asked(desk.tutor, "bob")
    by_facility, by_name = questions_page(desk, "rl"), questions_by_name(desk, "rl")
    assert [(one.title, one.facility, one.time, one.mistakes) for one in by_facility.questions] == [
        ("The mean of two rewards", "0%", "1 minute", 1),
        ("The larger reward", "100%", "1 minute", 0),
    ]
    assert [one.item for one in by_name.questions] == ["larger", "mean"]
    assert by_name.address == "/teach/class/rl"
    assert by_facility.plot == "The mean of two rewards: 0%; The larger reward: 100%"
    assert [one.width for one in by_facility.bars] == ["0.00%", "99.50%"]
    everybody = questions_page(desk)
    assert (everybody.name, everybody.address) == ("Everybody", "/teach")
    assert everybody.questions[0].going.served == 2


def test_a_misconception_is_told_in_the_words_of_its_question(desk: TeachingDesk) -> None:
    for who in ("ada", "ada", "eve", "bob"):
        mistaken(desk.tutor, who)
    (found,) = questions_page(desk, "rl").mistakes
    assert (found.name, found.shown.times, found.shown.learners) == ("sum (mean)", 3, 2)
    assert plain(found.words) == "This is the sum. Divide it by 2."
    (row,) = rows(mistakes_table(desk, "rl"))
    assert row == {
        "question": "mean",
        "title": "The mean of two rewards",
        "misconception": "mean:sum",
        "times": "3",
        "students": "2",
        "feedback": "This is the sum. Divide it by 2.",
    }


def test_a_misconception_that_its_question_does_not_know_is_told_by_its_formula_or_not_at_all(tutor: Tutor) -> None:
    item = asked(tutor, "ada").item
    assert "discount" in plain(told_of("td_error.undiscounted", item)).lower()
    assert plain(told_of("td_error.no_such", item)) == plain(told_of("none:such", item)) == ""


def test_how_questions_go_is_a_table_of_numbers(desk: TeachingDesk) -> None:
    mistaken(desk.tutor, "ada")
    answered(desk.tutor, "eve")
    assert rows(questions_table(desk, "rl")) == [
        {
            "question": "mean",
            "title": "The mean of two rewards",
            "served": "2",
            "done": "2",
            "facility": "0.500",
            "seconds": "60.0",
        }
    ]
    assert rows(questions_table(desk, "ml")) == []


def test_a_question_that_the_bank_has_no_more_keeps_its_place(desk: TeachingDesk, bank: Bank) -> None:
    mistaken(desk.tutor, "ada")
    bare = replace_bank(desk, Bank(items={}, objectives={}))
    assert [one.title for one in questions_page(bare).questions] == ["mean"]
    assert plain(questions_page(bare).mistakes[0].words) == "This is the sum. Divide it by 2."


def replace_bank(desk: TeachingDesk, bank: Bank) -> TeachingDesk:
    tutor = open_tutor(desk.tutor.store, bank, b"secret", desk.tutor.fresh)
    return TeachingDesk(tutor, desk.clock, desk.link)


# --- judging ---


def test_the_oldest_answer_is_judged_first_and_saving_leads_to_the_next(desk: TeachingDesk) -> None:
    second = answered(desk.tutor, "ada", now=NOW + MINUTE)
    first = answered(desk.tutor, "eve")
    answered(desk.tutor, "bob")
    addresses = [f"/teach/waiting/{one.id}/why" for one in (first, second)]
    assert [one.address for one in waiting_page(desk, "rl").waiting] == addresses
    assert len(waiting_page(desk).waiting) == 3
    assert judge(desk, f"{first.id}/why", form(points_1="1", comment="Good.")) == addresses[1]
    assert judge(desk, f"{second.id}/why", form(total="1/3")) == "/teach/class/rl/waiting"
    after = waiting_page(desk, "rl")
    assert after.waiting == ()
    assert [one.note.partition(",")[0] for one in after.judged] == ["1/3 points", "1 point"]


def test_an_answer_left_for_later_is_passed_over(desk: TeachingDesk) -> None:
    first, second = answered(desk.tutor, "eve"), answered(desk.tutor, "ada", now=NOW + MINUTE)
    assert judging_page(desk, f"{first.id}/why").after == f"/teach/waiting/{second.id}/why"
    assert judging_page(desk, f"{second.id}/why").after == "/teach/class/rl/waiting"


def test_a_text_is_shown_with_everything_by_which_it_is_judged_but_whose_it_is(desk: TeachingDesk) -> None:
    made = answered(desk.tutor, "ada", why="It <i>stands</i>.\n\nFor all.")
    page = judging_page(desk, f"{made.id}/why")
    assert page.response == "It <i>stands</i>.\n\nFor all."
    assert plain(page.prompt) == "What is a mean good for?"
    assert plain(page.model_answer) == "It stands for all rewards at once."
    assert [(one.field, plain(one.text), one.possible) for one in page.scales] == [
        ("points-1", "Says that it stands for all of them", "1")
    ]
    assert (page.label, page.possible, page.key, page.reason, page.judged) == ("(b)", "1", None, "", "")
    assert "Two rewards are" in plain(page.asked.stem)
    assert all(one.marking is None for one in page.asked.parts)
    assert "Ada" not in repr(page)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Give each criterion its points"),
        ({"points_1": "2"}, "worth 1 cannot earn 2"),
        ({"points_1": "much"}, "cannot be read"),
        ({"total": "1e9"}, "cannot be read"),
        ({"total": "1/0"}, "cannot be read"),
        ({"total": "-1"}, "cannot be read"),
        ({"total": "3/2"}, "from 0 to 1 points"),
        ({"points_1": "1", "total": "0"}, "The criteria earn 1, but in all it says 0"),
    ],
)
def test_points_that_are_none_are_told_and_everything_stays_typed(
    desk: TeachingDesk, fields: dict[str, str], words: str
) -> None:
    made = answered(desk.tutor, "ada")
    page = judge(desk, f"{made.id}/why", form(**fields, comment="Nearly.\r\nThink on."))
    assert isinstance(page, JudgingPage)
    assert words in page.notice
    assert page.comment == "Nearly.\nThink on."
    assert (page.scales[0].value, page.total) == (fields.get("points_1", ""), fields.get("total", ""))
    assert len(waiting_page(desk).waiting) == 1


def test_judging_again_replaces_the_points_and_sending_twice_adds_nothing(desk: TeachingDesk) -> None:
    which = f"{answered(desk.tutor, 'ada').id}/why"
    for _ in range(2):
        judge(desk, which, form(points_1="0,5", comment="Half."))
    page = judging_page(desk, which)
    assert (page.total, page.comment) == ("0.5", "Half.")
    judge(desk, which, form(points_1="1/4", total="0.5", comment="A quarter."))
    judge(desk, which, form(total="1"))
    made = desk.tutor.serving(which.partition("/")[0], "ada", NOW)
    marks = [(one.earned, one.comment) for one in made.log if isinstance(one, Judged)]
    assert marks == [(Fraction(1, 2), "Half."), (Fraction(1, 4), "A quarter."), (Fraction(1), "")]
    assert result(made).earned == 2


def test_a_student_reads_the_points_and_the_comment(desk: TeachingDesk) -> None:
    made = answered(desk.tutor, "ada")
    judge(desk, f"{made.id}/why", form(points_1="1/3", comment="Say <b>why</b>."))
    told = Desk(desk.tutor, "ada", lambda: NOW).question(made.id).parts[1].told
    assert told
    assert (told.words, told.comment) == ("Marked: 1/3 of 1 point.", "Say <b>why</b>.")


def test_what_waits_for_nobody_is_not_judged(desk: TeachingDesk) -> None:
    made = answered(desk.tutor, "ada")
    for which in (f"{made.id}/mean", f"{made.id}/none", f"{made.id}", "none/why", "", "/"):
        with pytest.raises(QbankError):
            judging_page(desk, which)
        with pytest.raises(QbankError):
            judge(desk, which, form(total="1"))


def test_a_rehearsal_that_goes_on_is_not_judged(desk: TeachingDesk) -> None:
    sitting = replace(asked(desk.tutor, "ada").session, id="sitting", plan=Plan(blueprint="b", rehearsal=True))
    made = put(desk.tutor.store, sitting, asked(desk.tutor, "eve"))
    assert waiting_page(desk, "rl").waiting == ()
    with pytest.raises(QbankError):
        judging_page(desk, f"{made.id}/why")


def put(store: Store, session: Session, like: Serving) -> Serving:
    """The question in another session, with an answer."""
    from qbank.practice.session import answer
    from qbank.practice.store.servings import Placed, add_serving, add_session

    made = answer(Serving("rehearsed", session, like.item, like.template, NOW), {"why": "So."}, NOW)
    with store.writing() as connection:
        add_session(connection, session)
        add_serving(connection, made, Placed(0, "draw", "rehearsal"))
        append(connection, made, key="k")
    return made


def test_an_equivalence_that_could_not_be_decided_is_judged_by_its_key(desk: TeachingDesk) -> None:
    made = asked(desk.tutor, "ada")
    outcome = Pending("read as 7/2; this could not be decided")
    after = replace(made, log=(Tried({"mean": "7/2"}, {"mean": outcome}, NOW),))
    with desk.tutor.store.writing() as connection:
        append(connection, after, key="k")
        balance(connection, after, result(after), NOW)
    page = judging_page(desk, f"{made.id}/mean")
    assert (page.response, page.reason, page.scales) == ("7/2", "read as 7/2; this could not be decided", ())
    assert page.key
    assert page.key.key.kind == "numeric_entry"
    empty = judge(desk, f"{made.id}/mean", {})
    assert isinstance(empty, JudgingPage)
    assert "Give points" in empty.notice
    judge(desk, f"{made.id}/mean", form(total="1"))
    assert result(desk.tutor.serving(made.id, "ada", NOW)).earned == 1


def test_what_hints_cost_is_told_to_whoever_judges(desk: TeachingDesk) -> None:
    made = asked(desk.tutor, "ada")
    desk.tutor.hint(made.id, "ada", 0, NOW)
    desk.tutor.answer(made.id, "ada", {"why": "So."}, "k", NOW)
    assert judging_page(desk, f"{made.id}/why").cost == "10%"


# --- reports ---


def test_a_report_says_how_to_see_the_same_question_again(desk: TeachingDesk, bank: Bank) -> None:
    made = asked(desk.tutor, "ada")
    desk.tutor.report(made.id, "ada", "The key is odd.", NOW)
    (line,) = reports_page(desk).open
    page = report_page(desk, line.id)
    assert (page.line.text, page.who, page.edited) == ("The key is odd.", "Ada, Reinforcement learning", "")
    program_name, command, item, *options = shlex.split(page.command)
    assert (program_name, command, item) == ("qbank", "show", "mean")
    seed, variant = options[1], int(options[3])
    again = program(bank.items[item]).item(seed, variant)
    assert again == made.item
    right = grade(again, {"mean": plain(again.answer("mean").shown)})["mean"]  # type: ignore[arg-type]
    assert right == grade(made.item, {"mean": plain(made.item.answer("mean").shown)})["mean"]  # type: ignore[arg-type]
    assert dict(page.facts)["Template"] == made.template
    assert plain(page.key.tasks[0].solution) == plain(made.item.answer("mean").solution)


def test_open_reports_come_first_and_one_is_seen_to_once(desk: TeachingDesk) -> None:
    made = asked(desk.tutor, "ada")
    for number in range(3):
        desk.tutor.report(made.id, "ada", f"Report {number}.", NOW + number * MINUTE)
    last = reports_page(desk).open[0]
    assert last.text == "Report 2."
    assert settle(desk, last.id, {}) == "/teach/reports"
    later = TeachingDesk(desk.tutor, lambda: NOW + 9 * MINUTE, desk.link)
    settle(later, last.id, {})
    page = reports_page(desk)
    assert [one.text for one in page.open] == ["Report 1.", "Report 0."]
    assert [one.text for one in page.settled] == ["Report 2."]
    with desk.tutor.store.reading() as connection:
        assert reports(connection)[0].settled == NOW
    for act in (lambda: report_page(desk, "none"), lambda: settle(desk, "none", {})):
        with pytest.raises(QbankError, match="no report 'none'"):
            act()


def test_a_report_says_that_its_question_was_edited_or_is_gone(desk: TeachingDesk, bank: Bank) -> None:
    made = asked(desk.tutor, "ada")
    desk.tutor.report(made.id, "ada", "Odd.", NOW)
    (line,) = reports_page(desk).open
    edited = read_model(ItemModel, parse(MEAN.replace("mean?", "average?"), "mean.yaml"), "mean")
    assert "was edited" in report_page(replace_bank(desk, bank_of(edited)), line.id).edited
    assert "no question" in report_page(replace_bank(desk, Bank(items={}, objectives={})), line.id).edited


# --- spreadsheets ---


def test_no_cell_of_a_table_is_run_by_a_spreadsheet(desk: TeachingDesk) -> None:
    with desk.tutor.store.writing() as connection:
        for place, name in enumerate((EVIL, "+1", "-1", "@SUM(A1)")):
            add_learner(connection, Learner(f"evil{place}", name, "rl", NOW))
    names = [row["name"] for row in rows(links_table(desk, "rl"))]
    assert [name for name in names if name.startswith(("=", "+", "-", "@", "\t", "\r"))] == []
    assert EVIL in {name.removeprefix("\u200b") for name in names}


def test_who_is_in_a_class_is_still_there_when_another_one_is_deleted(desk: TeachingDesk) -> None:
    delete_student(desk, "rl/ada", {})
    with desk.tutor.store.reading() as connection:
        assert learner(connection, "eve")
        assert school_class(connection, "rl")
        assert waiting(connection) == ()
    assert isinstance(class_page(desk, "rl"), ClassPage)
