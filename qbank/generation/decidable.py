"""What arithmetic must be able to tell in a draw: which text a condition chooses, and which digits an irrational number has.

Proven bounds cannot tell two irrational numbers apart that are equal, such as exp(log(x)) and x. A draw in which that would
decide what stands on the page is excluded as undecided. Of rational numbers everything can be told.
"""

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from qbank.generation.places import ReadPlace
from qbank.generation.texts import Chosen, PlaceProgram, Shown
from qbank.question_types.question_type import Cells, Constraint
from qbank.term import Term

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

EVERY = np.bool_(True)  # noqa: FBT003  a mask for all draws


def decidable(workshop: "ItemWorkshop") -> Iterator[Constraint]:
    """Constraints that exclude no draw but those in which something on the page stays undecided."""
    for place in workshop.notes.places:
        yield from _place(workshop, place, place.program)
    for condition in workshop.notes.paragraphs.values():
        if workshop.is_real(condition):
            yield _decided("whether a paragraph stands", condition)
    for _, condition in workshop.notes.conditions:
        if workshop.is_real(condition):
            yield _decided("whether an option is right", condition)


def _place(workshop: "ItemWorkshop", place: ReadPlace, program: PlaceProgram) -> Iterator[Constraint]:
    match program:
        case Chosen(condition=condition, then=then, otherwise=otherwise):
            test = workshop.terms.terms[condition]
            if workshop.is_real(test):
                yield _decided(f"which text {{{{ {place.source.expression.strip()} }}}} is", test)
            for below in (then, otherwise):
                yield from _place(workshop, place, below)
        case Shown(quantity=quantity, look=look):
            term = workshop.terms.terms[quantity]
            if workshop.is_real(term) and look.decimals is not None:
                yield _rounded(f"which digits {{{{ {place.source.expression.strip()} }}}} has", term, look.decimals)


def _decided(what: str, condition: Term) -> Constraint:
    def admits(cells: Cells) -> Any:
        cells.truth(condition)  # marks the draws in which it stays undecided
        return EVERY

    return Constraint(what, (condition,), admits)


def _rounded(what: str, term: Term, decimals: int) -> Constraint:
    def admits(cells: Cells) -> Any:
        cells.rounded(term, decimals)
        return EVERY

    return Constraint(what, (term,), admits)
