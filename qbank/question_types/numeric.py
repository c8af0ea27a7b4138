"""A number is typed.

    - {type: numeric, prompt: "What is the advantage?", answer: advantage, decimals: 3}

``decimals`` is what the student is asked for, and the tolerance follows from it: half a unit of the last decimal, so that
every correctly rounded answer is right. Without ``decimals`` the exact value is asked for. Known wrong answers come from the
misconceptions of the formulas in the key.
"""

from dataclasses import dataclass
from fractions import Fraction
from typing import Annotated, Literal, cast

from pydantic import Field

from qbank.content import Number
from qbank.item import Answer, Interaction, Known, NumericEntry
from qbank.model import Exact, Whole
from qbank.question_types.question_type import (
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
from qbank.question_types.separable import rational, separable
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


@dataclass(frozen=True, slots=True)
class PreparedNumeric:
    """A numeric part, ready to be solved."""

    constraints: tuple[Constraint, ...]
    interaction: NumericEntry
    tolerance: Fraction
    key: int
    mutations: tuple[Mutation, ...]
    separate: int
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The key, and what each misconception gives where it can be told from the key."""
        decimals = self.interaction.decimals
        key, shown = rational(draw.value(self.key)), cast("Number", draw.shown(self.key, decimals))
        known = []
        for mutation, separate in zip(self.mutations, draw.row(self.separate), strict=True):
            if separate:
                wrong = rational(draw.value(mutation.quantity))
                figure = cast("Number", draw.shown(mutation.quantity, decimals))
                known.append(Known(wrong, NO_CREDIT, mutation.feedback.fill(draw), mutation.name, figure))
        return self.interaction, Answer(part, key, self.solution.fill(draw), self.tolerance, shown, tuple(known))


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
        constraints=(_exists(key, f"part {int(path[-1]) + 1}"),),
        interaction=NumericEntry(part.decimals, part.unit),
        tolerance=tolerance,
        key=workshop.quantity(key),
        mutations=mutations,
        separate=workshop.columns(lambda cells: separable(cells, key, mutations, gap)),
        solution=workshop.explanation(path, part, key, part.decimals),
    )


def _exists(key: Term, name: str) -> Constraint:
    return Constraint(f"the key of {name} has no value", (key,), lambda cells: cells.defined(key))


QUESTION_TYPE = QuestionType("numeric", NumericPart, prepare)
