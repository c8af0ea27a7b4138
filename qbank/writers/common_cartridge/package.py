"""The cartridge: a bank of all variants, or a test for each copy, and a manifest that names every file.

A cartridge holds one bank at most, and a test one section and no groups from which one question would be drawn
(IMS Common Cartridge 1.1, chapter on assessments).
"""

from functools import cache
from typing import NamedTuple

from qbank.item import Form, Quiz
from qbank.writers.archive import Archive
from qbank.writers.common_cartridge.questions import DIALECT, written
from qbank.writers.copies import printed
from qbank.writers.environment import environment
from qbank.writers.filled import Filled, Value
from qbank.writers.output import Output
from qbank.writers.qti12 import text
from qbank.writers.qti12.pictures import Files
from qbank.writers.qti12.pools import Pictures, pools
from qbank.writers.qti12.question import words
from qbank.writers.task import digest
from qbank.writers.xml import checked

ENDING = "imscc"
TEST, BANK = "imsqti_xmlv1p2/imscc_xmlv1p1/assessment", "imsqti_xmlv1p2/imscc_xmlv1p1/question-bank"


class Test(NamedTuple):
    """What a test says of itself."""

    ident: str
    title: str
    minutes: str
    instructions: str


class Bank(NamedTuple):
    """What identifies the bank."""

    ident: str


class Resource(NamedTuple):
    """A file of the cartridge; only what is shown by itself has an address of its own."""

    ident: str
    type: str
    file: str
    href: str = ""


class Manifest(NamedTuple):
    """What is in the cartridge."""

    ident: str
    language: str
    title: str
    resources: tuple[Resource, ...]


@cache
def macros() -> Filled:
    """The template's macros."""
    return Filled(environment().get_template("common-cartridge/package.xml.jinja"))


def write_bank(quiz: Quiz, output: Output) -> None:
    """Every variant of every question in one bank."""
    ident = f"bank-{digest(quiz.name, 8)}"
    path = f"{ident}/{ident}.xml"
    with output.open(f"{quiz.name}.{ENDING}") as stream, Archive(stream) as archive, Pictures() as pictures:
        with archive.open(path) as file:
            file.write(_said("opening") + _said("bank", Bank(ident)))
            for item_id in quiz.item_ids:
                for pool in pools(quiz, item_id, written, pictures):
                    pool.copy(file)
            file.write(_said("end_of_bank") + _said("closing"))
        _finish(archive, quiz, [Resource(ident, BANK, path)], pictures)


def write_tests(quiz: Quiz, output: Output) -> None:
    """A test for each copy."""
    with output.open(f"{quiz.name}.{ENDING}") as stream, Archive(stream) as archive, Pictures() as pictures:
        resources = []
        for number, (xml, shown) in enumerate(printed(quiz, _copy)):
            ident = _ident(quiz.name, number)
            resources.append(Resource(ident, TEST, f"{ident}/{ident}.xml"))
            archive.write(resources[-1].file, xml)
            pictures.add(shown)
        _finish(archive, quiz, resources, pictures)


def _ident(name: str, copy: int) -> str:
    return f"quiz-{digest(name, 8)}-{copy}"


def _copy(form: Form) -> tuple[bytes, Files]:
    """One copy as a test, and the pictures that it shows."""
    questions = [question for item in form.items for question in written(item)]
    told = [text.html(form.instructions)] if form.instructions else []
    for section in form.sections:
        told += [f"<h3>{words(section.title)}</h3>"] if section.title else []
        told += [text.html(section.instructions)] if section.instructions else []
    test = Test(
        ident=_ident(form.name, form.copy),
        title=text.attribute(f"{form.title} ({form.copy + 1})"),
        minutes=str(form.minutes or ""),
        instructions=DIALECT.mattext("\n".join(told)),
    )
    ends = _said("end_of_assessment") + _said("closing")
    xml = _said("opening") + _said("assessment", test) + b"".join(one.xml for one in questions) + ends
    return xml, tuple(picture for one in questions for picture in one.pictures)


def _finish(archive: Archive, quiz: Quiz, resources: list[Resource], pictures: Pictures) -> None:
    for path, data in pictures:
        archive.write(path, data)
    shown = [
        Resource(f"picture-{number}", "webcontent", path, path) for number, path in enumerate(pictures.paths, start=1)
    ]
    language, title = text.attribute(quiz.form(0).language), text.attribute(quiz.title)
    manifest = Manifest(f"cartridge-{digest(quiz.name, 8)}", language, title, (*resources, *shown))
    archive.write("imsmanifest.xml", _said("manifest", manifest))


def _said(macro: str, record: Value = ()) -> bytes:
    return checked(macros().rendered(macro, record))
