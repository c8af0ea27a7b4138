"""An ordering as a matching of its steps with their places, for targets that have no ordering."""

from msgspec.structs import replace

from qbank import content as c
from qbank.content import Piece, Text, Tree
from qbank.interactions import Choice, Matching, Ordering, ScoringPolicy
from qbank.item import Answer, Item, Pair, Part, expected
from qbank.writers.task import Task

NOTE = "Give each step its number: 1 for the first. Each right one earns a share of the points."
"""What the student is told instead of how the ordering is marked."""


def as_matching(task: Task) -> Task:
    """The question with its ordering as a matching: each step that stands in its place earns a share."""
    part, answer = task.part, task.answer
    steps = expected(part.interaction, Ordering).steps
    places = tuple(Choice(str(number), _words(str(number))) for number in range(1, len(steps) + 1))
    right = {step: place.id for step, place in zip(answer.ids, places, strict=True)}
    made = replace(part, interaction=Matching(steps, places), scoring=ScoringPolicy.PER_PAIR)
    known = tuple(
        replace(one, response=Pair(step, place.id))
        for one in answer.known
        for step in [expected(one.response, str)]
        for place in places
        if place.id != right[step]
    )
    matched = replace(answer, key=tuple(Pair(step.id, right[step.id]) for step in steps), known=known)
    return replace(task, item=_with(task.item, made, matched), parts=(made,))


def lost(target: str, policy: ScoringPolicy) -> str:
    """What is told where an ordering becomes a matching.

    >>> lost("GIFT", ScoringPolicy.LONGEST_RUN)
    'GIFT has no ordering: each step is given its number, and each that is right earns its share, whatever the longest run'
    """
    instead = "and not all or nothing" if policy is ScoringPolicy.ALL_OR_NOTHING else "whatever the longest run"
    return f"{target} has no ordering: each step is given its number, and each that is right earns its share, {instead}"


def _with(item: Item, part: Part, answer: Answer) -> Item:
    """The item with another part, and its answer, in the place of the one of the same id."""
    return replace(
        item,
        parts=tuple(part if one.id == part.id else one for one in item.parts),
        answers=tuple(answer if one.part == part.id else one for one in item.answers or ()),
    )


def _words(text: str) -> Text:
    return Text((Piece(Tree((c.Paragraph((c.Str(text),)),))),))
