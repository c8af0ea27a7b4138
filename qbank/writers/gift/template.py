"""The template's macros and what they are given: final texts only."""

from functools import cache
from typing import NamedTuple

from qbank.writers.environment import environment
from qbank.writers.filled import Filled

TEMPLATE = "gift/questions.jinja"


class Band(NamedTuple):
    """A number, its tolerance, what it earns in percent (nothing for all) and what is said."""

    percent: str
    value: str
    tolerance: str
    feedback: str


class Row(NamedTuple):
    """One answer: whether it is marked as right, what it earns in percent where that is not plain, its format and text."""

    right: bool
    percent: str
    format: str
    text: str
    feedback: str


class Pair(NamedTuple):
    """A source and its target; a target of no source has none."""

    source: str
    target: str


class Question(NamedTuple):
    """One question."""

    number: str
    tags: tuple[str, ...]
    title: str
    text: str
    answers: tuple[Band, ...] | tuple[Row, ...] | tuple[Pair, ...]
    solution: str


class Names(NamedTuple):
    """The names of a category, from the outermost."""

    quiz: str
    question: str
    part: str


class Instructions(NamedTuple):
    """What is said before the questions."""

    title: str
    text: str


@cache
def macros() -> Filled:
    """The template's macros, compiled once."""
    return Filled(environment().get_template(TEMPLATE))
