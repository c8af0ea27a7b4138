"""A form lowered once for everything that is printed or displayed: the student's paper.

Records of numbers, words and texts, in the order in which they are read; a template or a typesetter is only the page around
them. ``questions`` reads nothing of an item but what a student may see; ``qbank.answer_key`` reads everything else.
"""

from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from qbank.content import Gap, Text
from qbank.interactions import (
    Choice,
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    Symbol,
    TextEntry,
    kind,
)
from qbank.item import Form, Item, Part
from qbank.labels import fill_gaps, gap_numbers, labels
from qbank.wording import counted, earning, enumerated, instruction, letter


class Blank(Struct, frozen=True):
    """Where a number, a word or a few words are written, with a number's unit."""

    kind: str
    note: str
    unit: str


class Spelling(Struct, frozen=True):
    """A symbol of an answer that is a formula, and how it may be typed."""

    shown: Text
    typed: tuple[str, ...]


class Formula(Struct, frozen=True):
    """Where a formula is written, in these symbols."""

    kind: str
    note: str
    symbols: tuple[Spelling, ...]


class Option(Struct, frozen=True):
    """One option, source or step under its letter, or one target under its number."""

    letter: str
    text: Text


class Options(Struct, frozen=True):
    """Lettered options of which one, or any number, is chosen."""

    kind: str
    note: str
    options: tuple[Option, ...]


class Columns(Struct, frozen=True):
    """Lettered sources, each to be given the number of a target."""

    kind: str
    note: str
    sources: tuple[Option, ...]
    targets: tuple[Option, ...]


class Steps(Struct, frozen=True):
    """Lettered steps, each to be given its place."""

    kind: str
    note: str
    steps: tuple[Option, ...]
    places: tuple[str, ...]


class Lines(Struct, frozen=True):
    """Where a text of so many lines is written."""

    kind: str
    note: str
    lines: int


Response = Blank | Formula | Options | Columns | Steps | Lines


class Task(Struct, frozen=True):
    """One thing that is asked. ``label`` is empty when the question has no other; ``name`` is unique on the paper."""

    name: str
    label: str
    points: str
    prompt: Text
    response: Response


class GapTask(Struct, frozen=True):
    """A numbered gap in a stem: what is answered in it, and what it is called."""

    number: str
    name: str
    prompt: Text
    response: Response


class Question(Struct, frozen=True):
    """A numbered question. Gaps in its stem are named by their numbers; ``notes`` says how they are filled in."""

    number: int
    language: str
    points: str
    stem: Text
    gaps: tuple[GapTask, ...]
    notes: tuple[str, ...]
    tasks: tuple[Task, ...]


class Group(Struct, frozen=True):
    """The questions of a section under its heading, with what is to be said before them."""

    title: str
    questions: tuple[Question, ...]
    instructions: Text


class Paper(Struct, frozen=True):
    """What a student holds."""

    title: str
    language: str
    code: str
    length: str
    minutes: str
    points: str
    instructions: Text
    groups: tuple[Group, ...]


def questions(form: Form) -> Paper:
    """The student's paper of a form: nothing of its answers, hints or sources."""
    numbers = iter(range(1, len(form.items) + 1))
    return Paper(
        title=form.title,
        language=form.language,
        code=form.code,
        length=counted(Fraction(len(form.items)), "question"),
        minutes="" if form.minutes is None else counted(Fraction(form.minutes), "minute"),
        points=counted(form.points, "point"),
        instructions=form.instructions,
        groups=tuple(
            Group(
                section.title or "Questions",
                tuple(_question(item, next(numbers)) for item in section.items),
                section.instructions,
            )
            for section in form.sections
        ),
    )


def _question(item: Item, number: int) -> Question:
    gaps, named = gap_numbers(item), labels(item)
    inline = {gaps[part.id]: part for part in item.parts if part.id in gaps}
    return Question(
        number=number,
        language=item.language,
        points=counted(item.points, "point"),
        stem=fill_gaps(item.stem, {part: Gap(place) for part, place in gaps.items()}) if gaps else item.stem,
        gaps=tuple(
            GapTask(place, f"q{number}g{place}", inline[place].prompt, response(inline[place]))
            for place in gaps.values()
        ),
        notes=_notes(inline, alone=len(item.parts) == 1),
        tasks=tuple(_task(part, number, named[part.id]) for part in item.parts if part.id not in gaps),
    )


def _task(part: Part, number: int, label: str) -> Task:
    return Task(
        name=f"q{number}{label.strip('()')}",
        label=label,
        points=counted(part.points, "point") if label else "",
        prompt=part.prompt,
        response=response(part),
    )


def _notes(gaps: dict[str, Part], *, alone: bool) -> tuple[str, ...]:
    """What gaps are worth and how they are filled in, one sentence for all of which it is said."""
    said: dict[str, list[str]] = {}
    for number in sorted(gaps, key=int):
        part = gaps[number]
        points = "" if alone else f"{counted(part.points, 'point')}. "
        how = instruction(part.interaction) if isinstance(part.interaction, NumericEntry) else ""
        said.setdefault(f"{points}{how}".strip(), []).append(number)
    return tuple(
        f"Gap{'s' if len(numbers) > 1 else ''} {enumerated(numbers)}: {_each(note, len(numbers))}"
        for note, numbers in said.items()
        if note
    )


def _each(note: str, gaps: int) -> str:
    points, stop, rest = note.partition(".")
    return f"{points} each{stop}{rest}" if gaps > 1 and "point" in points else note


def response(part: Part) -> Response:
    """Where and how a student answers; the note also says how the part is scored, unless it is all or nothing."""
    name, note = kind(part.interaction), f"{instruction(part.interaction)} {earning(part.scoring)}".rstrip()
    match part.interaction:
        case NumericEntry(unit=unit):
            return Blank(name, note, unit)
        case TextEntry():
            return Blank(name, note, "")
        case ExpressionEntry(symbols):
            return Formula(name, note, spellings(symbols))
        case SingleChoice(choices) | MultipleChoice(choices):
            return Options(name, note, lettered(choices))
        case Matching(sources, targets):
            return Columns(name, note, lettered(sources), numbered(targets))
        case Ordering(steps):
            return Steps(name, note, lettered(steps), tuple(str(place + 1) for place in range(len(steps))))
        case ExtendedText(lines):
            return Lines(name, note, lines)
        case _:
            assert_never(part.interaction)


def spellings(symbols: tuple[Symbol, ...]) -> tuple[Spelling, ...]:
    """The symbols of a formula, and how they may be typed."""
    return tuple(Spelling(symbol.shown, symbol.spellings) for symbol in symbols)


def lettered(choices: tuple[Choice, ...]) -> tuple[Option, ...]:
    """Options, sources or steps under their letters.

    >>> [option.letter for option in lettered((Choice("x", Text()), Choice("y", Text())))]
    ['A', 'B']
    """
    return tuple(Option(letter(place), choice.text) for place, choice in enumerate(choices))


def numbered(choices: tuple[Choice, ...]) -> tuple[Option, ...]:
    """Targets under their numbers.

    >>> [option.letter for option in numbered((Choice("x", Text()), Choice("y", Text())))]
    ['1', '2']
    """
    return tuple(Option(str(place + 1), choice.text) for place, choice in enumerate(choices))
