"""What a learner set out to do: a session's plan, and how long it lasts."""

from datetime import datetime, timedelta

from msgspec import Struct

GRACE = timedelta(seconds=10)
"""So late an answer may still arrive when the time is up: it was on its way."""


class Plan(Struct, frozen=True):
    """What is to be practised: objectives (patterns with ``*``), the questions of a blueprint, or only what is due.

    A ``rehearsal`` is the blueprint's test under its conditions: a time limit, and feedback at the end. ``items`` are the
    questions that the blueprint chose when the session began.
    """

    objectives: tuple[str, ...] = ()
    blueprint: str = ""
    due: bool = False
    rehearsal: bool = False
    items: tuple[str, ...] = ()


class Session(Struct, frozen=True):
    """A time of practice: whose, what for, since when; when it must end, and when it did."""

    id: str
    learner: str
    plan: Plan
    started: datetime
    deadline: datetime | None = None
    ended: datetime | None = None

    def is_open(self, now: datetime) -> bool:
        """Whether answers are still taken."""
        return self.ended is None and (self.deadline is None or now <= self.deadline + GRACE)

    def tells(self, now: datetime) -> bool:
        """Whether outcomes, hints and solutions may be seen: at once in practice, at the end of a rehearsal."""
        return not self.plan.rehearsal or not self.is_open(now)
