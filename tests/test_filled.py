"""Macros that are rendered once and then filled: the same as rendering each record anew."""

from typing import NamedTuple

import jinja2
from hypothesis import given
from hypothesis import strategies as st

from qbank.writers.filled import Filled, Value

SOURCE = """
{%- macro question(one) -%}
<q{% if one.shuffled %} shuffled{% endif %}>{{ one.text }}
{%- for text, told in one.options -%}
<o>{{ text }}{% if told %}<f>{{ told }}</f>{% endif %}</o>
{%- else -%}none{%- endfor -%}
{{ one.text }}{% if one.rubric %}<r>{{ one.rubric[0] }}</r>{% endif %}</q>
{%- endmacro -%}
"""


class Question(NamedTuple):
    text: str
    shuffled: bool
    options: tuple[tuple[str, str], ...]
    rubric: tuple[str] | None


texts = st.text("ab<&{}'\"\\ \N{MINUS SIGN}", max_size=4)
questions = st.builds(
    Question,
    texts,
    st.booleans(),
    st.lists(st.tuples(texts, texts), max_size=3).map(tuple),
    st.none() | st.tuples(texts),
)
FILLED = Filled(jinja2.Environment(autoescape=True).from_string(SOURCE))


@given(questions)
def test_what_is_filled_is_what_is_rendered_anew(question: Question) -> None:
    record: Value = question
    assert FILLED("question", record) == FILLED.rendered("question", record)


def test_records_of_one_shape_are_rendered_once() -> None:
    filled = Filled(jinja2.Environment(autoescape=True).from_string(SOURCE))
    for number in range(50):
        filled(
            "question",
            Question(f"number {number}", shuffled=False, options=(("a", ""), (f"b{number}", "c")), rubric=None),
        )
    assert len(filled.known) == 1
