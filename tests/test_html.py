"""The web pages: whole, accessible, and in need of nothing but themselves."""

import re
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, Literal

import pytest
from lxml import html  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.interactions import KINDS
from qbank.item import Known
from qbank.writers.format import FEATURES
from qbank.writers.html import FORMAT, page
from qbank.writers.output import Output
from tests.conftest import AXE, require
from tests.example_interactions import EXAMPLES
from tests.examples import HOSTILE, ExampleQuiz, example_form, words

if TYPE_CHECKING:
    from playwright.sync_api import Browser


def written(folder: Path, copies: int) -> dict[str, str]:
    """What the writer makes of so many copies: the text of each file."""
    with Output(folder, replace=True) as output:
        FORMAT.write(ExampleQuiz(copies=copies), output)
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def pages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return written(tmp_path_factory.mktemp("html"), 2)


def test_one_copy_needs_no_number(tmp_path: Path) -> None:
    assert list(written(tmp_path, 1)) == ["quiz-1-key.html", "quiz-1.html"]


def test_several_copies_are_numbered_and_share_one_key(pages: dict[str, str]) -> None:
    assert list(pages) == ["quiz-1-01.html", "quiz-1-02.html", "quiz-1-key.html"]


def test_the_same_quiz_is_the_same_bytes(tmp_path: Path, pages: dict[str, str]) -> None:
    assert written(tmp_path, 2) == pages


def test_a_page_needs_nothing_but_itself(pages: dict[str, str]) -> None:
    for text in pages.values():
        tree = html.document_fromstring(text)
        assert tree.xpath("//script | //link | //img | //iframe | //object | //form | //@src") == []
        assert "url(" not in text
        assert "@import" not in text
        assert set(tree.xpath("//@href[not(starts-with(., '#'))]")) <= {"https://example.org/?a=1&b=2"}


def test_a_page_has_its_language_its_title_and_headings_in_order(pages: dict[str, str]) -> None:
    for text in pages.values():
        tree = html.document_fromstring(text)
        assert text.startswith("<!DOCTYPE html>")
        assert tree.get("lang") == "en"
        assert tree.findtext(".//title", "").startswith("Quiz 1: values & <advantages>")
        levels = [int(heading.tag[1]) for heading in tree.xpath("//h1 | //h2 | //h3 | //h4")]
        assert levels[0] == 1
        assert levels.count(1) == 1
        assert all(after <= before + 1 for before, after in pairwise(levels))


def test_every_id_is_unique_and_every_reference_leads_somewhere(pages: dict[str, str], tmp_path: Path) -> None:
    with Output(tmp_path, replace=True) as output:
        FORMAT.write(ExampleQuiz(items=tuple(EXAMPLES.values())), output)
    for text in [*pages.values(), *(file.read_text(encoding="utf-8") for file in tmp_path.iterdir())]:
        tree = html.document_fromstring(text)
        ids = tree.xpath("//@id")
        assert len(ids) == len(set(ids))
        named = " ".join(tree.xpath("//@for | //@aria-labelledby | //@aria-describedby")).split()
        links = [link[1:] for link in tree.xpath("//@href[starts-with(., '#')]")]
        assert {*named, *links} <= set(ids)


def test_a_misplaced_step_has_the_letter_of_the_paper(tmp_path: Path) -> None:
    steps = EXAMPLES["ordering"]
    answer = replace(steps.answer("answer"), known=(Known("c", Fraction(0), words("The target is needed first.")),))
    with Output(tmp_path, replace=True) as output:
        FORMAT.write(ExampleQuiz(items=(replace(steps, answers=(answer,)),)), output)
    key = html.document_fromstring((tmp_path / "quiz-1-key.html").read_text(encoding="utf-8"))
    assert key.xpath("//*[@class='wrong']/text()") == ["C"]


def test_what_an_author_wrote_is_never_markup(pages: dict[str, str]) -> None:
    for text in pages.values():
        assert "<script" not in text
        assert "<b>" not in text
        assert HOSTILE in html.document_fromstring(text).text_content()


def test_the_key_lists_every_form_by_its_code(pages: dict[str, str]) -> None:
    tree = html.document_fromstring(pages["quiz-1-key.html"])
    assert [link.text for link in tree.xpath("//nav//a")] == ["K3F0", "K3F1"]
    assert "✓ right" in tree.text_content()
    assert "−23/15 ± 0.0005" in tree.text_content()


def test_a_page_says_nothing_of_the_answers() -> None:
    shown = page(example_form())
    assert not [secret for secret in ("23/15", "1.533", "undiscounted", "Sutton", "Start from") if secret in shown]


def test_every_feature_and_interaction_is_declared() -> None:
    assert set(FORMAT.features) == set(FEATURES)
    assert FORMAT.interactions == set(KINDS.values())


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 900)])
def test_axe_finds_no_barrier(
    pages: dict[str, str], browser: "Browser", scheme: Literal["light", "dark"], width: int
) -> None:
    require(AXE.exists(), f"axe-core is not at {AXE}")
    for text in pages.values():
        context = browser.new_context(bypass_csp=True, color_scheme=scheme, viewport={"width": width, "height": 800})
        tab = context.new_page()
        tab.set_content(text)
        tab.evaluate(AXE.read_text(encoding="utf-8"))
        found = tab.evaluate("axe.run()")
        assert [fault["id"] for fault in found["violations"]] == []
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        context.close()


def test_the_browser_obeys_the_pages_policy(pages: dict[str, str], browser: "Browser") -> None:
    tab = browser.new_page()
    said: list[str] = []
    tab.on("console", lambda message: said.append(message.text))
    tab.set_content(pages["quiz-1-01.html"])
    tab.keyboard.press("Tab")
    assert tab.evaluate("document.activeElement.className") == "skip"
    tab.get_by_label("Answer (a)").first.fill("-1.533")
    tab.get_by_role("radio").first.check()
    assert said == []
    assert re.search("nonce|unsafe-eval|script-src", pages["quiz-1-01.html"]) is None
    tab.close()
