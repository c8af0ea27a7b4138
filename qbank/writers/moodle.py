"""Moodle XML for the question bank: each question a category that holds its variants.

Moodle draws from such a category, so that every student meets another variant. A question of one part becomes a
``numerical`` or ``multichoice`` question, one of several parts a single ``cloze`` with a gap for each. The file is written
question by question, in constant memory.
"""

from collections.abc import Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple, Protocol, assert_never, cast

from markupsafe import Markup

from qbank.errors import RefusedError
from qbank.item import Answer, Item, NumericEntry, Part, Quiz, SingleChoice
from qbank.markup.fill import Template, slot
from qbank.writers import moodle_fields as fields
from qbank.writers import moodle_text as text
from qbank.writers.environment import environment
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.moodle_answers import Share, band_numbers, bands, free_share, listed_share, options
from qbank.writers.output import Output

LONGEST_TITLE = 240
LONGEST_TAG = 50
MOST_RENDERED = 1024


Row = tuple[str | Markup, ...]
"""One answer: percentage, then value and tolerance in digits, or text; then feedback and misconception, as markup."""


class Question(NamedTuple):
    """One question in Moodle's own fields, each as it may stand in CDATA."""

    title: Markup
    variant: str
    language: Markup
    text: Markup
    solution: Markup
    source: Markup
    points: str
    number: Markup
    hints: tuple[Markup, ...]
    tags: tuple[Markup, ...]
    bloom: Markup


class Macros(Protocol):
    """The macros of the template."""

    def opening(self) -> str: ...
    def closing(self) -> str: ...
    def category(self, quiz: Markup, question: Markup | None, item_id: Markup | None) -> str: ...
    def instructions(self, title: Markup, text: Markup) -> str: ...
    def numeric_entry(self, question: Question, answers: list[Row]) -> str: ...
    def single_choice(self, question: Question, answers: list[Row], shuffle: str) -> str: ...
    def cloze(self, question: Question) -> str: ...
    def asked(self, prompt: Markup, note: str, unit: str) -> Markup: ...
    def numeric_gap(self, prompt: Markup, note: str, unit: str, weight: int, answers: list[Row]) -> Markup: ...
    def choice_gap(self, prompt: Markup, kind: str, weight: int, answers: list[Row]) -> Markup: ...


@cache
def macros() -> Macros:
    """The template's macros, compiled once."""
    page = environment().get_template("moodle/quiz.xml.jinja", globals={"gap": text.gap})
    return cast("Macros", page.module)


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
    bank = text.path_piece(quiz.title)
    yield page.opening()
    instructions = quiz.form(0).instructions
    if instructions:
        yield page.category(bank, None, None)
        yield page.instructions(text.plain(quiz.title), text.html(instructions))
    titles: set[str] = set()
    for item_id in quiz.item_ids:
        for number, item in enumerate(quiz.pool(item_id)):
            if number == 0:
                same = item.title.casefold() in titles
                titles.add(item.title.casefold())
                yield page.category(bank, text.path_piece(item.title), text.plain(item.id) if same else None)
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
    for part in item.parts:
        try:
            _single(item, part) if len(item.parts) == 1 else _gap(part, item.answer(part.id), weight=1)
        except RefusedError as error:
            found.append(Loss(item.id, part.id, "refused", str(error)))
    return found


# --- one question -------------------------------------------------------------------------------------------------


def _single(item: Item, part: Part) -> str:
    answer = item.answer(part.id)
    match part.interaction:
        case NumericEntry() as entry:
            return _numeric(item, part, entry, answer)
        case SingleChoice() as choice:
            shuffle = "true" if choice.order == "shuffle" else "false"
            rows = _option_rows(choice, answer, listed_share)
            asked = text.joined([text.html(item.stem), text.html(part.prompt)])
            return macros().single_choice(_question(item, asked), rows, shuffle)
        case _:
            assert_never(part.interaction)


def _numeric(item: Item, part: Part, entry: NumericEntry, answer: Answer) -> str:
    """Most files are thousands of variants of a number: what they share is rendered once, then filled.

    What is shared is recognised by being the same objects, which is quick to tell and, as the cache keeps them, safe.
    """
    told = [field for known in answer.known for field in (known.credit, known.misconception, known.feedback)]
    shared = (
        *(item.title, item.language, item.source, item.points, item.objectives, item.tags, item.bloom),
        *(entry, part.prompt, *item.hints, *told),
    )
    key = tuple(map(id, shared))
    if key not in _rendered:
        if len(_rendered) >= MOST_RENDERED:
            _rendered.clear()
        _rendered[key] = shared, Template(_numeric_with_slots(item, part, entry, answer))
    varying = [str(item.variant), fields.id_number(item), text.html(item.stem), text.html(answer.solution)]
    for numbers in band_numbers(answer):
        varying += numbers
    return _rendered[key][1].join(varying)


_rendered: dict[tuple[int, ...], tuple[tuple[object, ...], Template]] = {}


def _numeric_with_slots(item: Item, part: Part, entry: NumericEntry, answer: Answer) -> str:
    """A numerical question with a slot for each thing that differs between variants, in the order of ``_numeric``."""
    asked = macros().asked(text.html(part.prompt), text.note(entry), entry.unit)
    question = _question(item, text.joined([_slot(2), asked]))
    question = question._replace(variant=_slot(0), number=_slot(1), solution=_slot(3))
    rows = _band_rows(answer, listed_share)
    slots = [
        (percent, _slot(4 + 2 * number), _slot(5 + 2 * number), *said)
        for number, (percent, _, _, *said) in enumerate(rows)
    ]
    return macros().numeric_entry(question, slots)


def _slot(number: int) -> Markup:
    return Markup(slot(number, "xml"))  # noqa: S704  a mark of our own


def _cloze(item: Item) -> str:
    gaps = [
        _gap(part, item.answer(part.id), weight=weight)
        for part, weight in zip(item.parts, fields.weights(item), strict=True)
    ]
    return macros().cloze(_question(item, text.joined([text.stem(item.stem), *gaps])))


def _gap(part: Part, answer: Answer, *, weight: int) -> Markup:
    prompt = text.stem(part.prompt)
    match part.interaction:
        case NumericEntry() as entry:
            rows = _band_rows(answer, free_share)
            return macros().numeric_gap(prompt, text.note(entry), entry.unit, weight, rows)
        case SingleChoice() as choice:
            kind = "MCVS" if choice.order == "shuffle" else "MCV"
            return macros().choice_gap(prompt, kind, weight, _option_rows(choice, answer, free_share))
        case _:
            assert_never(part.interaction)


def _question(item: Item, asked: Markup) -> Question:
    return Question(
        title=text.plain(item.title),
        variant=str(item.variant),
        language=text.words(item.language),
        text=asked,
        solution=text.joined([text.html(answer.solution) for answer in item.answers or ()]),
        source=text.words(item.source),
        points=fields.mark(item.points),
        number=text.plain(fields.id_number(item)),
        hints=tuple([text.html(hint) for hint in item.hints]),
        tags=fields.plain_tags(fields.tags(item.objectives, item.tags)),
        bloom=text.plain(item.bloom),
    )


def _band_rows(answer: Answer, share: Share) -> list[Row]:
    return [
        (band.percent, band.value, band.tolerance, text.html(band.feedback), text.words(band.misconception or ""))
        for band in bands(answer, share)
    ]


def _option_rows(choice: SingleChoice, answer: Answer, share: Share) -> list[Row]:
    return [
        (option.percent, text.line(option.text), text.html(option.feedback), text.words(option.misconception or ""))
        for option in options(choice, answer, share)
    ]


def _downgrades(item: Item) -> Iterator[tuple[str, str]]:
    """What would be changed: the part, if it is one, and in which way."""
    if len(item.parts) > 1 and sum(fields.weights(item)) != item.points:
        yield (
            "",
            f"the weights of its gaps are whole numbers, so that it is worth {sum(fields.weights(item))} marks in Moodle",
        )
    if len(item.parts) == 1 and Fraction(fields.mark(item.points)) != item.points:
        yield "", f"its points are rounded to {fields.mark(item.points)}"
    for tag in fields.tags(item.objectives, item.tags):
        if len(tag) > LONGEST_TAG or any(character in tag for character in "<>`"):
            yield "", f"Moodle shortens the tag {tag!r}"
    for part in item.parts:
        if isinstance(part.interaction, NumericEntry) and part.interaction.decimals is None:
            yield part.id, "Moodle reads no fractions: a decimal number is asked for"


FORMAT = Format(
    name="moodle",
    ending="xml",
    summary="Moodle XML: a question bank with a category of variants for each question",
    keys="inside",
    interactions=frozenset({"numeric_entry", "single_choice"}),
    features=dict.fromkeys(FEATURES, EXACT)
    | {"minutes": "a question bank has no time limit: set it in the settings of the quiz"},
    examine=examine,
    write=write,
)
