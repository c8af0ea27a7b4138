"""Whatever is wrong with a file, its author is told, in one go and at the right place; nothing ever breaks."""

import random
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank.authoring.drafts import read_draft
from qbank.authoring.schema import Draft, ItemModel
from qbank.authoring.warnings import IDLE, WARNINGS
from qbank.checking.certificate import certify, draft_faults
from qbank.checking.warnings.given import CHECKS, PROVED
from qbank.errors import AuthoringError, Fault
from qbank.excerpt import WIDTH, cells, excerpt
from qbank.generation.program import compile_item
from qbank.resources import questions_folder
from qbank.source import Source

SHIPPED = {file.stem: file.read_text(encoding="utf-8") for file in sorted(questions_folder().glob("*/*.yaml"))[::3]}
SHIPPED.pop("value-function-warm-up", None)

QUESTION = """\
title: Advantage
objectives: [a.b]
bloom: apply
parameters:
  reward: {from: 1, to: 9}
  value: {from: 1, to: 9}
let:
  error: reward - value
  double: 2 * error
where: [reward > 1]
stem: |
  The reward is ${{ reward }}$ and the value ${{ value }}$.
parts:
  - id: error
    type: numeric
    prompt: What is the error?
    answer: error
  - id: sign
    type: single_choice
    prompt: Which sign?
    choices:
      - {text: plus, correct: error > 0}
      - {text: minus, correct: error <= 0}
hints: [Subtract them.]
tests:
  - given: {reward: 3, value: 1}
    expect: {error: 2}
"""

PLANTED = {
    "title: Advantage": ("title: {{ x }} Advantage", "an unquoted value starts with '{{'"),
    "bloom: apply": ("bloom: aply", "'aply' is not known here"),
    "reward: {from: 1, to: 9}": ("reward: {from: 1, to: 9, stp: 1}", "unknown field 'stp'"),
    "error: reward - value": ("error: reward - valeu", "unknown name 'valeu'"),
    "where: [reward > 1]": ("where: [reward > ]", "the expression ends where"),
    "The reward is": (r"The reward $\gama$ is", r"unknown command '\gama'"),
    "prompt: What is the error?": ("promt: What is the error?", "unknown field 'promt'"),
    "prompt: Which sign?": ("prompt: 'Which {{ signn }}?'", "unknown name 'signn'"),
    "text: plus": ("text: '**plus* $x'", "this '$' is never closed"),
    "correct: error <= 0": ("correct: nevr", "'nevr' is no condition"),
    "hints: [Subtract them.]": ('hints: ["Use $\\gamma$."]', "in double quotes a backslash"),
    "given: {reward: 3, value: 1}": ("given: {rewrad: 3, value: 1}", "'rewrad' is not a parameter"),
}
"""Pieces of the question, each with what makes it faulty and how the message begins."""


def faults(text: str) -> list[Fault]:
    """All that an author is told about a question."""
    read = read_draft(ItemModel, Source("q.yaml", text), "q")
    if isinstance(read, Draft):
        return draft_faults(read)
    try:
        compile_item(read)
    except AuthoringError as error:
        return error.faults
    return []


def test_the_question_is_sound() -> None:
    assert faults(QUESTION) == []
    assert certify(read_draft(ItemModel, Source("q.yaml", QUESTION), "q")).sound


@pytest.mark.parametrize("piece", PLANTED)
def test_a_planted_fault_is_the_only_one_that_is_told(piece: str) -> None:
    wrong, message = PLANTED[piece]
    read = read_draft(ItemModel, Source("q.yaml", QUESTION.replace(piece, wrong)), "q")
    told = [finding.fault.message for finding in certify(read).findings]
    assert len(told) == 1
    assert told[0].startswith(message)


@pytest.mark.parametrize("pieces", list(combinations(PLANTED, 2)), ids=" and ".join)
def test_two_planted_faults_are_told_together_and_nothing_else(pieces: tuple[str, str]) -> None:
    assert_all_are_told(pieces)


def test_all_planted_faults_are_told_together_and_nothing_else() -> None:
    assert_all_are_told(tuple(PLANTED))


def assert_all_are_told(pieces: tuple[str, ...]) -> None:
    text = QUESTION
    for piece in pieces:
        text = text.replace(piece, PLANTED[piece][0])
    read = read_draft(ItemModel, Source("q.yaml", text), "q")
    told = [finding.fault.message for finding in certify(read).findings]
    assert len(told) == len(pieces), told
    for piece in pieces:
        assert any(one.startswith(PLANTED[piece][1]) for one in told), PLANTED[piece][1]


def spoilt(text: str, seed: int) -> str:
    """A text with a few slips of the keyboard."""
    slips = random.Random(seed)
    for _ in range(slips.randint(1, 4)):
        at = slips.randrange(len(text))
        match slips.randrange(6):
            case 0:
                text = text[:at] + text[at + slips.randint(1, 9) :]
            case 1:
                text = text[:at] + slips.choice("{}[]()'\"`:,|>&*!%@#-?\\$ \t\nß") + text[at:]
            case 2:
                start = text.rfind("\n", 0, at) + 1
                text = text[:start] + text[text.find("\n", at) + 1 :]
            case 3:
                text = text[:at] + text[at : at + 2][::-1] + text[at + 2 :]
            case 4:
                text = text[:at] + slips.choice(["{{ ", " }}", "[[x]]", "$", "null", "- ", ": ", "\n  "]) + text[at:]
            case _:
                other = slips.randrange(len(text))
                text = text[:at] + text[other : other + 20] + text[at:]
    return text


def spoilt_questions() -> Iterator[object]:
    for name, text in SHIPPED.items():
        for seed in range(25):
            yield pytest.param(spoilt(text, seed), id=f"{name}-{seed}")


@pytest.mark.parametrize("text", list(spoilt_questions()))
def test_a_spoilt_question_is_told_with_places_that_exist(text: str) -> None:
    found = faults(text)
    lines = Source("q.yaml", text).text.split("\n")
    for fault in found:
        assert 1 <= fault.line <= len(lines) + 1
        assert 1 <= fault.column <= len(lines[min(fault.line, len(lines)) - 1]) + 1
        assert fault.excerpt in ("", *lines)
        assert fault.message
        assert all(
            len(line) <= WIDTH for line in excerpt(fault.excerpt, fault.line, fault.column, fault.length).split("\n")
        )
    assert found == sorted(found, key=lambda one: (one.line, one.column))


VALUES = ("[]", "{}", "[1, [2]]", "{a: {b: 1}}", "null", "3", "-1", "1/2", "''", "'text'", "true", "[x, y]")


@pytest.mark.parametrize("value", VALUES)
@pytest.mark.parametrize("piece", [line for line in QUESTION.splitlines() if ": " in line and "|" not in line])
def test_any_value_of_another_kind_is_told_or_accepted(piece: str, value: str) -> None:
    changed = QUESTION.replace(piece, f"{piece.partition(': ')[0]}: {value}")
    assert all(1 <= one.line <= changed.count("\n") + 1 for one in faults(changed))


@settings(max_examples=200, deadline=None)
@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\n"), max_size=250), st.data())
def test_carets_stand_below_what_they_mark(line: str, data: st.DataObject) -> None:
    column = data.draw(st.integers(1, len(line) + 1))
    length = data.draw(st.integers(0, 80))
    shown, carets = excerpt(line, 12, column, length).split("\n")
    assert sum(map(cells, shown)) <= WIDTH
    assert len(carets) <= WIDTH + 1
    assert set(carets.partition("| ")[2]) <= {" ", "^"}
    assert "^" in carets


def test_every_warning_is_looked_for() -> None:
    assert sorted([*CHECKS, *PROVED]) == sorted(WARNINGS)
    assert IDLE not in WARNINGS


def test_every_warning_has_a_case() -> None:
    cases = (Path(__file__).parent / "cases" / "authoring" / "warning-names.md").read_text(encoding="utf-8")
    assert [name for name in (*WARNINGS, IDLE) if f"[{name}]" not in cases] == []
