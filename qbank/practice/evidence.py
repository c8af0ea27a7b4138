"""What an answered question tells of what is remembered: one grade for each objective and each misconception it makes visible."""

from collections.abc import Iterable, Mapping
from datetime import datetime

from msgspec.structs import replace

from qbank.practice.memory import MISCONCEPTION, OBJECTIVE, Grade, Memory, reviewed
from qbank.practice.session import Result, Serving, counting, result
from qbank.practice.visible import visible
from qbank.response import Score

HALF = 0.5


def evidence(serving: Serving) -> dict[str, Grade]:
    """The grade of each subject, once a serving tells something.

    A misconception that was shown is a lapse; one that the draw would have shown, in a part that was answered rightly, is
    overcome. A wrong answer that nobody recognises tells nothing of misconceptions.
    """
    balance = result(serving)
    if not balance.tells:
        return {}
    found = {f"{OBJECTIVE}{name}": _grade(serving, balance) for name in serving.item.objectives}
    right = {part for part, one in counting(serving).items() if _is_right(one.outcome)}
    found |= {f"{MISCONCEPTION}{name}": Grade.GOOD for name, parts in visible(serving.item).items() if parts & right}
    return found | {f"{MISCONCEPTION}{name}": Grade.AGAIN for name in balance.misconceptions}


def _grade(serving: Serving, balance: Result) -> Grade:
    share = balance.earned / balance.decided
    if serving.solved and len(counting(serving)) < len(serving.item.parts):
        return Grade.AGAIN
    return Grade.AGAIN if share < HALF else Grade.GOOD if share == 1 else Grade.HARD


def _is_right(outcome: object) -> bool:
    return isinstance(outcome, Score) and outcome.earned == outcome.possible


def remembered(before: Mapping[str, Memory], grades: Mapping[str, Grade], at: datetime) -> tuple[Memory, ...]:
    """The memories that the evidence of a serving changes, as they are after it."""
    found = sorted(grades.items())
    return tuple(reviewed(before.get(subject), subject, grade, at) for subject, grade in found)


def all_remembered(servings: Iterable[Serving]) -> dict[str, Memory]:
    """What is remembered after these servings: memories can always be made again from what happened."""
    found: dict[str, Memory] = {}
    for at, _, serving in sorted(filter(None, map(_telling, servings)), key=lambda one: one[:2]):
        found |= {memory.subject: memory for memory in remembered(found, evidence(serving), at)}
    return found


def _telling(serving: Serving) -> tuple[datetime, datetime, Serving] | None:
    """A serving as it was when it first told something, and when that was; None when it never did."""
    ended = serving.session.ended
    if serving.session.plan.rehearsal:
        return (ended, serving.at, serving) if ended is not None and result(serving).tells else None
    for length in range(1, len(serving.log) + 1):
        then = replace(serving, log=serving.log[:length])
        if result(then).tells:
            return then.log[-1].at, serving.at, then
    return None
