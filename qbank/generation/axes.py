"""Parameters as axes of the space of draws: how many values each has, and which is number n.

A list is one axis whose outermost digit is its length; within a length, each element is a digit, the last turning fastest.
"""

from collections.abc import Mapping, Sequence
from fractions import Fraction
from math import prod
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.authoring.parameters import ListOf, OneOf, Parameter, Range, WordsOf
from qbank.expressions.kinds import Kind
from qbank.expressions.ratios import Array, Ratios
from qbank.generation.cells import Labels
from qbank.rl.arithmetic import Quantity


class Axis(Struct, frozen=True):
    """A parameter: its elements' values and, for a list, the lengths it may have (else just ``None``)."""

    name: str
    values: tuple[Fraction, ...] | tuple[str, ...]
    lengths: tuple[int | None, ...] = (None,)
    hidden: bool = False

    def size(self, length: int | None) -> int:
        """How many values the parameter has at this length."""
        size: int = len(self.values) ** (1 if length is None else length)
        return size

    def value(self, length: int | None, number: int) -> Quantity:
        """Value number ``number`` at this length."""
        if length is None:
            return self.values[number]
        return tuple(self.values[digit] for digit in self._digits(length, number))

    def rows(self, length: int | None, numbers: Array) -> Any:
        """The values of many draws at once."""
        words = isinstance(self.values[0], str)
        row: Any = Labels(np.array(self.values, dtype=object)) if words else Ratios.of(self.values)  # type: ignore[arg-type]
        if length is None:
            return row.take(numbers.astype(np.int64))
        return tuple(row.take(digit.astype(np.int64)) for digit in self._digits(length, numbers))

    def _digits(self, length: int, number: Any) -> list[Any]:
        base = len(self.values)
        return [number // base**place % base for place in range(length - 1, -1, -1)]


def axis(name: str, parameter: Parameter) -> Axis:
    """The axis of an authored parameter."""
    match parameter:
        case Range() | OneOf() | WordsOf():
            return Axis(name, parameter.values, hidden=parameter.hidden)
        case ListOf(element=element, length=length):
            return Axis(name, element.values, tuple(range(length.first, length.last + 1)), parameter.hidden)
        case _:
            message = f"no axis for {type(parameter).__name__}"
            raise TypeError(message)


def kind_of_axis(one: Axis) -> Kind:
    """What kind of value a parameter has.

    >>> kind_of_axis(Axis("a", ("x", "y"))), kind_of_axis(Axis("b", (Fraction(1),), (2, 3)))
    ('word', 'list')
    """
    if isinstance(one.values[0], str):
        return "word" if one.lengths == (None,) else "words"
    return "number" if one.lengths == (None,) else "list"


class Block(Struct, frozen=True):
    """The cells of a grid in which every list has one length; cell numbers start at ``offset`` in the whole grid."""

    lengths: tuple[int | None, ...]
    sizes: tuple[int, ...]
    offset: int

    @property
    def size(self) -> int:
        return prod(self.sizes)


class Grid:
    """The cells of some axes: every combination of their values, numbered by mixed radix, lengths outermost.

    >>> grid = Grid([Axis("a", (Fraction(1), Fraction(2))), Axis("b", (Fraction(3),), (1, 2))])
    >>> grid.size, grid.environment(3)
    (4, {'a': Fraction(2, 1), 'b': (Fraction(3, 1), Fraction(3, 1))})
    """

    def __init__(self, axes: Sequence[Axis]) -> None:
        self.axes = tuple(axes)
        self.blocks: list[Block] = []
        self.size = 0
        for lengths in _combinations([axis.lengths for axis in axes]):
            sizes = tuple(axis.size(length) for axis, length in zip(axes, lengths, strict=True))
            block = Block(lengths, sizes, self.size)
            self.blocks.append(block)
            self.size += block.size

    def environment(self, cell: int) -> dict[str, Quantity]:
        """The parameters' values in one cell."""
        blocks = self.blocks
        block = blocks[0] if len(blocks) == 1 else next(block for block in reversed(blocks) if block.offset <= cell)
        digits = self._digits(block, cell - block.offset)
        return {
            axis.name: axis.value(length, digit)
            for axis, length, digit in zip(self.axes, block.lengths, digits, strict=True)
        }

    def shape(self, block: Block) -> Mapping[str, int]:
        """The length of each list in a block."""
        return {axis.name: length for axis, length in zip(self.axes, block.lengths, strict=True) if length is not None}

    def rows(self, block: Block, cells: Array) -> dict[str, Any]:
        """The parameters' values in many cells of one block, numbered within the block."""
        digits = self._digits(block, cells)
        return {
            axis.name: axis.rows(length, digit)
            for axis, length, digit in zip(self.axes, block.lengths, digits, strict=True)
        }

    @staticmethod
    def _digits(block: Block, number: Any) -> list[Any]:
        digits = []
        for size in reversed(block.sizes):
            above = number // size
            digits.append(number - above * size)  # in large columns a division costs five multiplications
            number = above
        return digits[::-1]


def _combinations(choices: Sequence[tuple[int | None, ...]]) -> list[tuple[int | None, ...]]:
    found: list[tuple[int | None, ...]] = [()]
    for options in choices:
        found = [(*before, option) for before in found for option in options]
    return found
