"""How numbers look, and that a look is the same decision in every markup."""

import json
from collections.abc import Callable
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qbank.content import Figure, Number, Style, figure, plain, plain_figure
from qbank.markup import text
from qbank.markup.html import MATHJAX, WEB
from qbank.markup.latex import number_latex
from qbank.markup.mathml import number_mathml
from qbank.markup.spoken import number_spoken
from qbank.markup.typst import blocks
from qbank.markup.typst_maths import number_typst
from qbank.tex.tree import Guard
from tests.examples import HOSTILE, SOLUTION, STEM, words

MARKUPS = (number_mathml, number_latex, number_spoken, number_typst)

numbers = st.builds(
    Number,
    st.fractions(min_value=-50, max_value=50, max_denominator=60),
    st.none() | st.integers(0, 4),
    st.sampled_from(get_args(Style)),
)


@given(numbers, numbers)
def test_numbers_that_look_different_look_different_in_every_markup(one: Number, other: Number) -> None:
    same = plain(one) == plain(other)
    for markup in MARKUPS:
        assert (markup(figure(one), Guard.NONE) == markup(figure(other), Guard.NONE)) == same


@given(numbers)
def test_a_figure_is_the_value_rounded_half_up(number: Number) -> None:
    shown = figure(number)
    value = Fraction(shown.digits) / Fraction(shown.denominator or 1) / (100 if shown.percent else 1)
    step = Fraction(1, 10 ** (number.decimals or 0) * (100 if shown.percent else 1))
    exact = number.decimals is None or bool(shown.denominator) or number.style == "fraction"
    assert value == abs(number.value) if exact else -step < 2 * (value - abs(number.value)) <= step
    assert shown.sign == "" or number.value != 0


@pytest.mark.parametrize("write", [WEB.blocks, MATHJAX.blocks])
def test_html_escapes_every_value(write: Callable[[object], str]) -> None:
    for place in (STEM, words(HOSTILE)):
        assert "<script>" not in write(place)
        assert "&lt;script&gt;" in write(place)


def test_formulas_are_escaped_for_mathjax() -> None:
    assert "\\[\\begin{aligned}" in MATHJAX.blocks(SOLUTION).replace(" ", "")
    assert "&amp;" in MATHJAX.blocks(SOLUTION)


def test_a_filled_text_is_json_for_typst() -> None:
    for place in (STEM, SOLUTION, words(HOSTILE)):
        json.loads(blocks(place))
    assert json.loads(blocks(SOLUTION))[2] == {"t": "body", "c": [{"t": "p", "c": ["That is all."]}]}


def test_alternative_text_says_the_values() -> None:
    displayed = json.loads(blocks(SOLUTION))[1]["c"][0]
    assert "minus 1.2" in displayed["alt"]
    assert displayed["display"] is True


def test_plain_text_shows_tables_and_formulas_line_by_line() -> None:
    shown = text.blocks(STEM)
    table = shown[shown.index("token t  ") :].splitlines()[:4]
    assert table == [
        "token t  reward  value",
        "───────  ──────  ─────",
        "0          +0.5   −1.2",
        "1 < 2       20%   1/3",
    ]
    assert "    A = −1.2 + (−1/3)\n      = −1.533" in text.blocks(SOLUTION)
    assert "\n" not in text.inline(STEM)


def test_a_number_among_operators_is_bracketed() -> None:
    assert plain_figure(Figure("−", "2"), Guard.NEGATIVE) == "(−2)"
    assert plain_figure(Figure("", "1", "3"), Guard.COMPOUND) == "(1/3)"
