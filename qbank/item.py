"""A solved question and what holds it: interactions, parts, answers, items, sections, forms.

The list of interactions is closed, in the sense of QTI: question types compile to them, writers and graders know only them.
What a student is served is the same record with ``answers=None`` (``without_answers``).
"""

from collections.abc import Iterator
from enum import Enum
from fractions import Fraction
from typing import Literal, Protocol

from msgspec import Struct
from msgspec.structs import replace

from qbank.content import Number, Text

Order = Literal["shuffle", "ascending", "fixed"]


class ScoringPolicy(Enum):
    """How a part's points are earned; writers, graders and checks read it."""

    ALL_OR_NOTHING = "all_or_nothing"


class NumericEntry(Struct, frozen=True):
    """A number is typed. ``decimals`` is what the student is asked for; None asks for the exact value."""

    decimals: int | None = None
    unit: str = ""


class Choice(Struct, frozen=True):
    """One option. The id is its place on the student's page, so it tells nothing."""

    id: str
    text: Text


class SingleChoice(Struct, frozen=True):
    """One option is chosen. ``order`` says whether a target may shuffle the options again."""

    choices: tuple[Choice, ...]
    order: Order = "shuffle"


Interaction = NumericEntry | SingleChoice


class Part(Struct, frozen=True):
    """One thing that is asked."""

    id: str
    prompt: Text
    interaction: Interaction
    points: Fraction
    scoring: ScoringPolicy = ScoringPolicy.ALL_OR_NOTHING


class Known(Struct, frozen=True):
    """A response that is recognised: a number or a choice id, the share of the points it earns, and what to tell the student.

    ``shown`` is the number as displayed; None for a choice.
    """

    response: Fraction | str
    credit: Fraction
    feedback: Text
    misconception: str | None = None
    shown: Number | None = None


class Answer(Struct, frozen=True):
    """What a part's right answer is, exactly, and how to reach it.

    ``key`` is a number (of a numeric entry) or the id of a choice. A numeric response is right when it is within
    ``tolerance`` of the key, both ends included. ``shown`` is the key as displayed; None for a choice. ``exact`` is False
    for an irrational key, which is given to twelve decimals.
    """

    part: str
    key: Fraction | str
    solution: Text
    tolerance: Fraction = Fraction(0)
    shown: Number | None = None
    known: tuple[Known, ...] = ()
    exact: bool = True


Drawn = Fraction | str | tuple["Drawn", ...]
"""The value of a parameter or quantity: a number, a word, or a list."""


class Draw(Struct, frozen=True):
    """A variant before it is solved: its question, its number, its parameters."""

    item: str
    variant: int
    parameters: tuple[tuple[str, Drawn], ...]


def exact_text(value: Drawn) -> str | list[object]:
    """A value of a draw as exact text: ``"1/5"``; lists stay lists.

    >>> exact_text((Fraction(1, 5), Fraction(2)))
    ['1/5', '2']
    """
    return [exact_text(element) for element in value] if isinstance(value, tuple) else str(value)


class Item(Struct, frozen=True):
    """A question, solved: one variant of an item model.

    ``parameters`` and ``quantities`` are the draw, for the instructor's copy only.
    """

    id: str
    seed: str
    variant: int
    title: str
    language: str
    objectives: tuple[str, ...]
    tags: tuple[str, ...]
    bloom: str
    points: Fraction
    stem: Text
    parts: tuple[Part, ...]
    hints: tuple[Text, ...]
    source: str
    parameters: tuple[tuple[str, Drawn], ...] = ()
    quantities: tuple[tuple[str, Drawn], ...] = ()
    answers: tuple[Answer, ...] | None = None

    @property
    def name(self) -> str:
        """Item and variant in one word, such as ``td-advantage-7``."""
        return f"{self.id}-{self.variant}"

    def answer(self, part: str) -> Answer:
        """The answer of a part; KeyError when there is none, as in a student's copy."""
        for answer in self.answers or ():
            if answer.part == part:
                return answer
        raise KeyError(part)


def without_answers(item: Item) -> Item:
    """The student's copy: no answers, no hints, no worked solution, and nothing from which the draw can be made again."""
    return replace(item, seed="", variant=0, hints=(), answers=None, parameters=(), quantities=())


class Section(Struct, frozen=True):
    """Items under one heading."""

    title: str
    items: tuple[Item, ...]


class Form(Struct, frozen=True):
    """One assembled copy of a test. ``code`` identifies it on paper; what it means stands in the lock file only."""

    name: str
    title: str
    language: str
    instructions: Text
    minutes: int | None
    copy: int
    code: str
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def points(self) -> Fraction:
        """What the whole form is worth."""
        return sum((item.points for item in self.items), Fraction(0))


class Quiz(Protocol):
    """What a writer is given: copies, made when asked for, so that memory does not grow with their number."""

    @property
    def name(self) -> str:
        """What files are named after."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def copies(self) -> int:
        """How many copies there are."""

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The questions' ids, in order."""

    def form(self, copy: int) -> Form:
        """Copy number ``copy``, from 0."""

    def code(self, copy: int) -> str:
        """What identifies a copy on paper and tells nothing else."""

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """What a copy's draws are, in order, without solving them."""

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question, one for each copy, in order."""
