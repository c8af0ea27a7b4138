"""A text is written, and a person marks it by a rubric.

    - type: essay
      prompt: Why is no gradient taken through the target?
      lines: 12
      model_answer: "The target is a label for the regression; ..."
      rubric:
        - {criterion: "Says that the target is held constant", points: 2}
        - {criterion: "Says what would go wrong otherwise", points: 1}

The part is worth what its rubric adds up to.
"""

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct

from qbank.interactions import ExtendedText, Interaction
from qbank.item import Answer, Criterion, Rubric
from qbank.model import Exact, Field, Model, Whole
from qbank.question_types.question_type import (
    AllOrNothing,
    Constraint,
    Draw,
    Markdown,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)


class CriterionModel(Model, frozen=True, kw_only=True):
    """What the text is marked by, and what it is worth."""

    criterion: Annotated[Markdown, Field(description="What is looked for in the text: Markdown with maths and places.")]
    points: Annotated[Exact, Field(gt=0, description="What it is worth.")] = Fraction(1)


class EssayPart(PartModel, frozen=True, kw_only=True):
    """A text is written, and a person marks it."""

    type: Annotated[Literal["essay"], Field(description="A text is written, and a person marks it.")]
    lines: Annotated[Whole, Field(ge=1, le=100, description="How many lines there are to write on.")] = 10
    model_answer: Annotated[Markdown, Field(min_length=1, description="An answer that earns everything.")]
    rubric: Annotated[
        tuple[CriterionModel, ...],
        Field(
            min_length=1,
            max_length=20,
            description="What the text is marked by. The part is worth what the criteria add up to.",
        ),
    ]
    scoring: AllOrNothing = "all_or_nothing"

    @property
    def worth(self) -> Fraction:
        """The points, or what the criteria add up to."""
        return sum((one.points for one in self.rubric), Fraction(0)) if self.points is None else self.points


class PreparedEssay(Struct, frozen=True):
    """An essay, ready to be put."""

    constraints: tuple[Constraint, ...]
    lines: int
    criteria: tuple[tuple[TextProgram, Fraction], ...]
    model_answer: TextProgram
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The rubric in this draw."""
        criteria = tuple(Criterion(text.fill(draw), points) for text, points in self.criteria)
        rubric = Rubric(criteria, self.model_answer.fill(draw))
        return ExtendedText(self.lines), Answer(part, rubric, self.solution.fill(draw))


def prepare(part: EssayPart, path: Path, workshop: Workshop) -> PreparedEssay:
    """Read the rubric; its points are the part's."""
    total = sum((criterion.points for criterion in part.rubric), Fraction(0))
    if total != workshop.points(path):
        message = f"the criteria add up to {total}, but the part is worth {workshop.points(path)}"
        workshop.fault((*path, "rubric"), message, f"say 'points: {total}'")
    model_answer = workshop.text((*path, "model_answer"), part.model_answer)
    return PreparedEssay(
        constraints=(),
        lines=part.lines,
        criteria=tuple(
            (workshop.text((*path, "rubric", number, "criterion"), one.criterion), one.points)
            for number, one in enumerate(part.rubric)
        ),
        model_answer=model_answer,
        solution=model_answer if part.solution is None else workshop.explanation(path, part, None, None),
    )


QUESTION_TYPE = QuestionType("essay", EssayPart, prepare)
