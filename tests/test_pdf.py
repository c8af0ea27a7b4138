"""The printed papers: read back as a reader and a screen reader would."""

import io
from pathlib import Path
from typing import Any

import pytest
from msgspec.structs import replace
from pypdf import PdfReader
from pypdf.generic import DictionaryObject

from qbank.content import Gap, Paragraph, Piece, Place, Text, Tree
from qbank.interactions import KINDS
from qbank.writers.format import FEATURES
from qbank.writers.output import Output
from qbank.writers.pdf import FORMAT
from tests.example_interactions import CLOZE, item
from tests.examples import ExampleQuiz, example_item


def written(folder: Path, quiz: ExampleQuiz) -> dict[str, bytes]:
    """What the writer makes of a quiz: the bytes of each file."""
    with Output(folder, replace=True) as output:
        FORMAT.write(quiz, output)
    return {file.name: file.read_bytes() for file in sorted(folder.iterdir())}


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    return written(tmp_path_factory.mktemp("pdf"), ExampleQuiz(copies=2))


@pytest.fixture(scope="module")
def paper(files: dict[str, bytes]) -> PdfReader:
    return PdfReader(io.BytesIO(files["quiz-1.pdf"]))


@pytest.fixture(scope="module")
def key(files: dict[str, bytes]) -> PdfReader:
    return PdfReader(io.BytesIO(files["quiz-1-key.pdf"]))


def text_of(reader: PdfReader) -> str:
    """All words of a file, line breaks made spaces."""
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def elements(reader: PdfReader) -> list[DictionaryObject]:
    """The structure elements of a tagged file."""
    found: list[DictionaryObject] = []
    waiting: list[Any] = [reader.root_object["/StructTreeRoot"]]
    while waiting:
        node = waiting.pop()
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, DictionaryObject):
            found.append(node)
            waiting.append(node.get("/K", []))
    return found


def test_the_same_quiz_is_the_same_bytes(tmp_path: Path, files: dict[str, bytes]) -> None:
    assert written(tmp_path, ExampleQuiz(copies=2)) == files


def test_each_copy_counts_its_own_pages(paper: PdfReader) -> None:
    feet = [" ".join(page.extract_text().split()) for page in paper.pages]
    pages = len(paper.pages) // 2
    for place, foot in enumerate(feet):
        copy, page = divmod(place, pages)
        assert f"Form K3F{copy}" in foot
        assert f"page {page + 1} of {pages}" in foot


def test_the_file_has_its_title_its_language_and_tags(paper: PdfReader) -> None:
    root: Any = paper.root_object
    assert paper.metadata is not None
    assert paper.metadata.title == "Quiz 1: values & <advantages>"
    assert root["/Lang"] == "en"
    assert root["/MarkInfo"]["/Marked"]
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    claims = root["/Metadata"].get_object().get_data().decode()
    assert "pdfuaid:part" in claims
    assert "pdfaid:part>2<" in claims


def test_headings_tables_and_lists_are_tagged(paper: PdfReader) -> None:
    kinds = {element.get("/S") for element in elements(paper)}
    assert {"/H1", "/H2", "/H3", "/Table", "/TH", "/L", "/Formula", "/P"} <= kinds


def test_every_formula_is_spoken(paper: PdfReader, key: PdfReader) -> None:
    formulas = [element for reader in (paper, key) for element in elements(reader) if element.get("/S") == "/Formula"]
    said = {str(formula.get("/Alt", "")) for formula in formulas}
    assert "" not in said
    assert "gamma equals 0.9" in said


def test_a_paper_shows_what_is_asked_and_nothing_of_the_answers(paper: PdfReader) -> None:
    shown = text_of(paper)
    for told in ("Question 3", "2.5 points", "What is the advantage?", "nats", "Give 3 decimals.", "It was −0.5"):
        assert told in shown
    for secret in ("23/15", "1.533", "undiscounted", "Sutton", "Start from the target"):
        assert secret not in shown


def test_a_key_shows_all_that_marks_and_explains(key: PdfReader) -> None:
    shown = text_of(key)
    for told in ("−1.533 nats", "−23/15 ± 0.0005", "undiscounted", "You left γ out.", "Sutton & Barto (2018), eq. 6.5"):
        assert told in shown
    for told in ("rlhf.critic", "apply", "ünïcode", "Start from the target.", "[right]", "td-advantage, variant 0"):
        assert told in shown


def test_more_than_twenty_five_copies_make_several_booklets(tmp_path: Path) -> None:
    assert list(written(tmp_path, ExampleQuiz(copies=26, items=(example_item(),)))) == [
        "quiz-1-001-025-key.pdf",
        "quiz-1-001-025.pdf",
        "quiz-1-026-026-key.pdf",
        "quiz-1-026-026.pdf",
    ]


def test_gaps_with_the_same_options_share_them_on_paper(tmp_path: Path) -> None:
    best, answer = CLOZE.part("best"), CLOZE.answer("best")
    stem = Text((Piece(Tree((Paragraph((Place(0), Place(1))),)), (Gap("best"), Gap("again"))),))
    twice = item("twice", (best, replace(best, id="again")), (answer, replace(answer, part="again")), stem)
    paper = written(tmp_path, ExampleQuiz(copies=1, items=(twice,)))["quiz-1.pdf"]
    assert "Gaps 1 and 2: up / left" in text_of(PdfReader(io.BytesIO(paper)))


def test_the_template_draws_what_looks_like_typst_as_text(paper: PdfReader) -> None:
    assert "#eval[$x$]" in text_of(paper)


def test_every_feature_and_interaction_is_declared() -> None:
    assert set(FORMAT.features) == set(FEATURES)
    assert FORMAT.interactions == set(KINDS.values())
