"""Each copy of a quiz, written; and the names of files of which each copy has its own."""

from collections.abc import Callable, Iterable, Iterator
from typing import Generic

from msgspec import Struct

from qbank.item import Form, Quiz, Result

TOGETHER = 32
"""How many copies are one piece of work."""


def copy_name(quiz: Quiz, copy: int, ending: str) -> str:
    """The file of copy number ``copy``, from 0; a single copy needs no number."""
    if quiz.copies == 1:
        return f"{quiz.name}.{ending}"
    width = max(2, len(str(quiz.copies)))
    return f"{quiz.name}-{copy + 1:0{width}}.{ending}"


def printed(quiz: Quiz, write: Callable[[Form], Result]) -> Iterator[Result]:
    """What ``write``, a function of a module, makes of each copy, in order."""
    for piece in quiz.papers(TOGETHER, EachCopy(write)):
        yield from piece


class EachCopy(Struct, Generic[Result], frozen=True):
    """Work on a piece: on each of its copies by itself."""

    write: Callable[[Form], Result]

    def __call__(self, forms: Iterable[Form]) -> list[Result]:
        """What is made of each copy."""
        return [self.write(form) for form in forms]
