"""The draws at the edges of a question: the largest and smallest keys, the longest and shortest texts.

Rational keys are computed for many draws at once, so that all of them are looked at up to a large number; texts and irrational
keys draw by draw, so fewer are. Where there are more, the first variants are looked at, which are a random sample of all.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from msgspec import Struct

from qbank.checking.comparison import key_line
from qbank.checking.variants import student_text
from qbank.generation.draw import Batch, shape_of
from qbank.generation.program import Program
from qbank.interactions import NumericEntry
from qbank.item import Item
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

NUMBERS = 200_000
"""So many variants have their rational keys computed: about three seconds."""
TEXTS = 2_000
"""So many have all of their texts made: about a second."""
FEW = 500
"""So many are drawn and solved where each takes milliseconds."""
CHUNK = 20_000


class Extreme(Struct, frozen=True):
    """A variant that goes further than every other one, and in what."""

    variant: int
    names: tuple[str, ...]


class Extremes(Struct, frozen=True):
    """What was found among so many ``variants``: of so many of them the ``numbers`` were looked at, and the ``texts``."""

    found: tuple[Extreme, ...]
    variants: int
    numbers: int
    texts: int


def extremes(compiled: Program, seed: str) -> Extremes:
    """The extreme variants of a question; of equal ones the first counts.

    Of each numeric part the largest key, the one nearest to zero and the most negative; the longest key in writing; the
    longest and the shortest text that a student reads. What is the same in all variants has no extremes.
    """
    count = compiled.space.count
    texts = min(count, FEW if compiled.slow else TEXTS)
    numbers = texts if compiled.slow else min(count, NUMBERS)
    keys, lengths = Records(), Records()
    for item in compiled.items(seed, range(texts)):
        lengths.offer("longest key", _longest_key(item), item.variant)
        lengths.offer("longest text", len(student_text(item)), item.variant)
        lengths.offer("shortest text", -len(student_text(item)), item.variant)
        if compiled.real:
            for part in _numeric(item):
                keys.offer_number(_name(item, part), item.answer(part).number, item.variant)
    if not compiled.real:
        for name, variant, value in _keys(compiled, seed, numbers):
            keys.offer_number(name, value, variant)
    return Extremes(_gathered({**keys.varied(), **lengths.varied()}), count, numbers, texts)


@dataclass(slots=True)
class Records:
    """By name, the largest measure so far and its variant; and the smallest, to know whether it varies."""

    largest: dict[str, tuple[Fraction | int, int]] = field(default_factory=dict)
    smallest: dict[str, Fraction | int] = field(default_factory=dict)

    def offer(self, name: str, measure: Fraction | int, variant: int) -> None:
        """A variant and how far it goes."""
        if name not in self.largest or measure > self.largest[name][0]:
            self.largest[name] = measure, variant
        self.smallest[name] = min(measure, self.smallest.get(name, measure))

    def offer_number(self, name: str, value: Fraction, variant: int) -> None:
        """A variant and its key."""
        self.offer(f"largest {name}", value, variant)
        self.offer(f"{name} nearest zero", -abs(value), variant)
        if value < 0:
            self.offer(f"most negative {name}", -value, variant)

    def varied(self) -> dict[str, int]:
        """The names whose measures are not all the same, each with its variant."""
        return {name: variant for name, (most, variant) in self.largest.items() if most != self.smallest[name]}


def _gathered(named: dict[str, int]) -> tuple[Extreme, ...]:
    names: dict[int, list[str]] = {}
    for name, variant in named.items():
        names.setdefault(variant, []).append(name)
    return tuple(Extreme(variant, tuple(own)) for variant, own in names.items())


def _longest_key(item: Item) -> int:
    return max(len(key_line(part, item.answer(part.id))) for part in item.parts)


def _numeric(item: Item) -> list[str]:
    return [part.id for part in item.parts if isinstance(part.interaction, NumericEntry)]


def _name(item: Item, part: str) -> str:
    return part if len(item.parts) > 1 else "key"


def _keys(compiled: Program, seed: str, count: int) -> Iterator[tuple[str, int, Fraction]]:
    """The rational keys of the first variants, each with its part's name and its variant."""
    first = compiled.item(seed, 0)
    terms = [(_name(first, part), working.term) for part in _numeric(first) if (working := first.answer(part).working)]
    if not terms:
        return
    for start in range(0, count, CHUNK):
        yield from _keys_of(compiled, seed, range(start, min(start + CHUNK, count)), terms)


def _keys_of(
    compiled: Program, seed: str, variants: Sequence[int], terms: Sequence[tuple[str, Term]]
) -> Iterator[tuple[str, int, Fraction]]:
    drawn = [(variant, compiled.space.draw(compiled.model.id, seed, variant)) for variant in variants]
    for shape in dict.fromkeys(shape_of(environment) for _, environment in drawn):
        own = [(variant, environment) for variant, environment in drawn if shape_of(environment) == shape]
        batch = Batch(compiled.terms, [environment for _, environment in own], compiled.model.id, seed)
        for name, term in terms:
            values: Sequence[Quantity] = batch.column(compiled.terms.register(term))
            for (variant, _), value in zip(own, values, strict=True):
                if isinstance(value, Fraction):
                    yield name, variant, value
