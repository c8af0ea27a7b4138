"""Worked solutions: every line of a derivation is true, reads as maths, and says something new."""

import re
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from strategies import NAMES, quantities

from qbank.authoring.bank import Bank, load
from qbank.content import Number, plain
from qbank.errors import Undefined
from qbank.expressions.evaluate import evaluate, opened
from qbank.expressions.latex import latex
from qbank.expressions.parse import parse
from qbank.expressions.steps import VALUE, can_derive, derivation
from qbank.generation.program import program
from qbank.generation.solution import general_equation
from qbank.term import Sym, Term, substitute

QUESTIONS = Path(__file__).parent.parent / "questions"
small = st.fractions(-5, 5, max_denominator=6)


@cache
def bank() -> Bank:
    return load([QUESTIONS])


def spelt_out(line: Term, values: tuple[Term, ...]) -> Term:
    """A line with what each of its numbers stands for."""
    return substitute(line, {f"{VALUE}{number}": value for number, value in enumerate(values)})


@settings(max_examples=200, deadline=None)
@given(quantities.filter(can_derive), st.fixed_dictionaries(dict.fromkeys(NAMES, small)))
def test_every_line_has_the_value_of_the_whole(term: Term, draw: dict[str, Fraction]) -> None:
    steps = derivation(term)
    try:
        value = evaluate(term, draw)
    except Undefined:
        return
    for line in steps.lines:
        assert evaluate(spelt_out(line, steps.values), draw) == value
    assert len(set(steps.lines)) == len(steps.lines)


@settings(max_examples=200, deadline=None)
@given(quantities.filter(can_derive))
def test_a_derivation_ends_with_one_number(term: Term) -> None:
    last = derivation(term).lines[-1]
    assert not isinstance(last, Sym) or last.name.startswith(VALUE)


@pytest.mark.parametrize(
    ("source", "shown"),
    [
        ("clip_fraction([0.5, 1], [1, 1], 0.2, counted='lowered')", "clip"),
        ("entropy([0.5, 0.5], base='binary')", r"\log\left(2\right)"),
        ("adaptive_kl_coef(0.1, 0.02, 0.02)", "cases"),
    ],
)
def test_a_solution_shows_the_equation_of_the_convention_that_the_key_names(source: str, shown: str) -> None:
    general = general_equation(parse(source).term)
    assert general is not None
    assert shown in latex(general)


# --- as students read them: Unicode text, line by line


def lines(text: str) -> list[tuple[str, str]]:
    """Relations and what stands right of them."""
    found = []
    for line in re.split(r"[;\n]", text):
        relation = re.search(r"[=≈]", line)
        found.append((relation[0] if relation else "", line[relation.end() if relation else 0 :].strip()))
    return [line for line in found if line[1]]


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻", "0123456789-")


def number_of(text: str) -> Fraction | None:
    """The value of a line of numbers; None of one that holds symbols."""
    text = re.sub(r"([⁻⁰¹²³⁴-⁹]+)", lambda power: f"^({power[0].translate(SUPERSCRIPTS)})", text)
    text = text.replace("−", "-").replace("·", "*").replace("|", "")
    if re.search(r"[^\d\s.()+*/^-]", text):
        return None
    assert not re.search(r"[+*/-]\s*-", text), f"a negative number without parentheses: {text}"
    assert not re.search(r"-[\d./]+\s*\^", text), f"a negative base without parentheses: {text}"
    return evaluate(parse(text).term, {})


@pytest.mark.parametrize("item_id", sorted(load([QUESTIONS]).items))
def test_every_displayed_line_of_a_shipped_solution_is_true(item_id: str) -> None:
    made = program(bank().item(item_id))
    for variant in range(min(50, made.space.count)):
        item = made.item("lines", variant)
        for part in item.parts:
            answer = item.answer(part.id)
            own = bank().item(item_id).parts[item.parts.index(part)].solution
            if answer.shown is None or not isinstance(answer.key, Fraction) or own is not None:
                continue
            found = lines(plain(answer.solution))
            assert len(found) >= 3
            assert len(found) - len(set(found)) <= 1, f"lines stand twice: {found}"  # 10/3, worked out, is 10/3
            for relation, text in found:
                value = number_of(text)
                if value is not None and relation == "=":
                    assert value == answer.key, (variant, text)
                if value is not None and relation == "≈":
                    assert abs(value - answer.key) <= answer.tolerance, (variant, text)
            assert number_of(found[-1][1]) is not None, "the last line is the result"


def solution(item_id: str, part: str, **given: str) -> str:
    made = program(bank().item(item_id))
    environment = {name: Fraction(text) for name, text in given.items()}
    return plain(made.at(environment).answer(part).solution)


def test_the_solution_of_the_first_worked_figures() -> None:
    assert solution("td-advantage", "advantage", reward="0.5", value="1.2", next_value="1", discount="0.9") == (
        ADVANTAGE
    )


def test_the_solution_of_the_second_worked_figures() -> None:
    figures = {"reward": "0.5", "value": "3", "next_value": "4", "discount": "0.9"}
    assert solution("value-target", "loss", **figures) == LOSS
    assert solution("td-advantage", "advantage", **figures).endswith("1.1")


ADVANTAGE = "Aₜ = rₜ + γ V_ω(𝐱, 𝐲_{<t+1}) − V_ω(𝐱, 𝐲_{<t}); = 0.5 + 0.9 · 1.0 − 1.2; = 0.5 + 0.9 − 1.2; = 0.2"
LOSS = (
    "ℒ = (rₜ + γ V_ω(𝐱, 𝐲_{<t+1}) − V_ω(𝐱, 𝐲_{<t}))²; = (0.50 + 0.9 · 4.0 − 3.0)²; = (0.50 + 3.6 − 3.0)²;"
    " = 1.1²; = 1.21"
)


def derived(expression: str, **given: str) -> str:
    """The numbers of a derivation, line by line."""
    from qbank.content import Maths, Paragraph, Piece, Text, Tree
    from qbank.expressions.latex import latex
    from qbank.generation.solution import _hole
    from qbank.tex.parser import parse as parse_maths

    steps = derivation(opened(parse(expression).term, {}))
    values = tuple(Number(evaluate(value, {k: Fraction(v) for k, v in given.items()})) for value in steps.values)
    trees = [Tree((Paragraph((Maths(parse_maths(latex(line, _hole))),)),)) for line in steps.lines]
    return "; ".join(plain(Text((Piece(tree, values),))) for tree in trees)


@pytest.mark.parametrize(
    ("expression", "given", "expected"),
    [
        (
            "a + b * c - d",
            {"a": "0.5", "b": "0.9", "c": "1", "d": "-1.2"},
            "0.5 + 0.9 · 1 − (−1.2); 0.5 + 0.9 − (−1.2); 2.6",
        ),
        ("a * b", {"a": "-2", "b": "-3"}, "−2 · (−3); 6"),
        ("a ^ 2", {"a": "-2"}, "(−2)²; 4"),
        ("a ^ 2", {"a": "1/3"}, "(1/3)²; 1/9"),
        ("-a", {"a": "-2"}, "−(−2); 2"),
        ("a / b", {"a": "-1", "b": "-4"}, "−1/(−4); 0.25"),
        ("b - a / 3", {"a": "-1", "b": "1"}, "1 − (−1)/3; 1 − (−1/3); 4/3"),
        ("(a - b) ^ 2", {"a": "1", "b": "3"}, "(1 − 3)²; (−2)²; 4"),
        ("2 * a", {"a": "-1"}, "2 · (−1); −2"),
        ("max(a, b) - a", {"a": "-1", "b": "2"}, "max(−1, 2) − (−1); 2 − (−1); 3"),
        ("a", {"a": "-1"}, "−1"),
        ("2 + 3", {}, "2 + 3; 5"),
        ("squared_error(a, b)", {"a": "1", "b": "-1"}, "(1 − (−1))²; 2²; 4"),
    ],
)
def test_a_derivation_reads_like_this(expression: str, given: dict[str, str], expected: str) -> None:
    assert derived(expression, **given) == expected
