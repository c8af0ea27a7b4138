"""The tutor: begins sessions, serves questions, takes answers. What the terminal and the web do is done here, and kept at once.

Every operation names the learner: a serving or a session of somebody else is one that does not exist. What is given back is on
the disk. Questions are chosen and answers graded before the store is asked to write, so that nobody waits for that; if
something else was written for the learner meanwhile, it is done again. Times are passed in; ``fresh`` gives names that nobody
can guess.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from qbank.assembly.entry import Entry
from qbank.assembly.selection import select
from qbank.assembly.worth import worth_so_much
from qbank.authoring.bank import Bank
from qbank.errors import QbankError
from qbank.practice import session as machine
from qbank.practice.choosing import Chosen, choose
from qbank.practice.curriculum import curriculum
from qbank.practice.draws import seed_of
from qbank.practice.evidence import all_remembered, evidence, remembered
from qbank.practice.offer import Learning, Offer, Source, learning, offer
from qbank.practice.plan import Plan, Session
from qbank.practice.scheduler import next_due
from qbank.practice.session import PracticeError, Report, Serving, Tried, result
from qbank.practice.store import log
from qbank.practice.store import servings as kept
from qbank.practice.store.engine import Store
from qbank.practice.store.memories import forget_memories, keep_memories, memories_of
from qbank.practice.store.people import lock_learner
from qbank.practice.store.servings import Placed
from qbank.practice.store.teaching import add_report
from qbank.response import Invalid, Outcome, Response

if TYPE_CHECKING:
    from sqlalchemy import Connection

LASTS = timedelta(days=1)
"""So long a session of practice is taken up again."""
AGAIN = 20
"""So often is something done again that was overtaken by something else of the same learner."""


class Idle(Struct, frozen=True):
    """There is nothing to serve: when something will be due, if anything."""

    until: datetime | None


class Answered(Struct, frozen=True):
    """What became of answers: the serving as it is now, and what may be told of each part that was answered.

    In a rehearsal only what could not be read is told. ``repeated`` says that these answers had arrived before.
    """

    serving: Serving
    told: dict[str, Outcome]
    repeated: bool = False


@dataclass(frozen=True, slots=True)
class Tutor:
    """Practice with the questions of a bank, kept in a store."""

    store: Store
    source: Source
    fresh: Callable[[], str]

    # --- sessions ---

    def begin(self, learner: str, plan: Plan, now: datetime) -> Session:
        """A new session; a rehearsal's questions are all served now, and its time runs."""
        self.source.curriculum.objectives(plan.objectives, ())
        session = Session(self.fresh(), learner, plan, now)
        if not plan.blueprint:
            return self._begun(session, [])
        bank = self.source.bank
        blueprint = bank.blueprint(plan.blueprint)
        seed = seed_of(self.source.secret, learner, "session", session.id)
        entries = list(chain.from_iterable(select(blueprint, bank, seed, copies=1)))
        session = replace(session, plan=replace(plan, items=tuple(entry.model.id for entry in entries)))
        if plan.rehearsal and blueprint.time is not None:
            session = replace(session, deadline=now + timedelta(minutes=blueprint.time))
        return self._begun(session, entries if plan.rehearsal else [])

    def _begun(self, session: Session, entries: list[Entry]) -> Session:
        for _ in range(AGAIN):
            with self.store.reading() as connection:
                known = learning(connection, session.learner)
            chosen = [self._for_test(known, entry) for entry in entries]
            with self.store.writing() as connection:
                lock_learner(connection, session.learner)
                if not chosen or len(kept.had(connection, session.learner)) == len(known.had):
                    kept.add_session(connection, session)
                    for place, one in enumerate(chosen):
                        kept.add_serving(connection, self._served(session, one), Placed(place, one.draw, "rehearsal"))
                    return session
        raise overtaken()

    def _for_test(self, known: Learning, entry: Entry) -> Chosen:
        """A fresh draw of a question of a test, with the points that it has there."""
        found = choose(known.candidates(self.source, [entry.model.id]), frozenset())
        if found is None:
            raise PracticeError(f"you have had every draw of {entry.model.title!r}, which this test needs")
        return replace(found, item=worth_so_much(found.item, entry.points))

    def resume(self, learner: str, plan: Plan, now: datetime) -> Session | None:
        """The learner's last session of this plan, if it is still open: a rehearsal in its time, practice for a day."""
        with self.store.reading() as connection:
            every = kept.sessions(connection, learner)
        last = next((one for one in every if replace(one.plan, items=()) == plan), None)
        if last is None or not self._in_time(last, now).is_open(now):
            return None
        return last if plan.rehearsal or now - last.started <= LASTS else None

    def session(self, id: str, learner: str, now: datetime) -> Session:
        """A session of the learner's; one whose time is up is ended."""
        with self.store.reading() as connection:
            found = kept.session(connection, id)
        if found.learner != learner:
            raise PracticeError(f"there is no session {id!r}")
        return self._in_time(found, now)

    def _in_time(self, session: Session, now: datetime) -> Session:
        """The session, ended if its time is up."""
        late = session.ended is None and not session.is_open(now)
        return self._ended(session, session.deadline or now) if late else session

    def servings(self, id: str, learner: str, now: datetime) -> tuple[Serving, ...]:
        """Every question of a session, in order."""
        session = self.session(id, learner, now)
        with self.store.reading() as connection:
            return kept.servings(connection, session)

    def end(self, id: str, learner: str, now: datetime) -> Session:
        """Hand in: the session is over, and a rehearsal is told; ending twice changes nothing."""
        session = self.session(id, learner, now)
        return session if session.ended is not None else self._ended(session, now)

    def _ended(self, session: Session, at: datetime) -> Session:
        with self.store.writing() as connection:
            lock_learner(connection, session.learner)
            if kept.session(connection, session.id).ended is None:
                kept.end_session(connection, session.id, at)
                ended = replace(session, ended=at)
                if session.plan.rehearsal:
                    for serving in kept.servings(connection, ended):
                        settle(connection, None, serving, at)
            return kept.session(connection, session.id)

    # --- questions ---

    def next(self, session: str, learner: str, now: datetime, leaving: str = "") -> Serving | Idle:
        """The question that is open in a session of practice and is not ``leaving``, or the best one to go on with."""
        for _ in range(AGAIN):
            found, known = self._open_practice(session, learner, now)
            had = [one for one in known.had if one.session == session]
            if had and had[-1].done is None and had[-1].id != leaving:
                return self.serving(had[-1].id, learner, now)
            if (served := self._best(found, known, now)) is not None:
                return served
        raise overtaken()

    def skip(self, session: str, learner: str, now: datetime) -> Serving | Idle:
        """The best question to go on with, whether or not the last one is done."""
        for _ in range(AGAIN):
            if (served := self._best(*self._open_practice(session, learner, now), now)) is not None:
                return served
        raise overtaken()

    def _best(self, session: Session, known: Learning, now: datetime) -> Serving | Idle | None:
        """The best question, served; None when something else was served meanwhile."""
        best = offer(self.source, known, session.id, session.plan, now)
        if best is None:
            return Idle(next_due(session.plan, self.source.curriculum, known.memories))
        return self._place(session, known, best, now)

    def another(self, serving: str, learner: str, now: datetime) -> Serving:
        """The same question with other numbers; PracticeError when the learner has had them all."""
        like = self.serving(serving, learner, now)
        for _ in range(AGAIN):
            session, known = self._open_practice(like.session.id, learner, now)
            again = choose(known.candidates(self.source, [like.item.id]), frozenset())
            if again is None:
                raise PracticeError("there are no other numbers left for this question")
            if served := self._place(session, known, Offer(again, "another"), now):
                return served
        raise overtaken()

    def _open_practice(self, id: str, learner: str, now: datetime) -> tuple[Session, Learning]:
        session = self.session(id, learner, now)
        if session.plan.rehearsal or not session.is_open(now):
            raise PracticeError("this session serves no further questions")
        with self.store.reading() as connection:
            return session, learning(connection, learner)

    def _place(self, session: Session, known: Learning, best: Offer, now: datetime) -> Serving | None:
        """The offer, served; None when something else was served meanwhile."""
        place = sum(one.session == session.id for one in known.had)
        served = replace(self._served(session, best.chosen), at=now)
        with self.store.writing() as connection:
            lock_learner(connection, session.learner)
            added = kept.add_serving(connection, served, Placed(place, best.chosen.draw, best.why))
        return served if added else None

    def _served(self, session: Session, chosen: Chosen) -> Serving:
        return Serving(self.fresh(), session, chosen.item, chosen.model.digest, session.started)

    def serving(self, id: str, learner: str, now: datetime) -> Serving:
        """A question that was served to the learner."""
        return self._keyed(id, learner, "", now)[0]

    def _keyed(self, id: str, learner: str, key: str, now: datetime) -> tuple[Serving, int | None]:
        """A question, and the place in its log of the answer with this key."""
        with self.store.reading() as connection:
            found = kept.serving(connection, id)
            place = log.answered(connection, id, key) if key else None
        if found.session.learner != learner:
            raise PracticeError(f"there is no question {id!r}")
        return replace(found, session=self._in_time(found.session, now)), place

    # --- what a learner does ---

    def answer(
        self, serving: str, learner: str, responses: Mapping[str, Response], key: str, now: datetime
    ) -> Answered:
        """Answers to parts of a question; sent again with the same key (any but ""), they count once and are told the same."""
        for _ in range(AGAIN):
            before, place = self._keyed(serving, learner, key, now)
            if place is not None:
                return _told(before, before.log[place], now, repeated=True)
            after = machine.answer(before, responses, now)
            if self._keep(before, after, now, key=key):
                return _told(after, after.log[-1], now)
        raise overtaken()

    def hint(self, serving: str, learner: str, number: int, now: datetime) -> Serving:
        """The serving with hint number ``number`` taken; asking again for one that was taken costs nothing."""
        return self._step(serving, learner, lambda at: at if number < at.hints_taken else machine.hint(at, now), now)

    def solution(self, serving: str, learner: str, now: datetime) -> Serving:
        """The serving with its worked solution looked at."""
        return self._step(serving, learner, lambda at: machine.solution(at, now), now)

    def report(self, serving: str, learner: str, text: str, now: datetime) -> Report:
        """A problem with a question, for the instructor."""
        told = machine.report(self.serving(serving, learner, now), text, now)
        with self.store.writing() as connection:
            add_report(connection, self.fresh(), told)
        return told

    def judge(self, serving: str, part: str, earned: Fraction, comment: str, judge: str, now: datetime) -> Serving:
        """A person's points for an answer that waits for them; only for whoever may judge."""
        with self.store.reading() as connection:
            learner = kept.serving(connection, serving).session.learner
        return self._step(serving, learner, lambda at: machine.judge(at, part, earned, comment, now), now, judge)

    def _step(
        self, id: str, learner: str, act: Callable[[Serving], Serving], now: datetime, judge: str = ""
    ) -> Serving:
        for _ in range(AGAIN):
            before = self.serving(id, learner, now)
            after = act(before)
            if after is before or self._keep(before, after, now, judge=judge):
                return after
        raise overtaken()

    def _keep(self, before: Serving, after: Serving, now: datetime, *, key: str = "", judge: str = "") -> bool:
        """Write down what a serving has more than before, and what follows; False when it has changed meanwhile."""
        with self.store.writing() as connection:
            lock_learner(connection, after.session.learner)
            changed = kept.session(connection, after.session.id) != after.session
            if changed or log.length(connection, after.id) != len(before.log):
                return False
            log.append(connection, after, key=key, judge=judge)
            if after.session.tells(now):
                settle(connection, before, after, now)
        return True

    def rebuild(self, learner: str) -> None:
        """Make a learner's memories again from what happened."""
        with self.store.writing() as connection:
            lock_learner(connection, learner)
            every = chain.from_iterable(
                kept.servings(connection, session) for session in kept.sessions(connection, learner)
            )
            forget_memories(connection, learner)
            keep_memories(connection, learner, all_remembered(every).values())


def settle(connection: "Connection", before: Serving | None, after: Serving, now: datetime) -> None:
    """Note what has come of a serving, and what is remembered once it tells something (it did not ``before``)."""
    found = result(after)
    kept.balance(connection, after, found, now)
    if found.tells and not (before is not None and result(before).tells):
        learner, grades = after.session.learner, evidence(after)
        keep_memories(connection, learner, remembered(memories_of(connection, learner, grades), grades, now))


def _told(serving: Serving, entry: machine.Entry, now: datetime, *, repeated: bool = False) -> Answered:
    outcomes = entry.outcomes if isinstance(entry, Tried) else {}
    if not serving.session.tells(now):
        outcomes = {part: outcome for part, outcome in outcomes.items() if isinstance(outcome, Invalid)}
    return Answered(serving, outcomes, repeated)


def overtaken() -> QbankError:
    """What is said when others are always quicker."""
    return QbankError("too much happened at once: try again")


def open_tutor(store: Store, bank: Bank, secret: bytes, fresh: Callable[[], str]) -> Tutor:
    """A tutor for a bank; whoever has the secret can foretell everybody's draws."""
    return Tutor(store, Source(bank, curriculum(bank), secret), fresh)
