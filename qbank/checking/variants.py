"""What must hold in every variant, whatever its numbers."""

from collections.abc import Iterable, Iterator
from typing import assert_never

from qbank.content import Text, Value, plain
from qbank.item import Answer, Item, NumericEntry, Part, SingleChoice
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
    for text in [item.stem, *(part.prompt for part in item.parts), *item.hints]:
        yield from _text_faults(text)
    for part in item.parts:
        answer = item.answer(part.id)
        yield from _text_faults(answer.solution)
        yield from _part_faults(part, answer)


def student_text(item: Item) -> str:
    """Everything a student reads of an item, options in alphabetical order."""
    lines = [plain(item.stem)]
    for part in item.parts:
        lines.append(plain(part.prompt))
        if isinstance(part.interaction, SingleChoice):
            lines += sorted(plain(choice.text) for choice in part.interaction.choices)
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


def _part_faults(part: Part, answer: Answer) -> Iterator[str]:
    match part.interaction:
        case NumericEntry():
            yield from _numeric_faults(part, answer)
        case SingleChoice(choices=choices):
            ids = [choice.id for choice in choices]
            if ids.count(str(answer.key)) != 1:
                yield f"no key: {part.id!r} has no right option"
            texts = [plain(choice.text) for choice in choices]
            if len(set(texts)) < len(texts):
                yield f"collision: two options of {part.id!r} look the same"
        case _:
            assert_never(part.interaction)


def _numeric_faults(part: Part, answer: Answer) -> Iterator[str]:
    for known in answer.known:
        if isinstance(known.response, str) or isinstance(answer.key, str):
            yield f"no key: {part.id!r} has a key or a known answer that is not a number"
        elif abs(known.response - answer.key) <= answer.tolerance:
            yield f"collision: {known.misconception} gives the key of {part.id!r}, or nearly"
    if answer.shown is None or not isinstance(part.interaction, NumericEntry):
        yield f"no key: {part.id!r} shows no key"
    elif any(known.shown is not None and plain(known.shown) == plain(answer.shown) for known in answer.known):
        yield f"collision: a known wrong answer of {part.id!r} looks like its key"
