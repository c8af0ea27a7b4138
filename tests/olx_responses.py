"""Responses as Open edX's fields take them."""

from fractions import Fraction

from qbank.interactions import Matching, MultipleChoice, Ordering, SingleChoice
from qbank.item import Item, Part
from qbank.labels import gap_numbers
from qbank.writers.olx.numbers import decimal
from tests.golden_responses import Given
from tests.olx_simulator import Field, Problem, Value


def in_order(item: Item) -> list[Part]:
    """The parts in the order in which their fields stand: gaps as in the stem, then the others."""
    gaps = [item.part(name) for name in gap_numbers(item)]
    return [*gaps, *(part for part in item.parts if not part.inline)]


def fields_of(item: Item, problem: Problem) -> dict[str, list[Field]]:
    """The fields of each part."""
    waiting = iter(problem.fields)
    found = {part.id: [next(waiting) for _ in range(_number(part))] for part in in_order(item)}
    assert next(waiting, None) is None
    return found


def _number(part: Part) -> int:
    match part.interaction:
        case Matching(sources=sources):
            return len(sources)
        case Ordering(steps=steps):
            return len(steps)
        case _:
            return 1


def as_values(part: Part, fields: list[Field], given: Given) -> list[Value]:
    """A response to a part as what its fields send."""
    match part.interaction:
        case SingleChoice(choices):
            return [fields[0].pick([choice.id for choice in choices].index(str(given)))]
        case MultipleChoice(choices):
            return [[fields[0].pick(place) for place, choice in enumerate(choices) if choice.id in given]]  # type: ignore[operator]
        case Ordering(steps):
            places = {step.id: place for place, step in enumerate(steps)}
            return [field.pick(places[step]) for field, step in zip(fields, given, strict=True)]  # type: ignore[call-overload]
        case Matching(sources, targets):
            places = {target.id: place for place, target in enumerate(targets)}
            return [
                field.pick(places[given[source.id]])  # type: ignore[index]
                for field, source in zip(fields, sources, strict=True)
            ]
        case _:
            return [decimal(given) if isinstance(given, Fraction) else str(given)]


def key_of(item: Item, part: Part) -> Given:
    """The right response to a part, for those that are not typed."""
    answer = item.answer(part.id)
    match part.interaction:
        case Matching():
            return {pair.source: pair.target for pair in answer.pairs}
        case MultipleChoice():
            return frozenset(answer.ids)
        case Ordering():
            return answer.ids
        case _:
            return answer.choice
