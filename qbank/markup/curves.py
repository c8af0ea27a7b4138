"""Curves: axes with round numbers, as lines to draw and as characters for a terminal."""

from collections.abc import Sequence
from fractions import Fraction
from math import ceil, floor

from msgspec import Struct

from qbank.pictures import Plot, shown

MOST_TICKS = 6
ROWS, COLUMNS = 9, 60


class Axis(Struct, frozen=True):
    """A range of numbers and the round ones in it that are written beside it."""

    low: Fraction
    high: Fraction
    ticks: tuple[Fraction, ...]

    def share(self, value: Fraction | int) -> float:
        """How far along the axis a number stands, from 0 to 1."""
        return float((value - self.low) / (self.high - self.low))


def axis(low: Fraction, high: Fraction, most: int = MOST_TICKS) -> Axis:
    """The axis that holds both numbers, from a round number to a round number.

    >>> [str(tick) for tick in axis(Fraction(13, 100), Fraction(19, 10)).ticks]
    ['0', '1/2', '1', '3/2', '2']
    """
    step = _step((high - low) / (most - 1) or Fraction(1))
    first, last = floor(low / step), ceil(high / step)
    last = max(last, first + 1)
    return Axis(first * step, last * step, tuple(step * number for number in range(first, last + 1)))


def _step(least: Fraction) -> Fraction:
    """The smallest of 1, 2, 5, 10, ... (and their tenths, hundredths, ...) that is no smaller."""
    power = Fraction(1)
    while power > least:
        power /= 10
    while power * 10 <= least:
        power *= 10
    return next(power * digit for digit in (1, 2, 5, 10) if power * digit >= least)


def whole_axis(first: int, count: int) -> Axis:
    """The axis of the steps, its numbers whole."""
    last = max(first + count - 1, first + 1)
    step = max(Fraction(1), _step(Fraction(last - first, 10)))
    start = ceil(first / step)
    return Axis(
        Fraction(first), Fraction(last), tuple(step * number for number in range(start, floor(last / step) + 1))
    )


def characters(plot: Plot) -> str:
    """A curve drawn with characters, the values at its ends beside it.

    >>> print(characters(Plot((Fraction(2), Fraction(1), Fraction(0)), up="loss")))
    loss
    2.0 ┤•
        │
    1.5 ┤
        │
    1.0 ┤         •
        │
    0.5 ┤
        │
    0.0 ┤                  •
        └───────────────────
         0        1        2  step
    """
    up = axis(min(plot.values), max(plot.values))
    spread = min(9, (COLUMNS - 1) // max(len(plot.values) - 1, 1))
    width = spread * (len(plot.values) - 1) + 1
    grid = [[" "] * width for _ in range(ROWS)]
    for place, value in enumerate(plot.values):
        grid[_row(up, value)][spread * place] = "•"
    labels = {_row(up, tick): shown_alike(up.ticks)[number] for number, tick in enumerate(up.ticks)}
    margin = max(map(len, labels.values()))
    rows = [
        f"{labels.get(row, '').rjust(margin)} {'┤' if row in labels else '│'}{''.join(cells)}".rstrip()
        for row, cells in enumerate(grid)
    ]
    across = _numbered(plot, spread, width)
    return "\n".join([plot.up, *rows, f"{' ' * margin} └{'─' * width}", f"{' ' * (margin + 2)}{across}  {plot.across}"])


def _row(up: Axis, value: Fraction) -> int:
    return round((1 - up.share(value)) * (ROWS - 1))


def _numbered(plot: Plot, spread: int, width: int) -> str:
    """The numbers of the steps below the curve, as many as fit."""
    line = [" "] * (width + 3)
    free = 0
    for place in range(len(plot.values)):
        text = str(plot.first + place)
        at = spread * place
        if at >= free:
            line[at : at + len(text)] = text
            free = at + len(text) + 2
    return "".join(line).rstrip()


def shown_alike(numbers: Sequence[Fraction]) -> list[str]:
    """Numbers beside an axis, all with as many decimals as one of them needs.

    >>> shown_alike([Fraction(0), Fraction(1, 2)])
    ['0.0', '0.5']
    """
    decimals = max(len(shown(number, 9).partition(".")[2]) for number in numbers)
    return [_padded(shown(number, 9), decimals) for number in numbers]


def _padded(text: str, decimals: int) -> str:
    whole, _, after = text.partition(".")
    return f"{whole}.{after.ljust(decimals, '0')}" if decimals else whole
