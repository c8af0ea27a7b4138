"""JSON for other programs: every variant of every question, with its keys, one question on a line.

``describe`` is also what the command line shows of one item. Numbers are exact text (``"1/5"``), texts are plain Unicode.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

from qbank.content import Number, Text, plain
from qbank.document import kind
from qbank.item import Answer, Choice, Item, Known, NumericEntry, Part, Quiz, SingleChoice, exact_text
from qbank.markup.text import blocks, inline
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.json_stream import lines
from qbank.writers.output import Output

Record = dict[str, object]


def describe(item: Item) -> Record:
    """An item as plain data; a student's copy has no keys, credits, feedback or worked solution in it."""
    answers = {answer.part: answer for answer in item.answers or ()}
    return {
        "item": item.id,
        "seed": item.seed,
        "variant": item.variant,
        "title": item.title,
        "language": item.language,
        "objectives": item.objectives,
        "tags": item.tags,
        "bloom": item.bloom,
        "source": item.source,
        "points": _exact(item.points),
        "parameters": {name: exact_text(value) for name, value in item.parameters},
        "quantities": {name: exact_text(value) for name, value in item.quantities},
        "stem": blocks(item.stem),
        "parts": [_part(part, answers.get(part.id)) for part in item.parts],
        "hints": [blocks(hint) for hint in item.hints],
        "solution": "\n\n".join(blocks(answer.solution) for answer in answers.values() if answer.solution),
    }


def write(quiz: Quiz, output: Output) -> None:
    """All variants of all questions as ``<quiz>.json``."""
    form = quiz.form(0)
    head: Record = {
        "quiz": quiz.name,
        "title": quiz.title,
        "instructions": blocks(form.instructions),
        "minutes": form.minutes,
        "copies": quiz.copies,
    }
    with output.open(f"{quiz.name}.json") as stream:
        stream.writelines(lines(head, "items", _items(quiz)))


def _items(quiz: Quiz) -> Iterator[Record]:
    return (describe(item) for item_id in quiz.item_ids for item in quiz.pool(item_id))


def _part(part: Part, answer: Answer | None) -> Record:
    record: Record = {
        "id": part.id,
        "interaction": kind(part.interaction),
        "prompt": blocks(part.prompt),
        "points": _exact(part.points),
        "scoring": part.scoring.value,
    }
    match part.interaction:
        case NumericEntry() as entry:
            return record | {"decimals": entry.decimals, "unit": entry.unit} | _number(answer)
        case SingleChoice() as choice:
            options = [_choice(each, answer) for each in choice.choices]
            return record | {"order": choice.order} | _key(answer) | {"choices": options}
        case _:
            assert_never(part.interaction)


def _key(answer: Answer | None) -> Record:
    return (
        {} if answer is None else {"key": _exact(answer.key), "exact": answer.exact, "shown_key": _shown(answer.shown)}
    )


def _number(answer: Answer | None) -> Record:
    if answer is None:
        return {}
    known = [_known(each) for each in answer.known]
    return _key(answer) | {"tolerance": _exact(answer.tolerance), "known": known}


def _known(known: Known) -> Record:
    return {
        "response": _exact(known.response),
        "shown": _shown(known.shown),
        "credit": _exact(known.credit),
        "feedback": blocks(known.feedback),
        "misconception": known.misconception,
    }


def _choice(choice: Choice, answer: Answer | None) -> Record:
    record: Record = {"id": choice.id, "text": inline(choice.text)}
    if answer is None:
        return record
    known = next((each for each in answer.known if each.response == choice.id), None)
    correct = choice.id == answer.key
    credit = Fraction(1) if correct else known.credit if known else Fraction(0)
    return record | {
        "correct": correct,
        "credit": _exact(credit),
        "misconception": known.misconception if known else None,
        "feedback": blocks(known.feedback if known else Text()),
    }


def _exact(value: Fraction | str) -> str:
    return str(value)


def _shown(number: Number | None) -> str | None:
    return None if number is None else plain(number)


def _examine(item: Item) -> list[Loss]:  # noqa: ARG001  the shape of every format
    return []


FORMAT = Format(
    name="json",
    ending="json",
    summary="JSON for other programs: every variant with its keys",
    keys="inside",
    interactions=frozenset({"numeric_entry", "single_choice"}),
    features=dict.fromkeys(FEATURES, EXACT),
    examine=_examine,
    write=write,
)
