"""Steps are put in order.

    - type: ordering
      prompt: Put the steps of one update in order.
      steps: ["Act.", "Observe the reward and the next state.", "Compute the target.", "Move the value towards it."]

They are written in their right order and shown in another.
"""

from typing import Annotated, Literal

from msgspec import Struct

from qbank.interactions import Choice, Interaction, Ordering
from qbank.item import Answer
from qbank.model import Field, Whole
from qbank.question_types.options import distinct, part_name, refuse_repeats
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


class OrderingPart(PartModel, frozen=True, kw_only=True):
    """Steps are put in order."""

    type: Literal["ordering"]
    steps: Annotated[
        tuple[Markdown, ...], Field(min_length=2, max_length=len(LETTERS), description="in their right order")
    ]
    pick: Annotated[Whole | None, Field(ge=2, description="how many of the steps a variant shows")] = None
    scoring: Literal["longest_run", "all_or_nothing"] = "longest_run"


class PreparedOrdering(Struct, frozen=True):
    """An ordering, ready to be solved."""

    constraints: tuple[Constraint, ...]
    steps: tuple[TextProgram, ...]
    pool: Pool
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The steps in an order that tells nothing, and their ids in the right one."""
        right = [self.steps[position].fill(draw) for position in self.pool.chosen(draw)]
        shown = list(range(len(right)))
        draw.stream(f"{part} order").shuffle(shown)
        steps = tuple(Choice(LETTERS[place], right[step]) for place, step in enumerate(shown))
        refuse_repeats(part, steps)
        key = tuple(LETTERS[shown.index(step)] for step in range(len(right)))
        return Ordering(steps), Answer(part, key, self.solution.fill(draw))


def prepare(part: OrderingPart, path: Path, workshop: Workshop) -> PreparedOrdering:
    """Read the steps."""
    written = [step.strip() for step in part.steps]
    for position, step in enumerate(written):
        if step in written[:position]:
            message = f"this is step {written.index(step) + 1} too: the two could not be told apart"
            workshop.fault((*path, "steps", position), message)
    steps = tuple(workshop.text((*path, "steps", number), step) for number, step in enumerate(part.steps))
    shown = pool(workshop, path, len(steps), part.pick)
    return PreparedOrdering(
        constraints=distinct(workshop, f"two steps of {part_name(path)} look the same", steps, shown),
        steps=steps,
        pool=shown,
        solution=workshop.explanation(path, part, None, None),
    )


QUESTION_TYPE = QuestionType("ordering", OrderingPart, prepare)
