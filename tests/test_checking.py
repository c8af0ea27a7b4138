"""``qbank check``: what it finds, in which draw, and where in the file."""

from fractions import Fraction
from pathlib import Path

import pytest
from examples import words
from msgspec.structs import replace

from qbank.authoring.bank import load, read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.checking.variants import item_faults, variant_faults
from qbank.content import Number, Paragraph, Piece, Place, Text, Tree
from qbank.errors import AuthoringError
from qbank.generation.program import compile_item
from qbank.interactions import Choice, SingleChoice
from qbank.item import Item, Known
from qbank.source import parse

QUESTION = """
title: Sum
objectives: [sums.two]
bloom: apply
parameters: {a: {from: 1, to: 9}, b: {from: 1, to: 9}}
where: [a != b]
stem: 'What is {{ a }} and {{ b }}?'
parts:
  - {id: total, type: numeric, prompt: Sum?, answer: a + b, misconceptions: {product: {value: a * b, feedback: Add.}}}
  - {id: more, type: single_choice, prompt: More?, choices: [{text: a, correct: a > b}, {text: b, correct: a < b}]}
tests:
  - given: {a: 2, b: 3}
    expect: {total: 5, more: b}
"""


def model(text: str = QUESTION) -> ItemModel:
    return read_model(ItemModel, parse(text, "q.yaml"), "q")


def item(variant: int = 0) -> Item:
    return compile_item(model()).item("seed", variant)


def test_a_sound_question_is_certified_with_its_space() -> None:
    found = certify(model())
    assert found.sound
    assert (found.space, found.valid, found.looked_at) == (81, 72, 50)
    assert found.excluded == {"where a != b": 9}


def test_a_question_that_does_not_compile_is_unsound_with_every_fault() -> None:
    found = certify(model(QUESTION.replace("a + b,", "a + c,").replace("a != b", "a != d")))
    assert [(finding.kind, str(finding.fault).partition("\n")[0]) for finding in found.findings] == [
        ("authoring", "q.yaml:6:14: unknown name 'd'"),
        ("authoring", "q.yaml:9:58: unknown name 'c'"),
    ]


def test_a_key_that_turns_on_a_word_which_no_student_sees_is_found() -> None:
    hidden = QUESTION.replace("b: {from: 1, to: 9}}", "b: {from: 1, to: 9}, mood: {words: [good, bad], hidden: true}}")
    found = certify(model(hidden.replace("answer: a + b,", 'answer: a + b if mood == "good" else a - b,')))
    assert "the key depends on 'mood', which no student sees" in [finding.fault.message for finding in found.findings]


def test_a_worked_test_that_fails_is_found_at_the_expectation() -> None:
    found = certify(model(QUESTION.replace("total: 5, more: b", "total: 6, more: a")))
    assert [(finding.fault.where, finding.fault.message) for finding in found.findings] == [
        ("q.yaml:13:21", "expected total = 6, but total = a + b = 2 + 3 = 5"),
        ("q.yaml:13:30", "expected more = 'a', but more = 'b'"),
    ]


def test_a_part_is_checked_even_where_a_quantity_has_its_name() -> None:
    text = QUESTION.replace("where:", "let: {total: a + b}\nwhere:").replace("answer: a + b", "answer: a - b")
    assert [finding.fault.message for finding in certify(model(text)).findings] == [
        "expected total = 5, but total = a − b = 2 − 3 = −1"
    ]


@pytest.mark.parametrize("expected", ["5", "10/2", "5.0"])
def test_an_expected_number_may_be_written_in_any_way(expected: str) -> None:
    assert certify(model(QUESTION.replace("total: 5", f"total: {expected}"))).sound


def test_a_worked_draw_far_outside_the_ranges_is_refused_in_time() -> None:
    text = QUESTION.replace("answer: a + b", "answer: a ^ b").replace("{a: 2, b: 3}", "{a: 3, b: 1e12}")
    assert "this draw cannot be worked" in str(certify(model(text)).findings[0].fault)


def test_an_undefined_objective_is_a_fault_of_the_bank(tmp_path: Path) -> None:
    (tmp_path / "q.yaml").write_text(QUESTION, encoding="utf-8")
    (tmp_path / "objectives.yaml").write_text("sums.tow: {name: Sums, definition: Of two.}\n", encoding="utf-8")
    with pytest.raises(AuthoringError) as error:
        load([tmp_path])
    (fault,) = error.value.faults
    assert fault.where == f"{(tmp_path / 'q.yaml').as_posix()}:3:14"
    assert (fault.message, fault.hint) == ("there is no objective 'sums.two'", "did you mean 'sums.tow'?")


# --- faults that no question should be able to have: items are broken by hand


def kinds(broken: Item) -> set[str]:
    return {message.partition(":")[0] for message in item_faults(broken)}


def test_a_whole_item_has_no_fault() -> None:
    assert kinds(item()) == set()


def test_a_place_that_shows_nothing_is_found() -> None:
    empty = Text((Piece(Tree((Paragraph((Place(0),)),)), ("",)),))
    assert kinds(replace(item(), stem=empty)) == {"empty"}


def test_a_place_that_is_not_filled_is_found() -> None:
    assert kinds(replace(item(), stem=words("What is {{ a }}?"))) == {"unfilled"}


def test_options_that_look_the_same_are_found() -> None:
    whole = item()
    twice = SingleChoice((Choice("a", words("same")), Choice("b", words("same"))))
    parts = (whole.parts[0], replace(whole.parts[1], interaction=twice))
    assert kinds(replace(whole, parts=parts)) == {"collision"}


def test_a_choice_without_its_key_is_found() -> None:
    whole = item()
    answers = (whole.answer("total"), replace(whole.answer("more"), key="z"))
    assert kinds(replace(whole, answers=answers)) == {"no key"}


@pytest.mark.parametrize("distance", [Fraction(0), Fraction(1, 20)])
def test_a_known_wrong_answer_that_would_be_marked_as_right_is_found(distance: Fraction) -> None:
    whole = item()
    answer = whole.answer("total")
    assert isinstance(answer.key, Fraction)
    near = answer.key + distance
    known = Known(near, Fraction(0), words("Wrong."), "product", Number(near))
    answers = (replace(answer, tolerance=Fraction(1, 20), known=(known,)), whole.answer("more"))
    assert kinds(replace(whole, answers=answers)) == {"collision"}


def test_two_variants_that_look_the_same_are_found() -> None:
    found = list(variant_faults([item(0), replace(item(0), variant=1)]))
    assert [message for _, message in found] == ["repeated: variants 0 and 1 look the same"]
