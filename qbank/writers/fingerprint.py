"""What an item says, in four short digests: the same in every format, and by every version of qbank that says the same.

Texts are taken as Markdown, numbers in them as they are shown. A tree is written once and remembered, since variants share
it, so that a digest costs a fraction of what the item does.
"""

import hashlib
from collections.abc import Mapping, Sequence
from enum import Enum
from functools import cache
from typing import Any, NamedTuple, assert_never

import msgspec
from msgspec import Struct

from qbank.content import Number, Piece, Text, Tree, Value, plain
from qbank.interactions import (
    Choice,
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
from qbank.item import Answer, Item, Pair, Part
from qbank.markup.markdown import blocks
from qbank.term import Term
from qbank.term_text import term_text

BYTES = 6
"""So long a digest is: it tells what an author changed, not what somebody forged."""


class Fingerprint(NamedTuple):
    """Digests of what an item tells (title and stem), asks (parts and options), takes for right, and helps with."""

    stem: str
    parts: str
    key: str
    help: str


def fingerprint(item: Item) -> Fingerprint:
    """The digests of an item with its answers."""
    answers = item.answers or ()
    parts = [(part.id, part.points, part.scoring, part.inline, part.prompt, part.interaction) for part in item.parts]
    return Fingerprint(
        stem=digest((item.title, item.language, item.stem)),
        parts=digest((item.points, parts)),
        key=digest([_key(item.part(answer.part), answer) for answer in answers]),
        help=digest((item.hints, [_help(answer) for answer in answers])),
    )


def digest(value: object) -> str:
    """A digest of a value made of texts, numbers, words, records and lists.

    >>> from fractions import Fraction
    >>> digest(Fraction(1, 2)) == digest(Fraction(2, 4)), digest(("a", "b")) == digest("ab")
    (True, False)
    """
    told: list[str] = []
    _tell(value, told)
    return _short("\0".join(told))


def _short(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=BYTES).hexdigest()


def _key(part: Part, answer: Answer) -> Sequence[object]:
    """What is right, and what earns something: of choices their texts, wherever they stand."""
    texts = {choice.id: choice.text for choice in _choices(part.interaction)}
    if not texts:
        known = [(one.response, one.credit, one.misconception) for one in answer.known]
        return part.id, answer.key, answer.tolerance, answer.shown, known
    credited = [(one.response, one.credit) for one in answer.known if one.credit]
    return part.id, _by_text(answer.key, texts), _by_text(credited, texts)


def _by_text(value: object, texts: Mapping[str, Text]) -> object:
    """The same with the text of each choice instead of its id."""
    match value:
        case str():
            return texts.get(value, value)
        case Pair(source, target):
            return texts[source], texts[target]
        case tuple() | list():
            return [_by_text(one, texts) for one in value]
        case _:
            return value


def _choices(interaction: Interaction) -> tuple[Choice, ...]:
    match interaction:
        case SingleChoice(choices) | MultipleChoice(choices) | Ordering(choices):
            return choices
        case Matching(sources, targets):
            return (*sources, *targets)
        case NumericEntry() | ExpressionEntry() | TextEntry() | ExtendedText():
            return ()
        case _:
            assert_never(interaction)


def _help(answer: Answer) -> Sequence[object]:
    return answer.part, answer.solution, [one.feedback for one in answer.known]


def _tell(value: Any, told: list[str]) -> None:
    """Add the value piece by piece; of a record the fields that are not as usual, so that new fields change nothing.

    A list is added to, and what is frequent comes first, for this is done for everything that is ever written.
    """
    if isinstance(value, Text):
        for piece in value.pieces:
            told.append(_tree(piece.tree, len(piece.values)))
            for filled in piece.values:
                _tell_filled(filled, told)
    elif isinstance(value, (tuple, list)):
        told.append("(")
        for one in value:
            _tell(one, told)
        told.append(")")
    elif isinstance(value, Number):
        told.append(plain(value))
    elif isinstance(value, Term):
        told.append(term_text(value))
    elif isinstance(value, Struct):
        told.append(type(value).__name__)
        for name, usual in _fields(type(value)):
            if (own := getattr(value, name)) != usual:
                told.append(name)
                _tell(own, told)
    else:
        told.append(str(value.value if isinstance(value, Enum) else value))


def _tell_filled(value: Value, told: list[str]) -> None:
    """Add what fills a place: a text, or what can be said in plain words."""
    if isinstance(value, Text):
        _tell(value, told)
    else:
        told.append(plain(value))


@cache
def _fields(kind: type[Struct]) -> tuple[tuple[str, object], ...]:
    return tuple((field.name, field.default) for field in msgspec.structs.fields(kind))


_trees: dict[str, str] = {}


def _tree(tree: Tree, places: int) -> str:
    """A digest of a tree, with a mark in each of its places."""
    if tree.digest not in _trees:
        marks = tuple(f"({number})" for number in range(places))
        _trees[tree.digest] = _short(blocks(Text((Piece(tree, marks),))))
    return _trees[tree.digest]
