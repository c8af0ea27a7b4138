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

from fractions import Fraction
from typing import Annotated, Any, Literal

from msgspec import Struct

from qbank.content import Maths, Number, Paragraph, Piece, Text, Tree
from qbank.errors import Undefined
from qbank.interactions import Choice, Interaction, Order, SingleChoice
from qbank.item import CONVENTION, Answer, Known
from qbank.model import Field, FieldError, Whole
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
from qbank.question_types.pools import everything
from qbank.question_types.question_type import (
    LETTERS,
    AllOrNothing,
    Cells,
    ClaimedNumber,
    Compared,
    Constraint,
    Decimals,
    Draw,
    Expression,
    Mutation,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.question_types.separable import enough_separable, on_the_page
from qbank.term import Term
from qbank.tex.tree import Hole

NUMBER = Tree((Paragraph((Maths(Hole(0)),)),))
"""The text of a computed option: a number, as maths."""


class SingleChoicePart(PartModel, frozen=True, kw_only=True):
    """One option is chosen."""

    together = {
        "oneOf": [
            {"required": ["choices"], "properties": {"order": {"enum": ["shuffle", "fixed"]}}},
            {"required": ["answer"]},
        ],
        "dependentRequired": {"answer": ["decimals"]},
    }

    type: Annotated[Literal["single_choice"], Field(description="One option is chosen.")]
    choices: Annotated[
        Annotated[tuple[ChoiceModel, ...], Field(min_length=2, max_length=len(LETTERS))] | None,
        Field(description="The options, written by hand; exactly one is right in every draw."),
    ] = None
    answer: Annotated[
        Expression | None,
        Field(
            description="The key, in place of `choices`: the wrong options are then computed from misconceptions.",
            examples=["td_error(reward, discount, next_value, value)"],
        ),
    ] = None
    decimals: Annotated[Decimals | None, Field(description="How many decimals each computed option shows.")] = None
    options: Annotated[
        Whole, Field(ge=2, le=10, description="How many options are computed, the right one among them.")
    ] = 4
    order: Annotated[
        Order,
        Field(description="`shuffle`d, `fixed` as written, or `ascending`, which is for computed options."),
    ] = "shuffle"
    scoring: AllOrNothing = "all_or_nothing"

    def __post_init__(self) -> None:
        if (self.choices is None) == (self.answer is None):
            message = "write either 'choices' (by hand) or 'answer' (options are computed)"
            raise FieldError(message, *(("answer",) if self.choices else ()))
        if self.choices is not None and self.order == "ascending":
            message = "'order: ascending' is for computed options; use 'fixed' for the order as written"
            raise FieldError(message, "order")


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
        refuse_repeats(part, choices)
        answer = Answer(part, letters[id(right[0])], self.solution.fill(draw), known=known)
        return SingleChoice(choices, self.order), answer


class PreparedComputed(Struct, frozen=True):
    """Options computed from the key and its misconceptions, ready to be solved."""

    constraints: tuple[Constraint, ...]
    key: Term
    mutations: tuple[Mutation, ...]
    page: int
    decimals: int
    options: int
    order: Order
    solution: TextProgram
    number: Tree

    @property
    def compared(self) -> Compared:
        """What is told apart by the options: what differs by more than a unit looks different."""
        return Compared(self.key, self.mutations, Fraction(1, 10**self.decimals))

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
                letters[value],
                mutation.credit,
                mutation.feedback.fill(draw),
                mutation.name,
                Number(value, self.decimals),
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
    terms, choices = written(part.choices, path, workshop)
    places = option_paths(path, len(choices))
    all_shown, texts, name = everything(len(choices)), [one.text for one in choices], part_name(path)
    claim_options(
        workshop, path, part.choices, terms, all_shown, "; draws in which another one is right too are left out"
    )
    workshop.note_choice(
        (*path, "choices"), [((*place, "correct"), term) for place, term in zip(places, terms, strict=True)]
    )
    return PreparedWritten(
        constraints=(
            Constraint(f"no option of {name} is right", terms, lambda cells: _right(cells, terms) > 0),
            Constraint(f"several options of {name} are right", terms, lambda cells: _right(cells, terms) < 2),
            *distinct(workshop, "options", [(*place, "text") for place in places], texts, all_shown),
            *exactly_rounded(workshop, path, texts),
        ),
        choices=choices,
        order=part.order,
        solution=workshop.explanation(path, part, terms[0], None),
    )


def _prepare_computed(part: SingleChoicePart, path: Path, workshop: Workshop) -> PreparedComputed:
    key = workshop.expression((*path, "answer"), part.answer or "")
    recognised = workshop.mutations(key, path, part.misconceptions)
    mutations = tuple(
        one for one in recognised if not one.name.startswith(CONVENTION)
    )  # right elsewhere: no wrong option
    decimals, wanted = part.decimals or 0, part.options - 1
    if part.decimals is None:
        workshop.fault((*path, "answer"), "computed options need 'decimals'", "say how many decimals each option shows")
    if len(mutations) < wanted:
        message = f"{part.options} options need {wanted} misconceptions; the key's formulas have {len(mutations)}"
        workshop.fault((*path, "answer"), message, "add 'misconceptions', or lower 'options'")
    half, name = Fraction(1, 2 * 10**decimals), part_name(path)
    workshop.note_number((*path, "answer"), key, decimals)
    workshop.note_rules(Compared(key, mutations, half), half)
    workshop.claim(ClaimedNumber((*path, "answer"), key, half))
    terms = (key, *(mutation.term for mutation in mutations))
    return PreparedComputed(
        constraints=(
            Constraint(
                f"the key of {name} lies halfway between two that its decimals can show",
                (key,),
                lambda cells: ~cells.halfway(key, decimals),
            ),
            Constraint(
                f"fewer than {wanted} wrong options of {name} differ as displayed",
                terms,
                lambda cells: enough_separable(cells, key, mutations, decimals, wanted),
            ),
        ),
        key=key,
        mutations=mutations,
        page=workshop.columns(lambda cells: on_the_page(cells, key, mutations, decimals)),
        decimals=decimals,
        options=part.options,
        order=part.order,
        solution=workshop.explanation(path, part, key, part.decimals),
        number=NUMBER,
    )


def _right(cells: Cells, conditions: tuple[Term, ...]) -> Any:
    """For each draw how many options are right."""
    count: Any = 0
    for condition in conditions:
        count = count + 1 * cells.truth(condition)
    return count


QUESTION_TYPE = QuestionType("single_choice", SingleChoicePart, prepare)
