"""Packages of the QTI 1.2 family, opened for tests: their files, and the schemas that they must follow."""

import io
import os
import zipfile
from collections.abc import Iterable
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from lxml import etree  # type: ignore[import-untyped]

from qbank.item import Quiz
from qbank.writers.format import Usage
from qbank.writers.output import Output
from qbank.writers.registry import get_format
from tests.conftest import require

SCHEMAS = os.environ.get("QBANK_SCHEMAS", "")
QTI = "{http://www.imsglobal.org/xsd/ims_qtiasiv1p2}"


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
