"""The key twice: numbers derived by a second road, from what a student reads off the page."""

import math
from collections.abc import Callable
from fractions import Fraction
from typing import Any

import pytest

from qbank.authoring.bank import load, read_model
from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import Finding, certify
from qbank.checking.twice import roads
from qbank.checking.twice.derive import derived_again, found_by_algebra, in_floats
from qbank.checking.twice.evaluate import TieError, Walk, compared
from qbank.checking.twice.page import Page
from qbank.expressions.evaluate import evaluate
from qbank.expressions.parse import parse
from qbank.generation.program import Program, compile_item
from qbank.oracles.oracle import Estimate, Oracle, agree, oracles
from qbank.oracles.procedure_oracle import procedure_oracles
from qbank.resources import questions_folder
from qbank.rl.formula import formulas
from qbank.source import parse as read_yaml
from qbank.term import Algebra, Call

HEAD = """
title: T
objectives: [a.b]
bloom: apply
"""
TD = f"""{HEAD}
parameters:
  reward: {{from: -1, to: 1, step: 0.5}}
  value: {{from: 1, to: 2}}
  next_value: {{from: 1, to: 3}}
  discount: {{one_of: [0.9, 0.5]}}
let: {{advantage: 'td_error(reward=reward, discount=discount, next_value=next_value, value=value)'}}
stem: '{{{{ reward }}}}, {{{{ value }}}}, {{{{ next_value }}}}, {{{{ discount }}}}'
parts:
  - {{id: answer, type: numeric, prompt: Which?, answer: advantage, decimals: 3}}
"""


def question(text: str) -> ItemModel:
    return read_model(ItemModel, read_yaml(text, "q.yaml"), "q")


def made(text: str) -> Program:
    return compile_item(question(text))


def disagreements(text: str) -> list[Finding]:
    return [one for one in certify(question(text)).findings if one.kind == "key disagrees"]


def shown(parameters: str, stem: str, answer: str, more: str = "") -> str:
    parts = f"parts:\n  - {{id: x, type: numeric, prompt: Which?, answer: '{answer}', decimals: 2}}\n"
    return f"{HEAD}parameters: {parameters}\n{more}stem: '{stem}'\n{parts}"


# --- what the certificate says


def test_a_key_by_a_formula_is_derived_again_by_its_oracle() -> None:
    assert dict(certify(question(TD)).keys) == {
        "answer": "twice in 60 draws (td_error: the inner product of (1, γ, -1) with (r, V', V))"
    }


def test_a_key_of_plain_arithmetic_is_walked_through_a_second_time() -> None:
    assert dict(certify(question(shown("{a: {from: 1, to: 9}}", "{{ a }}", "a^2 / 4"))).keys) == {
        "x": "twice in 9 draws (plain arithmetic)"
    }


def test_a_quantity_that_is_shown_is_derived_again_even_where_no_key_uses_it() -> None:
    text = shown("{a: {from: 1, to: 9}}", "{{ a }}, half of it {{ half }}", "a", "let: {half: a / 2}\n")
    assert [name for name, _ in certify(question(text)).keys] == ["x", "half"]


def test_a_key_with_one_road_only_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(roads, "oracles", dict)
    assert dict(certify(question(TD)).keys) == {"answer": "once (no second road to 'td_error')"}


def test_a_large_space_is_sampled_with_its_corners() -> None:
    text = shown("{a: {from: 1, to: 300}, b: {from: 1, to: 300}}", "{{ a }}, {{ b }}", "a * b")
    (found,) = derived_again(made(text), most=50)
    assert found.said == "twice in 52 draws (plain arithmetic)"


PROCESS = f"""{HEAD}
parameters:
  reward: {{from: -1, to: 1}}
  chance: {{one_of: [0.25, 0.5]}}
process:
  discount: 0.9
  states:
    a: {{go: {{to: b, reward: reward}}, stay: {{to: a, reward: 1}}}}
    b: {{go: [{{to: a, probability: chance}}, {{to: end, reward: 2}}]}}
    end: terminal
  policy: {{a: {{go: 1/2, stay: 1/2}}, b: {{go: 1}}}}
stem: 'The reward is {{{{ reward }}}}, the chance {{{{ chance }}}}.'
parts:
  - {{id: x, type: numeric, prompt: Which?, answer: '@', decimals: 2}}
"""


@pytest.mark.parametrize(
    ("key", "simulated"),
    [
        ('policy_value("a")', "the mean return of 400 simulated episodes, seed 2026"),
        ('policy_action_value("a", "go") + 1', "400 simulated episodes, seed 2026, after the action"),
        ('optimal_value("b")', "seed 2026, under the best of all deterministic policies"),
        ('optimal_action_value("a", "stay")', "after the action, under the best of all policies"),
        ('policy_evaluation(3, "a")', "cut off where the first sweep began"),
    ],
)
def test_values_of_a_process_are_derived_again_and_by_simulation(key: str, simulated: str) -> None:
    (found,) = derived_again(made(PROCESS.replace("@", key)))
    assert (found.once, found.differing, found.looked_at) == (False, 0, 6)
    assert simulated in found.said
    assert "within 6 standard errors" in found.said


@pytest.mark.parametrize("key", ['value_iteration(2, "a")', 'policy_iteration(1, "b")'])
def test_other_procedures_are_derived_again_exactly(key: str) -> None:
    (found,) = derived_again(made(PROCESS.replace("@", key)))
    assert (found.once, found.differing) == (False, 0)


def test_a_simulation_that_comes_out_otherwise_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    first, *_ = procedure_oracles()["state_values"]
    other = Oracle("state_values", "a planted simulation", lambda **_: (Estimate(0.0, 0.01), Estimate(0.0, 0.01)))
    monkeypatch.setattr(roads, "procedure_oracles", lambda: {"state_values": (first, other)})
    (found,) = derived_again(made(PROCESS.replace("@", 'policy_value("a")')))
    assert found.worst is not None
    assert found.worst.road == "state_values by a planted simulation"


# --- what is found


def planted(monkeypatch: pytest.MonkeyPatch, *others: Callable[..., Any]) -> None:
    """Put other roads in the place of the oracles of the TD error."""
    made_up = tuple(Oracle("td_error", f"a planted road {n}", other) for n, other in enumerate(others))
    monkeypatch.setattr(roads, "oracles", lambda: {**oracles(), "td_error": made_up})


def test_a_formula_that_its_oracle_contradicts_is_shown_with_both_derivations(monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, lambda reward, discount, next_value, value: reward + next_value - value)
    (found,) = disagreements(TD)
    assert found.fault.message == "'answer' is -1.1, but -1 by a second road"
    assert found.roads == (
        "first road: rₜ + γ V_ω(𝐱, 𝐲_{<t+1}) − V_ω(𝐱, 𝐲_{<t}) = −1.0 + 0.9 · 1 − 1 = −1.0 + 0.9 − 1 = −1.1",
        "second road: -1, by td_error: a planted road 0",
    )
    assert (found.draws, found.of) == (60, 60)
    assert dict(found.parameters) == {"reward": "-1", "value": "1", "next_value": "1", "discount": "9/10"}


def test_an_oracle_that_differs_in_a_single_draw_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def wrong_once(**given: Any) -> Any:
        right = oracles()["td_error"][0].compute(**given)
        return right + (given["reward"] == 1 and given["next_value"] == 3 and given["value"] == given["discount"] * 2)

    planted(monkeypatch, wrong_once)
    assert [found.draws for found in disagreements(TD)] == [1]


def test_every_other_road_is_compared_in_some_draws(monkeypatch: pytest.MonkeyPatch) -> None:
    right = oracles()["td_error"][0].compute
    planted(monkeypatch, right, lambda **given: Estimate(float(right(**given)) + 0.8, 0.1))
    (found,) = disagreements(TD)
    assert "a planted road 1" in found.roads[1]
    planted(monkeypatch, right, lambda **given: Estimate(float(right(**given)) + 0.5, 0.1))
    assert not disagreements(TD)
    assert (
        "td_error in 10 draws within 6 standard errors: a planted road 1" in dict(certify(question(TD)).keys)["answer"]
    )


def test_a_road_without_a_value_disagrees(monkeypatch: pytest.MonkeyPatch) -> None:
    planted(monkeypatch, lambda reward, discount, next_value, value: reward / (value - 1))
    (found,) = disagreements(TD)
    assert found.fault.message.startswith("'answer' is -1.1, but no value (Fraction(-1, 0)) by a second road")


THIRDS = "{a: {one_of: [1/3, 2/3, 1]}}"


@pytest.mark.parametrize(
    ("parameters", "stem", "answer"),
    [
        (THIRDS, "{{ fixed(a, 2) }}", "9 * a"),
        ("{a: {from: 0.125, to: 0.875, step: 0.25}}", "{{ fixed(a, 1) }}", "10 * a"),
        ("{a: {from: 0.005, to: 0.02, step: 0.005}}", "{{ fixed(a, 2) if a > 0 else 0 }} {{ fixed(a, 3) }}", "a"),
        ("{a: {from: 1.004, to: 3.004, step: 0.1}}", "$a = {{ fixed(a, 2) }}$", "a * 100"),
        (
            "{a: {list_of: {one_of: [1/3, 2/3]}, length: 2}}",
            "{{ fixed(a[0], 2) }} {{ fixed(a[1], 2) }} {{ fixed(a, 2) }}",
            "sum(a)*9",
        ),
    ],
)
def test_a_parameter_displayed_rounded_is_found_where_the_key_needs_its_digits(
    parameters: str, stem: str, answer: str
) -> None:
    found = disagreements(shown(parameters, stem, answer))
    assert bool(found) == (answer != "a")
    assert all("by what the page shows" in one.fault.message for one in found)


@pytest.mark.parametrize(
    "stem",
    ["{{ a }}", "{{ fraction(a) }}", "{{ fixed(a, 2) }}, exactly {{ a }}", r"$\\frac{1}{ {{ 1 / a }} }$, {{ a }}"],
)
def test_a_parameter_displayed_exactly_somewhere_is_read_there(stem: str) -> None:
    assert not disagreements(shown(THIRDS, stem.replace(r"\\", "\\"), "3 * a"))


def test_a_rounded_parameter_does_no_harm_where_the_key_stays_within_its_tolerance() -> None:
    assert not disagreements(shown(THIRDS, "{{ fixed(a, 6) }}", "3 * a"))


def test_a_shown_quantity_must_follow_from_what_the_page_displays() -> None:
    text = shown(THIRDS, "{{ fixed(a, 2) }}, nine times that: {{ nine }}", "1", "let: {nine: 9 * a}\n")
    assert [found.fault.where for found in disagreements(text)] == ["q.yaml:6:13"]


def test_percentages_and_signs_are_read_as_the_numbers_that_they_are() -> None:
    text = shown(
        "{a: {from: -0.5, to: 0.5, step: 0.25}, b: {from: 1, to: 3}}", "{{ percent(a) }} {{ signed(b) }}", "a * b"
    )
    page = Page(made(text))
    assert page.read({"a": Fraction(-1, 4), "b": Fraction(2)}) == {"a": Fraction(-1, 4), "b": Fraction(2)}
    assert page.rounded == set()


# --- the second evaluator


DRAW = {"a": Fraction(3, 4), "b": Fraction(-2), "n": Fraction(3), "x": (Fraction(1), Fraction(5, 2), Fraction(-1, 2))}


def walked(source: str) -> Any:
    return Walk(DRAW, roads.Roads().value, found_by_algebra).value(parse(source).term)


@pytest.mark.parametrize(
    "source",
    [
        "a + b * n - a / b", "-a^2", "a^-2", "min(a, b, n) + max(a, b)", "clip(b, -1, 1) * abs(b)", "len(x) + sum(x)",
        "sum(k, 0, len(x) - 1, a^k * x[k])", "x[n - 1]", "a if b > 0 else n if not (a > 1 or b == 2) else 7",
        "1 if a < 1 and n >= 3 and b != 4 and n <= 3 else 0", "discounted_return(x, a)", "gae(x, [1, 2, 3, 0], a, 1/2)[1]",
        "td_error(a, 1/2, n, b)^2", "derivative((a - b)^2, b)",
        "solve(2*y + b == n, y)", "limit((y^2 - 1) / (y - 1), y, 1)",
    ],
)  # fmt: skip
def test_exact_terms_have_the_same_value_on_both_roads(source: str) -> None:
    assert walked(source) == evaluate(parse(source).term, DRAW)


@pytest.mark.parametrize(
    "source",
    ["exp(b) + log(n) * sqrt(a)", "n^(1/2)", "2^a", "limit(1 / (1 + 1 / y), y, infinity)", "limit((exp(y) - 1) / y, y, 0)",
     "solve(exp(b * y) == n, y)"],
)  # fmt: skip
def test_real_terms_are_as_close_as_floats_are(source: str) -> None:
    first = evaluate(parse(source).term, DRAW)
    value = float(first) if isinstance(first, Fraction) else float(first.arb.mid())
    assert math.isclose(float(walked(source)), value, rel_tol=1e-9)


@pytest.mark.parametrize("name", list(formulas()))
def test_every_formula_has_a_second_road_in_its_example(name: str) -> None:
    formula = formulas()[name]
    given = {one.name: one.as_number(formula.example()[one.name]) for one in formula.signature}
    term = Call(name, tuple((one.name, one.as_term(formula.example()[one.name])) for one in formula.signature))
    taken = roads.Roads()
    assert agree(Walk({}, taken.value, found_by_algebra).value(term), in_floats(formula(**given)))
    assert name in taken.taken


def test_floats_too_close_to_tell_are_left_to_the_first_road() -> None:
    with pytest.raises(TieError):
        compared("<", 0.1 + 0.2, Fraction(3, 10))
    assert compared("<", 0.1, Fraction(3, 10))


def test_a_solution_that_does_not_solve_is_bettered() -> None:
    term = Algebra("solve", parse("y*y - 2").term, "y", parse("0").term)
    wrong = Walk({}, roads.Roads().value, lambda *_: Fraction(3, 2)).value(term)
    assert math.isclose(wrong, math.sqrt(2))


def test_the_certificate_names_each_formula_on_the_way() -> None:
    text = TD.replace("answer: advantage,", "answer: 'squared_error(target=advantage, prediction=1)',")
    (found,) = derived_again(made(text))
    assert "td_error: the inner product" in found.road
    assert "squared_error: the square multiplied out" in found.road


def test_both_roads_agree_on_every_shipped_question() -> None:
    for model in load([questions_folder()]).items.values():
        assert [one for one in derived_again(compile_item(model), most=20) if one.differing or one.once] == []
