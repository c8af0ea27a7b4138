"""One option is chosen.

Options are written by hand, each with the condition under which it is right (exactly one must be, in every draw):

    - type: single_choice
      prompt: What does it say about the token?
      choices:
        - {text: "Better than expected.", correct: advantage > 0}
        - {text: "Worse than expected.", correct: advantage < 0}
        - {text: "It earned a reward.", correct: never, feedback: "The sign of the reward decides nothing."}

or computed: ``answer: advantage`` with ``decimals`` takes the key, and wrong options from the misconceptions of its formulas.
"""

from difflib import get_close_matches
from fractions import Fraction
from typing import Any, Literal

from msgspec import Struct
from pydantic import Field, model_validator

from qbank.content import Number, Piece, Text, Tree
from qbank.errors import Undefined
from qbank.item import Answer, Choice, Interaction, Known, Order, SingleChoice
from qbank.model import Model, Whole
from qbank.question_types.question_type import (
    Cells,
    Constraint,
    Draw,
    Expression,
    Markdown,
    Mutation,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.question_types.separable import enough_separable, on_the_page
from qbank.term import ONE, Compare, Num, Term
from qbank.text import compile_text

LETTERS = "abcdefghijklmnopqrstuvwxyz"


class ChoiceModel(Model):
    """One option, and when it is right: ``always``, ``never``, or a condition."""

    text: Markdown
    correct: Expression
    feedback: Markdown = Field(default="", description="for whoever chooses it where it is wrong")
    last: bool = Field(default=False, description="stays at the end when the others are shuffled")


class SingleChoicePart(PartModel):
    """One option is chosen."""

    type: Literal["single_choice"]
    choices: tuple[ChoiceModel, ...] | None = Field(default=None, min_length=2, max_length=len(LETTERS))
    answer: Expression | None = None
    decimals: Whole | None = Field(default=None, ge=0, le=10)
    options: Whole = Field(default=4, ge=2, le=10)
    order: Order = "shuffle"

    @model_validator(mode="after")
    def _one_source(self) -> "SingleChoicePart":
        if (self.choices is None) == (self.answer is None):
            message = "write either 'choices' (by hand) or 'answer' (options are computed)"
            raise ValueError(message)
        if self.choices is not None and self.order == "ascending":
            message = "'order: ascending' is for computed options; use 'fixed' for the order as written"
            raise ValueError(message)
        return self


class WrittenChoice(Struct, frozen=True):
    """An option as authored, compiled."""

    text: TextProgram
    correct: int
    feedback: TextProgram
    last: bool


class PreparedWritten(Struct, frozen=True):
    """Options written by hand, ready to be solved."""

    constraints: tuple[Constraint, ...]
    choices: tuple[WrittenChoice, ...]
    order: Order
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The options in this draw's order, and which is right."""
        right = [choice for choice in self.choices if draw.value(choice.correct)]
        if len(right) != 1:
            message = f"{len(right)} options of {part!r} are right in this draw; exactly one must be"
            raise Undefined(message)
        placed = list(self.choices)
        if self.order == "shuffle":
            placed = _shuffled(draw, part, [choice for choice in placed if not choice.last], right[0])
            placed += [choice for choice in self.choices if choice.last]
        letters = dict(zip(map(id, placed), LETTERS, strict=False))
        known = tuple(
            Known(letters[id(choice)], Fraction(0), choice.feedback.fill(draw))
            for choice in placed
            if choice is not right[0]
        )
        choices = tuple(Choice(letters[id(choice)], choice.text.fill(draw)) for choice in placed)
        answer = Answer(part, letters[id(right[0])], self.solution.fill(draw), known=known)
        return SingleChoice(choices, self.order), answer


class PreparedComputed(Struct, frozen=True):
    """Options computed from the key and its misconceptions, ready to be solved."""

    constraints: tuple[Constraint, ...]
    mutations: tuple[Mutation, ...]
    page: int
    decimals: int
    options: int
    order: Order
    solution: TextProgram
    number: Tree

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The key among wrong values that differ from it, and from each other, as displayed."""
        key, *wrong = self._values(draw)
        draw.stream(f"{part} distractors").shuffle(wrong)
        options = [key]
        for option in wrong:
            if len(options) < self.options and all(option[1] != other[1] for other in options):
                options.append(option)
        if self.order == "shuffle":
            options = _shuffled(draw, part, options, key)
        else:
            options.sort(key=lambda option: option[1])
        letters = dict(zip((value for _, value in options), LETTERS, strict=False))
        choices = tuple(Choice(letters[value], self._text(value)) for _, value in options)
        known = tuple(
            Known(
                letters[value], Fraction(0), mutation.feedback.fill(draw), mutation.name, Number(value, self.decimals)
            )
            for mutation, value in options
            if mutation is not None
        )
        shown = Number(key[1], self.decimals)
        answer = Answer(part, letters[key[1]], self.solution.fill(draw), shown=shown, known=known)
        return SingleChoice(choices, self.order), answer

    def _values(self, draw: Draw) -> list[tuple[Mutation | None, Fraction]]:
        """The key and each misconception that exists, as they look on the page."""
        row = draw.row(self.page)
        named = zip((None, *self.mutations), row[0::2], row[1::2], strict=True)
        scale = 10**self.decimals
        return [(mutation, Fraction(shown, scale)) for mutation, shown, exists in named if exists]

    def _text(self, value: Fraction) -> Text:
        return Text((Piece(self.number, (Number(value, self.decimals),)),))


def _shuffled(draw: Draw, part: str, options: list[Any], right: Any) -> list[Any]:
    """A random order in which the right option takes each position equally often over the variants.

    Each part has its own, so that the positions of two keys tell nothing about each other.
    """
    if not any(option is right for option in options):
        draw.stream(f"{part} order").shuffle(options)
        return options
    others = [option for option in options if option is not right]
    draw.stream(f"{part} order").shuffle(others)
    positions = list(range(len(options)))
    draw.stream(f"{part} position", every=len(options)).shuffle(positions)
    others.insert(positions[draw.variant % len(options)], right)
    return others


def prepare(part: SingleChoicePart, path: Path, workshop: Workshop) -> PreparedWritten | PreparedComputed:
    """Read the options and their conditions, or the key and its misconceptions."""
    if part.choices is None:
        return _prepare_computed(part, path, workshop)
    conditions = []
    written = []
    for position, choice in enumerate(part.choices):
        at = (*path, "choices", position)
        condition = _condition(choice.correct, (*at, "correct"), workshop)
        conditions.append(condition)
        written.append(
            WrittenChoice(
                text=workshop.text((*at, "text"), choice.text),
                correct=workshop.quantity(condition),
                feedback=workshop.text((*at, "feedback"), choice.feedback),
                last=choice.last,
            )
        )
    terms = tuple(conditions)
    cause = f"not exactly one option of {_name(path)} is right"
    one_right = Constraint(cause, terms, lambda cells: _one(cells, terms))
    solution = workshop.explanation(path, part, terms[0], None)
    return PreparedWritten((one_right,), tuple(written), part.order, solution)


def _prepare_computed(part: SingleChoicePart, path: Path, workshop: Workshop) -> PreparedComputed:
    key = workshop.expression((*path, "answer"), part.answer or "")
    mutations = tuple(workshop.mutations(key, path, part.misconceptions))
    decimals, wanted = part.decimals or 0, part.options - 1
    if part.decimals is None:
        workshop.fault((*path, "answer"), "computed options need 'decimals'", "say how many decimals each option shows")
    if len(mutations) < wanted:
        message = f"{part.options} options need {wanted} misconceptions; the key's formulas have {len(mutations)}"
        workshop.fault((*path, "answer"), message, "add 'misconceptions', or lower 'options'")
    servable = Constraint(
        f"fewer than {wanted} wrong options of {_name(path)} differ as displayed",
        (key, *(mutation.term for mutation in mutations)),
        lambda cells: enough_separable(cells, key, mutations, decimals, wanted),
    )
    return PreparedComputed(
        constraints=(servable,),
        mutations=mutations,
        page=workshop.columns(lambda cells: on_the_page(cells, key, mutations, decimals)),
        decimals=decimals,
        options=part.options,
        order=part.order,
        solution=workshop.explanation(path, part, key, part.decimals),
        number=compile_text("${{ x }}$").tree,
    )


def _name(path: Path) -> str:
    """What a part is called in messages: its number, from 1."""
    return f"part {int(path[-1]) + 1}"


def _condition(source: str, path: Path, workshop: Workshop) -> Term:
    """``always`` and ``never`` as the comparisons 1 = 1 and 1 = 0."""
    match source:
        case "always":
            return Compare("==", ONE, ONE)
        case "never":
            return Compare("==", ONE, Num(Fraction(0)))
        case _:
            if close := get_close_matches(source, ("always", "never"), n=1):
                workshop.fault(path, f"{source!r} is no condition", f"did you mean {close[0]!r}?")
                return Compare("==", ONE, ONE)
            return workshop.expression(path, source, "condition")


def _one(cells: Cells, conditions: tuple[Term, ...]) -> Any:
    count: Any = 0
    for condition in conditions:
        count = count + 1 * cells.truth(condition)
    return count == 1


QUESTION_TYPE = QuestionType("single_choice", SingleChoicePart, prepare)
