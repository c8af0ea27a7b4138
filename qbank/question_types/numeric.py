"""A number is typed.

    - {type: numeric, prompt: "What is the advantage?", answer: advantage, decimals: 3}

``decimals`` is what the student is asked for, and the tolerance follows from it (``qbank.question_types.tolerances``), so that
every honestly rounded answer is right. Without ``decimals`` the exact value is asked for. Known wrong answers come from the
misconceptions of the formulas in the key.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct

from qbank.errors import Undefined
from qbank.interactions import Interaction, NumericEntry
from qbank.item import Answer, Known, Working
from qbank.model import Exact, Field
from qbank.question_types.keys import Interval, key_claims
from qbank.question_types.options import part_name
from qbank.question_types.question_type import (
    AllOrNothing,
    ClaimedNumber,
    Compared,
    Constraint,
    Decimals,
    Draw,
    Expression,
    Mutation,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.question_types.separable import separable
from qbank.question_types.tolerances import claim_tolerance, far_enough, tolerance
from qbank.question_types.undecided import roundable
from qbank.term import Term


class NumericPart(PartModel, frozen=True, kw_only=True):
    """A number is typed."""

    type: Annotated[Literal["numeric"], Field(description="A number is typed.")]
    answer: Annotated[
        Expression, Field(description="The key, as an expression.", examples=["reward + discount * value"])
    ]
    decimals: Annotated[
        Decimals | None,
        Field(
            description="How many decimals the student is asked for; the tolerance follows from it. Without it, the exact "
            "value is asked for."
        ),
    ] = None
    keep: Annotated[
        Decimals | None,
        Field(
            description="How many decimals students are told to keep in between, where results on the way have more. Without it: "
            "two more than asked for."
        ),
    ] = None
    tolerance: Annotated[
        Exact | None,
        Field(
            ge=0,
            description="How far from the key a response may lie, both ends included. Without it: half a unit of the last "
            "decimal.",
            examples=[0.01],
        ),
    ] = None
    range: Annotated[
        Interval | None,
        Field(
            description="Where the key must lie, such as from 0 to 1 for a probability: proved in every draw.",
            examples=[{"from": 0, "to": 1}],
        ),
    ] = None
    unit: Annotated[str, Field(description="The unit that stands behind the answer.", examples=["%", "nats"])] = ""
    follow: Annotated[
        Expression | None,
        Field(
            description="The key once more, from the student's own answers to earlier parts, so that their errors are "
            "carried forward.",
            examples=["parts.target - value"],
        ),
    ] = None
    follow_credit: Annotated[
        Exact,
        Field(
            ge=0,
            le=1,
            description="The share of the points for a response that is right only for wrong earlier answers.",
            examples=["1/2"],
        ),
    ] = Fraction(1)
    scoring: AllOrNothing = "all_or_nothing"


class PreparedNumeric(Struct, frozen=True):
    """A numeric part, ready to be solved."""

    constraints: tuple[Constraint, ...]
    interaction: NumericEntry
    tolerance: Fraction
    quantities: tuple[int, ...]
    mutations: tuple[Mutation, ...]
    separate: int
    solution: TextProgram
    exact: bool
    working: Working

    @property
    def compared(self) -> Compared:
        """What is told apart by the number that is typed."""
        return Compared(self.working.term, self.mutations, 2 * self.tolerance)

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The key, and what each misconception gives where it can be told from the key."""
        right, *wrong = draw.numbers(self.quantities, self.interaction.decimals)
        known = tuple(
            [
                Known(number[0], mutation.credit, mutation.feedback.fill(draw), mutation.name, number[1])
                for mutation, number, separate in zip(self.mutations, wrong, draw.row(self.separate), strict=True)
                if separate and number
            ]
        )
        if right is None:
            message = f"the key of {part!r} does not exist in this draw"
            raise Undefined(message)
        return self.interaction, Answer(
            part, right[0], self.solution.fill(draw), self.tolerance, right[1], known, self.exact, self.working
        )


def prepare(part: NumericPart, path: Path, workshop: Workshop) -> PreparedNumeric:
    """Read the key and its misconceptions; a draw is servable when the key exists."""
    key = workshop.expression((*path, "answer"), part.answer)
    tolerated = tolerance(key, part.decimals, part.keep, part.tolerance, workshop)
    if part.decimals is None and part.tolerance is None and workshop.is_real(key):
        workshop.fault((*path, "answer"), "the key is irrational", "say how many 'decimals' are asked for")
    if part.keep is not None and (part.decimals is None or part.keep < part.decimals):
        message = "fewer decimals are kept in between than asked for" if part.decimals else "no decimals are asked for"
        workshop.fault((*path, "keep"), message, "say 'decimals', and keep as many or more")
    mutations = tuple(workshop.mutations(key, path, part.misconceptions))
    gap = 2 * tolerated.value
    claim_tolerance(key, part.decimals, mutations, tolerated, path, workshop)
    follow = None if part.follow is None else workshop.carried((*path, "follow"), part.follow)
    name = part_name(path)
    workshop.note_key(path, key)
    workshop.note_number((*path, "answer"), key, part.decimals)
    workshop.note_rules(Compared(key, mutations, gap), Fraction(0))
    workshop.claim(ClaimedNumber((*path, "answer"), key, tolerated.value))
    if follow is not None:
        workshop.note_decision((*path, "follow"), "what follows", workshop.carried_wrong(follow))
    for claim in key_claims(path, key, part.decimals, part.range):
        workshop.claim(claim)
    slips = tuple(mutation.slip for mutation in mutations if mutation.slip is not None)
    return PreparedNumeric(
        constraints=(
            *_exists(key, name, part.decimals if workshop.is_real(key) else None),
            *(() if follow is None else _follows(key, workshop.carried_right(follow, key), name)),
            *far_enough(key, mutations, tolerated, path),
        ),
        interaction=NumericEntry(part.decimals, part.unit, tolerated.kept),
        tolerance=tolerated.value,
        quantities=(workshop.quantity(key), *(mutation.quantity for mutation in mutations)),
        mutations=mutations,
        separate=workshop.columns(lambda cells: separable(cells, key, mutations, gap)),
        solution=workshop.explanation(path, part, key, part.decimals),
        exact=not workshop.is_real(key),
        working=Working(key, slips, follow, part.follow_credit),
    )


def _exists(key: Term, name: str, decimals: int | None) -> Iterator[Constraint]:
    """The key has a value and, where it is irrational, can be rounded."""
    yield Constraint(f"the key of {name} has no value", (key,), lambda cells: cells.defined(key))
    if decimals is not None:
        yield roundable(f"which digits the key of {name} has", key, decimals)


def _follows(key: Term, followed: Term, name: str) -> tuple[Constraint, ...]:
    """What follows from right answers to the earlier parts is the key."""
    if followed == key:
        return ()
    cause = f"what 'follow' gives for the right answers is not the key of {name}"
    return (Constraint(cause, (key, followed), lambda cells: ~cells.apart(key, followed, Fraction(0))),)


QUESTION_TYPE = QuestionType("numeric", NumericPart, prepare)
