"""What each format writes of the shipped questions, kept for reading; each format also meets an external truth elsewhere."""

import json
import re
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import pytest
from pypdf import PdfReader

from qbank.authoring.bank import load
from qbank.cli.sheet import sheet
from qbank.generation.program import generate
from qbank.item import without_answers
from qbank.resources import questions_folder
from qbank.writers.single import single
from tests.example_interactions import EXAMPLES
from tests.unpacked import unpacked

ITEMS = {"numeric_entry": "td-advantage", "a_list": "discounted-return", "several_parts": "value-target"} | {
    "a_drawing": "one-sweep-of-value-iteration"
}
ENDINGS = {"anki": "txt", "html": "html", "json": "json", "markdown": "md", "moodle": "xml", "olx": "xml", "pdf": "txt"}
ENDINGS |= {"practice-site": "html"}
ENDINGS |= dict.fromkeys(("canvas", "canvas-new", "common-cartridge"), "xml")
APART = ("html", "markdown", "pdf")
"""Formats that keep the key in a file of its own."""
REFUSED = {(name, "expression-entry") for name in ("canvas", "canvas-new", "common-cartridge")}
HELD = [
    (name, example)
    for name in (*APART, "anki", "canvas", "canvas-new", "common-cartridge", "json", "olx", "practice-site")
    for example in EXAMPLES
    if (name, example) not in REFUSED
]


def readable(name: str, written: bytes) -> str:
    """The file without its style sheet, or what a PDF says."""
    if name == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(written)).pages) + "\n"
    text = re.sub("(?s)<style>.*?</style>", "<style></style>", unpacked(written))
    return without_script(text) if name == "practice-site" else text


def without_script(page: str) -> str:
    """A page without its script and the policy that names it, its draws one value to a line."""
    text = re.sub("(?s)<script>.*?</script>", "<script></script>", page)
    text = re.sub('(?<=Content-Security-Policy" content=")[^"]*', "", text)
    return re.sub('(?s)(?<=class="draws">).*?(?=</script>)', _indented, text)


def _indented(draws: re.Match[str]) -> str:
    return json.dumps(json.loads(draws[0]), indent=1, ensure_ascii=False)


@pytest.mark.parametrize("kind", ITEMS)
@pytest.mark.parametrize("name", ENDINGS)
def test_a_format_writes_what_it_wrote_before(name: str, kind: str, golden: Callable[[str, str], None]) -> None:
    item = generate(load([Path(questions_folder())]).item(ITEMS[kind]), seed="golden", variant=0)
    golden(f"{name}/{kind}/shipped.{ENDINGS[name]}", readable(name, single(item, name, student=False)))
    if name in APART:
        golden(f"{name}/{kind}/shipped-student.{ENDINGS[name]}", readable(name, single(item, name, student=True)))


@pytest.mark.parametrize(("name", "example"), HELD)
def test_a_format_writes_every_interaction_as_before(
    name: str, example: str, golden: Callable[[str, str], None]
) -> None:
    item, folder = EXAMPLES[example], f"{name}/{example.replace('-', '_')}"
    golden(f"{folder}/example.{ENDINGS[name]}", readable(name, single(item, name, student=False)))
    if name in APART:
        golden(f"{folder}/example-student.{ENDINGS[name]}", readable(name, single(item, name, student=True)))


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_terminal_shows_every_interaction_as_before(example: str, golden: Callable[[str, str], None]) -> None:
    item, folder = EXAMPLES[example], f"terminal/{example.replace('-', '_')}"
    golden(f"{folder}/example.txt", sheet(item, 80) + "\n")
    golden(f"{folder}/example-student.txt", sheet(without_answers(item), 100) + "\n")
