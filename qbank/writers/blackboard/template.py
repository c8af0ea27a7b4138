"""The template's macros and what they are given: final texts only."""

from functools import cache
from typing import NamedTuple

from qbank.writers.environment import environment
from qbank.writers.filled import Filled

TEMPLATE = "blackboard/pool.xml.jinja"
NUMBER = "\ufdd0"
"""What stands in the template where the number of an object goes."""


class Number(NamedTuple):
    """The right number, and the ends of what is accepted."""

    value: str
    least: str
    greatest: str


class Typed(NamedTuple):
    """A right text, or an expression for it, and whether capitals count."""

    pattern: bool
    case: str
    text: str


class Choice(NamedTuple):
    """An option, whether it is right, its share in percent and what is said of it."""

    ident: str
    text: str
    right: bool
    share: str
    feedback: str


class Step(NamedTuple):
    """A step of an ordering, as shown."""

    ident: str
    text: str


class Source(NamedTuple):
    """A source, a label for each target, that of the right one, and its share in percent."""

    ident: str
    text: str
    labels: tuple[str, ...]
    right: str
    share: str


class Solution(NamedTuple):
    """What is said of an option, or of the whole question to whoever marks it."""

    ident: str
    text: str


Answers = tuple[Number, ...] | tuple[Typed, ...] | tuple[Choice, ...] | tuple[Step, ...] | tuple[Source, ...]


class Question(NamedTuple):
    """One question."""

    title: str
    text: str
    points: str
    notes: str
    feedback: str
    answers: Answers
    partial: str = "false"
    negative: str = "N"
    shuffle: str = "Yes"
    lines: str = ""
    order: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    solutions: tuple[Solution, ...] = ()


class Pool(NamedTuple):
    """A pool: its title and what is said of it."""

    title: str
    about: str


class Resource(NamedTuple):
    """A file of the package."""

    name: str
    type: str
    title: str


class Course(NamedTuple):
    """The name of the course that the package says it comes from."""

    course: str


class Picture(NamedTuple):
    """A picture's number among the files of a course, and its name."""

    number: str
    course: str
    name: str


@cache
def macros() -> Filled:
    """The template's macros, compiled once."""
    return Filled(environment().get_template(TEMPLATE))
