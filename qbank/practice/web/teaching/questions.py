"""How the questions go that a class, or everybody, practised: a table, a plot, and the misconceptions that answers showed."""

from collections.abc import Callable, Sequence
from fractions import Fraction

from msgspec import Struct

from qbank.content import Text, plain
from qbank.grading.feedback import sentence
from qbank.item import Item
from qbank.practice.session import everywhere
from qbank.practice.store.servings import items
from qbank.practice.store.teaching import Going, Shown, going, shown
from qbank.practice.web.learner_page import misconception_name, question_title
from qbank.practice.web.rooms import Download
from qbank.practice.web.teaching.desk import TeachingDesk, found_class
from qbank.practice.web.teaching.tables import table
from qbank.rl.formula import formulas
from qbank.wording import counted

EVERYBODY = "Everybody"
PLOTTED, STEP, WHOLE = 20, 34, 99.5
"""So many questions are plotted, each so high; a whole bar is so wide, in hundredths of the plot, that its line is inside."""
QUESTIONS = ("question", "title", "served", "done", "facility", "seconds")
MISTAKES = ("question", "title", "misconception", "times", "students", "feedback")


class Row(Struct, frozen=True):
    """A question, and how it goes."""

    item: str
    title: str
    going: Going
    facility: str
    time: str
    mistakes: int


class Bar(Struct, frozen=True):
    """A question in the plot: how far from the top, how far it reaches, and what it says."""

    top: int
    width: str
    words: str


class Mistake(Struct, frozen=True):
    """A misconception that answers to a question showed, and what a student was told who showed it."""

    name: str
    title: str
    shown: Shown
    words: Text


class QuestionsPage(Struct, frozen=True):
    """How questions go: of a class, whose pages begin with ``address``, or of everybody."""

    name: str
    address: str
    of_class: bool
    by_name: bool
    questions: tuple[Row, ...]
    bars: tuple[Bar, ...]
    plot: str
    mistakes: tuple[Mistake, ...]


def questions_page(desk: TeachingDesk, id: str = "") -> QuestionsPage:
    """The questions of a class, or of everybody where no class is named; the hardest ones first."""
    return _page(desk, id, lambda row: (row.going.facility is None, row.going.facility, row.title))


def questions_by_name(desk: TeachingDesk, id: str = "") -> QuestionsPage:
    """The same by their titles."""
    return _page(desk, id, lambda row: (row.title.casefold(), row.item), by_name=True)


def _page(
    desk: TeachingDesk, id: str, order: Callable[[Row], tuple[object, ...]], *, by_name: bool = False
) -> QuestionsPage:
    name, rows, mistakes = _found(desk, id)
    hardest = sorted((row for row in rows if row.facility), key=lambda row: (row.going.facility, row.title))[:PLOTTED]
    return QuestionsPage(
        name=name or EVERYBODY,
        address=f"/teach/class/{id}" if id else "/teach",
        of_class=bool(id),
        by_name=by_name,
        questions=tuple(sorted(rows, key=order)),
        bars=tuple(_bar(place, row) for place, row in enumerate(hardest)),
        plot="; ".join(f"{row.title}: {row.facility}" for row in hardest),
        mistakes=mistakes,
    )


def _found(desk: TeachingDesk, id: str) -> tuple[str, tuple[Row, ...], tuple[Mistake, ...]]:
    """What the class is called, its questions, and its misconceptions."""
    with desk.tutor.store.reading() as connection:
        name = found_class(connection, id).name if id else ""
        every, mistaken = going(connection, id or None), shown(connection, id or None)
        asked = items(connection, {one.serving for one in mistaken})
    rows = tuple(_row(desk, one, mistaken) for one in every)
    told = [one for one in mistaken if one.serving in asked]  # all but those of somebody who was just deleted
    return name, rows, tuple(_mistake(desk, one, asked[one.serving]) for one in told)


def _row(desk: TeachingDesk, one: Going, mistaken: Sequence[Shown]) -> Row:
    return Row(
        item=one.item,
        title=question_title(desk.tutor.source.bank, one.item),
        going=one,
        facility="" if one.facility is None else f"{one.facility:.0%}",
        time="" if one.seconds is None else took(one.seconds),
        mistakes=sum(mistake.times for mistake in mistaken if mistake.item == one.item),
    )


def took(seconds: float) -> str:
    """A time as one says it.

    >>> took(44.6), took(150)
    ('45 seconds', '2.5 minutes')
    """
    if seconds < 60:
        return counted(Fraction(round(seconds)), "second")
    return counted(Fraction(round(seconds / 6), 10), "minute")


def _bar(place: int, row: Row) -> Bar:
    return Bar(place * STEP, f"{WHOLE * (row.going.facility or 0):.2f}%", f"{row.facility} {row.title}")


# --- misconceptions ---


def _mistake(desk: TeachingDesk, one: Shown, item: Item) -> Mistake:
    title = question_title(desk.tutor.source.bank, one.item)
    return Mistake(misconception_name(one.misconception), title, one, told_of(one.misconception, item))


def told_of(misconception: str, item: Item) -> Text:
    """What a question tells a student who shows a misconception, or else what its formula says of it; empty for neither."""
    for answer in item.answers or ():
        for known in answer.known:
            if known.misconception and everywhere(item.id, known.misconception) == misconception:
                return known.feedback
    formula = formulas().get(misconception.partition(".")[0])
    alternate = formula.alternates.get(misconception) if formula else None
    return Text() if alternate is None else sentence(alternate.feedback)


# --- for spreadsheets ---


def questions_table(desk: TeachingDesk, id: str = "") -> Download:
    """How questions go, as a table."""
    name, rows, _ = _found(desk, id)
    cells = ((row.item, row.title, row.going.served, row.going.done, *_numbers(row.going)) for row in rows)
    return table("questions", name, QUESTIONS, cells)


def _numbers(one: Going) -> tuple[str, str]:
    """Facility and time, in as many decimals as mean something."""
    return (
        "" if one.facility is None else f"{one.facility:.3f}",
        "" if one.seconds is None else f"{one.seconds:.1f}",
    )


def mistakes_table(desk: TeachingDesk, id: str = "") -> Download:
    """The misconceptions that answers showed, as a table."""
    name, _, mistakes = _found(desk, id)
    cells = (
        (one.shown.item, one.title, one.shown.misconception, one.shown.times, one.shown.learners, plain(one.words))
        for one in mistakes
    )
    return table("misconceptions", name, MISTAKES, cells)
