"""All that is claimed of a question: by its question types, and of every question."""

from typing import TYPE_CHECKING

from qbank.generation.claims.conditions import condition_claims
from qbank.generation.claims.given import copied_claims, seen_claims
from qbank.generation.claims.rules import rule_claims
from qbank.generation.claims.texts import text_claims
from qbank.generation.claims.ties import tie_claims
from qbank.question_types.question_type import Claim

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

SOURCES = (seen_claims, copied_claims, rule_claims, condition_claims, text_claims, tie_claims)


def claims_of(workshop: "ItemWorkshop") -> tuple[Claim, ...]:
    """What is to be proved of a question that was read."""
    return (*workshop.notes.claims, *(claim for source in SOURCES for claim in source(workshop)))
