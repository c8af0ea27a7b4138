"""What arithmetic must be able to tell in a draw: which text a condition chooses, and which digits an irrational number has.

Proven bounds cannot tell two irrational numbers apart that are equal, such as exp(log(x)) and x. A draw in which that would
decide what stands on the page is excluded as undecided. Of rational numbers everything can be told.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from qbank.generation.places import ReadPlace
from qbank.generation.texts import Chosen, PlaceProgram, Shown
from qbank.question_types.question_type import Constraint
from qbank.question_types.undecided import decided, roundable

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop


def decidable(workshop: "ItemWorkshop") -> Iterator[Constraint]:
    """Constraints that exclude no draw but those in which something on the page stays undecided."""
    for place in workshop.notes.places:
        yield from _place(workshop, place, place.program)
    for condition in workshop.notes.paragraphs.values():
        if workshop.is_real(condition):
            yield decided("whether a paragraph stands", condition)
    for _, condition in workshop.notes.conditions:
        if workshop.is_real(condition):
            yield decided("whether an option is right", condition)


def _place(workshop: "ItemWorkshop", place: ReadPlace, program: PlaceProgram) -> Iterator[Constraint]:
    match program:
        case Chosen(condition=condition, then=then, otherwise=otherwise):
            test = workshop.terms.terms[condition]
            if workshop.is_real(test):
                yield decided(f"which text {{{{ {place.source.expression.strip()} }}}} is", test)
            for below in (then, otherwise):
                yield from _place(workshop, place, below)
        case Shown(quantity=quantity, look=look):
            term = workshop.terms.terms[quantity]
            if workshop.is_real(term) and look.known is not None:
                yield roundable(f"which digits {{{{ {place.source.expression.strip()} }}}} has", term, look.known)
