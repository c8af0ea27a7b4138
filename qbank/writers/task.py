"""What becomes one question of a target: a part of an item, or several parts that belong together."""

import hashlib
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import lru_cache

from msgspec import Struct

from qbank.interactions import NumericEntry
from qbank.item import Answer, Drawn, Item, Part
from qbank.term import Index, Num, Sym, Term, symbols
from qbank.wording import letter

PARTS = "parts."


class Task(Struct, frozen=True):
    """Parts of an item that are one question. ``label`` is the question's letter when the item is split into several."""

    item: Item
    parts: tuple[Part, ...]
    label: str = ""

    @property
    def part(self) -> Part:
        """The part, where it is alone."""
        return self.parts[0]

    @property
    def answer(self) -> Answer:
        """The answer of the part, where it is alone."""
        return self.item.answer(self.parts[0].id)

    @property
    def points(self) -> Fraction:
        """What the question is worth."""
        return sum((part.points for part in self.parts), Fraction(0))

    @property
    def elsewhere(self) -> tuple[str, ...]:
        """The parts whose gaps in the stem belong to other questions."""
        own = {part.id for part in self.parts}
        return tuple(part.id for part in self.item.parts if part.inline and part.id not in own)


def tasks(item: Item, together: Callable[[Item], bool]) -> list[Task]:
    """An item as one question where it has one part or its parts fit together; else the stem's gaps, then each other part."""
    if len(item.parts) == 1 or together(item):
        return [Task(item, item.parts)]
    inline = tuple(part for part in item.parts if part.inline)
    groups = [inline] if inline else []
    groups += [(part,) for part in item.parts if not part.inline]
    return [Task(item, parts, letter(place).lower()) for place, parts in enumerate(groups)]


def followed(item: Item, part: Part) -> list[str]:
    """The parts whose answers this one carries forward."""
    working = item.answer(part.id).working
    if working is None or working.follow is None:
        return []
    return sorted(name.removeprefix(PARTS) for name in symbols(working.follow) if name.startswith(PARTS))


def follow(item: Item, part: Part) -> Term | None:
    """How a part's key is computed from numbers that are answered in other parts; None where it is not."""
    working, others = item.answer(part.id).working, followed(item, part)
    if working is None or not others:
        return None
    return working.follow if all(isinstance(item.part(one).interaction, NumericEntry) for one in others) else None


def parameter(term: Term, parameters: Mapping[str, Drawn]) -> Fraction | None:
    """The number of a parameter, or of an element of one that is a list; None for any other Term.

    >>> print(parameter(Index(Sym("rewards"), Num(Fraction(1))), {"rewards": (Fraction(2), Fraction(1, 2))}))
    1/2
    """
    match term:
        case Sym(name):
            value = parameters.get(name)
        case Index(Sym(name), Num(index)) if isinstance(values := parameters.get(name), tuple):
            value = values[int(index)] if index.denominator == 1 and 0 <= index < len(values) else None
        case _:
            value = None
    return value if isinstance(value, Fraction) else None


def identifier(item: Item, label: str = "", *, longest: int = 100) -> str:
    """What identifies a variant for ever: its item, a digest of its seed, its number and part.

    It begins with a letter and holds letters, digits and hyphens only, so that it is a name in XML and in every file system.
    """
    name = item.id.replace(".", "-")
    name = name if name[:1].isalpha() else f"q-{name}"
    end = f"-{digest(item.seed)}-{item.variant}{label}"
    if name != item.id or len(name) + len(end) > longest:
        end = f"-{digest(item.id)}{end}"
    return name[: longest - len(end)] + end


@lru_cache(maxsize=4096)
def digest(name: str, size: int = 4) -> str:
    """A few hexadecimal digits that stand for a name.

    >>> digest("a")
    'ca234c55'
    """
    return hashlib.blake2b(name.encode(), digest_size=size).hexdigest()
