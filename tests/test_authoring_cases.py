"""Broken files of authors and the exact messages they give: tests/cases/authoring/*.md.

A case is a fenced ``yaml`` block followed by a fenced ``text`` block; everything else in the file is for the reader.
The start of the file's name says what reads the block. ``pytest --accept`` rewrites the messages.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank import source
from qbank.assembly.assemble import assemble
from qbank.authoring.bank import read_model
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.references import blueprint_faults
from qbank.authoring.schema import ItemModel
from qbank.checking.worked import worked_faults
from qbank.errors import AuthoringError, Fault
from qbank.generation.program import compile_item
from tests.example_bank import example_bank

FOLDER = Path(__file__).parent / "cases" / "authoring"
CASE = re.compile(r"^```yaml\n(?P<yaml>.*?)^```\n\s*^```text\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL)


def question(block: str, file: str) -> None:
    """A whole question: read, compiled, and its worked tests run."""
    model = read_model(ItemModel, source.parse(block, file), "q")
    if faults := compiled_faults(model):
        raise AuthoringError(faults)


def compiled_faults(model: ItemModel) -> list[Fault]:
    try:
        return worked_faults(compile_item(model))
    except AuthoringError as error:
        return error.faults


def blueprint(block: str, file: str) -> None:
    """A blueprint for the bank of tests/example_bank.py: read, its names looked up, and three copies put together."""
    bank = example_bank()
    model = read_model(Blueprint, source.parse(block, file), "b")
    if faults := blueprint_faults(model, bank.items, bank.objectives):
        raise AuthoringError(faults)
    assemble(model, bank, seed="cases", copies=3)


READERS: dict[str, Callable[[str, str], object]] = {
    "yaml": source.parse,
    "question": question,
    "blueprint": blueprint,
}


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for number, case in enumerate(CASE.finditer(text)):
            line = text.count("\n", 0, case.start()) + 1
            yield pytest.param(file, number, id=f"{file.name}:{line}")


def message(file: Path, block: str) -> str:
    """What an author is told about a block."""
    try:
        READERS[file.name.partition("-")[0]](block, "q.yaml")
    except AuthoringError as error:
        return f"{error}\n"
    return "accepted\n"


@pytest.mark.parametrize(("file", "number"), list(cases()))
def test_an_author_is_told_exactly_this(file: Path, number: int, accept: bool) -> None:
    text = file.read_text(encoding="utf-8")
    case = list(CASE.finditer(text))[number]
    actual = message(file, case["yaml"])
    if accept:
        file.write_text(text[: case.start("text")] + actual + text[case.end("text") :], encoding="utf-8")
    else:
        assert actual == case["text"]
