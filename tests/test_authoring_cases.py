"""Broken files of authors and the exact messages they give: tests/cases/authoring/*.md.

A case is a fenced ``yaml`` block followed by a fenced ``text`` block; everything else in the file is for the reader. In a
``bank-*.md`` a case is several ``yaml`` blocks, each with the name of its file behind ``yaml``. The start of the file's name
says what reads the blocks. ``pytest --accept`` rewrites the messages.
"""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from qbank import source
from qbank.assembly.assemble import assemble
from qbank.authoring.bank import load, survey
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.drafts import read_draft
from qbank.authoring.references import blueprint_faults
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify, survey_faults
from qbank.errors import AuthoringError, Fault
from tests.example_bank import example_bank

FOLDER = Path(__file__).parent / "cases" / "authoring"
FENCE = re.compile(r"^```yaml(?: (?P<name>\S+))?\n(?P<yaml>.*?)^```$", re.MULTILINE | re.DOTALL)
CASE = re.compile(
    r"^```yaml[^\n]*\n(?:(?!^```text)(?!^## ).)*?^```$\s*^```text\n(?P<text>.*?)^```$", re.MULTILINE | re.DOTALL
)

Files = dict[str, str]


def yaml(files: Files, folder: Path) -> None:
    """YAML alone."""
    source.parse(files[""], "q.yaml")


def question(files: Files, folder: Path) -> None:
    """A whole question: read, compiled, its worked tests run, and some variants looked at."""
    told(
        [finding.fault for finding in certify(read_draft(ItemModel, source.Source("q.yaml", files[""]), "q")).findings]
    )


def warning(files: Files, folder: Path) -> None:
    """A sound question, and what its author is warned of."""
    certificate = certify(read_draft(ItemModel, source.Source("q.yaml", files[""]), "q"))
    told([finding.fault for finding in certificate.findings])
    told([one.fault._replace(message=f"warning: {one.fault.message} [{one.name}]") for one in certificate.warnings])


def bank(files: Files, folder: Path) -> None:
    """The files of a folder."""
    for name, text in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, encoding="utf-8")
    told([within(folder, fault) for fault in survey_faults(survey([folder]))])
    load([folder])


def within(folder: Path, fault: Fault) -> Fault:
    """The fault with the files named as in the folder."""
    base = f"{folder.as_posix()}/"
    return fault._replace(file=fault.file.removeprefix(base), message=fault.message.replace(base, ""))


def told(faults: list[Fault]) -> None:
    if faults:
        raise AuthoringError(faults)


def blueprint(files: Files, folder: Path) -> None:
    """A blueprint for the bank of tests/example_bank.py: read, its names looked up, and three copies put together."""
    bank = example_bank()
    read = read_draft(Blueprint, source.Source("q.yaml", files[""]), "b")
    if not isinstance(read, Blueprint):
        told(list(read.faults))
    else:
        told(blueprint_faults(read, bank.items, bank.objectives))
        assemble(read, bank, seed="cases", copies=3)


READERS: dict[str, Callable[[Files, Path], object]] = {
    "yaml": yaml,
    "question": question,
    "warning": warning,
    "bank": bank,
    "blueprint": blueprint,
}


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.md")):
        text = file.read_text(encoding="utf-8")
        for number, case in enumerate(CASE.finditer(text)):
            line = text.count("\n", 0, case.start()) + 1
            yield pytest.param(file, number, id=f"{file.name}:{line}")


def message(file: Path, blocks: str, folder: Path) -> str:
    """What an author is told about the blocks of a case."""
    files = {found["name"] or "": found["yaml"] for found in FENCE.finditer(blocks)}
    try:
        READERS[file.name.partition("-")[0]](files, folder)
    except AuthoringError as error:
        return f"{error}\n"
    return "accepted\n"


@pytest.mark.parametrize(("file", "number"), list(cases()))
def test_an_author_is_told_exactly_this(file: Path, number: int, accept: bool, tmp_path: Path) -> None:
    text = file.read_text(encoding="utf-8")
    case = list(CASE.finditer(text))[number]
    actual = message(file, text[case.start() : case.start("text")], tmp_path)
    if accept:
        file.write_text(text[: case.start("text")] + actual + text[case.end("text") :], encoding="utf-8")
    else:
        assert actual == case["text"]
