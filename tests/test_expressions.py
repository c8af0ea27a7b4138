"""The expression language: tests/cases/expressions.yaml, and what must hold for any expression."""

import tracemalloc
from fractions import Fraction
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from conftest import fastest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NAMES, conditions, quantities

from qbank import source
from qbank.authoring.schema import ItemModel
from qbank.content import digits
from qbank.errors import ExpressionError, OffsetError, Undecided, Undefined
from qbank.expressions.cost import cost
from qbank.expressions.evaluate import compiled, evaluate, opened
from qbank.expressions.kinds import kind_of
from qbank.expressions.latex import latex
from qbank.expressions.parse import parse
from qbank.expressions.ratios import NotRational, Ratios, Truths
from qbank.expressions.shared import Together
from qbank.generation.cells import CellBatch
from qbank.generation.findings import Findings
from qbank.generation.workshop import ItemWorkshop
from qbank.rl.balls import Ball, decided, precision
from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Sym, Term
from qbank.tex.parser import parse as parse_maths
from qbank.tex.unicode import unicode_maths

CASES = source.parse((Path(__file__).parent / "cases" / "expressions.yaml").read_text(encoding="utf-8"), "cases").data
QUESTION = """
title: Names
objectives: [a.b]
bloom: apply
parameters:
  a: {one_of: [1/2]}
  b: {one_of: [3]}
  n: {one_of: [2]}
  g: {one_of: [0.9]}
  r: {list_of: {one_of: [10, 0, -4]}, length: 3}
  w: {words: [critic]}
stem: Names.
parts:
  - {type: numeric, prompt: P, answer: 1}
"""
DRAW = {
    "a": Fraction(1, 2),
    "b": Fraction(3),
    "n": Fraction(2),
    "g": Fraction(9, 10),
    "r": (Fraction(10), Fraction(0), Fraction(-4)),
    "w": "critic",
}


@cache
def workshop() -> ItemWorkshop:
    model = ItemModel.read(source.parse(QUESTION, "q.yaml"), "q")
    return ItemWorkshop(model, Findings(model.origin))


def understood(expression: str) -> Term:
    """As an author's expression is read: names, cost, lengths and kinds."""
    term = workshop().resolved(expression)
    kind_of(term, workshop().kinds())
    return term


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["expression"] or "nothing")
def test_an_expression_means_this(case: dict[str, object]) -> None:
    expression = str(case["expression"])
    if "message" in case:
        with pytest.raises(ExpressionError) as error:
            understood(expression)
        found = (error.value.message, error.value.offset + 1, error.value.hint)
        assert found == (case["message"], case["column"], case.get("hint", ""))
    elif case["value"] == "undefined":
        with pytest.raises(Undefined):
            evaluate(understood(expression), DRAW)
    else:
        expected = case["value"] if isinstance(case["value"], bool) else Fraction(str(case["value"]))
        assert evaluate(understood(expression), DRAW) == expected


HOSTILE = {
    "powers": "9**9**9**9",
    "powers of powers": "2^(2^(2^20))",
    "long sum": "sum(k, 0, 10^9, k)",
    "sums in sums": "sum(i, 0, 999, sum(j, 0, 999, sum(k, 0, 999, 1)))",
    "a sum of powers": "sum(k, 0, 10000, 2^k)",
    "brackets": "(" * 200 + "1" + ")" * 200,
    "indexes": "r" + "[r" * 200 + "]" * 200,
    "indexes of indexes": "r" + "[0]" * 150,
    "calls": "abs(" * 200 + "1" + ")" * 200,
    "a literal of ten megabytes": "9" * 10_000_000,
    "an exponent": "1e999",
    "ten thousand tokens": "1+" * 10_000 + "1",
    "a tower of powers": "2" + "^1" * 240,
    "exponentials": "exp(exp(exp(10)))",
    "reciprocals": "1/(" * 100 + "a" + ")" * 100,
    "a string of ten megabytes": "'" + "x" * 10_000_000 + "'",
    "ten million spaces": " " * 10_000_000 + "1",
    "a long chain": "a" + "+a" * 240,
    "a chain of conditions": "a" + " if a > 1 else a" * 100,
    "squares of squares": "((((((((((((a^2)^2)^2)^2)^2)^2)^2)^2)^2)^2)^2)^2)^2",
    "products of products": "*".join(["(12345678901234567890*12345678901234567890)"] * 60),
    "a wide number": "1e60^60",
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_expression_is_refused_at_once_and_in_little_memory(name: str) -> None:
    def refuse() -> None:
        with pytest.raises(OffsetError):
            understood(HOSTILE[name])

    assert fastest(refuse) < 0.05
    tracemalloc.start()
    refuse()
    _, peak = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert peak < 3_000_000


@pytest.mark.parametrize(
    ("expression", "value"),
    [("-" * 400 + "3", Fraction(3)), ("not " * 400 + "a < 1", True), ("+" * 401 + "3", Fraction(3))],
)
def test_signs_and_negations_cost_no_depth(expression: str, value: object) -> None:
    assert evaluate(understood(expression), DRAW) == value


@pytest.mark.parametrize(
    "expression", ["a" + "+a" * 150, "sum(k, 1, 5000, k * a)", "sum(i, 1, 59, sum(j, 1, 59, i * j))"]
)
def test_what_is_accepted_is_not_too_deep_for_python(expression: str) -> None:
    term = understood(expression)
    assert evaluate(term, DRAW) > 0
    assert latex(opened(term, {"r": 3}))


SIGNS = ["+", "-", "*", "/", "^", "**", "(", ")", "[", "]", ",", "<", "==", "=", " ", '"']
WORDS = ["a", "b", "r", "1", "0.5", "1e9", "if", "else", "and ", "or", "not ", "k,", "reward=", "'x'", "é", "²"]
CALLS = ["sum(", "td_error(", "min(", "clip("]
pieces = st.lists(st.sampled_from([*SIGNS, *WORDS, *CALLS]), max_size=40).map("".join)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60) | pieces)
def test_any_text_is_an_expression_or_an_expression_error_inside_it(text: str) -> None:
    try:
        cost(parse(text).term, {})
    except ExpressionError as error:
        found = error
    else:
        return
    assert 0 <= found.offset <= len(text)
    assert found.message


@settings(max_examples=300, deadline=None)
@given(pieces)
def test_whatever_the_workshop_accepts_has_a_value_or_none(text: str) -> None:
    try:
        term = understood(text)
    except ExpressionError:
        return
    try:
        value = decided(lambda: evaluate(term, DRAW))
    except (Undefined, Undecided):
        return
    assert isinstance(value, (Fraction, Ball, bool, str, tuple))


# --- many draws at once, and balls


def ratios(values: list[dict[str, Fraction]]) -> dict[str, Ratios]:
    return {name: Ratios.of([draw[name] for draw in values]) for name in NAMES}


small = st.fractions(-5, 5, max_denominator=6)
huge = st.builds(Fraction, st.integers(-(2**70), 2**70), st.integers(1, 2**40))
draws = st.lists(st.fixed_dictionaries(dict.fromkeys(NAMES, small | huge)), min_size=1, max_size=6)


def one_by_one(term: Term, values: list[dict[str, Fraction]]) -> list[object]:
    found: list[object] = []
    for draw in values:
        try:
            found.append(evaluate(term, draw))
        except Undefined:
            found.append(None)
    return found


def all_at_once(term: Term, values: list[dict[str, Fraction]]) -> list[object]:
    value = compiled(term)(ratios(values))
    if isinstance(value, Ratios):
        undefined = np.zeros(len(values), dtype=bool) if value.undefined is None else value.undefined
        return [None if undefined[at] else value.fraction(at) for at in range(len(values))]
    if isinstance(value, Truths):
        undefined = np.zeros(len(values), dtype=bool) if value.undefined is None else value.undefined
        return [None if undefined[at] else bool(value.values[at]) for at in range(len(values))]
    return [value] * len(values)


@settings(max_examples=300, deadline=None)
@given(quantities | conditions, draws)
def test_arrays_of_draws_say_what_each_draw_says(term: Term, values: list[dict[str, Fraction]]) -> None:
    try:
        together = all_at_once(term, values)
    except (NotRational, Undefined):
        return
    assert together == one_by_one(term, values)


@settings(max_examples=100, deadline=None)
@given(quantities, draws, st.integers(0, 4))
def test_a_batch_of_cells_says_what_each_draw_says(
    term: Term, values: list[dict[str, Fraction]], decimals: int
) -> None:
    batch = CellBatch(len(values), ratios(values), compiled)
    singly = one_by_one(term, values)
    assert batch.defined(term).tolist() == [value is not None for value in singly]
    assert batch.truth(term > 0).tolist() == [value is not None and value > 0 for value in singly]
    for number, value in zip(batch.rounded(term, decimals).tolist(), singly, strict=True):
        if value is not None:
            sign = -1 if value < 0 else 1
            assert Fraction(number, 10**decimals) == sign * Fraction(digits(abs(value), decimals))


@settings(max_examples=100, deadline=None)
@given(quantities, quantities, draws, st.fractions(0, 2, max_denominator=100))
def test_terms_compiled_together_are_told_apart_as_exact_numbers_are(
    first: Term, second: Term, values: list[dict[str, Fraction]], gap: Fraction
) -> None:
    batch = CellBatch(len(values), ratios(values), Together().compiled)
    pairs = list(zip(one_by_one(first, values), one_by_one(second, values), strict=True))
    apart = [None not in pair and abs(pair[0] - pair[1]) > gap for pair in pairs]
    assert batch.apart(first, second, gap).tolist() == apart
    assert batch.apart(second, first, gap).tolist() == apart


@settings(max_examples=150, deadline=None)
@given(quantities, st.fixed_dictionaries(dict.fromkeys(NAMES, small)))
def test_a_ball_holds_the_exact_value(term: Term, draw: dict[str, Fraction]) -> None:
    import flint

    balls = {name: Ball(flint.arb(flint.fmpq(x.numerator, x.denominator))) for name, x in draw.items()}
    try:
        exact = evaluate(term, draw)
    except Undefined:
        exact = None
    try:
        ball = compiled(term)(balls)
    except (Undefined, Undecided):
        return
    assert exact is not None, "balls are never surer than exact numbers"
    value = ball.arb if isinstance(ball, Ball) else flint.arb(flint.fmpq(ball.numerator, ball.denominator))
    with precision(2048):  # the exact number becomes a ball too, a much smaller one
        assert value.overlaps(flint.arb(flint.fmpq(exact.numerator, exact.denominator)))


@given(st.lists(small | huge, min_size=1), st.integers(0, 6))
def test_rounding_many_is_rounding_each_as_it_is_displayed(values: list[Fraction], decimals: int) -> None:
    expected = [(-1 if x < 0 else 1) * Fraction(digits(abs(x), decimals)) * 10**decimals for x in values]
    assert [int(number) for number in Ratios.of(values).rounded(decimals)] == expected


def test_halves_are_rounded_away_from_zero() -> None:
    halves = Ratios.of([Fraction(1, 8), Fraction(-1, 8), Fraction(5, 2), Fraction(-5, 2), Fraction(-1, 1000)])
    assert halves.rounded(2).tolist() == [13, -13, 250, -250, 0]
    assert halves.rounded(0).tolist() == [0, 0, 3, -3, 0]


def test_numbers_stay_64_bit_while_that_is_proved_safe_and_exact_beyond() -> None:
    one = Ratios.of([Fraction(2**31), Fraction(-3)])
    assert (one * one).numerators.dtype == object or (one * one).numerators.dtype == np.int64
    assert Ratios.of([Fraction(9, 10)]).numerators.dtype == np.int64
    for power in (2, 3, 7):
        assert (one**power).fraction(0) == Fraction(2**31) ** power
    assert (one**3).numerators.dtype == object


@pytest.mark.parametrize(
    "expression", ["log(2) * a > 0", "a * log(2) > 0", "max(log(2), a) > 0", "log(2) < a", "1 < exp(a)"]
)
def test_an_irrational_constant_is_compared_draw_by_draw(expression: str) -> None:
    values = [{name: Fraction(n) for name in NAMES} for n in (-1, 0, 2)]
    batch = CellBatch(3, ratios(values), compiled)
    term = parse(expression).term
    assert batch.truth(term).tolist() == [decided(lambda draw=draw: evaluate(term, draw)) for draw in values]


def test_two_equal_irrational_numbers_stay_undecided() -> None:
    batch = CellBatch(1, ratios([dict.fromkeys(NAMES, Fraction(2))]), compiled)
    assert not batch.truth(parse("log(a * a) == 2 * log(a)").term).any()
    assert batch.undecided.all()


# --- printing


def fenced(term: Term) -> str:
    """What the printed form must mean, every operation in brackets."""
    match term:
        case Num(value=value):
            return f"({value})"
        case Sym(name=name):
            return name
        case Neg(operand=operand):
            return f"(-{fenced(operand)})"
        case Add(left=left, right=right) | Sub(left=left, right=right) | Mul(left=left, right=right):
            sign = {Add: "+", Sub: "-", Mul: "*"}[type(term)]
            return f"({fenced(left)}{sign}{fenced(right)})"
        case Div(left=left, right=right):
            return f"({fenced(left)}/{fenced(right)})"
        case Pow(base=base, exponent=exponent):
            return f"({fenced(base)}^{fenced(exponent)})"
        case Apply(function=function, arguments=arguments):
            return f"{function}({','.join(map(fenced, arguments))})"
        case _:
            raise TypeError(term)


def read_back(text: str) -> str:
    """Printed LaTeX as an expression of our own, by its brackets and nothing else."""
    text = text.replace(r"\left(", "(").replace(r"\right)", ")").replace(r"\cdot", "*")
    while (at := text.find(r"\frac")) >= 0:
        middle = closing(text, at + 5)
        end = closing(text, middle)
        above, below = text[at + 6 : middle - 1], text[middle + 1 : end - 1]
        text = f"{text[:at]}<({above})/({below})>{text[end:]}"
    text = text.replace("{", "(").replace("}", ")")
    for name in ("min", "max"):
        text = text.replace(f"\\{name}", name)
    text = text.replace(r"\left|", "abs(").replace(r"\right|", ")").replace(r"\operatorname(clip)", "clip")
    assert "\\" not in text
    assert ">^" not in text, "a fraction to a power stands in brackets"
    for sign in "+-*":
        assert f"{sign} -" not in text, "no sign behind an operator"
    return text.replace("<", "(").replace(">", ")")


def closing(text: str, opening: int) -> int:
    level = 0
    for at in range(opening, len(text)):
        level += {"{": 1, "}": -1}.get(text[at], 0)
        if level == 0:
            return at + 1
    raise ValueError(text)


plain_terms = quantities.filter(lambda term: "Cond" not in repr(term))


@settings(max_examples=300, deadline=None)
@given(plain_terms, st.fixed_dictionaries(dict.fromkeys(NAMES, small)))
def test_printed_maths_means_what_the_term_means(term: Term, draw: dict[str, Fraction]) -> None:
    printed = latex(term, lambda leaf: leaf.name)
    parse_maths(printed)
    again = parse(read_back(printed)).term
    try:
        value = evaluate(term, draw)
    except Undefined:
        return
    assert evaluate(again, draw) == value


@settings(max_examples=200, deadline=None)
@given(quantities | conditions)
def test_every_term_prints_as_maths_that_we_can_read(term: Term) -> None:
    assert unicode_maths(parse_maths(latex(term)), str)


@pytest.mark.parametrize(
    ("expression", "printed"),
    [
        ("reward - discount * advantage", r"r_t - \gamma A_t"),
        ("a - (b - n)", r"a - \left(b - n\right)"),
        ("a - -b", r"a - \left(-b\right)"),
        ("a * -b", r"a \cdot \left(-b\right)"),
        ("(-a) * b", "-a b"),
        ("a + (-b) * n", r"a + \left(-b n\right)"),
        ("(a / b) ^ 2", r"\left(\frac{a}{b}\right)^{2}"),
        ("(1/3) ^ a", r"\left(\frac{1}{3}\right)^{a}"),
        ("exp(a) ^ 2", r"\left(e^{a}\right)^{2}"),
        ("a ^ b ^ n", "a^{b^{n}}"),
        ("(a ^ b) ^ n", r"\left(a^{b}\right)^{n}"),
        ("2 * (1/2) * a", r"2 \cdot \frac{1}{2} a"),
        ("a * 2", r"a \cdot 2"),
        ("-(a + b)", r"-\left(a + b\right)"),
        ("sum(k, 0, n, a ^ k)", r"\sum_{k=0}^{n} a^{k}"),
        ("a * sum(k, 0, n, k)", r"a \left(\sum_{k=0}^{n} k\right)"),
        ("(a > 1 or b > 1) and n > 1", r"\left(a > 1\text{ or }b > 1\right)\text{ and }n > 1"),
        ("min(a, 1 - 0.5)", r"\min\left(a, 1 - 0.5\right)"),
        ("12345678901234567890.5 * a", r"12345678901234567890.5 a"),
    ],
)  # fmt: skip
def test_a_term_prints_as_it_was_written(expression: str, printed: str) -> None:
    term = parse(expression).term
    assert latex(term) == printed
    parse_maths(printed)


def test_words_in_a_formula_are_escaped() -> None:
    shown = unicode_maths(parse_maths(latex(parse("1 if w == '50% of {x} & $y_1$' else 2").term)), str)
    assert "50% of {x} & $y_1$" in shown
