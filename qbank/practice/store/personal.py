"""All that is kept of a learner, for the learner: as data for other programs, without keys that are not due."""

from datetime import datetime
from typing import Any, assert_never

from sqlalchemy import Connection

from qbank.content import plain
from qbank.errors import QbankError
from qbank.hints import hints
from qbank.practice.session import Entry, Hinted, Judged, Serving, Solved, Tried, result
from qbank.practice.store.memories import memories
from qbank.practice.store.people import learner
from qbank.practice.store.servings import servings, sessions
from qbank.practice.store.teaching import reports
from qbank.response import Invalid, Outcome, Pending, Score

Data = dict[str, Any]


def export(connection: Connection, id: str, now: datetime) -> Data:
    """Everything about a learner; QbankError when there is no such learner."""
    who = learner(connection, id)
    if who is None:
        raise QbankError(f"there is no learner {id!r}")
    return {
        "learner": who.id,
        "name": who.name,
        "class": who.school_class,
        "since": _time(who.at),
        "sessions": [
            {
                "session": session.id,
                "started": _time(session.started),
                "ended": None if session.ended is None else _time(session.ended),
                "objectives": session.plan.objectives,
                "blueprint": session.plan.blueprint,
                "rehearsal": session.plan.rehearsal,
                "questions": [_serving(serving, now) for serving in servings(connection, session)],
            }
            for session in sessions(connection, id)
        ],
        "memories": [
            {"subject": one.subject, "due": _time(one.due), "last": _time(one.last), "reviews": one.reviews}
            for one in memories(connection, id).values()
        ],
        "reports": [
            {"question": one.item, "text": one.text, "at": _time(one.at)}
            for one in reports(connection)
            if one.learner == id
        ],
    }


def _serving(serving: Serving, now: datetime) -> Data:
    told = serving.session.tells(now)
    balance = result(serving)
    return {
        "question": serving.item.id,
        "title": serving.item.title,
        "at": _time(serving.at),
        "text": plain(serving.item.stem),
        "parts": {part.id: plain(part.prompt) for part in serving.item.parts},
        "earned": str(balance.earned) if told else None,
        "possible": str(balance.possible),
        "misconceptions": balance.misconceptions if told else (),
        "log": [_entry(serving, entry, told=told) for entry in serving.log],
    }


def _entry(serving: Serving, entry: Entry, *, told: bool) -> Data:
    at = {"at": _time(entry.at)}
    match entry:
        case Tried(responses, outcomes):
            what = {part: _outcome(outcome) for part, outcome in outcomes.items()} if told else None
            return {"answered": responses, "outcomes": what, **at}
        case Hinted(number):
            return {"hint": plain(hints(serving.item)[number].text), **at}
        case Solved():
            return {"solution": True, **at}
        case Judged(part, earned, comment):
            return {"judged": part, "earned": str(earned), "comment": comment, **at}
        case _:
            assert_never(entry)


def _outcome(outcome: Outcome) -> Data:
    match outcome:
        case Score(earned, possible, feedback, misconception):
            told = {"feedback": plain(feedback), "misconception": misconception}
            return {"earned": str(earned), "possible": str(possible), **told}
        case Invalid(message):
            return {"unreadable": message}
        case Pending(reason):
            return {"waiting": reason}
        case _:
            assert_never(outcome)


def _time(at: datetime) -> str:
    return at.isoformat(timespec="microseconds")
