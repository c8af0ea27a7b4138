"""Warnings about texts: the stem, options, feedback and hints."""

import re
from collections.abc import Iterator

from qbank.checking.warnings.look import Look, Remark, text_of, written_choices
from qbank.content import plain
from qbank.interactions import NumericEntry, SingleChoice, TextEntry
from qbank.item import Item, Part
from qbank.question_types.options import ChoiceModel

MOST_WORDS = 200
LONGER, MORE_CHARACTERS = 1.3, 10
"""A right option is told by its length when it is so much longer than the longest wrong one, in share and in characters."""
OFTEN, HALF = 0.6, 0.5


def long_stem(look: Look) -> Iterator[Remark]:
    """A stem that takes long to read."""
    count = max(len(plain(item.stem).split()) for item in look.items)
    if count > MOST_WORDS:
        message = f"the stem has up to {count} words, more than {MOST_WORDS}"
        yield Remark(("stem",), message, "leave out what is not needed to answer", at_key=True)


def no_feedback(look: Look) -> Iterator[Remark]:
    """An option that can be wrong, and nothing to say to whoever chooses it."""
    for number, part in enumerate(look.compiled.model.parts):
        choices: tuple[ChoiceModel, ...] = getattr(part, "choices", None) or ()
        for position, choice in enumerate(choices):
            if choice.correct != "always" and not choice.feedback.strip():
                message = "this option can be wrong, and nothing is said to whoever chooses it"
                yield Remark(("parts", number, "choices", position), message, "write 'feedback: ...'")


def longest_key(look: Look) -> Iterator[Remark]:
    """A right option that is clearly the longest in most variants."""
    for number, part in enumerate(look.compiled.parts):
        longest = [item for item in look.items if written_choices(look.compiled, number) and _is_told(item, part.id)]
        if len(longest) > OFTEN * len(look.items):
            message = f"the right option is clearly the longest in {len(longest)} of {len(look.items)} variants"
            yield Remark(("parts", number, "choices"), message, "make a wrong one as long, or say less", at_key=True)


def _is_told(item: Item, part: str) -> bool:
    entry = item.part(part).interaction
    if not isinstance(entry, SingleChoice):
        return False
    key = item.answer(part).choice
    right = len(text_of(entry.choices, key))
    wrong = max((len(plain(choice.text)) for choice in entry.choices if choice.id != key), default=right)
    return right >= LONGER * wrong and right - wrong >= MORE_CHARACTERS


def telling_hint(look: Look) -> Iterator[Remark]:
    """A hint in which the key can be read."""
    for place, (path, _) in enumerate(look.compiled.model.all_hints()):
        for number, part in enumerate(look.compiled.parts):
            told = [item for item in look.items if _tells(plain(item.hints[place]), item, item.parts[number])]
            numeric = isinstance(look.items[0].parts[number].interaction, NumericEntry)
            if len(told) >= HALF * len(look.items) and (look.depends(number) or not numeric):
                message = f"this hint holds the key of {part.id!r} in {len(told)} of {len(look.items)} variants"
                yield Remark(path, message, "say how to find it instead")


def _tells(hint: str, item: Item, part: Part) -> bool:
    return any(
        re.search(rf"(?<![\w.,−-]){re.escape(key)}(?![\w]|[.,]\d)", hint, re.IGNORECASE) for key in _keys(item, part)
    )


def _keys(item: Item, part: Part) -> list[str]:
    """What the key looks like, as far as it is a word or a number."""
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            return [] if answer.shown is None else [plain(answer.shown)]
        case TextEntry():
            return [text for text in answer.literals.accepted if len(text) > 2 and "*" not in text]
        case SingleChoice(choices):
            return [text_of(choices, answer.choice)]
        case _:
            return []
