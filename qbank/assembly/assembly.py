"""An assembled test in several copies.

Copy k holds variant k of each question, so copies never share a draw.
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import groupby

from msgspec import Struct

from qbank.assembly.entry import Entry
from qbank.assembly.worth import worth_so_much
from qbank.authoring.schema import ItemModel
from qbank.content import Text
from qbank.generation.program import Program, program
from qbank.generation.streams import Stream
from qbank.item import Chosen, Draw, Form, Item, Result, Section

CODE_LETTERS = "23456789ABCDEFGHJKMNPQRSTVWXYZ"
"""No two of them look alike on paper."""
CODE_LENGTH = 6
WINDOW = 32
"""How many neighbouring copies are solved together, at most."""
KEPT = 2048
"""So many items of a test are kept at most, so that what is asked for again need not be solved again."""
FEW = 8
"""So few variants of a question are kept as a whole."""
VARIANTS = 512
"""How many variants of a question are one piece of work."""


class Chapter(Struct, frozen=True):
    """A section's heading, its questions, its instructions.

    With ``shuffle`` copies differ in the order of the questions; ``by_bloom`` lets only neighbours of one level change places.
    """

    title: str
    entries: tuple[Entry, ...]
    instructions: Text = Text()
    shuffle: bool = False
    by_bloom: bool = False


class Assembly(Struct, frozen=True):
    """A test in several copies, each made when it is asked for."""

    name: str
    title: str
    language: str
    instructions: Text
    minutes: int | None
    chapters: tuple[Chapter, ...]
    seed: str
    copies: int
    bank_digest: str
    blueprint_digest: str = ""
    blueprint_text: str = ""

    @property
    def planned(self) -> bool:
        """Whether it was made after a blueprint."""
        return bool(self.blueprint_digest)

    @property
    def entries(self) -> tuple[Entry, ...]:
        """Every question, in order."""
        return tuple(entry for chapter in self.chapters for entry in chapter.entries)

    @property
    def models(self) -> tuple[ItemModel, ...]:
        """Every question as authored, in order."""
        return tuple(entry.model for entry in self.entries)

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The questions' ids, in order."""
        return tuple(model.id for model in self.models)

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """How each question came into the test, in order."""
        return tuple(
            Chosen(chapter.title, entry.model.id, entry.points, entry.model.time, entry.picked)
            for chapter in self.chapters
            for entry in chapter.entries
        )

    def form(self, copy: int) -> Form:
        """Copy number ``copy``, from 0."""
        return Form(
            name=self.name,
            title=self.title,
            language=self.language,
            instructions=self.instructions,
            minutes=self.minutes,
            copy=copy,
            code=self.code(copy),
            sections=tuple(
                Section(
                    chapter.title,
                    tuple(self._item(entry, copy) for entry in self._ordered(number, copy)),
                    chapter.instructions,
                )
                for number, chapter in enumerate(self.chapters)
            ),
        )

    def _ordered(self, number: int, copy: int) -> list[Entry]:
        """The questions of a chapter as they stand in a copy."""
        chapter = self.chapters[number]
        if not chapter.shuffle:
            return list(chapter.entries)
        stream = Stream("blueprint", self.seed, self.name, "order", number, copy)
        ordered = []
        for _, group in groupby(chapter.entries, key=lambda entry: entry.model.bloom if chapter.by_bloom else ""):
            together = list(group)
            stream.shuffle(together)
            ordered += together
        return ordered

    def _item(self, entry: Entry, copy: int) -> Item:
        """The variant of a question in a copy; those of neighbouring copies are solved with it."""
        size = min(WINDOW, max(1, KEPT // len(self.entries)))
        first = copy - copy % size
        window = _window(program(entry.model), self.seed, range(first, min(first + size, self.copies)))
        return worth_so_much(window[copy - first], entry.points)

    def entry(self, item_id: str) -> Entry:
        """The question of an id."""
        return next(entry for entry in self.entries if entry.model.id == item_id)

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question, one for each copy, in order."""
        return items(self.entry(item_id), self.seed, range(self.copies))

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the variants of one question, piece by piece."""
        entry = self.entry(item_id)
        for piece in cut(self.copies, VARIANTS):
            yield work(items(entry, self.seed, piece))

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of all copies, so many at a time."""
        for piece in cut(self.copies, size):
            yield work(map(self.form, piece))

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """What a copy's draws are, in its order, without solving them."""
        return tuple(
            program(entry.model).drawn(self.seed, copy)
            for number in range(len(self.chapters))
            for entry in self._ordered(number, copy)
        )

    def code(self, copy: int) -> str:
        """What identifies a copy on paper and tells nothing else: a digest of its bank, questions, seed and number."""
        digests = self.bank_digest, self.blueprint_digest
        name = "/".join((*digests, self.name, *self.item_ids, self.seed, str(copy)))
        number = int.from_bytes(hashlib.blake2b(name.encode(), digest_size=8).digest(), "little")
        letters = []
        for _ in range(CODE_LENGTH):
            number, digit = divmod(number, len(CODE_LETTERS))
            letters.append(CODE_LETTERS[digit])
        return "".join(letters)


def items(entry: Entry, seed: str, variants: range) -> Iterator[Item]:
    """Variants of a question, in order, with the points that it has in the test."""
    compiled = program(entry.model)
    few = len(variants) <= FEW
    for item in _window(compiled, seed, variants) if few else compiled.items(seed, variants):
        yield worth_so_much(item, entry.points)


def cut(number: int, size: int) -> list[range]:
    """The numbers below ``number`` in pieces of ``size``.

    >>> cut(5, 2)
    [range(0, 2), range(2, 4), range(4, 5)]
    """
    return [range(first, min(first + size, number)) for first in range(0, number, size)]


@lru_cache(maxsize=256)
def _window(compiled: Program, seed: str, variants: range) -> tuple[Item, ...]:
    """Neighbouring variants: every format asks for them again."""
    return tuple(compiled.items(seed, variants))
