"""A text to write: an open response assessment (ORA), which staff mark by its rubric.

It is a block of its own, beside problems, and stands whole among the children of a library or a problem bank. What is read
is what the package ``ora2`` reads: criteria with whole points, explanations in plain text.
"""

from collections.abc import Iterator
from fractions import Fraction
from html import escape
from math import lcm

from qbank.content import Text
from qbank.interactions import ExtendedText
from qbank.item import Item
from qbank.markup.text import blocks as plain_blocks
from qbank.wording import instruction
from qbank.writers.olx import text
from qbank.writers.olx.template import Criterion, Essay, filled
from qbank.writers.task import identifier

MOST = 20
"""A criterion has an option for each of its points, up to so many; with more, none or all of them."""


def is_essay(item: Item) -> bool:
    """Whether an item is a text to write and nothing else."""
    return len(item.parts) == 1 and isinstance(item.parts[0].interaction, ExtendedText)


def xml(item: Item) -> str:
    """One variant as an open response assessment."""
    part = item.parts[0]
    stem = f"{text.blocks(item.stem)}\n{text.blocks(part.prompt)}\n<p>{instruction(part.interaction)}</p>"
    return filled()(
        "extended_text",
        Essay(
            name=identifier(item),
            title=text.attribute(f"{item.title} ({item.variant})"),
            objectives=text.attribute(" ".join(item.objectives)),
            tags=text.attribute(", ".join(item.tags)),
            bloom=text.attribute(item.bloom),
            asked=escape(f'<div lang="{text.attribute(item.language)}">\n{stem}\n</div>'),
            criteria=tuple(
                Criterion(str(place), text.attribute(text.said(shown)), _options(int(points)))
                for place, (shown, points) in enumerate(_criteria(item), start=1)
            ),
            explanation=escape("\n\n".join(_explained(item))),
        ),
    )


def _criteria(item: Item) -> list[tuple[Text, Fraction]]:
    """What is marked and what it is worth there: all points times the same number where they are not whole."""
    part = item.parts[0]
    found = [(criterion.text, criterion.points) for criterion in item.answer(part.id).rubric.criteria]
    found = found or [(part.prompt, part.points)]
    scale = lcm(*(points.denominator for _, points in found))
    return [(shown, points * scale) for shown, points in found]


def _options(points: int) -> tuple[str, ...]:
    """The points that a criterion may be given, the full number last."""
    every = range(points + 1) if points <= MOST else (0, points)
    return tuple(map(str, every))


def _explained(item: Item) -> Iterator[str]:
    """What whoever marks is told, in plain text."""
    answer = item.answer(item.parts[0].id)
    for name, told in (("Model answer", answer.rubric.model_answer), ("Solution", answer.solution)):
        if told:
            yield f"{name}: {plain_blocks(told)}"
    if item.source:
        yield f"Source: {item.source}"


def losses(item: Item) -> Iterator[str]:
    """What Open edX does otherwise."""
    if item.hints:
        yield "an open response of Open edX has no hints"
    worth = sum((points for _, points in _criteria(item)), Fraction(0))
    if worth != item.points:
        yield f"the rubrics of Open edX count whole points: it is worth {worth} there"
