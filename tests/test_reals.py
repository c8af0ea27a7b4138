"""Arrays of reals: every value lies within its bound of what balls say, and nothing decided is wrong."""

import operator
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank.errors import Undecided, Undefined
from qbank.expressions.evaluate import COMPARISONS, compiled
from qbank.expressions.ratios import NotRational, Ratios, Truths
from qbank.expressions.reals import Reals
from qbank.rl.balls import decided, precision
from qbank.term import Add, Apply, Compare, Cond, Div, Mul, Num, Pow, Sub, Sym, Term

NAMES = ("a", "b")
SIZE = 12

leaves = st.sampled_from(NAMES).map(Sym) | st.fractions(-3, 3, max_denominator=6).map(Num)


def _grown(parts: st.SearchStrategy[Term]) -> st.SearchStrategy[Term]:
    whole = st.integers(-2, 3).map(lambda number: Num(Fraction(number)))
    return st.one_of(
        *(st.builds(node, parts, parts) for node in (Add, Sub, Mul, Div)),
        st.builds(Pow, parts, whole),
        *(st.builds(lambda one, name=name: Apply(name, (one,)), parts) for name in ("exp", "log", "sqrt", "abs")),
        *(st.builds(lambda one, other, name=name: Apply(name, (one, other)), parts, parts) for name in ("min", "max")),
        st.builds(lambda sign, *given: Cond(Compare(sign, *given[:2]), *given[2:]), signs, *[parts] * 4),
    )


signs = st.sampled_from(sorted(COMPARISONS))
terms = st.recursive(leaves, _grown, max_leaves=6)
columns = st.lists(st.fractions(-3, 3, max_denominator=8), min_size=SIZE, max_size=SIZE)


def ball(term: Term, draw: dict[str, Fraction]) -> object:
    """The exact value, or a ball of high precision; an exception where it has none or is not decided."""
    with precision(400):
        return compiled(term)(draw)


@settings(max_examples=300, deadline=None)
@given(terms, columns, columns)
def test_the_true_value_lies_within_the_bound(term: Term, first: list[Fraction], second: list[Fraction]) -> None:
    rows = {"a": Ratios.of(first), "b": Ratios.of(second)}
    try:
        found = compiled(term)(rows)
    except (NotRational, Undefined, Undecided):
        return
    if not isinstance(found, Reals):
        return
    for number in range(SIZE):
        missing = found.undefined is not None and bool(found.undefined[number])
        bound = float(found.errors[number])
        if bound == np.inf and not missing:
            continue
        try:
            value = ball(term, {"a": first[number], "b": second[number]})
        except Undefined:
            assert missing
            continue
        except Undecided:
            continue
        assert not missing
        exact = value if isinstance(value, Fraction) else Fraction(str(float(value.arb.mid())))  # type: ignore[attr-defined]
        slack = abs(exact) * Fraction(1, 2**51)  # of reading the ball as a float
        assert abs(exact - Fraction(float(found.values[number]))) <= Fraction(bound) + slack


@settings(max_examples=200, deadline=None)
@given(terms, terms, signs, columns, columns)
def test_nothing_that_is_decided_is_wrong(
    left: Term, right: Term, sign: str, first: list[Fraction], second: list[Fraction]
) -> None:
    test = Compare(sign, left, right)
    try:
        found = compiled(test)({"a": Ratios.of(first), "b": Ratios.of(second)})
    except (NotRational, Undefined, Undecided):
        return
    if not isinstance(found, Truths):
        return
    for number in range(SIZE):
        masks = (found.undefined, found.undecided)
        if any(mask is not None and mask[number] for mask in masks):
            continue
        draw = {"a": first[number], "b": second[number]}
        try:
            truth = decided(lambda draw=draw: compiled(test)(draw))  # type: ignore[misc]
        except (Undefined, Undecided):
            continue
        assert bool(found.values[number]) == truth


@pytest.mark.parametrize(("value", "decimals", "whole"), [("0.125", 2, 13), ("-0.125", 2, -13), ("2", 0, 2)])
def test_halves_that_are_floats_are_left_open(value: str, decimals: int, whole: int) -> None:
    rounded, unclear = Reals.of(Fraction(value), 1).rounded(decimals)
    assert unclear[0] or rounded[0] == whole


def test_where_bounds_say_nothing_a_comparison_is_undecided() -> None:
    third = Reals.of(Fraction(1, 3), 1)
    again = (third * 3 - 1).compare(0, operator.gt)
    assert again.undecided is not None
    assert again.undecided[0]


def test_exact_zeros_stay_exact() -> None:
    one = Ratios.of([Fraction(1)])
    zero = Reals.apply("log", (one,))
    assert (zero.values[0], zero.errors[0]) == (0.0, 0.0)
    assert Reals.apply("sqrt", (Ratios.of([Fraction(0)]),)).errors[0] == 0.0
