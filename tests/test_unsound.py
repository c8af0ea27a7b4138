"""Planted faults: tests/cases/unsound/*.md. Each is a question with one fault, what ``qbank check`` says of it, and a sound
neighbour.

A case is a heading, a word on the mistake, and three fenced blocks: the question (``yaml``), what is printed of it without its
warnings and notes (``text``, rewritten by ``pytest --accept``), and the smallest change that makes it sound (``diff``: lines to
take away, lines to add, and unchanged ones where they are needed to find the place).
"""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from msgspec.structs import replace

from qbank import source
from qbank.authoring.drafts import read_draft
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Certificate, certify
from qbank.cli.certificate_lines import told

FOLDER = Path(__file__).parent / "cases" / "unsound"
CASE = re.compile(
    r"^## (?P<title>[^\n]+)\n(?:(?!^## ).)*?^```yaml\n(?P<yaml>.*?)^```\s*^```text\n(?P<text>.*?)^```\s*"
    r"^```diff\n(?P<diff>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
HEADING = re.compile("^## ", re.MULTILINE)
LEAST = 40


def checked(text: str) -> Certificate:
    """The certificate of a question."""
    return certify(read_draft(ItemModel, source.Source("q.yaml", text), "q"))


def changed(text: str, diff: str) -> str:
    """The text with a change that fits it in one place."""
    lines = diff.splitlines(keepends=True)
    before = "".join(line[1:] for line in lines if line[0] in " -")
    after = "".join(line[1:] for line in lines if line[0] in " +")
    assert text.count(before) == 1, f"the change fits in {text.count(before)} places"
    return text.replace(before, after)


def cases() -> Iterator[object]:
    for file in sorted(FOLDER.glob("*.md")):
        for number, case in enumerate(CASE.finditer(file.read_text(encoding="utf-8"))):
            yield pytest.param(file, number, id=f"{file.stem}: {case['title']}")


@pytest.mark.parametrize(("file", "number"), list(cases()))
def test_a_planted_fault_is_found_and_its_neighbour_is_sound(file: Path, number: int, accept: bool) -> None:
    text = file.read_text(encoding="utf-8")
    case = list(CASE.finditer(text))[number]
    found = checked(case["yaml"])
    actual = told(replace(found, warnings=(), separability=())) + "\n"
    if accept:
        file.write_text(text[: case.start("text")] + actual + text[case.end("text") :], encoding="utf-8")
    else:
        assert actual == case["text"]
    assert len(found.findings) == 1, "one fault is planted"
    neighbour = checked(changed(case["yaml"], case["diff"]))
    assert neighbour.sound, told(neighbour)


def test_every_case_is_read_and_no_two_are_the_same() -> None:
    texts = [file.read_text(encoding="utf-8") for file in sorted(FOLDER.glob("*.md"))]
    found = [case for text in texts for case in CASE.finditer(text)]
    assert len(found) == sum(len(HEADING.findall(text)) for text in texts)
    assert len({case["title"] for case in found}) == len({case["yaml"] for case in found}) == len(found) >= LEAST
