"""The regions in which rules of a formula coincide: found again, and each as the literature knows it."""

from pathlib import Path

import pytest

import qbank.rl.regions
from qbank.checking.regions import regions_of
from qbank.rl.formula import Formula, formulas
from qbank.rl.regions import Region, regions, regions_json

FILE = Path(qbank.rl.regions.__file__).with_name("regions.json")

every_formula = pytest.mark.parametrize("one", formulas().values(), ids=lambda one: one.name)


@every_formula
def test_the_regions_that_are_kept_are_those_that_are_found(one: Formula, accept: bool) -> None:
    found = regions_of(one)
    if accept:
        kept = dict(regions()) if FILE.exists() else {}
        kept[one.name] = found
        FILE.write_text(regions_json({name: kept[name] for name in formulas() if kept.get(name)}), encoding="utf-8")
        regions.cache_clear()
    assert regions().get(one.name, ()) == found


def when(formula: str, first: str, second: str) -> tuple[str, ...]:
    found = [one.when for one in regions()[formula] if (one.first, one.second) == (first, second)]
    return found[0] if found else ()


def test_with_lambda_zero_generalised_advantages_are_td_errors() -> None:
    assert "gae_lambda == 0" in when("gae", "gae", "gae.first_error_only")


def test_where_the_clip_does_not_bind_it_makes_no_difference() -> None:
    inside = "ratio >= 1 - clip_epsilon and ratio <= 1 + clip_epsilon"
    not_far_enough = ("advantage >= 0 and ratio <= 1 + clip_epsilon", "advantage <= 0 and ratio >= 1 - clip_epsilon")
    assert {inside, *not_far_enough} <= set(
        when("clipped_surrogate", "clipped_surrogate", "clipped_surrogate.unclipped")
    )
    assert inside in when("clipped_surrogate", "clipped_surrogate", "clipped_surrogate.always_clipped")


def test_conditions_that_contradict_each_other_are_no_region() -> None:
    contradictory = "kl <= target_kl / 1.5 and kl >= 1.5 * target_kl"
    assert contradictory not in when("adaptive_kl_coef", "adaptive_kl_coef", "adaptive_kl_coef.rule_turned")


def test_a_pair_of_rules_without_a_region_is_not_listed() -> None:
    assert all(one.when for ones in regions().values() for one in ones)
    assert isinstance(regions()["td_error"][0], Region)
