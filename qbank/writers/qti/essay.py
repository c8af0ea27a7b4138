"""A text to write, which a person marks; who scores sees the rubric and the model answer."""

from qbank.errors import RefusedError
from qbank.interactions import ExtendedText
from qbank.item import expected
from qbank.markup.html import XHTML
from qbank.wording import counted
from qbank.writers.qti.records import Declaration, Essay, Made, Place


def essay(place: Place) -> Made:
    """A field for a text, and a block that only who scores can see."""
    part, rubric = place.part, place.item.answer(place.part.id).rubric
    if part.inline:
        raise RefusedError("QTI has no essay in a line")
    lines = expected(part.interaction, ExtendedText).lines
    criteria = tuple([(XHTML.inline(one.text), counted(one.points, "point")) for one in rubric.criteria])
    asks = Essay(place.response, XHTML.blocks(part.prompt), str(lines), criteria, XHTML.blocks(rubric.model_answer))
    return Made(
        declaration=place.macros("declaration", Declaration(place.response, "single", "string")),
        body=place.macros("extended_text", asks),
    )
