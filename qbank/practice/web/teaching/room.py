"""Where an instructor works: which pages there are, and what is sent where."""

from collections.abc import Callable, Mapping

from qbank.errors import QbankError
from qbank.practice.web.entrance import Entrance
from qbank.practice.web.fields import Form
from qbank.practice.web.rooms import Made, OutsideError, Room
from qbank.practice.web.teaching import classes, judging, questions, queue, reports, students
from qbank.practice.web.teaching.desk import TeachingDesk
from qbank.practice.web.teaching.rendering import teaching_markup

CLASS = "/teach/class/{id}"
STUDENT = f"{CLASS}/student/{{student}}"
WAITING = "/teach/waiting/{serving}/{part}"
REPORT = "/teach/reports/{id}"

PAGES: Mapping[str, Callable[[TeachingDesk, str], Made]] = {
    "/teach": classes.classes_page,
    "/teach/questions": questions.questions_page,
    "/teach/questions/by-name": questions.questions_by_name,
    "/teach/questions.csv": questions.questions_table,
    "/teach/misconceptions.csv": questions.mistakes_table,
    "/teach/waiting": queue.waiting_page,
    WAITING: judging.judging_page,
    "/teach/reports": reports.reports_page,
    REPORT: reports.report_page,
    CLASS: classes.class_page,
    f"{CLASS}/code": classes.code_page,
    f"{CLASS}/links": classes.links_page,
    f"{CLASS}/links.csv": classes.links_table,
    f"{CLASS}/questions": questions.questions_page,
    f"{CLASS}/questions/by-name": questions.questions_by_name,
    f"{CLASS}/questions.csv": questions.questions_table,
    f"{CLASS}/misconceptions.csv": questions.mistakes_table,
    f"{CLASS}/waiting": queue.waiting_page,
    f"{STUDENT}/data.json": students.student_data,
    f"{STUDENT}/delete": students.delete_page,
}
"""What is read, by its address."""

DEEDS: Mapping[str, Callable[[TeachingDesk, str, Form], Made]] = {
    "/teach": classes.make_class,
    CLASS: classes.add_students,
    f"{CLASS}/code": classes.change_code,
    f"{STUDENT}/delete": students.delete_student,
    WAITING: judging.judge,
    REPORT: reports.settle,
}
"""What is done, by the address that a form is sent to; whoever goes back there reads a page."""


def teaching_room(entrance: Entrance) -> Room[TeachingDesk]:
    """The room of the instructor; nothing that is done there by hand is too much."""

    def desk(cookie: str) -> TeachingDesk:
        if not entrance.is_instructor(cookie):
            raise OutsideError("nobody has entered here")
        return TeachingDesk(entrance.tutor, entrance.clock, entrance.link)

    return Room(desk, lambda _desk: None, PAGES, DEEDS, _again, teaching_markup)


def _again(_desk: TeachingDesk, _which: str, _form: Form, _path: str, words: str) -> Made:
    """What is not there cannot be done; whatever else cannot be done is told on the page that it is asked from."""
    raise QbankError(words.removesuffix("."))
