"""The page on which an answer is judged: by its rubric or its key.

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
from qbank.practice.store.teaching import waiting_after
from qbank.practice.web.clock_words import day_and_time
from qbank.practice.web.fields import Form
from qbank.practice.web.points import points
from qbank.practice.web.question_page import QuestionPage
from qbank.practice.web.teaching.asked import as_asked, key_of
from qbank.practice.web.teaching.desk import TeachingDesk, field_text, two
from qbank.practice.web.teaching.queue import JUDGE, answer_address
from qbank.response import Pending, Response
from qbank.wording import counted, exactly, percent, sentence


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


def judging_page(desk: TeachingDesk, id: str, *, form: Form | None = None, notice: str = "") -> JudgingPage:
    """An answer by the ids of its serving and its part; what is typed into the ``form`` stays typed."""
    serving, part = _found(desk, id)
    item, answer = serving.item, counting(serving)[part]
    last = _last(serving, part)
    queue, after = _place(desk, serving, part)
    page = JudgingPage(
        address=answer_address(serving.id, part),
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
    rubric = _rubric(item, part)
    page = _by_key(page, serving, part) if rubric is None else _by_rubric(page, rubric)
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


def _by_rubric(page: JudgingPage, rubric: Rubric) -> JudgingPage:
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
        after = waiting_after(connection, serving.at, serving.id, part)
    queue = f"/teach/class/{who.school_class}/waiting" if who and who.school_class else "/teach/waiting"
    return queue, answer_address(after.serving, after.part) if after else ""


# --- judging ---


def judge(desk: TeachingDesk, id: str, form: Form) -> str | JudgingPage:
    """Points for an answer, and a comment for the student; then the next answer that waits, or the queue."""
    serving, part = _found(desk, id)
    comment, last = field_text(form, "comment"), _last(serving, part)
    try:
        earned = _earned(serving.item, part, form, "" if last is None else exactly(last.earned))
        if last is None or (last.earned, last.comment) != (earned, comment):
            desk.tutor.judge(serving.id, part, earned, comment, JUDGE, desk.clock())
    except PracticeError as error:
        return judging_page(desk, id, form=form, notice=sentence(error))
    queue, after = _place(desk, serving, part)
    return after or queue


def _earned(item: Item, part: str, form: Form, before: str) -> Fraction:
    """The points in a form: for each criterion, or in all. Points in all that stood there ``before`` give way to criteria."""
    rubric, total = _rubric(item, part), field_text(form, "total")
    criteria = rubric.criteria if rubric else ()
    typed = [field_text(form, f"points-{number}") for number in range(1, len(criteria) + 1)]
    if any(typed):
        return _added(criteria, typed, "" if total == before else total)
    if not total:
        raise PracticeError("give each criterion its points, or points in all" if criteria else "give points")
    return points(total)


def _added(criteria: tuple[Criterion, ...], typed: list[str], total: str) -> Fraction:
    """The points of every criterion together; PracticeError when one has none or too many, or the ``total`` is another."""
    if not all(typed):
        raise PracticeError("give every criterion its points, 0 where it is not met, or only points in all")
    each = [points(text) for text in typed]
    for earned, criterion in zip(each, criteria, strict=True):
        if earned > criterion.points:
            raise PracticeError(f"a criterion that is worth {exactly(criterion.points)} cannot earn {exactly(earned)}")
    together = sum(each, Fraction(0))
    if total and points(total) != together:
        raise PracticeError(f"the criteria earn {exactly(together)}, but in all it says {total}")
    return together
