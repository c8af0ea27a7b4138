"""Steps are put in order.

    - type: ordering
      prompt: Put the steps of one update in order.
      steps: ["Act.", "Observe the reward and the next state.", "Compute the target.", "Move the value towards it."]

They are written in their right order and shown in another. A step may have feedback, ``{text: "Act.", feedback: "Nothing can be
observed before."}``, for whoever puts it first among those that are out of place.
"""

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct

from qbank.interactions import Choice, Interaction, Ordering
from qbank.item import Answer, Known
from qbank.model import Field, Kinds, Model, Whole
from qbank.question_types.options import distinct, refuse_repeats
from qbank.question_types.pools import Pool, pool
from qbank.question_types.question_type import (
    LETTERS,
    Constraint,
    Draw,
    Markdown,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)


class StepModel(Model, frozen=True, kw_only=True):
    """A step with something to say about it."""

    text: Annotated[Markdown, Field(description="What the step says: Markdown with maths and places.")]
    feedback: Annotated[
        Markdown, Field(description="For whoever misplaces it, where it is the first that is out of place.")
    ] = ""


def _kind(raw: object) -> str | None:
    return "<text>" if isinstance(raw, str) else "<fields>" if isinstance(raw, (dict, StepModel)) else None


Step = Annotated[Markdown | StepModel, Kinds(_kind, lambda: {"<text>": Markdown, "<fields>": StepModel})]
"""A step, alone or with its feedback."""


class OrderingPart(PartModel, frozen=True, kw_only=True):
    """Steps are put in order."""

    type: Annotated[Literal["ordering"], Field(description="Steps are put in order.")]
    steps: Annotated[
        tuple[Step, ...],
        Field(
            min_length=2,
            max_length=len(LETTERS),
            description="The steps in their right order; they are shown in another. A step is a text, or `{text, feedback}`.",
        ),
    ]
    pick: Annotated[
        Whole | None, Field(ge=2, description="How many of the steps a variant shows. Without it: all.", examples=[5])
    ] = None
    scoring: Annotated[
        Literal["longest_run", "all_or_nothing"],
        Field(
            description="How the points are earned. `longest_run`: the share of the steps in the longest run that stands in "
            "the right order."
        ),
    ] = "longest_run"


class PreparedOrdering(Struct, frozen=True):
    """An ordering, ready to be solved."""

    constraints: tuple[Constraint, ...]
    steps: tuple[TextProgram, ...]
    feedback: tuple[TextProgram, ...]
    pool: Pool
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The steps in an order that tells nothing, and their ids in the right one."""
        chosen = self.pool.chosen(draw)
        right = [self.steps[position].fill(draw) for position in chosen]
        shown = list(range(len(right)))
        draw.stream(f"{part} order").shuffle(shown)
        steps = tuple(Choice(LETTERS[place], right[step]) for place, step in enumerate(shown))
        refuse_repeats(part, steps)
        key = tuple(LETTERS[shown.index(step)] for step in range(len(right)))
        known = tuple(
            Known(letter, Fraction(0), feedback)
            for letter, position in zip(key, chosen, strict=True)
            if (feedback := self.feedback[position].fill(draw))
        )
        return Ordering(steps), Answer(part, key, self.solution.fill(draw), known=known)


def prepare(part: OrderingPart, path: Path, workshop: Workshop) -> PreparedOrdering:
    """Read the steps."""
    told = [step if isinstance(step, StepModel) else StepModel(text=step) for step in part.steps]
    places = [
        (*path, "steps", number, "text") if isinstance(step, StepModel) else (*path, "steps", number)
        for number, step in enumerate(part.steps)
    ]
    steps = tuple(workshop.text(place, step.text) for place, step in zip(places, told, strict=True))
    shown = pool(workshop, path, places, part.pick)
    return PreparedOrdering(
        constraints=distinct(workshop, "steps", places, steps, shown),
        steps=steps,
        feedback=tuple(
            workshop.text((*path, "steps", number, "feedback"), step.feedback) for number, step in enumerate(told)
        ),
        pool=shown,
        solution=workshop.explanation(path, part, None, None),
    )


QUESTION_TYPE = QuestionType("ordering", OrderingPart, prepare)
