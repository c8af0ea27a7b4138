"""Every registered formula: its source, its doctest, its equation, and its misconceptions, each against sympy."""

import doctest
import inspect
from fractions import Fraction
from itertools import combinations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank.expressions.evaluate import evaluate
from qbank.expressions.latex import latex
from qbank.rl.algebra import same_function, to_sympy
from qbank.rl.formula import Formula, formula, formulas
from qbank.rl.td import td_error
from qbank.term import Call, Index, Items, Num, Sym, Term
from qbank.tex.parser import parse as parse_maths
from qbank.text import compile_text

MAX_LENGTH = 4

every_formula = pytest.mark.parametrize("one", formulas().values(), ids=lambda one: one.name)
numbers = st.fractions(-10, 10, max_denominator=20)


def list_name(one: Formula) -> str | None:
    return next(iter(one.lists), None)


def arguments(one: Formula, length: int) -> dict[str, Term]:
    """The formula's own parameters as symbols, lists at this length."""
    return {
        name: Items(tuple(Index(Sym(name), Num(Fraction(t))) for t in range(length)))
        if name in one.lists
        else Sym(name)
        for name in one.parameters
    }


def values(one: Formula, length: int) -> st.SearchStrategy[dict[str, object]]:
    return st.fixed_dictionaries(
        {name: st.tuples(*[numbers] * length) if name in one.lists else numbers for name in one.parameters}
    )


def bodies(one: Formula, length: int) -> dict[str, Term]:
    """The truth and every misconception, opened."""
    given = arguments(one, length)
    return {one.name: one.trace(given)} | {name: one.trace(given, name) for name in one.misconceptions}


@every_formula
def test_a_formula_says_where_it_comes_from(one: Formula) -> None:
    assert one.source.strip()
    assert any(character.isdigit() for character in one.source), "the equation's, section's or chapter's number"


@every_formula
def test_a_formula_shows_itself_in_a_doctest(one: Formula) -> None:
    assert doctest.DocTestParser().get_examples(inspect.getdoc(one.body) or "")


@every_formula
def test_a_formulas_equation_is_maths_that_we_can_print(one: Formula) -> None:
    assert parse_maths(latex(one.general()))
    for length in range(1, MAX_LENGTH + 1):
        assert parse_maths(latex(one.trace(arguments(one, length))))


@every_formula
@settings(max_examples=30, deadline=None)
@given(data=st.data(), length=st.integers(1, MAX_LENGTH))
def test_exact_numbers_the_trace_and_sympy_agree(one: Formula, data: st.DataObject, length: int) -> None:
    import sympy

    given = data.draw(values(one, length))
    exact = one(**given)
    trace = one.trace(arguments(one, length))
    assert evaluate(trace, given) == exact
    substituted = to_sympy(trace).subs(
        {
            sympy.Symbol(f"{name}_{t}" if name in one.lists else name, real=True): sympy.Rational(*x.as_integer_ratio())
            for name, value in given.items()
            for t, x in enumerate(value if isinstance(value, tuple) else (value,))
        }
    )
    assert Fraction(int(substituted.p), int(substituted.q)) == exact


@every_formula
@settings(max_examples=20, deadline=None)
@given(data=st.data())
def test_the_general_equation_is_the_trace_at_every_length(one: Formula, data: st.DataObject) -> None:
    for length in range(1, MAX_LENGTH + 1):
        given = data.draw(values(one, length))
        assert evaluate(one.general(), given) == one(**given)


@every_formula
def test_a_formula_on_lists_declares_its_general_equation(one: Formula) -> None:
    assert (one.equation is not None) == bool(one.lists)


@every_formula
def test_a_misconception_has_a_basis_and_feedback_that_says_what_to_do(one: Formula) -> None:
    assert len(one.misconceptions) >= 3, "three distractors need three misconceptions"
    for name, wrong in one.misconceptions.items():
        assert name.startswith(f"{one.name}.")
        assert wrong.basis
        compiled = compile_text(wrong.feedback)
        assert compiled.tree.blocks
        assert not compiled.places
        assert wrong.feedback.endswith(".")
        assert wrong.feedback.count(". ") >= 1, "one sentence for what was done, one for what to do instead"


@every_formula
def test_no_two_rules_of_a_formula_are_the_same_function(one: Formula) -> None:
    by_length = [bodies(one, length) for length in (range(1, MAX_LENGTH + 1) if one.lists else [1])]
    for first, second in combinations(by_length[0], 2):
        told_apart = any(not same_function(named[first], named[second]) for named in reversed(by_length))
        assert told_apart, f"{first} and {second} are the same"


def test_text_is_read_exactly_and_lists_element_by_element() -> None:
    assert td_error("0.1", "1", "0.2", "0") == Fraction(3, 10)
    assert td_error(Fraction(1, 10), 1, "1/5", value=0) == Fraction(3, 10)
    assert formulas()["discounted_return"](["1", 2], "0.5") == 2


def test_a_float_is_refused_since_it_is_not_exact() -> None:
    with pytest.raises(TypeError, match=r"0\.1 is not exact"):
        td_error(0.1, 1, 1, 1)


@pytest.mark.parametrize(
    ("positional", "named"),
    [((1, 2, 3), {}), ((1, 2, 3, 4, 5), {}), ((1, 2, 3), {"gamma": 4}), ((1, 2, 3, 4), {"value": 4})],
)
@pytest.mark.parametrize("kind", [Fraction, lambda n: Sym(f"x{n}")])
def test_arguments_that_do_not_fit_are_refused(
    positional: tuple[int, ...], named: dict[str, int], kind: object
) -> None:
    with pytest.raises(TypeError):
        td_error(*map(kind, positional), **{name: kind(n) for name, n in named.items()})  # type: ignore[operator]


def test_with_a_term_among_its_arguments_a_formula_is_a_call_by_name() -> None:
    one = Num(Fraction(1))
    call = td_error(Sym("r"), 1, value="1", next_value=1)
    assert call == Call("td_error", (("reward", Sym("r")), ("discount", one), ("next_value", one), ("value", one)))


def test_a_list_without_a_length_cannot_be_traced() -> None:
    with pytest.raises(TypeError, match="not iterable"):
        formulas()["discounted_return"].trace({"rewards": Sym("rewards"), "discount": Sym("g")})


def test_a_misconception_must_take_the_formulas_own_parameters() -> None:
    @formula(source="nowhere 0")
    def only_here(x: object) -> object:
        return x

    try:
        with pytest.raises(TypeError, match=r"only_here\.wrong takes"):

            @only_here.misconception("Wrong. Right.", basis="slip")
            def wrong(y: object) -> object:
                return y
    finally:
        from qbank.rl import formula as module

        del module._registered["only_here"]
