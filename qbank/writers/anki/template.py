"""The template's macros and the records that they are given; every text in them is final HTML."""

from functools import cache
from typing import NamedTuple

from qbank.writers.environment import environment
from qbank.writers.environment import interactions as held
from qbank.writers.filled import Filled

TEMPLATE = "anki/card.html.jinja"

Lettered = tuple[str, str]
"""A letter or number, and what stands behind it."""


class Asked(NamedTuple):
    """A part on the front of a card: options, sources or steps on the left, targets or spellings on the right."""

    label: str
    prompt: str
    points: str
    note: str
    unit: str
    left: tuple[Lettered, ...]
    right: tuple[Lettered, ...]


class Told(NamedTuple):
    """Something that is recognised, and what is said of it."""

    shown: str
    feedback: str
    misconception: str
    credit: str


class Answered(NamedTuple):
    """A part on the back of a card. ``key`` is what is right, ``notes`` how exactly, and what it earns."""

    label: str
    called: str
    key: str
    rows: tuple[Lettered, ...]
    notes: tuple[str, ...]
    model: str
    solution: str


class Front(NamedTuple):
    """The front of a card."""

    language: str
    stem: str
    notes: tuple[str, ...]
    parts: str
    points: str


@cache
def filled() -> Filled:
    """The macros."""
    return Filled(environment().get_template(TEMPLATE))


@cache
def interactions() -> frozenset[str]:
    """The interactions that the template has a macro for."""
    return held(environment(), TEMPLATE)


@cache
def constant(macro: str) -> str:
    """What a macro says that is given nothing: the sides of a card, their style."""
    return str(vars(environment().get_template(TEMPLATE).module)[macro]())
