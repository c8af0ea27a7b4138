"""Times in words, in the time of this machine."""

from datetime import datetime
from fractions import Fraction

from qbank.wording import counted


def left(deadline: datetime | None, now: datetime) -> str:
    """How much time there is until a deadline; empty when there is none.

    >>> from datetime import UTC
    >>> left(datetime(2026, 3, 1, 9, 30, tzinfo=UTC), datetime(2026, 3, 1, 9, tzinfo=UTC)).partition(",")[0]
    '30 minutes left'
    """
    if deadline is None:
        return ""
    seconds = max(0, int((deadline - now).total_seconds()))
    number, noun = (seconds, "second") if seconds < 60 else (seconds // 60, "minute")
    return f"{counted(Fraction(number), noun)} left, until {deadline.astimezone():%H:%M:%S}"


def day_and_time(at: datetime) -> str:
    """A day and a time, as a learner reads them."""
    return f"{at.astimezone():%Y-%m-%d %H:%M}"
