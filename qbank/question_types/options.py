"""Options written by hand, of a single or a multiple choice."""

from collections.abc import Callable, Sequence
from difflib import get_close_matches
from functools import partial
from typing import Annotated, Any

from msgspec import Struct

from qbank.content import plain
from qbank.errors import Undefined
from qbank.interactions import Choice
from qbank.model import Field, Model
from qbank.question_types.pools import Pool
from qbank.question_types.question_type import (
    Cells,
    Constraint,
    Expression,
    Markdown,
    Path,
    TextProgram,
    Workshop,
)
from qbank.term import ONE, ZERO, Compare, Term


class ChoiceModel(Model, frozen=True, kw_only=True):
    """One option, and when it is right: ``always``, ``never``, or a condition."""

    text: Annotated[Markdown, Field(description="What the option says: Markdown with maths and places.")]
    correct: Annotated[
        Expression,
        Field(
            description="When it is right: `always`, `never`, or a condition.",
            examples=["always", "never", "advantage > 0"],
        ),
    ]
    feedback: Annotated[Markdown, Field(description="For whoever chooses it where it is wrong, or misses it.")] = ""
    last: Annotated[bool, Field(description="Whether it stays at the end when the others are shuffled.")] = False


class WrittenChoice(Struct, frozen=True):
    """An option as authored, compiled."""

    text: TextProgram
    correct: int
    feedback: TextProgram
    last: bool


def written(
    choices: tuple[ChoiceModel, ...], path: Path, workshop: Workshop
) -> tuple[tuple[Term, ...], tuple[WrittenChoice, ...]]:
    """When each option is right, and the options, compiled."""
    conditions, options = [], []
    for position, choice in enumerate(choices):
        at = (*path, "choices", position)
        condition = _condition(choice.correct, (*at, "correct"), workshop)
        conditions.append(condition)
        options.append(
            WrittenChoice(
                text=workshop.text((*at, "text"), choice.text),
                correct=workshop.quantity(condition),
                feedback=workshop.text((*at, "feedback"), choice.feedback),
                last=choice.last,
            )
        )
    return tuple(conditions), tuple(options)


def _condition(source: str, path: Path, workshop: Workshop) -> Term:
    """``always`` and ``never`` as the comparisons 1 = 1 and 1 = 0."""
    match source:
        case "always":
            return Compare("==", ONE, ONE)
        case "never":
            return Compare("==", ONE, ZERO)
        case _:
            if close := get_close_matches(source, ("always", "never"), n=1):
                workshop.fault(
                    path,
                    f"{source!r} is no condition; expected 'always', 'never' or a comparison",
                    f"did you mean {close[0]!r}?",
                )
                return Compare("==", ONE, ONE)
            return workshop.expression(path, source, "condition")


def part_name(path: Path) -> str:
    """What a part is called in messages: its number, from 1.

    >>> part_name(("parts", 1))
    'part 2'
    """
    return f"part {int(path[1]) + 1}"


def distinct(workshop: Workshop, cause: str, texts: Sequence[TextProgram], pool: Pool) -> tuple[Constraint, ...]:
    """Constraints: no two of the texts that a draw shows look the same."""
    made = []
    for place, first in enumerate(texts):
        for other, second in enumerate(texts[:place]):
            if (found := workshop.alike(first, second)) is not None:
                terms, same = found
                together = partial(_shown_apart, pool=pool, places=(place, other), same=same)
                made.append(Constraint(cause, (*terms, *pool.terms), together))
    return tuple(made)


def _shown_apart(cells: Cells, *, pool: Pool, places: tuple[int, int], same: Callable[[Cells], Any]) -> Any:
    return ~(same(cells) & pool.shows(cells, places[0]) & pool.shows(cells, places[1]))


def refuse_repeats(part: str, choices: tuple[Choice, ...]) -> None:
    """Raise Undefined when two options look the same in this draw."""
    looks = [plain(choice.text) for choice in choices]
    for number, look in enumerate(looks):
        if look in looks[:number]:
            message = f"two entries of {part!r} look the same in this draw: {look!r}"
            raise Undefined(message)
