"""Times in words, in the time of this machine."""

from datetime import datetime
from fractions import Fraction

from msgspec import Struct

from qbank.wording import counted


class Left(Struct, frozen=True):
    """How much time there is: in seconds, and in words, with the time of day at which it ends."""

    seconds: int
    words: str
    until: str


def left(deadline: datetime | None, now: datetime) -> Left | None:
    """How much time there is until a deadline; None when there is none.

    >>> from datetime import UTC
    >>> found = left(datetime(2026, 3, 1, 9, 30, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC))
    >>> found.seconds, found.words
    (1800, '30 minutes left')
    """
    if deadline is None:
        return None
    seconds = max(0, int((deadline - now).total_seconds()))
    number, noun = (seconds, "second") if seconds < 60 else (seconds // 60, "minute")
    words = f"{counted(Fraction(number), noun)} left" if seconds else "The time is up"
    return Left(seconds, words, f"{deadline.astimezone():%H:%M:%S}")


def day_and_time(at: datetime) -> str:
    """A day and a time, as a learner reads them."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
