"""Answers that a person must judge: the queue, and the page on which one is judged against its rubric.

Whose answer it is, is not shown. It may be judged again later: the last judgement counts.
"""

from fractions import Fraction

from msgspec import Struct
from msgspec.structs import replace

from qbank.answer_key import KeyTask
from qbank.content import Text
from qbank.item import Criterion, Item, Rubric
from qbank.labels import labels
from qbank.practice.session import Judged, PracticeError, Serving, counting
from qbank.practice.store.people import learner
from qbank.practice.store.servings import serving as kept_serving
from qbank.practice.store.teaching import JudgedAnswer, Waiting, judged, waiting
from qbank.practice.web.clock_words import day_and_time
from qbank.practice.web.fields import Form
from qbank.practice.web.learner_page import question_title
from qbank.practice.web.points import points
from qbank.practice.web.question_page import QuestionPage
from qbank.practice.web.teaching.asked import as_asked, key_of
from qbank.practice.web.teaching.desk import TeachingDesk, field_text, found_class, two
from qbank.practice.web.teaching.questions import EVERYBODY
from qbank.response import Pending, Response
from qbank.wording import counted, exactly, percent, sentence

JUDGE = "instructor"
LATEST = 25
"""So many of the last judgements are listed."""


class Line(Struct, frozen=True):
    """An answer in the queue, or one that was judged: where its page is, which question it answers, what is known of it."""

    address: str
    title: str
    note: str


class WaitingPage(Struct, frozen=True):
    """The answers of a class, or of everybody, that wait, the oldest first; and those that were judged, the last first."""

    id: str
    name: str
    waiting: tuple[Line, ...]
    judged: tuple[Line, ...]


class Scale(Struct, frozen=True):
    """A criterion: the field of its points, what it says, what it is worth, and what is typed in."""

    field: str
    text: Text
    possible: str
    value: str


class JudgingPage(Struct, frozen=True, kw_only=True):
    """An answer and everything by which it is judged.

    A text has a model answer and ``scales``; another answer, which could not be decided, a ``reason`` and a ``key``.
    """

    address: str
    title: str
    label: str
    at: str
    asked: QuestionPage
    prompt: Text
    response: Response
    reason: str
    key: KeyTask | None
    model_answer: Text
    scales: tuple[Scale, ...]
    total: str
    possible: str
    cost: str
    comment: str
    judged: str
    after: str
    queue: str
    notice: str


# --- the queue ---


def waiting_page(desk: TeachingDesk, id: str = "") -> WaitingPage:
    """What waits in a class, or with everybody where no class is named."""
    with desk.tutor.store.reading() as connection:
        name = found_class(connection, id).name if id else EVERYBODY
        queue, done = waiting(connection, id or None), judged(connection, LATEST, id or None)
    return WaitingPage(id, name, tuple(_waiting(desk, one) for one in queue), tuple(_judged(desk, one) for one in done))


def _waiting(desk: TeachingDesk, one: Waiting) -> Line:
    return Line(_address(one.serving, one.part), _title(desk, one.item), f"asked {day_and_time(one.at)}")


def _judged(desk: TeachingDesk, one: JudgedAnswer) -> Line:
    by = "" if one.judge == JUDGE else " by the student"
    note = f"{counted(one.earned, 'point')}{by}, {day_and_time(one.at)}"
    return Line(_address(one.serving, one.part), _title(desk, one.item), note)


def _address(serving: str, part: str) -> str:
    return f"/teach/waiting/{serving}/{part}"


def _title(desk: TeachingDesk, item: str) -> str:
    return question_title(desk.tutor.source.bank, item)


# --- one answer ---


def judging_page(desk: TeachingDesk, id: str, *, form: Form | None = None, notice: str = "") -> JudgingPage:
    """An answer by the ids of its serving and its part; what is typed into the ``form`` stays typed."""
    serving, part = _found(desk, id)
    item, answer = serving.item, counting(serving)[part]
    last = _last(serving, part)
    queue, after = _place(desk, serving, part)
    page = JudgingPage(
        address=_address(serving.id, part),
        title=item.title,
        label=labels(item)[part],
        at=day_and_time(serving.at),
        asked=as_asked(serving, desk.clock()),
        prompt=item.part(part).prompt,
        response=answer.response,
        reason="",
        key=None,
        model_answer=Text(),
        scales=(),
        total="" if last is None else exactly(last.earned),
        possible=exactly(item.part(part).points),
        cost=percent(answer.cost),
        comment="" if last is None else last.comment,
        judged="" if last is None else f"{counted(last.earned, 'point')}, {day_and_time(last.at)}",
        after=after or queue,
        queue=queue,
        notice=notice,
    )
    page = _by_rubric(page, item, part) if _rubric(item, part) else _by_key(page, serving, part)
    return page if form is None else _typed(page, form)


def _found(desk: TeachingDesk, id: str) -> tuple[Serving, str]:
    """An answer that a person judges; PracticeError when it is none."""
    name, part = two(id)
    with desk.tutor.store.reading() as connection:
        serving = kept_serving(connection, name)
    answer = counting(serving).get(part)
    if answer is None or not isinstance(answer.outcome, Pending) or not serving.session.tells(desk.clock()):
        raise PracticeError(f"no answer to {part!r} waits to be judged")
    return serving, part


def _rubric(item: Item, part: str) -> Rubric | None:
    key = item.answer(part).key
    return key if isinstance(key, Rubric) else None


def _by_rubric(page: JudgingPage, item: Item, part: str) -> JudgingPage:
    rubric = item.answer(part).rubric
    scales = tuple(_scale(number, one) for number, one in enumerate(rubric.criteria, start=1))
    return replace(page, model_answer=rubric.model_answer, scales=scales)


def _scale(number: int, one: Criterion) -> Scale:
    return Scale(f"points-{number}", one.text, exactly(one.points), "")


def _by_key(page: JudgingPage, serving: Serving, part: str) -> JudgingPage:
    outcome, parts = counting(serving)[part].outcome, [one.id for one in serving.item.parts]
    reason = outcome.reason if isinstance(outcome, Pending) else ""
    return replace(page, reason=reason, key=key_of(serving.item).tasks[parts.index(part)])


def _typed(page: JudgingPage, form: Form) -> JudgingPage:
    return replace(
        page,
        scales=tuple(replace(one, value=field_text(form, one.field)) for one in page.scales),
        total=field_text(form, "total"),
        comment=field_text(form, "comment"),
    )


def _last(serving: Serving, part: str) -> Judged | None:
    """The judgement that counts; None when there is none yet."""
    marks = [entry for entry in serving.log if isinstance(entry, Judged) and entry.part == part]
    return marks[-1] if marks else None


def _place(desk: TeachingDesk, serving: Serving, part: str) -> tuple[str, str]:
    """Where the queue is in which an answer stands, and where the next one after it; empty when it is the last."""
    with desk.tutor.store.reading() as connection:
        who = learner(connection, serving.session.learner)
        its = who.school_class if who else None
        queue = waiting(connection, its)
    here = (serving.at, serving.id, part)
    after = next((one for one in queue if (one.at, one.serving, one.part) > here), None)
    return f"/teach/class/{its}/waiting" if its else "/teach/waiting", _address(
        after.serving, after.part
    ) if after else ""


# --- judging ---


def judge(desk: TeachingDesk, id: str, form: Form) -> str | JudgingPage:
    """Points for an answer, and a comment for the student; then the next answer that waits, or the queue."""
    page = judging_page(desk, id)
    serving, part = _found(desk, id)
    comment, last = field_text(form, "comment"), _last(serving, part)
    try:
        earned = _earned(serving.item, part, form)
        if last is None or (last.earned, last.comment) != (earned, comment):
            desk.tutor.judge(serving.id, part, earned, comment, JUDGE, desk.clock())
    except PracticeError as error:
        return judging_page(desk, id, form=form, notice=sentence(error))
    return page.after


def _earned(item: Item, part: str, form: Form) -> Fraction:
    """The points in a form: in all, or for each criterion."""
    rubric, total = _rubric(item, part), field_text(form, "total")
    criteria = rubric.criteria if rubric else ()
    typed = [field_text(form, f"points-{number}") for number in range(1, len(criteria) + 1)]
    if not any(typed):
        if not total:
            raise PracticeError("give each criterion its points, or points in all" if criteria else "give points")
        return points(total)
    if not all(typed):
        raise PracticeError("give every criterion its points, 0 where it is not met, or only points in all")
    each = [points(text) for text in typed]
    for earned, criterion in zip(each, criteria, strict=True):
        if earned > criterion.points:
            raise PracticeError(f"a criterion that is worth {exactly(criterion.points)} cannot earn {exactly(earned)}")
    if total and points(total) != sum(each):
        raise PracticeError(f"the criteria earn {exactly(sum(each, Fraction(0)))}, but in all it says {total}")
    return sum(each, Fraction(0))
