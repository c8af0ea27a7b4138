"""A target for each source: a matching question, whose answers are plain text in a drop-down.

Where the targets hold formulas and the sources do not, and each target belongs to one source, the sides are swapped.
"""

from collections.abc import Iterator
from typing import NamedTuple

from markupsafe import Markup

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import Choice, Matching, ScoringPolicy
from qbank.item import Answer, Known, Pair, Part, expected
from qbank.wording import earning
from qbank.writers import looks
from qbank.writers.moodle import text
from qbank.writers.moodle.remarks import remarks
from qbank.writers.moodle.shares import unfit
from qbank.writers.moodle.task import asked, question
from qbank.writers.moodle.template import Row, macros
from qbank.writers.task import Task

LONGEST_ANSWER = 255
FEWEST_STEMS, FEWEST_ANSWERS = 2, 3


class Sides(NamedTuple):
    """What stands on the left and on the right in Moodle: pairs, and answers without a left side."""

    pairs: list[tuple[Text, Text]]
    extra: list[Text]
    swapped: bool

    @property
    def answers(self) -> list[Text]:
        """All that stands on the right."""
        return [*(right for _, right in self.pairs), *self.extra]


def xml(task: Task) -> str:
    """A matching question."""
    part, answer = task.part, task.answer
    if part.scoring not in (ScoringPolicy.PER_PAIR, ScoringPolicy.ALL_OR_NOTHING):
        raise unfit(part)
    sides = sides_of(part, answer)
    if len(sides.pairs) < FEWEST_STEMS or len(sides.answers) < FEWEST_ANSWERS:
        raise RefusedError(f"Moodle's matching needs {FEWEST_STEMS} sources and {FEWEST_ANSWERS} targets")
    if not all(left for left, _ in sides.pairs):
        raise RefusedError("Moodle takes a source without text for a target that nothing matches")
    pairs: list[Row] = [(text.line(left), _target(right)) for left, right in sides.pairs]
    pairs += [("", _target(right)) for right in sides.extra]
    asks = asked(task, note=earning(ScoringPolicy.PER_PAIR))
    return macros().matching(question(task, asks, remarks_of(part, answer)), pairs)


def losses(part: Part, answer: Answer) -> Iterator[str]:
    """What Moodle does otherwise."""
    sides = sides_of(part, answer)
    if sides.swapped:
        yield "its sides are swapped: Moodle shows no formulas in what is chosen from"
    elif any(looks.has_maths(right) for right in sides.answers):
        yield "Moodle shows plain text in what is chosen from: the formulas there are written in Unicode characters"
    elif not all(looks.is_plain(right) for right in sides.answers):
        yield "Moodle shows plain text in what is chosen from: it loses its formatting"
    if part.scoring is ScoringPolicy.ALL_OR_NOTHING:
        yield "Moodle does not mark all or nothing: each right pair earns its share"
    if remarks_of(part, answer):
        yield "what is told of wrong pairs stands in the general feedback"


def sides_of(part: Part, answer: Answer) -> Sides:
    """What stands on the left and on the right."""
    entry = expected(part.interaction, Matching)
    sources, targets = _texts(entry.sources), _texts(entry.targets)
    right = {pair.source: pair.target for pair in answer.pairs}
    pairs = [(sources[source], targets[right[source]]) for source in sources]
    extra = [shown for target, shown in targets.items() if target not in right.values()]
    one_to_one = not extra and len(targets) == len(sources)
    maths_on_right = any(map(looks.has_maths, targets.values())) and not any(map(looks.has_maths, sources.values()))
    if one_to_one and maths_on_right:
        return Sides([(target, source) for source, target in pairs], [], swapped=True)
    return Sides(pairs, extra, swapped=False)


def _texts(choices: tuple[Choice, ...]) -> dict[str, Text]:
    return {choice.id: choice.text for choice in choices}


def _target(target: Text) -> Markup:
    """A target in plain text, as Moodle keeps it."""
    written = text.plain(text.said(target))
    if not written:
        raise RefusedError("Moodle takes no target without text")
    if len(written) > LONGEST_ANSWER:
        raise RefusedError(
            f"Moodle holds no target longer than {LONGEST_ANSWER} characters: this one has {len(written)}"
        )
    return written


# --- what is told of wrong pairs ---


def remarks_of(part: Part, answer: Answer) -> Markup | None:
    """What is told of wrong pairs, as a list."""
    return remarks(_told(part, answer))


def _told(part: Part, answer: Answer) -> Iterator[tuple[Markup, Known]]:
    """What is said of each source: once where it is the same for every wrong target, else with its targets."""
    entry = expected(part.interaction, Matching)
    sources, targets = _texts(entry.sources), _texts(entry.targets)
    said: dict[tuple[str, Text, str | None], list[Known]] = {}
    for known in answer.known:
        said.setdefault((expected(known.response, Pair).source, known.feedback, known.misconception), []).append(known)
    for (source, _, _), alike in said.items():
        wrong = [targets[expected(known.response, Pair).target] for known in alike]
        left = text.line(sources[source])
        if len(wrong) < len(targets) - 1:
            left += Markup(" → ") + Markup("; ").join([text.line(target) for target in wrong])
        yield left, alike[0]
