"""A form lowered once for everything that is printed or displayed: the student's paper and the answer key.

Records of numbers, words and texts, in the order in which they are read; a template or a typesetter is only the page around
them. ``questions`` reads nothing of an item but what a student may see. ``answer_key`` reads everything else.
"""

from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from qbank.content import Number, Text, plain
from qbank.item import Answer, Form, Interaction, Item, Known, NumericEntry, Part, SingleChoice

MORE_DECIMALS = 3  # an irrational key is told with so many more than the student gives
LONGEST_EXACT = 24  # characters; an exact value longer than this is noise to whoever marks by hand


# --- the student's paper ---


class Blank(Struct, frozen=True):
    """Where a number is written: its unit, and how it is to be given."""

    kind: str
    unit: str
    note: str


class Option(Struct, frozen=True):
    """One option under its letter."""

    letter: str
    text: Text


class Options(Struct, frozen=True):
    """Lettered options of which one is chosen."""

    kind: str
    options: tuple[Option, ...]


Response = Blank | Options


class Task(Struct, frozen=True):
    """One thing that is asked. ``label`` is empty when the question has no other."""

    name: str
    label: str
    points: str
    prompt: Text
    response: Response


class Question(Struct, frozen=True):
    """A numbered question."""

    number: int
    language: str
    points: str
    stem: Text
    tasks: tuple[Task, ...]


class Group(Struct, frozen=True):
    """The questions of a section under its heading."""

    title: str
    questions: tuple[Question, ...]


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
            Group(section.title or "Questions", tuple(_question(item, next(numbers)) for item in section.items))
            for section in form.sections
        ),
    )


def _question(item: Item, number: int) -> Question:
    tasks = tuple(_task(part, number, label) for part, label in zip(item.parts, labels(item), strict=True))
    return Question(number, item.language, counted(item.points, "point"), item.stem, tasks)


def _task(part: Part, number: int, label: str) -> Task:
    points = counted(part.points, "point") if label else ""
    return Task(f"q{number}{label}", label, points, part.prompt, _response(part.interaction))


def _response(interaction: Interaction) -> Response:
    match interaction:
        case NumericEntry(decimals, unit):
            return Blank(kind(interaction), unit, asked(decimals))
        case SingleChoice(choices):
            options = tuple(Option(letter(place), choice.text) for place, choice in enumerate(choices))
            return Options(kind(interaction), options)
        case _:
            assert_never(interaction)


# --- the answer key ---


class KeyNumber(Struct, frozen=True):
    """A right number: as displayed, exactly (empty when that is the same), and what is accepted."""

    kind: str
    shown: str
    exact: str
    accepted: str


class KeyOption(Struct, frozen=True):
    """An option: whether it is right, and what a student who chose it is told."""

    letter: str
    text: Text
    correct: bool
    feedback: Text
    misconception: str
    credit: str


class KeyOptions(Struct, frozen=True):
    """The options with the right one marked, and its letter."""

    kind: str
    letter: str
    options: tuple[KeyOption, ...]


class Mistake(Struct, frozen=True):
    """A wrong number that is recognised, and what a student who gives it is told."""

    shown: str
    feedback: Text
    misconception: str
    credit: str


class KeyTask(Struct, frozen=True):
    """A part's right answer, the mistakes that are recognised, and how to reach the answer."""

    label: str
    points: str
    key: KeyNumber | KeyOptions
    mistakes: tuple[Mistake, ...]
    solution: Text


class KeyQuestion(Struct, frozen=True):
    """A question as whoever marks needs it; ``facts`` are what is known of the item, each with its name."""

    number: int
    language: str
    title: str
    points: str
    facts: tuple[tuple[str, str], ...]
    tasks: tuple[KeyTask, ...]
    hints: tuple[Text, ...]


class Key(Struct, frozen=True):
    """The answers of one form."""

    title: str
    language: str
    code: str
    points: str
    questions: tuple[KeyQuestion, ...]


def answer_key(form: Form) -> Key:
    """Everything that marks and explains one form."""
    made = tuple(_key_question(item, number) for number, item in enumerate(form.items, start=1))
    return Key(form.title, form.language, form.code, counted(form.points, "point"), made)


def _key_question(item: Item, number: int) -> KeyQuestion:
    return KeyQuestion(
        number=number,
        language=item.language,
        title=item.title,
        points=counted(item.points, "point"),
        facts=_facts(item),
        tasks=tuple(
            _key_task(part, item.answer(part.id), label) for part, label in zip(item.parts, labels(item), strict=True)
        ),
        hints=item.hints,
    )


def _facts(item: Item) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Item", f"{item.id}, variant {item.variant}"),
        ("Objectives", ", ".join(item.objectives)),
        ("Bloom level", item.bloom),
        ("Tags", ", ".join(item.tags)),
        ("Source", item.source),
    )
    return tuple((name, value) for name, value in facts if value)


def _key_task(part: Part, answer: Answer, label: str) -> KeyTask:
    points = counted(part.points, "point") if label else ""
    match part.interaction:
        case NumericEntry(_, unit):
            key = _key_number(part.interaction, answer, unit)
            return KeyTask(label, points, key, tuple(_mistake(known, unit) for known in answer.known), answer.solution)
        case SingleChoice():
            return KeyTask(label, points, _key_options(part.interaction, answer), (), answer.solution)
        case _:
            assert_never(part.interaction)


def _key_number(interaction: NumericEntry, answer: Answer, unit: str) -> KeyNumber:
    decimals = None if answer.shown is None else answer.shown.decimals
    exact = exactly(answer.key)
    if isinstance(answer.key, Fraction) and not answer.exact:
        exact = plain(Number(answer.key, (decimals or 0) + MORE_DECIMALS))
    shown = exact if answer.shown is None else plain(answer.shown)
    centre = exact if len(exact) <= LONGEST_EXACT else shown
    rounded = (
        answer.exact
        and isinstance(answer.key, Fraction)
        and decimals is not None
        and answer.key * 10**decimals % 1 != 0
    )
    return KeyNumber(
        kind=kind(interaction),
        shown=f"{shown} {unit}".rstrip(),
        exact=centre if rounded and centre != shown else "",
        accepted=f"{centre} ± {exactly(answer.tolerance)}" if answer.tolerance else "exactly this value",
    )


def _mistake(known: Known, unit: str) -> Mistake:
    shown = exactly(known.response) if known.shown is None else plain(known.shown)
    return Mistake(f"{shown} {unit}".rstrip(), known.feedback, known.misconception or "", credit(known))


def _key_options(interaction: SingleChoice, answer: Answer) -> KeyOptions:
    known = {known.response: known for known in answer.known}
    options = tuple(
        KeyOption(
            letter=letter(place),
            text=choice.text,
            correct=choice.id == answer.key,
            feedback=known[choice.id].feedback if choice.id in known else Text(),
            misconception=(known[choice.id].misconception or "") if choice.id in known else "",
            credit=credit(known[choice.id]) if choice.id in known else "",
        )
        for place, choice in enumerate(interaction.choices)
    )
    return KeyOptions(kind(interaction), next(option.letter for option in options if option.correct), options)


# --- words for numbers ---


def kind(interaction: Interaction) -> str:
    """The interaction's name, under which a template has a macro for it.

    >>> kind(NumericEntry()), kind(SingleChoice(()))
    ('numeric_entry', 'single_choice')
    """
    match interaction:
        case NumericEntry():
            return "numeric_entry"
        case SingleChoice():
            return "single_choice"
        case _:
            assert_never(interaction)


def asked(decimals: int | None) -> str:
    """How a number is to be given.

    >>> asked(3), asked(1), asked(0), asked(None)
    ('Give 3 decimals.', 'Give 1 decimal.', 'Give a whole number.', 'Give the exact value.')
    """
    match decimals:
        case None:
            return "Give the exact value."
        case 0:
            return "Give a whole number."
        case _:
            return f"Give {counted(Fraction(decimals), 'decimal')}."


def counted(number: Fraction, noun: str) -> str:
    """A number of things, in words for a page.

    >>> counted(Fraction(1), "point"), counted(Fraction(5, 2), "point"), counted(Fraction(1, 3), "point")
    ('1 point', '2.5 points', '1/3 points')
    """
    return f"{exactly(number)} {noun}{'' if number == 1 else 's'}"


def exactly(value: Fraction | str) -> str:
    """An exact value as displayed.

    >>> exactly(Fraction(-1, 3)), exactly(Fraction(1, 2000))
    ('−1/3', '0.0005')
    """
    return value if isinstance(value, str) else plain(Number(value))


def credit(known: Known) -> str:
    """What a recognised wrong answer still earns; empty when nothing."""
    return plain(Number(known.credit, None, "percent")) if known.credit else ""


def letter(place: int) -> str:
    """The letter of an option or a part: A to Z, then AA, AB, ...

    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    first, last = divmod(place, 26)
    return (letter(first - 1) if first else "") + chr(ord("A") + last)


def labels(item: Item) -> tuple[str, ...]:
    """The labels (a), (b), ... of an item's parts; empty when it has one part only."""
    several = len(item.parts) > 1
    return tuple(letter(place).lower() if several else "" for place in range(len(item.parts)))
