"""The template's macros and what they are given: final cells only."""

from functools import cache
from typing import NamedTuple

from qbank.writers.environment import environment
from qbank.writers.filled import Filled

TEMPLATE = "brightspace/questions.jinja"

Rows = tuple[str | tuple[str, ...], ...]
"""Answers: a share and a pattern; a share, an option and what is said; a number, a source and its target; a step and what is
said; or what a text is marked by."""


class Question(NamedTuple):
    """One question."""

    number: str
    title: str
    text: str
    points: str
    scoring: str
    rows: Rows
    hint: str
    feedback: str


@cache
def macros() -> Filled:
    """The template's macros, compiled once."""
    return Filled(environment().get_template(TEMPLATE))
