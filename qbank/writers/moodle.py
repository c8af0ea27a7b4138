"""Moodle XML for the question bank: each question a category that holds its variants.

Moodle draws from such a category, so that every student meets another variant. A question of one part becomes a
``numerical`` or ``multichoice`` question, one of several parts a single ``cloze`` with a gap for each. The file is written
question by question, in constant memory.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from math import lcm
from typing import Protocol, assert_never, cast

from markupsafe import Markup

from qbank.content import digits, finite_decimals
from qbank.errors import RefusedError
from qbank.item import Answer, Item, NumericEntry, Part, Quiz, SingleChoice
from qbank.writers import moodle_text as text
from qbank.writers.environment import environment
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.moodle_answers import Band, Option, Share, bands, free_share, listed_share, options
from qbank.writers.output import Output

LONGEST_TITLE = 240
LONGEST_TAG = 50
LONGEST_NUMBER = 100
MARK_DECIMALS = 7


@dataclass(frozen=True, slots=True)
class Question:
    """An item and what Moodle's own fields say of it."""

    item: Item
    stem: Markup
    points: str
    number: str
    tags: tuple[str, ...]


class Macros(Protocol):
    """The macros of the template."""

    def opening(self) -> str: ...
    def closing(self) -> str: ...
    def category(self, quiz: str, question: str, item_id: str) -> str: ...
    def instructions(self, title: str, text: object) -> str: ...
    def numeric_entry(self, question: Question, part: Part, bands: list[Band]) -> str: ...
    def single_choice(self, question: Question, part: Part, options: list[Option], shuffle: str) -> str: ...
    def cloze(self, question: Question, gaps: list[str]) -> str: ...
    def numeric_gap(self, part: Part, bands: list[Band], weight: int) -> str: ...
    def choice_gap(self, part: Part, options: list[Option], shuffled: str, weight: int) -> str: ...


@cache
def macros() -> Macros:
    """The template's macros, compiled once."""
    functions = {name: getattr(text, name) for name in ("html", "line", "stem", "plain", "gap", "note")}
    return cast(Macros, environment().get_template("moodle/quiz.xml.jinja", globals=functions).module)


def write(quiz: Quiz, output: Output) -> None:
    """The whole bank as ``<quiz>.xml``."""
    with output.open(f"{quiz.name}.xml") as stream:
        for piece in document(quiz):
            stream.write(text.checked(piece))


def document(quiz: Quiz) -> Iterator[str]:
    """The file piece by piece: the instructions, then for each question its category and its variants."""
    if len(quiz.title) > LONGEST_TITLE:
        raise RefusedError(f"Moodle's categories hold no title longer than {LONGEST_TITLE} characters")
    page = macros()
    yield page.opening()
    instructions = quiz.form(0).instructions
    if instructions:
        yield page.category(text.path_piece(quiz.title), "", "")
        yield page.instructions(quiz.title, instructions)
    titles: set[str] = set()
    for item_id in quiz.item_ids:
        for number, item in enumerate(quiz.pool(item_id)):
            if number == 0:
                same = item.title.casefold() in titles
                titles.add(item.title.casefold())
                yield page.category(
                    text.path_piece(quiz.title), text.path_piece(item.title), text.plain(item.id) if same else ""
                )
            yield question_xml(item)
    yield page.closing()


def question_xml(item: Item) -> str:
    """One variant as one question."""
    try:
        if len(item.parts) == 1:
            return _single(item, item.parts[0])
        return _cloze(item)
    except RefusedError as error:
        raise RefusedError(f"moodle: {item.name}: {error}") from error


def examine(item: Item) -> list[Loss]:
    """What Moodle would not hold of an item."""
    found = [Loss(item.id, part, "downgraded", reason) for part, reason in _downgrades(item)]
    if len(item.title) > LONGEST_TITLE:
        found.append(Loss(item.id, "", "refused", f"its title is longer than {LONGEST_TITLE} characters"))
    share = listed_share if len(item.parts) == 1 else free_share
    for part in item.parts:
        try:
            _gap(part, item.answer(part.id), share, weight=1)
        except RefusedError as error:
            found.append(Loss(item.id, part.id, "refused", str(error)))
    return found


# --- one question -------------------------------------------------------------------------------------------------


def _single(item: Item, part: Part) -> str:
    question = Question(item, text.html(item.stem), mark(item.points), id_number(item), tags(item))
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry():
            return macros().numeric_entry(question, part, bands(answer, listed_share))
        case SingleChoice() as choice:
            shuffle = "true" if choice.order == "shuffle" else "false"
            return macros().single_choice(question, part, options(choice, answer, listed_share), shuffle)
        case _:
            assert_never(part.interaction)


def _cloze(item: Item) -> str:
    question = Question(item, text.stem(item.stem), mark(item.points), id_number(item), tags(item))
    gaps = [
        _gap(part, item.answer(part.id), free_share, weight=weight)
        for part, weight in zip(item.parts, weights(item), strict=True)
    ]
    return macros().cloze(question, gaps)


def _gap(part: Part, answer: Answer, share: Share, *, weight: int) -> str:
    match part.interaction:
        case NumericEntry():
            return macros().numeric_gap(part, bands(answer, share), weight)
        case SingleChoice() as choice:
            kind = "MCVS" if choice.order == "shuffle" else "MCV"
            return macros().choice_gap(part, options(choice, answer, share), kind, weight)
        case _:
            assert_never(part.interaction)


def _downgrades(item: Item) -> Iterator[tuple[str, str]]:
    """What would be changed: the part, if it is one, and in which way."""
    if len(item.parts) > 1 and sum(weights(item)) != item.points:
        yield "", f"the weights of its gaps are whole numbers, so that it is worth {sum(weights(item))} marks in Moodle"
    if len(item.parts) == 1 and Fraction(mark(item.points)) != item.points:
        yield "", f"its points are rounded to {mark(item.points)}"
    for tag in tags(item):
        if len(tag) > LONGEST_TAG or any(character in tag for character in "<>`"):
            yield "", f"Moodle shortens the tag {tag!r}"
    for part in item.parts:
        if isinstance(part.interaction, NumericEntry) and part.interaction.decimals is None:
            yield part.id, "Moodle reads no fractions: a decimal number is asked for"


# --- Moodle's own fields ------------------------------------------------------------------------------------------


def weights(item: Item) -> list[int]:
    """The weight of each gap: the points of its part, all times the same number when they are not whole."""
    scale = lcm(*(part.points.denominator for part in item.parts))
    return [int(part.points * scale) for part in item.parts]


def mark(points: Fraction) -> str:
    """Points in decimals, as many as Moodle keeps.

    >>> mark(Fraction(5, 2)), mark(Fraction(1, 3)), mark(Fraction(2))
    ('2.5', '0.3333333', '2')
    """
    decimals = finite_decimals(points)
    return digits(points, MARK_DECIMALS if decimals is None else min(decimals, MARK_DECIMALS))


def id_number(item: Item) -> str:
    """What identifies a variant in its category for ever: its item, a digest of its seed, its number."""
    end = f"-{_digest(item.seed)}-{item.variant}"
    if len(item.id) + len(end) <= LONGEST_NUMBER:
        return item.id + end
    end = f"-{_digest(item.id)}{end}"
    return item.id[: LONGEST_NUMBER - len(end)] + end


def tags(item: Item) -> tuple[str, ...]:
    """Objectives and tags, each once: Moodle does not tell small letters from capitals."""
    return tuple({tag.casefold(): tag for tag in reversed((*item.objectives, *item.tags))}.values())[::-1]


@cache
def _digest(name: str) -> str:
    return hashlib.blake2b(name.encode(), digest_size=4).hexdigest()


FORMAT = Format(
    name="moodle",
    ending="xml",
    summary="Moodle XML: a question bank with a category of variants for each question",
    keys="inside",
    interactions=frozenset({"numeric_entry", "single_choice"}),
    features={name: EXACT for name in FEATURES}
    | {"minutes": "a question bank has no time limit: set it in the settings of the quiz"},
    examine=examine,
    write=write,
)
