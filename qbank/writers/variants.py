"""Each variant of a question, written: the one loop in which a bank is made.

What a format does with one variant is a function of a module, which needs nothing but the item; so variants can be written
in any process, and put together in their order.
"""

from collections.abc import Callable, Iterator
from typing import TypeVar

from qbank.item import Item, Quiz

Written = TypeVar("Written")


def written(quiz: Quiz, item_id: str, write: Callable[[Item], Written]) -> Iterator[Written]:
    """What ``write`` makes of each variant of a question, in order."""
    return map(write, quiz.pool(item_id))
