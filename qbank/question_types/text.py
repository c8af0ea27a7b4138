"""A word or a few are typed.

    - type: text
      prompt: What is the network called that predicts the return?
      accept: ["value function", "critic", {text: "baseline*", credit: 1/2, feedback: "It serves as one."}]
      typos: 1

``*`` stands for any characters. Capitals do not matter unless ``case: true``; ``typos`` is how many letters may be wrong,
missing or too many. The first text is the one shown as the answer.
"""

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct

from qbank.interactions import Interaction, TextEntry
from qbank.item import Answer, Known, Literals
from qbank.model import Exact, Field, FieldError, Kinds, Model, Whole
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

FULL = Fraction(1)
LiteralText = Annotated[
    str,
    Field(min_length=1, max_length=200, description="Plain text; `*` stands for any characters.", examples=["critic"]),
]


class Accepted(Model, frozen=True, kw_only=True):
    """A text that is recognised: right, or worth a part of the points, or wrong with something to say about it."""

    text: LiteralText
    credit: Annotated[
        Exact, Field(ge=0, le=1, description="The share of the points that it earns.", examples=["1/2", 0])
    ] = FULL
    feedback: Annotated[Markdown, Field(description="What a student is told who types it.")] = ""


def _kind(raw: object) -> str | None:
    return "<text>" if isinstance(raw, str) else "<fields>" if isinstance(raw, (dict, Accepted)) else None


Entry = Annotated[LiteralText | Accepted, Kinds(_kind, lambda: {"<text>": LiteralText, "<fields>": Accepted})]
"""A text that is right, or fields that say more of it."""


class TextPart(PartModel, frozen=True, kw_only=True):
    """A word or a few are typed."""

    type: Annotated[Literal["text"], Field(description="A word or a few are typed.")]
    accept: Annotated[
        tuple[Entry, ...],
        Field(
            min_length=1,
            max_length=100,
            description="The texts that are right; the first is shown as the answer. Fields say more of one: `{text: "
            '"baseline*", credit: 1/2, feedback: "..."}`.',
        ),
    ]
    case: Annotated[bool, Field(description="Whether capitals matter.")] = False
    typos: Annotated[
        Whole, Field(ge=0, le=3, description="How many letters may be wrong, missing or too many.", examples=[1])
    ] = 0
    scoring: AllOrNothing = "all_or_nothing"

    def __post_init__(self) -> None:
        first = self.accept[0]
        if isinstance(first, Accepted) and first.credit < 1:
            message = "the first text is the one shown as the answer: it must earn everything"
            raise FieldError(message, "accept", 0, "credit")
        texts = [one.text if isinstance(one, Accepted) else one for one in self.accept]
        if "*" in texts[0].replace("\\*", ""):
            message = "the first text is the one shown as the answer: it cannot hold '*'"
            raise FieldError(message, "accept", 0)
        for number, text in enumerate(texts):
            if text in texts[:number]:
                message = "this text stands twice"
                raise FieldError(message, "accept", number)


class PreparedText(Struct, frozen=True):
    """A text entry, ready to be solved."""

    constraints: tuple[Constraint, ...]
    literals: Literals
    known: tuple[tuple[str, Fraction, TextProgram], ...]
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The same in every draw, but for the places of feedback."""
        known = tuple(Known(text, credit, feedback.fill(draw)) for text, credit, feedback in self.known)
        return TextEntry(), Answer(part, self.literals, self.solution.fill(draw), known=known)


def prepare(part: TextPart, path: Path, workshop: Workshop) -> PreparedText:
    """Tell right texts from those that are merely recognised."""
    right: list[str] = []
    known = []
    for number, one in enumerate(part.accept):
        if isinstance(one, Accepted) and (one.credit < 1 or (one.feedback and number)):
            feedback = workshop.text((*path, "accept", number, "feedback"), one.feedback)
            known.append((one.text, one.credit, feedback))
        else:
            right.append(one.text if isinstance(one, Accepted) else one)
    return PreparedText(
        constraints=(),
        literals=Literals(tuple(right), part.case, part.typos),
        known=tuple(known),
        solution=workshop.explanation(path, part, None, None),
    )


QUESTION_TYPE = QuestionType("text", TextPart, prepare)
