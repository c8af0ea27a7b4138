"""A unique token in every text of every example: each format writes it, or says what becomes of it."""

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from msgspec import Struct
from msgspec.structs import replace
from pypdf import PdfReader

from qbank.content import Gap, Piece, Text, pictures
from qbank.errors import RefusedError
from qbank.interactions import KINDS, kind
from qbank.item import Answer, Item, Literals, without_answers
from qbank.pictures import Plot
from qbank.writers.build import REPORT, write
from qbank.writers.format import EXACT, losses
from qbank.writers.output import Output
from qbank.writers.registry import format_names, get_format
from qbank.writers.report import FormatReport
from qbank.writers.single import OneItem, single
from tests.example_interactions import EXAMPLES
from tests.examples import words
from tests.unpacked import unpacked

CARRIED = re.compile(r"With the student's own answer to \(a\): \(a\)\^2; earns 50%|parts\.advantage\^2.*1/2")
SCORING = {
    "multiple-choice": re.compile("each wrong one takes a share away|right_minus_wrong"),
    "matching": re.compile("Each right pair earns a share|per_pair"),
    "ordering": re.compile("longest run of steps|longest_run"),
}
OURS = ("html", "json", "markdown", "pdf")


@dataclass
class Tokens:
    """Makes tokens and remembers the feature that each of them belongs to."""

    features: dict[str, str]

    def token(self, feature: str) -> str:
        token = f"xq{len(self.features):03}x"
        self.features[token] = feature
        return token

    def planted(self, value: Any, feature: str) -> Any:
        """The value with a token in place of each text and of each string that somebody reads."""
        match value:
            case Text():
                if any(pictures(value)):
                    return Text(tuple(replace(piece, values=self.drawn(piece.values)) for piece in value.pieces))
                gaps = [gap for gap in _values(value) if isinstance(gap, Gap)]
                return value if gaps or not value else words(self.token(feature))
            case Literals():
                return replace(value, accepted=tuple(self.token("accepted texts") for _ in value.accepted))
            case tuple() if feature == "spellings":
                return tuple(self.token(feature) for _ in value)
            case tuple():
                return tuple(self.planted(one, feature) for one in value)
            case str() if feature in ("misconception", "unit") and value:
                return self.token(feature)
            case Piece():
                return value
            case Struct():
                changed = {name: self.planted(getattr(value, name), _feature(value, name)) for name in _fields(value)}
                return replace(value, **changed)
            case _:
                return value

    def drawn(self, values: tuple[Any, ...]) -> tuple[Any, ...]:
        """Pictures with a token for each name in them."""
        return tuple(
            replace(one, up=self.token("pictures"))
            if isinstance(one, Plot)
            else replace(one, states=tuple(replace(state, name=self.token("pictures")) for state in one.states))
            for one in values
        )


def _values(text: Text) -> Iterator[object]:
    return (value for piece in text.pieces for value in piece.values)


def _fields(record: Struct) -> tuple[str, ...]:
    """The fields in which texts stand; Terms, domains and a misconception's workings hold none."""
    names = set(record.__struct_fields__) - {"working", "domain", "key"}
    return tuple(name for name in record.__struct_fields__ if name in names or isinstance(record, Answer))


def _feature(record: Struct, name: str) -> str:
    match type(record).__name__, name:
        case "Criterion", _:
            return "rubric"
        case "Rubric", "model_answer":
            return "model answer"
        case "Part", "prompt" if getattr(record, "inline"):  # noqa: B009  a Struct in general has no such field
            return "gaps"
        case ("Choice", "text") | ("Symbol", "shown"):
            return "choices"
        case _:
            return name


def planted(item: Item) -> tuple[Item, dict[str, str]]:
    """An example with a token in every text, and the feature of each token."""
    tokens = Tokens({})
    item = replace(item, title=tokens.token("title"), source=tokens.token("source"), tags=(tokens.token("tags"),))
    return tokens.planted(item, ""), tokens.features


def built(item: Item, name: str, folder: Path) -> tuple[str, FormatReport | None]:
    """All that a format writes of an item, and its report; None when it refuses the item."""
    try:
        with Output(folder / name, replace=False) as output:
            report = write(OneItem(item, "canary", "A quiz"), [name], output)
    except RefusedError:
        return "", None
    files = [path for path in sorted((folder / name).iterdir()) if path.name != REPORT]
    return "\n".join(map(readable, files)), report.formats[0]


def readable(path: Path) -> str:
    """What a file says, on one line."""
    if path.suffix == ".pdf":
        pages = PdfReader(BytesIO(path.read_bytes())).pages
        text = " ".join(page.extract_text() for page in pages)
    else:
        text = html.unescape(html.unescape(unpacked(path.read_bytes()))).replace("\\", "")
    return " ".join(text.split())


@pytest.mark.parametrize("name", format_names())
@pytest.mark.parametrize("example", EXAMPLES)
def test_every_text_of_an_example_is_written_or_its_loss_told(name: str, example: str, tmp_path: Path) -> None:
    item, features = planted(EXAMPLES[example])
    text, report = built(item, name, tmp_path)
    if report is None:
        assert losses(get_format(name), item), "refused without a reason"
        return
    missing = {feature for token, feature in features.items() if token not in text}
    assert report.downgraded or missing <= set(report.lost)


@pytest.mark.parametrize("name", [name for name in OURS if get_format(name).keys == "apart"])
@pytest.mark.parametrize("example", EXAMPLES)
def test_a_students_copy_tells_nothing_of_the_answers(name: str, example: str, tmp_path: Path) -> None:
    item, features = planted(EXAMPLES[example])
    public, _ = planted(without_answers(EXAMPLES[example]))
    path = tmp_path / f"student.{get_format(name).ending}"
    path.write_bytes(single(item, name, student=True))
    shown = readable(path)
    secret = set(features) - set(re.findall("xq[0-9]{3}x", repr((public.stem, public.parts, public.title))))
    assert secret
    assert [token for token in secret if token in shown] == []


@pytest.mark.parametrize("name", OURS)
def test_our_own_formats_hold_every_interaction(name: str) -> None:
    assert get_format(name).interactions == set(KINDS.values())


@pytest.mark.parametrize("name", OURS)
@pytest.mark.parametrize("example", SCORING)
def test_a_scoring_policy_is_told_in_words(name: str, example: str, tmp_path: Path) -> None:
    text, _ = built(EXAMPLES[example], name, tmp_path)
    assert SCORING[example].search(text)


@pytest.mark.parametrize("name", OURS)
def test_an_error_that_is_carried_forward_is_told(name: str, tmp_path: Path) -> None:
    text, _ = built(EXAMPLES["carried"], name, tmp_path)
    assert CARRIED.search(text)


@pytest.mark.parametrize("name", [name for name in format_names() if name not in OURS])
@pytest.mark.parametrize("feature", ["scoring", "carried forward", "gaps", "rubric", "model answer"])
def test_other_formats_declare_what_they_do_with_it(name: str, feature: str) -> None:
    declared = get_format(name).features[feature]
    assert declared == EXACT or len(declared.split()) >= 3


@pytest.mark.parametrize("example", EXAMPLES)
def test_each_example_is_named_for_its_interactions(example: str) -> None:
    kinds = {kind(part.interaction).replace("_", "-") for part in EXAMPLES[example].parts}
    assert example in kinds or example in ("cloze", "carried", "pictures")
