"""What is typed: a number, or a word or a few."""

from fractions import Fraction
from html import escape

from markupsafe import Markup

from qbank.errors import RefusedError
from qbank.interactions import NumericEntry
from qbank.item import expected
from qbank.markup.html import XHTML
from qbank.markup.text import inline
from qbank.wording import asked
from qbank.writers.qti.follow import carried
from qbank.writers.qti.numbers import bands, decimal
from qbank.writers.qti.records import BandCase, Bands, Below, Case, Cases, Declaration, Field, Made, Place, Spelt
from qbank.writers.qti.remarks import Remarks
from qbank.writers.qti.spelling import tried, wild

NUMBER_LENGTH, TEXT_LENGTH = "12", "24"


def numeric(place: Place) -> Made:
    """A number: its cases are bands, the key's first."""
    part, answer = place.part, place.item.answer(place.part.id)
    remarks = Remarks(place)
    cases = [
        BandCase(
            band.lower,
            band.upper,
            decimal(part.points * (band.known.credit if band.known else 1)),
            remarks.about(band.known),
        )
        for band in bands(answer)
    ]
    after, more = carried(place)
    return Made(
        declaration=place.macros(
            "declaration", Declaration(place.response, "single", "float", (decimal(answer.number),))
        ),
        body=_body(place, "numeric_entry", NUMBER_LENGTH),
        processing=place.macros("bands", Bands(place.response, place.outcome, tuple(cases), after)),
        remarks=(*remarks.made, *more),
    )


def text(place: Place) -> Made:
    """A word or a few: its cases are patterns, exact ones first."""
    part, answer = place.part, place.item.answer(place.part.id)
    literals, english = answer.literals, place.item.language.partition("-")[0] == "en"
    if not literals.accepted or not all(literals.accepted):
        raise RefusedError("QTI takes no empty text for an answer, and needs a right one")
    remarks = Remarks(place)
    ids = [remarks.about(known) for known in answer.known]
    cases = []
    for expression, number in tried(literals, [expected(one.response, str) for one in answer.known], english=english):
        test = place.macros("spelt", Spelt(place.response, escape(expression)))
        credit = Fraction(1) if number is None else answer.known[number].credit
        cases.append(Case(test, decimal(part.points * credit), "" if number is None else ids[number]))
    plainest = min(literals.accepted, key=wild)
    correct = escape(plainest.replace("\\*", "\0").replace("*", "").replace("\0", "*"))
    return Made(
        declaration=place.macros("declaration", Declaration(place.response, "single", "string", (correct,))),
        body=_body(place, "text_entry", TEXT_LENGTH),
        processing=place.macros("cases", Cases(place.response, place.outcome, tuple(cases))),
        remarks=tuple(remarks.made),
    )


def _body(place: Place, macro: str, length: str) -> str:
    """The field alone where it is a gap, else below its prompt."""
    part, entry = place.part, place.part.interaction
    label = escape(" ".join(inline(part.prompt).split())) if part.inline else ""
    field = place.macros(macro, Field(place.response, length, label))
    unit = escape(entry.unit) if isinstance(entry, NumericEntry) else ""
    if part.inline:
        return Markup(f"{field} {unit}" if unit else field)  # noqa: S704  both are escaped
    return place.macros("below", Below(XHTML.blocks(part.prompt), field, unit, note(entry)))


def note(entry: object) -> str:
    """How a number is to be given; players read decimals, not fractions.

    >>> note(NumericEntry(3)), note(NumericEntry()), note("another interaction")
    ('Give 3 decimals.', 'Give a decimal number.', '')
    """
    if not isinstance(entry, NumericEntry):
        return ""
    return "Give a decimal number." if entry.decimals is None else asked(entry)
