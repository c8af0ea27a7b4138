"""Every format, found by itself: what it cannot hold it declares, and a refusal leaves no file."""

import html
import io
import json
import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any, cast

import pytest
from msgspec.structs import replace
from pypdf import PdfReader

from qbank.content import Number, Text
from qbank.errors import OutputError, QbankError, RefusedError
from qbank.interactions import Choice, NumericEntry, SingleChoice
from qbank.item import Answer, Chosen, Draw, Form, Item, Known, Part, Quiz, Result, Section, without_answers
from qbank.writers.build import REPORT, write
from qbank.writers.format import EXACT, FEATURES
from qbank.writers.json import describe
from qbank.writers.ledger import Ledger
from qbank.writers.lock import LOCK, Origin, read_lock, write_lock
from qbank.writers.options import Options
from qbank.writers.output import Output
from qbank.writers.registry import format_names, formats, get_format
from qbank.writers.report import Report
from tests.examples import ExampleQuiz, example_item, words
from tests.unpacked import unpacked

ELSEWHERE = {  # of interactions that this canary has not: tests/test_every_field.py; and no field
    "pictures",
    "gaps",
    "spellings",
    "scoring",
    "accepted texts",
    "rubric",
    "model answer",
    "carried forward",
    "secrecy",
}
TOKENS = {feature: f"xq{place:02}{feature}" for place, feature in enumerate(FEATURES) if feature not in ELSEWHERE}
NUMBERS = {"points": Fraction(17), "tolerance": Fraction(13, 2000)}
LOOKS = {
    "points": ("17", "16"),
    "tolerance": ("0.0065", "13/2000", "1.0065"),
    "minutes": ("7301", "438060"),
    "language": ("tlh",),
}


def canary() -> Item:
    """An item with a unique token in every field."""
    choices = (Choice("c1", words(TOKENS["choices"])), Choice("c2", words("other")))
    known = (
        Known(Fraction(9), Fraction(1, 4), words(TOKENS["feedback"]), TOKENS["misconception"], Number(Fraction(9))),
    )
    number = Part("a", words(TOKENS["prompt"]), NumericEntry(3, TOKENS["unit"]), Fraction(16))
    option = Part("b", words("Which?"), SingleChoice(choices), Fraction(1))
    answers = (
        Answer("a", Fraction(1), words(TOKENS["solution"]), NUMBERS["tolerance"], Number(Fraction(1)), known),
        Answer("b", "c1", Text()),
    )
    return replace(
        example_item(),
        title=TOKENS["title"],
        objectives=(TOKENS["objectives"],),
        tags=(TOKENS["tags"],),
        bloom=TOKENS["bloom"],
        language="tlh",
        source=TOKENS["source"],
        points=NUMBERS["points"],
        stem=words(TOKENS["stem"]),
        parts=(number, option),
        hints=(words(TOKENS["hints"]),),
        answers=answers,
    )


@dataclass
class OneItem:
    """A quiz of one item."""

    item: Item
    name: str = "canary"
    title: str = "A quiz"
    copies: int = 1
    planned: bool = True
    item_ids: tuple[str, ...] = ("td-advantage",)
    contents: tuple[Chosen, ...] = ()

    def form(self, copy: int) -> Form:
        instructions = words(TOKENS["instructions"])
        sections = (Section("", (self.item,), words("xqBeforeTheSection")),)
        return Form(self.name, self.title, self.item.language, instructions, 7301, copy, "K3F", sections)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        return ()

    def pool(self, item_id: str) -> Iterator[Item]:
        yield self.item

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        yield work([self.item])

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        yield work([self.form(0)])


def everything(folder: Path) -> str:
    """All that stands in the files of a build, but its report."""
    return "\n".join(readable(path) for path in sorted(folder.iterdir()) if path.name != REPORT)


def readable(path: Path) -> str:
    if path.suffix == ".pdf":
        reader = PdfReader(io.BytesIO(path.read_bytes()))
        text = "".join(page.extract_text() for page in reader.pages)
        return re.sub(r"\s", "", text) + f" language {reader.root_object.get('/Lang')}"
    return html.unescape(html.unescape(unpacked(path.read_bytes())))


def build(quiz: Quiz, folder: Path, *names: str, strict: bool = False, skip: bool = False) -> Report:
    with Output(folder, replace=False) as output:
        return write(quiz, list(names), output, Options(strict=strict, skip=skip))


@pytest.fixture(scope="module", params=format_names())
def written(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> tuple[str, str, Report]:
    """A format's name, all that it wrote of the canary, and the report."""
    name = str(request.param)
    folder = tmp_path_factory.mktemp(name)
    report = build(OneItem(canary()), folder, name)
    return name, everything(folder), report


@pytest.mark.parametrize("feature", TOKENS)
def test_what_a_format_says_it_holds_is_there(written: tuple[str, str, Report], feature: str) -> None:
    name, text, report = written
    lost = report.formats[0].lost
    assert set(get_format(name).features) == set(FEATURES)
    if feature in lost:
        assert lost[feature] != EXACT
        assert len(lost[feature].split()) >= 3, "a loss is told in words"
    else:
        assert any(look in text for look in LOOKS.get(feature, (TOKENS[feature],)))


def test_a_format_that_holds_instructions_holds_those_of_sections_too(written: tuple[str, str, Report]) -> None:
    _, text, report = written
    assert ("xqBeforeTheSection" in text) == (TOKENS["instructions"] in text)
    assert "xqBeforeTheSection" in text or "instructions" in report.formats[0].lost


def test_an_unknown_format_is_told_with_those_that_are_known() -> None:
    with pytest.raises(QbankError, match=r"unknown format 'pfd'; known: .*html, json.*moodle.*pdf.*\n  hint: .*'pdf'"):
        get_format("pfd")


def test_every_format_has_the_name_of_its_entry_point() -> None:
    assert {name: chosen.name for name, chosen in formats().items()} == {name: name for name in format_names()}


# --- refusals -----------------------------------------------------------------------------------------------------


def odd(item: Item) -> Item:
    """An item that Moodle refuses: one part, with a number that it takes for infinity."""
    known = (Known(Fraction(10) ** 400, Fraction(0), words("Far off."), None),)
    answer = Answer("advantage", Fraction(1), Text(), Fraction(1, 100), known=known)
    return replace(item, parts=item.parts[:1], points=item.parts[0].points, answers=(answer,))


class Coded(ExampleQuiz):
    """A quiz that tells its codes and draws."""

    def code(self, copy: int) -> str:
        return f"K3F{copy}"

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        return tuple(Draw(item_id, copy, (("reward", Fraction(1, 2)),)) for item_id in self.item_ids)


class HalfOdd(ExampleQuiz):
    """A quiz whose second question Moodle refuses."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for item in super().pool(item_id):
            yield odd(item) if item_id == "td-again" else item


class LateOdd(ExampleQuiz):
    """A quiz whose second variant Moodle refuses: nobody can know before it is made."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for item in super().pool(item_id):
            yield odd(item) if item.variant == 1 else item


def test_a_refusal_is_told_before_any_file_is_written(tmp_path: Path) -> None:
    with pytest.raises(
        RefusedError, match=r"(?s)moodle: td-again, part 'advantage': Moodle takes a number.*hint: .*--skip"
    ):
        build(HalfOdd(), tmp_path / "new", "json", "moodle")
    assert list(tmp_path.iterdir()) == []


def test_skip_leaves_refused_items_out_and_reports_them(tmp_path: Path) -> None:
    report = build(HalfOdd(), tmp_path, "json", "moodle", skip=True)
    as_json, as_moodle = report.formats
    assert as_json.exact == ("td-advantage", "td-again")
    assert [loss.item for loss in as_moodle.refused] == ["td-again"]
    assert [loss.item for loss in as_moodle.downgraded] == ["td-advantage"]
    assert "td-again" not in (tmp_path / "quiz-1.xml").read_text()


def test_strict_refuses_downgrades_too(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="whole numbers"):
        build(ExampleQuiz(), tmp_path, "moodle", strict=True)


def test_a_format_that_refuses_everything_is_an_error_also_with_skip(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="refuses every item"):
        build(OneItem(odd(example_item())), tmp_path, "moodle", skip=True)


def test_a_refusal_that_depends_on_a_later_variant_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(RefusedError, match="td-advantage-1: Moodle takes a number"):
        build(LateOdd(copies=2), tmp_path, "json", "moodle")
    assert list(tmp_path.iterdir()) == []


def test_a_quiz_named_as_its_report_is_refused(tmp_path: Path) -> None:
    with pytest.raises(OutputError, match="two files would have the name"):
        build(ExampleQuiz(name="report"), tmp_path, "json")
    assert list(tmp_path.iterdir()) == []


# --- report, lock, JSON -------------------------------------------------------------------------------------------


def test_the_same_build_gives_the_same_bytes(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        build(ExampleQuiz(copies=2), tmp_path / folder, "json", "moodle")
    one, two = ({path.name: path.read_bytes() for path in (tmp_path / name).iterdir()} for name in ("one", "two"))
    assert one == two
    assert str(tmp_path).encode() not in one[REPORT]


def test_the_report_names_every_file_with_its_digest(tmp_path: Path) -> None:
    report = build(ExampleQuiz(), tmp_path, "moodle", "json")
    assert Report.model_validate(json.loads((tmp_path / REPORT).read_text())) == report
    for file in (file for each in report.formats for file in each.files):
        assert (tmp_path / file.name).stat().st_size == file.size


def test_the_lock_says_what_each_code_means(tmp_path: Path) -> None:
    quiz = Coded(copies=3)
    with Output(tmp_path, replace=False) as output:
        write(quiz, ["json"], output)
        write_lock(Ledger(quiz), Origin(seed="s", bank="b", questions={"td-advantage": "d"}), output)
    lock, copies = read_lock(tmp_path / LOCK)
    assert (lock.seed, lock.bank, lock.number_of_copies) == ("s", "b", 3)
    assert [file.name for file in lock.files] == ["quiz-1.json", REPORT]
    assert {"jinja2", "sympy", "typst"} < set(lock.libraries)
    found = list(copies)
    assert [copy.code for copy in found] == ["K3F0", "K3F1", "K3F2"]
    assert found[1].items[0].variant == 1
    assert found[1].items[0].parameters == {"reward": "1/2"}
    assert json.loads((tmp_path / LOCK).read_text())["copies"][2]["code"] == "K3F2"


def test_a_lock_that_was_changed_is_told(tmp_path: Path) -> None:
    (tmp_path / LOCK).write_text("not a lock")
    with pytest.raises(QbankError, match=LOCK):
        read_lock(tmp_path / LOCK)


def test_json_holds_every_variant(tmp_path: Path) -> None:
    build(ExampleQuiz(copies=2), tmp_path, "json")
    read = json.loads((tmp_path / "quiz-1.json").read_text())
    assert (read["quiz"], read["copies"]) == ("quiz-1", 2)
    assert [(item["item"], item["variant"]) for item in read["items"]] == [
        ("td-advantage", 0),
        ("td-advantage", 1),
        ("td-again", 0),
        ("td-again", 1),
    ]


def test_numbers_in_json_are_exact_text() -> None:
    number, choice = cast("list[dict[str, Any]]", describe(example_item())["parts"])
    assert (number["key"], number["shown_key"], number["tolerance"]) == ("-23/15", "−1.533", "1/2000")
    assert (choice["key"], [each["correct"] for each in choice["choices"]]) == ("c1", [True, False, False])


def test_a_students_copy_in_json_has_no_key() -> None:
    item = without_answers(example_item())
    assert not re.search(
        "key|correct|credit|feedback|misconception|known|tolerance", json.dumps(describe(item)["parts"])
    )
