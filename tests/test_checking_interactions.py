"""``qbank check`` of every interaction: what is found in items that are put together wrongly, and in draws worked by hand."""

from collections.abc import Callable
from fractions import Fraction

import pytest
from msgspec.structs import replace

from qbank.authoring.bank import read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import certify
from qbank.checking.variants import item_faults, student_text
from qbank.interactions import ScoringPolicy
from qbank.item import Answer, Item, Known, Literals, Pair, Rubric
from qbank.source import parse
from tests.example_interactions import (
    EXAMPLES,
    EXPRESSION,
    EXTENDED,
    MATCHING,
    MULTIPLE,
    NUMERIC,
    ORDERING,
    SINGLE,
    TEXT,
)
from tests.examples import words


def kinds(item: Item) -> set[str]:
    return {message.partition(":")[0] for message in item_faults(item)}


def answered(item: Item, change: Callable[[Answer], Answer]) -> Item:
    return replace(item, answers=(change(item.answer("answer")),))


@pytest.mark.parametrize("item", EXAMPLES.values(), ids=EXAMPLES)
def test_the_examples_have_no_fault(item: Item) -> None:
    assert list(item_faults(item)) == []


@pytest.mark.parametrize(
    ("item", "key"),
    [
        (MULTIPLE, ("a", "z")),
        (MULTIPLE, ()),
        (MATCHING, (Pair("a", "3"), Pair("b", "1"))),
        (MATCHING, (Pair("a", "3"), Pair("b", "1"), Pair("c", "9"))),
        (ORDERING, ("a", "b", "c")),
        (ORDERING, ("a", "b", "c", "c")),
        (TEXT, Literals(())),
        (EXTENDED, Rubric((), words("So."))),
        (SINGLE, "z"),
        *((item, Fraction(7)) for item in (TEXT, SINGLE, MULTIPLE, MATCHING, ORDERING, EXTENDED)),
        (NUMERIC, "a"),
    ],
)
def test_a_key_that_does_not_answer_its_part_is_found(item: Item, key: object) -> None:
    assert kinds(answered(item, lambda answer: replace(answer, key=key))) == {"no key"}


@pytest.mark.parametrize("item", [NUMERIC, EXPRESSION], ids=lambda item: item.id)
def test_a_key_that_is_not_shown_is_found(item: Item) -> None:
    assert kinds(answered(item, lambda answer: replace(answer, shown=None))) == {"no key"}


@pytest.mark.parametrize("item", [MULTIPLE, MATCHING, ORDERING, SINGLE], ids=lambda item: item.id)
def test_a_policy_that_does_not_fit_is_found(item: Item) -> None:
    wrong = ScoringPolicy.PER_PAIR if item is not MATCHING else ScoringPolicy.LONGEST_RUN
    assert "policy" in kinds(replace(item, parts=(replace(item.parts[0], scoring=wrong),)))


def test_a_credit_that_the_policy_ignores_is_found() -> None:
    known = (Known("c", Fraction(1, 2), words("Almost.")),)
    assert kinds(answered(MULTIPLE, lambda answer: replace(answer, known=known))) == {"ignored"}


def test_a_recognised_text_that_is_accepted_as_right_is_found() -> None:
    known = (Known("Critic.", Fraction(0), words("No.")),)
    assert kinds(answered(TEXT, lambda answer: replace(answer, known=known))) == {"collision"}


def test_a_place_that_is_not_filled_is_found_in_feedback_and_rubrics_too() -> None:
    known = (Known("c", Fraction(0), words("It is {{ a }}.")),)
    assert kinds(answered(MULTIPLE, lambda answer: replace(answer, known=known))) == {"unfilled"}
    rubric = replace(EXTENDED.answer("answer").rubric, model_answer=words("{{ a }}"))
    assert kinds(answered(EXTENDED, lambda answer: replace(answer, key=rubric))) == {"unfilled"}


def test_sources_and_steps_that_look_the_same_are_found() -> None:
    for item, field in ((MATCHING, "sources"), (MATCHING, "targets"), (ORDERING, "steps"), (MULTIPLE, "choices")):
        part = item.parts[0]
        choices = getattr(part.interaction, field)
        same = tuple(replace(choice, text=choices[0].text) for choice in choices)
        twice = replace(part.interaction, **{field: same})  # type: ignore[type-var]
        found = list(item_faults(replace(item, parts=(replace(part, interaction=twice),))))
        assert any("look the same" in fault for fault in found)


def test_two_variants_look_the_same_however_their_options_are_placed() -> None:
    turned = replace(MULTIPLE.parts[0].interaction, choices=MULTIPLE.parts[0].interaction.choices[::-1])  # type: ignore[type-var, union-attr]
    assert student_text(MULTIPLE) == student_text(
        replace(MULTIPLE, parts=(replace(MULTIPLE.parts[0], interaction=turned),))
    )


QUESTION = """
title: All of them
objectives: [sums.two]
bloom: apply
parameters: {a: {from: 1, to: 9}, b: {from: 1, to: 9}}
where: [a != b]
stem: 'Here are {{ a }} and {{ b }}.'
parts:
  - id: larger
    type: multiple_choice
    prompt: Which are larger than 1?
    choices:
      - {text: the first, correct: a > 1}
      - {text: the second, correct: b > 1}
      - {text: ten, correct: always}
      - {text: nought, correct: never}
  - {id: sides, type: matching, prompt: Match., pairs: [{left: first, right: A}, {left: second, right: B}]}
  - {id: steps, type: ordering, prompt: Order., steps: [take, add, tell]}
  - {id: name, type: text, prompt: Name it., accept: [sum, total]}
  - {id: formula, type: expression, prompt: Write it., answer: a + b, symbols: {a: a, b: b}}
tests:
  - given: {a: 2, b: 3}
    expect:
      larger: [ten, the second, the first]
      sides: {second: B, first: A}
      steps: [take, add, tell]
      name: Total
      formula: b + a
"""


def findings(text: str) -> list[str]:
    model = read_model(ItemModel, parse(text, "q.yaml"), "q")
    return [finding.fault.message for finding in certify(model).findings]


def test_every_interaction_can_be_worked_by_hand() -> None:
    assert findings(QUESTION) == []


@pytest.mark.parametrize(
    ("right", "wrong", "message"),
    [
        ("larger: [ten, the second, the first]", "larger: [ten]", "expected larger = 'ten', but larger = ["),
        ("{second: B, first: A}", "{second: A, first: B}", "expected sides = ['second → A', 'first → B'], but"),
        (
            "      steps: [take, add, tell]",
            "      steps: [add, take, tell]",
            "expected steps = ['add', 'take', 'tell'], but",
        ),
        ("name: Total", "name: product", "the answer 'product' to 'name' does not earn all points"),
        ("formula: b + a", "formula: b - a", "the answer 'b - a' to 'formula' does not earn all points"),
    ],
)
def test_what_was_worked_otherwise_is_found(right: str, wrong: str, message: str) -> None:
    (found,) = findings(QUESTION.replace(right, wrong))
    assert found.startswith(message)
