"""Where an instructor's pages are, and what is sent where. ``{id:path}`` holds two ids, as of a class and a student."""

from collections.abc import Callable, Mapping

from qbank.practice.web.fields import Form
from qbank.practice.web.teaching import classes, judging, questions, reports, students
from qbank.practice.web.teaching.desk import Download, TeachingDesk
from qbank.practice.web.teaching.rendering import Page

CLASS = "/teach/class/{id}"
STUDENT = "/teach/class/{id:path}"

READING: Mapping[str, Callable[[TeachingDesk, str], Page | Download]] = {
    "/teach": classes.classes_page,
    "/teach/questions": questions.questions_page,
    "/teach/questions/by-name": questions.questions_by_name,
    "/teach/questions.csv": questions.questions_table,
    "/teach/misconceptions.csv": questions.mistakes_table,
    "/teach/waiting": judging.waiting_page,
    "/teach/waiting/{id:path}": judging.judging_page,
    "/teach/reports": reports.reports_page,
    "/teach/reports/{id}": reports.report_page,
    CLASS: classes.class_page,
    f"{CLASS}/code": classes.code_page,
    f"{CLASS}/links": classes.links_page,
    f"{CLASS}/links.csv": classes.links_table,
    f"{CLASS}/questions": questions.questions_page,
    f"{CLASS}/questions/by-name": questions.questions_by_name,
    f"{CLASS}/questions.csv": questions.questions_table,
    f"{CLASS}/misconceptions.csv": questions.mistakes_table,
    f"{CLASS}/waiting": judging.waiting_page,
    f"{STUDENT}/data.json": students.student_data,
    f"{STUDENT}/delete": students.delete_page,
}
"""What is read, by its address."""

DOING: Mapping[str, Callable[[TeachingDesk, str, Form], str | Page]] = {
    "/teach": classes.make_class,
    CLASS: classes.add_students,
    f"{CLASS}/code": classes.change_code,
    f"{STUDENT}/delete": students.delete_student,
    "/teach/waiting/{id:path}": judging.judge,
    "/teach/reports/{id}": reports.settle,
}
"""What is done, by the address that a form is sent to; whoever goes back there reads a page."""
