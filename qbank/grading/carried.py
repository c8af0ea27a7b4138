"""Errors carried forward: a number that is right for what the student gave in other parts.

``Working.follow`` is computed with the student's own numbers in the place of the other parts' keys. What is within the same
tolerance of that earns ``follow_credit``; everything when those numbers were themselves right, since then only their
rounding was carried on. Parts that were not answered, or could not be read, carry nothing.
"""

from collections.abc import Mapping
from fractions import Fraction

from qbank.content import Text
from qbank.errors import CostError, Undefined
from qbank.expressions.cost import ORDINARY, Size, cost, largest, size_of
from qbank.expressions.evaluate import Environment, evaluate
from qbank.grading.feedback import sentence
from qbank.grading.numbers import NOTHING, Reading, read
from qbank.grading.tolerance import tolerated
from qbank.interactions import NumericEntry
from qbank.item import Drawn, Item, Part
from qbank.response import Response
from qbank.rl.arithmetic import Quantity
from qbank.term import Term, symbols
from qbank.wording import FOLLOWS

PARTS = "parts."
SAID = sentence(FOLLOWS)

Carried = tuple[Fraction, Text]
"""What a response earns, and what to tell the student."""


def carried(item: Item, part: Part, value: Quantity, responses: Mapping[str, Response]) -> Carried | None:
    """What the number earns because it follows from the student's other answers; None when it does not."""
    answer = item.answer(part.id)
    working = answer.working
    if working is None or working.follow is None:
        return None
    given = _given(item, working.follow, responses)
    if given is None:
        return None
    followed = _followed(working.follow, dict(item.parameters), given)
    if followed is None or abs(value - followed) > tolerated(answer):
        return None
    if all(_right(item, name, number) for name, number in given.items()):
        return part.points, Text()
    return part.points * working.follow_credit, SAID


def _given(item: Item, follow: Term, responses: Mapping[str, Response]) -> dict[str, Quantity] | None:
    """The student's numbers that are carried on, by their names in Terms; None where one is missing."""
    given: dict[str, Quantity] = {}
    for name in sorted(symbols(follow)):
        if not name.startswith(PARTS):
            continue
        other = item.part(name.removeprefix(PARTS))
        if not isinstance(other.interaction, NumericEntry) or not responses.get(other.id, "").strip():
            return None
        reading = read(responses[other.id], language=item.language, unit=other.interaction.unit)
        if not isinstance(reading, Reading):
            return None
        given[name] = reading.evaluate(NOTHING)
    return given


def _followed(follow: Term, parameters: Mapping[str, Drawn], given: Mapping[str, Quantity]) -> Quantity | None:
    """What follows from the given numbers; None where that does not exist or would need too much time."""
    environment: Environment = {**parameters, **given}
    try:
        cost(follow, {name: _size(number) for name, number in environment.items()})
        return evaluate(follow, environment)
    except (CostError, Undefined):
        return None


def _size(number: Quantity) -> Size:
    match number:
        case Fraction():
            return size_of(number)
        case tuple():
            return largest([_size(element) for element in number])
        case str():
            return Size(0, 0)
        case _:
            return ORDINARY if abs(number) >= 2**10 else Size(10, ORDINARY.bits)


def _right(item: Item, name: str, number: Quantity) -> bool:
    answer = item.answer(name.removeprefix(PARTS))
    return bool(abs(number - answer.number) <= tolerated(answer))
