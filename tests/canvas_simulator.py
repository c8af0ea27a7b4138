"""A small Canvas: it reads items of QTI 1.2 as its two importers do, and marks responses as its two engines do.

Classic: the migration tool and plugin ``qti_exporter`` (``choice_interaction``, ``numeric_interaction``,
``associate_interaction``, ``fill_in_the_blank``, ``assessment_item_converter``). New: the gem ``qti`` (``lib/qti/v1``).
``Fault`` is raised where one of them would lose something without a word, or mistake one thing for another.
"""

import html
import re
from dataclasses import dataclass, field
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from lxml import etree  # type: ignore[import-untyped]

Engine = Literal["classic", "new"]

TYPES = {
    *("multiple_choice_question", "multiple_answers_question", "short_answer_question", "numerical_question"),
    *("matching_question", "essay_question", "text_only_question"),
    *("multiple_dropdowns_question", "fill_in_multiple_blanks_question"),
}
LONGEST_TEXT = 16 * 1024


class Fault(Exception):
    """Canvas would lose something, or take it for something else."""


def ensure(held: object, fault: str) -> None:
    """Raise what is at fault unless something holds."""
    if not held:
        raise Fault(fault)


@dataclass
class Answer:
    """One answer, pair or blank: what identifies it, what it shows, its weight in percent, and what is told."""

    ident: str
    text: str
    weight: int = 0
    told: str = ""
    match: str = ""
    blank: str = ""
    case: bool = False
    value: Decimal = Decimal(0)
    margin: Decimal = Decimal(0)


@dataclass
class Question:
    """A question as it is in the bank."""

    ident: str
    title: str
    type: str
    points: Decimal
    text: str
    answers: list[Answer] = field(default_factory=list)
    matches: list[tuple[str, str]] = field(default_factory=list)
    order: list[str] = field(default_factory=list)
    neutral: str = ""
    correct: str = ""
    incorrect: str = ""

    def share(self, response: object) -> Fraction | None:
        """The share of its points that a response earns; None where a person marks."""
        match self.type, response:
            case "multiple_choice_question", str():
                return Fraction(any(one.weight == 100 for one in self.answers if one.ident == response))
            case "multiple_answers_question", frozenset():
                right = {one.ident for one in self.answers if one.weight == 100}
                return max(Fraction(len(response & right) - len(response - right), len(right)), Fraction(0))
            case "numerical_question", Fraction():
                return Fraction(any(_near(one, response) for one in self.answers))
            case "short_answer_question", str():
                return Fraction(any(_same(one, response) for one in self.answers))
            case "matching_question", dict():
                return Fraction(sum(response[one.ident] == one.match for one in self.answers), len(self.answers))
            case (("multiple_dropdowns_question" | "fill_in_multiple_blanks_question"), dict()):
                blanks = {one.blank for one in self.answers}
                return Fraction(sum(self._filled(blank, response[blank]) for blank in blanks), len(blanks))
            case "ordering_question", list():
                return Fraction(response == self.order)
            case "essay_question", _:
                return None
            case _:
                raise TypeError(self.type, response)

    def _filled(self, blank: str, response: str) -> bool:
        own = [one for one in self.answers if one.blank == blank and one.weight == 100]
        if self.type == "multiple_dropdowns_question":
            return any(one.ident == response for one in own)
        return any(one.text.strip().lower() == response.strip().lower() for one in own)


def _same(answer: Answer, response: str) -> bool:
    given, right = response.strip(), answer.text.strip()
    return given == right if answer.case else given.lower() == right.lower()


def _near(answer: Answer, response: Fraction) -> bool:
    return abs(Fraction(answer.value) - response) <= Fraction(answer.margin)


# --- importing ----------------------------------------------------------------------------------------------------------


def imported(document: etree._Element, engine: Engine) -> list[Question]:
    """The questions of a document, in order."""
    found = [_question(item, engine) for item in document.iter("{*}item")]
    idents = [one.ident for one in found]
    ensure(len(set(idents)) == len(idents), "two questions with one ident: the later one replaces the earlier")
    return found


def _question(item: etree._Element, engine: Engine) -> Question:
    fields = {
        one.findtext("{*}fieldlabel"): one.findtext("{*}fieldentry") or "" for one in item.iter("{*}qtimetadatafield")
    }
    kind = fields["question_type"]
    ensure(next(iter(fields)) == "question_type", "the first field is taken for the type")
    ensure(kind in TYPES or (kind == "ordering_question" and engine == "new"), f"an error: {kind}")
    text = _text(item.find("{*}presentation/{*}material"))
    ensure(0 < len(text) <= LONGEST_TEXT, "no text, or one that is too long")
    made = Question(item.get("ident"), item.get("title"), kind, Decimal(fields["points_possible"]), text)
    ensure(":" not in made.ident, "a colon in an ident becomes a hyphen")
    READERS.get(kind, _nothing)(item, made, engine)
    _feedback(item, made, engine)
    return made


def _text(material: etree._Element | None) -> str:
    """The HTML of a material; plain text is escaped to be HTML."""
    assert material is not None
    mattext = material.find("{*}mattext")
    said = mattext.text or ""
    return said if mattext.get("texttype") == "text/html" else html.escape(said)


def _conditions(item: etree._Element) -> list[etree._Element]:
    return item.findall("{*}resprocessing/{*}respcondition")


def _scores(condition: etree._Element) -> bool:
    return float(condition.findtext("{*}setvar") or 0) > 0


def _nothing(item: etree._Element, made: Question, engine: Engine) -> None:
    """A type without answers."""


def _choice(item: etree._Element, made: Question, engine: Engine) -> None:
    labels = item.findall("{*}presentation/{*}response_lid/{*}render_choice/{*}response_label")
    made.answers = [Answer(one.get("ident"), _text(one.find("{*}material"))) for one in labels]
    by_ident = {one.ident: one for one in made.answers}
    for condition in filter(_scores, _conditions(item)):
        conjunction = condition.find("{*}conditionvar/{*}and")
        equal = (condition.find("{*}conditionvar") if conjunction is None else conjunction).findall("{*}varequal")
        for one in equal:
            by_ident[one.text].weight = 100
    right = sum(one.weight == 100 for one in made.answers)
    ensure(right == 1 or (right > 1 and made.type == "multiple_answers_question") or right, "no right answer")
    cardinality = item.find("{*}presentation/{*}response_lid").get("rcardinality")
    ensure(cardinality == ("Single" if made.type == "multiple_choice_question" else "Multiple"), "another cardinality")
    if engine == "classic":
        ensure(all(one.ident.isdigit() for one in made.answers), "an answer gets an id at random")


def _numerical(item: etree._Element, made: Question, engine: Engine) -> None:
    ensure(item.find(".//{*}render_fib").get("fibtype") == "Decimal", "not taken for a number")
    for condition in filter(_scores, _conditions(item)):
        either = condition.find("{*}conditionvar/{*}or")
        equal = either.find("{*}varequal")
        upper, lower = either.findtext("{*}and/{*}varlte"), either.findtext("{*}and/{*}vargte")
        value = Decimal(equal.text)
        if engine == "classic":
            margin = Decimal(str(float(Decimal(upper) - value)))
            value = Decimal(str(float(equal.text)))
        elif equal.text == lower == upper:
            margin = Decimal(0)
        else:
            ensure(equal.text not in (lower, upper), "taken for exact")
            ensure(equal.get("margintype") == "absolute", "a margin is computed in floats and falls short of itself")
            margin = Decimal(equal.get("margin"))
        made.answers.append(Answer("", equal.text, 100, value=value, margin=margin))
    ensure(made.answers, "no right number")


def _short(item: etree._Element, made: Question, engine: Engine) -> None:
    for condition in filter(_scores, _conditions(item)):
        for one in condition.iter("{*}varequal"):
            made.answers.append(Answer("", one.text, 100, case=engine == "new" and one.get("case") == "Yes"))
    ensure(made.answers and all(one.text.strip() for one in made.answers), "no right text, or an empty one")


def _matching(item: etree._Element, made: Question, engine: Engine) -> None:
    for lid in item.findall("{*}presentation/{*}response_lid"):
        ident = lid.get("ident")
        made.answers.append(Answer(ident, _text(lid.find("{*}material"))))
        offered = [(one.get("ident"), _text(one.find("{*}material"))) for one in lid.iter("{*}response_label")]
        ensure(not made.matches or made.matches == offered, "sources offer different targets")
        made.matches = offered
    ensure(all(re.search(r"\d", ident) for ident, _ in made.matches), "a target gets an id at random")
    by_ident = {one.ident: one for one in made.answers}
    for condition in filter(_scores, _conditions(item)):
        equal = condition.find("{*}conditionvar/{*}varequal")
        by_ident[equal.get("respident")].match = equal.text
    ensure(all(one.match for one in made.answers), "a source without its target")


def _blanks(item: etree._Element, made: Question, engine: Engine) -> None:
    for lid in item.findall("{*}presentation/{*}response_lid"):
        blank = lid.get("ident").removeprefix("response_")
        ensure(made.text.count(f"[{blank}]") == 1, "a blank stands not once in the text")
        weight = 100 if made.type == "fill_in_multiple_blanks_question" else 0
        for one in lid.iter("{*}response_label"):
            made.answers.append(Answer(one.get("ident"), one.findtext("{*}material/{*}mattext"), weight, blank=blank))
    brackets = re.findall(r"\[(\S+?)\]", made.text)
    ensure(len(brackets) == len({one.blank for one in made.answers}), "a bracket in the text is taken for a blank")
    by_ident = {one.ident: one for one in made.answers}
    ensure(len(by_ident) == len(made.answers), "two answers with one ident")
    for condition in filter(_scores, _conditions(item)):
        by_ident[condition.findtext("{*}conditionvar/{*}varequal")].weight = 100


def _ordering(item: etree._Element, made: Question, engine: Engine) -> None:
    (lid,) = item.findall("{*}presentation/{*}response_lid")
    ensure(lid.get("rcardinality") == "Ordered", "not taken for an order")
    ensure(lid.find("{*}render_extension/{*}ims_render_object") is not None, "not taken for an order")
    made.answers = [Answer(one.get("ident"), _text(one.find("{*}material"))) for one in lid.iter("{*}response_label")]
    made.order = [one.text for one in item.iter("{*}varequal")]
    ensure(sorted(made.order) == sorted(one.ident for one in made.answers), "not an order of the steps")


READERS = {
    "multiple_choice_question": _choice,
    "multiple_answers_question": _choice,
    "numerical_question": _numerical,
    "short_answer_question": _short,
    "matching_question": _matching,
    "multiple_dropdowns_question": _blanks,
    "fill_in_multiple_blanks_question": _blanks,
    "ordering_question": _ordering,
}


# --- feedback -----------------------------------------------------------------------------------------------------------


def _feedback(item: etree._Element, made: Question, engine: Engine) -> None:
    """To whom each feedback is told, which its ident alone decides."""
    shown = {
        one.get("linkrefid"): condition
        for condition in _conditions(item)
        for one in condition.findall("{*}displayfeedback")
    }
    for one in item.findall("{*}itemfeedback"):
        ident, told = one.get("ident"), _text(one.find("{*}flow_mat/{*}material"))
        ensure(ident in shown, f"nothing tells when {ident} is shown")
        ensure(told, f"{ident} is empty")
        if re.search(r"wrong|incorrect|(_IC$)", ident, re.IGNORECASE):
            made.incorrect = told
        elif re.search(r"correct|(_C$)", ident, re.IGNORECASE):
            made.correct = told
        elif re.search(r"general_|_all", ident, re.IGNORECASE):
            made.neutral = told
        else:
            ensure(engine == "classic" or made.type == "multiple_choice_question", "it is told of no single answer")
            equal = next(shown[ident].iter("{*}varequal"))
            key = equal.get("respident") if made.type == "matching_question" else equal.text
            (answer,) = [each for each in made.answers if each.ident == key]
            answer.told = told
