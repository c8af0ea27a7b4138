"""What must hold of each part and its answer, by interaction."""

from collections.abc import Iterator
from typing import assert_never

from qbank.content import Text, plain
from qbank.grading.scoring import fits, unfit
from qbank.grading.tolerance import number_of
from qbank.interactions import (
    Choice,
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
)
from qbank.item import Answer, Part, Rubric


def part_faults(part: Part, answer: Answer) -> Iterator[str]:
    """The faults of one part; a message begins with the kind of fault and a colon."""
    if not fits(part):
        yield f"policy: {unfit(part)}"
    for side, choices in sides(part).items():
        texts = [plain(choice.text) for choice in choices]
        if len(set(texts)) < len(texts):
            yield f"collision: two {side} of {part.id!r} look the same"
    if isinstance(part.interaction, MultipleChoice | Matching | Ordering) and any(one.credit for one in answer.known):
        yield f"ignored: what is known of one choice of {part.id!r} has a credit, but the scoring policy alone counts"
    try:
        yield from _answer_faults(part, answer)
    except TypeError as error:
        yield f"no key: {part.id!r} is answered by another kind of key than it asks for: {error}"


def sides(part: Part) -> dict[str, tuple[Choice, ...]]:
    """The lists from which a student chooses, by what they are called."""
    match part.interaction:
        case SingleChoice(choices) | MultipleChoice(choices):
            return {"options": choices}
        case Matching(sources, targets):
            return {"sources": sources, "targets": targets}
        case Ordering(steps):
            return {"steps": steps}
        case NumericEntry() | ExpressionEntry() | TextEntry() | ExtendedText():
            return {}
        case _:
            assert_never(part.interaction)


def texts(part: Part, answer: Answer) -> Iterator[Text]:
    """Every text of a part, with those of its answer."""
    yield part.prompt
    yield answer.solution
    for choices in sides(part).values():
        yield from (choice.text for choice in choices)
    yield from (known.feedback for known in answer.known)
    if isinstance(answer.key, Rubric):
        yield answer.key.model_answer
        yield from (criterion.text for criterion in answer.key.criteria)


def _answer_faults(part: Part, answer: Answer) -> Iterator[str]:
    match part.interaction:
        case NumericEntry():
            yield from _shown_faults(part, answer)
            yield from _numeric_faults(part, answer)
        case ExpressionEntry():
            yield from _shown_faults(part, answer)
        case TextEntry():
            if not answer.literals.accepted:
                yield f"no key: no text is accepted for {part.id!r}"
        case SingleChoice(choices):
            if [choice.id for choice in choices].count(answer.choice) != 1:
                yield f"no key: {part.id!r} has no right option"
        case MultipleChoice(choices):
            if not answer.ids or not set(answer.ids) <= {choice.id for choice in choices}:
                yield f"no key: {part.id!r} has no right option"
        case Matching(sources, targets):
            yield from _matching_faults(part, answer, sources, targets)
        case Ordering(steps):
            if sorted(answer.ids) != sorted(step.id for step in steps):
                yield f"no key: the right order of {part.id!r} does not name every step once"
        case ExtendedText():
            if sum(criterion.points for criterion in answer.rubric.criteria) != part.points:
                yield f"no key: the criteria of {part.id!r} do not add up to its points"
        case _:
            assert_never(part.interaction)


def _shown_faults(part: Part, answer: Answer) -> Iterator[str]:
    if answer.shown is None:
        yield f"no key: {part.id!r} shows no key"
    elif any(known.shown is not None and plain(known.shown) == plain(answer.shown) for known in answer.known):
        yield f"collision: a known wrong answer of {part.id!r} looks like its key"


def _numeric_faults(part: Part, answer: Answer) -> Iterator[str]:
    for known in answer.known:
        if abs(number_of(known) - answer.number) <= answer.tolerance:
            yield f"collision: {known.misconception} gives the key of {part.id!r}, or nearly"


def _matching_faults(
    part: Part, answer: Answer, sources: tuple[Choice, ...], targets: tuple[Choice, ...]
) -> Iterator[str]:
    if [pair.source for pair in answer.pairs] != [source.id for source in sources]:
        yield f"no key: {part.id!r} does not give each source one target"
    if not {pair.target for pair in answer.pairs} <= {target.id for target in targets}:
        yield f"no key: a target of {part.id!r} does not exist"
