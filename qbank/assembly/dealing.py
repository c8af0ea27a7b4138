"""A quiz whose copies and variants are made by a crew: several processes, or a cluster of machines.

Work is cut into pieces that need nothing but what they hold, so the files are the same bytes whoever makes them. Writers ask
for one question after the other; the crew is ahead of them, with the same work on the questions that follow.
"""

import pickle
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from typing import Any, Generic, Protocol

from msgspec import Struct

from qbank.assembly.assembly import VARIANTS, Assembly, cut, items
from qbank.assembly.entry import Entry
from qbank.item import Form, Item, Result
from qbank.writers.around import Around


class Maker(Protocol):
    """Who does the pieces of work."""

    def made(self, pieces: Iterator[Callable[[], Any]]) -> Iterator[Any]:
        """What each piece makes, in order."""


class OfVariants(Struct, Generic[Result], frozen=True):
    """Work on some variants of a question."""

    entry: Entry
    seed: str
    variants: range
    work: Callable[[Iterable[Item]], Result]

    def __call__(self) -> Result:
        """What is made of them."""
        return self.work(items(self.entry, self.seed, self.variants))


class OfCopies(Struct, Generic[Result], frozen=True):
    """Work on some copies of a quiz, which is pickled: it is the same for all pieces."""

    quiz: bytes
    copies: range
    work: Callable[[Iterable[Form]], Result]

    def __call__(self) -> Result:
        """What is made of them."""
        return self.work(map(_quiz(self.quiz).form, self.copies))


@lru_cache(maxsize=2)
def _quiz(pickled: bytes) -> Assembly:
    found = pickle.loads(pickled)  # noqa: S301  our own bytes, from the process that started this one
    assert isinstance(found, Assembly)  # noqa: S101  as above
    return found


class Dealt(Around):
    """The same quiz, made by a crew."""

    def __init__(self, quiz: Assembly, crew: Maker) -> None:
        super().__init__(quiz)
        self.assembly, self.crew = quiz, crew
        self.ahead: Iterator[Any] = iter(())
        self.expected: list[tuple[str, bytes]] = []

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the variants of one question; the crew goes on with the questions after it."""
        asked = item_id, pickle.dumps(work)
        if self.expected[:1] != [asked]:
            following = self.quiz.item_ids[self.quiz.item_ids.index(item_id) :]
            self.expected = [(one, asked[1]) for one in following]
            self.ahead = self.crew.made(self._pieces(following, work))
        self.expected = self.expected[1:]
        for _ in cut(self.quiz.copies, VARIANTS):
            yield next(self.ahead)

    def _pieces(
        self, item_ids: Iterable[str], work: Callable[[Iterable[Item]], Result]
    ) -> Iterator[OfVariants[Result]]:
        for item_id in item_ids:
            for piece in cut(self.quiz.copies, VARIANTS):
                yield OfVariants(self.assembly.entry(item_id), self.assembly.seed, piece, work)

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of all copies, so many at a time."""
        quiz = pickle.dumps(self.assembly)
        return self.crew.made(OfCopies(quiz, piece, work) for piece in cut(self.quiz.copies, size))
