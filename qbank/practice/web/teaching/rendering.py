"""An instructor's pages as HTML, each by the template of its kind."""

from collections.abc import Mapping

from qbank.practice.web.rendering import render, stem
from qbank.practice.web.rooms import Made
from qbank.practice.web.teaching.classes import ClassesPage, ClassPage, CodePage, LinksPage
from qbank.practice.web.teaching.judging import JudgingPage
from qbank.practice.web.teaching.questions import QuestionsPage
from qbank.practice.web.teaching.queue import WaitingPage
from qbank.practice.web.teaching.reports import ReportPage, ReportsPage
from qbank.practice.web.teaching.students import DeletePage

TEMPLATES: Mapping[type, str] = {
    ClassesPage: "classes",
    ClassPage: "class",
    CodePage: "code",
    LinksPage: "links",
    DeletePage: "delete",
    QuestionsPage: "questions",
    WaitingPage: "waiting",
    JudgingPage: "judging",
    ReportsPage: "reports",
    ReportPage: "report",
}


def teaching_markup(page: Made, names: Mapping[str, str]) -> str:
    """A page, with the names that its forms send."""
    asked = {"stem": stem(page.asked)} if isinstance(page, JudgingPage | ReportPage) else {}
    return render(f"practice/teach-{TEMPLATES[type(page)]}.jinja", page=page, **names, **asked)
