"""Questions to start from: sound as they stand, one for each type, with an objective that their bank defines."""

from pathlib import Path

import pytest

from qbank import source
from qbank.authoring.bank import load
from qbank.authoring.editors import place_schemas
from qbank.authoring.references import OBJECTIVES
from qbank.authoring.skeletons import begin, skeletons
from qbank.checking.certificate import certify
from qbank.errors import OutputError, QbankError
from qbank.question_types.question_type import question_types
from qbank.resources import questions_folder


def test_there_is_one_for_each_type_and_one_of_several_parts() -> None:
    assert set(skeletons()) == {*question_types(), "case"}


@pytest.mark.parametrize("kind", skeletons())
def test_each_is_sound_in_a_new_bank_and_in_one_beside_the_shipped(kind: str, tmp_path: Path) -> None:
    alone, beside = tmp_path / "alone", tmp_path / "beside"
    assert begin(kind, alone / "deep/down/q.yaml", [alone]).defined == alone / OBJECTIVES
    assert begin(kind, beside / "q.yaml", [beside, questions_folder()]).defined is None
    for folders in ([alone], [beside, questions_folder()]):
        model = load(folders).item("q")
        certificate = certify(model)
        assert certificate.findings == ()
        assert certificate.valid >= 4
        types = {part.type for part in model.parts}
        assert types == {kind} if kind != "case" else len(types) > 1


@pytest.mark.parametrize("kind", skeletons())
def test_every_field_of_the_question_and_of_its_parts_is_explained(kind: str, tmp_path: Path) -> None:
    """On its own line or in the lines above it: no field stands there bare, but for what its own words say."""
    lines = begin(kind, tmp_path / "q.yaml", [tmp_path]).question.read_text(encoding="utf-8").split("\n")
    for number, line in enumerate(lines):
        name = line.partition(":")[0].strip()
        if line and line[0].isalpha() and name not in {"points", "parts", "hints"}:
            assert "#" in line or lines[number - 1].startswith("#"), line


def test_objectives_to_start_from_are_those_of_the_shipped_bank(tmp_path: Path) -> None:
    begin("case", tmp_path / "q.yaml", [tmp_path])
    ours, shipped = load([tmp_path]).objectives, load([questions_folder()]).objectives
    assert set(ours) <= set(shipped)
    assert all(ours[name].name == shipped[name].name for name in ours)


def test_a_bank_with_other_objectives_gives_one_of_them(tmp_path: Path) -> None:
    (tmp_path / OBJECTIVES).write_text("z.first: {name: Z, definition: Z}\na.b: {name: A, definition: B}\n")
    assert begin("numeric", tmp_path / "q.yaml", [tmp_path]).objectives == ("z.first",)
    assert begin("text", tmp_path / "r.yaml", [tmp_path], "a.b").objectives == ("a.b",)
    assert load([tmp_path]).item("r").objectives == ("a.b",)
    with pytest.raises(QbankError, match=r"did you mean 'a\.b'"):
        begin("text", tmp_path / "s.yaml", [tmp_path], "a.c")
    assert not (tmp_path / "s.yaml").exists()


def test_nothing_is_overwritten(tmp_path: Path) -> None:
    begin("numeric", tmp_path / "q.yaml", [tmp_path])
    before = (tmp_path / "q.yaml").read_text()
    with pytest.raises(QbankError, match=r"taken by .*q\.yaml"):
        begin("text", tmp_path / "deep" / "q.yaml", [tmp_path])
    with pytest.raises(QbankError, match=r"taken by .*td-advantage\.yaml"):
        begin("text", tmp_path / "td-advantage.yaml", [tmp_path, questions_folder()])
    assert (tmp_path / "q.yaml").read_text() == before
    assert sorted(file.name for file in tmp_path.rglob("*.yaml")) == [OBJECTIVES, "q.yaml"]


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError, match="cannot write"):
        begin("text", tmp_path / "file" / "q.yaml", [tmp_path / "file"])


def test_a_schema_out_of_date_is_written_anew_and_no_schema_is_a_question(tmp_path: Path) -> None:
    first = begin("numeric", tmp_path / "q.yaml", [tmp_path]).question
    (schema,) = (file for file in place_schemas(tmp_path) if "question" in file.name)
    text = schema.read_text(encoding="utf-8")
    schema.write_text("{}")
    place_schemas(tmp_path)
    assert schema.read_text(encoding="utf-8") == text
    assert list(load([tmp_path]).items) == ["q"]
    line = first.read_text(encoding="utf-8").partition("\n")[0]
    assert (first.parent / line.partition("$schema=")[2]).samefile(schema)


def test_the_first_line_is_a_comment_to_our_reader(tmp_path: Path) -> None:
    question = begin("numeric", tmp_path / "q.yaml", [tmp_path]).question
    assert isinstance(source.read(question).data, dict)
