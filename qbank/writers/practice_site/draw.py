"""One draw as the page reads it: what is asked, what is right, what is known of wrong responses; each number as exact text."""

from fractions import Fraction
from typing import assert_never

from markupsafe import Markup

from qbank.content import Text, plain
from qbank.document import Question, questions, response
from qbank.grading.digits import has_comma
from qbank.grading.feedback import told
from qbank.grading.tolerance import tolerated
from qbank.hints import hints
from qbank.interactions import (
    Choice,
    ExpressionEntry,
    ExtendedText,
    Interaction,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
    kind,
)
from qbank.item import Answer, Item, Known, Pair, Part
from qbank.labels import gap_numbers, labels
from qbank.term import Term
from qbank.wording import counted, exactly
from qbank.writers.format import Loss
from qbank.writers.practice_site import follow, formulas
from qbank.writers.practice_site.texts import Texts
from qbank.writers.single import OneItem

Record = dict[str, object]
MARKED = "the learner sees a good answer and what counts, and marks the text"


def drawn(item: Item, texts: Texts) -> Record:
    """A draw as plain data; its markup, as far as other draws have it too, goes to ``texts``."""
    typed, item = item, formulas.without_formulas(item)
    question, numbers, named = _lowered(item), gap_numbers(item), labels(item)
    places = {number: Markup('<span class="gap" data-gap="{}"></span>').format(number) for number in numbers.values()}
    return {
        "variant": item.variant,
        "language": item.language,
        "comma": has_comma(item.language),
        "english": item.language.partition("-")[0] == "en",
        "points": str(item.points),
        "stem": texts.blocks(question.stem, places),
        "notes": question.notes,
        "source": item.source,
        "hints": [{"text": texts.blocks(hint.text), "cost": str(hint.cost)} for hint in hints(item)],
        "parts": [
            _part(item, part, texts)
            | {"label": named[part.id], "gap": numbers.get(part.id, ""), "note": _note(typed.part(part.id), part)}
            for part in item.parts
        ],
    }


def _lowered(item: Item) -> Question:
    return questions(OneItem(item, item.id, item.title).form(0)).groups[0].questions[0]


def _part(item: Item, part: Part, texts: Texts) -> Record:
    answer = item.answer(part.id)
    return (
        {
            "id": part.id,
            "kind": kind(part.interaction),
            "points": str(part.points),
            "scoring": part.scoring.value,
            "prompt": texts.blocks(part.prompt),
            "called": _line(part.prompt) if part.inline else "",
            "known": [_known(known, texts) for known in answer.known],
            "solution": texts.blocks(answer.solution),
        }
        | _asked(part.interaction, texts)
        | _key(part.interaction, answer, texts)
        | follow.followed_by(item, part)
    )


def _note(typed: Part, part: Part) -> str:
    """How the part is answered."""
    compared = isinstance(typed.interaction, ExpressionEntry) and isinstance(part.interaction, ExtendedText)
    return formulas.NOTE if compared else response(part).note


def _known(known: Known, texts: Texts) -> Record:
    return {
        "response": _response(known.response),
        "credit": str(known.credit),
        "feedback": texts.blocks(told(known)),
        "misconception": known.misconception,
    }


def _response(response: Fraction | Term | str | Pair) -> object:
    return [response.source, response.target] if isinstance(response, Pair) else str(response)


# --- what is asked, and what is right ---


def _asked(interaction: Interaction, texts: Texts) -> Record:
    match interaction:
        case NumericEntry(decimals=decimals, unit=unit):
            return {"decimals": decimals, "unit": unit}
        case TextEntry():
            return {}
        case SingleChoice(choices) | MultipleChoice(choices):
            return {"choices": _listed(choices, texts)}
        case Matching(sources, targets):
            return {"sources": _listed(sources, texts), "targets": _listed(targets, texts)}
        case Ordering(steps):
            return {"steps": _listed(steps, texts)}
        case ExtendedText(lines):
            return {"lines": lines}
        case ExpressionEntry():
            raise _formula()
        case _:
            assert_never(interaction)


def _key(interaction: Interaction, answer: Answer, texts: Texts) -> Record:
    match interaction:
        case NumericEntry():
            shown = exactly(answer.number) if answer.shown is None else plain(answer.shown)
            return {"key": str(answer.number), "tolerance": str(tolerated(answer)), "shown": shown}
        case TextEntry():
            literals = answer.literals
            return {"accepted": literals.accepted, "case": literals.case, "typos": literals.typos}
        case SingleChoice():
            return {"key": answer.choice}
        case MultipleChoice() | Ordering():
            return {"key": answer.ids}
        case Matching():
            return {"key": [[pair.source, pair.target] for pair in answer.pairs]}
        case ExtendedText():
            rubric = answer.rubric
            criteria = [
                {"text": texts.line(one.text), "points": counted(one.points, "point")} for one in rubric.criteria
            ]
            return {"model": texts.blocks(rubric.model_answer), "criteria": criteria}
        case ExpressionEntry():
            raise _formula()
        case _:
            assert_never(interaction)


def _formula() -> TypeError:
    return TypeError("formulas have been changed into something else before")


def _listed(choices: tuple[Choice, ...], texts: Texts) -> list[Record]:
    return [{"id": one.id, "text": texts.line(one.text), "line": _line(one.text)} for one in choices]


def _line(text: Text) -> str:
    """A text where no markup can stand, as in a list to choose from."""
    return " ".join(plain(text).split())


# --- what the page would not hold ---


def examine(item: Item) -> list[Loss]:
    """What the page would not hold of an item."""
    return [
        Loss(item.id, part.id, "downgraded", reason)
        for part in item.parts
        for reason in (*formulas.losses(item, part), *follow.losses(item, part), *_losses(part))
    ]


def _losses(part: Part) -> list[str]:
    return [MARKED] if isinstance(part.interaction, ExtendedText) else []
