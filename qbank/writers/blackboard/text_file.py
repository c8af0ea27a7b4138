"""Tab-delimited text files for Blackboard: a row for each question, a file for each pool.

Blackboard's help page *Upload questions* says what a row is, and that a file should not exceed 500 of them in Original courses
and 250 in Ultra courses. Such files hold questions and keys alone: no feedback, no points.
"""

from collections.abc import Callable, Iterator
from functools import cache
from typing import NamedTuple, assert_never

from qbank.content import Text
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
from qbank.writers.alone import alone, asks, examined
from qbank.writers.alternatives import chosen_formula
from qbank.writers.batches import Pools, Shape
from qbank.writers.blackboard import text_cells as cells
from qbank.writers.blackboard.text_cells import TARGET, Body
from qbank.writers.blackboard.text_rows import cell, words
from qbank.writers.environment import environment, interactions
from qbank.writers.filled import Filled
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.looks import is_plain
from qbank.writers.output import Output
from qbank.writers.spreadsheet import harmless
from qbank.writers.task import Task
from qbank.writers.variants import written as variants

__all__ = ["FORMAT", "examine", "written"]

TEMPLATE = "blackboard/rows.txt.jinja"
MOST, MOST_ANSWERS = 250, 100


class Row(NamedTuple):
    """What is asked, and the cells behind it."""

    text: str
    cells: tuple[str, ...] | tuple[tuple[str, bool], ...]


class Written(NamedTuple):
    """A finished row, and its letter where an item is split into several."""

    label: str
    text: str


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
            return Type(cells.number, _number_losses)
        case ExpressionEntry():
            return Type(cells.formula, _formula_losses)
        case TextEntry():
            return Type(cells.typed, _typed_losses)
        case SingleChoice():
            return Type(cells.chosen, _no_losses)
        case MultipleChoice():
            return Type(cells.several, _policy_losses)
        case Matching():
            return Type(cells.pairs, _policy_losses)
        case Ordering():
            return Type(cells.ordered, _policy_losses)
        case ExtendedText():
            return Type(cells.free, _no_losses)
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
