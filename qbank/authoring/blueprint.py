"""Blueprints as authored: what a test must contain.

    title: Values and advantages, a midterm
    time: 50                                       # minutes; the questions' times may not add up to more
    points: 20                                     # what the questions' points must add up to
    exclude: [td-advantage-formula, why-*]         # never picked
    sections:
      - title: Returns
        items: [discounted-return, {id: td-advantage, points: 3}]
      - title: The critic
        pick:
          - {n: 2, objective: rlhf.advantage.*, bloom: [apply, analyse], points: 2}
          - {n: 1, type: essay, worth: 4}
        order: bloom

``items`` are fixed; a ``pick`` leaves the choice to the seed. All that a pick says must be fulfilled, a list by any one of
its elements; ``*`` stands for any characters. ``points`` in a pick is what a question is worth by itself, ``worth`` what it
counts in this test; ``points`` beside the id of a fixed question says the same of that one.
"""

from typing import Annotated, Literal

from qbank.authoring.file import File
from qbank.authoring.schema import Bloom, Minutes
from qbank.model import Field, FieldError, Kinds, Model, OneOrMore, Whole
from qbank.question_types.question_type import Points

Pattern = Annotated[str, Field(min_length=1, description="A name; `*` stands for any characters.")]
Patterns = Annotated[tuple[Pattern, ...], OneOrMore(Pattern)]
Instructions = Annotated[
    str, Field(description="What stands above the questions: Markdown with LaTeX maths, and without places.")
]
MAX_PICKED = 200


class FixedItem(Model, frozen=True, kw_only=True):
    """A question that stands in the test, and what it counts there when that is not what it is worth by itself."""

    id: Annotated[str, Field(description="A question of the bank, by its id.", examples=["td-advantage"])]
    points: Annotated[Points | None, Field(description="What the question counts in this test.")] = None


class Pick(Model, frozen=True, kw_only=True):
    """So many questions that fulfil all of these conditions; the seed decides which."""

    n: Annotated[Whole, Field(ge=1, le=MAX_PICKED, description="How many questions.", examples=[2])] = 1
    id: Annotated[Patterns, Field(description="The questions' ids.", examples=["td-*"])] = ()
    objective: Annotated[
        Patterns, Field(description="One of a question's objectives.", examples=["rlhf.advantage.*"])
    ] = ()
    bloom: Annotated[
        tuple[Bloom, ...], OneOrMore(Bloom), Field(description="A question's level.", examples=[["apply", "analyse"]])
    ] = ()
    points: Annotated[
        tuple[Points, ...], OneOrMore(Points), Field(description="What a question is worth by itself.", examples=[2])
    ] = ()
    type: Annotated[
        Patterns, Field(description="The type of one of a question's parts.", examples=["numeric", "*_choice"])
    ] = ()
    tag: Annotated[Patterns, Field(description="One of a question's tags.")] = ()
    worth: Annotated[Points | None, Field(description="What each of the questions counts in this test.")] = None


def _item_kind(raw: object) -> str:
    return "<fields>" if isinstance(raw, (dict, FixedItem)) else "<id>"


Fixed = Annotated[str | FixedItem, Kinds(_item_kind, lambda: {"<id>": str, "<fields>": FixedItem})]


class SectionModel(Model, frozen=True, kw_only=True):
    """Questions under one heading: fixed ones, then picked ones."""

    together = {"anyOf": [{"required": ["items"]}, {"required": ["pick"]}]}

    title: Annotated[str, Field(description="The section's heading.", examples=["The critic"])] = ""
    instructions: Instructions = ""
    items: Annotated[
        tuple[Fixed, ...],
        Field(
            description="Fixed questions, by their ids, or `{id, points}`.",
            examples=[["discounted-return", {"id": "td-advantage", "points": 3}]],
        ),
    ] = ()
    pick: Annotated[
        tuple[Pick, ...],
        OneOrMore(Pick),
        Field(description="Questions that the seed chooses.", examples=[{"n": 2, "objective": "rlhf.advantage.*"}]),
    ] = ()
    exclude: Annotated[Patterns, Field(description="Questions that are not picked in this section.")] = ()
    order: Annotated[
        Literal["listed", "bloom"],
        Field(description="`bloom`: from what is remembered to what is created; `listed`: as they stand here."),
    ] = "listed"
    shuffle: Annotated[
        bool, Field(description="Whether copies differ in order; with `order: bloom` within a level.")
    ] = False

    def __post_init__(self) -> None:
        if not self.items and not self.pick:
            message = "this section has no question: name some under 'items', or say what to 'pick'"
            raise FieldError(message)

    @property
    def fixed(self) -> tuple[FixedItem, ...]:
        """The fixed questions."""
        return tuple(one if isinstance(one, FixedItem) else FixedItem(id=one) for one in self.items)


class Blueprint(File, frozen=True, kw_only=True):
    """What a test must contain."""

    title: Annotated[str, Field(min_length=1, description="The test's heading.", examples=["A midterm"])]
    language: Annotated[
        str, Field(description="The language of the test and of the questions that are picked.", examples=["en"])
    ] = "en"
    instructions: Instructions = ""
    time: Annotated[
        Minutes | None, Field(description="How many minutes it takes; the questions' times may not add up to more.")
    ] = None
    points: Annotated[Points | None, Field(description="What the questions' points must add up to.")] = None
    exclude: Annotated[Patterns, Field(description="Questions that are never picked.", examples=[["why-*"]])] = ()
    sections: Annotated[
        tuple[SectionModel, ...], Field(min_length=1, description="The groups of questions, one after the other.")
    ]

    @property
    def asked(self) -> int:
        """How many questions the test has."""
        return sum(len(section.items) + sum(pick.n for pick in section.pick) for section in self.sections)
