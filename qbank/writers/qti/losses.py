"""What QTI does not hold of an item, or holds changed: the same for both versions."""

from collections.abc import Iterator

from qbank.content import finite_decimals
from qbank.errors import RefusedError
from qbank.interactions import ExpressionEntry, ExtendedText, NumericEntry, SingleChoice, TextEntry
from qbank.item import Answer, Item, Part
from qbank.writers import looks
from qbank.writers.alternatives import Option, chosen_formula, formulas, single_options
from qbank.writers.filled import Filled
from qbank.writers.format import Loss
from qbank.writers.qti.follow import follows
from qbank.writers.qti.item import part, place
from qbank.writers.qti.numbers import decimal
from qbank.writers.qti.spelling import errors_allowed
from qbank.writers.task import followed


def examine(item: Item, macros: Filled) -> list[Loss]:
    """What QTI would not hold of an item: its refusals, or else its losses."""
    refused = [Loss(item.id, one, "refused", reason) for one, reason in _refusals(item, macros)]
    return refused or [
        Loss(item.id, one.id, "downgraded", reason) for one in item.parts for reason in _losses(item, one)
    ]


def _refusals(item: Item, macros: Filled) -> Iterator[tuple[str, str]]:
    for number, one in enumerate(item.parts):
        try:
            part(place(item, number, macros))
        except RefusedError as error:
            yield one.id, str(error)


def _losses(item: Item, one: Part) -> Iterator[str]:
    answer = item.answer(one.id)
    if (others := followed(item, one)) and follows(item, one) is None:
        yield f"QTI cannot compute what follows from a wrong answer to {', '.join(map(repr, others))}: it earns nothing"
    if finite_decimals(one.points) is None:
        yield f"its points are rounded to {decimal(one.points)}"
    match one.interaction:
        case NumericEntry(decimals) if decimals is None:
            yield "QTI reads decimal numbers only: a fraction that is typed is not read"
        case TextEntry():
            yield from _typing_errors(answer)
        case ExpressionEntry():
            yield chosen_formula("QTI")
            yield from _drop_down(one, formulas(item, answer, "QTI"))
        case SingleChoice() as entry:
            yield from _drop_down(one, single_options(entry, answer))
        case ExtendedText() if len(item.parts) > 1:
            yield "who marks it adds its points to those of the other parts"
        case _:
            pass


def _typing_errors(answer: Answer) -> Iterator[str]:
    """Which typing errors the patterns of its texts do not hold."""
    literals = answer.literals
    texts = [*literals.accepted, *(known.response for known in answer.known if isinstance(known.response, str))]
    if any(errors_allowed(literals, text) > 1 for text in texts):
        yield "QTI allows for one typing error, where more are allowed here"


def _drop_down(one: Part, options: list[Option]) -> Iterator[str]:
    """What a drop-down does not show."""
    if one.inline and any(looks.has_maths(option.text) for option in options):
        yield "a drop-down of QTI shows plain text: the formulas in its options are written in Unicode characters"
    elif one.inline and not all(looks.is_plain(option.text) for option in options):
        yield "a drop-down of QTI shows plain text: its options lose their formatting"


FEATURES_CHANGED = {
    "spellings": "how quantities may be typed: a formula becomes a choice",
    "tolerance": "a number is right between two bounds, which are written with 15 digits and a hair wider",
    "accepted texts": "the texts are right as patterns of their characters",
    "hints": "hints are told together after an attempt that is not all right",
}
