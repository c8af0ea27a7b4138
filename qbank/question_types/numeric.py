"""A number is typed.

    - {type: numeric, prompt: "What is the advantage?", answer: advantage, decimals: 3}

``decimals`` is what the student is asked for, and the tolerance follows from it: half a unit of the last decimal, so that
every correctly rounded answer is right. Without ``decimals`` the exact value is asked for. Known wrong answers come from the
misconceptions of the formulas in the key.
"""

from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Struct
from pydantic import Field

from qbank.errors import Undefined
from qbank.item import Answer, Interaction, Known, NumericEntry
from qbank.model import Exact, Whole
from qbank.question_types.question_type import (
    Cells,
    Constraint,
    Draw,
    Expression,
    Mutation,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.question_types.separable import separable
from qbank.term import Term

NO_CREDIT = Fraction(0)


class NumericPart(PartModel):
    """A number is typed."""

    type: Literal["numeric"]
    answer: Expression
    decimals: Whole | None = Field(
        default=None, ge=0, le=10, description="what the student is asked for; exact without it"
    )
    tolerance: Annotated[Exact, Field(ge=0)] | None = Field(
        default=None, description="absolute, both ends included; follows from the decimals when it is not given"
    )
    unit: str = ""


class PreparedNumeric(Struct, frozen=True):
    """A numeric part, ready to be solved."""

    constraints: tuple[Constraint, ...]
    interaction: NumericEntry
    tolerance: Fraction
    quantities: tuple[int, ...]
    mutations: tuple[Mutation, ...]
    separate: int
    solution: TextProgram
    exact: bool

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The key, and what each misconception gives where it can be told from the key."""
        right, *wrong = draw.numbers(self.quantities, self.interaction.decimals)
        known = tuple(
            [
                Known(number[0], NO_CREDIT, mutation.feedback.fill(draw), mutation.name, number[1])
                for mutation, number, separate in zip(self.mutations, wrong, draw.row(self.separate), strict=True)
                if separate and number
            ]
        )
        if right is None:
            message = f"the key of {part!r} does not exist in this draw"
            raise Undefined(message)
        return self.interaction, Answer(
            part, right[0], self.solution.fill(draw), self.tolerance, right[1], known, self.exact
        )


def prepare(part: NumericPart, path: Path, workshop: Workshop) -> PreparedNumeric:
    """Read the key and its misconceptions; a draw is servable when the key exists."""
    key = workshop.expression((*path, "answer"), part.answer)
    tolerance = part.tolerance
    if tolerance is None:
        tolerance = Fraction(0) if part.decimals is None else Fraction(1, 2 * 10**part.decimals)
    if part.decimals is None and part.tolerance is None and workshop.is_real(key):
        workshop.fault((*path, "answer"), "the key is irrational", "say how many 'decimals' are asked for")
    mutations = tuple(workshop.mutations(key, path, part.misconceptions))
    gap = 2 * tolerance
    return PreparedNumeric(
        constraints=(_exists(key, f"part {int(path[-1]) + 1}", part.decimals if workshop.is_real(key) else None),),
        interaction=NumericEntry(part.decimals, part.unit),
        tolerance=tolerance,
        quantities=(workshop.quantity(key), *(mutation.quantity for mutation in mutations)),
        mutations=mutations,
        separate=workshop.columns(lambda cells: separable(cells, key, mutations, gap)),
        solution=workshop.explanation(path, part, key, part.decimals),
        exact=not workshop.is_real(key),
    )


def _exists(key: Term, name: str, decimals: int | None) -> Constraint:
    """The key has a value and, where it is irrational, can be rounded."""

    def admits(cells: Cells) -> Any:
        if decimals is not None:
            cells.rounded(key, decimals)  # excludes the draws in which it stays undecided
        return cells.defined(key)

    return Constraint(f"the key of {name} has no value", (key,), admits)


QUESTION_TYPE = QuestionType("numeric", NumericPart, prepare)
