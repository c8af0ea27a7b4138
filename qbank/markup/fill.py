"""Convert once, fill many times: strings with slots where a variant's values go.

A markup prints a shared tree with ``slot(...)`` marks in it. ``Template`` cuts that string at the marks, once; ``fill`` joins
it with values. A slot's context says where it stands (running text, MathML, an attribute), so that the markup knows how to
write a value there; values are data and are never parsed again.
"""

import re
from collections.abc import Callable, Sequence

from msgspec import Struct

from qbank.content import Value
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN, Guard

MARK = re.compile(f"{HOLE_OPEN}(\\d+);(\\w+);(\\d){HOLE_CLOSE}")


class Slot(Struct, frozen=True):
    """Where value number ``index`` goes, in which context, and which values need parentheses there."""

    index: int
    context: str
    guard: Guard


def slot(index: int, context: str, guard: Guard = Guard.NONE) -> str:
    """The mark of a slot in a converted string."""
    return f"{HOLE_OPEN}{index};{context};{int(guard)}{HOLE_CLOSE}"


class Template:
    """A converted string, cut at its slots.

    >>> Template("a " + slot(0, "text") + "!").fill(("b",), lambda value, slot: str(value))
    'a b!'
    """

    __slots__ = ("slots", "strings")

    def __init__(self, marked: str) -> None:
        cut = MARK.split(marked)
        self.strings = cut[0::4]
        self.slots = [
            Slot(int(index), context, Guard(int(guard)))
            for index, context, guard in zip(cut[1::4], cut[2::4], cut[3::4], strict=True)
        ]

    def fill(self, values: tuple[Value, ...], write: Callable[[Value, Slot], str]) -> str:
        """The string with every slot filled by what ``write`` makes of its value."""
        strings = self.strings
        if not self.slots:
            return strings[0]
        filled = [""] * (2 * len(strings) - 1)
        filled[::2] = strings
        filled[1::2] = self.written(values, write)
        return "".join(filled)

    def written(self, values: tuple[Value, ...], write: Callable[[Value, Slot], str]) -> list[str]:
        """What ``write`` makes of the value of each slot, in order."""
        return [write(values[place.index], place) for place in self.slots]

    def join(self, texts: Sequence[str]) -> str:
        """The string with every slot filled by a text as it is."""
        filled = [""] * (2 * len(self.strings) - 1)
        filled[::2] = self.strings
        filled[1::2] = [texts[place.index] for place in self.slots]
        return "".join(filled)
