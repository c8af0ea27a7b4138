"""What an instructor sees in an editor: the YAML language server itself, on a file that ``qbank new`` began."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from qbank.authoring.skeletons import begin, skeletons
from qbank.question_types.question_type import question_types
from qbank.resources import questions_folder
from tests.conftest import require
from tests.language_server import MISSING, Editor, editor, installed

FILE = "mine.yaml"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Editor]:
    """An editor on a bank of one question."""
    require(installed(), MISSING)
    folder = tmp_path_factory.mktemp("bank")
    begin("numeric", folder / FILE, [folder, questions_folder()])
    with editor(folder) as one:
        yield one


def begun(opened: Editor, parts: str) -> str:
    """The question that was begun, with other parts."""
    text = (opened.folder / FILE).read_text(encoding="utf-8")
    return f"{text[: text.index('parts:')]}parts:\n{parts}\n"


def test_what_new_writes_is_right_as_it_stands(opened: Editor, tmp_path: Path) -> None:
    for kind in skeletons():
        question = begin(kind, tmp_path / kind / "q.yaml", [tmp_path / kind]).question
        text = question.read_text(encoding="utf-8")
        assert opened.diagnostics(text) == []
        misspelt = text.replace("objectives:", "objektives:")
        assert len(opened.diagnostics(misspelt)) == 2


def test_a_misspelt_field_is_underlined_in_its_line(opened: Editor) -> None:
    text = begun(opened, "  - type: numeric\n    promt: What?\n    answer: error")
    line = text[: text.index("promt")].count("\n") + 1
    assert opened.diagnostics(text) == [(line, "Property promt is not allowed.")]


@pytest.mark.parametrize(
    ("part", "told"),
    [
        ("{prompt: What?}", 'Missing property "type".'),
        ("{type: numeric}", 'Missing property "answer".'),
        ("{type: numeric, answer: error, decimals: 11}", "Value is above the maximum of 10."),
        ("{type: numeric, answer: error, points: two}", "expected a number such as 0.5, -2 or 1/3"),
        ("{type: single_choice}", 'Missing property "choices".'),
        ("{type: essay, model_answer: x, rubric: []}", "Array has too few items. Expected 1 or more."),
    ],
)
def test_a_fault_is_told_once_and_in_words(opened: Editor, part: str, told: str) -> None:
    assert [message for _, message in opened.diagnostics(begun(opened, f"  - {part}"))] == [told]


def test_a_fault_names_the_types_that_there_are(opened: Editor) -> None:
    ((_, message),) = opened.diagnostics(begun(opened, "  - {type: numerical}"))
    assert all(f'"{name}"' in message for name in question_types())


def test_a_part_without_a_type_is_offered_nothing_but_types(opened: Editor) -> None:
    assert opened.completions(begun(opened, "  - ◊"))[0] == "type"
    assert opened.completions(begun(opened, "  - type: ◊")) == list(question_types())


def test_a_part_is_offered_the_fields_of_its_type_alone(opened: Editor) -> None:
    numeric = opened.completions(begun(opened, "  - type: numeric\n    prompt: What?\n    ◊"))
    assert {"answer", "decimals", "tolerance", "follow", "points"} <= set(numeric)
    assert not {"choices", "pairs", "steps", "rubric", "accept", "symbols", "prompt"} & set(numeric)
    essay = opened.completions(begun(opened, "  - type: essay\n    ◊"))
    assert {"rubric", "model_answer", "lines"} <= set(essay)
    assert "decimals" not in essay


def test_words_are_offered_where_only_some_are_right(opened: Editor) -> None:
    levels = opened.completions(begun(opened, "  - {}").replace("bloom: apply", "bloom: ap◊ply"))
    assert levels == ["remember", "understand", "apply", "analyse", "evaluate", "create"]
    choice = begun(opened, "  - type: multiple_choice\n    scoring: ◊")
    assert set(opened.completions(choice)) == {"all_or_nothing", "proportional", "right_minus_wrong"}


def test_a_parameter_is_offered_its_kinds_and_then_the_fields_of_its_kind(opened: Editor) -> None:
    text = begun(opened, "  - {}")
    empty = opened.completions(text.replace("let:", "  new:\n    ◊\nlet:"))
    assert {"from", "to", "one_of", "words", "list_of"} <= set(empty)
    started = opened.completions(text.replace("let:", "  new:\n    from: 1\n    ◊\nlet:"))
    assert {"to", "step", "hidden"} <= set(started)
    assert not {"one_of", "words", "list_of"} & set(started)


def test_a_field_is_explained_where_the_mouse_rests(opened: Editor) -> None:
    told = opened.hover(begun(opened, "  - type: numeric\n    deci◊mals: 3\n    answer: error"))
    assert "How many decimals the student is asked for" in told
    told = opened.hover(begun(opened, "  - ty◊pe: numeric\n    answer: error"))
    assert "`numeric`: A number is typed." in told
