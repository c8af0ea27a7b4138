"""What a learner knows, what is due, which mistakes are not overcome, and how practice went, day by day."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from msgspec import Struct

from qbank.authoring.bank import Bank
from qbank.practice.curriculum import Curriculum
from qbank.practice.memory import MISCONCEPTION, Memory
from qbank.practice.overview import overview
from qbank.practice.store.servings import Had
from qbank.practice.store.teaching import Shown
from qbank.practice.web.clock_words import day_and_time
from qbank.practice.web.plots import GAP, HEIGHT, WIDE, Coming, Curve, bar, coming, mastery, often
from qbank.practice.web.session_page import objective_name, standing_words
from qbank.wording import counted

DAYS, LATEST = 14, 25
"""So many days with practice, and so many questions, are shown."""


class Known(Struct, frozen=True):
    """An objective that was met."""

    name: str
    state: str
    recall: str
    due: str


class Mistake(Struct, frozen=True):
    """A misconception that was shown: how often, in which questions, and how far it is overcome."""

    name: str
    times: str
    questions: str
    state: str
    bar: int


class Day(Struct, frozen=True):
    """A day of practice, and its column in the plot."""

    name: str
    short: str
    done: int
    share: str
    x: int
    whole: int
    earned: int


class Past(Struct, frozen=True):
    """A question that was had."""

    id: str
    title: str
    at: str
    state: str


class LearnerPage(Struct, frozen=True):
    """Everything that a learner is shown of what is kept."""

    summary: str
    known: tuple[Known, ...]
    mastery: Curve
    coming: Coming
    mistakes: tuple[Mistake, ...]
    days: tuple[Day, ...]
    plot: str
    width: int
    latest: tuple[Past, ...]


class Kept(Struct, frozen=True):
    """What the store holds of a learner."""

    memories: Mapping[str, Memory]
    had: Sequence[Had]
    shown: Sequence[Shown]


def learner_page(bank: Bank, curriculum: Curriculum, kept: Kept, now: datetime) -> LearnerPage:
    """The page of a learner, as it stands now."""
    found = overview(curriculum, kept.memories, now)
    known, learning, new = (found.count(state) for state in ("known", "learning", "new"))
    days = _days(kept.had)
    return LearnerPage(
        summary=f"{counted(Fraction(known), 'objective')} known, {learning} begun, {new} not begun",
        known=tuple(
            Known(
                objective_name(bank, one.objective),
                standing_words(one, now),
                f"{one.recall:.0%}",
                "" if one.due is None else day_and_time(one.due),
            )
            for one in found.standings
            if one.state != "new"
        ),
        mastery=mastery(found.standings, lambda name: objective_name(bank, name)),
        coming=coming(found, now),
        mistakes=_mistakes(bank, kept, {one.subject for one in found.mistakes}),
        days=days,
        plot="; ".join(f"{day.name}: {counted(Fraction(day.done), 'question')}, {day.share} earned" for day in days),
        width=len(days) * (WIDE + GAP) + GAP,
        latest=tuple(_past(bank, one) for one in reversed(kept.had[-LATEST:])),
    )


def _mistakes(bank: Bank, kept: Kept, left: set[str]) -> tuple[Mistake, ...]:
    """The misconceptions that were shown, the most frequent first."""
    times: dict[str, int] = {}
    titles: dict[str, list[str]] = {}
    for one in kept.shown:
        times[one.misconception] = times.get(one.misconception, 0) + one.times
        titles.setdefault(one.misconception, []).append(question_title(bank, one.item))
    most = max(times.values(), default=1)
    return tuple(
        Mistake(
            misconception_name(name),
            often(number),
            ", ".join(dict.fromkeys(titles[name])),
            "to overcome" if f"{MISCONCEPTION}{name}" in left else "overcome",
            bar(number, most),
        )
        for name, number in sorted(times.items(), key=lambda pair: (-pair[1], pair[0]))
    )


def misconception_name(misconception: str) -> str:
    """A misconception as a learner reads it.

    >>> misconception_name("td_error.value_not_subtracted"), misconception_name("mean:sum")
    ('value not subtracted (td error)', 'sum (mean)')
    """
    where, _, name = misconception.replace(":", ".").replace("_", " ").partition(".")
    return f"{name} ({where})" if name else where


def question_title(bank: Bank, item: str) -> str:
    return bank.items[item].title if item in bank.items else item


def _days(had: Sequence[Had]) -> tuple[Day, ...]:
    """The last days on which questions were done: how many, and the share that they earned."""
    by_day: dict[str, list[float]] = {}
    for one in had:
        if one.done is not None and one.share is not None:
            by_day.setdefault(f"{one.done.astimezone():%Y-%m-%d}", []).append(one.share)
    chosen = sorted(by_day.items())[-DAYS:]
    most = max((len(shares) for _, shares in chosen), default=1)
    return tuple(_day(place, name, shares, most) for place, (name, shares) in enumerate(chosen))


def _day(place: int, name: str, shares: list[float], most: int) -> Day:
    whole = round(HEIGHT * len(shares) / most)
    return Day(
        name=name,
        short=name[5:],
        done=len(shares),
        share=f"{sum(shares) / len(shares):.0%}",
        x=GAP + place * (WIDE + GAP),
        whole=whole,
        earned=round(whole * sum(shares) / len(shares)),
    )


def _past(bank: Bank, one: Had) -> Past:
    state = "open" if one.share is None else f"{one.share:.0%}"
    return Past(one.id, question_title(bank, one.item), day_and_time(one.at), state)
