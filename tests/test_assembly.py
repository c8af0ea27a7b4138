"""Blueprints become tests: choices are found exactly when there are any, the seed decides them, and copies are alike."""

import itertools
import json
from collections.abc import Iterator, Sequence
from fractions import Fraction
from functools import cache
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qbank.assembly import totals
from qbank.assembly.assemble import assemble
from qbank.assembly.assembly import Assembly
from qbank.assembly.matching import Conflict, matched
from qbank.assembly.totals import Candidate, TooManyChoices, reachable
from qbank.authoring.bank import Bank, load, read_model
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.schema import ItemModel
from qbank.errors import AuthoringError, DrawError
from qbank.resources import questions_folder
from qbank.source import parse
from qbank.writers.build import write
from qbank.writers.ledger import Ledger
from qbank.writers.lock import Origin, write_lock
from qbank.writers.output import Output
from tests.example_bank import bank_of, example_bank, question

SEEDS = [str(seed) for seed in range(12)]
IDS = "abcdef"


def blueprint(text: str) -> Blueprint:
    return read_model(Blueprint, parse(f"title: T\n{text}", "b.yaml"), "b")


def assembled(text: str, bank: Bank | None = None, seed: str = "1", copies: int = 1) -> Assembly:
    return assemble(blueprint(text), bank or example_bank(), seed, copies)


# Exactness, against trying everything


def every_choice(needs: Sequence[int], candidates: Sequence[Sequence[str]]) -> Iterator[tuple[tuple[str, ...], ...]]:
    """All ways to give each pick its number of candidates without giving any twice."""
    for choice in itertools.product(
        *(itertools.combinations(own, need) for need, own in zip(needs, candidates, strict=True))
    ):
        flat = [one for own in choice for one in own]
        if len(flat) == len(set(flat)):
            yield choice


picks = st.lists(st.tuples(st.integers(1, 3), st.lists(st.sampled_from(IDS), unique=True)), min_size=1, max_size=3)


@settings(deadline=None)
@given(picks)
def test_a_choice_is_found_exactly_when_there_is_one(wanted: list[tuple[int, list[str]]]) -> None:
    needs, candidates = [need for need, _ in wanted], [own for _, own in wanted]
    found = matched(needs, candidates)
    if isinstance(found, Conflict):
        assert next(every_choice(needs, candidates), None) is None
        assert sum(needs[pick] for pick in found.picks) > len(found.found)
        assert found.found == {one for pick in found.picks for one in candidates[pick]}
    else:
        assert tuple(map(tuple, found)) in set(every_choice(needs, candidates))


offers = st.dictionaries(
    st.sampled_from(IDS),
    st.tuples(st.integers(0, 4), st.dictionaries(st.integers(0, 1), st.integers(1, 4), min_size=1)),
    max_size=6,
)


@settings(deadline=None)
@given(st.tuples(st.integers(0, 2), st.integers(0, 2)), offers)
def test_every_total_and_its_fewest_minutes_are_known(
    needs: tuple[int, int], offered: dict[str, tuple[int, dict[int, int]]]
) -> None:
    own = [[one for one, (_, points) in offered.items() if pick in points] for pick in (0, 1)]
    fewest: dict[int, int] = {}
    for choice in every_choice(needs, own):
        points = sum(offered[one][1][pick] for pick, taken in enumerate(choice) for one in taken)
        minutes = sum(offered[one][0] for taken in choice for one in taken)
        fewest[points] = min(minutes, fewest.get(points, minutes))
    table = reachable(needs, [Candidate(one, minutes, points) for one, (minutes, points) in offered.items()])
    assert table.totals() == fewest
    for points, minutes in fewest.items():
        chosen = table.choice(points, minutes)
        assert [len(taken) for taken in chosen] == list(needs)
        assert sum(offered[one][1][pick] for pick, taken in enumerate(chosen) for one in taken) == points
        assert sum(offered[one][0] for taken in chosen for one in taken) <= minutes


@cache
def made(id: str, points: int, time: int, tag: str) -> ItemModel:
    return question(id, points=Fraction(points), time=time, tags=tag)


banks = st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.sampled_from("uvw")), min_size=2, max_size=6)
asked = st.lists(st.tuples(st.integers(1, 2), st.sets(st.sampled_from("uvw"), min_size=1)), min_size=1, max_size=2)


@settings(deadline=None)  # questions are compiled when they are first met
@given(banks, asked, st.integers(2, 9), st.integers(2, 9))
def test_a_blueprint_is_met_exactly_when_some_choice_meets_it(
    drawn: list[tuple[int, int, str]], asked: list[tuple[int, set[str]]], points: int, minutes: int
) -> None:
    models = [made(name, *facts) for name, facts in zip(IDS, drawn, strict=False)]
    own = [[model.id for model in models if tags & set(model.tags)] for _, tags in asked]
    bank = bank_of(*models)
    found = [
        choice
        for choice in every_choice([n for n, _ in asked], own)
        if sum(bank.item(one).worth for taken in choice for one in taken) == points
        and sum(bank.item(one).time or 0 for taken in choice for one in taken) <= minutes
    ]
    picks = ", ".join(f"{{n: {n}, tag: [{', '.join(sorted(tags))}]}}" for n, tags in asked)
    text = f"points: {points}\ntime: {minutes}\nsections:\n  - pick: [{picks}]"
    known = {tag for model in models for tag in model.tags}
    if found:
        test = assembled(text, bank)
        ids = iter(test.item_ids)
        assert tuple(tuple(next(ids) for _ in range(n)) for n, _ in asked) in found
    elif all(tags <= known for _, tags in asked):
        with pytest.raises(AuthoringError):
            assembled(text, bank)


def test_a_search_that_grows_too_large_is_given_up_and_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(totals, "MAX_STATES", 10)
    with pytest.raises(TooManyChoices, match="more than 10"):
        reachable([2], [Candidate(one, 1, {0: 1}) for one in IDS])
    with pytest.raises(AuthoringError, match=r"b.yaml:2:1: no choice with these totals was found: more than 10 ways"):
        assembled("points: 9\nsections:\n  - pick: {n: 4}")


def test_a_choice_from_a_thousand_questions_with_totals_takes_little_work() -> None:
    offered = [Candidate(str(number), number % 7 + 1, {number % 4: number % 5 + 1}) for number in range(1000)]
    table = reachable([5, 5, 5, 5], offered)
    assert sum(map(len, table.layers)) < totals.MAX_STATES
    assert sorted(map(len, table.choice(60, 90))) == [5, 5, 5, 5]


def test_a_total_that_only_the_last_candidates_can_reach_is_found() -> None:
    many = [question(f"common-{number}", points=Fraction(2)) for number in range(60)]
    bank = bank_of(*many, *(question(f"rare-{number}", points=Fraction(3)) for number in range(2)))
    test = assembled("points: 8\nsections:\n  - pick: {n: 3}", bank)
    assert sorted(entry.points for entry in test.entries) == [2, 3, 3]


# What a test holds


PICKS = """
exclude: [median]
sections:
  - pick: {n: 1, bloom: [apply, analyse]}
    exclude: dev*
  - items: [mean]
    pick: [{n: 1, objective: stats.mean}, {n: 1, objective: stats.spread}]
"""


@pytest.mark.parametrize("seed", SEEDS)
def test_no_question_stands_twice_and_none_that_is_excluded(seed: str) -> None:
    test = assembled(PICKS, seed=seed)
    first, second = test.chapters
    assert len(set(test.item_ids)) == len(test.item_ids) == 4
    assert {"median", "deviation"}.isdisjoint(entry.model.id for entry in first.entries)
    assert "median" not in test.item_ids
    assert [entry.model.id for entry in second.entries][:2] == ["mean", "mean-of-two"]
    assert {entry.model.language for entry in test.entries} == {"en"}


def test_the_seed_decides_and_nothing_else() -> None:
    bank = example_bank()
    turned = Bank(items=dict(reversed(bank.items.items())), objectives=bank.objectives)
    wide = "sections:\n  - pick: {n: 3}"
    chosen = {seed: assembled(wide, bank, seed).item_ids for seed in SEEDS}
    assert chosen == {seed: assembled(wide, turned, seed).item_ids for seed in SEEDS}
    assert len(set(chosen.values())) > 4


def test_every_question_has_its_chance() -> None:
    wide = "sections:\n  - pick: {n: 2}"
    picked = [one for seed in map(str, range(60)) for one in assembled(wide, seed=seed).item_ids]
    assert {one: picked.count(one) > 5 for one in set(picked)} == dict.fromkeys(
        ("mean", "mean-of-two", "median", "range", "variance", "deviation", "why-squared"), True
    )


def test_a_question_more_in_the_bank_leaves_the_other_choices_as_they_were() -> None:
    bank = example_bank()
    larger = bank_of(*bank.items.values(), question("mode", "stats.mean"))
    wide = "sections:\n  - pick: {n: 3}"
    pairs = [(set(assembled(wide, bank, seed).item_ids), set(assembled(wide, larger, seed).item_ids)) for seed in SEEDS]
    assert all(after <= before | {"mode"} for before, after in pairs)


def test_totals_are_met_whatever_the_seed() -> None:
    for seed in SEEDS:
        test = assembled("points: 10\ntime: 20\nsections:\n  - items: [mean]\n  - pick: {n: 4}", seed=seed)
        assert sum(entry.points for entry in test.entries) == 10
        assert sum(entry.minutes for entry in test.entries) <= 20


def test_questions_with_too_few_variants_are_not_picked_and_those_that_are_fixed_are_told() -> None:
    spread = "sections:\n  - pick: {n: 3, objective: stats.spread}"
    assert any("range" in assembled(spread, seed=seed, copies=2).item_ids for seed in SEEDS)
    assert not any("range" in assembled(spread, seed=seed, copies=3).item_ids for seed in SEEDS)
    with pytest.raises(DrawError, match=r"range has 2 variants; 3 copies were asked for\n  hint: .*at most 2 copies"):
        assembled("sections:\n  - items: [mean, range]", copies=3)


def test_faults_of_a_picked_question_are_told_at_their_place() -> None:
    text = question("broken").origin.text.replace("answer: a", "answer: b")
    broken = read_model(ItemModel, parse(text, "broken.yaml"), "broken")
    with pytest.raises(AuthoringError, match=r"broken.yaml:11:\d+: unknown name 'b'"):
        assembled("sections:\n  - pick: {id: broken}", bank_of(broken))


# Copies


SHUFFLED = """
sections:
  - items: [mean, mean-of-two, median, variance, deviation]
    shuffle: true
  - items: [why-squared, range]
"""


def test_copies_hold_the_same_questions_and_never_the_same_draw() -> None:
    test = assembled(SHUFFLED + "    order: bloom\n", copies=2)
    forms = [test.form(copy) for copy in range(2)]
    assert [sorted(item.id for item in form.items) for form in forms] == [sorted(test.item_ids)] * 2
    draws = [(item.id, item.parameters) for form in forms for item in form.items]
    assert len(set(draws)) == len(draws)
    assert len({form.code for form in forms}) == 2


def test_copies_differ_in_order_where_that_is_asked_for_and_drawn_says_so() -> None:
    shuffled = SHUFFLED.replace(", range]", "]")
    test = assembled(shuffled, copies=6)
    forms = [test.form(copy) for copy in range(6)]
    orders = {tuple(item.id for item in form.sections[0].items) for form in forms}
    assert len(orders) > 3
    for copy, form in enumerate(forms):
        assert [draw.item for draw in test.drawn(copy)] == [item.id for item in form.items]
        assert [draw.parameters for draw in test.drawn(copy)] == [item.parameters for item in form.items]


def test_by_bloom_goes_from_what_is_remembered_to_what_is_judged_in_every_copy() -> None:
    levels = ("remember", "understand", "apply", "analyse", "evaluate")
    text = "sections:\n  - pick: {n: 7}\n    order: bloom\n    shuffle: true"
    test = assembled(text, copies=2)
    orders = {tuple(item.id for item in test.form(copy).items) for copy in range(2)}
    assert len(orders) == 2
    for order in orders:
        found = [levels.index(test_model.bloom) for test_model in map(example_bank().item, order)]
        assert found == sorted(found)


def test_what_a_question_counts_is_shared_out_as_its_own_points_are() -> None:
    test = assembled(
        "points: 7\nsections:\n  - items: [{id: why-squared, points: 6}]\n    pick: {id: median, worth: 1}"
    )
    essay, median = test.form(0).items
    assert (essay.points, essay.parts[0].points, essay.answer("answer").rubric.criteria[0].points) == (6, 6, 6)
    assert (median.points, median.parts[0].points) == (1, 1)
    assert [item.points for item in test.pool("why-squared")] == [6]


def test_the_report_and_the_lock_say_how_each_question_came_in(tmp_path: Path) -> None:
    test = assembled("sections:\n  - {title: One, items: [mean]}\n  - {title: Two, pick: {n: 1, tag: new, points: 4}}")
    with Output(tmp_path, replace=False) as output:
        write(test, ["json"], output)
        write_lock(Ledger(test), Origin("1", "bank", {}, test.blueprint_digest), output)
    other = {"points": "4", "section": "Two", "picked": True}
    (report, lock) = (json.loads((tmp_path / name).read_text()) for name in ("report.json", "quiz.lock"))
    first, second = report["questions"]
    assert first == {"section": "One", "item": "mean", "points": "1", "minutes": 2, "picked": False}
    assert second.items() >= other.items()
    assert lock["contents"] == report["questions"]
    assert lock["blueprint"] == test.blueprint_digest != ""


# The three that are shipped


@pytest.fixture(scope="module")
def shipped() -> Bank:
    return load([questions_folder()])


@pytest.mark.parametrize("name", ["rlhf-final", "rlhf-midterm", "value-function-warm-up", "weekly-practice"])
def test_a_shipped_blueprint_can_be_met_with_any_seed_in_ten_copies(shipped: Bank, name: str) -> None:
    made = [assemble(shipped.blueprint(name), shipped, seed, copies=10) for seed in SEEDS]
    assert len({test.item_ids for test in made}) > 1
    for test in made:
        assert all(entry.model.time for entry in test.entries)
        assert sum(entry.minutes for entry in test.entries) <= (test.minutes or 60)
