"""What a build wrote and what each format could not hold, for people and for machines: ``report.json``.

The report has no clock and no paths, so the same build gives the same report.
"""

from typing import Literal

from qbank.item import Chosen
from qbank.model import Model


class FileReport(Model, frozen=True):
    """One written file."""

    name: str
    size: int
    sha256: str


class LossReport(Model, frozen=True):
    """What became of an item, or of one of its parts, and why."""

    item: str
    part: str
    outcome: Literal["downgraded", "refused"]
    reason: str


class QuestionReport(Model, frozen=True):
    """One question of the quiz: its section, what it counts there, its minutes if known, and whether the seed picked it."""

    section: str
    item: str
    points: str
    minutes: int | None
    picked: bool


def question_report(one: Chosen) -> QuestionReport:
    """A question of the quiz, for the report.

    >>> from fractions import Fraction
    >>> question_report(Chosen("Returns", "discounted-return", Fraction(3, 2), 3, picked=True))
    QuestionReport(section='Returns', item='discounted-return', points='3/2', minutes=3, picked=True)
    """
    return QuestionReport(one.section, one.item, str(one.points), one.minutes, one.picked)


class Overridden(Model, frozen=True):
    """A fault of a question that was written all the same: its kind, what is wrong, and in how many draws (0: not counted)."""

    item: str
    kind: str
    message: str
    draws: int


class FormatReport(Model, frozen=True):
    """One format: its files, the items it holds exactly, those it does not, and the features that it cannot hold.

    ``again`` says what becomes of an earlier build's questions when this one is imported after it.
    """

    format: str
    usage: Literal["quiz", "bank"]
    again: str
    files: tuple[FileReport, ...]
    exact: tuple[str, ...]
    downgraded: tuple[LossReport, ...]
    refused: tuple[LossReport, ...]
    lost: dict[str, str]


class Report(Model, frozen=True):
    """One build."""

    version: str
    quiz: str
    copies: int
    questions: tuple[QuestionReport, ...]
    formats: tuple[FormatReport, ...]
    overridden: tuple[Overridden, ...] = ()

    def text(self) -> str:
        """The report as JSON, always the same for the same build."""
        return self.model_dump_json(indent=2) + "\n"
