"""Every registered formula: its source, its doctest, its equation, and its misconceptions, each against sympy."""

import doctest
import random
import sys
from collections.abc import Callable, Iterator
from fractions import Fraction
from itertools import combinations, product
from typing import Any

import pytest
import sympy

from qbank.errors import Undefined
from qbank.expressions.evaluate import evaluate, opened
from qbank.expressions.latex import latex
from qbank.oracles.oracle import agree
from qbank.rl.algebra import to_sympy
from qbank.rl.formula import Formula, formula, formulas
from qbank.rl.td import td_error
from qbank.term import Call, Items, Num, Sym, Term, substitute
from qbank.tex.parser import parse as parse_maths
from qbank.text import compile_text
from tests.formula_inputs import Arguments, matching, plain, random_arguments, symbolic, words

MAX_LENGTH = 4
TRIES = 60

every_formula = pytest.mark.parametrize("one", formulas().values(), ids=lambda one: one.name)


def same(first: object, second: object) -> bool:
    """Whether two values are equal: exactly, or, where one is irrational, to within its error."""
    return agree(plain(first), plain(second))


@every_formula
def test_a_formula_says_where_it_comes_from(one: Formula) -> None:
    assert one.source.strip()
    assert any(character.isdigit() for character in one.source), "the equation's, section's or chapter's number"


@every_formula
def test_a_formula_shows_itself_in_an_example_that_is_true(one: Formula) -> None:
    names = dict(vars(sys.modules[one.body.__module__]))
    shown = doctest.DocTestParser().get_doctest(one.summary, names, one.name, None, None)
    done = doctest.DocTestRunner(verbose=False, optionflags=doctest.NORMALIZE_WHITESPACE).run(shown)
    assert done.attempted > 0
    assert done.failed == 0


@every_formula
def test_a_formulas_equation_is_maths_that_we_can_print(one: Formula) -> None:
    for chosen in words(one):
        assert parse_maths(latex(one.general(**chosen)))
        for length in range(1, MAX_LENGTH + 1):
            assert parse_maths(latex(one.trace(symbolic(one, length, **chosen))))


@every_formula
def test_exact_numbers_the_trace_and_sympy_agree(one: Formula) -> None:
    random_ = random.Random(one.name)
    for chosen, length in product(words(one), range(1, 4)):
        given = defined(one, random_, length, chosen)
        trace = one.trace(symbolic(one, length, **chosen))
        assert same(evaluate(trace, given), one(**given))
        assert same(by_sympy(opened(trace, {}), given), one(**given))


def defined(one: Formula, random_: random.Random, length: int, chosen: dict[str, str]) -> Arguments:
    """Random arguments for which the formula has a value."""
    for _ in range(TRIES):
        given = matching(one, length, random_) | chosen
        try:
            one(**given)
        except Undefined:
            continue
        return given
    raise AssertionError(f"{one.name} has no value at length {length}")


def by_sympy(trace: Term, given: Arguments) -> object:
    """The value of an opened Term, by sympy."""
    if isinstance(trace, Items):
        return tuple(by_sympy(item, given) for item in trace.items)
    values = to_sympy(trace).subs(
        {symbol: value for name, value in given.items() for symbol, value in symbols(name, value)}
    )
    return Fraction(int(values.p), int(values.q)) if values.is_Rational else float(values.evalf(30))


def symbols(name: str, value: object) -> Iterator[tuple[object, object]]:
    """The names of a quantity's numbers in sympy, with their values."""
    match value:
        case tuple():
            for place, element in enumerate(value):
                yield from symbols(f"{name}_{place}", element)
        case Fraction():
            yield sympy.Symbol(name, real=True), sympy.Rational(value.numerator, value.denominator)


@every_formula
def test_the_general_equation_is_the_trace_at_every_length(one: Formula) -> None:
    random_ = random.Random(one.name)
    for chosen, length in product(words(one), range(1, MAX_LENGTH + 1)):
        given = defined(one, random_, length, chosen)
        general = substitute(one.general(**chosen), symbolic(one, length, **chosen))
        for place, value in placed(one(**given), len(one.indices)):
            indices = dict(zip(one.indices, map(Fraction, place), strict=True))
            assert same(evaluate(general, given | indices), value)


def placed(value: Any, depth: int) -> Iterator[tuple[tuple[int, ...], object]]:
    """Every number of a list or table, with its indices."""
    if depth == 0:
        yield (), value
        return
    for place, element in enumerate(value):
        for below, number in placed(element, depth - 1):
            yield (place, *below), number


@every_formula
def test_the_equation_of_a_list_has_an_index(one: Formula) -> None:
    assert len(one.indices) == {"number": 0, "list": 1, "table": 2}[one.result]


@every_formula
def test_a_formula_on_lists_declares_its_general_equation(one: Formula) -> None:
    assert (one.equation is not None) == bool(one.lists)


@every_formula
def test_an_alternate_has_a_basis_and_feedback_that_says_what_to_do(one: Formula) -> None:
    assert len(one.misconceptions) >= 2
    for name, other in one.alternates.items():
        assert name.startswith(f"{one.name}.")
        assert other.basis
        compiled = compile_text(other.feedback)
        assert compiled.tree.blocks
        assert not compiled.places
        assert other.feedback.endswith(".")
        assert other.feedback.count(". ") >= 1, "one sentence for what was done, one for what to do instead"


def test_formulas_have_enough_misconceptions_for_distractors() -> None:
    counts = [len(one.misconceptions) for one in formulas().values()]
    assert sum(counts) / len(counts) >= 2.5


def test_a_convention_is_somebodys() -> None:
    conventions = [other for one in formulas().values() for other in one.conventions.values()]
    assert [other.name for other in conventions if other.basis == "slip"] == []


@every_formula
def test_no_two_rules_of_a_formula_are_the_same_function(one: Formula) -> None:
    random_ = random.Random(one.name)
    tried = [random_arguments(one, random_) for _ in range(TRIES)]
    named = {one.name: one.body} | {name: other.body for name, other in one.alternates.items()}
    values = {name: [value_of(body, given) for given in tried] for name, body in named.items()}
    for first, second in combinations(values, 2):
        different = [not same(*pair) for pair in zip(values[first], values[second], strict=True) if None not in pair]
        assert any(different), f"{first} and {second} are the same"


def value_of(body: Callable[..., object], given: Arguments) -> object:
    try:
        return plain(body(**given))
    except (Undefined, ZeroDivisionError):
        return None


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

    with pytest.raises(TypeError, match=r"only_here\.wrong takes"):

        @only_here.misconception("Wrong. Right.", basis="slip")
        def wrong(y: object) -> object:
            return y
