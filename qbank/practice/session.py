"""One served question and everything that is done with it: the one state machine behind terminal and web.

A ``Serving`` is the question as it was asked and a log of what happened; every operation takes a serving and gives it with one
entry more, or raises PracticeError with what is not possible and why. There is no clock and no chance in it: the time is passed
in. The item holds its key and never leaves the server; ``shown_item`` is what a student may see.

    answer      each part, in any order, together or one by one; what cannot be read costs nothing. In practice the first
                readable answer to a part counts and later ones are only told what they show; in a rehearsal the last one counts
    hint        one after the other, each at a declared cost for parts that are not answered yet; the last gives the step away
    solution    the worked solution of this draw; parts that are still open then count as not known
    judge       a person's points for an answer that only a person can mark
"""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from qbank.errors import QbankError
from qbank.grading.feedback import BETWEEN
from qbank.grading.grade import grade
from qbank.hints import Hint, hints
from qbank.item import CONVENTION, Item, without_answers
from qbank.practice.plan import Session
from qbank.response import Invalid, Outcome, Pending, Response, Score

NO_MISCONCEPTIONS = (CONVENTION, "slip.")
"""What names begin with that are no misconceptions: what is right elsewhere, and slips of the pen."""


class PracticeError(QbankError):
    """Something that cannot be done now; its text tells the learner why."""


class Tried(Struct, frozen=True):
    """Answers that were given together, and what became of each; in the order of the item's parts."""

    responses: dict[str, Response]
    outcomes: dict[str, Outcome]
    at: datetime


class Hinted(Struct, frozen=True):
    """A hint was taken: its number, from 0."""

    number: int
    at: datetime


class Solved(Struct, frozen=True):
    """The worked solution was looked at."""

    at: datetime


class Judged(Struct, frozen=True):
    """A person marked an answer."""

    part: str
    earned: Fraction
    comment: str
    at: datetime


Entry = Tried | Hinted | Solved | Judged


class Serving(Struct, frozen=True):
    """A question as it was asked, and what happened with it. ``template`` is the digest of its file at that time."""

    id: str
    session: Session
    item: Item
    template: str
    at: datetime
    log: tuple[Entry, ...] = ()

    @property
    def hints_taken(self) -> int:
        """How many hints have been taken."""
        return sum(isinstance(entry, Hinted) for entry in self.log)

    @property
    def solved(self) -> bool:
        """Whether the worked solution has been looked at."""
        return any(isinstance(entry, Solved) for entry in self.log)


def shown_item(serving: Serving) -> Item:
    """The item as the learner may see it: no key, no hints, no solution."""
    return without_answers(serving.item)


# --- what a learner does ---


def answer(serving: Serving, responses: Mapping[str, Response], now: datetime) -> Serving:
    """The serving with answers to some of its parts; errors are carried forward from those that counted before."""
    _refuse_late(serving, now)
    if serving.solved:
        raise PracticeError("the solution has been shown: ask for another question like this one")
    if not responses:
        raise PracticeError("no part was answered")
    before = {part: counted.response for part, counted in counting(serving).items()}
    graded = grade(serving.item, before | dict(responses))
    outcomes = {part.id: graded[part.id] for part in serving.item.parts if part.id in responses}
    return _with(serving, Tried({part: responses[part] for part in outcomes}, outcomes, now))


def hint(serving: Serving, now: datetime) -> Serving:
    """The serving with one hint more taken; PracticeError when there is none left."""
    if next_hint(serving) is None:
        raise PracticeError("there are no more hints for this question")
    _refuse_help(serving, now)
    return _with(serving, Hinted(serving.hints_taken, now))


def solution(serving: Serving, now: datetime) -> Serving:
    """The serving with its worked solution looked at; looking again changes nothing."""
    if serving.solved:
        return serving
    if serving.session.plan.rehearsal:
        _refuse_telling(serving, now)
        return serving
    _refuse_help(serving, now)
    return _with(serving, Solved(now))


def judge(serving: Serving, part: str, earned: Fraction, comment: str, now: datetime) -> Serving:
    """The serving with a person's points for an answer that waits for them; judging again replaces the points."""
    waiting = counting(serving).get(part)
    if waiting is None or not isinstance(waiting.outcome, Pending):
        raise PracticeError(f"no answer to {part!r} waits to be judged")
    possible = serving.item.part(part).points
    if not 0 <= earned <= possible:
        raise PracticeError(f"this part earns from 0 to {possible} points, not {earned}")
    return _with(serving, Judged(part, earned, comment, now))


def _with(serving: Serving, entry: Entry) -> Serving:
    return replace(serving, log=(*serving.log, entry))


def _refuse_late(serving: Serving, now: datetime) -> None:
    if serving.session.ended is not None:
        raise PracticeError("this session has ended")
    if not serving.session.is_open(now):
        raise PracticeError("the time is up")


def _refuse_help(serving: Serving, now: datetime) -> None:
    if serving.session.plan.rehearsal:
        raise PracticeError("a rehearsal gives no help: hints and solutions come at its end")
    _refuse_late(serving, now)


def _refuse_telling(serving: Serving, now: datetime) -> None:
    if not serving.session.tells(now):
        raise PracticeError("a rehearsal tells outcomes and solutions at its end")


# --- hints ---


def next_hint(serving: Serving) -> Hint | None:
    """The hint that may be taken now, or None: its cost is to be told before."""
    every = hints(serving.item)
    return every[serving.hints_taken] if serving.hints_taken < len(every) else None


def hints_seen(serving: Serving) -> tuple[Hint, ...]:
    """The hints that have been taken, in order."""
    return hints(serving.item)[: serving.hints_taken] if serving.hints_taken else ()


# --- what came of it ---


class Counted(Struct, frozen=True):
    """The answer to a part that counts, what became of it, and what hints before it cost, as a share of the points."""

    response: Response
    outcome: Score | Pending
    cost: Fraction


def counting(serving: Serving) -> dict[str, Counted]:
    """The answers that count, by part: the first readable one in practice, the last one in a rehearsal."""
    found: dict[str, Counted] = {}
    cost, every = Fraction(0), hints(serving.item) if serving.hints_taken else ()
    for entry in serving.log:
        if isinstance(entry, Hinted):
            cost += every[entry.number].cost
        if not isinstance(entry, Tried):
            continue
        for part, outcome in entry.outcomes.items():
            if not isinstance(outcome, Invalid) and (serving.session.plan.rehearsal or part not in found):
                found[part] = Counted(entry.responses[part], outcome, min(cost, Fraction(1)))
    return found


class Result(Struct, frozen=True):
    """What a serving has earned so far, of what; which parts are open, which wait for a person; which misconceptions it showed.

    ``decided`` is what the parts are worth together that neither are open nor wait; ``done`` says that nothing is open.
    """

    earned: Fraction
    possible: Fraction
    decided: Fraction
    open: tuple[str, ...]
    waiting: tuple[str, ...]
    misconceptions: tuple[str, ...]
    done: bool

    @property
    def tells(self) -> bool:
        """Whether it says something about what the learner knows."""
        return self.done and self.decided > 0


def result(serving: Serving) -> Result:
    """The balance of a serving; for the learner only when ``serving.session.tells(now)``."""
    counted, judged = counting(serving), _judged(serving)
    closed = serving.solved or (serving.session.plan.rehearsal and serving.session.ended is not None)
    unanswered = tuple(part.id for part in serving.item.parts if part.id not in counted)
    waiting = tuple(part for part, one in counted.items() if isinstance(one.outcome, Pending) and part not in judged)
    undecided = {*waiting, *(() if closed else unanswered)}
    return Result(
        earned=sum((_earned(one, judged.get(part)) for part, one in counted.items()), Fraction(0)),
        possible=serving.item.points,
        decided=sum((part.points for part in serving.item.parts if part.id not in undecided), Fraction(0)),
        open=() if closed else unanswered,
        waiting=waiting,
        misconceptions=shown_misconceptions(serving),
        done=closed or not unanswered,
    )


def _earned(counted: Counted, judged: Judged | None) -> Fraction:
    match counted.outcome:
        case Score(earned=earned):
            return earned * (1 - counted.cost)
        case Pending():
            return Fraction(0) if judged is None else judged.earned * (1 - counted.cost)


def _judged(serving: Serving) -> dict[str, Judged]:
    """The last judgement of each part."""
    return {entry.part: entry for entry in serving.log if isinstance(entry, Judged)}


def shown_misconceptions(serving: Serving) -> tuple[str, ...]:
    """The misconceptions that the answers that count show, each once."""
    found = (misconceptions(serving.item.id, one.outcome) for one in counting(serving).values())
    return tuple(dict.fromkeys(name for names in found for name in names))


def misconceptions(item: str, outcome: Outcome) -> tuple[str, ...]:
    """The misconceptions that an outcome shows; those of a question's own begin with its id.

    >>> misconceptions("td", Score(Fraction(0), Fraction(1), misconception="td_error.undiscounted + halved + slip.sign"))
    ('td_error.undiscounted', 'td:halved')
    """
    if not isinstance(outcome, Score) or outcome.misconception is None:
        return ()
    names = outcome.misconception.split(BETWEEN)
    return tuple(everywhere(item, name) for name in names if not name.startswith(NO_MISCONCEPTIONS))


def everywhere(item: str, name: str) -> str:
    """The name of a misconception in every question: a formula's as it is, a question's own after its id."""
    return name if "." in name else f"{item}:{name}"


class Report(Struct, frozen=True):
    """A problem that a learner saw, with what is needed to see the same question again."""

    serving: str
    item: str
    seed: str
    variant: int
    template: str
    text: str
    at: datetime


def report(serving: Serving, text: str, now: datetime) -> Report:
    """A problem with a question, as the learner tells it."""
    if not text.strip():
        raise PracticeError("say what is wrong with the question")
    item = serving.item
    return Report(serving.id, item.id, item.seed, item.variant, serving.template, text.strip(), now)
