"""Symbolic answers: tests/cases/equivalence.yaml, and what must hold for any formula and any nonsense."""

import math
import subprocess
import sys
import time
import tracemalloc
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from conftest import fastest
from example_interactions import EXPRESSION
from examples import words
from hostile_formulas import HOSTILE, SEEDS
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from qbank import source
from qbank.content import Maths, Paragraph, Text, plain
from qbank.errors import ExpressionError
from qbank.expressions.evaluate import compiled, opened
from qbank.expressions.latex import Named, latex
from qbank.expressions.parse import parse
from qbank.grading.equivalence.compare import compare
from qbank.grading.equivalence.verdict import Different, Equal, Open
from qbank.grading.expression import grade_expression
from qbank.grading.grade import grade
from qbank.grading.notation.read import Reading, read
from qbank.interactions import Domain, ExpressionEntry, Shape, Symbol
from qbank.item import Answer, Known, Part, Slip, Working
from qbank.response import Invalid, Outcome, Pending, Score, pointed
from qbank.rl.td import squared_error, td_target
from qbank.term import Add, Apply, Compare, Cond, Div, Mul, Neg, Num, Pow, Sub, Sym, Term, rebuild, substitute, walk

CASES_FILE = Path(__file__).parent / "cases" / "equivalence.yaml"
MOST_SECONDS = 0.05
MOST_BYTES = 8_000_000
POINT = Fraction(1)

Row = Mapping[str, Any]


def domain(row: Row) -> Domain:
    """The range of a symbol, as a row of the file says it."""
    if "values" in row:
        return Domain(tuple(map(Fraction, row["values"])))
    return Domain((Fraction(row["from"]), Fraction(row["to"])), between=True)


@cache
def groups() -> list[Row]:
    data = source.parse(CASES_FILE.read_text(encoding="utf-8"), "equivalence.yaml").data
    assert isinstance(data, list)
    return data


def cases(*verdicts: str) -> list[tuple[Row, Row]]:
    """The pairs of the file, those of some verdicts or all."""
    return [(group, row) for group in groups() for row in group["rows"] if not verdicts or row["is"] in verdicts]


def entry_of(group: Row) -> ExpressionEntry:
    found = (
        Symbol(name, tuple(map(str, one["written"])), Text(), domain(one)) for name, one in group["symbols"].items()
    )
    return ExpressionEntry(tuple(found))


def key_of(group: Row, row: Row) -> Term:
    return parse(str(row.get("key", group["key"]))).term


def outcome_of(group: Row, row: Row) -> Outcome:
    entry = entry_of(group)
    part = Part("a", words("Write it."), entry, POINT)
    answer = Answer("a", key_of(group, row), words("So."))
    return grade_expression(part, answer, entry, str(row["given"]), str(group.get("language", "en")))


def verdict(outcome: Outcome) -> str:
    match outcome:
        case Score(earned):
            return "equal" if earned == POINT else "different"
        case Invalid():
            return "invalid"
        case Pending():
            return "undecided"


def name_of(value: object) -> str:
    return ascii(value["given"])[:40] if isinstance(value, dict) and "given" in value else ""


@pytest.mark.parametrize(("group", "row"), cases(), ids=name_of)
def test_a_formula_is_this_against_its_key(group: Row, row: Row) -> None:
    start = time.perf_counter()
    outcome = outcome_of(group, row)
    assert time.perf_counter() - start < 1
    assert verdict(outcome) == row["is"], outcome
    if isinstance(outcome, Invalid):
        assert outcome.position == row.get("at"), outcome


def test_there_are_pairs_enough() -> None:
    assert len(cases()) >= 200


def test_sympy_is_not_needed() -> None:
    program = (
        "import sys; sys.path[:0] = ['.', 'tests']\n"
        "from example_interactions import EXPRESSION\n"
        "from qbank.grading.grade import grade\n"
        "assert grade(EXPRESSION, {'answer': 'r + gamma V\\' - sqrt(V^2)'})['answer'].earned == 2\n"
        "assert 'sympy' not in sys.modules"
    )
    done = subprocess.run([sys.executable, "-c", program], check=False, cwd=CASES_FILE.parent.parent.parent)
    assert done.returncode == 0


# --- the corpus against another road: plain floating point all over the ranges ---


def floating(term: Term, values: Mapping[str, float]) -> float:
    """The value of an opened Term in floating point; ArithmeticError or ValueError where it has none."""
    match term:
        case Num(value):
            return float(value)
        case Sym(name):
            return values[name]
        case Neg(operand):
            return -floating(operand, values)
        case Add(left, right):
            return floating(left, values) + floating(right, values)
        case Sub(left, right):
            return floating(left, values) - floating(right, values)
        case Mul(left, right):
            return floating(left, values) * floating(right, values)
        case Div(left, right):
            return floating(left, values) / floating(right, values)
        case Pow(base, exponent):
            return math.pow(floating(base, values), floating(exponent, values))
        case Cond(test, then, otherwise):
            return floating(then if truth(test, values) else otherwise, values)
        case Apply(function, arguments):
            found = [floating(argument, values) for argument in arguments]
            named = {"exp": math.exp, "log": math.log, "sqrt": math.sqrt, "abs": abs, "min": min, "max": max}
            return min(max(found[0], found[1]), found[2]) if function == "clip" else named[function](*found)
        case _:
            raise TypeError(term)


def truth(test: Term, values: Mapping[str, float]) -> bool:
    if isinstance(test, Compare):
        left, right = floating(test.left, values), floating(test.right, values)
        return bool(eval(f"left {test.operator} right", {"left": left, "right": right}))
    return all(truth(argument, values) for argument in test.arguments)  # type: ignore[attr-defined]


def spread(domains: Mapping[str, Domain], count: int) -> Iterator[dict[str, float]]:
    """Points all over the ranges, by the golden ratio's multiples."""
    for turn in range(count):
        point = {}
        for place, (name, one) in enumerate(domains.items()):
            part = math.modf((turn + 1) * math.sqrt(2 + 3 * place))[0]
            low, high = float(one.values[0]), float(one.values[-1])
            point[name] = low + (high - low) * part if one.between else float(one.values[int(part * len(one.values))])
        yield point


@pytest.mark.parametrize(("group", "row"), cases("equal", "undecided"), ids=name_of)
def test_what_is_called_equal_is_equal_all_over_the_ranges(group: Row, row: Row) -> None:
    entry = entry_of(group)
    reading = read(str(row["given"]), entry.symbols, str(group.get("language", "en")))
    key = opened(key_of(group, row), {})  # the bounds of sums need their numbers before a sum can be written out
    for point in spread({one.name: one.domain for one in entry.symbols}, 200):
        numbers = {name: Num(Fraction(round(value))) for name, value in point.items() if value == round(value)}
        there = opened(substitute(key, numbers), {})
        assert math.isclose(floating(reading.term, point), floating(there, point), rel_tol=1e-9, abs_tol=1e-9), point


@pytest.mark.parametrize(("group", "row"), cases("different"), ids=name_of)
def test_what_is_called_different_differs_at_the_point_that_is_told(group: Row, row: Row) -> None:
    entry = entry_of(group)
    ranges = {one.name: one.domain for one in entry.symbols}
    reading = read(str(row["given"]), entry.symbols)
    found = compare(reading.term, key_of(group, row), ranges)
    assert isinstance(found, Different)
    for name, value in found.witness:
        allowed = ranges[name].values
        assert allowed[0] <= value <= allowed[-1] if ranges[name].between else value in allowed
    point = {name: float(value) for name, value in found.witness}
    wanted = floating(opened(substitute(key_of(group, row), {n: Num(v) for n, v in found.witness}), {}), point)
    if found.given is None:
        with pytest.raises((ArithmeticError, ValueError)):
            floating(reading.term, point)
    else:
        assert floating(reading.term, point) != wanted


# --- the shape of an answer, known mistakes, and what is told ---

ANYTHING = Domain((Fraction(-2), Fraction(2)), between=True)
ENTRY = EXPRESSION.parts[0].interaction
assert isinstance(ENTRY, ExpressionEntry)


def graded(
    response: str, answer: Answer | None = None, entry: ExpressionEntry = ENTRY, language: str = "en"
) -> Outcome:
    part = replace(EXPRESSION.parts[0], interaction=entry)
    return grade_expression(part, answer or EXPRESSION.answer("answer"), entry, response, language)


def scored(response: str, answer: Answer | None = None, entry: ExpressionEntry = ENTRY) -> Score:
    outcome = graded(response, answer, entry)
    assert isinstance(outcome, Score), outcome
    return outcome


def letters(names: str) -> tuple[Symbol, ...]:
    return tuple(Symbol(name, (name,), Text(), ANYTHING) for name in names)


SHAPES = [
    (Shape.EXPANDED, "a*b + a*c", ["ab + ac", "ca + ba", "ab - (-a)c", "2ab/2 + ca"], ["a(b + c)", "-(-ab - ac)", "(ab + ac)/1"]),
    (Shape.EXPANDED, "(a + b)^2", ["a^2 + 2ab + b^2", "a² + ab + ba + b²"], ["(a+b)^2", "(a+b)(a+b)", "a^2 + b(2a + b)"]),
    (Shape.FACTORED, "a^2 - b^2", ["(a-b)(a+b)", "-(b-a)(a+b)", "(a+b)*(a-b)"], ["a^2 - b^2", "a^2 - b*b"]),
    (Shape.FACTORED, "a*b + a*c", ["a(b+c)", "(b+c)a", "-a(-b-c)"], ["ab + ac", "a*b + c*a"]),
    (Shape.FACTORED, "(a + b)^2 * c", ["c(a+b)^2", "c(a+b)(b+a)"], ["c(a^2 + 2ab + b^2)", "c(a+b)^2 + 0"]),
    (Shape.ONE_FRACTION, "a/(c^2+1) + b", ["\\frac{a + b(c^2+1)}{c^2+1}", "-(-a - b c^2 - b)/(c^2 + 1)"], ["b + a/(c^2+1)"]),
    (Shape.ONE_FRACTION, "a/2 + b", ["(a + 2b)/2"], ["\\frac{a}{2} + b"]),
]  # fmt: skip


@pytest.mark.parametrize(("shape", "key", "fitting", "unfit"), SHAPES)
def test_the_right_value_in_the_wrong_form_costs_no_attempt(
    shape: Shape, key: str, fitting: list[str], unfit: list[str]
) -> None:
    entry = ExpressionEntry(letters("abc"), shape)
    answer = Answer("answer", parse(key).term, words("So."))
    for response in fitting:
        assert scored(response, answer, entry).earned == 2, response
    for response in unfit:
        outcome = graded(response, answer, entry)
        assert isinstance(outcome, Invalid), response
        assert outcome.message.startswith("this equals the answer, but")


def test_a_known_wrong_formula_has_its_feedback_however_it_is_written() -> None:
    for response in ("r + V' - V", "-V + r_t + V(s_{t+1})", "(2r + 2V' - 2V)/2"):
        outcome = scored(response)
        assert (outcome.earned, outcome.misconception) == (0, "td_error.undiscounted")
        assert plain(outcome.feedback) == "The next value was left undiscounted."


def test_a_wrong_formula_is_told_where_it_goes_wrong() -> None:
    assert plain(scored("r + γV'").feedback) == (
        "At rₜ = 1, γ = 0.95, V(sₜ₊₁) = 0.5, V(sₜ) = 3 your formula gives 1.475, the answer −1.525."
    )
    assert plain(scored("log(-1-V)").feedback).startswith("At rₜ = ")
    assert "your formula has no value; the answer gives" in plain(scored("log(-1-V)").feedback)


def test_a_gap_is_told_and_costs_nothing() -> None:
    outcome = scored("r V/V + γV' - V")
    assert outcome.earned == 2
    assert "V(sₜ) = 0 your formula has no value, though the answer has one" in plain(outcome.feedback)


def test_a_known_formula_may_earn_something() -> None:
    known = Known(parse("a + 2*b").term, Fraction(1, 2), words("Nearly."), "nearly")
    answer = Answer("answer", parse("a + b").term, words("So."), known=(known,))
    outcome = scored("b*2 + a", answer, ExpressionEntry(letters("ab")))
    assert (outcome.earned, outcome.misconception) == (1, "nearly")


def test_two_mistakes_together_are_both_named() -> None:
    target = td_target(reward=Sym("a"), discount=Sym("b"), next_value=Sym("c"))
    key = squared_error(target=target, prediction=Sym("d"))
    first, second = "td_target.undiscounted_target", "squared_error.halved"
    known = (
        Known(parse("(a + c - d)^2").term, Fraction(0), words("Discount it."), first),
        Known(parse("(a + b*c - d)^2/2").term, Fraction(0), words("Do not halve it."), second),
    )
    slips = (Slip(first, "td_target"), Slip(second, "squared_error"))
    answer = Answer("answer", key, words("So."), known=known, working=Working(key, slips))
    entry = ExpressionEntry(letters("abcd"))
    outcome = scored("½(d - a - c)²", answer, entry)
    assert (outcome.earned, outcome.misconception) == (0, f"{first} + {second}")
    assert plain(outcome.feedback) == "Two mistakes came together here.\nDiscount it.\nDo not halve it."
    assert scored("(d - a - bc)²", answer, entry).earned == 2
    assert scored("½(d - a - 2c)²", answer, entry).misconception is None


def test_formulas_are_opened_before_they_are_compared() -> None:
    answer = replace(EXPRESSION.answer("answer"), key=parse("td_error(reward, discount, next_value, value)").term)
    assert scored("r + γV' - V", answer).earned == 2


def test_what_is_not_decided_is_left_to_a_person_with_the_reading() -> None:
    answer = Answer("answer", parse("sqrt(3 + 2*sqrt(2)) + a").term, words("So."))
    outcome = graded("a + 1 + √(2)", answer, ExpressionEntry(letters("a")))
    assert isinstance(outcome, Pending)
    assert outcome.reason.startswith("read as a + 1 + √(2); ")


def test_a_left_side_that_is_left_out_is_said() -> None:
    assert scored("A_t = r + γV' - V").read_as == "rₜ + γ · V(sₜ₊₁) − V(sₜ) (A_t = left out)"


def test_products_are_said_back_as_products() -> None:
    assert scored("γ(V' - V)").read_as == "γ · (V(sₜ₊₁) − V(sₜ))"


@pytest.mark.parametrize(
    ("response", "at", "message", "hint"),
    [
        ("r + V(s)", 5, "'V' is a quantity, not a function", "write V*(…) for a product; the quantities are rₜ, γ,"),
        ("r + gama V'", 4, "unknown name 'gama'", "did you mean 'gamma'? the quantities are rₜ, γ, V(sₜ₊₁), V(sₜ)"),
        ("r + f(V)", 4, "unknown function 'f'", "the quantities are"),
        ("1/2 r", 4, "this can be read in two ways", "write (1/2)*rₜ or 1/(2*rₜ)"),
        ("log V r", 6, "this can be read in two ways", "write brackets around what the function is applied to"),
        ("r + 0,5", 5, "a comma is not read as a decimal point here", "write 0.5"),
        ("r + γV' = V", 8, "this is an equation", "give the formula alone"),
        ("r + 🙂", 4, "cannot read '🙂' in a formula", ""),
        ("r + \\int V", 4, "cannot read '\\\\int' in a formula", ""),
        ("", 0, "nothing was typed", ""),
        ("9^9^9", 0, "so large an exponent is not read", ""),
    ],
)
def test_what_cannot_be_read_is_pointed_at(response: str, at: int, message: str, hint: str) -> None:
    outcome = graded(response)
    assert isinstance(outcome, Invalid)
    assert (outcome.message, outcome.position) == (message, at)
    assert outcome.hint.startswith(hint)
    assert bool(hint) == bool(outcome.hint)


# --- any formula, in any notation in which we print it ---

NAMED = (
    Symbol("r", ("r_t",), Text(), Domain((Fraction(-1), Fraction(1)), between=True)),
    Symbol("g", ("\\gamma",), Text(), Domain((Fraction(9, 10), Fraction(99, 100)))),
    Symbol("w", ("V'",), Text(), Domain((Fraction(0), Fraction(2)), between=True)),
    Symbol("a", ("\\hat{A}_t",), Text(), Domain((Fraction(-2), Fraction(2)), between=True)),
    Symbol("p", ("\\pi_\\theta(a|s)",), Text(), Domain((Fraction(1, 10), Fraction(9, 10)), between=True)),
)
RANGES = {one.name: one.domain for one in NAMED}
LEAVES = st.sampled_from([Sym(one.name) for one in NAMED]) | st.sampled_from(
    [Num(Fraction(text)) for text in ("2", "1/2", "0.9", "3", "1/3")]
)


def grown(below: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    one, two = below, st.tuples(below, below)
    return st.one_of(
        two.map(lambda pair: Add(*pair)),
        two.map(lambda pair: Sub(*pair)),
        two.map(lambda pair: Mul(*pair)),
        one.map(Neg),
        one.map(lambda base: Pow(base, Num(Fraction(2)))),
        st.tuples(below, st.sampled_from([Sym("p"), Num(Fraction(2)), Sym("p") + 1])).map(lambda pair: Div(*pair)),
        two.map(lambda pair: Apply("min", pair)),
        two.map(lambda pair: Apply("max", pair)),
        one.map(lambda value: Apply("abs", (value,))),
        one.map(lambda value: Apply("clip", (value, Num(Fraction(-1)), Sym("p")))),
    )


def grown_further(below: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    return st.one_of(
        grown(below),
        below.map(lambda value: Apply("exp", (value,))),
        st.just(Apply("log", (Sym("p"),))),
        st.tuples(below, below).map(lambda pair: Cond(Compare(">", Sym("r"), Sym("p")), *pair)),
    )


RATIONAL = st.recursive(LEAVES, grown, max_leaves=7)
FORMULAS = st.recursive(LEAVES, grown_further, max_leaves=7)


def plainly(term: Term) -> str:
    """A Term in our own expression language, the symbols as students may type them."""
    typed = {"r": "r_t", "g": "gamma", "w": "V'", "a": "A_hat_t", "p": "pi_theta(a|s)"}
    signs = {Add: "+", Sub: "-", Mul: "*", Div: "/", Pow: "^"}
    match term:
        case Num(value):
            return f"({value})"
        case Sym(name):
            return typed[name]
        case Neg(operand):
            return f"(-{plainly(operand)})"
        case Apply(function, arguments):
            return f"{function}({', '.join(map(plainly, arguments))})"
        case Cond(Compare(sign, left, right), then, otherwise):
            return f"({plainly(then)} if {plainly(left)} {sign} {plainly(right)} else {plainly(otherwise)})"
        case _:
            left, right = (getattr(term, field) for field in term.__struct_fields__)
            return f"({plainly(left)}{signs[type(term)]}{plainly(right)})"


def same(reading: Reading, term: Term) -> bool:
    """Whether what was read is proved to be the formula; nothing is known of formulas without any value."""
    found = compare(reading.term, term, RANGES)
    assert not isinstance(found, Different), found
    return isinstance(found, Equal) or has_no_value(term)


def has_no_value(term: Term) -> bool:
    found = compare(term, term + 0 * Sym("r"), RANGES)
    return isinstance(found, Open)


@settings(max_examples=150, deadline=None)
@given(FORMULAS)
def test_the_key_is_right_in_every_notation_in_which_we_print_it(key: Term) -> None:
    once = read(plainly(key), NAMED)
    printed = latex(key, Named({one.name: one.spellings[0] for one in NAMED}))
    for text in (plainly(key), printed, once.read_as, once.latex, f"${printed}$"):
        assert same(read(text, NAMED), key), text


def is_polynomial(term: Term) -> bool:
    return not any(isinstance(node, Apply | Div) for node in walk(term))


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.filter_too_much])
@given(st.recursive(LEAVES, lambda below: grown(below).filter(is_polynomial), max_leaves=6))
def test_what_sympy_multiplies_out_stays_equal(term: Term) -> None:
    import sympy

    from qbank.rl.algebra import to_sympy

    expanded = parse(str(sympy.expand(to_sympy(term)))).term
    assert isinstance(compare(expanded, term, RANGES), Equal)


@st.composite
def slipped(draw: st.DrawFn) -> tuple[Term, Term]:
    """A formula, and the same with one node changed."""
    term = draw(RATIONAL)
    nodes = [node for node in walk(term) if isinstance(node, Add | Sub | Mul | Neg | Apply | Pow)]
    assume(nodes)
    chosen = draw(st.sampled_from(nodes))
    return term, replaced(term, chosen, changed(chosen))


def changed(node: Term) -> Term:
    match node:
        case Add(left, right):
            return Sub(left, right)
        case Sub(left, right):
            return Sub(right, left)
        case Mul(left, right):
            return Add(left, right)
        case Neg(operand):
            return operand
        case Pow(base, exponent):
            return Pow(base, exponent + 1)
        case Apply("min" | "max" as function, arguments):
            return Apply({"min": "max", "max": "min"}[function], arguments)
        case Apply("clip", (value, low, high)):
            return Apply("clip", (value, high, low))
        case Apply("abs", (value,)):
            return value
        case _:
            raise TypeError(node)


def replaced(term: Term, old: Term, new: Term) -> Term:
    return new if term is old else rebuild(term, lambda below: replaced(below, old, new))


@settings(max_examples=200, deadline=None)
@given(slipped())
def test_a_slip_is_equal_only_where_exact_values_agree_all_over(pair: tuple[Term, Term]) -> None:
    term, slip = pair
    verdict = compare(slip, term, RANGES)
    ours, theirs = compiled(slip), compiled(term)
    if isinstance(verdict, Equal):
        for place in spread(RANGES, 300):
            point = {name: Fraction(value).limit_denominator(1000) for name, value in place.items()}
            assert ours(point) == theirs(point)
    elif isinstance(verdict, Different):
        point = dict(verdict.witness) | {
            name: RANGES[name].values[0] for name in RANGES if name not in dict(verdict.witness)
        }
        assert (ours(point), theirs(point)) == (verdict.given, verdict.wanted)
        assert verdict.given != verdict.wanted


# --- nonsense ---


def test_nonsense_is_answered_at_once_in_little_memory() -> None:
    assert len(HOSTILE) >= 150
    graded("exp(r)")
    for response in HOSTILE:
        outcomes: list[Outcome] = []
        assert fastest(lambda: outcomes.append(graded(response)), tries=5) < MOST_SECONDS, response[:80]  # noqa: B023
        for outcome in outcomes:
            if isinstance(outcome, Invalid):
                assert 0 <= outcome.position <= len(response)
                assert len(outcome.message) < 200
                assert len(outcome.hint) < 400


def test_nonsense_takes_little_memory() -> None:
    graded("exp(r)")
    tracemalloc.start()
    try:
        for response in HOSTILE:
            tracemalloc.reset_peak()
            before = tracemalloc.get_traced_memory()[0]
            graded(response)
            assert tracemalloc.get_traced_memory()[1] - before < MOST_BYTES, response[:80]
    finally:
        tracemalloc.stop()


@settings(max_examples=400, deadline=None)
@given(st.text(max_size=30) | st.lists(st.sampled_from(SEEDS), max_size=8).map("".join), st.sampled_from(["en", "de"]))
def test_nothing_that_is_typed_is_an_error(response: str, language: str) -> None:
    outcome = graded(response, language=language)
    if isinstance(outcome, Invalid):
        line, caret = pointed(response, outcome.position)
        assert len(caret) - 1 <= len(line)


@settings(max_examples=300, deadline=None)
@given(st.lists(st.sampled_from([*"rVγ+-*/^()|', ²0129.", "V'", "log ", "min(", "r_t", "√"]), max_size=12).map("".join))
def test_what_is_said_back_means_what_was_read(response: str) -> None:
    try:
        once = read(response, ENTRY.symbols)
        again = read(once.read_as, ENTRY.symbols)
    except ExpressionError:
        assert "once" not in locals()
        return
    ranges = {one.name: one.domain for one in ENTRY.symbols}
    assert not isinstance(compare(again.term, once.term, ranges), Different)


def test_the_reading_is_given_back_as_maths() -> None:
    outcome = grade(EXPRESSION, {"answer": "r + gamma V' - V"})["answer"]
    assert isinstance(outcome, Score)
    (paragraph,) = outcome.reading.pieces[0].tree.blocks
    assert isinstance(paragraph, Paragraph)
    assert isinstance(paragraph.body[0], Maths)
    assert plain(outcome.reading) == "rₜ + γ · V(sₜ₊₁) − V(sₜ)"
