"""A quiz that remembers, of every item that it hands out, what the item says: for the lock.

Items are made for the writers anyway, so what they say is known when the lock is written, at 24 bytes each.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from qbank.item import Chosen, Draw, Form, Item, Quiz
from qbank.writers.fingerprint import BYTES, Fingerprint, fingerprint

SIZE = BYTES * len(Fingerprint._fields)


@dataclass(slots=True)
class Ledger:
    """A quiz whose items are seen on their way to the writers."""

    quiz: Quiz
    known: dict[str, bytearray] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """What files are named after."""
        return self.quiz.name

    @property
    def title(self) -> str:
        """The heading."""
        return self.quiz.title

    @property
    def copies(self) -> int:
        """How many copies there are."""
        return self.quiz.copies

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The ids of the questions."""
        return self.quiz.item_ids

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """How each question came into the quiz."""
        return self.quiz.contents

    def form(self, copy: int) -> Form:
        """Copy number ``copy``."""
        form = self.quiz.form(copy)
        for item in form.items:
            self._see(item)
        return form

    def code(self, copy: int) -> str:
        """What identifies a copy on paper."""
        return self.quiz.code(copy)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """The draws of a copy."""
        return self.quiz.drawn(copy)

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question."""
        for item in self.quiz.pool(item_id):
            self._see(item)
            yield item

    def fingerprint(self, draw: Draw, copy: int) -> Fingerprint:
        """What a draw of a copy says; the copy is made now where no writer asked for it."""
        if not any(self._told(draw.item, draw.variant)):
            self.form(copy)
        told = self._told(draw.item, draw.variant).hex()
        return Fingerprint(*(told[start : start + 2 * BYTES] for start in range(0, 2 * SIZE, 2 * BYTES)))

    def _told(self, item_id: str, variant: int) -> bytearray:
        """What is known of a variant: nothing, or its four digests."""
        own = self.known.setdefault(item_id, bytearray())
        own.extend(bytes(max(0, SIZE * (variant + 1) - len(own))))
        return own[SIZE * variant : SIZE * (variant + 1)]

    def _see(self, item: Item) -> None:
        if not any(self._told(item.id, item.variant)):
            told = bytes.fromhex("".join(fingerprint(item)))
            self.known[item.id][SIZE * item.variant : SIZE * (item.variant + 1)] = told
