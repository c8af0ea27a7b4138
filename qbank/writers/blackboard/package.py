"""The package: a pool for each question, or for each part of one, then the pictures, then the manifest.

A pool stands in a file of its own until it is whole, because its title tells a digest of what is in it: so an import can be
told from an earlier one.
"""

import hashlib
import re
import shutil
import tempfile
from base64 import b64decode
from contextlib import ExitStack
from typing import IO

from qbank.item import Quiz
from qbank.writers.archive import Archive
from qbank.writers.blackboard.answers import xml
from qbank.writers.blackboard.question import Written, about, written
from qbank.writers.blackboard.template import NUMBER, Course, Picture, Pool, Resource, macros
from qbank.writers.output import Output
from qbank.writers.task import digest
from qbank.writers.variants import written as variants

ENDING = "blackboard.zip"
POOL, CONTEXT = "assessment/x-bb-qti-pool", "resource/x-mhhe-course-cx"
FIRST = 1_000_001
IMAGE = re.compile(r"data:image/png;base64,([A-Za-z0-9+/=]+)")


def write(quiz: Quiz, output: Output) -> None:
    """The whole bank as ``<quiz>.blackboard.zip``."""
    with output.open(f"{quiz.name}.{ENDING}") as stream, Archive(stream) as archive:
        package = Package(quiz, archive)
        for item_id in quiz.item_ids:
            package.add(item_id)
        package.close()


class Questions:
    """The questions of a pool, in a file of their own until they are all there, and a digest of them."""

    def __init__(self, title: str, stream: IO[bytes]) -> None:
        self.title, self.stream = title, stream
        self.made = hashlib.blake2b(digest_size=3)

    def write(self, question: bytes) -> None:
        """One more question."""
        self.stream.write(question)
        self.made.update(question)


class Package:
    """A package that is being written."""

    def __init__(self, quiz: Quiz, archive: Archive) -> None:
        self.quiz, self.archive = quiz, archive
        form = quiz.form(0)
        told = [form.instructions, *(section.instructions for section in form.sections)]
        self.about = "".join(map(about, told))
        self.resources: list[Resource] = []
        self.pictures: dict[str, str] = {}
        self.count = 0

    def add(self, item_id: str) -> None:
        """The variants of one question, in a pool for each of its parts."""
        with ExitStack() as stack:
            pools: dict[str, Questions] = {}
            for questions in variants(self.quiz, item_id, written):
                for one in questions:
                    if one.label not in pools:
                        title = f"{one.title} ({one.label})" if one.label else one.title
                        pools[one.label] = Questions(title, stack.enter_context(tempfile.TemporaryFile()))
                    pools[one.label].write(self._numbered(one).encode())
            for pool in pools.values():
                self._pool(pool)

    def _numbered(self, one: Written) -> str:
        """A question with its number, its pictures as files of the package."""
        self.count += 1
        found = one.xml.replace(NUMBER, str(FIRST + self.count))
        return IMAGE.sub(self._picture, found) if "data:image/png" in found else found

    def _picture(self, image: re.Match[str]) -> str:
        number = self.pictures.get(image[1])
        if number is None:
            number = self.pictures[image[1]] = str(FIRST + len(self.pictures))
            name = f"picture-{digest(image[1])}__xid-{number}_1.png"
            self.archive.write(f"csfiles/home_dir/{name}", b64decode(image[1]))
            told = macros()("file", Picture(number, xml(self.quiz.name), name))
            self.archive.write(f"csfiles/home_dir/{name}.xml", told)
        return f"@X@EmbeddedFile.requestUrlStub@X@bbcswebdav/xid-{number}_1"

    def _pool(self, pool: Questions) -> None:
        name = f"res{len(self.resources) + 1:05}"
        title = pool.title if pool.title == self.quiz.title else f"{self.quiz.title}: {pool.title}"
        shown = xml(f"{title} [{pool.made.hexdigest()}]")
        self.resources.append(Resource(name, POOL, shown))
        first, second = str(2 * len(self.resources) - 1), str(2 * len(self.resources))
        opening = macros()("opening", Pool(shown, self.about)).replace(NUMBER, first, 1).replace(NUMBER, second, 1)
        pool.stream.seek(0)
        with self.archive.open(f"{name}.dat") as file:
            file.write(opening.encode())
            shutil.copyfileobj(pool.stream, file)
            file.write(macros()("closing", Pool("", "")).encode())

    def close(self) -> None:
        """What says what is in the package."""
        course = Course(xml(self.quiz.name))
        name = f"res{len(self.resources) + 1:05}"
        self.archive.write(f"{name}.dat", macros()("context", course))
        self.resources.append(Resource(name, CONTEXT, xml(self.quiz.title)))
        self.archive.write("imsmanifest.xml", macros()("manifest", tuple(self.resources)))
        self.archive.write(".bb-package-info", macros()("package", course))
