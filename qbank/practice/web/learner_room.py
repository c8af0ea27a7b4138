"""Where a learner works: the pages and forms of practice."""

from collections.abc import Callable, Mapping

from qbank.practice.web.desk import Desk, drafts
from qbank.practice.web.field_reading import FieldReading
from qbank.practice.web.fields import Form
from qbank.practice.web.learner_page import LearnerPage
from qbank.practice.web.question_page import QuestionPage
from qbank.practice.web.rendering import question_markup, render
from qbank.practice.web.rooms import Made, Room
from qbank.practice.web.session_page import SessionPage, StartPage
from qbank.practice.web.you import YouPage, data, delete, you

DEEDS: Mapping[str, Callable[[Desk, str, Form], Made]] = {
    "/begin": lambda desk, _which, form: desk.begin(form),
    "/session/{id}/next": Desk.go_on,
    "/session/{id}/end": Desk.end,
    "/question/{id}/answer": Desk.answer,
    "/question/{id}/hint": Desk.hint,
    "/question/{id}/solution": Desk.solution,
    "/question/{id}/another": Desk.another,
    "/question/{id}/report": Desk.report,
    "/question/{id}/mark": Desk.mark,
    "/question/{id}/reading": Desk.reading,
    "/you/delete": lambda desk, _which, form: delete(desk, form),
}
PAGES: Mapping[str, Callable[[Desk, str], Made]] = {
    "/": lambda desk, _which: desk.start(),
    "/progress": lambda desk, _which: desk.progress(),
    "/session/{id}": Desk.session,
    "/question/{id}": Desk.question,
    "/you": lambda desk, _which: you(desk),
    "/you/data.json": lambda desk, _which: data(desk),
}


def learner_room(desk: Callable[[str], Desk], busy: Callable[[Desk], None]) -> Room[Desk]:
    """The room of whoever a cookie belongs to."""
    return Room(desk, busy, PAGES, DEEDS, _again, markup)


def _again(desk: Desk, which: str, form: Form, path: str, words: str) -> Made:
    if path.startswith("/question/"):
        return desk.question(which, drafts(desk, which, form), words)
    if path.startswith("/session/"):
        return desk.session(which, words)
    if path.startswith("/you/"):
        return you(desk, words)
    return desk.start(words)


def markup(page: Made, names: Mapping[str, str]) -> str:
    match page:
        case QuestionPage():
            return question_markup(page, names)
        case SessionPage():
            return render("practice/session.jinja", page=page, **names)
        case FieldReading():
            return render("practice/reading.jinja", page=page)
        case LearnerPage():
            return render("practice/learner.jinja", page=page, **names)
        case StartPage():
            return render("practice/start.jinja", page=page, **names)
        case YouPage():
            return render("practice/you.jinja", page=page, **names)
        case _:
            raise TypeError(page)
