"""Bars of a histogram as they are drawn: where each stands, how high it is, and what the picture says in words."""

from collections.abc import Sequence
from fractions import Fraction

from msgspec import Struct

from qbank.checking.report.portrait import Bin, Positions, Spread
from qbank.content import MINUS

WIDTH, HEIGHT = 480, 96
GAP = 2
"""So much lies between two bars, in the units of the picture."""


class Bar(Struct, frozen=True):
    """A bar: its left upper corner and its size, and what it stands for."""

    x: float
    y: float
    width: float
    height: float
    label: str


class Histogram(Struct, frozen=True):
    """A picture of bars: what it shows, the same in words, and what stands below it: at its ends, or under each bar."""

    title: str
    words: str
    bars: tuple[Bar, ...]
    below: tuple[str, ...]

    @property
    def each(self) -> bool:
        """Whether something stands under each bar."""
        return len(self.below) == len(self.bars)


def histogram(spread: Spread, looked_at: int) -> Histogram:
    """The keys of a part."""
    first, last = spread.bins[0], spread.bins[-1]
    most = max(spread.bins, key=lambda one: one.count)
    words = f"keys from {short(first.low)} to {short(last.high)}; most often {_range(most)}: {most.count:,} of {looked_at:,}"
    labels = [f"{_range(one)}: {one.count:,}" for one in spread.bins]
    bars = _bars([one.count for one in spread.bins], labels)
    return Histogram(f"Keys of {spread.part!r}", words, bars, (short(first.low), short(last.high)))


def places(positions: Positions) -> Histogram:
    """Where the right option of a part stands."""
    counts = [count for _, count in positions.places]
    words = ", ".join(f"{name.upper()} in {count:,}" for name, count in positions.places)
    bars = _bars(counts, [f"{name.upper()}: {count:,}" for name, count in positions.places])
    below = tuple(name.upper() for name, _ in positions.places)
    return Histogram(f"Place of the right option of {positions.part!r}", words, bars, below)


def short(number: Fraction) -> str:
    """A number in four digits.

    >>> short(Fraction(-1, 3)), short(Fraction(12))
    ('−0.3333', '12')
    """
    return f"{float(number):.4g}".replace("-", MINUS)


def _range(one: Bin) -> str:
    return short(one.low) if one.low == one.high else f"from {short(one.low)} to {short(one.high)}"


def _bars(counts: Sequence[int], labels: Sequence[str]) -> tuple[Bar, ...]:
    step, most = WIDTH / len(counts), max(counts)
    heights = [round(HEIGHT * count / most, 2) for count in counts]
    return tuple(
        Bar(round(number * step, 2), round(HEIGHT - height, 2), round(max(1, step - GAP), 2), height, label)
        for number, (height, label) in enumerate(zip(heights, labels, strict=True))
    )
