"""Learners made up for tests: they know everything but some misconceptions, which they give up when they are told of them.

They practise with the tutor, or with questions drawn by lot. What the tutor does is done here without a store, so that many
courses can be looked at; a test sees to it that the store changes nothing.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction
from functools import lru_cache
from itertools import count, islice

from qbank.authoring.bank import Bank
from qbank.generation.program import Program, program
from qbank.generation.streams import Stream
from qbank.grading.grade import grade
from qbank.interactions import ExpressionEntry
from qbank.item import Answer, Item, Literals, Pair, Part, Rubric
from qbank.practice.evidence import evidence, remembered
from qbank.practice.memory import Memory
from qbank.practice.offer import Learning, Offer, Source, offer
from qbank.practice.plan import Plan, Session
from qbank.practice.session import Serving, answer, everywhere, misconceptions, result
from qbank.practice.store.servings import Had, drawn
from qbank.practice.tutor import Idle, Tutor
from qbank.practice.visible import mistaken, usually_visible, visible
from qbank.response import Response
from qbank.term import Sym, Term, substitute
from qbank.term_text import term_text

MINUTE = timedelta(minutes=1)
PACE = 2 * MINUTE
DAY = timedelta(days=1)
DRAWS = 12


def right(part: Part, answer: Answer) -> Response:
    """What a student types who knows."""
    match answer.key:
        case Fraction() as number:
            return str(number)
        case Term() as term:
            assert isinstance(part.interaction, ExpressionEntry)
            return term_text(substitute(term, {one.name: Sym(one.spellings[0]) for one in part.interaction.symbols}))
        case Literals(accepted):
            return accepted[0].replace("*", "")
        case Rubric():
            return "Because of what was said."
        case str() as choice:
            return choice
        case several:
            pairs = [one for one in several if isinstance(one, Pair)]
            return ";".join(f"{one.source}:{one.target}" for one in pairs) if pairs else ",".join(map(str, several))


@dataclass
class Learner:
    """Somebody with misconceptions, each given up when it has been told so often.

    Who is ``unsteady`` answers this many of ten parts rightly although a misconception is held.
    """

    planted: frozenset[str]
    told_until_given_up: int = 2
    unsteady: int = 0
    moods: Stream = field(default_factory=lambda: Stream("moods"))
    told: dict[str, int] = field(default_factory=dict)
    overcome: dict[str, int] = field(default_factory=dict)

    def holds(self, name: str) -> bool:
        return name in self.planted and self.told.get(name, 0) < self.told_until_given_up

    def answers(self, item: Item) -> dict[str, Response]:
        """Every part, rightly or by the first misconception that is held and can be seen in it."""
        seen, given = visible(item), {}
        for part in item.parts:
            answer = item.answer(part.id)
            names = {everywhere(item.id, one.misconception): one for one in answer.known if one.misconception}
            held = [one for name, one in names.items() if self.holds(name) and part.id in seen.get(name, ())]
            mistakes = bool(held) and self.moods.below(10) >= self.unsteady
            given[part.id] = mistaken(part, answer, held[0]) if mistakes else right(part, answer)
        return given

    def learns(self, item: Item, shown: tuple[str, ...]) -> None:
        """Take in what was said of an answer; a right answer where a given-up misconception would have shown counts, too."""
        for name in visible(item):
            if name in self.planted and name not in shown and not self.holds(name):
                self.overcome[name] = self.overcome.get(name, 0) + 1
        for name in shown:
            self.told[name] = self.told.get(name, 0) + 1

    def is_cured(self) -> bool:
        """Whether each misconception was told often enough and has been answered rightly twice since."""
        return all(self.overcome.get(name, 0) >= 2 for name in self.planted)


@dataclass(frozen=True)
class Course:
    """How many questions it took until every misconception had been shown, and until all were overcome."""

    found: int
    cured: int


Asked = Iterator[tuple[Item, tuple[str, ...]]]
"""One question after the other, and which misconceptions the answers to it showed."""


def with_tutor(tutor: Tutor, learner: Learner, name: str, session: str, start: datetime) -> Asked:
    """Practice with the tutor and its store, a question every two minutes."""
    for number in count():
        now = start + number * PACE
        served = tutor.next(session, name, now)
        assert not isinstance(served, Idle)
        after = tutor.answer(served.id, name, learner.answers(served.item), f"k{number}", now + MINUTE).serving
        yield served.item, result(after).misconceptions


@dataclass
class Kept:
    """What the store would keep of a learner."""

    memories: dict[str, Memory] = field(default_factory=dict)
    had: list[Had] = field(default_factory=list)
    showed: Counter[tuple[str, str]] = field(default_factory=Counter)

    def learning(self, learner: str) -> Learning:
        """What the tutor knows when it chooses."""
        showed: dict[str, tuple[str, ...]] = {}
        for (item, name), _ in sorted(self.showed.items(), key=lambda one: (-one[1], one[0])):
            showed[name] = (*showed.get(name, ()), item)
        return Learning(learner, dict(sorted(self.memories.items())), tuple(self.had), drawn(self.had), showed)

    def keep(self, offered: Offer, after: Serving, now: datetime) -> None:
        """Take in what came of a question."""
        found, item, session = result(after), after.item, after.session.id
        share = float(found.earned / found.decided) if found.decided else None
        done, explained = now if found.done else None, bool(found.misconceptions)
        chosen = offered.chosen
        had = Had(after.id, session, item.id, item.variant, chosen.draw, offered.why, after.at, done, share, explained)
        self.had.append(had)
        self.showed.update((item.id, name) for name in found.misconceptions)
        if found.tells:
            self.memories |= {one.subject: one for one in remembered(self.memories, evidence(after), now)}


def without_store(source: Source, learner: Learner, name: str, plan: Plan, start: datetime, daily: int) -> Asked:
    """Practice with what the tutor does: a question every two minutes, and so many in a session on each day."""
    kept = Kept()
    for number in count():
        day, place = divmod(number, daily)
        now = start + day * DAY + place * PACE
        offered = offer(source, kept.learning(name), f"day {day}", plan, now)
        if offered is None:
            return
        chosen = offered.chosen
        session = Session(f"day {day}", name, plan, start + day * DAY)
        serving = Serving(f"question {number}", session, chosen.item, chosen.model.digest, now)
        after = answer(serving, learner.answers(chosen.item), now + MINUTE)
        kept.keep(offered, after, now + MINUTE)
        yield chosen.item, result(after).misconceptions


def by_lot(bank: Bank, items: Sequence[str], learner: Learner, seed: str) -> Asked:
    """Questions drawn by lot, as often as one likes."""
    stream = Stream("practice at random", seed)
    for number in count():
        item = _drawn(program(bank.item(items[stream.below(len(items))])), number % DRAWS)
        yield item, _shown(item, learner)


def in_rounds(bank: Bank, items: Sequence[str], learner: Learner, seed: str) -> Asked:
    """All questions, and then all again, each time in another order: who practises by chance cannot do better."""
    stream = Stream("practice in rounds", seed)
    for number in count():
        order = list(items)
        stream.shuffle(order)
        for name in order:
            item = _drawn(program(bank.item(name)), number % DRAWS)
            yield item, _shown(item, learner)


@lru_cache(maxsize=5000)
def _drawn(compiled: Program, number: int) -> Item:
    """One of a few draws of a question, which all courses by chance share: they take long enough."""
    return compiled.item("by chance", number % compiled.space.count)


def _shown(item: Item, learner: Learner) -> tuple[str, ...]:
    outcomes = grade(item, learner.answers(item)).values()
    return tuple(name for outcome in outcomes for name in misconceptions(item.id, outcome))


def course(learner: Learner, asked: Asked, longest: int) -> Course:
    """Ask until everything is found and overcome; what is not after the longest time counts as if it were then.

    It may never be: who is unsteady can use up the numbers of the only question that shows a misconception.
    """
    found = 0
    for number, (item, shown) in enumerate(islice(asked, longest), start=1):
        learner.learns(item, shown)
        if not found and learner.planted <= set(learner.told):
            found = number
        if learner.is_cured():
            return Course(found, number)
    return Course(found or longest, longest)


def planted(bank: Bank, items: Sequence[str], seed: str, number: int) -> frozenset[str]:
    """So many misconceptions, by lot, of those that these questions make visible."""
    names = sorted({name for item in items for name in usually_visible(bank.item(item))})
    Stream("planted", seed).shuffle(names)
    return frozenset(names[:number])
