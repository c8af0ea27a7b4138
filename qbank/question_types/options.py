"""Options written by hand, of a single or a multiple choice."""

from collections.abc import Callable, Iterator, Sequence
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
    Claim,
    Constraint,
    Expression,
    Markdown,
    Path,
    TextProgram,
    Workshop,
)
from qbank.term import ONE, ZERO, Compare, Term, symbols

IDLE_CHOICE = "idle choice"
DELIBERATE = ("always", "never")
"""What an author writes of an option that is right in every draw, or in none."""


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


def option_paths(path: Path, size: int) -> list[Path]:
    """Where the options of a part stand."""
    return [(*path, "choices", position) for position in range(size)]


def distinct(
    workshop: Workshop, what: str, paths: Sequence[Path], texts: Sequence[TextProgram], pool: Pool
) -> tuple[Constraint, ...]:
    """Constraints: no two of the texts that a draw shows look the same, nor are they the same number.

    ``what`` they are called; two that are the same in every draw are a fault.
    """
    part, made = part_name(paths[0]), []
    for place, first in enumerate(texts):
        for other, second in enumerate(texts[:place]):
            for same, cause in (
                (workshop.alike(first, second), f"two {what} of {part} look the same"),
                (workshop.same_number(first, second), f"two {what} of {part} are the same number"),
            ):
                if same is None:
                    continue
                if not same[0]:
                    workshop.fault(paths[place], f"this {what[:-1]} is the same as number {other + 1}")
                    break
                together = partial(_shown_apart, pool=pool, places=(place, other), same=same[1])
                made.append(Constraint(cause, (*same[0], *pool.terms), together))
    return tuple(made)


def exactly_rounded(workshop: Workshop, path: Path, texts: Sequence[TextProgram]) -> tuple[Constraint, ...]:
    """Constraints: no option that is one rounded number lies halfway between two: some would round it up, some down."""
    cause = f"an option of {part_name(path)} lies halfway between two that its decimals can show"
    found = [halfway for text in texts if (halfway := workshop.halfway(text)) is not None]
    return tuple(Constraint(cause, terms, partial(_nowhere, judge)) for terms, judge in found)


def claim_options(
    workshop: Workshop,
    path: Path,
    choices: Sequence[ChoiceModel],
    conditions: Sequence[Term],
    pool: Pool,
    hint: str = "",
) -> None:
    """Claim that each option that is not ``never`` right is right in some draw that shows it, and has a truth in all.

    The ``hint`` is another reason why it may not be.
    """
    for position, (choice, condition) in enumerate(zip(choices, conditions, strict=True)):
        if choice.correct not in DELIBERATE:
            at = (*path, "choices", position, "correct")
            workshop.note_decision(at, "this condition", condition)
            for claim in _not_idle(at, condition, position, pool, hint):
                workshop.claim(claim)


def _not_idle(path: Path, condition: Term, position: int, pool: Pool, hint: str) -> Iterator[Claim]:
    if symbols(condition):
        yield Claim(
            kind="no value",
            path=path,
            message="this condition has no value in some draws",
            terms=(condition,),
            holds=lambda cells: cells.defined(condition),
            hint="exclude them by 'where'",
        )
    else:
        yield Claim(
            kind=IDLE_CHOICE,
            path=path,
            message="this option is right whatever is drawn",
            terms=(condition,),
            holds=lambda cells: ~cells.truth(condition),
            hint="write 'always' if that is meant",
            somewhere=True,
        )
    yield Claim(
        kind=IDLE_CHOICE,
        path=path,
        message="this option is right in no draw",
        terms=(condition, *pool.terms),
        holds=lambda cells: cells.truth(condition) & pool.shows(cells, position),
        hint="write 'never' if that is meant" + hint,
        somewhere=True,
    )


def _nowhere(judge: Callable[[Cells], Any], cells: Cells) -> Any:
    return ~judge(cells)


def _shown_apart(cells: Cells, *, pool: Pool, places: tuple[int, int], same: Callable[[Cells], Any]) -> Any:
    return ~(same(cells) & pool.shows(cells, places[0]) & pool.shows(cells, places[1]))


def refuse_repeats(part: str, choices: tuple[Choice, ...]) -> None:
    """Raise Undefined when two options look the same in this draw."""
    looks = [plain(choice.text) for choice in choices]
    for number, look in enumerate(looks):
        if look in looks[:number]:
            message = f"two entries of {part!r} look the same in this draw: {look!r}"
            raise Undefined(message)
