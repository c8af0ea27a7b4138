"""What is served next to a learner: the scheduler's wish, met by a draw of the bank that this learner has not had."""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.authoring.bank import Bank
from qbank.practice.choosing import Candidate, Chosen, choose, choose_showing
from qbank.practice.curriculum import Curriculum
from qbank.practice.draws import seed_of
from qbank.practice.memory import MISCONCEPTION, Memory
from qbank.practice.plan import Plan
from qbank.practice.scheduler import BEFORE, CONFIRM, FAILED, NEW, PROBE, Past, Wanted, Went, due_mistakes, wanted
from qbank.practice.store.memories import memories
from qbank.practice.store.servings import Drawn, Had, drawn, had
from qbank.practice.store.teaching import showed

if TYPE_CHECKING:
    from sqlalchemy import Connection


PROBED = 3
"""So often a question is asked to see whether it shows what it usually shows."""


class Offer(Struct, frozen=True):
    """A draw to serve, and why."""

    chosen: Chosen
    why: str


class Source(Struct, frozen=True):
    """Where questions come from: a bank, its curriculum, and the secret that decides who gets which draws."""

    bank: Bank
    curriculum: Curriculum
    secret: bytes


class Learning(Struct, frozen=True):
    """What is known of a learner when a question is chosen: memories, what was had (ever, and in the session), which draws.

    ``showed`` are the questions in which each misconception was shown.
    """

    learner: str
    memories: dict[str, Memory]
    had: tuple[Had, ...]
    drawn: dict[str, Drawn]
    showed: dict[str, tuple[str, ...]]

    def past(self, source: Source, session: str) -> Past:
        """What the scheduler needs to know."""
        here = [one for one in self.had if one.session == session and one.item in source.bank.items]
        place = {one.item: number for number, one in enumerate(self.had, start=1)}
        lately = {
            name: max(place[item] for item in items)
            for name, items in source.curriculum.questions.items()
            if place.keys() >= set(items)
        }
        return Past(self.memories, [_went(source.bank.items[one.item].objectives, one) for one in here], lately)

    def candidates(self, source: Source, items: Sequence[str]) -> list[Candidate]:
        """These questions as they may be served to this learner."""
        times = Counter(one.item for one in self.had)
        return [
            Candidate(
                model=source.bank.items[item],
                times=times[item],
                seed=seed_of(source.secret, self.learner, item),
                had=self.drawn.get(item, Drawn()).draws,
                next=self.drawn.get(item, Drawn()).next,
            )
            for item in items
            if item in source.bank.items
        ]

    def but_the_last(self, items: tuple[str, ...]) -> tuple[str, ...]:
        """These questions without the one that was had last, unless it is the only one."""
        last = self.had[-1].item if self.had else ""
        return tuple(item for item in items if item != last) or items

    @property
    def probed(self) -> frozenset[str]:
        """The misconceptions of which something is known."""
        return frozenset(name for name, _ in self._misconceptions())

    @property
    def settled(self) -> frozenset[str]:
        """The misconceptions that were shown, or avoided so often that it was no luck."""
        return frozenset(name for name, memory in self._misconceptions() if memory.lapses or memory.is_known)

    def _misconceptions(self) -> Iterator[tuple[str, Memory]]:
        for subject, memory in self.memories.items():
            if subject.startswith(MISCONCEPTION):
                yield subject.removeprefix(MISCONCEPTION), memory


def _went(objectives: tuple[str, ...], one: Had) -> Went:
    return Went(objectives, failed=one.share is not None and one.share < FAILED, explained=one.explained, why=one.why)


def learning(connection: "Connection", learner: str) -> Learning:
    """What the store knows of a learner."""
    every = had(connection, learner)
    return Learning(
        learner=learner,
        memories=memories(connection, learner),
        had=every,
        drawn=drawn(every),
        showed=showed(connection, learner),
    )


def offer(source: Source, learning: Learning, session: str, plan: Plan, now: datetime) -> Offer | None:
    """The best question to go on with; None when nothing is left that the plan means."""
    past = learning.past(source, session)
    for want in wanted(plan, source.curriculum, past, now):
        chosen = _met(source, learning, plan, want, past, now)
        if chosen is not None:
            return Offer(chosen, want.why)
    return None


def _met(source: Source, learning: Learning, plan: Plan, want: Wanted, past: Past, now: datetime) -> Chosen | None:
    """A draw that meets a wish, if there is one; what is new first in a question that asks for nothing else that is not ready."""
    if want.misconception:
        items = _showing(source, learning, plan, want.misconception)
        showed = learning.showed.get(want.misconception, ())
        due = due_mistakes(learning.memories, now)
        return choose_showing(learning.candidates(source, items), want.misconception, showed, due)
    questions = source.curriculum.questions[want.objective]
    if plan.items and want.why != BEFORE:
        questions = tuple(item for item in questions if item in plan.items)
    if want.why == NEW:
        easy = tuple(item for item in questions if _asks_no_more(source, item, want.objective, past))
        questions = easy or questions
    candidates = learning.candidates(source, learning.but_the_last(questions))
    probed = learning.settled if want.why == CONFIRM else learning.probed
    if want.why in (PROBE, CONFIRM):
        candidates = [one for one in candidates if one.times < PROBED and one.tells(probed)]
    return choose(candidates, probed)


def _asks_no_more(source: Source, item: str, objective: str, past: Past) -> bool:
    """Whether all other objectives of a question have been met, or are ready to be."""
    others = (name for name in source.bank.items[item].objectives if name != objective)
    return all(past.of(name) is not None or past.is_ready(name, source.curriculum) for name in others)


def _showing(source: Source, learning: Learning, plan: Plan, misconception: str) -> tuple[str, ...]:
    """The plan's questions in which a misconception may show: those where it was shown, and those of the same objectives."""
    showed = [item for item in learning.showed.get(misconception, ()) if item in source.bank.items]
    objectives = {name: None for item in showed for name in source.bank.items[item].objectives}
    meant = set(source.curriculum.objectives(plan.objectives, plan.items))
    near = (item for name in objectives if name in meant for item in source.curriculum.questions[name])
    own = misconception.partition(":")[0] if ":" in misconception else ""
    found = dict.fromkeys(item for item in near if not plan.items or item in plan.items)
    return tuple(item for item in found if own in ("", item))
