"""Draws of one question beside one another: their quantities and keys, and where their words differ."""

import re
from collections.abc import Iterator, Sequence
from itertools import takewhile
from typing import assert_never

from msgspec import Struct

from qbank.checking.parts import sides
from qbank.content import Number, Text, plain
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Answer, Item, Part, exact_text
from qbank.term_text import term_text

NUMBER = re.compile(r"[+−-]?\d+(?:[.,/]\d+)*")
CONTEXT = 3
"""So many words that are the same stand on both sides of those that differ."""


class Row(Struct, frozen=True):
    """One thing that draws have: its name, and its value in each of them."""

    name: str
    cells: tuple[str, ...]

    @property
    def same(self) -> bool:
        """Whether all draws have the same."""
        return len(set(self.cells)) == 1


class Difference(Struct, frozen=True):
    """Words that draws do not share: what they belong to, and each wording with the places of the draws that have it."""

    name: str
    wordings: tuple[tuple[tuple[int, ...], str], ...]


def rows(items: Sequence[Item]) -> list[Row]:
    """Parameters, quantities, and of each part its key and how much there is to choose from."""
    named = [dict(_cells(item)) for item in items]
    names = dict.fromkeys(name for cells in named for name in cells)
    return [Row(name, tuple(cells.get(name, "") for cells in named)) for name in names]


def _cells(item: Item) -> Iterator[tuple[str, str]]:
    for name, value in (*item.parameters, *item.quantities):
        yield name, _shown(exact_text(value))
    for part in item.parts:
        prefix = f"{part.id}: " if len(item.parts) > 1 else ""
        if item.answers is not None and (key := key_line(part, item.answer(part.id))):
            yield f"{prefix}key", key
        for side, choices in sides(part).items():
            yield f"{prefix}{side}", str(len(choices))


def key_line(part: Part, answer: Answer) -> str:
    """What is right, on one line and in words rather than letters, since draws shuffle their options; empty for an essay."""
    match part.interaction:
        case NumericEntry(unit=unit):
            return f"{_line(answer.shown) if answer.shown is not None else answer.number} {unit}".strip()
        case ExpressionEntry():
            return term_text(answer.formula) if answer.shown is None else _line(answer.shown)
        case TextEntry():
            return " or ".join(answer.literals.accepted)
        case SingleChoice(choices):
            return next(_line(choice.text) for choice in choices if choice.id == answer.choice)
        case MultipleChoice(choices):
            return "; ".join(_unstopped(_line(choice.text)) for choice in choices if choice.id in answer.ids)
        case Matching(sources, targets):
            texts = {choice.id: _unstopped(_line(choice.text)) for choice in (*sources, *targets)}
            return "; ".join(f"{texts[pair.source]}: {texts[pair.target]}" for pair in answer.pairs)
        case Ordering(steps):
            texts = {choice.id: _unstopped(_line(choice.text)) for choice in steps}
            return " → ".join(texts[step] for step in answer.ids)
        case ExtendedText():
            return ""
        case _:
            assert_never(part.interaction)


def differences(items: Sequence[Item]) -> list[Difference]:
    """Where the draws' texts differ by more than their numbers, and what only some of them offer to choose from."""
    told = [dict(_texts(item)) for item in items]
    names = dict.fromkeys(name for texts in told for name in texts)
    found = []
    for name in names:
        texts = [own.get(name, ()) for own in told]
        several = any(len(own) > 1 for own in texts)
        found.append(_offered(name, texts) if several else _difference(name, [" ".join(own) for own in texts]))
    return [one for one in found if one.wordings]


def _texts(item: Item) -> Iterator[tuple[str, tuple[str, ...]]]:
    yield "stem", (_line(item.stem),)
    for part in item.parts:
        prefix = f"{part.id}: " if len(item.parts) > 1 else ""
        yield f"{prefix}prompt", (_line(part.prompt),)
        for side, choices in sides(part).items():
            yield f"{prefix}{side}", tuple(_line(choice.text) for choice in choices)
    for number, hint in enumerate(item.hints, 1):
        yield f"hint {number}", (_line(hint),)


def _offered(name: str, texts: Sequence[Sequence[str]]) -> Difference:
    """What not all draws offer, numbers apart."""
    found: dict[str, tuple[dict[int, None], str]] = {}
    for place, own in enumerate(texts):
        for text in own:
            places, _ = found.setdefault(NUMBER.sub("#", text), ({}, text))
            places[place] = None
    return Difference(name, tuple((tuple(places), text) for places, text in found.values() if len(places) < len(texts)))


def _difference(name: str, texts: Sequence[str]) -> Difference:
    """The wordings of a text, numbers apart; what all of them begin and end with is cut."""
    groups: dict[str, list[int]] = {}
    for place, text in enumerate(texts):
        groups.setdefault(NUMBER.sub("#", text), []).append(place)
    if len(groups) == 1:
        return Difference(name, ())
    words = [texts[places[0]].split(" ") for places in groups.values()]
    masked = [[NUMBER.sub("#", word) for word in one] for one in words]
    before = max(0, _common(masked) - CONTEXT)
    after = max(0, _common([one[::-1] for one in masked]) - CONTEXT)
    cut = [_cut(one, before, min(after, len(one) - before)) for one in words]
    return Difference(name, tuple((tuple(places), text) for places, text in zip(groups.values(), cut, strict=True)))


def _common(texts: Sequence[Sequence[str]]) -> int:
    """How many words all begin with."""
    return len(list(takewhile(lambda words: len(set(words)) == 1, zip(*texts, strict=False))))


def _cut(words: Sequence[str], before: int, after: int) -> str:
    middle = " ".join(words[before : len(words) - after])
    return f"{'… ' if before else ''}{middle}{' …' if after else ''}"


def _unstopped(sentence: str) -> str:
    return sentence.removesuffix(".")


def _line(value: Text | Number) -> str:
    return " ".join(plain(value).split())


def _shown(value: str | list[object]) -> str:
    return value if isinstance(value, str) else ", ".join(map(str, value))
