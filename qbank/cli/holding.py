"""What each format holds of each interaction: it is asked about the questions that ``qbank new`` writes."""

from collections.abc import Mapping
from functools import cache

from msgspec import Struct

from qbank.authoring.skeletons import skeleton, skeletons
from qbank.generation.program import program
from qbank.interactions import KINDS
from qbank.item import Item
from qbank.writers.format import Format, losses

MARKS = {"exact": "yes", "downgraded": "~", "refused": "-"}
"""How the table says it."""


class Held(Struct, frozen=True):
    """What becomes of an interaction: its outcome, and how or why."""

    outcome: str
    reasons: tuple[str, ...] = ()

    @property
    def mark(self) -> str:
        """The outcome in the table."""
        return MARKS[self.outcome]


def held(chosen: Format) -> Mapping[str, Held]:
    """What becomes of each type of question, and of a case of several parts, by the name that ``qbank new`` knows it by."""
    return {kind: _held(chosen, _example(kind)) for kind in skeletons()}


def _held(chosen: Format, item: Item) -> Held:
    found = losses(chosen, item)
    refused = [loss.reason for loss in found if loss.outcome == "refused"]
    if refused:
        return Held("refused", tuple(dict.fromkeys(refused)))
    reasons = tuple(dict.fromkeys(loss.reason for loss in found))
    return Held("downgraded" if reasons else "exact", reasons)


@cache
def _example(kind: str) -> Item:
    return program(skeleton(kind)).item("formats", 0)


def interactions_lacking(chosen: Format) -> tuple[str, ...]:
    """The interactions that a format has no place for."""
    return tuple(sorted(set(KINDS.values()) - chosen.interactions))
