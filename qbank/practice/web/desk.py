"""What a learner does on a page, as the tutor's operations; each gives the address to go on at, or the page to show.

Sent twice, everything counts once: an answer by its key, a hint by its number, the next question by the one before it.
"""

from collections.abc import Callable, Container
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from qbank.practice.plan import Plan
from qbank.practice.session import PracticeError, Serving, result
from qbank.practice.store.memories import memories
from qbank.practice.store.servings import had, sessions
from qbank.practice.store.teaching import shown
from qbank.practice.tutor import Idle, Tutor
from qbank.practice.web.clock_words import day_and_time, left
from qbank.practice.web.field_reading import FieldReading, field_reading
from qbank.practice.web.fields import Form, given
from qbank.practice.web.learner_page import Kept, LearnerPage, learner_page
from qbank.practice.web.points import points
from qbank.practice.web.question_page import (
    Drafts,
    QuestionPage,
    Rehearsed,
    field_names,
    is_locked,
    may_mark,
    question_page,
    unmarked,
)
from qbank.practice.web.session_page import SessionPage, StartPage, session_page, start_page
from qbank.practice.web.told import last_answer
from qbank.response import Invalid, Response

if TYPE_CHECKING:
    from sqlalchemy import Connection

Page = StartPage | SessionPage | QuestionPage | LearnerPage | FieldReading
JUDGE = "self"
PLACES = "/", "/progress", "/you"
"""Where one may go from every page."""
LONGEST_KEY = 64


@dataclass(frozen=True, slots=True)
class Desk:
    """Where one learner works."""

    tutor: Tutor
    learner: str
    clock: Callable[[], datetime]
    link: Callable[[], str] | None = None
    """Tells the learner's own way in, on a shared server."""

    # --- pages ---

    def start(self, notice: str = "") -> StartPage:
        """What can be practised."""
        now = self.clock()
        with self.tutor.store.reading() as connection:
            found, every = memories(connection, self.learner), sessions(connection, self.learner)
        return start_page(self.tutor, found, every, now, notice)

    def session(self, id: str, notice: str = "") -> SessionPage:
        """A session."""
        now = self.clock()
        session = self.tutor.session(id, self.learner, now)
        return session_page(self.tutor.source.bank, session, self.tutor.servings(id, self.learner, now), now, notice)

    def question(self, id: str, drafts: Drafts | None = None, notice: str = "") -> QuestionPage:
        """A question, with what is typed in and not yet answered."""
        now = self.clock()
        serving = self.tutor.serving(id, self.learner, now)
        page = question_page(serving, now, drafts or {}, self._rehearsed(serving, now), notice)
        return page if self.link is None else unmarked(page)

    def progress(self) -> LearnerPage:
        """What is known."""
        with self.tutor.store.reading() as connection:
            kept = self._kept(connection)
        return learner_page(self.tutor.source.bank, self.tutor.source.curriculum, kept, self.clock())

    def _kept(self, connection: "Connection") -> Kept:
        return Kept(
            memories(connection, self.learner),
            had(connection, self.learner),
            shown(connection, learner=self.learner),
        )

    def _rehearsed(self, serving: Serving, now: datetime) -> Rehearsed | None:
        session = serving.session
        if not session.plan.rehearsal:
            return None
        ids = [one.id for one in self.tutor.servings(session.id, self.learner, now)]
        place = ids.index(serving.id)
        return Rehearsed(
            place=f"Question {place + 1} of {len(ids)}",
            left=left(session.deadline, now) if session.is_open(now) else None,
            before=ids[place - 1] if place else "",
            after=ids[place + 1] if place + 1 < len(ids) else "",
        )

    # --- sessions ---

    def begin(self, form: Form) -> str | Page:
        """Begin what is chosen, or go on with it where it is open."""
        now = self.clock()
        plan = _plan(form)
        session = self.tutor.resume(self.learner, plan, now) or self.tutor.begin(self.learner, plan, now)
        if not plan.rehearsal:
            return self._on(session.id)
        return _at(self.tutor.servings(session.id, self.learner, now)[0])

    def go_on(self, session: str, form: Form) -> str | Page:
        """The next question after the one that was seen; when that is not the last one any more, the last one."""
        return self._on(session, leaving=_one(form, "after"))

    def _on(self, session: str, leaving: str = "") -> str | Page:
        """The question that is open and that one does not leave, or the next one."""
        found = self.tutor.next(session, self.learner, self.clock(), leaving)
        return self.session(session, _idle(found)) if isinstance(found, Idle) else _at(found)

    def end(self, session: str, form: Form) -> str:  # noqa: ARG002  every form is sent alike
        """Hand in."""
        return f"/session/{self.tutor.end(session, self.learner, self.clock()).id}"

    # --- questions ---

    def answer(self, id: str, form: Form) -> str | Page:
        """Answer what is filled in and new; then the page of the question, or of the next one in a rehearsal."""
        serving, now = self.tutor.serving(id, self.learner, self.clock()), self.clock()
        filled = _filled(serving, form)
        new = {part: one for part, one in filled.items() if _is_new(serving, part, one, now)}
        if not filled and not serving.session.plan.rehearsal:
            return self.question(id, notice="Fill in an answer first.")
        if new:
            key = _one(form, "key")[:LONGEST_KEY]
            answered = self.tutor.answer(id, self.learner, new, key, now)
            if any(isinstance(outcome, Invalid) for outcome in answered.told.values()):
                return _at(serving, answered.told)
        ways = self._ways(serving, now)
        return ways.get(_one(form, "then"), ways["after"]) if ways else _at(serving, new)

    def _ways(self, serving: Serving, now: datetime) -> dict[str, str]:
        """Where one may go on from a question of a rehearsal."""
        rehearsed = self._rehearsed(serving, now)
        if rehearsed is None:
            return {}
        every = f"/session/{serving.session.id}"
        return {
            "before": f"/question/{rehearsed.before}" if rehearsed.before else every,
            "after": f"/question/{rehearsed.after}" if rehearsed.after else every,
            "all": every,
        } | {address: address for address in PLACES}

    def reading(self, id: str, form: Form) -> FieldReading:
        """How what is typed is read."""
        serving = self.tutor.serving(id, self.learner, self.clock())
        return field_reading(serving, _one(form, "field"), _one(form, "typed"), self.clock())

    def hint(self, id: str, form: Form) -> Page:
        """The hint of the number that the form says."""
        number = _one(form, "hint")
        serving = self.tutor.serving(id, self.learner, self.clock())
        if number in map(str, range(serving.hints_taken + 1)):
            serving = self.tutor.hint(id, self.learner, int(number), self.clock())
        return self.question(id, _filled(serving, form))

    def solution(self, id: str, form: Form) -> str:  # noqa: ARG002  every form is sent alike
        """The worked solution."""
        return _at(self.tutor.solution(id, self.learner, self.clock()))

    def another(self, id: str, form: Form) -> str:  # noqa: ARG002  every form is sent alike
        """The same question with other numbers; when such a one was asked for already and is open, that one."""
        now = self.clock()
        serving = self.tutor.serving(id, self.learner, now)
        last = self.tutor.servings(serving.session.id, self.learner, now)[-1]
        again = last.id != id and last.item.id == serving.item.id and not result(last).done
        return _at(last if again else self.tutor.another(id, self.learner, now))

    def report(self, id: str, form: Form) -> Page:
        """Tell a problem with a question."""
        self.tutor.report(id, self.learner, _one(form, "problem"), self.clock())
        serving = self.tutor.serving(id, self.learner, self.clock())
        return self.question(id, _filled(serving, form), "Thank you: it is noted, with these numbers.")

    def mark(self, id: str, form: Form) -> str:
        """Points for one's own text, where no instructor marks it."""
        now = self.clock()
        serving = self.tutor.serving(id, self.learner, now)
        part = next((part for part, name in field_names(serving).items() if name == _one(form, "marked")), "")
        if self.link or not part or not may_mark(serving, serving.item.part(part), now):
            raise PracticeError("there is nothing to mark here")
        earned = points(_one(form, f"points-{_one(form, 'marked')}"))
        self.tutor.judge(id, part, earned, "", JUDGE, now)
        return _at(serving)


def drafts(desk: Desk, id: str, form: Form) -> Drafts:
    """What is typed into the form of a question."""
    return _filled(desk.tutor.serving(id, desk.learner, desk.clock()), form)


def _at(serving: Serving, told: Container[str] = ()) -> str:
    """The page of a question, at what is said of the first of these parts."""
    names = field_names(serving)
    shown = sorted(serving.item.parts, key=lambda part: not part.inline)
    first = next((names[part.id] for part in shown if part.id in told), "")
    return f"/question/{serving.id}#{first}-told" if first else f"/question/{serving.id}"


def _one(form: Form, name: str) -> str:
    return "".join(form.get(name, ())[:1])


def _plan(form: Form) -> Plan:
    match _one(form, "what"):
        case "due":
            return Plan(due=True)
        case "objectives":
            if not form.get("objective"):
                raise PracticeError("choose at least one objective")
            return Plan(objectives=tuple(form["objective"]))
        case "practise" | "rehearse" as what:
            return Plan(blueprint=_one(form, "blueprint"), rehearsal=what == "rehearse")
        case _:
            return Plan()


def _idle(found: Idle) -> str:
    if found.until is None:
        return (
            "There is nothing to ask: nothing has been practised yet, or every question was asked with all its numbers."
        )
    return f"There is nothing more to ask now. Something will be due on {day_and_time(found.until)}."


def _filled(serving: Serving, form: Form) -> dict[str, Response]:
    """The parts that are filled in."""
    names = field_names(serving)
    found = {part.id: given(names[part.id], part.interaction, form) for part in serving.item.parts}
    return {part: response for part, response in found.items() if response}


def _is_new(serving: Serving, part: str, response: Response, now: datetime) -> bool:
    """Whether an answer is not the one that is there already, or would not be taken any more."""
    last = last_answer(serving, part)
    if last is None:
        return True
    return last[0] != response and not is_locked(serving, part, now)
