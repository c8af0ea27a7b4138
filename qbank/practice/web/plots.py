"""Plots of what a learner knows and what is due: where their columns stand, and what they say in words."""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from fractions import Fraction

from msgspec import Struct

from qbank.practice.overview import Overview, Standing, State
from qbank.wording import counted

HEIGHT = 100
NARROW, BETWEEN = 8, 3
"""Of an objective's column: its width, and the space to the next one."""
WIDE, GAP = 36, 8
"""Of a day's column: its width, and the space to the next one."""
AHEAD = 14
"""So many days are looked ahead."""
BAR = 80
"""Of the longest bar."""


class Mastery(Struct, frozen=True):
    """An objective's column: its height is how well it is remembered now, in percent."""

    name: str
    state: State
    recall: int
    x: int


class Curve(Struct, frozen=True):
    """The objectives in the order in which they are learnt."""

    columns: tuple[Mastery, ...]
    width: int
    words: str


class DueDay(Struct, frozen=True):
    """A day's column: how much will be due on it."""

    name: str
    count: int
    height: int
    x: int


class Coming(Struct, frozen=True):
    """What is due now, and on each of the days to come."""

    days: tuple[DueDay, ...]
    width: int
    words: str


def mastery(standings: Sequence[Standing], name: Callable[[str], str]) -> Curve:
    """How far each objective is, along the curriculum; ``name`` says what an objective is called.

    >>> mastery([Standing("td", "known", 0.95, None), Standing("gae", "new", 0, None)], str.upper).words
    'known: TD 95%. begun: none. not begun: 1'
    """
    columns = tuple(
        Mastery(name(one.objective), one.state, round(HEIGHT * one.recall), place * (NARROW + BETWEEN))
        for place, one in enumerate(standings)
    )
    new = sum(one.state == "new" for one in columns)
    words = f"known: {_named(columns, 'known')}. begun: {_named(columns, 'learning')}. not begun: {new}"
    return Curve(columns, len(columns) * (NARROW + BETWEEN), words)


def _named(columns: Sequence[Mastery], state: State) -> str:
    return ", ".join(f"{one.name} {one.recall}%" for one in columns if one.state == state) or "none"


def coming(found: Overview, now: datetime) -> Coming:
    """How many objectives and mistakes are due now and on each of the days to come."""
    due = [one.due for one in found.standings if one.due is not None] + [one.due for one in found.shown]
    count = Counter("now" if at <= now else _day(at) for at in due)
    names = ["now", *(_day(now + timedelta(days=day)) for day in range(AHEAD))]
    most = max((count[name] for name in names), default=0)
    days = tuple(
        DueDay(name, count[name], round(HEIGHT * count[name] / most) if most else 0, GAP + place * (WIDE + GAP))
        for place, name in enumerate(names)
    )
    told = [f"{day.name}: {day.count}" for day in days if day.count or day.name == "now"]
    later = len(due) - sum(day.count for day in days)
    words = "; ".join([*told, *([f"later: {later}"] if later else [])])
    return Coming(days, len(days) * (WIDE + GAP) + GAP, words)


def _day(at: datetime) -> str:
    return f"{at.astimezone():%m-%d}"


def bar(times: int, most: int) -> int:
    """How long the bar of something is that happened so many times; of what happened most often it is the longest.

    >>> bar(1, 3), bar(3, 3)
    (27, 80)
    """
    return round(BAR * times / most)


def often(times: int) -> str:
    """How often, in words.

    >>> often(1), often(3)
    ('once', '3 times')
    """
    return "once" if times == 1 else counted(Fraction(times), "time")
