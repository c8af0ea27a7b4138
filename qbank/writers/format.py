"""What a format is: one record that each writer module exports as ``FORMAT``.

*Features* are the fields of an item that a format may or may not hold. Every format declares each of them as ``EXACT`` or
says in words what becomes of it; a test puts a unique token into every field and looks for it in the output or the report.
One is no field: ``secrecy``, that those to whom the questions are served cannot read the keys.
"""

from collections.abc import Callable, Mapping
from typing import Literal

from msgspec import Struct

from qbank.interactions import kind
from qbank.item import Item, Quiz
from qbank.writers.output import Output

EXACT = "exact"

Usage = Literal["quiz", "bank"]
"""What files hold: a test with its sections, or questions with all of their variants, from which tests are made."""

FEATURES = (
    "title",
    "objectives",
    "tags",
    "bloom",
    "language",
    "source",
    "points",
    "stem",
    "pictures",
    "prompt",
    "gaps",
    "unit",
    "choices",
    "spellings",
    "scoring",
    "tolerance",
    "accepted texts",
    "rubric",
    "model answer",
    "carried forward",
    "hints",
    "feedback",
    "misconception",
    "solution",
    "instructions",
    "minutes",
    "secrecy",
)


class Loss(Struct, frozen=True):
    """What a format does not hold of an item: downgraded by a named transform, or refused."""

    item: str
    part: str
    outcome: Literal["downgraded", "refused"]
    reason: str


class Format(Struct, frozen=True):
    """One output format.

    ``keys`` says whether answers are in files of their own or inside the one file; ``writes`` holds a function for each
    usage that the format has, ``again`` what becomes of the questions of an earlier build when a new one is imported.
    """

    name: str
    ending: str
    summary: str
    keys: Literal["apart", "inside"]
    interactions: frozenset[str]
    features: Mapping[str, str]
    examine: Callable[[Item], list[Loss]]
    writes: Mapping[Usage, Callable[[Quiz, Output], None]]
    again: str = ""

    def usage(self, asked: Usage) -> Usage:
        """What the format is written as: what is asked for where it can be that, else the only thing that it can be.

        >>> paper = Format("paper", "txt", "", "apart", frozenset(), {}, lambda item: [], {"quiz": lambda quiz, out: None})
        >>> paper.usage("bank")
        'quiz'
        """
        return asked if asked in self.writes else next(iter(self.writes))

    def write(self, quiz: Quiz, output: Output, usage: Usage = "quiz") -> None:
        """Write a quiz."""
        self.writes[self.usage(usage)](quiz, output)


def losses(chosen: Format, item: Item) -> list[Loss]:
    """Everything that a format would not hold of an item: interactions it has no place for, then what it finds itself."""
    unknown = [
        Loss(item.id, part.id, "refused", f"{chosen.name} has no place for {kind(part.interaction)!r}")
        for part in item.parts
        if kind(part.interaction) not in chosen.interactions
    ]
    return unknown or chosen.examine(item)
