"""What a format loses of later variants: they are examined on their way to its writer."""

from collections.abc import Iterator
from typing import assert_never

from msgspec import Struct

from qbank.content import Text
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Item
from qbank.writers.format import Loss, losses
from qbank.writers.registry import get_format


class Examiner(Struct, frozen=True):
    """What a format loses of the items that are seen on their way to its writer.

    What is lost depends on the kinds of texts that are offered and not on the numbers in them, so variants whose texts have
    been met before, in any order, are not examined again.
    """

    format: str
    found: dict[Loss, None] = {}
    met: set[tuple[str, frozenset[str]]] = set()

    def fresh(self) -> "Examiner":
        """One that has seen nothing."""
        return Examiner(self.format)

    def join(self, other: "Examiner") -> None:
        """Take over what another one has found."""
        self.found.update(other.found)

    def see(self, item: Item) -> None:
        """Examine an item, unless one of its kind has been met."""
        offered = [text for part in item.parts for text in _offered(part.interaction)]
        kinds = item.id, frozenset(piece.tree.digest for text in offered for piece in text.pieces)
        if kinds not in self.met:
            self.met.add(kinds)
            self.found.update(dict.fromkeys(losses(get_format(self.format), item)))


def _offered(interaction: Interaction) -> Iterator[Text]:
    """The texts among which a student chooses, with those that stand in their places."""
    match interaction:
        case SingleChoice(choices=entries) | MultipleChoice(choices=entries) | Ordering(steps=entries):
            pass
        case Matching(sources=sources, targets=targets):
            entries = (*sources, *targets)
        case NumericEntry() | ExpressionEntry() | TextEntry() | ExtendedText():
            entries = ()
        case _:
            assert_never(interaction)
    for entry in entries:
        yield entry.text
        yield from (value for piece in entry.text.pieces for value in piece.values if isinstance(value, Text))
