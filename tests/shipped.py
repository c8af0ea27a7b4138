"""The questions that come with qbank and variants of them, made once for all tests of formats."""

from functools import cache

from qbank.authoring.bank import Bank, load
from qbank.generation.program import generate, program
from qbank.item import Item
from qbank.resources import questions_folder


@cache
def bank() -> Bank:
    """The bank."""
    return load([questions_folder()])


BANK = bank()
NAMES = tuple(sorted(BANK.items))


@cache
def shipped(name: str, variant: int = 0) -> Item:
    """A variant of a question."""
    return generate(bank().item(name), seed="shipped", variant=variant)


@cache
def twenty(name: str) -> tuple[Item, ...]:
    """The first twenty variants of a question, or all where there are fewer."""
    return tuple(shipped(name, variant) for variant in range(min(20, program(BANK.item(name)).space.count)))
