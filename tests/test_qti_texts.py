"""Every text in every place of a QTI item, and texts that are typed: patterns as XML Schema's own expressions read them."""

import re
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree  # type: ignore[import-untyped]
from msgspec.structs import replace

from qbank.content import Text
from qbank.grading.grade import grade
from qbank.item import Item, Literals
from qbank.response import Score
from qbank.writers import qti21, qti30
from qbank.writers.qti.spelling import pattern
from tests.example_interactions import EXAMPLES, TEXT
from tests.examples import words
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


def test_an_item_without_a_solution_or_a_source_has_no_feedback_for_them() -> None:
    item = EXAMPLES["single-choice"]
    bare = replace(item, source="", hints=(), answers=(replace(item.answer("answer"), solution=Text(), known=()),))
    assert b"modal-feedback" not in qti30.entry(bare).xml
    assert b"modal-feedback" in qti30.entry(replace(bare, hints=(words("Look."),))).xml
