"""The whole experiment of tests/practice_experiment.py, on seeds that were not looked at when choosing was made.

It takes some ten minutes for ten learners in each group.

QBANK_LEARNERS=40 pytest tests/benchmarks/test_practice_against_chance.py -s
"""

import os
from statistics import mean

import pytest

from qbank.authoring.bank import load
from qbank.resources import questions_folder
from tests.practice_experiment import (
    EVERYTHING,
    HELD_OUT,
    STEADY,
    UNSTEADY,
    Compared,
    Group,
    compared,
    found,
    groups,
    overcome,
)

LEARNERS = int(os.environ.get("QBANK_LEARNERS", "10"))
HEAD = (
    f"{'':22}{'found':^42}{'overcome':^42}\n{'':22}"
    + 2 * f"{'tutor':>8}{'lot':>8}{'ratio':>8}{'median':>8}{'rounds':>8}  "
)


@pytest.mark.parametrize("unsteady", [STEADY, UNSTEADY], ids=["steady", "unsteady"])
def test_in_every_group_misconceptions_are_found_sooner_and_overcome_sooner_than_by_lot(unsteady: int) -> None:
    """By the median, since single learners use up all numbers of a question before they have overcome what it shows."""
    bank, slower = load([questions_folder()]), []
    print(f"\n{HEAD}")
    for group in groups(bank).values():
        number = max(2, LEARNERS // 4) if group.prefix == EVERYTHING else LEARNERS
        courses = [compared(bank, group, f"{HELD_OUT}-{seed}", unsteady) for seed in range(number)]
        print(line(group, courses), flush=True)
        slower += [group.prefix for ratios in (found(courses), overcome(courses)) if ratios.median <= 1]
    assert slower == []


def line(group: Group, courses: list[Compared]) -> str:
    """A row of the table: mean numbers of questions, and how many times as many chance takes."""
    text = f"{group.prefix or 'everything':22}"
    for ratios, what in ((found(courses), "found"), (overcome(courses), "cured")):
        tutor, lot = (mean(getattr(getattr(one, way), what) for one in courses) for way in ("tutor", "lot"))
        text += f"{tutor:8.1f}{lot:8.1f}{ratios.mean:8.2f}{ratios.median:8.2f}{ratios.rounds:8.2f}  "
    return text
