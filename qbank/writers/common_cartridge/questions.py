"""One variant as questions of a cartridge: six kinds there are, and what is none of them is asked in another way."""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from functools import cache
from typing import NamedTuple, assert_never

from qbank.errors import RefusedError
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
from qbank.item import Item, Known, Pair, expected
from qbank.wording import asked, counted, instruction
from qbank.writers.alternatives import Option, formulas, multiple_options, single_options
from qbank.writers.common_cartridge.spellings import right_spellings, spellings
from qbank.writers.environment import environment
from qbank.writers.filled import Filled
from qbank.writers.qti12 import records, text
from qbank.writers.qti12.literals import listed, starred, unstarred
from qbank.writers.qti12.pictures import with_png
from qbank.writers.qti12.question import Beside, Dialect, html_parts, question, rows, split, told
from qbank.writers.qti12.records import Written
from qbank.writers.task import Task
from qbank.writers.xml import checked

NAME = "common-cartridge"
FILES = "$IMS-CC-FILEBASE$"
DIALECT = Dialect("Common Cartridge", str)
LIGHTEST, HEAVIEST = 1, 99
PLACE = "Which place has this step? 1 is the first."

Record = records.Choice | records.Texts | records.Essay


class Made(NamedTuple):
    """A question before it is written: its macro, what that is given, and what tells it from others of the same part."""

    macro: str
    record: Record
    number: str = ""


@cache
def macros() -> Filled:
    """The template's macros."""
    return Filled(environment().get_template("common-cartridge/items.xml.jinja"))


def tasks(item: Item) -> list[Task]:
    """What is asked at a time; gaps are asked one by one."""
    return split(item, lambda _: False)


def written(item: Item) -> tuple[Written, ...]:
    """One variant as one question or several."""
    try:
        return tuple([one for task in tasks(item) for one in _written(task)])
    except RefusedError as error:
        raise RefusedError(f"{NAME}: {item.name}: {error}") from error


def _written(task: Task) -> Iterator[Written]:
    made = made_of(task)
    counted_as = weight(task, len(made))
    for one in made:
        asks = one.record.question
        end = f"-{one.number}" if one.number else ""
        record = one.record._replace(question=asks._replace(ident=f"{asks.ident}{end}", points=counted_as))
        xml, pictures = with_png(macros()(one.macro, record), FILES)
        yield Written(task.item.id, asks.title, counted_as, checked(xml), pictures)


def weight(task: Task, parts: int = 1) -> str:
    """What a question counts: whole points from 1 to 99."""
    return str(min(max(round(task.points / parts), LIGHTEST), HEAVIEST))


def made_of(task: Task) -> list[Made]:
    """A part as one question, or as one for each of its sources or steps."""
    match task.part.interaction:
        case NumericEntry() as entry:
            return [Made("numeric_entry", _number(task, entry))]
        case TextEntry():
            return [Made("text_entry", _texts(task))]
        case ExpressionEntry():
            options = formulas(task.item, task.answer, DIALECT.target)
            return [Made("expression_entry", _chosen(task, options, Beside(note=instruction(SingleChoice(())))))]
        case SingleChoice() as entry:
            return [Made("single_choice", _chosen(task, single_options(entry, task.answer), Beside(), _shuffle(entry)))]
        case MultipleChoice() as entry:
            return [Made("multiple_choice", _multiple(task, entry))]
        case Matching() as entry:
            return list(_pairs(task, entry))
        case Ordering() as entry:
            return list(_places(task, entry))
        case ExtendedText():
            return [Made("extended_text", _essay(task))]
        case _:
            assert_never(task.part.interaction)


# --- typed ---


def _number(task: Task, entry: NumericEntry) -> records.Texts:
    answer = task.answer
    right = right_spellings(entry, answer)
    beside = Beside(note=asked(entry), unit=entry.unit)

    def typed(known: Known) -> list[str]:
        said = spellings(expected(known.response, Fraction), answer.tolerance, entry.decimals)
        return [one for one in said if one not in right]

    return records.Texts(question(task, DIALECT, beside), _escaped(right), _known(answer.known, typed))


def _texts(task: Task) -> records.Texts:
    answer = task.answer
    right = listed(answer)

    def typed(one: Known) -> list[str]:
        literal = expected(one.response, str)
        return [] if starred(literal) or one.credit == 1 else [unstarred(literal)]

    starry = [one for one in answer.known if starred(expected(one.response, str))]
    beside = Beside(rows=rows((text.xml(f"“{one.response}”"), one) for one in starry))
    return records.Texts(
        question(task, DIALECT, beside), _escaped(right), _known(answer.known, typed), answer.literals.case
    )


def _known(known: tuple[Known, ...], typed: Callable[[Known], list[str]]) -> tuple[records.Known, ...]:
    found = []
    for number, one in enumerate(known, start=1):
        said, texts = told(one, DIALECT), _escaped(typed(one))
        if said and texts:
            found.append(records.Known(f"known{number}", texts, said))
    return tuple(found)


def _escaped(texts: Iterable[str]) -> tuple[str, ...]:
    return tuple([text.xml(one) for one in texts])


def _essay(task: Task) -> records.Essay:
    rubric = task.answer.rubric
    criteria = tuple((text.line(one.text), counted(one.points, "point")) for one in rubric.criteria)
    solution = DIALECT.mattext(html_parts()("rubric", (criteria, text.html(rubric.model_answer))))
    return records.Essay(question(task, DIALECT, Beside(note=instruction(task.part.interaction))), solution)


# --- chosen ---


def _shuffle(entry: SingleChoice | MultipleChoice) -> str:
    return "Yes" if entry.order == "shuffle" else "No"


def _chosen(task: Task, alternatives: list[Option], beside: Beside, shuffle: str = "No") -> records.Choice:
    return records.Choice(question(task, DIALECT, beside), _options(alternatives), shuffle)


def _options(alternatives: list[Option]) -> tuple[records.Option, ...]:
    if len(alternatives) < 2 or not all(each.text for each in alternatives):
        raise RefusedError("two options or more are needed, and none without text")
    return tuple(
        records.Option(
            ident=f"option{place}",
            text=DIALECT.option(each.text),
            right=each.credit == 1,
            feedback=told(Known("", each.credit, each.feedback, each.misconception), DIALECT),
        )
        for place, each in enumerate(alternatives, start=1)
    )


def _multiple(task: Task, entry: MultipleChoice) -> records.Choice:
    alternatives = multiple_options(entry, task.answer)
    missed = [each for each in alternatives if each.credit == 1]
    beside = Beside(
        note=instruction(entry),
        rows=rows((text.line(each.text), Known("", each.credit, each.feedback, each.misconception)) for each in missed),
    )
    options = tuple([one._replace(feedback="") if one.right else one for one in _options(alternatives)])
    return records.Choice(question(task, DIALECT, beside), options, _shuffle(entry))


# --- one question for each source or step ---


def _pairs(task: Task, entry: Matching) -> Iterator[Made]:
    right = {pair.source: pair.target for pair in task.answer.pairs}
    pairs = {
        (pair.source, pair.target): known for known in task.answer.known if isinstance(pair := known.response, Pair)
    }
    for number, source in enumerate(entry.sources, start=1):
        said = [pairs.get((source.id, target.id)) for target in entry.targets]
        options = [
            Option(target.text, Fraction(right[source.id] == target.id), known.feedback, known.misconception)
            if known
            else Option(target.text, Fraction(right[source.id] == target.id))
            for target, known in zip(entry.targets, said, strict=True)
        ]
        yield Made("matching", _chosen(task, options, _about(source)), str(number))


def _places(task: Task, entry: Ordering) -> Iterator[Made]:
    order, known = task.answer.ids, task.answer.known
    for number, step in enumerate(entry.steps, start=1):
        said = rows((text.line(step.text), one) for one in known if one.response == step.id)
        beside = _about(step)._replace(note=PLACE, rows=said)
        options = tuple(
            records.Option(f"option{place}", str(place), right=right == step.id)
            for place, right in enumerate(order, start=1)
        )
        yield Made("ordering", records.Choice(question(task, DIALECT, beside), options, "No"), str(number))


def _about(choice: Choice) -> Beside:
    return Beside(subject=text.html(choice.text))
