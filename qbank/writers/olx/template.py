"""The template's macros and the records that they are given; every text in them is final XML."""

from functools import cache
from typing import NamedTuple

from qbank.writers.environment import environment
from qbank.writers.environment import interactions as held
from qbank.writers.filled import Filled

TEMPLATE = "olx/problem.xml.jinja"


class Number(NamedTuple):
    """A number or a formula to type: what is right, and hints on wrong answers, each with the answer that it is for.

    ``half`` lists numbers that earn half; ``samples`` says where formulas are compared.
    """

    label: str
    note: str
    answer: str
    tolerance: str
    unit: str
    samples: str
    half: str
    hints: tuple[tuple[str, str], ...]
    inline: bool


class Option(NamedTuple):
    """An option: whether it is right, else what share it earns, and what is told of it."""

    right: bool
    share: str
    text: str
    feedback: str
    misconception: str


class Choices(NamedTuple):
    """Options to choose from. ``credit`` is how several right ones are marked."""

    label: str
    note: str
    options: tuple[Option, ...]
    shuffle: bool
    partial: bool
    credit: str
    inline: bool


class Typed(NamedTuple):
    """A text to type: a regular expression of what is right, and those of wrong texts with what is told of them."""

    label: str
    note: str
    answer: str
    case: bool
    hints: tuple[tuple[str, str, str], ...]
    inline: bool


class Rows(NamedTuple):
    """Several choices below a prompt; ``plain`` where all that is chosen from is plain text."""

    prompt: str
    note: str
    rows: tuple[Choices, ...]
    plain: bool


class Problem(NamedTuple):
    """A whole problem."""

    title: str
    points: str
    objectives: str
    tags: str
    bloom: str
    language: str
    stem: str
    notes: str
    parts: str
    solution: str
    source: str
    hints: tuple[str, ...]


class Criterion(NamedTuple):
    """What a text is marked by, and the points that it may be given for it."""

    name: str
    asked: str
    points: tuple[str, ...]


class Essay(NamedTuple):
    """An open response assessment; the explanation is for whoever marks."""

    name: str
    title: str
    objectives: str
    tags: str
    bloom: str
    asked: str
    criteria: tuple[Criterion, ...]
    explanation: str


class Library(NamedTuple):
    """A library: its title, whose it is, its name, and its problems."""

    title: str
    organisation: str
    name: str
    problems: str


class Bank(NamedTuple):
    """The variants of a question."""

    title: str
    problems: str


class Page(NamedTuple):
    """The questions of a section."""

    title: str
    children: str


class Course(NamedTuple):
    """A course with one test."""

    name: str
    organisation: str
    title: str
    language: str
    minutes: str
    children: str


@cache
def filled() -> Filled:
    """The macros."""
    return Filled(environment().get_template(TEMPLATE))


@cache
def interactions() -> frozenset[str]:
    """The interactions that the template has a macro for."""
    return held(environment(), TEMPLATE)
