"""A target for each source, and a place for each step: a choice for each, one below the other.

Open edX's problems know neither matching nor ordering. Drop-downs show plain text, so there are radio buttons where formulas
are chosen from. Each row has a field of its own, because only the first drop-down of a response has hints.
"""

from collections.abc import Iterator
from fractions import Fraction

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import Choice, Matching, Ordering, ScoringPolicy
from qbank.item import Answer, Known, Pair, Part, expected
from qbank.wording import earning
from qbank.writers import looks
from qbank.writers.alternatives import Option
from qbank.writers.olx import text
from qbank.writers.olx.choices import checked, drop_down, radio
from qbank.writers.olx.template import Choices, Rows

EACH_STEP = "Each step in its right place earns a share of the points."


def matching(part: Part, answer: Answer) -> Rows:
    """A choice of the target for each source."""
    if part.scoring not in (ScoringPolicy.PER_PAIR, ScoringPolicy.ALL_OR_NOTHING):
        raise RefusedError(f"Open edX has no {part.scoring.value} for it")
    entry = expected(part.interaction, Matching)
    right = {pair.source: pair.target for pair in answer.pairs}
    told = {expected(known.response, Pair): known for known in answer.known}
    return _rows(
        part,
        note=earning(ScoringPolicy.PER_PAIR),
        options=entry.targets,
        asked=[
            (
                source.text,
                [_option(target, right[source.id], told.get(Pair(source.id, target.id))) for target in entry.targets],
            )
            for source in entry.sources
        ],
    )


def ordering(part: Part, answer: Answer) -> Rows:
    """A choice of the step for each place."""
    if part.scoring not in (ScoringPolicy.LONGEST_RUN, ScoringPolicy.ALL_OR_NOTHING):
        raise RefusedError(f"Open edX has no {part.scoring.value} for it")
    entry = expected(part.interaction, Ordering)
    told = {expected(known.response, str): known for known in answer.known}
    return _rows(
        part,
        note=EACH_STEP,
        options=entry.steps,
        asked=[
            (f"{place}.", [_option(step, right, told.get(step.id)) for step in entry.steps])
            for place, right in enumerate(answer.ids, start=1)
        ],
    )


def _option(choice: Choice, right: str, known: Known | None) -> Option:
    """An option, with what is told of it where it is wrong."""
    if choice.id == right or known is None:
        return Option(choice.text, Fraction(int(choice.id == right)))
    return Option(choice.text, Fraction(0), known.feedback, known.misconception)


def _rows(part: Part, note: str, options: tuple[Choice, ...], asked: list[tuple[Text | str, list[Option]]]) -> Rows:
    plain = all(looks.is_plain(choice.text) for choice in options)
    rows = []
    for label, offered in asked:
        written = tuple(map(drop_down if plain else radio, offered))
        checked(written)
        rows.append(
            Choices(
                label=label if isinstance(label, str) else text.line(label),
                note="",
                options=written,
                shuffle=False,
                partial=False,
                credit="",
                inline=False,
            )
        )
    return Rows(prompt=text.blocks(part.prompt), note=note, rows=tuple(rows), plain=plain)


def losses(part: Part) -> Iterator[str]:
    """What Open edX does otherwise."""
    if isinstance(part.interaction, Ordering):
        yield "Open edX orders no steps: one is chosen for each place, and each in its right place earns a share"
    elif part.scoring is ScoringPolicy.ALL_OR_NOTHING:
        yield "Open edX does not mark several fields all or nothing: each right pair earns its share"
