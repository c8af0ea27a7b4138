"""Learners made up for tests: they know everything but some misconceptions, which they give up when they are told of them."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from fractions import Fraction

from qbank.authoring.bank import Bank
from qbank.generation.program import program
from qbank.generation.streams import Stream
from qbank.grading.grade import grade
from qbank.interactions import ExpressionEntry
from qbank.item import Answer, Item, Literals, Pair, Part, Rubric
from qbank.practice.session import everywhere, misconceptions, result
from qbank.practice.tutor import Idle, Tutor
from qbank.practice.visible import mistaken, visible
from qbank.response import Response
from qbank.term import Sym, Term, substitute
from qbank.term_text import term_text

MINUTE = timedelta(minutes=1)


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
    """Somebody with misconceptions, each given up when it has been told so often."""

    planted: frozenset[str]
    told_until_given_up: int = 2
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
            given[part.id] = mistaken(part, answer, held[0]) if held else right(part, answer)
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


def practise(tutor: Tutor, learner: Learner, name: str, session: str, start: datetime, longest: int) -> Course:
    """A course of practice with the tutor, a question every two minutes."""

    def asked() -> Iterator[tuple[Item, tuple[str, ...]]]:
        for number in range(longest):
            now = start + number * 2 * MINUTE
            served = tutor.next(session, name, now)
            assert not isinstance(served, Idle)
            after = tutor.answer(served.id, name, learner.answers(served.item), f"k{number}", now + MINUTE).serving
            yield served.item, result(after).misconceptions

    return _course(learner, asked())


def at_random(bank: Bank, items: Sequence[str], learner: Learner, seed: str, longest: int) -> Course:
    """A course of questions drawn by lot, as often as one likes."""
    stream = Stream("practice at random", seed)

    def asked() -> Iterator[tuple[Item, tuple[str, ...]]]:
        for number in range(longest):
            compiled = program(bank.item(items[stream.below(len(items))]))
            item = compiled.item(seed, number % compiled.space.count)
            outcomes = grade(item, learner.answers(item)).values()
            yield item, tuple(name for outcome in outcomes for name in misconceptions(item.id, outcome))

    return _course(learner, asked())


def _course(learner: Learner, asked: Iterator[tuple[Item, tuple[str, ...]]]) -> Course:
    """Ask until everything is found and overcome; AssertionError when that does not happen."""
    found = 0
    for number, (item, shown) in enumerate(asked, start=1):
        learner.learns(item, shown)
        if not found and learner.planted <= set(learner.told):
            found = number
        if learner.is_cured():
            return Course(found, number)
    raise AssertionError(f"after {number} questions: told {learner.told}, overcome {learner.overcome}")
