"""What is asked of the writers of a build."""

from msgspec import Struct

from qbank.writers.format import Usage
from qbank.writers.report import Overridden


class Options(Struct, frozen=True):
    """How a quiz is written.

    ``usage`` says what for in formats that can be both; None where it is not asked for: a blueprint is a quiz, questions a
    bank. ``strict`` refuses what is held changed, ``skip`` leaves out what is refused. The faults of questions that were
    ``overridden`` stand in the report.
    """

    usage: Usage | None = None
    strict: bool = False
    skip: bool = False
    overridden: tuple[Overridden, ...] = ()
