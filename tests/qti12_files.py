"""Packages of the QTI 1.2 family, opened for tests: their files, and the schemas that they must follow."""

import io
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree, isoschematron  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.item import Item, Quiz
from qbank.writers.format import Usage
from qbank.writers.output import Output
from qbank.writers.registry import get_format
from tests.conftest import require
from tests.examples import ExampleQuiz
from tests.test_moodle_rules import EVERY

SCHEMAS = os.environ.get("QBANK_SCHEMAS", "")
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


WRAPPED = b'<questestinterop xmlns="http://www.imsglobal.org/xsd/ims_qtiasiv1p2">%s</questestinterop>'


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of every example, several variants of each."""

    copies: int = 3
    item_ids: tuple[str, ...] = tuple(item.id for item in EVERY)
    items: tuple[Item, ...] | None = EVERY

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in self.items or EVERY}[item_id], variant=copy)


def package(quiz: Quiz, name: str, usage: Usage) -> dict[str, bytes]:
    """The files of a package, by path."""
    with TemporaryDirectory() as folder:
        with Output(Path(folder), replace=False) as output:
            get_format(name).write(quiz, output, usage)
        (path,) = Path(folder).iterdir()
        with zipfile.ZipFile(io.BytesIO(path.read_bytes())) as archive:
            return {one: archive.read(one) for one in archive.namelist()}


@cache
def schema(path: str) -> etree.XMLSchema:
    """A schema, compiled once."""
    require(SCHEMAS, "QBANK_SCHEMAS names no folder of schemas")
    return etree.XMLSchema(etree.parse(Path(SCHEMAS) / path))


def faults(document: etree._Element, path: str) -> list[str]:
    """What a schema finds wrong with a document."""
    checker = schema(path)
    return [] if checker.validate(document) else [f"{one.line}: {one.message}" for one in checker.error_log]


def questions_in(files: dict[str, bytes]) -> Iterable[tuple[str, etree._Element]]:
    """The files of questions in a package."""
    for path, content in files.items():
        if content.startswith(b"<?xml") and b"<questestinterop" in content[:400]:
            yield path, etree.fromstring(content)


@cache
def _rules(path: str) -> isoschematron.Schematron:
    require(SCHEMAS, "QBANK_SCHEMAS names no folder of schemas")
    return isoschematron.Schematron(etree.parse(Path(SCHEMAS) / path), store_report=True, validate_schema=False)


def rules(document: etree._Element, path: str) -> list[str]:
    """Which of the rules that stand in a schema a document breaks."""
    checker = _rules(path)
    if checker.validate(document):
        return []
    found = checker.validation_report.iter("{http://purl.oclc.org/dsdl/svrl}failed-assert")
    return [" ".join("".join(one.itertext()).split()) for one in found]
