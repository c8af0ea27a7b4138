"""What a page says of an answer to a part: its outcome, how it was read, which mistake it shows, and whether it counts."""

from datetime import datetime
from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from qbank.content import Text
from qbank.grading.read_back import ReadBack, read_back
from qbank.interactions import ExpressionEntry, NumericEntry, Ordering, TextEntry
from qbank.item import Part
from qbank.practice.session import Counted, Judged, Serving, Tried, counting
from qbank.response import Invalid, Outcome, Pending, Response, Score, pointed
from qbank.wording import counted, exactly

ONCE_EACH = "give each step a place of its own"


class Told(Struct, frozen=True, kw_only=True):
    """What is said of an answer; ``kind`` is right, part, wrong, unread, waiting or saved."""

    kind: str
    words: str
    read_as: str = ""
    reading: Text = Text()
    feedback: Text = Text()
    pointed: tuple[str, ...] = ()
    hint: str = ""
    counts: str = ""
    comment: str = ""


def last_answer(serving: Serving, part: str) -> tuple[Response, Outcome] | None:
    """The last answer to a part, and what became of it."""
    for entry in reversed(serving.log):
        if isinstance(entry, Tried) and part in entry.outcomes:
            return entry.responses[part], entry.outcomes[part]
    return None


def told(serving: Serving, part: Part, now: datetime) -> Told | None:
    """What may be said of the last answer to a part; None when there is none."""
    last = last_answer(serving, part.id)
    if last is None:
        return None
    response, outcome = last
    if isinstance(outcome, Invalid):
        return _unread(part, response, outcome)
    if not serving.session.tells(now):
        return Told(kind="saved", words="Saved. You can change it until you hand in.")
    match outcome:
        case Score():
            return _score(outcome, counting(serving)[part.id], _reading(serving, part, response, outcome))
        case Pending():
            return _waiting(serving, part, outcome)
        case _:
            assert_never(outcome)


def _unread(part: Part, response: Response, outcome: Invalid) -> Told:
    typed = isinstance(part.interaction, NumericEntry | ExpressionEntry | TextEntry)
    return Told(
        kind="unread",
        words=f"This cannot be read, which costs nothing: {outcome.message}.",
        pointed=pointed(response, outcome.position) if typed else (),
        hint=ONCE_EACH if isinstance(part.interaction, Ordering) else outcome.hint,
    )


def _reading(serving: Serving, part: Part, response: Response, score: Score) -> Text:
    """What was read, as a formula: a formula's was kept, a number's is read again."""
    if not isinstance(part.interaction, NumericEntry):
        return score.reading
    found = read_back(part.interaction, response, serving.item.language)
    return found.shown if isinstance(found, ReadBack) else Text()


def _score(score: Score, first: Counted, reading: Text) -> Told:
    of = _of(score.earned, score.possible)
    kind, words = (
        ("right", f"Right: {of}.")
        if score.earned == score.possible
        else ("part", f"In part: {of}.")
        if score.earned
        else ("wrong", f"Not right: {of}.")
    )
    return Told(
        kind=kind,
        words=words,
        read_as="" if kind == "right" else score.read_as,
        reading=reading if kind != "right" else Text(),
        feedback=score.feedback,
        counts="" if first.outcome is score else _first(first),
    )


def _first(first: Counted) -> str:
    match first.outcome:
        case Score(earned=earned, possible=possible):
            return f"Your first answer counts, with {_of(earned, possible)}."
        case Pending():
            return "Your first answer counts; it waits for somebody to mark it."


def _waiting(serving: Serving, part: Part, outcome: Pending) -> Told:
    marks = [entry for entry in serving.log if isinstance(entry, Judged) and entry.part == part.id]
    if marks:
        words = f"Marked: {_of(marks[-1].earned, part.points)}."
        return Told(kind="part", words=words, comment=marks[-1].comment)
    return Told(kind="waiting", words=f"{outcome.reason[:1].upper()}{outcome.reason[1:]}.")


def _of(earned: Fraction, possible: Fraction) -> str:
    return f"{exactly(earned)} of {counted(possible, 'point')}"
