"""What each item says that writers were given: for the lock.

Items are made for the writers anyway, so what they say is known when the lock is written, at 24 bytes each.
"""

from dataclasses import dataclass, field

from msgspec import Struct

from qbank.item import Draw, Item, Quiz
from qbank.writers.fingerprint import BYTES, Fingerprint, fingerprint

SIZE = BYTES * len(Fingerprint._fields)


@dataclass(slots=True)
class Ledger:
    """What is known of a quiz, whose items are seen on their way to the writers (``qbank.writers.watched``)."""

    quiz: Quiz
    known: dict[str, bytearray] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)

    def observer(self) -> "Told":
        """Who looks at items on their way, but not at those of questions of which everything is known."""
        return Told(dict.fromkeys(item_id for item_id, many in self.counts.items() if many == self.quiz.copies))

    def join(self, told: "Told") -> None:
        """Remember what was seen."""
        for (item_id, variant), digests in told.seen.items():
            own, place = self._room(item_id, variant), slice(SIZE * variant, SIZE * (variant + 1))
            self.counts[item_id] = self.counts.get(item_id, 0) + (not any(own[place]))
            own[place] = digests

    def fingerprint(self, draw: Draw, copy: int) -> Fingerprint:
        """What a draw of a copy says; the copy is made now where no writer asked for it."""
        if not any(self._told(draw)):
            told = self.observer()
            for item in self.quiz.form(copy).items:
                told.see(item)
            self.join(told)
        digests = self._told(draw).hex()
        return Fingerprint(*(digests[start : start + 2 * BYTES] for start in range(0, 2 * SIZE, 2 * BYTES)))

    def _told(self, draw: Draw) -> bytearray:
        """What is known of a variant: nothing, or its four digests."""
        return self._room(draw.item, draw.variant)[SIZE * draw.variant : SIZE * (draw.variant + 1)]

    def _room(self, item_id: str, variant: int) -> bytearray:
        """What is known of a question, with room for a variant."""
        own = self.known.setdefault(item_id, bytearray())
        own.extend(bytes(max(0, SIZE * (variant + 1) - len(own))))
        return own


class Told(Struct, frozen=True):
    """What items of some questions say, as digests; questions that are ``known`` are not looked at."""

    known: dict[str, None] = {}
    seen: dict[tuple[str, int], bytes] = {}

    def fresh(self) -> "Told":
        """One that has seen nothing."""
        return Told(self.known)

    def see(self, item: Item) -> None:
        """Remember what an item says."""
        if item.id not in self.known:
            self.seen[item.id, item.variant] = bytes.fromhex("".join(fingerprint(item)))
