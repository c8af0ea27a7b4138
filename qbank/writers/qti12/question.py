"""A part of an item, or some that belong together, in the fields that all questions of the family have."""

from collections.abc import Callable, Iterable, Mapping
from functools import cache, lru_cache
from typing import NamedTuple

from markupsafe import Markup
from msgspec import Struct

from qbank.content import Text
from qbank.item import Item, Known, Part
from qbank.markup.fill import Template, slot
from qbank.markup.html import MATHJAX
from qbank.wording import letter
from qbank.writers.environment import environment
from qbank.writers.filled import Filled
from qbank.writers.qti12 import text
from qbank.writers.qti12.numbers import points
from qbank.writers.qti12.records import Question
from qbank.writers.task import Task, digest, identifier

OWN, OTHER = Markup("<strong>_____</strong>"), Markup("( … )")
OPEN = "["


class Dialect(Struct, frozen=True):
    """A target's name, and what it makes of HTML with LaTeX in it."""

    target: str
    finished: Callable[[str], str]

    def mattext(self, markup: str) -> str:
        """HTML as the content of a ``<mattext>``."""
        return text.xml(self.finished(markup))

    def option(self, shown: Text) -> str:
        """A text as an option, as the content of a ``<mattext>``."""
        return text.xml(self.finished(text.line(shown)))


class Body(NamedTuple):
    """What is asked, as HTML: the stem, what was asked before, the prompt, what it is asked about, and how to answer."""

    language: str
    stem: str
    before: tuple[str, ...]
    prompt: str
    subject: str
    note: str
    unit: str


class Solution(NamedTuple):
    """What is told to all, as HTML."""

    texts: tuple[str, ...]
    source: str


Row = tuple[str, str, str]
"""A remark: what it is about, what is said, and the name of the misconception; all as they may stand in HTML."""


class Beside(NamedTuple):
    """What a question has beside its own fields: how to answer, what it asks about, a stem with gaps, what is told to whom."""

    note: str = ""
    subject: str = ""
    unit: str = ""
    stem: str = ""
    correct: str = ""
    rows: tuple[Row, ...] = ()
    extra: str = ""


@cache
def html_parts() -> Filled:
    """The macros that put HTML together."""
    return Filled(environment().get_template("qti12/parts.html.jinja"))


def question(task: Task, dialect: Dialect, beside: Beside) -> Question:
    """The fields that all types of question have."""
    item, page = task.item, html_parts()
    body = Body(
        language=text.attribute(item.language),
        stem=beside.stem or dialect.finished(stem(task)),
        before=tuple([dialect.finished(text.html(part.prompt)) for part in before(task)]),
        prompt="" if beside.stem else dialect.finished(text.html(task.part.prompt)),
        subject=dialect.finished(beside.subject),
        note=beside.note,
        unit=words(beside.unit),
    )
    solutions = dict.fromkeys(text.html(item.answer(part.id).solution) for part in task.parts)
    shown = [dialect.finished(one) for one in (*solutions, beside.extra) if one]
    told = page("solution", Solution(tuple(shown), words(item.source)))
    return Question(
        ident=identifier(item, task.label),
        title=text.attribute(f"{item.title} ({item.variant}{task.label})"),
        points=points(task.points),
        body=text.xml(page("body", body)),
        general=text.xml(told.strip()),
        correct=beside.correct,
        incorrect=dialect.mattext(page("remarks", beside.rows)) if beside.rows else "",
        hints=tuple([dialect.mattext(text.html(hint)) for hint in item.hints]),
        category=text.xml("; ".join(item.objectives)),
    )


def words(said: str) -> str:
    """Plain text inside HTML, in which no formula is found."""
    return str(MATHJAX.words(said)) if said else ""


def told(known: Known, dialect: Dialect) -> str:
    """What is said of a known response, as the content of a ``<mattext>``; nothing when nothing is."""
    if not known.feedback and not known.misconception:
        return ""
    return _told(dialect, text.html(known.feedback), known.misconception or "")


@lru_cache(maxsize=4096)
def _told(dialect: Dialect, said: str, misconception: str) -> str:
    return dialect.mattext(html_parts()("told", (said, text.attribute(misconception))))


def rows(about: Iterable[tuple[str, Known]]) -> tuple[Row, ...]:
    """A remark for each known response of which something is said, in HTML before its formulas are finished."""
    return tuple(
        (what, text.line(known.feedback), text.attribute(known.misconception or ""))
        for what, known in about
        if known.feedback or known.misconception
    )


def pool_ident(item: Item, label: str) -> str:
    """What identifies the pool of a question's variants, or of one of the questions into which it is split."""
    return f"pool-{digest(f'{item.id} {item.seed}', 8)}{label}"


def pool_title(item: Item, label: str) -> str:
    """What the pool is called, with a few letters that tell one seed's from another's; as it may stand in an attribute."""
    return text.attribute(f"{item.title}{f' ({label})' if label else ''} [{digest(item.seed)}]")


# --- an item of several parts ---


def split(item: Item, joined: Callable[[tuple[Part, ...]], bool]) -> list[Task]:
    """An item as one question for each part; gaps that can be answered together are one."""
    inline = tuple(part for part in item.parts if part.inline)
    groups = [inline] if len(inline) > 1 and joined(inline) else [(part,) for part in inline]
    groups += [(part,) for part in item.parts if not part.inline]
    if len(groups) == 1:
        return [Task(item, groups[0])]
    return [Task(item, parts, letter(place).lower()) for place, parts in enumerate(groups)]


def before(task: Task) -> list[Part]:
    """The parts that were asked before this one, whose prompts it may speak of."""
    if not task.label or task.part.inline:
        return []
    others = [part for part in task.item.parts if not part.inline]
    return others[: others.index(task.part)]


def stem(task: Task) -> str:
    """The stem of a question about one part: its own gap is marked, others are left open."""
    if not any(part.inline for part in task.item.parts):
        return text.html(task.item.stem)
    marks = {part.id: OWN if part is task.part else OTHER for part in task.item.parts if part.inline}
    return text.html(task.item.stem, marks)


def with_names(task: Task, dialect: Dialect, names: Mapping[str, str]) -> str:
    """The stem with ``[name]`` in each gap; what else would look like a gap is spelt in HTML."""
    marks = {part.id: Markup(slot(number, "gap")) for number, part in enumerate(task.parts)}  # noqa: S704  our own mark
    marked = dialect.finished(text.html(task.item.stem, marks)).replace(OPEN, "&#91;")
    return Template(marked).join([f"[{names[part.id]}]" for part in task.parts])
