"""What the questions of a test add up to, in words for the screen."""

from collections.abc import Sequence
from fractions import Fraction

from qbank.assembly.entry import Entry
from qbank.cli.options import counted
from qbank.wording import counted as counted_exactly


def totals(entries: Sequence[Entry], allowed: int | None = None) -> str:
    """How many questions there are, what they are worth, and how long they take, of so many minutes ``allowed``."""
    points = sum((entry.points for entry in entries), Fraction(0))
    told = [counted(len(entries), "question"), counted_exactly(points, "point"), *_minutes(entries, allowed)]
    return ", ".join(told)


def _minutes(entries: Sequence[Entry], allowed: int | None) -> list[str]:
    """How long they take, unless no author says."""
    timed = [entry for entry in entries if entry.model.time is not None]
    if not timed:
        return []
    minutes = sum(entry.minutes for entry in timed)
    told = counted(minutes, "minute") if allowed is None else f"{minutes} of {counted(allowed, 'minute')}"
    return [told + (f" ({len(entries) - len(timed)} without a time)" if len(timed) < len(entries) else "")]
