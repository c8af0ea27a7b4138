"""What each item says that writers were given: for the lock.

Items are made for the writers anyway, so what they say is known when the lock is written, at 24 bytes each.
"""

from dataclasses import dataclass, field

from qbank.item import Draw, Item, Quiz
from qbank.writers.fingerprint import BYTES, Fingerprint, fingerprint

SIZE = BYTES * len(Fingerprint._fields)


@dataclass(slots=True)
class Ledger:
    """What is known of a quiz, whose items are seen on their way to the writers (``qbank.writers.watched``)."""

    quiz: Quiz
    known: dict[str, bytearray] = field(default_factory=dict)

    def fingerprint(self, draw: Draw, copy: int) -> Fingerprint:
        """What a draw of a copy says; the copy is made now where no writer asked for it."""
        if not any(self._told(draw.item, draw.variant)):
            for item in self.quiz.form(copy).items:
                self.see(item)
        told = self._told(draw.item, draw.variant).hex()
        return Fingerprint(*(told[start : start + 2 * BYTES] for start in range(0, 2 * SIZE, 2 * BYTES)))

    def _told(self, item_id: str, variant: int) -> bytearray:
        """What is known of a variant: nothing, or its four digests."""
        own = self.known.setdefault(item_id, bytearray())
        own.extend(bytes(max(0, SIZE * (variant + 1) - len(own))))
        return own[SIZE * variant : SIZE * (variant + 1)]

    def see(self, item: Item) -> None:
        """Remember what an item says."""
        if not any(self._told(item.id, item.variant)):
            told = bytes.fromhex("".join(fingerprint(item)))
            self.known[item.id][SIZE * item.variant : SIZE * (item.variant + 1)] = told
