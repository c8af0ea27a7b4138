"""Every formula meets an oracle: on hundreds of random arguments, at the edges, and an oracle catches every slip of the pen."""

import random
from functools import cache
from typing import Any

import pytest

from qbank.errors import Undefined
from qbank.expressions.evaluate import Evaluator, compiled, opened
from qbank.oracles.oracle import Oracle, agree, oracles
from qbank.rl.algebra import same_function
from qbank.rl.formula import Formula, formulas
from qbank.term import Items, Term
from tests.formula_inputs import Arguments, edges, matching, plain, random_arguments, symbolic, words
from tests.mutants import mutants

RANDOM = 200
TRIES = 200

every_formula = pytest.mark.parametrize("one", formulas().values(), ids=lambda one: one.name)


def has_value(one: Formula, given: Arguments) -> bool:
    try:
        one(**given)
    except Undefined:
        return False
    return True


def compare(one: Formula, road: Oracle, given: Arguments) -> bool | None:
    """Whether both roads agree; None where the formula has no value."""
    try:
        found = one(**given)
    except Undefined:
        return None
    return agree(plain(found), road.compute(**given))


def test_every_formula_has_an_oracle_and_every_oracle_a_formula() -> None:
    assert set(oracles()) == set(formulas())
    assert all(road.road.strip() for roads in oracles().values() for road in roads)


@every_formula
def test_both_roads_agree_on_random_arguments(one: Formula) -> None:
    random_ = random.Random(one.name)
    for road in oracles()[one.name]:
        outcomes = []
        for _ in range(RANDOM):
            given = random_arguments(one, random_)
            outcomes.append(compare(one, road, given))
            assert outcomes[-1] is not False, (road.road, given)
        assert outcomes.count(True) >= RANDOM // 2, "most arguments have a value"


@every_formula
def test_both_roads_agree_at_the_edges(one: Formula) -> None:
    for road in oracles()[one.name]:
        for given in edges(one):
            assert compare(one, road, given) is not False, (road.road, given)


@every_formula
def test_an_oracle_catches_every_slip_of_the_pen(one: Formula) -> None:
    random_ = random.Random(one.name)
    for chosen in words(one):
        truth = opened(one.trace(symbolic(one, 3, **chosen)), {})
        tried = [given for _ in range(TRIES) if has_value(one, given := matching(one, 3, random_) | chosen)]
        expected = cache(lambda place, tried=tried: [road.compute(**tried[place]) for road in oracles()[one.name]])
        for mutant, what in mutants(truth).items():
            changed, places = _changed(truth, mutant)
            run = compiled(changed)
            caught = any(
                _differs(run, given, [_at(value, places) for value in expected(number)])
                for number, given in enumerate(tried)
            )
            assert caught or same_function(truth, mutant), f"{what}: {mutant}"


def _changed(truth: Term, mutant: Term) -> tuple[Term, list[int] | None]:
    """Of a list, the elements that a slip changed, and their places; of a number, all of it."""
    if not (isinstance(truth, Items) and isinstance(mutant, Items) and len(truth.items) == len(mutant.items)):
        return mutant, None
    places = [place for place, item in enumerate(mutant.items) if item != truth.items[place]]
    return Items(tuple(mutant.items[place] for place in places)), places


def _at(value: Any, places: list[int] | None) -> Any:
    return value if places is None or not isinstance(value, tuple) else tuple(value[place] for place in places)


def _differs(mutant: Evaluator, given: Arguments, expected: list[Any]) -> bool:
    try:
        found = plain(mutant(given))
    except Undefined:
        return True
    return any(not agree(found, value) for value in expected)
