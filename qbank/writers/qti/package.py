"""A package of QTI: items, a test that draws one variant of each question, and a manifest that lists and describes them.

Items are written as they are made. What the manifest says of each is kept in a temporary file, and comes last.
"""

import tempfile
from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction
from html import escape
from typing import BinaryIO, NamedTuple

from msgspec import Struct

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.item import Form, Item, Quiz
from qbank.markup.html import XHTML
from qbank.writers.archive import Archive
from qbank.writers.filled import Filled
from qbank.writers.output import Output
from qbank.writers.pictures import filed
from qbank.writers.qti.item import inside
from qbank.writers.qti.numbers import decimal
from qbank.writers.qti.records import Chapter, Described, Framed, Named, Pool, Titled
from qbank.writers.task import digest, identifier
from qbank.writers.variants import written
from qbank.writers.xml import checked

MANIFEST = "imsmanifest.xml"


class Version(Struct, frozen=True):
    """A version of QTI: how its files end, and the macros that write items, tests and what stands around them."""

    ending: str
    parts: Filled
    test: Filled
    frame: Filled


class Entry(NamedTuple):
    """A variant as it stands in a package: its name, its file, its pictures, and what the manifest says of it."""

    identifier: str
    xml: bytes
    pictures: tuple[tuple[str, bytes], ...]
    described: str


def entry(item: Item, version: Version) -> Entry:
    """One variant, written."""
    name = identifier(item)
    try:
        body, pictures = filed(inside(item, version.parts), "pictures/{}".format)
        framed = Framed(name, escape(item.title), escape(item.language), body)
        xml = checked(version.frame("framed", framed))
    except RefusedError as error:
        raise RefusedError(f"qti: {item.name}: {error}") from error
    keywords = dict.fromkeys([*item.objectives, *item.tags, *([f"bloom:{item.bloom}"] if item.bloom else [])])
    described = Described(
        identifier=name,
        title=framed.title,
        language=framed.language,
        keywords=tuple(map(escape, keywords)),
        source=escape(item.source),
        pictures=tuple(pictures),
    )
    return Entry(name, xml, tuple(pictures.items()), version.frame("resource", described))


class Plan(Struct, frozen=True):
    """A test: its title, its language, its points, its minutes if they are limited, its sections.

    A section is a title, instructions, and the ids and titles of its questions.
    """

    title: str
    language: str
    points: Fraction
    minutes: int | None
    sections: tuple[tuple[str, Text, tuple[tuple[str, str], ...]], ...]


def as_quiz(form: Form) -> Plan:
    """A test with the sections of the form; what is said of all stands before the first."""
    told = [form.instructions, *(Text() for _ in form.sections)]
    sections = [
        (section.title or form.title, before + section.instructions, _questions(section.items))
        for before, section in zip(told, form.sections, strict=False)
    ]
    return Plan(form.title, form.language, form.points, form.minutes, tuple(sections))


def as_bank(form: Form) -> Plan:
    """A test of all questions in one section, without a limit of time: others are made of it."""
    instructions = sum((section.instructions for section in form.sections), form.instructions)
    section = form.title, instructions, _questions(form.items)
    return Plan(form.title, form.language, form.points, None, (section,))


def _questions(items: tuple[Item, ...]) -> tuple[tuple[str, str], ...]:
    return tuple((item.id, item.title) for item in items)


def write(quiz: Quiz, output: Output, plan: Plan, version: Version, make: Callable[[Item], Entry]) -> None:
    """The package, with what ``make`` makes of each variant; its file is named for the quiz and the version."""
    with (
        output.open(f"{quiz.name}.{version.ending}") as stream,
        tempfile.TemporaryFile() as told,
        Archive(stream) as archive,
    ):
        names = {item_id: list(_items(quiz, item_id, make, archive, told)) for item_id in quiz.item_ids}
        titled = _titled(quiz, plan)
        with archive.open(titled.file) as file:
            file.writelines(map(checked, _test(titled, plan, names, version)))
        told.seek(0)
        with archive.open(MANIFEST) as file:
            file.writelines(_manifest(titled, names, told, version))


def _items(quiz: Quiz, item_id: str, make: Callable[[Item], Entry], archive: Archive, told: BinaryIO) -> Iterator[str]:
    """The names of a question's variants, each written into the archive and told for the manifest."""
    for one in written(quiz, item_id, make):
        archive.write(f"items/{one.identifier}.xml", one.xml)
        for name, picture in one.pictures:
            if (path := f"items/pictures/{name}") not in archive:
                archive.write(path, picture)
        told.write(checked(one.described))
        yield one.identifier


def _titled(quiz: Quiz, plan: Plan) -> Titled:
    """What identifies the test: its name and a digest of it, which holds any characters."""
    identifier = f"test-{digest(quiz.name)}"
    return Titled(
        identifier=identifier,
        title=escape(plan.title),
        language=escape(plan.language),
        file=f"{identifier}.xml",
        points=decimal(plan.points),
        seconds="" if plan.minutes is None else str(60 * plan.minutes),
    )


def _test(titled: Titled, plan: Plan, names: Mapping[str, list[str]], version: Version) -> Iterator[str]:
    """The test piece by piece."""
    nothing = Named("")
    yield version.frame("test_opening", titled)
    yield version.test("scored", titled)
    for number, (title, instructions, questions) in enumerate(plan.sections, 1):
        yield version.test("section", Chapter(f"section-{number}", escape(title), XHTML.blocks(instructions)))
        for item_id, question in questions:
            yield version.test("pool", Pool(f"pool-{digest(item_id)}", escape(question)))
            for name in names[item_id]:
                yield version.test("variant", Named(name))
            yield version.test("section_end", nothing)
        yield version.test("section_end", nothing)
    yield version.test("totals", nothing)
    yield version.frame("test_closing", nothing)


def _manifest(titled: Titled, names: Mapping[str, list[str]], told: BinaryIO, version: Version) -> Iterator[bytes]:
    """The manifest piece by piece: the test and what it needs, then the items."""
    nothing = Named("")
    yield checked(version.frame("manifest_opening", titled))
    for variants in names.values():
        for name in variants:
            yield checked(version.frame("dependency", Named(name)))
    yield checked(version.frame("test_resource_closing", nothing))
    yield from told
    yield checked(version.frame("manifest_closing", nothing))
