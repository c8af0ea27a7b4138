"""Decks for Anki: what stands on their cards, and what Anki itself makes of them."""

import hashlib
import html
import json
import os
import re
import sqlite3
import subprocess
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbank.content import plain
from qbank.item import Item
from qbank.writers.anki.card import CARD, CLOZE, FIELDS, KINDS, note
from tests.conftest import require
from tests.example_interactions import EXAMPLES
from tests.examples import ExampleQuiz, example_item, words
from tests.shipped import NAMES, twenty
from tests.test_moodle_rules import pieces, rewritten
from tests.test_writers import build

IMPORTER = Path(__file__).parent / "anki_importer.py"
EVERY = (*EXAMPLES.values(), example_item())
sentences = st.lists(pieces | st.sampled_from(["{{", "}}", "::", "{{c1::"]), min_size=1, max_size=8)


@dataclass(frozen=True)
class Mixed(ExampleQuiz):
    """A quiz of every example, several variants of each."""

    item_ids: tuple[str, ...] = tuple(item.id for item in EVERY)

    def pool(self, item_id: str) -> Iterator[Item]:
        for copy in range(self.copies):
            yield replace({item.id: item for item in EVERY}[item_id], variant=copy)


def fields(item: Item) -> dict[str, str]:
    return dict(zip(FIELDS, note(item)[1].fields, strict=True))


@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=30)
@given(said=sentences.map("".join).filter(str.strip))
def test_every_text_is_taken_as_it_is(item: Item, said: str) -> None:
    made = fields(rewritten(item, said))
    for name in ("Title", "Source", "Hints") if item.id == "pictures" else ("Title", "Answer", "Source", "Hints"):
        shown = html.unescape(re.sub(r"<[^>]*>", "", made[name]))
        assert " ".join(said.split()) in " ".join(shown.split()), name


def test_the_front_tells_nothing_that_is_said_of_answers() -> None:
    for item in EVERY:
        front = fields(item)["Question"]
        for answer in item.answers or ():
            told = [answer.solution, *(known.feedback for known in answer.known)]
            assert not any(plain(text) in front for text in told if text)


def test_an_item_of_gaps_alone_is_a_cloze_that_hides_what_is_right() -> None:
    kind, front = note(EXAMPLES["cloze"])[1].kind, fields(EXAMPLES["cloze"])["Question"]
    assert kind == CLOZE
    assert re.findall(r"\{\{c1::(.*?)::(.*?)\}\}", front) == [
        ("0.50", "Q of up"),
        ("A up", "the greedy action"),
        ("Q-learning / Q learning", "name of the method"),
    ]
    assert note(EXAMPLES["numeric-entry"])[1].kind == CARD


def test_nothing_else_reads_as_a_cloze() -> None:
    item = EXAMPLES["cloze"]
    odd = [words("a}} b::c {{c2::d}}")] * 3
    parts = tuple(replace(part, prompt=text) for part, text in zip(item.parts, odd, strict=True))
    front = fields(replace(item, parts=parts))["Question"]
    assert re.findall(r"\{\{c\d::(.*?)::(.*?)\}\}", front)[0] == ("0.50", "a}&#125; b:&#58;c {&#123;c2:&#58;d}&#125;")
    assert len(re.findall(r"\{\{c\d::", front)) == 3


def test_a_deck_is_the_same_bytes_twice_and_has_no_clock(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        build(Mixed(copies=2), tmp_path / folder, "anki")
    one, two = ((tmp_path / name / "quiz-1.apkg").read_bytes() for name in ("one", "two"))
    assert hashlib.sha256(one).digest() == hashlib.sha256(two).digest()
    with zipfile.ZipFile(tmp_path / "one" / "quiz-1.apkg") as archive:
        assert {entry.date_time[0] for entry in archive.infolist()} == {1980}
        archive.extract("collection.anki2", tmp_path)
    with closing(sqlite3.connect(tmp_path / "collection.anki2")) as database:
        assert database.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert database.execute("SELECT max(mod) < 1000000000 FROM notes").fetchone() == (1,)


def test_identifiers_depend_on_names_alone() -> None:
    assert KINDS[CARD].id != KINDS[CLOZE].id
    assert note(example_item())[1].guid == note(replace(example_item(), stem=words("Other.")))[1].guid
    guids = [note(item)[1].guid for name in NAMES[:20] for item in twenty(name)]
    assert len(set(guids)) == len(guids)


# --- Anki itself ---


def imported(*decks: str) -> dict[str, Any]:
    python = Path(os.environ.get("QBANK_ANKI", "")) / "bin" / "python"
    require(python.exists(), "anki is not installed where QBANK_ANKI says")
    done = subprocess.run([python, IMPORTER, *decks], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return dict(json.loads(done.stdout))


def test_anki_itself_takes_every_card_with_its_pictures_and_its_tags(tmp_path: Path) -> None:
    build(Mixed(copies=2), tmp_path, "anki")
    told = imported(f"{tmp_path}/quiz-1.apkg=newer")
    assert told["logs"] == [{"found": 2 * len(EVERY), "new": 2 * len(EVERY), "updated": 0}]
    assert (told["sound"], told["missing"], len(told["cards"])) == (True, [], 2 * len(EVERY))
    assert len(told["media"]) == 2
    assert all(name.endswith(".svg") for name in told["media"])
    assert "Quiz 1: values & <advantages>::Example of cloze" in told["decks"]
    assert any("45 minutes" in about for about in told["about"])
    cloze = next(card for card in told["cards"] if card["guid"].startswith("cloze"))
    assert "0.50" not in re.sub(r'data-cloze="[^"]*"', "", cloze["front"])
    assert "0.50" in re.sub(r'data-cloze="[^"]*"', "", cloze["back"])
    for card in told["cards"]:
        assert "rlhf::advantage::td-error" in card["tags"]
        assert "bloom::apply" in card["tags"]
        assert "Sutton" in card["back"]
        assert "{{" not in card["front"]


def test_anki_itself_updates_what_was_imported_before(tmp_path: Path) -> None:
    build(Mixed(copies=2), tmp_path / "one", "anki")
    build(Mixed(copies=3, title="Quiz 1: values & <advantages>"), tmp_path / "two", "anki")
    told = imported(f"{tmp_path}/one/quiz-1.apkg=newer", f"{tmp_path}/two/quiz-1.apkg=always")
    assert told["logs"][1]["new"] == len(EVERY)
    assert len(told["cards"]) == 3 * len(EVERY)


@dataclass(frozen=True)
class Reworded(Mixed):
    """The same questions in other words."""

    def pool(self, item_id: str) -> Iterator[Item]:
        for item in super().pool(item_id):
            yield replace(item, source="A better source.")


def test_anki_itself_takes_other_words_where_notes_are_always_updated(tmp_path: Path) -> None:
    build(Mixed(copies=1), tmp_path / "one", "anki")
    build(Reworded(copies=1), tmp_path / "two", "anki")
    told = imported(f"{tmp_path}/one/quiz-1.apkg=newer", f"{tmp_path}/two/quiz-1.apkg=always")
    assert told["logs"][1] == {"found": len(EVERY), "new": 0, "updated": len(EVERY)}
    assert all("A better source." in card["back"] for card in told["cards"])
