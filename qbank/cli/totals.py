"""What the questions of a test add up to, in words for the screen."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.assembly.entry import Entry
from qbank.cli.options import counted
from qbank.wording import counted as counted_exactly


def totals(entries: Sequence[Entry], allowed: int | None = None) -> str:
    """How many questions there are, what they are worth, and how long they take, of so many minutes ``allowed``."""
    points = sum((entry.points for entry in entries), Fraction(0))
    told = [counted(len(entries), "question"), counted_exactly(points, "point")]
    untimed = sum(entry.model.time is None for entry in entries)
    minutes = sum(entry.minutes for entry in entries)
    if untimed < len(entries):
        limit = "" if allowed is None else f" of {allowed}"
        told.append(f"{minutes}{limit} minutes" if limit or minutes != 1 else "1 minute")
    return ", ".join(told) + (f" ({untimed} without a time)" if untimed else "")
