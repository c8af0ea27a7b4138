"""Moodle's own fields: names, marks, weights of gaps, id numbers, tags."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from math import lcm

from markupsafe import Markup

from qbank.content import digits, finite_decimals
from qbank.errors import RefusedError
from qbank.item import Item, Part
from qbank.writers.moodle.text import path_piece, plain

LONGEST_TITLE = 240
LONGEST_CATEGORY = 255
LONGEST_TAG = 50
MARK_DECIMALS = 7


def too_long(title: str) -> bool:
    """Whether a title, as Moodle keeps it, leaves no room for the number of a variant."""
    return len(path_piece(title)) > LONGEST_TITLE


def category_id(item_id: str, title: str) -> Markup:
    """What tells the category of a question from that of another one with the same title."""
    if len(path_piece(title)) + len(f" ({item_id})") > LONGEST_CATEGORY:
        raise RefusedError(
            f"{item_id}: another question has its title, which is too long to be told apart by their ids"
        )
    return plain(item_id)


def weights(parts: tuple[Part, ...]) -> list[int]:
    """The weight of each gap: the points of its part, all times the same number when they are not whole."""
    scale = lcm(*(part.points.denominator for part in parts))
    return [int(part.points * scale) for part in parts]


@lru_cache(maxsize=4096)
def mark(points: Fraction) -> str:
    """Points in decimals, as many as Moodle keeps.

    >>> mark(Fraction(5, 2)), mark(Fraction(1, 3)), mark(Fraction(2))
    ('2.5', '0.3333333', '2')
    """
    decimals = finite_decimals(points)
    return digits(points, MARK_DECIMALS if decimals is None else min(decimals, MARK_DECIMALS))


@lru_cache(maxsize=4096)
def tags(objectives: tuple[str, ...], tags: tuple[str, ...]) -> tuple[str, ...]:
    """Objectives and tags, each once: Moodle does not tell small letters from capitals.

    >>> tags(("rlhf.critic",), ("Critic", "critic"))
    ('rlhf.critic', 'Critic')
    """
    first: dict[str, str] = {}
    for tag in (*objectives, *tags):
        first.setdefault(tag.casefold(), tag)
    return tuple(first.values())


@lru_cache(maxsize=4096)
def plain_tags(tags: tuple[str, ...]) -> tuple[Markup, ...]:
    """Tags as they may stand in CDATA."""
    return tuple(map(plain, tags))


def losses(item: Item) -> Iterator[str]:
    """What Moodle would change of an item's tags."""
    for tag in tags(item.objectives, item.tags):
        if len(tag) > LONGEST_TAG or any(character in tag for character in "<>`"):
            yield f"Moodle shortens the tag {tag!r}"
