"""A question on the page: its draws as JSON that the browser reads only when the question is asked.

What the draws of a question have in common, the markup around their values, stands once in its block; a draw holds only what
fills it.
"""

from collections.abc import Iterator
from typing import NamedTuple

import msgspec
from markupsafe import Markup

from qbank.item import Item, Quiz
from qbank.writers.practice_site.draw import drawn
from qbank.writers.practice_site.texts import Shared, Texts
from qbank.writers.variants import written

ENCODER = msgspec.json.Encoder()


class Block(NamedTuple):
    """A question: what the page must know of it at once, and what it reads later, both as JSON."""

    facts: Markup
    draws: Markup


class Made(NamedTuple):
    """One draw, encoded, with the markup that it shares with others, and the facts of its question."""

    draw: msgspec.Raw
    shared: Shared
    facts: dict[str, object]


def blocks(quiz: Quiz, item_id: str) -> Iterator[Block]:
    """A question with all of its draws; nothing where it has none."""
    draws: list[msgspec.Raw] = []
    shared: Shared = {}
    facts: dict[str, object] = {}
    for made in written(quiz, item_id, _made):
        draws.append(made.draw)
        shared |= made.shared
        facts = facts or made.facts
    if draws:
        yield Block(in_script(facts | {"draws": len(draws)}), in_script({"shared": shared, "draws": draws}))


def _made(item: Item) -> Made:
    texts = Texts()
    record = ENCODER.encode(drawn(item, texts))
    facts: dict[str, object] = {"id": item.id, "title": item.title, "objectives": item.objectives}
    return Made(msgspec.Raw(record), texts.shared, facts)


def in_script(value: object) -> Markup:
    """JSON that may stand inside a script element: nothing in it can end the element or begin a comment.

    >>> print(in_script({"title": "</script><!-- &"}))
    {"title":"\\u003c/script>\\u003c!-- &"}
    """
    return Markup(ENCODER.encode(value).decode().replace("<", "\\u003c"))  # noqa: S704  as the docstring says
