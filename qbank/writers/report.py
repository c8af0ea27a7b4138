"""What a build wrote and what each format could not hold, for people and for machines: ``report.json``.

The report has no clock and no paths, so the same build gives the same report.
"""

from typing import Literal

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


class FormatReport(Model, frozen=True):
    """One format: its files, the items it holds exactly, those it does not, and the features that it cannot hold."""

    format: str
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
    formats: tuple[FormatReport, ...]

    def text(self) -> str:
        """The report as JSON, always the same for the same build."""
        return self.model_dump_json(indent=2) + "\n"
