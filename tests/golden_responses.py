"""Responses to a part, each as it is typed here and as a value that a simulator of another system understands.

They hold the key, both edges of its tolerance, every known wrong response, partial ones, and a good many at random.
"""

import random
from collections.abc import Iterator
from fractions import Fraction

from qbank.interactions import Matching, MultipleChoice, NumericEntry, Ordering, SingleChoice, TextEntry
from qbank.item import Item, Part

Given = Fraction | str | frozenset[str] | tuple[str, ...] | dict[str, str]
"""A number; a text or the id of a choice; ids of choices; ids of steps in order; a target's id for each source's."""


def golden_responses(item: Item, part: Part, *, tries: int = 60) -> Iterator[tuple[str, Given]]:
    """What is typed here, and what that is elsewhere."""
    answer, dice = item.answer(part.id), random.Random(part.id)
    match part.interaction:
        case NumericEntry():
            numbers = [answer.number + edge * answer.tolerance for edge in (0, 1, -1)]
            numbers += [known.response for known in answer.known if isinstance(known.response, Fraction)]
            numbers += [answer.number + answer.tolerance * Fraction(dice.randrange(-30, 31), 10) for _ in range(tries)]
            for number in numbers:
                yield str(number), number
        case SingleChoice(choices):
            for choice in choices:
                yield choice.id, choice.id
        case MultipleChoice(choices):
            for chosen in [answer.ids, *(_some(choices, dice) for _ in range(tries))]:
                yield ", ".join(chosen), frozenset(chosen)
        case Ordering(steps):
            for order in [answer.ids, *(tuple(dice.sample(answer.ids, len(steps))) for _ in range(tries))]:
                yield ", ".join(order), order
        case Matching(sources, targets):
            right = {pair.source: pair.target for pair in answer.pairs}
            drawn = ({source.id: dice.choice(targets).id for source in sources} for _ in range(tries))
            for pairs in [right, *drawn]:
                yield "; ".join(f"{source}:{target}" for source, target in pairs.items()), pairs
        case TextEntry():
            known = [str(known.response).replace("*", "s") for known in answer.known]
            for text in (*answer.literals.accepted, *known, "something else", "CRITIC", "baseline", "no baseline"):
                yield text, text


def _some(choices: tuple, dice: random.Random) -> tuple[str, ...]:
    return tuple(choice.id for choice in choices if dice.random() < 0.6) or (choices[0].id,)
