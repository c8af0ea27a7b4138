"""Algebra: derivatives against sympy and against differences, solutions put back into their equations, limits approached."""

import random
from fractions import Fraction

import pytest
import sympy
from hypothesis import HealthCheck, assume, given, settings

from qbank.errors import CostError, ExpressionError, Undefined
from qbank.expressions.evaluate import compiled, evaluate, opened
from qbank.expressions.parse import parse
from qbank.rl.algebra import to_sympy
from qbank.rl.derivative import derivative
from qbank.rl.formula import Formula, formulas
from qbank.term import Apply, Cond, Items, Num, Sym, Term, substitute, walk
from qbank.term_text import term_text
from tests.formula_inputs import matching, plain, symbolic
from tests.strategies import NAMES, quantities

every_formula = pytest.mark.parametrize("one", formulas().values(), ids=lambda one: one.name)


def traced(one: Formula) -> list[Term]:
    """The formula at length 2, number by number."""
    trace = opened(one.trace(symbolic(one, 2)), {})
    rows = trace.items if isinstance(trace, Items) else (trace,)
    return [item for row in rows for item in (row.items if isinstance(row, Items) else (row,))]


@every_formula
def test_a_formulas_slope_is_that_of_a_small_step(one: Formula) -> None:
    random_ = random.Random(one.name)
    step = Fraction(1, 10**6)
    for name in [parameter.name for parameter in one.signature if parameter.kind == "number"]:
        agreed = tried = 0
        for _ in range(20):
            values = matching(one, 2, random_)
            for term in traced(one):
                try:
                    slope = plain(compiled(derivative(term, name))(values))
                    ahead, behind = (
                        plain(compiled(term)(values | {name: values[name] + side})) for side in (step, -step)
                    )
                except Undefined:
                    continue
                tried += 1
                agreed += abs((ahead - behind) / (2 * step) - slope) < Fraction(1, 1000) * (1 + abs(slope))
        assert agreed >= 0.8 * tried, f"{one.name} by {name}: kinks are few"


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(quantities)
def test_a_derivative_is_sympys(term: Term) -> None:
    assume(not any(isinstance(node, (Apply, Cond)) for node in walk(term)))  # sympy has no slope for clip, min and max
    body = to_sympy(term)
    assume(not body.has(sympy.zoo, sympy.nan))
    difference = to_sympy(derivative(term, NAMES[0])) - sympy.diff(body, sympy.Symbol(NAMES[0], real=True))
    assert sympy.simplify(difference) == 0


def worked(source: str) -> Term:
    return opened(parse(source).term, {})


@pytest.mark.parametrize(
    ("source", "result"),
    [
        ("derivative((t - v)^2, v)", "-(2 * (t - v))"),
        ("derivative(squared_error(r + 0.9 * w, v), w)", "1.8 * (r + 0.9 * w - v)"),
        ("derivative(exp(2 * x), x)", "2 * exp(2 * x)"),
        ("derivative(log(x), x)", "1 / x"),
        ("derivative(a * x^3, x)", "a * (3 * x^2)"),
        ("derivative(min(x * a, 2), x)", "a if x * a < 2 else 0"),
        ("derivative(clip(x, 0, 1), x)", "0 if x < 0 else 0 if x > 1 else 1"),
        ("derivative(a, x)", "0"),
        ("solve(a * x == b, x)", "b / a"),
        ("solve(td_error(r, g, w, v) == 0, g)", "(v - r) / w"),
        ("solve(2 * x - 3, x)", "1.5"),
        ("solve(exp(x) == a, x)", "log(a)"),
        ("limit(a * (1 - 0.5^n), n, infinity)", "a"),
        ("limit((x^2 - 1) / (x - 1), x, 1)", "2"),
    ],
)
def test_algebra_comes_to(source: str, result: str) -> None:
    assert term_text(worked(source)) == result


@pytest.mark.parametrize(
    ("source", "message"),
    [
        ("solve(x^2 == 4, x)", "the equation has 2 solutions for 'x' that algebra can find"),
        ("solve(a == b, x)", "'x' does not occur in the equation that is to be solved for it"),
        ("solve(exp(x) == -1, x)", "the equation has no solutions for 'x' that algebra can find"),
        ("limit(n, n, infinity)", "the limit does not exist as a number"),
        ("limit(1 / x, x, 0)", "the limit does not exist as a number"),
    ],
)
def test_what_algebra_cannot_do_is_said(source: str, message: str) -> None:
    with pytest.raises(ExpressionError, match=message):
        worked(source)


def test_algebra_refuses_what_would_take_long() -> None:
    long = " + ".join(f"x^{power}" for power in range(1, 110))
    with pytest.raises(CostError, match="up to 400"):
        worked(f"solve({long}, x)")


def test_the_name_is_bound_and_a_misconception_inside_changes_the_result() -> None:
    term = parse("solve(td_error(r, g, w, v) == 0, g)").term
    assert substitute(term, {"g": Num(Fraction(1))}) == term
    assert evaluate(term, {name: Fraction(value) for name, value in (("r", 1), ("w", 4), ("v", 3))}) == Fraction(1, 2)


def test_a_derivative_is_taken_before_numbers_are_put_in() -> None:
    term = parse("derivative(v^2, v)").term
    assert evaluate(substitute(term, {"v": Sym("u")}), {"u": Fraction(3)}) == 6
