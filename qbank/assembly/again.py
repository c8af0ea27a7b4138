"""A test made again from its lock: the questions that it had, whatever a choice among those of today's bank would give."""

from collections.abc import Iterator
from fractions import Fraction

from msgspec.structs import replace

from qbank.assembly.assemble import collect, put_together
from qbank.assembly.assembly import Assembly
from qbank.assembly.entry import Entry
from qbank.authoring.bank import Bank, read_model
from qbank.authoring.blueprint import Blueprint
from qbank.source import Source
from qbank.writers.lock import LOCK, Lock


def made_again(lock: Lock, bank: Bank) -> Assembly:
    """The test that a lock describes, of questions as they are in the bank now; its copies keep their codes."""
    if lock.blueprint:
        blueprint = read_model(Blueprint, Source(LOCK, lock.blueprint_text), lock.quiz)
        entries = [tuple(own) for own in _by_section(blueprint, lock, bank)]
        test = put_together(blueprint, entries, bank, lock.seed, lock.number_of_copies)
    else:
        test = collect([one.item for one in lock.contents], bank, lock.seed, lock.number_of_copies)
    return replace(test, bank_digest=lock.bank, blueprint_digest=lock.blueprint)


def _by_section(blueprint: Blueprint, lock: Lock, bank: Bank) -> Iterator[list[Entry]]:
    """The questions of each section, of which its blueprint says how many there are."""
    ahead = iter(lock.contents)
    for section in blueprint.sections:
        number = len(section.fixed) + sum(pick.n for pick in section.pick)
        own = [next(ahead) for _ in range(number)]
        yield [Entry(bank.item(one.item), Fraction(one.points), one.picked) for one in own]
