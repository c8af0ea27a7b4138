"""The experiment: is what learners misunderstand found sooner, and overcome with fewer questions, with the tutor than by chance?

A group is all that is asked of the objectives below one prefix, such as ``rlhf.ppo``, where that is at least four questions;
the last one is the whole curriculum. A learner is a seed: it decides which misconceptions are planted, by lot among those that
the group's questions make visible, and everybody's draws. Each learner practises three times: with the tutor, twenty questions
a day; with questions drawn by lot; and with all questions in another order each time around, which is the best that one can
do without looking at what was answered. Steady learners make a mistake whenever they hold its misconception and it would show;
unsteady ones answer three of ten such parts rightly. Seeds that begin with DEVELOP were looked at when choosing was made; those
that begin with HELD_OUT were not.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from statistics import mean, median

from qbank.authoring.bank import Bank
from qbank.practice.curriculum import curriculum
from qbank.practice.offer import Source
from qbank.practice.plan import Plan
from tests.practice_simulation import Course, Learner, by_lot, course, in_rounds, planted, without_store

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
DEVELOP, HELD_OUT = "develop", "held-out"
EVERYTHING = ""
LEAST, DAILY = 4, 20
STEADY, UNSTEADY = 0, 3


@dataclass(frozen=True)
class Group:
    """Objectives with a prefix, and the questions that assess them."""

    prefix: str
    objectives: tuple[str, ...]
    items: tuple[str, ...]

    @property
    def plan(self) -> Plan:
        """Practice of these objectives alone."""
        return Plan() if self.prefix == EVERYTHING else Plan(objectives=self.objectives)

    @property
    def planted(self) -> int:
        """How many misconceptions a learner has."""
        return 10 if self.prefix == EVERYTHING else 5

    @property
    def longest(self) -> int:
        """After how many questions a learner gives up."""
        return 10_000 if self.prefix == EVERYTHING else 1000


def groups(bank: Bank) -> dict[str, Group]:
    """Every group of a bank, by its prefix."""
    questions = curriculum(bank).questions
    prefixes = dict.fromkeys(".".join(name.split(".")[:2]) for name in questions)
    every = [_group(prefix, questions) for prefix in (*sorted(prefixes), EVERYTHING)]
    return {group.prefix: group for group in every if len(group.items) >= LEAST}


def _group(prefix: str, questions: Mapping[str, Sequence[str]]) -> Group:
    objectives = tuple(name for name in questions if f"{name}.".startswith(f"{prefix}." if prefix else ""))
    return Group(prefix, objectives, tuple(sorted({item for name in objectives for item in questions[name]})))


@dataclass(frozen=True)
class Compared:
    """How it went for one learner: with the tutor, by lot, in rounds."""

    tutor: Course
    lot: Course
    rounds: Course


def compared(bank: Bank, group: Group, seed: str, unsteady: int = STEADY) -> Compared:
    """One learner, three times."""
    names = planted(bank, group.items, seed, group.planted)
    source = Source(bank, curriculum(bank), f"secret {seed}".encode())
    learners = [Learner(names, unsteady=unsteady) for _ in range(3)]
    return Compared(
        tutor=course(learners[0], without_store(source, learners[0], "ada", group.plan, START, DAILY), group.longest),
        lot=course(learners[1], by_lot(bank, group.items, learners[1], seed), group.longest),
        rounds=course(learners[2], in_rounds(bank, group.items, learners[2], seed), group.longest),
    )


@dataclass(frozen=True)
class Ratios:
    """How many times as many questions chance takes as the tutor: means, medians, and means of rounds."""

    mean: float
    median: float
    rounds: float


def found(courses: Sequence[Compared]) -> Ratios:
    """Until everything planted was found."""
    return _ratios(*([getattr(one, way).found for one in courses] for way in ("tutor", "lot", "rounds")))


def overcome(courses: Sequence[Compared]) -> Ratios:
    """Until everything planted was overcome."""
    return _ratios(*([getattr(one, way).cured for one in courses] for way in ("tutor", "lot", "rounds")))


def _ratios(tutor: list[int], lot: list[int], rounds: list[int]) -> Ratios:
    return Ratios(mean(lot) / mean(tutor), median(lot) / median(tutor), mean(rounds) / mean(tutor))
