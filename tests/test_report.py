"""The page about certificates: what it counts is right, it stands alone, and it says all that is wrong."""

import re
from collections import Counter
from fractions import Fraction
from html.parser import HTMLParser
from pathlib import Path

import pytest

from qbank.authoring.bank import load, read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.checking.certificates import Asked, Watcher
from qbank.checking.remembered import Remembered
from qbank.checking.report import portraits as many
from qbank.checking.report.bars import HEIGHT, WIDTH, histogram, places
from qbank.checking.report.page import page
from qbank.checking.report.portrait import Portrait, portrait
from qbank.checking.report.portraits import portraits
from qbank.resources import questions_folder
from qbank.source import parse
from qbank.writers.json import describe
from tests.commands import subprocess_run

UNSOUND = """title: A <sign>
objectives: [a.b]
bloom: apply
parameters: {a: {from: -3, to: 40}, b: {from: 1, to: 2}}
stem: Here are ${{ a }}$ and ${{ b }}$.
parts:
  - {id: number, type: numeric, prompt: 'What is $a + b$?', answer: a + b, decimals: 0}
  - id: sign
    type: single_choice
    prompt: What is $a$?
    choices:
      - {text: Positive., correct: a > 9, feedback: Look again.}
      - {text: Negative., correct: a < 0, feedback: Look again.}
      - {text: Huge., correct: a > 50, feedback: Look again.}
tests: [{given: {a: 11, b: 2}, expect: {number: 4}}]
"""


@pytest.fixture(scope="module")
def unsound() -> ItemModel:
    return read_model(ItemModel, parse(UNSOUND, "sign.yaml"), "sign")


@pytest.fixture(scope="module")
def written(unsound: ItemModel) -> str:
    model = load([questions_folder()]).item("td-advantage")
    both = {"sign": unsound, "td-advantage": model}
    return page([certify(one) for one in both.values()], both, {name: portrait(one) for name, one in both.items()})


def test_a_portrait_counts_every_variant_once(unsound: ItemModel) -> None:
    found = portrait(unsound)
    assert (found.looked_at, found.variants) == (68, 68)
    (spread,) = found.spreads
    assert sum(one.count for one in spread.bins) == 68
    assert (spread.bins[0].low, spread.bins[-1].high) == (-2, 42)
    (positions,) = found.positions
    assert [name for name, _ in positions.places] == ["a", "b", "c"]
    assert sum(count for _, count in positions.places) == 68


def test_the_extremes_of_a_portrait_are_those_draws(unsound: ItemModel) -> None:
    edges = {name: edge.item for edge in portrait(unsound).edges for name in edge.names}
    keys = {name: describe(item)["parts"][0]["key"] for name, item in edges.items() if "number" in name}  # type: ignore[index]
    assert keys == {"largest number": "42", "number nearest zero": "0", "most negative number": "-2"}


def test_a_large_space_is_looked_at_in_part_and_says_so(written: str) -> None:
    assert "Among 5,000 of 49,919 variants." in written
    assert "Among all 68 variants." in written


def test_bars_are_as_high_as_what_they_count_and_fill_the_picture(unsound: ItemModel) -> None:
    found = portrait(unsound)
    for picture, counts in (
        (histogram(found.spreads[0], 68), [one.count for one in found.spreads[0].bins]),
        (places(found.positions[0]), [count for _, count in found.positions[0].places]),
    ):
        heights = [bar.height for bar in picture.bars]
        assert heights == [round(HEIGHT * count / max(counts), 2) for count in counts]
        assert all(bar.y + bar.height == pytest.approx(HEIGHT, abs=0.02) for bar in picture.bars)
        assert picture.bars[-1].x + picture.bars[-1].width == pytest.approx(WIDTH, abs=3)


def test_every_fault_is_told_with_its_stem_as_formulas_and_the_command(written: str) -> None:
    assert "22.7 % of the draws are lost, more than 20 %" in written
    assert "expected number = 4, but number = " in written
    assert "sign.yaml:8:5" in written
    assert re.search(r'<div class="stem"><p>Here are <math', written)
    assert '<pre tabindex="0">qbank show sign --set a=0 --set b=1</pre>' in written
    assert "<td><p>Here are <math" in written
    assert "<mi>γ</mi>" in written


class Loads(HTMLParser):
    """Collects the tags of a page, and what it would load."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: Counter[str] = Counter()
        self.loaded: list[str] = []
        self.ids: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags[tag] += 1
        for name, value in attrs:
            if name in {"src", "srcset", "data"} or (name == "href" and not (value or "").startswith("#")):
                self.loaded.append(f"{tag} {name}={value}")
            if name == "id":
                self.ids.append(value or "")


def test_the_page_is_one_file_without_scripts(written: str) -> None:
    read = Loads()
    read.feed(written)
    assert (read.loaded, read.tags["script"], read.tags["link"]) == ([], 0, 0)
    assert "url(" not in written
    assert len(read.ids) == len(set(read.ids))
    assert read.tags["math"] > 10
    assert "A &lt;sign&gt;" in written
    assert read.tags["sign"] == 0
    assert read.tags["svg"] == 3


def test_portraits_are_remembered(unsound: ItemModel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked, remembered = [Asked(unsound)], Remembered(tmp_path)
    first = portraits(asked, remembered, 1, Watcher())
    monkeypatch.setattr(many, "portrait", pytest.fail)
    assert portraits(asked, remembered, 1, Watcher()) == first
    assert list(first) == ["sign"]


def test_portraits_of_the_shipped_bank_can_be_remembered(tmp_path: Path) -> None:
    remembered = Remembered(tmp_path)
    for name, model in list(load([questions_folder()]).items.items())[::50]:
        made = portrait(model)
        remembered.keep(name, made)
        assert remembered.recall(Portrait, name) == made
        assert all(Fraction(made.looked_at) >= one.count for spread in made.spreads for one in spread.bins)


def test_the_command_writes_the_page_and_its_exit_code_is_that_of_the_check(tmp_path: Path) -> None:
    (tmp_path / "sign.yaml").write_text(UNSOUND, encoding="utf-8")
    done = subprocess_run("check", "sign.yaml", "--report", "pages/report.html", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (1, "")
    assert [file.name for file in (tmp_path / "pages").iterdir()] == ["report.html"]
    assert "2 with faults" not in (tmp_path / "pages" / "report.html").read_text(encoding="utf-8")
    assert "1 certificate, 1 with faults" in (tmp_path / "pages" / "report.html").read_text(encoding="utf-8")
