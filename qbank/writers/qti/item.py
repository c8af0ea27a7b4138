"""One variant as an item of QTI: all of its parts in one, gaps in the line and the others below the stem."""

from collections.abc import Callable
from fractions import Fraction
from html import escape
from typing import assert_never

from markupsafe import Markup

from qbank.content import Text
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Item
from qbank.markup.html import XHTML
from qbank.writers.filled import Filled
from qbank.writers.qti import choices, entries, essay, ordering, several
from qbank.writers.qti.numbers import decimal
from qbank.writers.qti.records import Made, Place, Solution, Whole

RESPONSE, SCORE = "RESPONSE", "SCORE"
NEARLY = Fraction(999_999, 1_000_000)
"""So much of the points is as good as all of them: sums of decimals are rounded."""


def inside(item: Item, macros: Filled) -> str:
    """An item without its frame; RefusedError where QTI cannot hold it."""
    places = [place(item, number, macros) for number in range(len(item.parts))]
    made = [part(each) for each in places]
    points = sum((one.points for one in item.parts), Fraction(0))
    remarks = [remark for one in made for remark in one.remarks]
    return macros(
        "item",
        Whole(
            declared=tuple([one.declaration for one in made]),
            responses=tuple([each.response for each in places]),
            points=decimal(points),
            nearly=decimal(points * NEARLY),
            marked=any(isinstance(one.interaction, ExtendedText) for one in item.parts),
            outcomes=tuple([each.outcome for each in places]) if len(places) > 1 else (),
            variables=tuple([variable for one in made for variable in one.variables]),
            body=_body(item, made),
            processing="\n".join([one.processing for one in made]),
            feedback=tuple([(remark.id, XHTML.blocks(remark.text)) for remark in remarks if remark.text]),
            hints=_all_of(item.hints),
            solution=_solution(item, macros),
        ),
    )


def place(item: Item, number: int, macros: Filled) -> Place:
    """A part and what its variables are called: numbered where there are several."""
    end = f"_{number + 1}" if len(item.parts) > 1 else ""
    responses = {one.id: RESPONSE + (f"_{place + 1}" if end else "") for place, one in enumerate(item.parts)}
    return Place(macros, item, item.parts[number], RESPONSE + end, SCORE + end, f"part{end}_", responses)


def part(place: Place) -> Made:
    """A part as it stands in an item."""
    return _writer(place.part.interaction)(place)


def _writer(interaction: Interaction) -> Callable[[Place], Made]:
    match interaction:
        case NumericEntry():
            return entries.numeric
        case ExpressionEntry():
            return choices.formula
        case TextEntry():
            return entries.text
        case SingleChoice():
            return choices.single
        case MultipleChoice():
            return several.multiple
        case Matching():
            return several.matching
        case Ordering():
            return ordering.ordered
        case ExtendedText():
            return essay.essay
        case _:
            assert_never(interaction)


def _body(item: Item, made: list[Made]) -> str:
    """The stem with its gaps, and below it the other parts; how numbers in gaps are to be given is told once for all."""
    pairs = list(zip(item.parts, made, strict=True))
    gaps = {part.id: Markup(one.body) for part, one in pairs if part.inline}  # noqa: S704  made by the template
    notes = dict.fromkeys(entries.note(part.interaction) for part, _ in pairs if part.inline)
    told = [f"<p>{escape(note)}</p>" for note in notes if note]
    below = [one.body for part, one in pairs if not part.inline]
    return "\n".join([XHTML.blocks(item.stem, gaps), *told, *below])


def _all_of(texts: tuple[Text, ...]) -> str:
    return "\n".join([XHTML.blocks(text) for text in texts])


def _solution(item: Item, macros: Filled) -> str:
    solutions = dict.fromkeys(XHTML.blocks(item.answer(part.id).solution) for part in item.parts)
    text = "\n".join(filter(None, solutions))
    return macros("solution", Solution(text, escape(item.source))) if text or item.source else ""
