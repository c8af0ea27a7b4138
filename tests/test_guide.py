"""The guide tells the truth: every example is run, and everything that an author can write is in it.

What each kind of block means stands in tests/guide_examples.py. ``pytest --accept`` rewrites what comes of the examples.
"""

import json
import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import pytest

from qbank import source
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.json_schema import record_schema
from qbank.authoring.parameters import PARAMETERS
from qbank.authoring.schema import Bloom, ItemModel, ObjectiveModel
from qbank.authoring.warnings import WARNINGS
from qbank.checking.certificate import certify
from qbank.cli.main import COMMANDS
from qbank.errors import AuthoringError
from qbank.expressions.parse import ALGEBRA, FUNCTIONS, RESERVED
from qbank.generation.gaps import TYPES
from qbank.generation.texts import FORMATS
from qbank.grading.notation.names import WRITTEN
from qbank.grading.slips import FEEDBACK
from qbank.guide.pages import CHAPTERS, TOPICS, book, contents, page, title
from qbank.guide.pages import source as page_source
from qbank.interactions import ScoringPolicy, Shape
from qbank.model import Model
from qbank.question_types.question_type import question_types
from qbank.rl.formula import formulas
from qbank.tex.symbols import known_commands
from qbank.writers.registry import format_names
from tests.commands import run, steps
from tests.guide_examples import FOLDER, MAPS, Block, blocks, findings, mapped, model, rewrite, with_fields, with_part
from tests.test_house import loaded_by

BOOK = book()
QUESTIONS = {"": str, "part": with_part, "fields": with_fields}
RUN = {"console", "sh", "json", "yaml", "text", *MAPS}


def of_kind(kind: str, *words: str) -> Iterator[object]:
    for block in blocks():
        if block.kind == kind and (not words or block.words in words):
            yield pytest.param(block, id=str(block))


def accepted(block: Block, actual: str, *, accept: bool) -> bool:
    """Whether a block is as it should be, or was made so."""
    if accept:
        rewrite(block, actual)
    return accept or actual == block.text


@pytest.mark.parametrize("block", list(of_kind("yaml", *QUESTIONS)))
def test_a_question_is_sound(block: Block) -> None:
    assert findings(QUESTIONS[block.words](block.text)) == []


@pytest.mark.parametrize("block", list(of_kind("yaml", "")))
def test_a_whole_question_needs_no_warning(block: Block) -> None:
    assert certify(model(block.text)).warnings == ()


@pytest.mark.parametrize("block", [block for kind in MAPS for block in of_kind(kind)])
def test_what_stands_behind_an_arrow_is_so(block: Block, accept: bool) -> None:
    actual = mapped(block)
    assert accepted(block, actual, accept=accept), actual


@pytest.mark.parametrize("block", list(of_kind("console")))
def test_a_command_prints_what_the_guide_says(
    block: Block, accept: bool, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    for given in blocks():
        if given.topic == block.topic and given.number < block.number and given.words.endswith(".yaml"):
            Path(given.words).parent.mkdir(parents=True, exist_ok=True)
            Path(given.words).write_text(given.text, encoding="utf-8")
    ran = [f"$ {command}\n{run(command, capsys)}" for command, _ in steps(block.text)]
    actual = "\n".join("\n".join(line.rstrip() for line in one.splitlines()) for one in ran) + "\n"
    assert accepted(block, actual, accept=accept), actual


def faulty() -> Iterator[object]:
    found = list(blocks())
    for number, block in enumerate(found):
        if block.words == "faulty":
            yield pytest.param(block, found[number + 1], id=str(block))


@pytest.mark.parametrize(("block", "told"), list(faulty()))
def test_a_fault_is_told_so(block: Block, told: Block, accept: bool) -> None:
    with pytest.raises(AuthoringError) as error:
        source.parse(block.text, "my-question.yaml")
    assert accepted(told, f"{error.value}\n", accept=accept), str(error.value)


@pytest.mark.parametrize("block", list(of_kind("json")))
def test_its_json_is_json(block: Block) -> None:
    assert json.loads(block.text)


def test_no_block_is_left_unrun() -> None:
    found = list(blocks())
    told = {found[number + 1] for number, block in enumerate(found) if block.words == "faulty"}
    assert [str(block) for block in found if block.kind not in RUN] == []
    assert [str(block) for block in found if block.kind == "text" and block not in told] == []
    known = {*QUESTIONS, "faulty"}
    yaml = [block for block in found if block.kind == "yaml"]
    assert [str(one) for one in yaml if one.words not in known and not one.words.endswith(".yaml")] == []
    files = [block for block in yaml if block.words.endswith(".yaml")]
    used = {(one.topic, number) for one in found if one.kind == "console" for number in range(one.number)}
    assert [str(block) for block in files if (block.topic, block.number) not in used] == []


def test_the_topics_are_the_pages() -> None:
    assert sorted(TOPICS) == sorted(file.stem for file in FOLDER.glob("*.md"))
    assert len(TOPICS) == sum(map(len, CHAPTERS.values()))


@pytest.mark.parametrize("topic", TOPICS)
def test_a_page_has_a_title_and_nothing_is_left_to_fill(topic: str) -> None:
    assert page_source(topic).startswith("# ")
    assert "<!--" not in page(topic)
    assert title(topic) in contents()
    assert [
        line
        for line in re.sub(r"^```.*?^```$", "", page_source(topic), flags=re.M | re.S).splitlines()
        if len(line) > 130
    ] == []


def test_it_refers_to_topics_that_exist() -> None:
    assert set(re.findall(r"`qbank help ([a-z_]+)`", BOOK)) - {*TOPICS, *COMMANDS} == set()
    assert set(re.findall(r"`qbank ([a-z]+)", BOOK)) - {*COMMANDS} == set()


NAMES = [
    *TOPICS,
    *COMMANDS,
    *format_names(),
    *question_types(),
    *formulas(),
    *(name.partition(".")[2] for formula in formulas().values() for name in formula.alternates),
    *FUNCTIONS,
    *ALGEBRA,
    *RESERVED,
    *FORMATS,
    *(name.strip("<>") for name in PARAMETERS),
    *(policy.value for policy in ScoringPolicy),
    *(shape.value for shape in Shape),
    *get_args(Bloom),
    *TYPES,
    *FEEDBACK,
    *WRITTEN,
    *WARNINGS,
]


@pytest.mark.parametrize("name", dict.fromkeys(NAMES))
def test_it_names_everything_that_an_author_can_write(name: str) -> None:
    assert re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", BOOK)


@pytest.mark.parametrize("name", known_commands())
def test_it_lists_every_command_of_maths(name: str) -> None:
    assert f"`\\{name}`" in page("maths")


def models() -> Iterator[tuple[str, str]]:
    """Every field of every model that a file can hold."""
    kinds: list[type[Model]] = [ItemModel, ObjectiveModel, Blueprint, *(one.model for one in question_types().values())]
    for kind in kinds:
        schema = record_schema(kind)
        for name, record in {kind.__name__: schema, **schema.get("$defs", {})}.items():
            yield from ((name, field) for field in record.get("properties", ()))


@pytest.mark.parametrize(
    ("record", "field"), [one for one in dict.fromkeys(models()) if one[1] != "id" or one[0].endswith("Part")]
)
def test_it_tells_every_field(record: str, field: str) -> None:
    assert f"* `{field}` (" in BOOK, f"{field} of {record}"


def test_every_type_is_on_a_page_of_its_name_with_an_example() -> None:
    for name in question_types():
        parts = [block for block in blocks() if block.topic == name and block.words == "part"]
        assert any(f"type: {name}" in part.text for part in parts), name


def test_in_a_pipe_a_topic_is_its_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    assert str(run("qbank help scoring", capsys)) == page("scoring")
    assert str(run("qbank help --all", capsys)) == book()


def test_a_topic_that_is_a_command_too_ends_with_its_options(capsys: pytest.CaptureFixture[str]) -> None:
    shown = str(run("qbank help formats", capsys))
    assert shown.startswith(page("formats"))
    assert str(run("qbank formats --help", capsys)).strip() in shown


@pytest.mark.parametrize(("lines", "paged"), [(40, True), (400, False)])
def test_on_a_terminal_it_is_laid_out_and_long_pages_are_paged(
    lines: int, paged: bool, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    pages: list[str] = []
    monkeypatch.setattr("sys.stdout.isatty", lambda: True)
    monkeypatch.setattr("click.echo_via_pager", pages.append)
    monkeypatch.setattr("shutil.get_terminal_size", lambda: os.terminal_size((80, lines)))
    out = run("qbank help start", capsys).out
    assert bool(pages) == paged
    plain = re.sub(r"\x1b\[[0-9;]*m", "", out or pages[0])
    assert plain.startswith(f"{title('start')}\n\n")
    assert "  parameters:\n    reward:" in plain
    assert "```" not in plain
    assert max(map(len, plain.splitlines())) <= 80


def test_only_a_terminal_needs_rich() -> None:
    loaded = loaded_by("sys.argv = ['qbank', 'help', 'numeric']; from qbank.cli.main import main; main()")
    assert "qbank" in loaded
    assert "rich" not in loaded
