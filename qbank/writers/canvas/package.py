"""The package that Canvas imports: banks, or a test whose groups draw one variant of each question, and a manifest.

Questions are written as they come; what has to stand in another place of the archive waits in temporary files. How the
parts hang together was observed in Canvas' own exports. The points of a group stand in the extension that the schema of
QTI 1.2 allows there; the description, the time limit and the rest of a test stand in a file of Canvas' own.
"""

from collections.abc import Callable
from functools import cache, partial
from typing import IO, NamedTuple

from qbank.content import Text
from qbank.item import Form, Quiz
from qbank.writers.archive import Archive
from qbank.writers.canvas.flavour import Flavour
from qbank.writers.canvas.questions import macros as items
from qbank.writers.canvas.questions import written
from qbank.writers.environment import environment
from qbank.writers.filled import Filled, Value
from qbank.writers.output import Output
from qbank.writers.qti12 import text
from qbank.writers.qti12.numbers import points
from qbank.writers.qti12.pools import Pictures, pools
from qbank.writers.qti12.question import Dialect, words
from qbank.writers.task import digest
from qbank.writers.xml import checked

TEST, OWN, PICTURE = "imsqti_xmlv1p2", "associatedcontent/imscc_xmlv1p1/learning-application-resource", "webcontent"


class Test(NamedTuple):
    """What a test says of itself."""

    ident: str
    title: str
    description: str
    points: str
    minutes: str


class Resource(NamedTuple):
    """A file of the package, and the other one on which it depends."""

    ident: str
    type: str
    href: str
    dependency: str = ""


class Manifest(NamedTuple):
    """What is in the package."""

    ident: str
    resources: tuple[Resource, ...]


class Told(NamedTuple):
    """A text among the questions that asks nothing."""

    ident: str
    title: str
    body: str


@cache
def macros() -> Filled:
    """The template's macros."""
    return Filled(environment().get_template("canvas/package.xml.jinja"))


def bank_writer(flavour: Flavour) -> Callable[[Quiz, Output], None]:
    """Writes each question as a bank that holds its variants."""

    def write(quiz: Quiz, output: Output) -> None:
        with output.open(f"{quiz.name}.{flavour.ending}") as stream, Archive(stream) as archive, Pictures() as pictures:
            resources = []
            for item_id in quiz.item_ids:
                for pool in pools(quiz, item_id, partial(written, flavour=flavour), pictures):
                    path = f"{pool.group.ident}.xml"
                    resources.append(Resource(pool.group.ident, TEST, path))
                    with archive.open(path) as file:
                        file.write(_said("opening") + _said("bank", pool.group))
                        pool.copy(file)
                        file.write(_said("end_of_bank") + _said("closing"))
            _finish(archive, f"banks-{digest(quiz.name)}", resources, pictures)

    return write


def quiz_writer(flavour: Flavour) -> Callable[[Quiz, Output], None]:
    """Writes a test in which each question is a group that draws one of its variants."""

    def write(quiz: Quiz, output: Output) -> None:
        form = quiz.form(0)
        test = _test(form, flavour.dialect)
        path, meta = f"{test.ident}/{test.ident}.xml", f"{test.ident}/assessment_meta.xml"
        with output.open(f"{quiz.name}.{flavour.ending}") as stream, Archive(stream) as archive, Pictures() as pictures:
            with archive.open(path) as file:
                _write_test(file, quiz, form, test, flavour, pictures)
            archive.write(meta, _said("meta", test))
            resources = [
                Resource(test.ident, TEST, path, f"{test.ident}-meta"),
                Resource(f"{test.ident}-meta", OWN, meta),
            ]
            _finish(archive, f"package-{test.ident}", resources, pictures)

    return write


def _test(form: Form, dialect: Dialect) -> Test:
    seeds = " ".join(dict.fromkeys(item.seed for item in form.items))
    return Test(
        ident=f"quiz-{digest(f'{form.name} {seeds}', 8)}",
        title=text.attribute(form.title),
        description=dialect.mattext(text.html(form.instructions)),
        points=points(form.points),
        minutes=str(form.minutes or ""),
    )


def _write_test(file: IO[bytes], quiz: Quiz, form: Form, test: Test, flavour: Flavour, pictures: Pictures) -> None:
    file.write(_said("opening") + _said("assessment", test))
    if form.instructions and not flavour.describes:
        file.write(_told("", form.instructions, f"{test.ident}-0", flavour.dialect))
    written_ids: set[str] = set()
    for number, section in enumerate(form.sections, start=1):
        if section.title or section.instructions:
            file.write(_told(section.title, section.instructions, f"{test.ident}-{number}", flavour.dialect))
        for item_id in dict.fromkeys(item.id for item in section.items if item.id not in written_ids):
            written_ids.add(item_id)
            for pool in pools(quiz, item_id, partial(written, flavour=flavour), pictures):
                file.write(_said("group", pool.group))
                pool.copy(file)
                file.write(_said("end_of_group"))
    file.write(_said("end_of_assessment") + _said("closing"))


def _told(title: str, instructions: Text, ident: str, dialect: Dialect) -> bytes:
    heading = f"<h3>{words(title)}</h3>" if title else ""
    told = Told(ident, text.attribute(title), dialect.mattext(heading + text.html(instructions)))
    return checked(items()("text_only", told))


def _finish(archive: Archive, ident: str, resources: list[Resource], pictures: Pictures) -> None:
    """The pictures, and a manifest that names every file."""
    for path, data in pictures:
        archive.write(path, data)
    shown = [Resource(f"picture-{number}", PICTURE, path) for number, path in enumerate(pictures.paths, start=1)]
    archive.write("imsmanifest.xml", _said("manifest", Manifest(ident, (*resources, *shown))))


def _said(macro: str, record: Value = ()) -> bytes:
    return checked(macros().rendered(macro, record))
