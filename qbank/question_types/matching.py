"""A target is found for each source.

    - type: matching
      prompt: Match each name with its role.
      pick: 3
      pairs:
        - {left: "Policy", right: "chooses the next token"}
        - {left: "Value function", right: "predicts the return", feedback: "A prediction, not a choice."}
        ...
      extra: ["compares two answers"]

Several sources may have the same target: it is then shown once. ``feedback`` of a pair is for whoever finds another target
for its source.
"""

from fractions import Fraction
from typing import Annotated, Literal

from msgspec import Struct

from qbank.content import Text, plain
from qbank.interactions import Choice, Interaction, Matching
from qbank.item import Answer, Known, Pair
from qbank.model import Field, Model, Whole
from qbank.question_types.options import distinct, part_name, refuse_repeats
from qbank.question_types.pools import Pool, pool
from qbank.question_types.question_type import (
    LETTERS,
    Constraint,
    Draw,
    Markdown,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)


class PairModel(Model, frozen=True, kw_only=True):
    """A source, on the left, and its target."""

    left: Annotated[Markdown, Field(description="The source: Markdown with maths and places.")]
    right: Annotated[Markdown, Field(description="Its target. Several sources may have the same: it is shown once.")]
    feedback: Annotated[Markdown, Field(description="For whoever finds another target for the left side.")] = ""


class MatchingPart(PartModel, frozen=True, kw_only=True):
    """A target is found for each source."""

    type: Annotated[Literal["matching"], Field(description="A target is found for each source.")]
    pairs: Annotated[
        tuple[PairModel, ...],
        Field(min_length=2, max_length=len(LETTERS), description="Sources, each with its target; they are shuffled."),
    ]
    extra: Annotated[
        tuple[Markdown, ...],
        Field(max_length=10, description="Targets without a source, so that the last pair is no gift."),
    ] = ()
    pick: Annotated[
        Whole | None, Field(ge=2, description="How many of the pairs a variant shows. Without it: all.", examples=[4])
    ] = None
    scoring: Annotated[
        Literal["per_pair", "all_or_nothing"],
        Field(description="How the points are earned. `per_pair`: the share of the sources that are matched rightly."),
    ] = "per_pair"


class WrittenPair(Struct, frozen=True):
    """A pair, compiled."""

    left: TextProgram
    right: TextProgram
    feedback: TextProgram


class PreparedMatching(Struct, frozen=True):
    """A matching, ready to be solved."""

    constraints: tuple[Constraint, ...]
    pairs: tuple[WrittenPair, ...]
    extra: tuple[TextProgram, ...]
    pool: Pool
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The sources and, each once, the targets, both in an order that tells nothing."""
        chosen = [self.pairs[position] for position in self.pool.chosen(draw)]
        draw.stream(f"{part} sources").shuffle(chosen)
        sources = tuple(Choice(LETTERS[place], pair.left.fill(draw)) for place, pair in enumerate(chosen))
        refuse_repeats(part, sources)
        rights = [pair.right.fill(draw) for pair in chosen]
        targets = _targets(draw, part, [*rights, *(extra.fill(draw) for extra in self.extra)])
        ids = {plain(target.text): target.id for target in targets}
        pairs = tuple(Pair(source.id, ids[plain(right)]) for source, right in zip(sources, rights, strict=True))
        known = tuple(
            Known(Pair(right.source, target.id), Fraction(0), feedback)
            for right, pair in zip(pairs, chosen, strict=True)
            if (feedback := pair.feedback.fill(draw))
            for target in targets
            if target.id != right.target
        )
        return Matching(sources, targets), Answer(part, pairs, self.solution.fill(draw), known=known)


def _targets(draw: Draw, part: str, texts: list[Text]) -> tuple[Choice, ...]:
    """Texts that look the same are one target."""
    distinct = list({plain(text): text for text in texts}.values())
    draw.stream(f"{part} targets").shuffle(distinct)
    return tuple(Choice(str(number), text) for number, text in enumerate(distinct, start=1))


def prepare(part: MatchingPart, path: Path, workshop: Workshop) -> PreparedMatching:
    """Read the pairs."""
    lefts = [pair.left.strip() for pair in part.pairs]
    for position, left in enumerate(lefts):
        if left in lefts[:position]:
            first = lefts.index(left) + 1
            workshop.fault((*path, "pairs", position, "left"), f"this stands on the left of pair {first} too")
    pairs = tuple(
        WrittenPair(
            workshop.text((*path, "pairs", position, "left"), pair.left),
            workshop.text((*path, "pairs", position, "right"), pair.right),
            workshop.text((*path, "pairs", position, "feedback"), pair.feedback),
        )
        for position, pair in enumerate(part.pairs)
    )
    shown = pool(workshop, path, len(pairs), part.pick)
    cause = f"two left sides of {part_name(path)} look the same"
    return PreparedMatching(
        constraints=distinct(workshop, cause, [pair.left for pair in pairs], shown),
        pairs=pairs,
        extra=tuple(workshop.text((*path, "extra", number), text) for number, text in enumerate(part.extra)),
        pool=shown,
        solution=workshop.explanation(path, part, None, None),
    )


QUESTION_TYPE = QuestionType("matching", MatchingPart, prepare)
