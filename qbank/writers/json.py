"""JSON for other programs: every variant of every question, with its keys, one question on a line.

``describe`` is also what the command line shows of one item. Numbers are exact text (``"1/5"``), texts are plain Unicode.
"""

from collections.abc import Iterator
from fractions import Fraction
from typing import assert_never

import msgspec

from qbank.content import Number, Text, pictures, plain
from qbank.interactions import (
    KINDS,
    Choice,
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    Symbol,
    TextEntry,
    kind,
)
from qbank.item import Answer, Item, Pair, Part, Quiz, Section, exact_text, texts_in
from qbank.markup.text import blocks, inline
from qbank.pictures import Drawing, Picture, Plot
from qbank.term import Term
from qbank.term_text import term_text
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.json_stream import encoded, lines
from qbank.writers.output import Output
from qbank.writers.variants import written

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
        "pictures": [_picture(picture) for text in texts_in(item) for picture in pictures(text)],
        "parts": [_part(part, answers.get(part.id)) for part in item.parts],
        "hints": [blocks(hint) for hint in item.hints],
        "solution": "\n\n".join(blocks(answer.solution) for answer in answers.values() if answer.solution),
    }


def _picture(picture: Picture) -> Record:
    match picture:
        case Drawing(states, actions):
            return {
                "kind": "drawing",
                "states": [{"name": state.name, "terminal": state.terminal} for state in states],
                "actions": [msgspec.to_builtins(action) for action in actions],
                "text": plain(picture),
            }
        case Plot(values, across, up, first):
            points = [_exact(value) for value in values]
            record: Record = {"kind": "plot", "values": points, "across": across, "up": up, "first": first}
            return record | {"text": plain(picture)}


def write(quiz: Quiz, output: Output) -> None:
    """All variants of all questions as ``<quiz>.json``."""
    form = quiz.form(0)
    head: Record = {
        "quiz": quiz.name,
        "title": quiz.title,
        "instructions": blocks(form.instructions),
        "minutes": form.minutes,
        "copies": quiz.copies,
        "sections": [_section(section) for section in form.sections],
    }
    with output.open(f"{quiz.name}.json") as stream:
        stream.writelines(lines(head, "items", _items(quiz)))


def _section(section: Section) -> Record:
    items = [item.id for item in section.items]
    return {"title": section.title, "instructions": blocks(section.instructions), "items": items}


def _items(quiz: Quiz) -> Iterator[msgspec.Raw]:
    return (msgspec.Raw(record) for item_id in quiz.item_ids for record in written(quiz, item_id, _encoded))


def _encoded(item: Item) -> bytes:
    """An item as JSON."""
    return encoded(describe(item))


def _part(part: Part, answer: Answer | None) -> Record:
    record: Record = {
        "id": part.id,
        "interaction": kind(part.interaction),
        "inline": part.inline,
        "prompt": blocks(part.prompt),
        "points": _exact(part.points),
        "scoring": part.scoring.value,
    }
    asked = record | _asked(part.interaction)
    return asked if answer is None else asked | _told(part.interaction, answer) | _working(answer)


# --- what a student may see ---


def _asked(interaction: Interaction) -> Record:
    match interaction:
        case NumericEntry(decimals, unit, kept):
            return {"decimals": decimals, "unit": unit, "kept": kept}
        case ExpressionEntry(symbols, shape):
            return {"symbols": [_symbol(symbol) for symbol in symbols], "shape": shape.value}
        case TextEntry():
            return {}
        case SingleChoice(choices, order) | MultipleChoice(choices, order):
            return {"order": order, "choices": _listed(choices)}
        case Matching(sources, targets):
            return {"sources": _listed(sources), "targets": _listed(targets)}
        case Ordering(steps):
            return {"steps": _listed(steps)}
        case ExtendedText(lines):
            return {"lines": lines}
        case _:
            assert_never(interaction)


def _symbol(symbol: Symbol) -> Record:
    domain = {"values": [_exact(value) for value in symbol.domain.values], "between": symbol.domain.between}
    return {"name": symbol.name, "shown": inline(symbol.shown), "spellings": symbol.spellings, "domain": domain}


def _listed(choices: tuple[Choice, ...]) -> list[Record]:
    return [{"id": choice.id, "text": inline(choice.text)} for choice in choices]


# --- what is right, and what is known of wrong responses ---


def _told(interaction: Interaction, answer: Answer) -> Record:
    match interaction:
        case NumericEntry():
            return _key(_exact(answer.number), answer) | {"tolerance": _exact(answer.tolerance)} | _known(answer)
        case ExpressionEntry():
            return _key(term_text(answer.formula), answer) | _known(answer)
        case TextEntry():
            accept, case, typos = answer.literals.accepted, answer.literals.case, answer.literals.typos
            return _key(accept, answer) | {"accept": accept, "case": case, "typos": typos} | _known(answer)
        case SingleChoice(choices):
            single = [_choice(each, answer, (answer.choice,)) | _credit(each, answer) for each in choices]
            return _key(answer.choice, answer) | {"choices": single}
        case MultipleChoice(choices):
            return _key(answer.ids, answer) | {"choices": [_choice(each, answer, answer.ids) for each in choices]}
        case Matching():
            return _key([_response(pair) for pair in answer.pairs], answer) | _known(answer)
        case Ordering():
            return _key(answer.ids, answer) | _known(answer)
        case ExtendedText():
            model_answer = blocks(answer.rubric.model_answer)
            return _key(None, answer) | {"rubric": _rubric(answer), "model_answer": model_answer}
        case _:
            assert_never(interaction)


def _key(key: object, answer: Answer) -> Record:
    return {"key": key, "exact": answer.exact, "shown_key": _shown(answer.shown)}


def _rubric(answer: Answer) -> list[Record]:
    return [{"criterion": blocks(one.text), "points": _exact(one.points)} for one in answer.rubric.criteria]


def _known(answer: Answer) -> Record:
    return {
        "known": [
            {
                "response": _response(known.response),
                "shown": _shown(known.shown),
                "credit": _exact(known.credit),
                "feedback": blocks(known.feedback),
                "misconception": known.misconception,
            }
            for known in answer.known
        ]
    }


def _response(response: Fraction | Term | str | Pair) -> str | Record:
    match response:
        case Fraction() | str():
            return _exact(response)
        case Pair(source, target):
            return {"source": source, "target": target}
        case _:
            return term_text(response)


def _choice(choice: Choice, answer: Answer, right: tuple[str, ...]) -> Record:
    known = next((each for each in answer.known if each.response == choice.id), None)
    return {
        "id": choice.id,
        "text": inline(choice.text),
        "correct": choice.id in right,
        "misconception": known.misconception if known else None,
        "feedback": blocks(known.feedback if known else Text()),
    }


def _credit(choice: Choice, answer: Answer) -> Record:
    """What choosing this one option earns."""
    known = sum((each.credit for each in answer.known if each.response == choice.id), Fraction(0))
    return {"credit": _exact(Fraction(1) if choice.id == answer.choice else known)}


def _working(answer: Answer) -> Record:
    """How the key follows from what the student answered in other parts, and what a response earns that is right so."""
    if answer.working is None or answer.working.follow is None:
        return {}
    return {"follow": term_text(answer.working.follow), "follow_credit": _exact(answer.working.follow_credit)}


def _exact(value: Fraction | str) -> str:
    return str(value)


def _shown(shown: Number | Text | None) -> str | None:
    return None if shown is None else plain(shown)


def _examine(item: Item) -> list[Loss]:  # noqa: ARG001  the shape of every format
    return []


FORMAT = Format(
    name="json",
    ending="json",
    summary="JSON for other programs: every variant with its keys",
    keys="inside",
    interactions=frozenset(KINDS.values()),
    features=dict.fromkeys(FEATURES, EXACT),
    examine=_examine,
    writes={"quiz": write},
)
