"""Which names stand in a formula: letters that run together are parted only where there is exactly one way to."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from msgspec import Struct

from qbank.grading.notation.spellings import Spellings, goes_on, matched
from qbank.grading.notation.units import Unit

FUNCTIONS = {
    "min": (1, 20), "max": (1, 20), "clip": (3, 3),
    **dict.fromkeys(("abs", "exp", "log", "sqrt", "logistic"), (1, 1)),
}  # fmt: skip
"""The functions and how many arguments each takes."""
WRITTEN = {
    **{name: name for name in FUNCTIONS},
    "ln": "log", "clamp": "clip", "σ": "logistic", "sigma": "logistic", "sigmoid": "logistic",
}  # fmt: skip
"""How functions are written; a symbol that is written the same way takes precedence."""
MAX_RUN = 60
"""So many letters that run together are parted."""
RESERVED = ("if", "else", "otherwise", "and", "or")


class Name(Struct, frozen=True):
    """What a name is, and where it ends."""

    kind: Literal["symbol", "function", "e"]
    name: str
    end: int


@dataclass
class Names:
    """The names of a question's symbols and of the functions."""

    spellings: Spellings
    parts: dict[int, dict[int, Name]] = field(default_factory=dict)
    ways: dict[int, int] = field(default_factory=dict)

    @cached_property
    def known(self) -> list[str]:
        """Every name that may be meant by a misspelt one."""
        written = ("".join(variant) for found in self.spellings.variants.values() for variant in found)
        return [*(one for symbol in self.spellings.symbols for one in symbol.spellings), *WRITTEN, *written]

    def has(self, spelling: str) -> bool:
        """Whether a symbol is written so."""
        return (spelling,) in self.spellings.variants.get(spelling[:1], {})

    def word_end(self, units: Sequence[Unit], place: int, word: str) -> int | None:
        """Where a whole word that stands here ends."""
        end = matched(tuple(word), units, place)
        return None if end is None or goes_on(units, end) else end

    def pieces(self, units: Sequence[Unit], place: int) -> dict[int, Name]:
        """The names that can begin here, by where they end."""
        if place not in self.parts:
            found = {}
            for word, function in WRITTEN.items():
                end = matched(tuple(word), units, place)
                if end is not None:
                    found[end] = Name("function", function, end)
            if units[place].text == "e" and not goes_on(units, place + 1):
                found[place + 1] = Name("e", "e", place + 1)
            found |= {end: Name("symbol", name, end) for end, name in self.spellings.at(units, place).items()}
            self.parts[place] = found
        return self.parts[place]

    def splits(self, units: Sequence[Unit], place: int) -> int:
        """In how many ways what goes on here can be read, up to two."""
        if not goes_on(units, place):
            return 1
        if place not in self.ways:
            self.ways[place] = min(2, sum(self.fitting(units, place).values()))
        return self.ways[place]

    def fitting(self, units: Sequence[Unit], place: int) -> dict[int, int]:
        """In how many ways the rest can be read behind each name that can begin here; V( is left to V(s_t)."""
        found = self.pieces(units, place)
        longest = max(found, default=place)
        return {end: self.splits(units, end) for end in found if end == longest or units[end].text != "("}

    def at(self, units: Sequence[Unit], place: int) -> Name | Literal["ambiguous"] | None:
        """The name that begins here: the longest that is whole, or the one by which the rest can be read."""
        found = self.pieces(units, place)
        if not found or _runs_on(units, place):
            return None
        longest = found[max(found)]
        if not goes_on(units, longest.end) or (longest.name == "log" and units[longest.end].text == "_"):
            return longest
        fitting = self.fitting(units, place)
        total = sum(fitting.values())
        if total == 0:
            return None
        return next(found[end] for end, ways in fitting.items() if ways) if total == 1 else "ambiguous"

    def last_symbol(self, units: Sequence[Unit], place: int) -> int:
        """Where the symbol that ends here begins, or this place when none does."""
        for begin in range(place - 1, max(-1, place - 60), -1):
            name = self.pieces(units, begin).get(place)
            if name is not None and name.kind == "symbol":
                return begin
        return place

    def ends_symbol(self, units: Sequence[Unit], begin: int, place: int) -> bool:
        """Whether a symbol ends here that begins no earlier than ``begin``."""
        return begin <= self.last_symbol(units, place) < place


def _runs_on(units: Sequence[Unit], place: int) -> bool:
    """Whether so many letters run together that nobody could mean a product."""
    following = units[place + 1 : place + MAX_RUN]
    return len(following) == MAX_RUN - 1 and all(goes_on(units, place + step + 1) for step in range(len(following)))
