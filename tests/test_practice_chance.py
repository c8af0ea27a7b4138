"""Practice against chance: planted misconceptions are found sooner and overcome with fewer questions than by lot."""

from itertools import islice

import pytest

from qbank.authoring.bank import Bank
from qbank.practice.plan import Plan
from tests.practice_experiment import HELD_OUT, UNSTEADY, compared, found, groups, overcome
from tests.practice_simulation import Learner, planted, with_tutor, without_store
from tests.test_practice import NOW, Open, bank, begin, opened

__all__ = ["bank", "opened"]


@pytest.mark.parametrize("prefix", ["rl.exploration", "rl.off-policy", "rl.td", "rlhf.ppo", "rlhf.reward-model"])
def test_planted_misconceptions_are_found_sooner_and_overcome_with_fewer_questions_than_by_lot(
    bank: Bank, prefix: str
) -> None:
    """In groups of six to seventeen questions, among them those where the tutor gains least; seeds that were never looked at."""
    group = groups(bank)[prefix]
    courses = [compared(bank, group, f"{HELD_OUT}-{seed}") for seed in range(8)]
    assert found(courses).mean > 1.2
    assert overcome(courses).mean > 1.25


def test_those_of_learners_who_are_right_now_and_then_are_found_and_overcome_sooner_too(bank: Bank) -> None:
    courses = [compared(bank, groups(bank)["rl.td"], f"{HELD_OUT}-{seed}", UNSTEADY) for seed in range(8)]
    assert found(courses).mean > 1.2
    assert overcome(courses).mean > 1.5


def test_the_store_changes_nothing_of_what_is_asked(bank: Bank, opened: Open) -> None:
    plan, tutor = Plan(objectives=("rl.exploration.*",)), opened()
    names = planted(bank, groups(bank)["rl.exploration"].items, "the same", 4)
    ada, like_ada = Learner(names), Learner(names)
    kept_in_store = with_tutor(tutor, ada, "ada", begin(tutor, plan).id, NOW)
    not_kept = without_store(tutor.source, like_ada, "ada", plan, NOW, daily=100)
    for (item, shown), (same, shown_too) in islice(zip(kept_in_store, not_kept, strict=False), 30):
        assert (item, shown) == (same, shown_too)
        ada.learns(item, shown)
        like_ada.learns(same, shown_too)
