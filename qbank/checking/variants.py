"""What must hold in every variant, whatever its numbers."""

from collections.abc import Iterable, Iterator

from qbank.checking.keys import ungraded_keys
from qbank.checking.parts import part_faults, sides, texts
from qbank.content import Text, Value, plain
from qbank.item import Item
from qbank.tex.tree import HOLE_CLOSE, HOLE_OPEN


def variant_faults(items: Iterable[Item]) -> Iterator[tuple[Item, str]]:
    """Each fault, with the item that shows it; a message begins with the kind of fault and a colon."""
    seen: dict[str, int] = {}
    for item in items:
        for message in item_faults(item):
            yield item, message
        face = student_text(item)
        if seen.setdefault(face, item.variant) != item.variant and item.parameters:
            yield item, f"repeated: variants {seen[face]} and {item.variant} look the same"


def item_faults(item: Item) -> Iterator[str]:
    """The faults of one item."""
    for text in [item.stem, *item.hints]:
        yield from _text_faults(text)
    found: list[str] = []
    for part in item.parts:
        answer = item.answer(part.id)
        for text in texts(part, answer):
            yield from _text_faults(text)
        found += part_faults(part, answer)
    yield from found or ungraded_keys(item)


def student_text(item: Item) -> str:
    """Everything a student reads of an item, options in alphabetical order."""
    lines = [plain(item.stem)]
    for part in item.parts:
        lines.append(plain(part.prompt))
        for choices in sides(part).values():
            lines += sorted(plain(choice.text) for choice in choices)
    return "\n".join(lines)


def _text_faults(text: Text) -> Iterator[str]:
    shown = plain(text)
    if HOLE_OPEN in shown or HOLE_CLOSE in shown or "{{" in shown:
        yield f"unfilled: a place is not filled: {shown[:80]!r}"
    for value in _values(text):
        if value == "":
            yield f"empty: a place shows nothing: {shown[:80]!r}"


def _values(text: Text) -> Iterator[Value]:
    for piece in text.pieces:
        yield from piece.values
