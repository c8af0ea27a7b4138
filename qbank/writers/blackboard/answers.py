"""What stands in a question of Blackboard, by interaction, and what is lost of it."""

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from markupsafe import escape

from qbank.content import digits, finite_decimals
from qbank.errors import RefusedError
from qbank.interactions import (
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
)
from qbank.item import expected
from qbank.wording import earning, instruction
from qbank.writers import said
from qbank.writers.alone import note
from qbank.writers.alternatives import Option, chosen_formula, formulas, multiple_options, single_options
from qbank.writers.blackboard.template import Answers, Choice, Number, Solution, Source, Step, Typed
from qbank.writers.brightspace.intervals import decimals, ends
from qbank.writers.brightspace.typed import expression
from qbank.writers.moodle.bands import number as written_number
from qbank.writers.moodle.shares import free_share
from qbank.writers.said import Dialect
from qbank.writers.strict_html import blocks, line
from qbank.writers.task import Task, digest, identifier

TARGET = "Blackboard"
PLACES = "Each step in its right place earns a share of the points."


class Body(NamedTuple):
    """The answers of a question, what else its fields say, a note on how to answer, and remarks below the solution."""

    answers: Answers
    note: str = ""
    remarks: str = ""
    grading: str = ""
    partial: str = "false"
    negative: str = "N"
    shuffle: str = "Yes"
    lines: str = ""
    order: tuple[str, ...] = ()
    targets: tuple[str, ...] = ()
    solutions: tuple[Solution, ...] = ()


@lru_cache(maxsize=4096)
def _escaped(text: str) -> str:
    return str(escape(text))


DIALECT = Dialect(blocks, line, _escaped, _escaped)


def xml(text: str) -> str:
    """A text, or HTML, as it may stand in an element or an attribute."""
    return str(escape(text))


def number(task: Task) -> Body:
    """A number and the ends of what is accepted, both included."""
    answer = task.answer
    if not answer.tolerance and finite_decimals(answer.number) is None:
        raise RefusedError(f"students cannot type {answer.key} exactly in {TARGET}, which reads no fractions")
    places = decimals(answer.tolerance)
    least, greatest = ends(answer.number, answer.tolerance, places)
    if least > greatest:
        raise RefusedError(f"its key has more than {places} decimals, or its tolerance is too narrow to be typed")
    found = Number(written_number(answer.number), _plain(least, places), _plain(greatest, places))
    return Body((found,), note(task.part), said.numbers_told(answer, DIALECT))


def _plain(units: int, places: int) -> str:
    value = Fraction(units, 10**places)
    written = digits(abs(value), finite_decimals(value) or 0)
    return f"-{written}" if value < 0 else written


def typed(task: Task) -> Body:
    """Texts that are right; one with ``*`` is an expression."""
    literals = task.answer.literals
    if not literals.accepted or not all(text.strip(" *") for text in literals.accepted):
        raise RefusedError(f"{TARGET} takes no empty text for an answer, and needs a right one")
    case = "Yes" if literals.case else "No"
    rows = tuple(
        Typed(True, case, xml(expression(text, case=literals.case)))  # noqa: FBT003  the field's name is pattern
        if "*" in text.replace("\\*", "")
        else Typed(False, case, xml(text.replace("\\*", "*")))  # noqa: FBT003
        for text in literals.accepted
    )
    known = ((DIALECT.words(expected(one.response, str)), one) for one in task.answer.known)
    return Body(rows, remarks=said.remark_list(known, DIALECT))


def chosen(task: Task) -> Body:
    """Options of which one is right; another may earn a share."""
    entry = expected(task.part.interaction, SingleChoice)
    return _options(task, single_options(entry, task.answer))._replace(
        shuffle="Yes" if entry.order == "shuffle" else "No"
    )


def formula(task: Task) -> Body:
    """Formulas of which one is right."""
    return _options(task, formulas(task.item, task.answer, TARGET))._replace(note=instruction(SingleChoice(())))


def _options(task: Task, options: list[Option]) -> Body:
    if len(options) < 2 or not all(option.text for option in options):
        raise RefusedError(f"{TARGET} takes two choices or more, and none without text")
    rows = tuple(_choice(task, place, option, free_share(option.credit)) for place, option in enumerate(options))
    partial = any(0 < option.credit < 1 for option in options)
    return Body(rows, partial="true" if partial else "false", solutions=_said(rows))


def _choice(task: Task, place: int, option: Option, share: str) -> Choice:
    feedback = xml(said.told(option.feedback, option.misconception, DIALECT))
    return Choice(ident(task, f"choice {place}"), xml(DIALECT.line(option.text)), option.credit == 1, share, feedback)


def _said(rows: tuple[Choice, ...]) -> tuple[Solution, ...]:
    return tuple(Solution(row.ident, row.feedback) for row in rows)


def ident(task: Task, name: str) -> str:
    """What identifies an option or a pair for ever."""
    return digest(f"{identifier(task.item, task.label)} {name}", 16)


def several(task: Task) -> Body:
    """Options of which any number is right: all of them or nothing, or a share for each, taken away for each wrong one."""
    part, answer = task.part, task.answer
    entry = expected(part.interaction, MultipleChoice)
    whole = part.scoring is ScoringPolicy.ALL_OR_NOTHING
    share = Fraction(1, len(answer.ids))
    rows = tuple(
        _choice(task, place, option, free_share(share if option.credit else Fraction(0) if whole else -share))
        for place, option in enumerate(multiple_options(entry, answer))
    )
    earns = earning(part.scoring if whole else ScoringPolicy.RIGHT_MINUS_WRONG)
    return Body(
        rows,
        f"{instruction(entry)} {earns}".rstrip(),
        partial="false" if whole else "true",
        negative="N" if whole else "Q",
        shuffle="Yes" if entry.order == "shuffle" else "No",
        solutions=_said(rows),
    )


def pairs(task: Task) -> Body:
    """Sources with a label for each target."""
    entry, answer = expected(task.part.interaction, Matching), task.answer
    if task.part.scoring not in (ScoringPolicy.PER_PAIR, ScoringPolicy.ALL_OR_NOTHING):
        raise RefusedError(f"{TARGET} has no {task.part.scoring.value} for it")
    right = {pair.source: pair.target for pair in answer.pairs}
    rows = []
    for source, share in zip(entry.sources, hundredths(len(entry.sources)), strict=True):
        labels = {target.id: ident(task, f"pair {source.id} {target.id}") for target in entry.targets}
        name, text = ident(task, f"source {source.id}"), xml(DIALECT.line(source.text))
        rows.append(Source(name, text, tuple(labels.values()), labels[right[source.id]], share))
    targets = tuple(xml(DIALECT.line(target.text)) for target in entry.targets)
    partial = "true" if task.part.scoring is ScoringPolicy.PER_PAIR else "false"
    told = said.pairs_told(entry, answer, DIALECT)
    return Body(tuple(rows), earning(task.part.scoring), told, partial=partial, targets=targets)


def hundredths(count: int) -> list[str]:
    """Equal shares in percent with two decimals, which are a hundred together.

    >>> hundredths(3)
    ['33.33', '33.33', '33.34']
    """
    cents = [10_000 * (place + 1) // count - 10_000 * place // count for place in range(count)]
    return [f"{cent // 100}.{cent % 100:02}" for cent in cents]


def ordered(task: Task) -> Body:
    """Steps as they are shown, and their right order."""
    entry, answer = expected(task.part.interaction, Ordering), task.answer
    idents = {step.id: ident(task, f"step {step.id}") for step in entry.steps}
    rows = tuple(Step(idents[step.id], xml(DIALECT.line(step.text))) for step in entry.steps)
    shares = task.part.scoring is ScoringPolicy.LONGEST_RUN
    return Body(
        rows,
        PLACES if shares else "",
        said.choices_told(entry.steps, answer, answer.ids, DIALECT),
        partial="true" if shares else "false",
        order=tuple(idents[step] for step in answer.ids),
    )


def free(task: Task) -> Body:
    """A text, which a person marks; the criteria stand in the notes, the model answer in the solution."""
    lines = expected(task.part.interaction, ExtendedText).lines
    model = Solution("solution", xml(DIALECT.blocks(task.answer.rubric.model_answer)))
    return Body((), grading=said.grading(task, DIALECT), lines=str(lines), solutions=(model,))


# --- what is lost -----------------------------------------------------------------------------------------------------


def number_losses(task: Task) -> Iterator[str]:
    """What is lost of a number."""
    if expected(task.part.interaction, NumericEntry).decimals is None:
        yield f"{TARGET} reads no fractions: a decimal number is asked for"
    yield from _known_losses(task, "numbers")


def typed_losses(task: Task) -> Iterator[str]:
    """What is lost of a text."""
    yield f"{TARGET} compares texts sign by sign: an article, a full stop or another dash makes a right one wrong"
    if task.answer.literals.typos:
        yield f"{TARGET} allows for no typing errors"
    yield from _known_losses(task, "texts")


def _known_losses(task: Task, what: str) -> Iterator[str]:
    if any(known.credit for known in task.answer.known):
        yield f"{TARGET} gives nothing for wrong {what} that earn a share here"
    if any(known.feedback for known in task.answer.known):
        yield f"what is told of wrong {what} stands in the feedback to the question"


def formula_losses(_: Task) -> Iterator[str]:
    """What is lost of a formula."""
    yield chosen_formula(TARGET)


def no_losses(_: Task) -> Iterator[str]:
    """Nothing is lost."""
    return iter(())


def several_losses(task: Task) -> Iterator[str]:
    """What is lost of options of which any number is right."""
    if task.part.scoring is ScoringPolicy.PROPORTIONAL:
        yield f"{TARGET} gives nothing for options left alone: it is marked by right minus wrong"
    if task.part.scoring is not ScoringPolicy.ALL_OR_NOTHING:
        yield f"{TARGET} takes shares away where negative scores are allowed for answers: look at the setting when imported"


def pair_losses(task: Task) -> Iterator[str]:
    """What is lost of a matching."""
    if task.answer.known:
        yield "what is told of wrong pairs stands in the feedback to the question"


def ordered_losses(task: Task) -> Iterator[str]:
    """What is lost of an ordering."""
    if task.part.scoring is ScoringPolicy.LONGEST_RUN:
        yield f"{TARGET} gives each step in its right place a share, whatever the longest run"
    if task.answer.known:
        yield "what is told of misplaced steps stands in the feedback to the question"
