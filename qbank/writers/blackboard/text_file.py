"""Tab-delimited text files for Blackboard: a row for each question, a file for each pool.

Blackboard's help page *Upload questions* says what a row is, and that a file should not exceed 500 of them in Original courses
and 250 in Ultra courses. Such files hold questions and keys alone: no feedback, no points.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, assert_never

from qbank.content import Text, plain
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
from qbank.item import Item, Quiz, expected
from qbank.wording import counted, instruction
from qbank.writers import said
from qbank.writers.alone import alone, asks, examined, note
from qbank.writers.alternatives import Option, chosen_formula, formulas, multiple_options, single_options
from qbank.writers.batches import Pools, Shape
from qbank.writers.blackboard.text_rows import cell, compared, harmless, words
from qbank.writers.environment import environment, interactions
from qbank.writers.filled import Filled
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.looks import is_plain
from qbank.writers.moodle.bands import band_numbers
from qbank.writers.output import Output
from qbank.writers.task import Task
from qbank.writers.variants import written as variants

__all__ = ["FORMAT", "examine", "written"]

TEMPLATE = "blackboard/rows.txt.jinja"
TARGET = "Blackboard"
MOST, MOST_ANSWERS = 250, 100


class Row(NamedTuple):
    """What is asked, and the cells behind it."""

    text: str
    cells: tuple[str, ...] | tuple[tuple[str, bool], ...]


class Written(NamedTuple):
    """A finished row, and its letter where an item is split into several."""

    label: str
    text: str


class Body(NamedTuple):
    """The cells behind the question, a note on how to answer, and the macro where it is another one."""

    cells: tuple[str, ...] | tuple[tuple[str, bool], ...]
    note: str = ""
    macro: str = ""


@cache
def _macros() -> Filled:
    return Filled(environment().get_template(TEMPLATE))


def write(quiz: Quiz, output: Output) -> None:
    """Each question as ``<quiz>.txt``, or as ``<quiz>-<question>.txt`` when there are several."""
    with Pools(quiz, output, Shape("txt", MOST, between=b"\r\n")) as pools:
        for item_id in quiz.item_ids:
            for questions in variants(quiz, item_id, written):
                for one in questions:
                    pools.write(item_id, one.label, one.text)


def written(item: Item) -> list[Written]:
    """One variant as one row or several."""
    try:
        return [Written(task.label, _row(task)) for task in alone(item)]
    except RefusedError as error:
        raise RefusedError(f"blackboard-txt: {item.name}: {error}") from error


def _row(task: Task) -> str:
    body = _type(task.part.interaction).body(task)
    if len(body.cells) > MOST_ANSWERS:
        raise RefusedError(f"{TARGET} takes at most {MOST_ANSWERS} answers")
    stem, given, blank, prompt = asks(task)
    unit = getattr(task.part.interaction, "unit", "")
    told = [
        cell(stem),
        *(cell(one) for pair in given for one in pair),
        blank,
        cell(prompt),
        body.note,
        words(f"[{unit}]") if unit else "",
    ]
    text = harmless(" ".join(one for one in told if one))
    return _macros()(body.macro or kind(task.part.interaction), Row(text, body.cells))


# --- the cells behind the question ------------------------------------------------------------------------------------


def _number(task: Task) -> Body:
    value, tolerance = band_numbers(task.answer)[0]
    return Body((value, tolerance) if task.answer.tolerance else (value,), note(task.part))


def _typed(task: Task) -> Body:
    literals = task.answer.literals
    if any("*" in text.replace("\\*", "") for text in literals.accepted):
        raise RefusedError(f"a text file for {TARGET} cannot say that * stands for any characters")
    return Body(tuple(compared(text.replace("\\*", "*")) for text in literals.accepted))


def _chosen(task: Task) -> Body:
    options = single_options(expected(task.part.interaction, SingleChoice), task.answer)
    truths = {plain(option.text).strip().casefold(): option.credit == 1 for option in options}
    if set(truths) == {"true", "false"} and len(options) == 2:
        return Body(("true" if truths["true"] else "false",), macro="true_false")
    return Body(_options(options))


def _formula(task: Task) -> Body:
    return Body(_options(formulas(task.item, task.answer, TARGET)), instruction(SingleChoice(())))


def _several(task: Task) -> Body:
    entry = expected(task.part.interaction, MultipleChoice)
    return Body(_options(multiple_options(entry, task.answer)), instruction(entry))


def _options(options: list[Option]) -> tuple[tuple[str, bool], ...]:
    rows = [(cell(option.text), option.credit == 1) for option in options]
    shown = [text for text, _ in rows]
    if len(rows) < 2 or not all(shown) or len(set(shown)) < len(shown):
        raise RefusedError("two of its options look the same as plain text, or one has none")
    return tuple(rows)


def _pairs(task: Task) -> Body:
    entry = expected(task.part.interaction, Matching)
    sources, targets = said.texts(entry.sources), said.texts(entry.targets)
    used = [cell(targets[pair.target]) for pair in task.answer.pairs]
    if len(set(used)) < len(used):
        raise RefusedError(f"two of its sources share a target, which {TARGET} may mark wrong for one of them")
    lefts = [cell(sources[pair.source]) for pair in task.answer.pairs]
    if not all([*lefts, *used]):
        raise RefusedError(f"{TARGET} takes no source and no target without text")
    return Body(tuple(one for pair in zip(lefts, used, strict=True) for one in pair))


def _ordered(task: Task) -> Body:
    steps = said.texts(expected(task.part.interaction, Ordering).steps)
    shown = tuple(cell(steps[step]) for step in task.answer.ids)
    if len(shown) < 2 or not all(shown) or len(set(shown)) < len(shown):
        raise RefusedError("two of its steps look the same as plain text, or one has none")
    return Body(shown)


def _free(task: Task) -> Body:
    rubric = task.answer.rubric
    criteria = [f"{cell(one.text)} ({counted(one.points, 'point')})" for one in rubric.criteria]
    return Body((" ".join([cell(rubric.model_answer), *criteria]),))


# --- what is lost -----------------------------------------------------------------------------------------------------


def _shown(task: Task) -> Iterator[Text]:
    """The texts that a row shows."""
    stem, given, _, prompt = asks(task)
    yield from (stem, prompt, *(one for pair in given for one in pair))
    match task.part.interaction:
        case SingleChoice(choices=entries) | MultipleChoice(choices=entries) | Ordering(steps=entries):
            yield from (choice.text for choice in entries)
        case Matching(sources, targets):
            yield from (choice.text for choice in (*sources, *targets))


def _losses(task: Task) -> Iterator[str]:
    if not all(map(is_plain, _shown(task))):
        yield "a row is one line of plain text: formulas are written in Unicode characters, and formatting is lost"
    if any(known.credit for known in task.answer.known):
        yield f"{TARGET} gives nothing for wrong answers that earn a share here"
    yield from _type(task.part.interaction).losses(task)


def _number_losses(task: Task) -> Iterator[str]:
    if expected(task.part.interaction, NumericEntry).decimals is None:
        yield f"{TARGET} reads no fractions: a decimal number is asked for"


def _typed_losses(task: Task) -> Iterator[str]:
    yield f"{TARGET} compares texts sign by sign: an article, a full stop or another dash makes a right one wrong"
    if task.answer.literals.typos:
        yield f"{TARGET} allows for no typing errors"
    if task.answer.literals.case:
        yield f"{TARGET} takes capitals and small letters for the same"


def _formula_losses(_: Task) -> Iterator[str]:
    yield chosen_formula(TARGET)


def _no_losses(_: Task) -> Iterator[str]:
    return iter(())


def _policy_losses(task: Task) -> Iterator[str]:
    if task.part.scoring is not ScoringPolicy.ALL_OR_NOTHING:
        yield f"whether shares are given is a setting of {TARGET}: look at it once the file is imported"
    entry = task.part.interaction
    if isinstance(entry, Matching) and len(entry.targets) > len(entry.sources):
        yield "targets that match no source are left out"
    if isinstance(entry, Ordering):
        yield "orderings are taken in Original courses only"


class Type(NamedTuple):
    """The cells of a part, and what is lost of it."""

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
            return Type(_several, _policy_losses)
        case Matching():
            return Type(_pairs, _policy_losses)
        case Ordering():
            return Type(_ordered, _policy_losses)
        case ExtendedText():
            return Type(_free, _no_losses)
        case _:
            assert_never(interaction)


def examine(item: Item) -> list[Loss]:
    """What a text file for Blackboard would not hold of an item."""
    return examined(item, _row, _losses)


NOTHING_BESIDE = "a row of a text file has no place for it"
FORMAT = Format(
    name="blackboard-txt",
    ending="txt",
    summary="Blackboard, tab-delimited text: a file of variants for each question, without feedback and points",
    keys="inside",
    interactions=interactions(environment(), TEMPLATE),
    features=dict.fromkeys(FEATURES, EXACT)
    | dict.fromkeys(
        (
            "title",
            "objectives",
            "tags",
            "bloom",
            "language",
            "source",
            "hints",
            "feedback",
            "misconception",
            "solution",
        ),
        NOTHING_BESIDE,
    )
    | {
        "points": "a row holds no points: set them in Blackboard, which gives nothing for a question otherwise",
        "pictures": "a picture is told in sentences",
        "gaps": "a gap becomes a blank of the stem, and each part a question of its own",
        "spellings": "how quantities may be typed: a formula becomes a choice",
        "scoring": "whether shares are given is set in Blackboard once the file is imported",
        "carried forward": "an earlier answer that is carried forward is given in the question",
        "instructions": "a text file has no instructions: write them into the test",
        "minutes": "a text file has no time limit: set it in the settings of the test",
    },
    examine=examine,
    writes={"bank": write},
    again="an import adds every question once more: delete those of the earlier one before",
)
