"""Each variant of a question, written: the one loop in which a bank is made.

What a format does with one variant is a function of a module, which needs nothing but the item; so variants can be written
in any process, and put together in their order.
"""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic

from msgspec import Struct

from qbank.item import Item, Quiz, Result


def written(quiz: Quiz, item_id: str, write: Callable[[Item], Result]) -> Iterator[Result]:
    """What ``write`` makes of each variant of a question, in order."""
    for piece in quiz.variants(item_id, Each(write)):
        yield from piece


class Each(Struct, Generic[Result], frozen=True):
    """Work on a piece: on each of its items by itself."""

    write: Callable[[Item], Result]

    def __call__(self, items: Iterable[Item]) -> list[Result]:
        """What is made of each item."""
        return [self.write(item) for item in items]
