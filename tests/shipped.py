"""Variants of the shipped questions, generated once for all tests of formats."""

from functools import cache

from qbank.authoring.bank import load
from qbank.generation.program import program
from qbank.item import Item
from qbank.resources import questions_folder

BANK = load([questions_folder()])
NAMES = tuple(sorted(BANK.items))


@cache
def twenty(name: str) -> tuple[Item, ...]:
    """The first twenty variants of a question, or all where there are fewer."""
    drawn = program(BANK.item(name))
    return tuple(drawn.item("shipped", variant) for variant in range(min(20, drawn.space.count)))
