"""A question of a test."""

from fractions import Fraction

from msgspec import Struct

from qbank.authoring.schema import ItemModel


class Entry(Struct, frozen=True):
    """A question of a test, what it counts there, and whether it was picked."""

    model: ItemModel
    points: Fraction
    picked: bool = False

    @property
    def minutes(self) -> int:
        """How long it takes; nothing when its author does not say."""
        return self.model.time or 0
