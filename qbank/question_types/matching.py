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

from collections.abc import Callable, Iterator, Sequence
from fractions import Fraction
from functools import partial
from itertools import combinations
from typing import Annotated, Any, Literal

from msgspec import Struct

from qbank.content import Text, plain
from qbank.interactions import Choice, Interaction, Matching
from qbank.item import Answer, Known, Pair
from qbank.model import Field, Model, Whole
from qbank.question_types.options import distinct, part_name, refuse_repeats
from qbank.question_types.pools import Pool, pool
from qbank.question_types.question_type import (
    LETTERS,
    Cells,
    Constraint,
    Draw,
    Markdown,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.question_types.undecided import EVERY

Judge = Callable[[Cells], Any]


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
    """Read the pairs; a draw is servable when each source has one target."""
    places: list[Path] = [(*path, "pairs", position) for position in range(len(part.pairs))]
    pairs = tuple(
        WrittenPair(
            workshop.text((*place, "left"), pair.left),
            workshop.text((*place, "right"), pair.right),
            workshop.text((*place, "feedback"), pair.feedback),
        )
        for place, pair in zip(places, part.pairs, strict=True)
    )
    extra = tuple(workshop.text((*path, "extra", number), text) for number, text in enumerate(part.extra))
    shown = pool(workshop, path, places, part.pick)
    lefts = [pair.left for pair in pairs]
    for number, target in enumerate(extra):
        _refuse_right(workshop, (*path, "extra", number), target, [pair.right for pair in pairs])
    return PreparedMatching(
        constraints=(
            *distinct(workshop, "left sides", [(*place, "left") for place in places], lefts, shown),
            *_one_target(workshop, path, [pair.right for pair in pairs], extra, shown),
        ),
        pairs=pairs,
        extra=extra,
        pool=shown,
        solution=workshop.explanation(path, part, None, None),
    )


def _refuse_right(workshop: Workshop, path: Path, target: TextProgram, rights: Sequence[TextProgram]) -> None:
    """A target without a source that is a right one in every draw."""
    for number, right in enumerate(rights, start=1):
        if (same := workshop.alike(target, right)) is not None and not same[0]:
            workshop.fault(path, f"this is the target of pair {number}", "'extra' is for targets without a source")
            return


def _one_target(
    workshop: Workshop, path: Path, rights: Sequence[TextProgram], extra: Sequence[TextProgram], pool: Pool
) -> Iterator[Constraint]:
    """Constraints: no two targets are the same number and look different. Those that look the same are one target."""
    cause = f"two targets of {part_name(path)} are the same number"
    places = [(*path, "pairs", number, "right") for number in range(len(rights))]
    places += [(*path, "extra", number) for number in range(len(extra))]
    for (place, first), (other, second) in combinations(enumerate([*rights, *extra]), 2):
        if (same := workshop.same_number(first, second)) is not None:
            looks = workshop.alike(first, second)
            if not same[0] and looks is None:
                workshop.fault(places[other], f"this target is the same number as number {place + 1}")
                continue
            looks = looks or ((), lambda _: ~EVERY)
            terms = (*same[0], *looks[0], *pool.terms)
            yield Constraint(
                cause,
                terms,
                partial(
                    _told_apart, same=same[1], looks=looks[1], shown=partial(_both, pool=pool, places=(place, other))
                ),
            )


def _told_apart(cells: Cells, *, same: Judge, looks: Judge, shown: Judge) -> Any:
    return ~(same(cells) & ~looks(cells) & shown(cells))


def _both(cells: Cells, *, pool: Pool, places: tuple[int, int]) -> Any:
    """Whether a draw shows both of two targets; those beyond the pool are always shown."""
    together: Any = EVERY
    for place in places:
        if place < pool.size:
            together = together & pool.shows(cells, place)
    return together


QUESTION_TYPE = QuestionType("matching", MatchingPart, prepare)
