"""What is served next to a learner: the scheduler's wish, met by a draw of the bank that this learner has not had."""

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
from qbank.practice.scheduler import BEFORE, CONFIRM, FAILED, PROBE, Past, Wanted, Went, due_mistakes, wanted
from qbank.practice.store.memories import memories
from qbank.practice.store.servings import Drawn, Had, drawn, had
from qbank.practice.store.teaching import showed
from qbank.practice.visible import usually_visible

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
        return [
            Candidate(
                model=source.bank.items[item],
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

    def misconceptions(self) -> Iterator[tuple[str, Memory]]:
        """The misconceptions of which something is known, and what."""
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


class Situation(Struct, frozen=True):
    """What decides how a wish is met: who learns what, what has happened, and which mistakes are due now.

    ``probed`` are the misconceptions of which something is known; ``settled`` those that were shown, or avoided so often that it
    was no luck; ``meant`` the objectives that are to be practised.
    """

    source: Source
    learning: Learning
    plan: Plan
    past: Past
    due: tuple[str, ...]
    probed: frozenset[str]
    settled: frozenset[str]
    meant: frozenset[str]


def offer(source: Source, learning: Learning, session: str, plan: Plan, now: datetime) -> Offer | None:
    """The best question to go on with; None when nothing is left that the plan means."""
    past, known = learning.past(source, session), list(learning.misconceptions())
    at = Situation(
        source=source,
        learning=learning,
        plan=plan,
        past=past,
        due=tuple(due_mistakes(learning.memories, now)),
        probed=frozenset(name for name, _ in known),
        settled=frozenset(name for name, memory in known if memory.lapses or memory.is_known),
        meant=frozenset(source.curriculum.objectives(plan.objectives, plan.items)),
    )
    for want in wanted(plan, source.curriculum, past, now):
        chosen = _showing(at, want.misconception) if want.misconception else _met(at, want)
        if chosen is not None:
            return Offer(chosen, want.why)
    return None


def _met(at: Situation, want: Wanted) -> Chosen | None:
    """A draw of a question of an objective, if there is one that meets the wish."""
    questions = at.source.curriculum.questions[want.objective]
    if at.plan.items and want.why != BEFORE:
        questions = tuple(item for item in questions if item in at.plan.items)
    missing = {item: _missing(at, item) for item in questions}
    least = 0 if want.why in (PROBE, CONFIRM) else min(missing.values(), default=0)
    questions = tuple(item for item in questions if missing[item] == least)
    questions = at.learning.but_the_last(questions)
    probed = at.settled if want.why == CONFIRM else at.probed
    if want.why in (PROBE, CONFIRM):
        questions = tuple(item for item in questions if _probes(at, item, probed))
    return choose(at.learning.candidates(at.source, questions), probed)


def _missing(at: Situation, item: str) -> int:
    """How much of what comes before a question's new objectives, and is meant to be practised, is not known yet."""
    curriculum, asked = at.source.curriculum, at.source.bank.items[item].objectives
    before = {one for name in asked if at.past.of(name) is None for one in curriculum.before.get(name, ())}
    known = (at.past.of(name) for name in before - {*asked} if name in at.meant)
    return sum(memory is None or not memory.running for memory in known)


def _probes(at: Situation, item: str, probed: frozenset[str]) -> bool:
    """Whether a question was hardly had, and usually shows misconceptions that are not ``probed``."""
    drawn = at.learning.drawn.get(item, Drawn())
    return len(drawn.draws) < PROBED and bool(usually_visible(at.source.bank.items[item]).keys() - probed)


def _showing(at: Situation, misconception: str) -> Chosen | None:
    """A draw that shows a misconception, of the plan's questions where it was shown, or of the same objectives."""
    bank, curriculum, plan = at.source.bank, at.source.curriculum, at.plan
    showed = [item for item in at.learning.showed.get(misconception, ()) if item in bank.items]
    objectives = {name: None for item in showed for name in bank.items[item].objectives}
    near = (item for name in objectives if name in at.meant for item in curriculum.questions[name])
    own = misconception.partition(":")[0] if ":" in misconception else ""
    found = dict.fromkeys(item for item in near if not plan.items or item in plan.items)
    fitting = [item for item in found if own in ("", item) and not _missing(at, item)]
    candidates = at.learning.candidates(at.source, fitting)
    return choose_showing(candidates, misconception, showed, at.due)
