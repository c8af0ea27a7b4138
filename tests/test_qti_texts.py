"""Every text in every place of a QTI item, and texts that are typed: patterns as XML Schema's own expressions read them."""

import random
import re
from fractions import Fraction
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.grading.grade import grade
from qbank.interactions import Choice, SingleChoice
from qbank.item import Item, Known, Literals
from qbank.response import Score
from qbank.writers import qti21, qti30
from qbank.writers.format import losses
from qbank.writers.qti.spelling import pattern, tried
from tests.example_interactions import EXAMPLES, TEXT
from tests.examples import words
from tests.qti_simulator import Item as Processed
from tests.test_moodle_rules import ODD, rewritten

versions = pytest.mark.parametrize("version", [qti21, qti30], ids=["qti21", "qti30"])
pieces = st.sampled_from(
    [*ODD, "a", "é", " ", "0", '"', "'", "=", "\\", "&lt;", "<!--", "{{ x }}", "{% if %}", "%", "é"]
)
sentences = st.lists(pieces, min_size=1, max_size=8).map("".join).filter(str.strip)
EVERY = [item for name, item in EXAMPLES.items() if name != "expression-entry"]


@versions
@pytest.mark.parametrize("item", EVERY, ids=lambda item: item.id)
@settings(deadline=None, max_examples=30)
@given(said=sentences)
def test_every_text_in_every_place_is_there_as_it_is(version: ModuleType, item: Item, said: str) -> None:
    made = version.entry(rewritten(item, said))
    document = etree.fromstring(made.xml)
    shown = " ".join("".join(document.itertext()).split())
    wanted = " ".join(said.split())
    assert document.get("title") == said
    assert f" {wanted}" in f" {shown}"
    told = etree.fromstring(f'<r xmlns:lom="l" xmlns:imsmd="m">{made.described}</r>')
    assert wanted in " ".join("".join(told.itertext()).split())


def accepts(expression: str, texts: list[str]) -> list[bool]:
    """Which texts an expression of XML Schema stands for."""
    schema = etree.fromstring(
        '<schema xmlns="http://www.w3.org/2001/XMLSchema"><element name="t"><simpleType><restriction base="string">'
        "<pattern/></restriction></simpleType></element></schema>"
    )
    schema.find(".//{*}pattern").set("value", expression)
    checked = etree.XMLSchema(schema)
    found = []
    for text in texts:
        element = etree.Element("t")
        element.text = text
        found.append(checked.validate(element))
    return found


TYPED = [
    *(
        "value function",
        "Value  function.",
        "the value function",
        '"Value function"',
        "a VALUE FUNCTION",
        "valuefunction",
    ),
    *(
        "TD(0)",
        "td(0)",
        "TD(1)",
        "TD(0",
        "[a]^-b$",
        "[A]^–B$",
        "a*b",
        "axb",
        "baseline",
        "state baseline",
        "PPO’s",
        "ppo's",
    ),
    *("a", "An a", "x.y", "x-y", "xzy", "ÉTAT", "état", "etat", ""),
]
LITERALS = [
    "value function",
    "TD(0)",
    "[a]^-b$",
    "a\\*b",
    "base*",
    "*baseline",
    "PPO's",
    "a",
    "x.y",
    "état",
    "(x)",
    "–",
]


@pytest.mark.parametrize("literal", LITERALS)
@pytest.mark.parametrize("case", [True, False])
def test_a_pattern_means_the_same_everywhere_and_what_is_accepted_here(literal: str, case: bool) -> None:
    expression = pattern(literal, case=case, english=True)
    by_python = [bool(re.fullmatch(expression, text)) for text in TYPED]
    assert accepts(expression, TYPED) == by_python
    item = replace(TEXT, answers=(replace(TEXT.answer("answer"), key=Literals((literal,), case), known=()),))
    for text, accepted in zip(TYPED, by_python, strict=True):
        outcome = grade(item, {"answer": text})["answer"]
        assert accepted == (isinstance(outcome, Score) and outcome.earned > 0), text


SPELT = Literals(("value function", "critic", "V2 critics", "state-value*"), typos=1)


def slips(text: str) -> list[str]:
    """What one or two typing errors make of a text."""
    dice = random.Random(text)
    made = [text, f"the {text}.", text.upper()]
    for _ in range(150):
        slipped = text
        for _ in range(dice.choice((1, 1, 1, 2))):
            place = dice.randrange(len(slipped) - 1)
            sign = dice.choice("abv 2x")
            slipped = dice.choice(
                [
                    slipped[:place] + slipped[place + 1 :],
                    slipped[:place] + sign + slipped[place:],
                    slipped[:place] + sign + slipped[place + 1 :],
                    slipped[:place] + slipped[place + 1] + slipped[place] + slipped[place + 2 :],
                ]
            )
        made.append(slipped)
    return made


@pytest.mark.parametrize("literal", SPELT.accepted)
def test_a_typing_error_is_allowed_for_where_it_is_here(literal: str) -> None:
    known = (Known("critics", Fraction(1, 2), words("Only one."), "many"), Known("actor*", Fraction(0), Text()))
    item = replace(TEXT, answers=(replace(TEXT.answer("answer"), key=SPELT, known=known),))
    there = Processed(qti30.entry(item).xml)
    assert not losses(qti30.FORMAT, item)
    expressions = [expression for expression, _ in tried(SPELT, [], english=True)]
    for text in slips(literal):
        outcome = grade(item, {"answer": text})["answer"]
        assert isinstance(outcome, Score)
        assert there.answered({"RESPONSE": text})["SCORE"] == outcome.earned, text
        assert all(accepts(one, [text]) == [bool(re.fullmatch(one, text))] for one in expressions)


def test_more_typing_errors_than_one_are_told() -> None:
    item = replace(TEXT, answers=(replace(TEXT.answer("answer"), key=replace(SPELT, typos=2), known=()),))
    assert [loss.reason for loss in losses(qti21.FORMAT, item)] == [
        "QTI allows for one typing error, where more are allowed here"
    ]


def test_the_correct_response_of_a_text_with_a_star_is_right_too() -> None:
    for accepted in (("base*", "critic"), ("*line",), ("a\\*b",)):
        item = replace(TEXT, answers=(replace(TEXT.answer("answer"), key=Literals(accepted), known=()),))
        there = Processed(qti21.entry(item).xml)
        assert there.answered(there.correct)["SCORE"] == item.points


def test_options_that_look_the_same_are_refused() -> None:
    entry = SingleChoice((Choice("a", words("same")), Choice("b", words("same"))))
    item = EXAMPLES["single-choice"]
    item = replace(item, parts=(replace(item.parts[0], interaction=entry),))
    assert [loss.reason for loss in losses(qti30.FORMAT, item)] == ["two of its options look the same in QTI"]
    with pytest.raises(RefusedError, match="single-choice-3: two of its options"):
        qti30.entry(item)


def test_an_item_without_a_solution_or_a_source_has_no_feedback_for_them() -> None:
    item = EXAMPLES["single-choice"]
    bare = replace(item, source="", hints=(), answers=(replace(item.answer("answer"), solution=Text(), known=()),))
    assert b"modal-feedback" not in qti30.entry(bare).xml
    assert b"modal-feedback" in qti30.entry(replace(bare, hints=(words("Look."),))).xml
