"""A test as a course with one subsection: a page for each section, on it a problem bank for each of its questions.

A problem bank (``itembank``, in Open edX since Sumac) holds the variants of a question and shows each student one of them.
Studio replaces a course by the one that is imported into it, so that a test is imported into an empty one.
"""

import json
import re
from collections.abc import Iterator

from qbank.content import Text
from qbank.item import Form, Item, Quiz, Section
from qbank.writers.olx import text
from qbank.writers.olx.problem import written
from qbank.writers.olx.template import Bank, Course, Page, filled
from qbank.writers.output import Output
from qbank.writers.tarball import Tarball
from qbank.writers.variants import written as variants
from qbank.writers.xml import checked

ORGANISATION = "qbank"


def write(quiz: Quiz, output: Output) -> None:
    """The course as ``<quiz>.tar.gz``."""
    form, name = quiz.form(0), block_name(quiz.name)
    with output.open(f"{quiz.name}.tar.gz") as stream, Tarball(stream) as tarball:
        pages = []
        for number, section in enumerate(form.sections, start=1):
            page = f"{name}-page-{number}"
            pages.append(page)
            children = list(_told(tarball, page, form.instructions if number == 1 else Text(), section.instructions))
            children += [_bank(tarball, quiz, item, page) for item in section.items]
            _write(tarball, "vertical", page, _page(section, form, children))
        _write_course(tarball, form, name, pages)


def block_name(name: str) -> str:
    """What a part of a course may be called.

    >>> block_name("RLHF midterm: a")
    'RLHF-midterm-a'
    """
    return re.sub(r"[^\w]+", "-", name)


def _told(tarball: Tarball, page: str, *instructions: Text) -> Iterator[str]:
    """What is to be said before the questions of a page."""
    told = "\n".join(text.blocks(one) for one in instructions if one)
    if told:
        name = f"{page}-instructions"
        tarball.write(f"course/html/{name}.html", checked(told))
        _write(tarball, "html", name, filled()("instructions", name))
        yield filled()("reference", ("html", name))


def _bank(tarball: Tarball, quiz: Quiz, item: Item, page: str) -> str:
    """The bank of a question's variants."""
    problems = []
    for problem in variants(quiz, item.id, written):
        if not problem.whole:
            _write(tarball, "problem", problem.name, problem.xml)
        problems.append(problem.xml if problem.whole else filled()("child", problem.name))
    name = f"{page}-{block_name(item.id)}"
    _write(tarball, "itembank", name, filled()("bank", Bank(text.attribute(item.title), "\n".join(problems))))
    return filled()("reference", ("itembank", name))


def _page(section: Section, form: Form, children: list[str]) -> str:
    return filled()("page", Page(text.attribute(section.title or form.title), "\n".join(children)))


def _write_course(tarball: Tarball, form: Form, name: str, pages: list[str]) -> None:
    title = text.attribute(form.title)
    course = Course(
        name=name,
        organisation=ORGANISATION,
        title=title,
        language=text.attribute(form.language),
        minutes="" if form.minutes is None else str(form.minutes),
        children="\n".join([filled()("reference", ("vertical", page)) for page in pages]),
    )
    _write(tarball, "sequential", f"{name}-subsection", filled()("subsection", course))
    _write(tarball, "chapter", f"{name}-section", filled()("section", course))
    _write(tarball, "course", name, filled()("course", course))
    tarball.write("course/course.xml", checked(filled()("root", course)))
    tarball.write(f"course/policies/{name}/policy.json", json.dumps({f"course/{name}": {}}))


def _write(tarball: Tarball, kind: str, name: str, xml: str) -> None:
    tarball.write(f"course/{kind}/{name}.xml", checked(xml))
