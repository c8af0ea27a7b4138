"""The questions that come with qbank and variants of them, made once for all tests of formats."""

from functools import cache

from qbank.authoring.bank import Bank, load
from qbank.generation.program import program
from qbank.item import Item
from qbank.resources import questions_folder

BANK = load([questions_folder()])
NAMES = tuple(sorted(BANK.items))


def bank() -> Bank:
    """The bank."""
    return BANK


@cache
def shipped(name: str, variant: int = 0) -> Item:
    """A variant of a question."""
    return program(BANK.item(name)).item("shipped", variant)


def twenty(name: str) -> tuple[Item, ...]:
    """The first twenty variants of a question, or all where there are fewer."""
    count = min(20, program(BANK.item(name)).space.count)
    return tuple(shipped(name, variant) for variant in range(count))
