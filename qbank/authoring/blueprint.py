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

from qbank.authoring.schema import Bloom, File, Minutes
from qbank.model import Field, FieldError, Kinds, Model, OneOrMore, Whole
from qbank.question_types.question_type import Points

Pattern = Annotated[str, Field(min_length=1, description="a name; * stands for any characters")]
Patterns = Annotated[tuple[Pattern, ...], OneOrMore(Pattern)]
Instructions = Annotated[str, Field(description="Markdown with LaTeX maths, for all questions and so without places")]
MAX_PICKED = 200


class FixedItem(Model, frozen=True, kw_only=True):
    """A question that stands in the test, and what it counts there when that is not what it is worth by itself."""

    id: Annotated[str, Field(description="a question of the bank")]
    points: Annotated[Points, Field(description="what the question counts in this test")] | None = None


class Pick(Model, frozen=True, kw_only=True):
    """So many questions that fulfil all of these conditions; the seed decides which."""

    n: Annotated[Whole, Field(ge=1, le=MAX_PICKED, description="how many questions")] = 1
    id: Annotated[Patterns, Field(description="the questions' ids")] = ()
    objective: Annotated[Patterns, Field(description="one of a question's objectives")] = ()
    bloom: Annotated[tuple[Bloom, ...], OneOrMore(Bloom), Field(description="a question's level")] = ()
    points: Annotated[tuple[Points, ...], OneOrMore(Points), Field(description="what a question is worth")] = ()
    type: Annotated[Patterns, Field(description="the type of one of a question's parts")] = ()
    tag: Annotated[Patterns, Field(description="one of a question's tags")] = ()
    worth: Annotated[Points, Field(description="what each question counts in this test")] | None = None


def _item_kind(raw: object) -> str:
    return "<fields>" if isinstance(raw, (dict, FixedItem)) else "<id>"


Fixed = Annotated[str | FixedItem, Kinds(_item_kind, lambda: {"<id>": str, "<fields>": FixedItem})]


class SectionModel(Model, frozen=True, kw_only=True):
    """Questions under one heading: fixed ones, then picked ones."""

    title: Annotated[str, Field(description="the heading")] = ""
    instructions: Instructions = ""
    items: Annotated[tuple[Fixed, ...], Field(description="fixed questions")] = ()
    pick: Annotated[tuple[Pick, ...], OneOrMore(Pick), Field(description="questions that the seed chooses")] = ()
    exclude: Annotated[Patterns, Field(description="questions that are not picked in this section")] = ()
    order: Annotated[
        Literal["listed", "bloom"], Field(description="bloom: from what is remembered to what is created")
    ] = "listed"
    shuffle: Annotated[bool, Field(description="copies differ in order; with 'order: bloom' within a level")] = False

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

    title: Annotated[str, Field(min_length=1, description="the heading of the test")]
    language: Annotated[str, Field(description="of the test, and of the questions that are picked")] = "en"
    instructions: Instructions = ""
    time: Annotated[Minutes, Field(description="minutes; the questions' times may not add up to more")] | None = None
    points: Annotated[Points, Field(description="what the questions' points must add up to")] | None = None
    exclude: Annotated[Patterns, Field(description="questions that are not picked")] = ()
    sections: Annotated[tuple[SectionModel, ...], Field(min_length=1)]

    @property
    def asked(self) -> int:
        """How many questions the test has."""
        return sum(len(section.items) + sum(pick.n for pick in section.pick) for section in self.sections)
