"""How the draws of a question look together: how its keys are spread, where right options stand, and its extreme draws."""

from collections import Counter
from collections.abc import Iterator, Sequence
from fractions import Fraction
from math import floor

from msgspec import Struct

from qbank.authoring.schema import ItemModel
from qbank.checking.certificate import SEED
from qbank.checking.extremes import extremes
from qbank.generation.program import Program, program
from qbank.interactions import NumericEntry, SingleChoice
from qbank.item import Item

SAMPLE, FEW = 5_000, 500
"""So many variants are looked at, and so many where each takes milliseconds."""
BINS = 24
"""More different keys than these are gathered in bins of equal width."""


class Bin(Struct, frozen=True):
    """How many keys lie from one number to another; both are the same where the keys are few."""

    low: Fraction
    high: Fraction
    count: int


class Spread(Struct, frozen=True):
    """The keys of a numeric part."""

    part: str
    bins: tuple[Bin, ...]


class Positions(Struct, frozen=True):
    """In how many variants each place among the options of a part is the right one."""

    part: str
    places: tuple[tuple[str, int], ...]


class Edge(Struct, frozen=True):
    """A variant that goes further than every other one, and in what."""

    names: tuple[str, ...]
    item: Item


class Portrait(Struct, frozen=True):
    """What was found among ``looked_at`` of ``variants`` variants."""

    looked_at: int
    variants: int
    spreads: tuple[Spread, ...]
    positions: tuple[Positions, ...]
    edges: tuple[Edge, ...]


def portrait(model: ItemModel) -> Portrait:
    """The portrait of a question that can be drawn."""
    compiled = program(model)
    count = compiled.space.count
    looked_at = min(count, FEW if compiled.slow else SAMPLE)
    keys: dict[str, Counter[Fraction]] = {}
    places: dict[str, Counter[str]] = {}
    for item in compiled.items(SEED, range(looked_at)):
        for part in item.parts:
            answer = item.answer(part.id)
            match part.interaction:
                case NumericEntry():
                    keys.setdefault(part.id, Counter())[answer.number] += 1
                case SingleChoice(choices):
                    own = places.setdefault(part.id, Counter(dict.fromkeys([one.id for one in choices], 0)))
                    own[answer.choice] += 1
                case _:
                    continue
    return Portrait(
        looked_at=looked_at,
        variants=count,
        spreads=tuple(Spread(part, tuple(bins(own))) for part, own in keys.items() if len(own) > 1),
        positions=tuple(Positions(part, tuple(sorted(own.items()))) for part, own in places.items()),
        edges=tuple(_edges(compiled)),
    )


def bins(counts: Counter[Fraction], most: int = BINS) -> Iterator[Bin]:
    """Each key with its count; of many different ones, bins of equal width from the smallest to the largest.

    >>> [(str(one.low), one.count) for one in bins(Counter({Fraction(1): 2, Fraction(3): 1}))]
    [('1', 2), ('3', 1)]
    >>> [(str(one.low), str(one.high), one.count) for one in bins(Counter(map(Fraction, range(5))), most=2)]
    [('0', '2', 2), ('2', '4', 3)]
    """
    if len(counts) <= most:
        yield from (Bin(key, key, count) for key, count in sorted(counts.items()))
        return
    low, high = min(counts), max(counts)
    width = (high - low) / most
    found = [0] * most
    for key, count in counts.items():
        found[min(most - 1, floor((key - low) / width))] += count
    yield from (Bin(low + number * width, low + (number + 1) * width, count) for number, count in enumerate(found))


def _edges(compiled: Program) -> Sequence[Edge]:
    return [Edge(one.names, compiled.item(SEED, one.variant)) for one in extremes(compiled, SEED).found]
