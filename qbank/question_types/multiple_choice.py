"""Any number of options is chosen.

    - type: multiple_choice
      prompt: Which of these change the advantage?
      scoring: right_minus_wrong
      pick: 4
      choices:
        - {text: "The reward", correct: always}
        - {text: "The discount", correct: next_value != 0, feedback: "It multiplies the next value."}
        - {text: "The length of the prompt", correct: never, feedback: "It does not appear."}
        ...

In every draw at least one option is right, and at least one is wrong. ``feedback`` is for whoever chooses a wrong option, or
misses a right one.
"""

from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Struct

from qbank.errors import Undefined
from qbank.interactions import Choice, Interaction, MultipleChoice
from qbank.item import Answer, Known
from qbank.model import Field, Whole
from qbank.question_types.options import (
    ChoiceModel,
    WrittenChoice,
    claim_options,
    distinct,
    exactly_rounded,
    option_paths,
    part_name,
    refuse_repeats,
    written,
)
from qbank.question_types.pools import Pool, pool
from qbank.question_types.question_type import (
    LETTERS,
    Cells,
    Constraint,
    Draw,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.term import Term


class MultipleChoicePart(PartModel, frozen=True, kw_only=True):
    """Any number of options is chosen, at least one."""

    type: Annotated[Literal["multiple_choice"], Field(description="Any number of options is chosen, at least one.")]
    choices: Annotated[
        tuple[ChoiceModel, ...],
        Field(
            min_length=2,
            max_length=len(LETTERS),
            description="The options; in every draw at least one of those shown is right.",
        ),
    ]
    pick: Annotated[
        Whole | None, Field(ge=2, description="How many of the options a variant shows. Without it: all.", examples=[4])
    ] = None
    order: Annotated[Literal["shuffle", "fixed"], Field(description="`shuffle`d, or `fixed` as written.")] = "shuffle"
    scoring: Annotated[
        Literal["all_or_nothing", "proportional", "right_minus_wrong"],
        Field(
            description="How the points are earned. `proportional`: the share of the options that are treated rightly, chosen "
            "or left alone. `right_minus_wrong`: right options chosen less wrong ones, of all that are right."
        ),
    ] = "all_or_nothing"


class PreparedMultipleChoice(Struct, frozen=True):
    """Options of which several may be right, ready to be solved."""

    constraints: tuple[Constraint, ...]
    choices: tuple[WrittenChoice, ...]
    pool: Pool
    order: Literal["shuffle", "fixed"]
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The options in this draw's order, and which of them are right."""
        placed = [self.choices[position] for position in self.pool.chosen(draw)]
        if self.order == "shuffle":
            last = [choice for choice in placed if choice.last]
            placed = [choice for choice in placed if not choice.last]
            draw.stream(f"{part} order").shuffle(placed)
            placed += last
        choices = tuple(Choice(letter, choice.text.fill(draw)) for letter, choice in zip(LETTERS, placed, strict=False))
        refuse_repeats(part, choices)
        right = tuple(letter for letter, choice in zip(LETTERS, placed, strict=False) if draw.value(choice.correct))
        if not right:
            message = f"no option of {part!r} is right in this draw"
            raise Undefined(message)
        known = tuple(
            Known(letter, Fraction(0), feedback)
            for letter, choice in zip(LETTERS, placed, strict=False)
            if (feedback := choice.feedback.fill(draw))
        )
        return MultipleChoice(choices, self.order), Answer(part, right, self.solution.fill(draw), known=known)


def prepare(part: MultipleChoicePart, path: Path, workshop: Workshop) -> PreparedMultipleChoice:
    """Read the options and their conditions; a draw is servable when one of those shown is right."""
    conditions, choices = written(part.choices, path, workshop)
    places = option_paths(path, len(choices))
    shown, texts, name = pool(workshop, path, places, part.pick), [one.text for one in choices], part_name(path)
    terms = (*conditions, *shown.terms)
    claim_options(workshop, path, part.choices, conditions, shown)
    for place, condition in zip(places, conditions, strict=True):
        workshop.note_condition((*place, "correct"), condition)
    return PreparedMultipleChoice(
        constraints=(
            Constraint(f"no option of {name} is right", terms, lambda cells: _right(cells, conditions, shown) > 0),
            Constraint(
                f"every option of {name} is right", terms, lambda cells: _right(cells, conditions, shown) < shown.pick
            ),
            *distinct(workshop, "options", [(*place, "text") for place in places], texts, shown),
            *exactly_rounded(workshop, path, texts),
        ),
        choices=choices,
        pool=shown,
        order=part.order,
        solution=workshop.explanation(path, part, None, None),
    )


def _right(cells: Cells, conditions: tuple[Term, ...], shown: Pool) -> Any:
    """For each draw how many of the options that it shows are right."""
    right: Any = 0
    for position, condition in enumerate(conditions):
        right = right + 1 * (cells.truth(condition) & shown.shows(cells, position))
    return right


QUESTION_TYPE = QuestionType("multiple_choice", MultipleChoicePart, prepare)
