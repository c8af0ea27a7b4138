"""One student of a class: what is kept of them, and deleting it."""

import json
from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.errors import QbankError
from qbank.practice.store.people import Learner, delete_learner, learner
from qbank.practice.store.personal import export
from qbank.practice.web.fields import Form
from qbank.practice.web.rooms import Download
from qbank.practice.web.teaching.desk import TeachingDesk, found_class, two
from qbank.practice.web.teaching.tables import file_name

if TYPE_CHECKING:
    from sqlalchemy import Connection


class DeletePage(Struct, frozen=True):
    """Whether a student is to be deleted, with all that is kept of them."""

    school_class: str
    class_name: str
    id: str
    name: str


def student_data(desk: TeachingDesk, id: str) -> Download:
    """All that is kept of a student, to give it to them."""
    with desk.tutor.store.reading() as connection:
        found = _of_class(connection, id)
        told = export(connection, found.id, desk.clock())
    return Download(
        file_name("student", found.name, "json"),
        "application/json",
        json.dumps(told, ensure_ascii=False, indent=2) + "\n",
    )


def delete_page(desk: TeachingDesk, id: str) -> DeletePage:
    """Who would be deleted."""
    with desk.tutor.store.reading() as connection:
        found = _of_class(connection, id)
        its = found_class(connection, two(id)[0])
    return DeletePage(its.id, its.name, found.id, found.name)


def delete_student(desk: TeachingDesk, id: str, form: Form) -> str:  # noqa: ARG001  every form is sent alike
    """Delete a student and all that is kept of them; nothing when it was done before."""
    its, student = two(id)
    with desk.tutor.store.writing() as connection:
        if learner(connection, student) is not None:
            delete_learner(connection, _of_class(connection, id).id)
    return f"/teach/class/{its}"


def _of_class(connection: "Connection", id: str) -> Learner:
    """The student of a class, by the ids of both; QbankError for one of another class."""
    its, student = two(id)
    found = learner(connection, student)
    if found is None or found.school_class != its:
        raise QbankError(f"there is no student {student!r} in this class")
    return found
