"""One variant as questions of Brightspace's Question Library: one for each of its parts."""

from collections.abc import Callable, Iterator
from typing import NamedTuple, assert_never

from qbank.content import plain
from qbank.errors import RefusedError
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    ScoringPolicy,
    SingleChoice,
    TextEntry,
    kind,
)
from qbank.item import Item, expected
from qbank.wording import earning, instruction
from qbank.writers import looks, said
from qbank.writers.alone import alone, examined, note
from qbank.writers.alternatives import Option, chosen_formula, formulas, multiple_options, single_options
from qbank.writers.brightspace import typed
from qbank.writers.brightspace.cells import DIALECT, cell, html
from qbank.writers.brightspace.cells import plain as plain_cell
from qbank.writers.brightspace.template import Question, Rows, macros
from qbank.writers.format import Loss
from qbank.writers.moodle.fields import mark
from qbank.writers.moodle.shares import free_share
from qbank.writers.task import Task, identifier

TARGET = "Brightspace"
CHOICES = {
    ScoringPolicy.ALL_OR_NOTHING: "AllOrNothing",
    ScoringPolicy.PROPORTIONAL: "RightAnswers",
    ScoringPolicy.RIGHT_MINUS_WRONG: "RightMinusWrong",
}
SIDES = {ScoringPolicy.ALL_OR_NOTHING: "AllOrNothing", ScoringPolicy.PER_PAIR: "EquallyWeighted"}
STEPS = {ScoringPolicy.ALL_OR_NOTHING: "AllOrNothing", ScoringPolicy.LONGEST_RUN: "EquallyWeighted"}

PLACES = "Each step in its right place earns a share of the points."

ALL_COUNT = "Each option rightly chosen or left alone earns a share of the points; each other one takes a share away."


class Written(NamedTuple):
    """A finished question, and its letter where an item is split into several."""

    label: str
    text: str


class Body(NamedTuple):
    """The rows of the answers, how they are scored, a note on how to answer, and remarks below the worked solution."""

    rows: Rows
    scoring: str = ""
    note: str = ""
    remarks: str = ""
    macro: str = ""


def written(item: Item) -> list[Written]:
    """One variant as one question or several."""
    try:
        return [Written(task.label, _text(task)) for task in alone(item)]
    except RefusedError as error:
        raise RefusedError(f"brightspace: {item.name}: {error}") from error


def _text(task: Task) -> str:
    item = task.item
    body = _type(task.part.interaction).body(task)
    question = Question(
        number=identifier(item, task.label),
        title=plain_cell(f"{item.title} ({item.variant}{task.label})"),
        text=html(said.asked(task, body.note, DIALECT)),
        points=mark(task.points),
        scoring=body.scoring,
        rows=body.rows,
        hint=html("".join(DIALECT.blocks(hint) for hint in item.hints)) if item.hints else "",
        feedback=html(said.solved(task, body.remarks, DIALECT)),
    )
    return macros()(body.macro or kind(task.part.interaction), question)


# --- what stands in the rows ------------------------------------------------------------------------------------------


def _number(task: Task) -> Body:
    rows = tuple((share, cell(pattern)) for share, pattern in typed.numbers(task.answer))
    return Body(rows, "", note(task.part), said.numbers_told(task.answer, DIALECT))


def _typed(task: Task) -> Body:
    rows = tuple((share, cell(pattern)) for share, pattern in typed.texts(task.answer))
    known = ((DIALECT.words(expected(one.response, str)), one) for one in task.answer.known)
    return Body(rows, remarks=said.remark_list(known, DIALECT))


def _chosen(task: Task) -> Body:
    options = single_options(expected(task.part.interaction, SingleChoice), task.answer)
    words = [plain(option.text).strip().casefold() for option in options]
    if sorted(words) == ["false", "true"]:
        rows = tuple(
            (free_share(option.credit), word.upper(), _told(option))
            for word, option in sorted(zip(words, options, strict=True), reverse=True, key=lambda each: each[0])
        )
        return Body(rows, macro="true_false")
    return Body(_options(options))


def _formula(task: Task) -> Body:
    return Body(_options(formulas(task.item, task.answer, TARGET)), note=instruction(SingleChoice(())))


def _options(options: list[Option]) -> Rows:
    if len(options) < 2 or not all(option.text for option in options):
        raise RefusedError(f"{TARGET} takes two choices or more, and none without text")
    return tuple((free_share(option.credit), html(DIALECT.line(option.text)), _told(option)) for option in options)


def _told(option: Option) -> str:
    return html(said.told(option.feedback, option.misconception, DIALECT))


def _several(task: Task) -> Body:
    entry = expected(task.part.interaction, MultipleChoice)
    options = multiple_options(entry, task.answer)
    rows = tuple((str(int(option.credit)), html(DIALECT.line(option.text)), _told(option)) for option in options)
    policy = _policy(task, CHOICES)
    earns = ALL_COUNT if policy == "RightMinusWrong" else earning(task.part.scoring)
    return Body(rows, policy, f"{instruction(entry)} {earns}".rstrip())


def _pairs(task: Task) -> Body:
    entry, answer = expected(task.part.interaction, Matching), task.answer
    sources, targets = said.texts(entry.sources), said.texts(entry.targets)
    used = [pair.target for pair in answer.pairs]
    if len(set(used)) < len(used):
        raise RefusedError(f"two of its sources share a target, which {TARGET} would mark wrong for one of them")
    rows = tuple(
        (
            str(number),
            plain_cell(_one_line(plain(sources[pair.source]))),
            plain_cell(_one_line(plain(targets[pair.target]))),
        )
        for number, pair in enumerate(answer.pairs, start=1)
    )
    if not all(all(row) for row in rows):
        raise RefusedError(f"{TARGET} takes no source and no target without text")
    return Body(rows, _policy(task, SIDES), earning(task.part.scoring), said.pairs_told(entry, answer, DIALECT))


def _one_line(text: str) -> str:
    return " ".join(text.split())


def _ordered(task: Task) -> Body:
    entry, answer = expected(task.part.interaction, Ordering), task.answer
    steps = said.texts(entry.steps)
    told = {known.response: known for known in answer.known}
    rows = tuple(
        (
            html(DIALECT.line(steps[step])),
            html(said.told(told[step].feedback, told[step].misconception, DIALECT)) if step in told else "",
        )
        for step in answer.ids
    )
    policy = _policy(task, STEPS)
    return Body(rows, policy, PLACES if policy == "EquallyWeighted" else "")


def _policy(task: Task, known: dict[ScoringPolicy, str]) -> str:
    if task.part.scoring not in known:
        raise RefusedError(f"{TARGET} has no {task.part.scoring.value} for it")
    return known[task.part.scoring]


def _free(task: Task) -> Body:
    return Body((html(said.grading(task, DIALECT)),))


# --- what is lost -----------------------------------------------------------------------------------------------------


def _number_losses(task: Task) -> Iterator[str]:
    yield "a number is a short answer, compared with a pattern of the decimals that are within its tolerance"
    if expected(task.part.interaction, NumericEntry).decimals is None:
        yield f"{TARGET} reads no fractions: a decimal number is asked for"
    if any(known.feedback for known in task.answer.known):
        yield "what is told of wrong numbers stands in the feedback to the question"


def _typed_losses(task: Task) -> Iterator[str]:
    answer = task.answer
    if answer.literals.typos:
        yield f"{TARGET} allows for no typing errors"
    if any(known.feedback for known in answer.known):
        yield "what is told of wrong texts stands in the feedback to the question"
    if any("*" in text for text in answer.literals.accepted) and any(not known.credit for known in answer.known):
        yield "a text that is known to be wrong is right where the sign * of an accepted one stands for it"


def _formula_losses(_: Task) -> Iterator[str]:
    yield chosen_formula(TARGET)


def _no_losses(_: Task) -> Iterator[str]:
    return iter(())


def _several_losses(task: Task) -> Iterator[str]:
    if task.part.scoring is ScoringPolicy.RIGHT_MINUS_WRONG:
        yield f"{TARGET} takes the options treated wrongly from those treated rightly, as shares of all options"


def _pair_losses(task: Task) -> Iterator[str]:
    entry = expected(task.part.interaction, Matching)
    shown = [choice.text for choice in (*entry.sources, *entry.targets)]
    if any(map(looks.has_maths, shown)):
        yield f"pairs are plain text in a file for {TARGET}: their formulas are written in Unicode characters"
    elif not all(map(looks.is_plain, shown)):
        yield f"pairs are plain text in a file for {TARGET}: they lose their formatting"
    if len(entry.targets) > len(entry.sources):
        yield "targets that match no source are left out"
    if task.answer.known:
        yield "what is told of wrong pairs stands in the feedback to the question"


def _step_losses(task: Task) -> Iterator[str]:
    if task.part.scoring is ScoringPolicy.LONGEST_RUN:
        yield f"{TARGET} gives each step in its right place a share, whatever the longest run"


class Type(NamedTuple):
    """What stands in the rows of a part, and what is lost of it."""

    body: Callable[[Task], Body]
    losses: Callable[[Task], Iterator[str]]


def _type(interaction: Interaction) -> Type:
    match interaction:
        case NumericEntry():
            return Type(_number, _number_losses)
        case ExpressionEntry():
            return Type(_formula, _formula_losses)
        case TextEntry():
            return Type(_typed, _typed_losses)
        case SingleChoice():
            return Type(_chosen, _no_losses)
        case MultipleChoice():
            return Type(_several, _several_losses)
        case Matching():
            return Type(_pairs, _pair_losses)
        case Ordering():
            return Type(_ordered, _step_losses)
        case ExtendedText():
            return Type(_free, _no_losses)
        case _:
            assert_never(interaction)


def examine(item: Item) -> list[Loss]:
    """What Brightspace would not hold of an item."""
    return examined(item, _text, lambda task: _type(task.part.interaction).losses(task))
