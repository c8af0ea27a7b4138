"""What a question counts in a test, where that is not what it is worth by itself."""

from fractions import Fraction

from msgspec.structs import replace

from qbank.item import Answer, Item, Rubric


def worth_so_much(item: Item, points: Fraction) -> Item:
    """The item with these points: its parts and the criteria of its rubrics keep their shares."""
    if item.points == points:
        return item
    factor = points / item.points
    return replace(
        item,
        points=points,
        parts=tuple(replace(part, points=part.points * factor) for part in item.parts),
        answers=None if item.answers is None else tuple(_scaled(answer, factor) for answer in item.answers),
    )


def _scaled(answer: Answer, factor: Fraction) -> Answer:
    if not isinstance(answer.key, Rubric):
        return answer
    criteria = tuple(replace(one, points=one.points * factor) for one in answer.rubric.criteria)
    return replace(answer, key=replace(answer.rubric, criteria=criteria))
