"""How well something is remembered: FSRS for one subject, and what counts as known.

A subject is an objective or a misconception. FSRS (https://github.com/open-spaced-repetition/py-fsrs) says when what was
reviewed will be remembered with a probability of nine in ten; that is when it is due. Its random spread of intervals is off and
times are passed in, so the same history always gives the same memory.
"""

from datetime import datetime
from enum import Enum
from functools import cache
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from fsrs import Card, Scheduler

OBJECTIVE, MISCONCEPTION = "objective:", "misconception:"
RUNNING = 2
"""So often in a row something must have been right to count as known."""


class Grade(Enum):
    """How a review went: wrong; right with help or in part; right."""

    AGAIN = 1
    HARD = 2
    GOOD = 3


class Memory(Struct, frozen=True):
    """What is remembered of a subject; ``running`` is how often in a row it was right."""

    subject: str
    stability: float
    difficulty: float
    state: int
    step: int | None
    due: datetime
    last: datetime
    reviews: int = 0
    lapses: int = 0
    running: int = 0

    def is_due(self, now: datetime) -> bool:
        """Whether it should be asked again."""
        return self.due <= now

    @property
    def is_known(self) -> bool:
        """Whether it was right often enough in a row."""
        return self.running >= RUNNING


def reviewed(before: Memory | None, subject: str, grade: Grade, now: datetime) -> Memory:
    """The memory after a review; ``before`` is None the first time.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> once = reviewed(None, "objective:a", Grade.GOOD, now)
    >>> again = reviewed(once, "objective:a", Grade.GOOD, once.due)
    >>> once.is_known, again.is_known, again.due - again.last > timedelta(days=1)
    (False, True, True)
    """
    from fsrs import Rating

    card, _ = _scheduler().review_card(_card(before, now), Rating(grade.value), now)
    failed = grade is Grade.AGAIN
    return Memory(
        subject=subject,
        stability=card.stability or 0.0,
        difficulty=card.difficulty or 0.0,
        state=card.state.value,
        step=card.step,
        due=card.due,
        last=now,
        reviews=(before.reviews if before else 0) + 1,
        lapses=(before.lapses if before else 0) + failed,
        running=0 if failed else (before.running if before else 0) + 1,
    )


def recall(memory: Memory, now: datetime) -> float:
    """The probability that it is still remembered.

    >>> from datetime import UTC, timedelta
    >>> now = datetime(2026, 3, 1, tzinfo=UTC)
    >>> once = reviewed(None, "objective:a", Grade.GOOD, now)
    >>> recall(once, now) > recall(once, now + timedelta(days=30)) > 0
    True
    """
    return float(_scheduler().get_card_retrievability(_card(memory, now), now))


@cache
def _scheduler() -> "Scheduler":
    from fsrs import Scheduler  # only who practises needs it

    return Scheduler(enable_fuzzing=False)


def _card(memory: Memory | None, now: datetime) -> "Card":
    from fsrs import Card, State

    if memory is None:
        return Card(card_id=0, due=now)  # without an id and a time it would look at the clock
    return Card(
        card_id=0,
        state=State(memory.state),
        step=memory.step,
        stability=memory.stability,
        difficulty=memory.difficulty,
        due=memory.due,
        last_review=memory.last,
    )
