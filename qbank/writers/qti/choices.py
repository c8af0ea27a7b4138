"""One option is chosen: of several, or a formula, which cannot be typed."""

from html import escape

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import SingleChoice
from qbank.item import expected
from qbank.markup.html import XHTML
from qbank.markup.text import inline
from qbank.writers.alternatives import Option, formulas, single_options
from qbank.writers.qti.numbers import decimal
from qbank.writers.qti.records import Case, Cases, Chosen, Declaration, Made, Offer, Place
from qbank.writers.qti.remarks import Remarks

Offered = tuple[tuple[str, str], ...]


def single(place: Place) -> Made:
    """One option is chosen: each that earns or tells something is a case."""
    entry = expected(place.part.interaction, SingleChoice)
    options = single_options(entry, place.item.answer(place.part.id))
    return _one_of(place, options, "single_choice", shuffle=entry.order == "shuffle")


def formula(place: Place) -> Made:
    """A formula is chosen from the right one and known wrong ones."""
    options = formulas(place.item, place.item.answer(place.part.id), "QTI")
    return _one_of(place, options, "expression_entry", shuffle=True)


def _one_of(place: Place, options: list[Option], macro: str, *, shuffle: bool) -> Made:
    ids = [f"{place.own}{option.id or number}" for number, option in enumerate(options, 1)]
    named = list(zip(ids, options, strict=True))
    right = next(name for name, option in named if option.credit == 1)
    remarks = Remarks(place)
    cases = []
    for name, option in named:
        told = remarks.on(option.feedback, option.misconception)
        if option.credit or told:
            test = place.macros("chosen", Chosen(place.response, name))
            cases.append(Case(test, decimal(place.part.points * option.credit), told))
    texts = tuple([(name, written(option.text, place)) for name, option in named])
    if len({text for _, text in texts}) < len(texts):
        raise RefusedError("two of its options look the same in QTI")
    offered = offer(place, texts, "Choose one.", shuffle=shuffle)
    return Made(
        declaration=place.macros("declaration", Declaration(place.response, "single", "identifier", (right,))),
        body=place.macros("drop_down" if place.part.inline else macro, offered),
        processing=place.macros("cases", Cases(place.response, place.outcome, tuple(cases))),
        remarks=tuple(remarks.made),
    )


def written(text: Text, place: Place) -> str:
    """The text of an option; a drop-down shows plain text only."""
    made = escape(" ".join(inline(text).split())) if place.part.inline else XHTML.inline(text)
    if not made:
        raise RefusedError("QTI takes no choice without text")
    return made


def offer(place: Place, texts: Offered, note: str, *, shuffle: bool, sources: Offered = (), most: str = "") -> Offer:
    """What is chosen from, with how it is asked for."""
    part = place.part
    label = escape(" ".join(inline(part.prompt).split())) if part.inline else ""
    prompt = "" if part.inline else XHTML.blocks(part.prompt)
    return Offer(place.response, label, prompt, note, shuffle, texts, sources, most)
