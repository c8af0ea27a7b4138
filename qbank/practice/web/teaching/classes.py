"""Classes: all of them at a glance, one with its students, and what is done with it."""

from fractions import Fraction

from msgspec import Struct

from qbank.practice.session import PracticeError
from qbank.practice.store.people import (
    Learner,
    SchoolClass,
    add_class,
    add_learner,
    classes,
    learners,
    lock_class,
    renew_code,
)
from qbank.practice.store.rolls import Overall, Student, overall, students
from qbank.practice.store.visits import end_visits
from qbank.practice.web.clock_words import day_and_time
from qbank.practice.web.entrance import checked_name
from qbank.practice.web.fields import Form
from qbank.practice.web.rooms import Download
from qbank.practice.web.teaching.codes import class_code
from qbank.practice.web.teaching.desk import TeachingDesk, field_text, found_class
from qbank.practice.web.teaching.tables import table
from qbank.wording import counted, enumerated, sentence

TOLD = 5
"""So many names are said one by one."""


class ClassesPage(Struct, frozen=True):
    """Every class in numbers; ``name`` is what was typed for a new one."""

    classes: tuple[Overall, ...]
    name: str
    notice: str


class Row(Struct, frozen=True):
    """A student of a class, and how practice goes."""

    id: str
    name: str
    done: int
    facility: str
    seen: str


class ClassPage(Struct, frozen=True):
    """A class and its students; ``names`` are those that were typed to add them."""

    id: str
    name: str
    code: str
    students: tuple[Row, ...]
    names: str
    notice: str


class CodePage(Struct, frozen=True):
    """Whether a class is to have another code: how many links would end."""

    id: str
    name: str
    code: str
    links: str


class LinksPage(Struct, frozen=True):
    """The link of every student of a class."""

    id: str
    name: str
    links: tuple[tuple[str, str], ...]


# --- all of them ---


def classes_page(desk: TeachingDesk, _id: str = "", *, name: str = "", notice: str = "") -> ClassesPage:
    """Every class, and how much there is to do."""
    with desk.tutor.store.reading() as connection:
        return ClassesPage(overall(connection), name, notice)


def make_class(desk: TeachingDesk, _id: str, form: Form) -> str | ClassesPage:
    """A class of the name in the form, unless there is one."""
    typed = field_text(form, "name")
    try:
        name = checked_name(typed)
    except PracticeError:
        return classes_page(desk, name=typed, notice="Give the class a name of letters or numbers, in one line.")
    made = SchoolClass(desk.tutor.fresh(), name, class_code(desk.tutor.fresh()), desk.clock())
    with desk.tutor.store.writing() as connection:
        known = next((one for one in classes(connection) if one.name == name), None)
        if known is None:
            add_class(connection, made)
    return f"/teach/class/{made.id}" if known is None else classes_page(desk, name=name, notice=_known(name))


def _known(name: str) -> str:
    return f"There is a class “{name}” already: give this one another name."


# --- one of them ---


def class_page(desk: TeachingDesk, id: str, *, names: str = "", notice: str = "") -> ClassPage:
    """A class and its students."""
    with desk.tutor.store.reading() as connection:
        found = found_class(connection, id)
        rows = tuple(map(_row, students(connection, id)))
    return ClassPage(id, found.name, found.code, rows, names, notice)


def _row(one: Student) -> Row:
    facility = "" if one.facility is None else f"{one.facility:.0%}"
    return Row(one.id, one.name, one.done, facility, "never" if one.seen is None else day_and_time(one.seen))


def add_students(desk: TeachingDesk, id: str, form: Form) -> str | ClassPage:
    """The students whose names are in the form, one on each line; those whose names the class has already are told."""
    typed, given = field_text(form, "names"), dict[str, str]()
    try:
        for name in map(checked_name, filter(str.strip, typed.split("\n"))):
            given.setdefault(name.casefold(), name)
    except PracticeError as error:
        return class_page(desk, id, names=typed, notice=f"Nobody was added. {sentence(error)}")
    if not given:
        return class_page(desk, id, notice="Write the names of students, one on each line.")
    with desk.tutor.store.writing() as connection:
        found_class(connection, id)
        lock_class(connection, id)
        here = {one.name.casefold() for one in learners(connection, id)}
        new = [name for folded, name in given.items() if folded not in here]
        for name in new:
            add_learner(connection, Learner(desk.tutor.fresh(), name, id, desk.clock()))
    known = [name for folded, name in given.items() if folded in here]
    return class_page(desk, id, notice=_added(len(new), known)) if known else f"/teach/class/{id}"


def _added(number: int, known: list[str]) -> str:
    told = f"{counted(Fraction(number), 'student')} added." if number else "Nobody was added."
    names = [f"“{name}”" for name in known[:TOLD]]
    more = [f"{len(known) - TOLD} more"] if len(known) > TOLD else []
    return f"{told} The class has {enumerated([*names, *more])} already."


# --- its code and its links ---


def code_page(desk: TeachingDesk, id: str) -> CodePage:
    """What another code for a class would change."""
    with desk.tutor.store.reading() as connection:
        found = found_class(connection, id)
        return CodePage(id, found.name, found.code, counted(Fraction(len(learners(connection, id))), "student"))


def change_code(desk: TeachingDesk, id: str, form: Form) -> str:
    """Another code for a class, once for each code that it had; who has entered with the one before must enter again."""
    with desk.tutor.store.writing() as connection:
        if found_class(connection, id).code == field_text(form, "before"):
            renew_code(connection, id, class_code(desk.tutor.fresh()))
            end_visits(connection, id)
    return f"/teach/class/{id}"


def links_page(desk: TeachingDesk, id: str) -> LinksPage:
    """The link of every student."""
    return LinksPage(id, *_links(desk, id))


def links_table(desk: TeachingDesk, id: str) -> Download:
    """The same for a spreadsheet, or to write a letter to each."""
    name, links = _links(desk, id)
    return table("links", name, ("name", "link"), links)


def _links(desk: TeachingDesk, id: str) -> tuple[str, tuple[tuple[str, str], ...]]:
    """What a class is called, and the name and the link of each of its students."""
    with desk.tutor.store.reading() as connection:
        name, found = found_class(connection, id).name, students(connection, id)
    return name, tuple((one.name, desk.link(one.id)) for one in found)
