"""What the page where practice begins shows, and the page of a session: its questions so far, or how a test went."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from fractions import Fraction

from msgspec import Struct

from qbank.authoring.bank import Bank
from qbank.practice.memory import Memory
from qbank.practice.overview import Standing, overview
from qbank.practice.plan import Plan, Session
from qbank.practice.session import Serving, counting, result
from qbank.practice.tutor import LASTS, Tutor
from qbank.practice.web.clock_words import Left, day_and_time, left
from qbank.wording import counted, exactly


class Objective(Struct, frozen=True):
    """An objective to practise: what it is called, how far it is, whether it is due."""

    id: str
    name: str
    state: str


class Test(Struct, frozen=True):
    """A blueprint: what it is called, and how much there is of it."""

    id: str
    title: str
    facts: str


class Open(Struct, frozen=True):
    """A session that can be gone on with."""

    id: str
    name: str
    facts: str
    rehearsal: bool


class StartPage(Struct, frozen=True):
    """What can be practised, and what was begun."""

    due: str
    sessions: tuple[Open, ...]
    objectives: tuple[Objective, ...]
    tests: tuple[Test, ...]
    notice: str


class Line(Struct, frozen=True):
    """A question of a session, and how it went."""

    id: str
    title: str
    state: str


class SessionPage(Struct, frozen=True):
    """A session: its questions, whether it goes on, and what was earned once that is told."""

    id: str
    name: str
    rehearsal: bool
    open: bool
    left: Left | None
    lines: tuple[Line, ...]
    balance: str
    notice: str


def start_page(
    tutor: Tutor, memories: Mapping[str, Memory], sessions: Sequence[Session], now: datetime, notice: str
) -> StartPage:
    """What a learner can do now."""
    bank, found = tutor.source.bank, overview(tutor.source.curriculum, memories, now)
    due = sum(_is_due(one, now) for one in found.standings) + sum(one.is_due(now) for one in found.shown)
    return StartPage(
        due=f"{due} due now" if due else "nothing is due now",
        sessions=tuple(_open(bank, one, now) for one in sessions if goes_on(one, now)),
        objectives=tuple(
            Objective(one.objective, objective_name(bank, one.objective), standing_words(one, now))
            for one in found.standings
        ),
        tests=tuple(_test(bank, name) for name in sorted(bank.blueprints)),
        notice=notice,
    )


def goes_on(session: Session, now: datetime) -> bool:
    """Whether a session can be gone on with: a rehearsal in its time, practice for a day."""
    return session.is_open(now) and (session.plan.rehearsal or now - session.started <= LASTS)


def _is_due(one: Standing, now: datetime) -> bool:
    return one.due is not None and one.due <= now


def standing_words(one: Standing, now: datetime) -> str:
    """How far an objective is, in words."""
    return f"{one.state}, due" if _is_due(one, now) else one.state


def objective_name(bank: Bank, id: str) -> str:
    """What an objective is called."""
    return bank.objectives[id].name if id in bank.objectives else id


def _test(bank: Bank, id: str) -> Test:
    blueprint = bank.blueprints[id]
    length = counted(Fraction(blueprint.asked), "question")
    time = "no time limit" if blueprint.time is None else counted(Fraction(blueprint.time), "minute")
    return Test(id, blueprint.title, f"{length}, {time}")


def _open(bank: Bank, session: Session, now: datetime) -> Open:
    time = left(session.deadline, now)
    facts = f"since {day_and_time(session.started)}" if time is None else f"{time.words}, until {time.until}"
    return Open(session.id, plan_name(bank, session.plan), facts, session.plan.rehearsal)


def plan_name(bank: Bank, plan: Plan) -> str:
    """What a session is called."""
    if plan.blueprint:
        found = bank.blueprints.get(plan.blueprint)
        title = found.title if found else plan.blueprint
        return f"Rehearsal: {title}" if plan.rehearsal else title
    if plan.objectives:
        return ", ".join(objective_name(bank, one) for one in plan.objectives)
    return "What is due" if plan.due else "What comes next"


def session_page(bank: Bank, session: Session, servings: Sequence[Serving], now: datetime, notice: str) -> SessionPage:
    """A session as it stands now."""
    tells = session.tells(now)
    return SessionPage(
        id=session.id,
        name=plan_name(bank, session.plan),
        rehearsal=session.plan.rehearsal,
        open=session.is_open(now),
        left=left(session.deadline, now) if session.is_open(now) else None,
        lines=tuple(Line(one.id, one.item.title, _state(one, tells=tells)) for one in servings),
        balance=_balance(servings) if tells and servings else "",
        notice=notice,
    )


def _state(serving: Serving, *, tells: bool) -> str:
    """How a question went; before that may be told, how much of it is answered."""
    found = result(serving)
    if not tells:
        return f"{len(counting(serving))} of {counted(Fraction(len(serving.item.parts)), 'part')} answered"
    if not found.done:
        return "open"
    waiting = ", some to be marked" if found.waiting else ""
    return f"{exactly(found.earned)} of {counted(found.possible, 'point')}{waiting}"


def _balance(servings: Sequence[Serving]) -> str:
    found = [one for one in map(result, servings) if one.done]
    if not found:
        return ""
    earned, possible = (
        sum((one.earned for one in found), Fraction(0)),
        sum((one.possible for one in found), Fraction(0)),
    )
    return f"You earned {exactly(earned)} of {counted(possible, 'point')}."
