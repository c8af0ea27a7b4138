"""A worked solution where the author wrote none: the derivation of what is asked, and the tables that it is read off."""

from typing import TYPE_CHECKING

from qbank.generation.solution import sides
from qbank.generation.tables import traces
from qbank.generation.texts import EMPTY, Joined
from qbank.question_types.question_type import TextProgram
from qbank.term import Compare, Logic, Term

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

DECIMALS = 3
"""How many a table shows where the answer is asked for exactly."""


def explained(workshop: "ItemWorkshop", term: Term, decimals: int | None) -> TextProgram:
    """The derivation of a key, or of what a condition compares; of several conditions together, nothing."""
    match term:
        case Compare():
            return Joined(tuple((None, workshop.derived(side, None)) for side in sides(term)))
        case Logic():
            return EMPTY
        case _:
            tables = traces(workshop, term, DECIMALS if decimals is None else decimals)
            derived = workshop.derived(term, decimals)
            return Joined(((None, derived), *((None, table) for table in tables))) if tables else derived
