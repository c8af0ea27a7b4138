"""Procedures on tabular processes: each meets an oracle, on random processes and at the edges, on arrays as on numbers."""

import random
from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import pytest

from qbank.errors import Undefined
from qbank.expressions.ratios import Ratios
from qbank.oracles.oracle import Oracle, agree, in_order
from qbank.oracles.procedure_oracle import MODULES, procedure_oracles
from qbank.rl.mdp import TabularMDP
from qbank.rl.procedure import Procedure, procedures, run
from tests.processes import a_process, arguments, as_data

RANDOM = 60
every_procedure = pytest.mark.parametrize("one", procedures().values(), ids=lambda one: one.name)


def test_every_procedure_has_an_oracle_and_every_oracle_a_procedure() -> None:
    assert set(procedure_oracles()) == set(procedures())
    assert all(road.road.strip() for roads in procedure_oracles().values() for road in roads)


def test_roads_come_in_the_order_of_their_modules_whichever_was_imported_first() -> None:
    other_way = {name: list(reversed(roads)) for name, roads in procedure_oracles().items()}
    assert in_order(other_way, MODULES)["policy_evaluation"] == procedure_oracles()["policy_evaluation"]
    assert "simulated" in procedure_oracles()["policy_evaluation"][-1].compute.__module__


@every_procedure
def test_a_procedure_names_its_source_and_two_misconceptions_or_more(one: Procedure) -> None:
    assert one.source
    assert one.summary
    assert len(one.misconceptions) >= 2
    for wrong in one.alternates.values():
        assert wrong.feedback.count(".") >= 2, "what was done, and what to do instead"


def tried(one: Procedure, road: Oracle) -> Iterator[tuple[TabularMDP, dict[str, Any]]]:
    """Random processes; few where the road is a simulation."""
    random_ = random.Random(one.name)
    for _ in range(4 if "simulated" in road.road else RANDOM):
        mdp = a_process(random_)
        yield mdp, arguments(random_, one, mdp)


@every_procedure
def test_both_roads_agree_on_random_processes(one: Procedure) -> None:
    for road in procedure_oracles()[one.name]:
        for mdp, given in tried(one, road):
            found = one(mdp, **given)[-1]
            assert agree(found, road.compute(**as_data(mdp), **given)), (road.road, mdp, given)


EDGES = {
    "a state that only ends": {"a": {"stop": [("end", 1, 3)]}},
    "a state that loops until it ends": {"a": {"go": [("a", "3/4", 1), ("end", "1/4", 0)]}},
    "no reward at all": {"a": {"go": [("b", 1, 0)], "stop": [("end", 1, 0)]}, "b": {"go": [("end", 1, 0)]}},
    "outcomes that never happen": {
        "a": {"go": [("a", 0, 9), ("b", 1, 1)]},
        "b": {"go": [("end", 1, 1)], "x": [("end", 1, 1)]},
    },
}


@every_procedure
@pytest.mark.parametrize("discount", [0, 1])
@pytest.mark.parametrize("edge", EDGES)
def test_both_roads_agree_at_the_edges(one: Procedure, edge: str, discount: int) -> None:
    mdp = TabularMDP.of(EDGES[edge], discount=discount)
    given = arguments(random.Random(edge), one, mdp)
    for road in procedure_oracles()[one.name]:
        assert agree(one(mdp, **given)[-1], road.compute(**as_data(mdp), **given)), road.road


@every_procedure
def test_each_misconception_differs_somewhere(one: Procedure) -> None:
    random_ = random.Random(one.name)
    drawn = [(mdp, arguments(random_, one, mdp)) for mdp in (a_process(random_) for _ in range(RANDOM))]
    for wrong in one.alternates.values():
        assert any(_outcome(wrong.body, mdp, given) != one(mdp, **given) for mdp, given in drawn), wrong.name


def _outcome(body: Any, mdp: TabularMDP, given: dict[str, Any]) -> Any:
    try:
        return body(mdp, **given)
    except (Undefined, ZeroDivisionError):
        return None


@every_procedure
def test_arrays_of_draws_give_what_each_draw_gives(one: Procedure) -> None:
    random_ = random.Random(one.name)
    mdp = a_process(random_, discount=Fraction(9, 10))
    given = arguments(random_, one, mdp)
    rewards = [[Fraction(random_.randint(-6, 6), 3) for _ in mdp.rows()] for _ in range(50)]
    discounts = [random_.choice([Fraction(1, 2), Fraction(4, 5)]) for _ in rewards]
    columns = [Ratios.of(column) for column in zip(*rewards, strict=True)]
    many = [(*row[:4], column) for row, column in zip(mdp.rows(), columns, strict=True)]
    for name in (one.name, *one.alternates):
        together = values(name, many, Ratios.of(discounts), given)
        for number, (own, discount) in enumerate(zip(rewards, discounts, strict=True)):
            rows = [(*row[:4], reward) for row, reward in zip(mdp.rows(), own, strict=True)]
            alone = values(name, rows, discount, given)
            assert alone == (None if together is None else in_draw(together, number)), name


def values(name: str, rows: Any, discount: Any, given: dict[str, Any]) -> Any:
    """What a procedure, or a misconception, finds; None where it has no value."""
    try:
        return run(name, {"process": rows, "discount": discount, **given})[-1]
    except Undefined:
        return None


def in_draw(together: Any, number: int) -> Any:
    """The values of one draw; None where one does not exist."""
    arrays = [one for one in together if isinstance(one, Ratios)]
    if any(one.undefined is not None and one.undefined[number] for one in arrays):
        return None
    return tuple(one.fraction(number) if isinstance(one, Ratios) else one for one in together)


def test_a_policy_that_never_ends_has_no_values_without_discount() -> None:
    loop = TabularMDP.of({"a": {"stay": [("a", 1, 1)], "leave": [("end", 1, 0)]}})
    with pytest.raises(Undefined):
        procedures()["state_values"](loop, policy=((1, 0),))
    assert procedures()["state_values"](loop, policy=((Fraction(1, 2), Fraction(1, 2)),)) == ((1,),)


@pytest.mark.parametrize(
    ("states", "discount", "message"),
    [
        ({"a": {"go": [("a", "1/2", 0)]}}, 1, "are not shares of 1"),
        ({"a": {"go": [("a", "3/2", 0), ("end", "-1/2", 0)]}}, 1, "are not shares of 1"),
        ({"a": {}}, 1, "without actions"),
        ({"a": {"go": []}}, 1, "are not shares of 1"),
        ({"a": {"go": [("end", 1, 0)]}}, "3/2", "between 0 and 1"),
    ],
)
def test_numbers_that_make_no_process_are_refused(states: Any, discount: Any, message: str) -> None:
    with pytest.raises(ValueError, match=message):
        TabularMDP.of(states, discount=discount)
