"""What a question that stands alone tells, asks and says afterwards, as HTML in the dialect of a target."""

from collections.abc import Callable, Iterable
from functools import cache
from typing import NamedTuple

from qbank.content import Text, plain
from qbank.interactions import Choice, Matching
from qbank.item import Answer, Known, Pair, expected
from qbank.wording import counted
from qbank.writers.alone import asks
from qbank.writers.environment import environment
from qbank.writers.filled import Filled
from qbank.writers.task import Task


class Dialect(NamedTuple):
    """How a target's HTML is written: a text, a text in the line, plain words, and words in an attribute."""

    blocks: Callable[[Text], str]
    line: Callable[[Text], str]
    words: Callable[[str], str]
    attribute: Callable[[str], str]


class Asked(NamedTuple):
    """What a question tells and asks."""

    language: str
    stem: str
    given: tuple["Given", ...]
    blank: str
    prompt: str
    note: str
    unit: str


class Given(NamedTuple):
    """The answer to another part, behind what was asked there."""

    prompt: str
    answer: str


class Solved(NamedTuple):
    """What is said of a question afterwards."""

    solution: str
    remarks: str
    source: str


class Told(NamedTuple):
    """What is said of an answer, and the misconception that it shows."""

    feedback: str
    misconception: str


class Remark(NamedTuple):
    """What is said of one response where the target has no place for it but a list."""

    about: str
    feedback: str
    misconception: str


class Grading(NamedTuple):
    """What a text is marked by."""

    criteria: tuple["Criterion", ...]
    model_answer: str


class Criterion(NamedTuple):
    """One criterion and its points."""

    text: str
    points: str


@cache
def macros() -> Filled:
    """The template's macros, compiled once."""
    return Filled(environment().get_template("alone.jinja"))


def asked(task: Task, note: str, dialect: Dialect) -> str:
    """The stem, the prompt and a note on how to answer, with the unit of a number."""
    stem, given, blank, prompt = asks(task)
    unit = getattr(task.part.interaction, "unit", "")
    record = Asked(
        language=dialect.attribute(task.item.language),
        stem=dialect.blocks(stem),
        given=tuple(Given(dialect.line(question), dialect.line(answer)) for question, answer in given),
        blank=blank,
        prompt=dialect.line(prompt) if blank else dialect.blocks(prompt),
        note=note,
        unit=dialect.words(unit) if unit else "",
    )
    return macros()("asked", record)


def solved(task: Task, remarks: str, dialect: Dialect) -> str:
    """The worked solution, remarks, and the source."""
    source = task.item.source
    record = Solved(dialect.blocks(task.answer.solution), remarks, dialect.words(source) if source else "")
    return macros()("solved", record)


def told(feedback: Text, misconception: str | None, dialect: Dialect) -> str:
    """What is said of an answer."""
    return told_markup(dialect.blocks(feedback), dialect.attribute(misconception) if misconception else "")


def told_markup(feedback: str, misconception: str) -> str:
    """The same of texts that are written already."""
    return macros()("told", Told(feedback, misconception))


def remark_list(about: Iterable[tuple[str, Known]], dialect: Dialect) -> str:
    """What is said of single responses, as a list; nothing when nothing is said."""
    rows = tuple(
        Remark(what, dialect.line(known.feedback), dialect.attribute(known.misconception or ""))
        for what, known in about
        if known.feedback or known.misconception
    )
    return macros()("remarks", rows) if rows else ""


def grading(task: Task, dialect: Dialect) -> str:
    """What a text is marked by: criteria with their points, and the model answer."""
    rubric = task.answer.rubric
    criteria = tuple(Criterion(dialect.line(one.text), counted(one.points, "point")) for one in rubric.criteria)
    return macros()("grading", Grading(criteria, dialect.blocks(rubric.model_answer)))


def numbers_told(answer: Answer, dialect: Dialect) -> str:
    """What is said of known wrong numbers, as a list."""
    shown = ((dialect.words(_shown(known)), known) for known in answer.known)
    return remark_list(shown, dialect)


def _shown(known: Known) -> str:
    return plain(known.shown) if known.shown is not None else str(known.response)


def pairs_told(entry: Matching, answer: Answer, dialect: Dialect) -> str:
    """What is said of wrong pairs: once for a source where it is the same for every wrong target."""
    sources, targets = texts(entry.sources), texts(entry.targets)
    alike: dict[tuple[str, Text, str | None], list[Known]] = {}
    for known in answer.known:
        pair = expected(known.response, Pair)
        alike.setdefault((pair.source, known.feedback, known.misconception), []).append(known)
    return remark_list(
        (
            (
                _about(source, [expected(one.response, Pair).target for one in group], sources, targets, dialect),
                group[0],
            )
            for (source, _, _), group in alike.items()
        ),
        dialect,
    )


def _about(source: str, wrong: list[str], sources: dict[str, Text], targets: dict[str, Text], dialect: Dialect) -> str:
    left = dialect.line(sources[source])
    if len(wrong) >= len(targets) - 1:
        return left
    return f"{left} → {'; '.join(dialect.line(targets[target]) for target in wrong)}"


def choices_told(choices: tuple[Choice, ...], answer: Answer, only: Iterable[str], dialect: Dialect) -> str:
    """What is said of some of the choices or steps, as a list."""
    shown, wanted = texts(choices), set(only)
    named = ((known, known.response) for known in answer.known if isinstance(known.response, str))
    return remark_list(((dialect.line(shown[one]), known) for known, one in named if one in wanted), dialect)


def texts(choices: tuple[Choice, ...]) -> dict[str, Text]:
    """The text of each choice by its id."""
    return {choice.id: choice.text for choice in choices}
