"""What is best practised next: pure, from what is remembered, what comes before what, and what has just happened.

In this order:

    before      the last question went wrong and no misconception explains it, or its objective went wrong before: what comes
                before that and is not known, the first thing first
    mistake     a misconception that was shown and is due, in a draw that would show it again; but not twice running
    due         an objective that is due, the one that is most nearly forgotten first
    new         an objective that is ready, that is, everything right before it was right the last time; what was never met and
                is not meant to be practised is not waited for, since a failure pulls it forward
    probe       an objective that was met, in a question that was hardly had and shows misconceptions of which nothing is known
    confirm     the same with misconceptions that were avoided, but only once
    ahead       nothing else is left: where questions have never been had; then what is not known yet; then what is not ready;
                then what is known; always first what was not asked for longest

Two questions of the first three kinds are followed by something that was never asked, if there is anything.
"""

from collections.abc import Container, Iterator, Mapping, Sequence
from datetime import datetime

from msgspec import Struct

from qbank.practice.curriculum import Curriculum
from qbank.practice.memory import MISCONCEPTION, OBJECTIVE, Memory, recall
from qbank.practice.plan import Plan

BEFORE, MISTAKE, DUE, NEW = "before", "mistake", "due", "new"
PROBE, CONFIRM, AHEAD = "probe", "confirm", "ahead"
REVIEWS, RUN = (BEFORE, MISTAKE, DUE), 2
"""After so many reviews in a row something new comes first, so that nobody is kept for ever by what does not succeed."""
FAILED = 0.5
"""Who earns less than this share of a question has failed it."""


class Wanted(Struct, frozen=True):
    """What is to be practised, and why: an objective, or a misconception (then without an objective)."""

    why: str
    objective: str = ""
    misconception: str = ""


class Went(Struct, frozen=True):
    """How a question of the session went: whether it was failed, whether a misconception explains that; why it was asked."""

    objectives: tuple[str, ...]
    failed: bool
    explained: bool
    why: str = ""


class Past(Struct, frozen=True):
    """What has happened: what is remembered, and how the questions of this session went, in order.

    ``lately`` counts when objectives were last asked; those of which some question was never had are not in it.
    """

    memories: Mapping[str, Memory]
    session: Sequence[Went] = ()
    lately: Mapping[str, int] = {}

    def of(self, objective: str) -> Memory | None:
        """What is remembered of an objective."""
        return self.memories.get(f"{OBJECTIVE}{objective}")

    def whys(self, number: int) -> list[str]:
        """Why the last questions of the session were asked."""
        return [went.why for went in self.session[-number:]]

    @property
    def has_reviewed(self) -> bool:
        """Whether it is time for something new, because nothing was in the last questions of the session."""
        last = self.whys(RUN)
        return len(last) == RUN and all(why in REVIEWS for why in last)

    def is_ready(self, objective: str, curriculum: Curriculum, meant: Container[str]) -> bool:
        """Whether everything right before an objective was right the last time: all that was met, and all that is meant."""
        before = ((name, self.of(name)) for name in curriculum.before.get(objective, ()))
        return all(name not in meant if memory is None else memory.running for name, memory in before)


def wanted(plan: Plan, curriculum: Curriculum, past: Past, now: datetime) -> Iterator[Wanted]:
    """What to practise next, the best first: the caller takes the first for which there is a question."""
    chosen = curriculum.objectives(plan.objectives, plan.items)
    yield from (Wanted(BEFORE, name) for name in _fallen_back(curriculum, past))
    again = [Wanted(MISTAKE, misconception=name) for name in due_mistakes(past.memories, now)]
    reviews = [*([] if past.whys(1) == [MISTAKE] else again), *_due(chosen, past, now)]
    if plan.due:
        yield from (*reviews, *again)
        return
    longest = sorted(chosen, key=lambda name: past.lately.get(name, 0))
    met = [name for name in longest if past.of(name) is not None]
    unmet = [name for name in longest if name not in met]
    ready = [name for name in unmet if past.is_ready(name, curriculum, chosen)]
    later = sorted(met, key=lambda name: _is_known(past.of(name)))
    fresh = [Wanted(NEW, name) for name in ready] + [Wanted(PROBE, name) for name in met]
    never = [Wanted(AHEAD, name) for name in later if name not in past.lately]
    yield from (*fresh, *never, *reviews) if past.has_reviewed else (*reviews, *fresh)
    yield from (*again, *(Wanted(CONFIRM, name) for name in met), *never)
    yield from (Wanted(AHEAD, name) for name in later if not _is_known(past.of(name)))
    yield from (Wanted(AHEAD, name) for name in (*unmet, *later))


def _due(chosen: Sequence[str], past: Past, now: datetime) -> list[Wanted]:
    """The objectives that are due, the one that is most nearly forgotten first."""
    met = ((name, memory) for name in chosen if (memory := past.of(name)) is not None and memory.is_due(now))
    return [Wanted(DUE, name) for _, _, name in sorted((recall(memory, now), memory.due, name) for name, memory in met)]


def due_mistakes(memories: Mapping[str, Memory], now: datetime) -> list[str]:
    """The names of the misconceptions that were shown and are due, those that are not overcome first: others might come back."""
    due = sorted((one for one in shown_mistakes(memories) if one.is_due(now)), key=lambda one: one.is_known)
    return [one.subject.removeprefix(MISCONCEPTION) for one in due]


def shown_mistakes(memories: Mapping[str, Memory]) -> list[Memory]:
    """The misconceptions that were shown, by when they are due."""
    found = (one for subject, one in memories.items() if subject.startswith(MISCONCEPTION) and one.lapses)
    return sorted(found, key=lambda memory: (memory.due, memory.subject))


def next_due(plan: Plan, curriculum: Curriculum, memories: Mapping[str, Memory]) -> datetime | None:
    """When something will be due next, of what the plan means; None when nothing has been practised yet."""
    chosen = curriculum.objectives(plan.objectives, plan.items)
    known = [memory for name in chosen if (memory := memories.get(f"{OBJECTIVE}{name}")) is not None]
    return min((memory.due for memory in (*known, *shown_mistakes(memories))), default=None)


def _fallen_back(curriculum: Curriculum, past: Past) -> list[str]:
    """After a failure, what comes before its objectives, is not known, and was not asked in this session."""
    if not past.session or not _points_back(past.session):
        return []
    asked = {name for went in past.session for name in went.objectives}
    before = {name for objective in past.session[-1].objectives for name in curriculum.before.get(objective, ())}
    return [name for name in curriculum.questions if name in before - asked and not _is_known(past.of(name))]


def _points_back(session: Sequence[Went]) -> bool:
    """Whether the last failure may come from something earlier: unexplained, or not the first one of its objective."""
    last = session[-1]
    again = any(went.failed and set(went.objectives) & set(last.objectives) for went in session[:-1])
    return last.failed and (again or not last.explained)


def _is_known(memory: Memory | None) -> bool:
    return memory is not None and memory.is_known
