"""Moodle's own fields: marks, weights of gaps, id numbers, tags."""

import hashlib
from fractions import Fraction
from functools import lru_cache
from math import lcm

from markupsafe import Markup

from qbank.content import digits, finite_decimals
from qbank.item import Item
from qbank.writers.moodle_text import plain

LONGEST_NUMBER = 100
MARK_DECIMALS = 7


def weights(item: Item) -> list[int]:
    """The weight of each gap: the points of its part, all times the same number when they are not whole."""
    scale = lcm(*(part.points.denominator for part in item.parts))
    return [int(part.points * scale) for part in item.parts]


@lru_cache(maxsize=4096)
def mark(points: Fraction) -> str:
    """Points in decimals, as many as Moodle keeps.

    >>> mark(Fraction(5, 2)), mark(Fraction(1, 3)), mark(Fraction(2))
    ('2.5', '0.3333333', '2')
    """
    decimals = finite_decimals(points)
    return digits(points, MARK_DECIMALS if decimals is None else min(decimals, MARK_DECIMALS))


def id_number(item: Item) -> str:
    """What identifies a variant in its category for ever: its item, a digest of its seed, its number."""
    end = f"-{_digest(item.seed)}-{item.variant}"
    if len(item.id) + len(end) <= LONGEST_NUMBER:
        return item.id + end
    end = f"-{_digest(item.id)}{end}"
    return item.id[: LONGEST_NUMBER - len(end)] + end


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
    return tuple(map(plain, tags))


@lru_cache(maxsize=4096)
def _digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=4).hexdigest()
