"""Named streams of random integers: the same on every machine, for ever.

``random`` and numpy promise no such thing for shuffles and choices (only ``random.random()`` is documented to be stable; see
NumPy's NEP 19), so these few functions count through BLAKE2b, and use integers only.
"""

import hashlib
from collections.abc import MutableSequence
from typing import Any

import numpy as np

SMALL = 200_000
"""Up to this size a permutation is stored; above, it is computed (a Feistel network)."""
FIRST = 64
"""So many numbers of a permutation are found without sorting all of it."""

WORD, HALF_WORD = 2**64, 2**31


class Stream:
    """Random integers determined by a name.

    >>> Stream("td-advantage", "seed", 7).below(10) == Stream("td-advantage", "seed", 7).below(10)
    True
    """

    def __init__(self, *names: object) -> None:
        self.names = names
        self.counter = 0
        self.words: list[int] = []

    def word(self) -> int:
        """The next integer below 2**64."""
        if not self.words:
            block = hashlib.blake2b(
                "/".join(map(str, self.names)).encode(), salt=self.counter.to_bytes(16, "little")
            ).digest()
            self.words = [int.from_bytes(block[at : at + 8], "little") for at in range(0, 64, 8)]
            self.counter += 1
        return self.words.pop()

    def below(self, size: int) -> int:
        """An integer from 0 to size - 1, each equally likely; ``size`` may be any positive integer."""
        words = (size.bit_length() + 63) // 64
        limit = WORD**words - WORD**words % size
        while True:  # each round succeeds with a probability above one half
            value = 0
            for _ in range(words):
                value = value * WORD + self.word()
            if value < limit:
                return value % size

    def shuffle(self, items: MutableSequence[Any]) -> None:
        """Put the items in random order (Fisher and Yates, from the end)."""
        for last in range(len(items) - 1, 0, -1):
            other = self.below(last + 1)
            items[last], items[other] = items[other], items[last]


class Permutation:
    """The numbers below ``size`` in an order that a name decides; any position in constant time.

    >>> order = Permutation(1_000_000, "seed")
    >>> len({order[position] for position in range(1000)})
    1000
    """

    def __init__(self, size: int, *names: object) -> None:
        self.size = size
        stream = Stream(*names, "permutation")
        self.scrambled = _counters(size, stream) if size <= SMALL else None
        self.stored: np.ndarray[Any, Any] | None = None
        self.keys = [stream.word() for _ in range(ROUNDS)]
        self.width = 1
        while self.width * self.width < size:
            self.width *= 2

    def __getitem__(self, position: int) -> int:
        if not 0 <= position < self.size:
            raise IndexError(position)
        if self.scrambled is not None:
            return self._sorted(position, self.scrambled)
        value = self._mixed(position)
        while value >= self.size:  # walk the cycle back into the range: under four steps on average
            value = self._mixed(value)
        return value

    def first(self, many: int) -> list[int]:
        """The numbers at so many first positions, worked out together.

        >>> order = Permutation(1_000_000, "seed")
        >>> order.first(3) == [order[0], order[1], order[2]]
        True
        """
        positions = range(min(many, self.size))
        if self.scrambled is not None or self.width > HALF_WORD:
            return [self[position] for position in positions]
        values = self._mixed_together(np.arange(len(positions), dtype=np.uint64))
        while (outside := values >= self.size).any():
            values[outside] = self._mixed_together(values[outside])
        found: list[int] = values.tolist()
        return found

    def _sorted(self, position: int, scrambled: "np.ndarray[Any, Any]") -> int:
        """The number at a position when scrambled counters are sorted, which is as unbiased as a shuffle.

        No two of them are equal, so however they are sorted the order is the same.
        """
        if self.stored is None or position >= len(self.stored):
            first = np.argpartition(scrambled, FIRST)[:FIRST] if position < FIRST < self.size else np.arange(self.size)
            self.stored = first[np.argsort(scrambled[first])]
        return int(self.stored[position])

    def _mixed_together(self, values: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
        """What ``_mixed`` gives for many values of 64 bits."""
        width = np.uint64(self.width)
        mask, (left, right) = np.uint64(self.width - 1), np.divmod(values, width)
        with np.errstate(over="ignore"):
            for key in self.keys:
                left, right = right, left ^ (_scrambled(right + np.uint64(key)) & mask)
        return left * width + right

    def _mixed(self, value: int) -> int:
        """A bijection of the numbers below width²: a Feistel network (Luby and Rackoff, SIAM J. Comput. 17, 1988)."""
        left, right = divmod(value, self.width)
        mask = self.width - 1
        mixed = _scramble if self.width <= WORD else _scramble_wide
        for key in self.keys:
            left, right = right, left ^ (mixed(right + key) & mask)
        return left * self.width + right


ROUNDS = 8


def _scramble(value: int) -> int:
    """The finaliser of SplitMix64 (Steele, Lea and Flood, OOPSLA 2014)."""
    value &= WORD - 1
    value = (value ^ (value >> 30)) * 0xBF58476D1CE4E5B9 % WORD
    value = (value ^ (value >> 27)) * 0x94D049BB133111EB % WORD
    return value ^ (value >> 31)


def _scramble_wide(value: int) -> int:
    """As many mixed bits as the value has, and more; SHAKE256 gives any number."""
    width = value.bit_length() // 8 + 9
    return int.from_bytes(hashlib.shake_256(value.to_bytes(width, "little")).digest(width), "little")


def _counters(size: int, stream: Stream) -> "np.ndarray[Any, Any]":
    """Scrambled counters: steps of an odd number and a bijection of 64 bits make no two of them equal."""
    start = np.uint64(stream.word())
    with np.errstate(over="ignore"):
        return _scrambled(start + np.arange(size, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15))


def _scrambled(values: "np.ndarray[Any, Any]") -> "np.ndarray[Any, Any]":
    """What ``_scramble`` gives for many values of 64 bits; multiplication overflows, as it is meant to."""
    values = (values ^ (values >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    values = (values ^ (values >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    scrambled: np.ndarray[Any, Any] = values ^ (values >> np.uint64(31))
    return scrambled
