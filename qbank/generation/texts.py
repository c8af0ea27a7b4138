"""An author's texts, compiled: what fills each place, and how it looks.

In a place stands an expression. Bare, it shows a number exactly (a parameter with the decimals of its range), a list element by
element, a word as it is; the formats below change how a number looks. A string chosen by a condition is Markdown itself.
"""

from collections.abc import Mapping
from typing import Protocol

from msgspec import Struct
from msgspec.structs import force_setattr, replace

from qbank.content import Piece, Style, Text, Tree, Value
from qbank.expressions.kinds import Kind
from qbank.question_types.question_type import Draw, Path, TextProgram

FORMATS: Mapping[str, tuple[str, ...]] = {
    "fixed": ("value", "decimals"),
    "signed": ("value",),
    "percent": ("value",),
    "fraction": ("value",),
    "plural": ("count", "one", "many"),
    "steps": ("quantity",),
}
"""What may stand around a place's expression, with its parameters."""

NUMBER_FORMATS = ("fixed", "signed", "percent", "fraction")
"""Those that change how a number looks, and may stand inside one another."""

STYLES: Mapping[str, Style] = {"signed": "signed", "percent": "percent", "fraction": "fraction"}


class Look(Struct, frozen=True):
    """How a number is shown: decimals (exact when None) and style."""

    decimals: int | None = None
    style: Style = "plain"

    @property
    def known(self) -> int | None:
        """To how many decimals the number itself can be read off; None where it can exactly.

        >>> Look(1, "percent").known
        3
        """
        return None if self.decimals is None else self.decimals + (2 if self.style == "percent" else 0)


class Shown(Struct, frozen=True):
    """A quantity, shown."""

    quantity: int
    look: Look
    kind: Kind = "number"

    def fill(self, draw: Draw) -> Value:
        """The number, the list of numbers, or the word."""
        return draw.shown(self.quantity, self.look.decimals, self.look.style)


class Chosen(Struct, frozen=True):
    """One of two places, by a condition."""

    condition: int
    then: "PlaceProgram"
    otherwise: "PlaceProgram"

    def fill(self, draw: Draw) -> Value:
        """What the place that holds gives."""
        return (self.then if draw.value(self.condition) else self.otherwise).fill(draw)


class Nested(Struct, frozen=True):
    """A text of its own, such as a derivation or a branch of a condition."""

    text: TextProgram

    def fill(self, draw: Draw) -> Value:
        """The text, filled."""
        return self.text.fill(draw)


PlaceProgram = Shown | Chosen | Nested


class FilledPlace(Protocol):
    """What a place is filled by."""

    def fill(self, draw: Draw) -> Value:
        """What stands there in this draw."""


class Compiled(Struct, frozen=True):
    """A text whose tree is the same in every draw."""

    tree: Tree
    places: "tuple[FilledPlace, ...]"
    constant: Text = Text()

    def __post_init__(self) -> None:
        force_setattr(self, "constant", Text((Piece(self.tree),)))

    def fill(self, draw: Draw) -> Text:
        """The text with this draw's values; the same object each time when it has no places."""
        if not self.places:
            return self.constant
        return Text((Piece(self.tree, tuple([place.fill(draw) for place in self.places])),))


class Written(Struct, frozen=True):
    """A text of the author's: where it stands in the file, what it says, and what was made of it."""

    path: Path
    source: str
    text: Compiled


class Joined(Struct, frozen=True):
    """Texts one after the other, each of which may depend on a condition."""

    texts: tuple[tuple[int | None, TextProgram], ...]

    def fill(self, draw: Draw) -> Text:
        """The texts that stand in this draw."""
        filled = Text()
        for condition, text in self.texts:
            if condition is None or draw.value(condition):
                filled = filled + text.fill(draw)
        return filled


EMPTY = Joined(())


def look(base: Look, name: str, decimals: int | None) -> Look:
    """The look that a format makes of another.

    >>> look(Look(1), "signed", None)
    Look(decimals=1, style='signed')
    """
    if name == "fixed":
        return replace(base, decimals=decimals)
    return replace(base, style=STYLES[name], decimals=None if name in ("percent", "fraction") else base.decimals)
