"""What the page of a question shows: nothing of its key, its hints or its solution before that is due."""

from collections.abc import Mapping
from datetime import datetime
from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from qbank.content import Text
from qbank.document import GapTask, Question, Task, questions
from qbank.grading.read_back import is_read_back
from qbank.interactions import ExtendedText
from qbank.item import Criterion, Item, Part
from qbank.labels import gap_numbers, labels
from qbank.practice.session import Serving, counting, hints_seen, next_hint, result, shown_item
from qbank.practice.web.clock_words import Left
from qbank.practice.web.fields import Field, field
from qbank.practice.web.told import Told, last_answer, told
from qbank.response import Pending, Response, Score
from qbank.wording import counted, exactly, percent
from qbank.writers.single import OneItem

Drafts = Mapping[str, Response]
"""What is typed in and not yet answered, by part."""


class Marking(Struct, frozen=True):
    """How a text is marked by whoever wrote it: a good answer, what counts, and the most it can earn."""

    model_answer: Text
    criteria: tuple[tuple[Text, str], ...]
    most: str


class Asked(Struct, frozen=True):
    """A part: what it is called and asks, the field of its answer, and what is said of the last one."""

    label: str
    prompt: Text
    points: str
    field: Field
    locked: bool
    told: Told | None
    marking: Marking | None
    solution: Text
    number: str = ""
    read_back: bool = False


class Rehearsed(Struct, frozen=True):
    """Where a question stands in a test that is rehearsed."""

    place: str
    left: Left | None
    before: str
    after: str


class QuestionPage(Struct, frozen=True, kw_only=True):
    """The page of a question that was served."""

    id: str
    session: str
    title: str
    language: str
    points: str
    stem: Text
    notes: tuple[str, ...]
    gaps: tuple[Asked, ...]
    parts: tuple[Asked, ...]
    hints: tuple[Text, ...]
    hints_taken: int
    hint_cost: str
    balance: str
    can_answer: bool
    can_solve: bool
    can_go_on: bool
    done: bool
    rehearsed: Rehearsed | None
    notice: str


def question_page(
    serving: Serving, now: datetime, drafts: Drafts, rehearsed: Rehearsed | None, notice: str
) -> QuestionPage:
    """The page of a question, as it stands now."""
    item, session = shown_item(serving), serving.session
    question = _lowered(item)
    inline = {number: part for part, number in gap_numbers(item).items()}
    apart = [part for part in item.parts if part.id not in inline.values()]
    gaps = tuple(_asked(serving, item.part(inline[gap.number]), gap, drafts, now) for gap in question.gaps)
    parts = tuple(_asked(serving, part, task, drafts, now) for part, task in zip(apart, question.tasks, strict=True))
    can_answer = not all(asked.locked for asked in (*gaps, *parts))
    helps = not session.plan.rehearsal and session.is_open(now)
    hint, found = next_hint(serving) if helps else None, result(serving)
    told_now = session.tells(now)
    return QuestionPage(
        id=serving.id,
        session=session.id,
        title=item.title,
        language=item.language,
        points=question.points,
        stem=question.stem,
        notes=question.notes,
        gaps=gaps,
        parts=parts,
        hints=tuple(one.text for one in hints_seen(serving)),
        hints_taken=serving.hints_taken,
        hint_cost="" if hint is None else _cost(hint.cost, answered=not found.open),
        balance=_balance(serving) if told_now else "",
        can_answer=can_answer,
        can_solve=helps and not serving.solved,
        can_go_on=helps,
        done=told_now and found.done,
        rehearsed=rehearsed,
        notice=notice,
    )


def unmarked(page: QuestionPage) -> QuestionPage:
    """The same page for whoever does not mark its texts: somebody else does."""
    gaps, parts = ([replace(one, marking=None) for one in several] for several in (page.gaps, page.parts))
    return replace(page, gaps=tuple(gaps), parts=tuple(parts))


def _lowered(item: Item) -> Question:
    """The question as it is displayed."""
    return questions(OneItem(item, item.id, item.title).form(0)).groups[0].questions[0]


def field_names(serving: Serving) -> dict[str, str]:
    """The name of each part's field, by the id of the part."""
    item = shown_item(serving)
    question, gaps = _lowered(item), gap_numbers(item)
    names = {gap.number: gap.name for gap in question.gaps}
    apart = iter(question.tasks)
    return {part.id: names[gaps[part.id]] if part.id in gaps else next(apart).name for part in item.parts}


def is_locked(serving: Serving, part: str, now: datetime) -> bool:
    """Whether a part takes no further answer: it is right, waits to be marked, its solution was seen, or the session is over."""
    if serving.solved or not serving.session.is_open(now):
        return True
    last = last_answer(serving, part)
    if serving.session.plan.rehearsal or last is None:
        return False
    outcome = last[1]
    return isinstance(outcome, Pending) or (isinstance(outcome, Score) and outcome.earned == outcome.possible)


def _asked(serving: Serving, part: Part, task: Task | GapTask, drafts: Drafts, now: datetime) -> Asked:
    last = last_answer(serving, part.id)
    response = drafts.get(part.id, last[0] if last else "")
    over = serving.solved or (serving.session.plan.rehearsal and serving.session.tells(now))
    return Asked(
        label=labels(serving.item)[part.id],
        prompt=task.prompt,
        points=task.points if isinstance(task, Task) else "",
        field=field(task.name, part, response),
        locked=is_locked(serving, part.id, now),
        told=told(serving, part, now),
        marking=_marking(serving, part, now),
        solution=serving.item.answer(part.id).solution if over else Text(),
        number=task.number if isinstance(task, GapTask) else "",
        read_back=is_read_back(part.interaction),
    )


def may_mark(serving: Serving, part: Part, now: datetime) -> bool:
    """Whether the learner may mark a text: it is answered, waits for somebody, and nothing is kept back any more."""
    waits = part.id in result(serving).waiting and isinstance(part.interaction, ExtendedText)
    return waits and serving.session.tells(now)


def _marking(serving: Serving, part: Part, now: datetime) -> Marking | None:
    if not may_mark(serving, part, now):
        return None
    rubric = serving.item.answer(part.id).rubric
    return Marking(rubric.model_answer, tuple(map(_criterion, rubric.criteria)), exactly(part.points))


def _criterion(one: Criterion) -> tuple[Text, str]:
    return one.text, counted(one.points, "point")


def _cost(cost: Fraction, *, answered: bool) -> str:
    return "costs nothing now" if answered else f"costs {percent(cost)} of what is not answered yet"


def _balance(serving: Serving) -> str:
    """What a question has earned so far; empty while nothing is answered."""
    found, given = result(serving), counting(serving)
    if not given and not found.done:
        return ""
    cost = max((one.cost for one in given.values()), default=Fraction(0))
    hints = f"With the hints, which cost {percent(cost)}" if cost else "In all" if found.done else "So far"
    waiting = ", and some waits to be marked" if found.waiting else ""
    return f"{hints}: {exactly(found.earned)} of {counted(found.possible, 'point')}{waiting}."
