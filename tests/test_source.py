"""YAML with places: every value knows where it stands, and what is refused is refused with its place."""

from fractions import Fraction
from pathlib import Path

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from qbank import source
from qbank.errors import AuthoringError

words = st.text(alphabet="ab' \"\\:#{}é€😀-", min_size=1, max_size=12)
lines = st.lists(st.text(alphabet="ab '\"\\é😀#:", max_size=8), min_size=1, max_size=5)


def faults(text: str) -> list[tuple[int, int]]:
    with pytest.raises(AuthoringError) as caught:
        source.parse(text, "q.yaml")
    return [(fault.line, fault.column) for fault in caught.value.faults]


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("0.9", Fraction(9, 10)),
        ("-1.50", Fraction(-3, 2)),
        ("1e-3", Fraction(1, 1000)),
        ("+7", Fraction(7)),
        (".5", Fraction(1, 2)),
        ("0", Fraction(0)),
        ("true", True),
        ("false", False),
        ("null", None),
        ("~", None),
        ("", None),
        ("1/2", "1/2"),
        ("no", "no"),
        ("on", "on"),
        ("Yes", "Yes"),
        ("12:30", "12:30"),
        ("012", "012"),
        ("0x1F", "0x1F"),
        ("1_000", "1_000"),
        (".inf", ".inf"),
        ("2024-01-01", "2024-01-01"),
        ("'0.9'", "0.9"),
        ('"true"', "true"),
    ],
)
def test_numbers_are_exact_and_other_words_stay_words(written: str, value: object) -> None:
    assert source.parse(f"a: {written}\n", "q.yaml").data == {"a": value}


def test_a_boolean_is_no_number() -> None:
    data = source.parse("a: true\nb: 1\n", "q.yaml").data
    assert isinstance(data, dict)
    assert data["a"] is True
    assert isinstance(data["b"], Fraction)


def test_all_faults_come_together_in_the_order_of_the_file() -> None:
    assert faults("a: &x 1\nb: !t 2\na: 3\nc: {d, e}\n") == [(1, 4), (2, 4), (3, 1), (4, 5)]


def test_control_and_private_use_characters_are_refused_with_their_places() -> None:
    assert faults("a: \x07\nb: \ue000\u2028\n") == [(1, 4), (2, 4), (2, 5)]


def test_a_private_use_character_cannot_be_smuggled_in_by_an_escape() -> None:
    assert faults('a: "\\ue000"\n') == [(1, 4)]


def test_tabs_may_stand_inside_text_and_comments() -> None:
    assert source.parse("a: |\n  x\ty\n# \t\nb: 'p\tq'\n", "q.yaml").data == {"a": "x\ty\n", "b": "p\tq"}


@pytest.mark.parametrize("hostile", ["[" * 200_000, "{" * 200_000, "- " * 100_000, "a: " + "x," * 400_000 + "\n\t["])
def test_hostile_files_are_refused(hostile: str) -> None:
    assert len(faults(hostile)) <= 50


def test_large_files_and_long_lists_are_refused() -> None:
    assert faults("#" * 1_000_001) == [(0, 0)]
    assert faults("- a\n" * 50_001) == [(50_000, 3)]


def test_a_missing_file_and_one_that_is_not_text_are_faults(tmp_path: Path) -> None:
    with pytest.raises(AuthoringError, match="cannot be read"):
        source.read(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("a: 1\nb: é".encode("latin-1"))
    with pytest.raises(AuthoringError, match=r"latin\.yaml:2:4: this is not UTF-8"):
        source.read(tmp_path / "latin.yaml")


def test_windows_line_ends_and_a_byte_order_mark_change_nothing(tmp_path: Path) -> None:
    (tmp_path / "a.yaml").write_bytes("\ufeffa: 1\r\nb: |\r\n  x\r\n  y\r\n".encode())
    read = source.read(tmp_path / "a.yaml")
    assert read.data == {"a": Fraction(1), "b": "x\ny\n"}
    assert read.place_in(("b",), 2) == (4, 3)


def test_the_pure_parser_behaves_like_the_fast_one(monkeypatch: pytest.MonkeyPatch) -> None:
    text = "a: {b: [1, 'x''y', \"p\\\"q\"]}\nc: |\n  one\n   two\nd: >\n  x\n  y\ne:\n"
    fast = source.parse(text, "q.yaml")
    monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    pure = source.parse(text, "q.yaml")
    assert pure.data == fast.data
    for path in fast.spans:
        assert (pure.place(path), pure.key_place(path)) == (fast.place(path), fast.key_place(path))


def test_pydantics_paths_lead_to_the_nearest_value() -> None:
    read = source.parse("parts:\n  - type: numeric\n    points: two\n", "q.yaml")
    assert read.nearest(("parts", 0, "numeric", "points", "int")) == ("parts", 0, "points")
    assert read.nearest(("title",)) == ()
    assert read.place(("parts", 0, "points")) == (3, 13)
    assert read.key_place(("parts", 0, "points")) == (3, 5)
    assert read.line(3) == "    points: two"
    assert read.written(("parts", 0, "type")) == "numeric"


def character_at(text: str, place: tuple[int, int]) -> str:
    line, column = place
    return (text.split("\n")[line - 1] + "\n")[column - 1]


def assert_places_are_exact(text: str, value: str) -> None:
    read = source.parse(text, "q.yaml")
    assert read.value(("a", "b")) == value
    for offset, character in enumerate(value):
        assert character_at(text, read.place_in(("a", "b"), offset)) == character
    places = [read.place_in(("a", "b"), offset) for offset in range(len(value) + 1)]
    assert places == sorted(set(places)), "places go forward"


@given(words)
def test_places_in_single_quoted_text_are_exact(value: str) -> None:
    assert_places_are_exact("a:\n  b: '" + value.replace("'", "''") + "'\n", value)


@given(words)
def test_places_in_double_quoted_text_are_exact(value: str) -> None:
    text = 'a:\n  b: "' + value.replace("\\", "\\\\").replace('"', '\\"') + '"\n'
    read = source.parse(text, "q.yaml")
    assert read.value(("a", "b")) == value
    for offset, character in enumerate(value):
        line, column = read.place_in(("a", "b"), offset)
        written = text.split("\n")[line - 1][column - 1 :]
        assert written.startswith("\\" + character if character in '"\\' else character)


@given(st.from_regex(r"[a-z][a-zé😀'\" ]{0,9}[a-z]", fullmatch=True))
def test_places_in_plain_text_are_exact(value: str) -> None:
    if value not in {"true", "false", "null"}:
        assert_places_are_exact(f"a: {{b: {value}}}\n", value)


@given(lines, st.integers(1, 5), st.sampled_from(["", "+", "-"]))
def test_places_in_blocks_are_exact(content: list[str], indentation: int, chomping: str) -> None:
    body = "".join(f"  {' ' * indentation}{line}\n" for line in content)
    text = f"a:\n  b: |{indentation}{chomping} # note\n{body}c: 1\n"
    value = source.parse(text, "q.yaml").value(("a", "b"))
    assert isinstance(value, str)
    assert value.rstrip("\n") == "\n".join(content).rstrip("\n")
    assert_places_are_exact(text, value)


@given(st.lists(st.from_regex("[a-z]{1,4}( [a-z]{1,3})?", fullmatch=True), min_size=1, max_size=5))
def test_places_of_letters_in_folded_text_are_exact(content: list[str]) -> None:
    body = "".join(f"    {line}\n" for line in content)
    for text in (f"a:\n  b: >\n{body}", f"a:\n  b: '\n{body}    '\n"):
        read = source.parse(text, "q.yaml")
        value = read.value(("a", "b"))
        assert isinstance(value, str)
        for offset, character in enumerate(value):
            if character.isalpha():
                assert character_at(text, read.place_in(("a", "b"), offset)) == character


@given(st.text(alphabet="ab:- \n{}[],'\"|>#&*!%@\t?\\0.", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    try:
        read = source.parse(text, "q.yaml")
    except AuthoringError as error:
        found = error.faults
    else:
        for path in read.spans:
            read.place_in(path, 0)
        return
    assert all(fault.line >= 1 and fault.column >= 1 for fault in found)
