"""What stands between the braces of a question, by interaction, and what is said beside it."""

from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from markupsafe import Markup

from qbank.content import Text
from qbank.errors import RefusedError
from qbank.interactions import ScoringPolicy, SingleChoice
from qbank.item import expected
from qbank.wording import earning, instruction
from qbank.writers import places, said
from qbank.writers.alone import note
from qbank.writers.alternatives import Option, chosen_formula, formulas, single_options
from qbank.writers.gift import text
from qbank.writers.gift.template import Band, Pair, Row
from qbank.writers.moodle import bands, choices, essay, matching, shortanswer
from qbank.writers.moodle import text as html
from qbank.writers.moodle.shares import SHARES, listed_share
from qbank.writers.said import Dialect
from qbank.writers.task import Task

ALL, NOTHING = "100", "0"
DIALECT = Dialect(html.html, html.line, html.words, html.attribute)


class Body(NamedTuple):
    """The answers of a question, a note on how to give them, and remarks below the worked solution."""

    answers: tuple[Band, ...] | tuple[Row, ...] | tuple[Pair, ...]
    note: str = ""
    remarks: Markup | None = None


def number(task: Task) -> Body:
    """Bands of numbers, the key's first."""
    rows = [
        Band(
            _unless(ALL, band.percent), band.value, band.tolerance, _told(html.html(band.feedback), band.misconception)
        )
        for band in bands.bands(task.answer, listed_share)
    ]
    return Body(tuple(rows), note(task.part))


def typed(task: Task) -> Body:
    """Texts, what is right first."""
    return Body(tuple(_literal(*row) for row in shortanswer.rows(task.answer, listed_share)))


def _literal(percent: str, literal: str, feedback: str, misconception: str) -> Row:
    literal = str(literal)
    if "->" in literal:
        raise RefusedError(f"GIFT would take the text {literal!r} for a pair of a matching")
    share = ALL if literal.startswith("%") else ""
    kind = "plain" if literal.startswith("[") else ""
    return Row(True, _unless(ALL, percent) or share, kind, text.plain(literal), _told(feedback, misconception))  # noqa: FBT003


def chosen(task: Task) -> Body:
    """Options of which one is right."""
    return Body(_options(single_options(expected(task.part.interaction, SingleChoice), task.answer)))


def formula(task: Task) -> Body:
    """Formulas of which one is right."""
    return Body(_options(formulas(task.item, task.answer, "GIFT")), instruction(SingleChoice(())))


def _options(options: list[Option]) -> tuple[Row, ...]:
    rows = choices.rows(options, listed_share)
    return tuple(
        Row(percent == ALL, "" if percent in (ALL, NOTHING) else percent, "html", text.escaped(option), _told(*told))
        for percent, option, *told in rows
    )


def several(task: Task) -> Body:
    """Options of which any number is right; where none earns everything, readers take more than one."""
    part, answer = task.part, task.answer
    if (1, len(answer.ids)) not in SHARES:
        raise RefusedError(f"Moodle has no equal shares for {len(answer.ids)} right choices, only for 1 to 10 or 20")
    rows = choices.rows(choices.shared(part, answer), listed_share)
    options = tuple(
        Row(False, percent, "html", text.escaped(option), _told(*told))  # noqa: FBT003
        for percent, option, *told in rows
    )
    return Body(options, choices.multiple_note(part, answer), choices.missed(part, answer))


def pairs(task: Task) -> Body:
    """Pairs, and targets without a source."""
    part, answer = task.part, task.answer
    if part.scoring not in (ScoringPolicy.PER_PAIR, ScoringPolicy.ALL_OR_NOTHING):
        raise RefusedError(f"GIFT has no {part.scoring.value} for it")
    sides = matching.sides_of(part, answer)
    if len(sides.pairs) < matching.FEWEST_STEMS or len(sides.answers) < matching.FEWEST_ANSWERS:
        raise RefusedError(f"it needs {matching.FEWEST_STEMS} sources and {matching.FEWEST_ANSWERS} targets")
    if not all(left for left, _ in sides.pairs):
        raise RefusedError("GIFT takes a source without text for a target that nothing matches")
    rows = [Pair(text.escaped(html.line(left)), _target(right)) for left, right in sides.pairs]
    rows += [Pair("", _target(right)) for right in sides.extra]
    return Body(tuple(rows), earning(ScoringPolicy.PER_PAIR), matching.remarks_of(part, answer))


def _target(target: Text) -> str:
    written = text.stripped(html.said(target))
    if not 0 < len(written) <= matching.LONGEST_ANSWER:
        raise RefusedError(f"a target has 1 to {matching.LONGEST_ANSWER} characters: this one has {len(written)}")
    return text.plain(written)


def ordered(task: Task) -> Body:
    """Each step and its number."""
    return pairs(places.as_matching(task))._replace(note=places.NOTE)


def written_freely(task: Task) -> Body:
    """Nothing: a person marks it, by what stands in the general feedback."""
    return Body((), "", essay.grading(task))


# --- what is lost -----------------------------------------------------------------------------------------------------


def formula_losses(_: Task) -> Iterator[str]:
    """What is lost of a formula."""
    yield chosen_formula("GIFT")


def typed_losses(task: Task) -> Iterator[str]:
    """What is lost of a text."""
    yield from shortanswer.losses(task.answer)
    if task.answer.literals.case:
        yield "GIFT takes capitals and small letters for the same"


def ordered_losses(task: Task) -> Iterator[str]:
    """What is lost of an ordering."""
    yield places.lost("GIFT", task.part.scoring)
    made = places.as_matching(task)
    if matching.remarks_of(made.part, made.answer):
        yield "what is told of misplaced steps stands in the general feedback"


def written_losses(_: Task) -> Iterator[str]:
    """What is lost of a text to write."""
    yield "what it is marked by stands in the general feedback, and the size of its field is Moodle's"


def _unless(usual: str, percent: str) -> str:
    return "" if percent == usual else percent


@lru_cache(maxsize=4096)
def _told(feedback: str, misconception: str | None) -> str:
    return text.escaped(said.told_markup(feedback, html.attribute(misconception) if misconception else ""))
