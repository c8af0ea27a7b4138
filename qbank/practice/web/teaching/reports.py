"""Problems that students reported: each with the question as it was asked, its key, and how to see the same again."""

import shlex

from msgspec import Struct

from qbank.answer_key import KeyQuestion
from qbank.practice.store.people import classes, learner
from qbank.practice.store.servings import serving as kept_serving
from qbank.practice.store.teaching import Reported, reported, reports, settle_report
from qbank.practice.web.clock_words import day_and_time
from qbank.practice.web.fields import Form
from qbank.practice.web.learner_page import question_title
from qbank.practice.web.question_page import QuestionPage
from qbank.practice.web.teaching.asked import as_asked, key_of
from qbank.practice.web.teaching.desk import TeachingDesk


class Line(Struct, frozen=True):
    """A report: of which question, what it says, when it was made, and when it was seen to."""

    id: str
    title: str
    text: str
    at: str
    settled: str


class ReportsPage(Struct, frozen=True):
    """Every report, those that nobody has seen to first."""

    open: tuple[Line, ...]
    settled: tuple[Line, ...]


class ReportPage(Struct, frozen=True, kw_only=True):
    """A report, and all that is needed to find out what it is about.

    ``edited`` says what has become of the question since then, where it is not the same any more.
    """

    line: Line
    who: str
    facts: tuple[tuple[str, str], ...]
    command: str
    edited: str
    asked: QuestionPage
    key: KeyQuestion


def reports_page(desk: TeachingDesk, _id: str = "") -> ReportsPage:
    """Every report."""
    with desk.tutor.store.reading() as connection:
        lines = [_line(desk, one) for one in reports(connection)]
    return ReportsPage(tuple(one for one in lines if not one.settled), tuple(one for one in lines if one.settled))


def _line(desk: TeachingDesk, one: Reported) -> Line:
    settled = "" if one.settled is None else day_and_time(one.settled)
    return Line(one.id, question_title(desk.tutor.source.bank, one.item), one.text, day_and_time(one.at), settled)


def report_page(desk: TeachingDesk, id: str) -> ReportPage:
    """One report."""
    with desk.tutor.store.reading() as connection:
        one = reported(connection, id)
        serving = kept_serving(connection, one.serving)
        who = learner(connection, one.learner)
        names = {each.id: each.name for each in classes(connection)}
    item = serving.item
    its = names.get(who.school_class or "", "") if who else ""
    return ReportPage(
        line=_line(desk, one),
        who=", ".join(filter(None, (who.name if who else "", its))),
        facts=(
            ("Question", item.id),
            ("Seed", item.seed),
            ("Variant", str(item.variant)),
            ("Template", serving.template),
        ),
        command=f"qbank show {shlex.quote(item.id)} --seed {shlex.quote(item.seed)} --variant {item.variant}",
        edited=_edited(desk, one),
        asked=as_asked(serving, desk.clock()),
        key=key_of(item),
    )


def _edited(desk: TeachingDesk, one: Reported) -> str:
    model = desk.tutor.source.bank.items.get(one.item)
    if model is None:
        return "The bank has no question of this name any more."
    if model.digest != one.template:
        return "The question was edited since then: the command shows it as it is now, perhaps with other numbers."
    return ""


def settle(desk: TeachingDesk, id: str, form: Form) -> str:  # noqa: ARG001  every form is sent alike
    """Somebody has seen to a report."""
    with desk.tutor.store.writing() as connection:
        settle_report(connection, reported(connection, id).id, desk.clock())
    return "/teach/reports"
