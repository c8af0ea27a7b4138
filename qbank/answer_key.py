"""The answer key of a form, lowered once for everything that is printed or displayed: right answers, and what is known of
wrong ones, in the order and under the letters of the student's paper (``qbank.document``).
"""

from fractions import Fraction
from typing import assert_never

from msgspec import Struct

from qbank import content as c
from qbank.content import Number, Piece, Text, Tree, Value, plain
from qbank.document import Option, Spelling, lettered, numbered, spellings
from qbank.interactions import (
    ExpressionEntry,
    ExtendedText,
    Matching,
    MultipleChoice,
    NumericEntry,
    Ordering,
    SingleChoice,
    TextEntry,
    kind,
)
from qbank.item import Answer, Drawn, Form, Item, Known, Pair, Part, Working, expected
from qbank.labels import labels
from qbank.term import Index, Items, Num, Sym, Term, rebuild, substitute, symbols
from qbank.term_text import term_text
from qbank.wording import counted, earning, enumerated, exactly, percent, spelling

MORE_DECIMALS = 3  # an irrational key is told with so many more than the student gives
LONGEST_EXACT = 24  # characters; an exact value longer than this is noise to whoever marks by hand
PARTS = "parts."  # before the id of another part, in the Term of a key that follows from it
ALONE = Tree((c.Paragraph((c.Place(0),)),))


class KeyNumber(Struct, frozen=True):
    """A right number: as displayed, exactly (empty when that is the same), and what is accepted."""

    kind: str
    shown: str
    exact: str
    accepted: str


class KeyFormula(Struct, frozen=True):
    """A right formula, and how its symbols may be typed."""

    kind: str
    shown: Text
    symbols: tuple[Spelling, ...]


class KeyWords(Struct, frozen=True):
    """The texts that are right, and how exactly they must be met."""

    kind: str
    accepted: tuple[str, ...]
    note: str


class KeyOption(Struct, frozen=True):
    """An option: whether it is right, and what a student who chose it is told."""

    letter: str
    text: Text
    correct: bool
    feedback: Text
    misconception: str
    credit: str


class KeyOptions(Struct, frozen=True):
    """The options with the right ones marked, and their letters."""

    kind: str
    letter: str
    options: tuple[KeyOption, ...]


class KeyPair(Struct, frozen=True):
    """A source under its letter, and its target under its number."""

    source: Option
    target: Option


class KeyPairs(Struct, frozen=True):
    """The right pairs, and the targets that belong to no source."""

    kind: str
    pairs: tuple[KeyPair, ...]
    others: tuple[Option, ...]


class KeySteps(Struct, frozen=True):
    """The steps in their right order, and their letters in that order."""

    kind: str
    letters: str
    steps: tuple[Option, ...]


class KeyCriterion(Struct, frozen=True):
    """What a text is marked by, and what it is worth."""

    points: str
    text: Text


class KeyRubric(Struct, frozen=True):
    """How a text is marked, and an answer that would earn all points."""

    kind: str
    criteria: tuple[KeyCriterion, ...]
    model_answer: Text


PartKey = KeyNumber | KeyFormula | KeyWords | KeyOptions | KeyPairs | KeySteps | KeyRubric


class Mistake(Struct, frozen=True):
    """A wrong response that is recognised, and what a student who gives it is told."""

    shown: Text
    feedback: Text
    misconception: str
    credit: str


class KeyTask(Struct, frozen=True):
    """A part's right answer, the mistakes that are recognised, and how to reach the answer.

    ``called`` is what a gap is called; ``carried`` says what an answer earns that follows from a wrong one before it.
    """

    label: str
    called: Text
    points: str
    scoring: str
    key: PartKey
    carried: str
    mistakes: tuple[Mistake, ...]
    solution: Text


class KeyQuestion(Struct, frozen=True):
    """A question as whoever marks needs it; ``facts`` are what is known of the item, each with its name."""

    number: int
    language: str
    title: str
    points: str
    facts: tuple[tuple[str, str], ...]
    tasks: tuple[KeyTask, ...]
    hints: tuple[Text, ...]


class Key(Struct, frozen=True):
    """The answers of one form."""

    title: str
    language: str
    code: str
    points: str
    questions: tuple[KeyQuestion, ...]


def answer_key(form: Form) -> Key:
    """Everything that marks and explains one form."""
    made = tuple(_key_question(item, number) for number, item in enumerate(form.items, start=1))
    return Key(form.title, form.language, form.code, counted(form.points, "point"), made)


def _key_question(item: Item, number: int) -> KeyQuestion:
    return KeyQuestion(
        number=number,
        language=item.language,
        title=item.title,
        points=counted(item.points, "point"),
        facts=_facts(item),
        tasks=tuple(_key_task(item, part) for part in item.parts),
        hints=item.hints,
    )


def _facts(item: Item) -> tuple[tuple[str, str], ...]:
    facts = (
        ("Item", f"{item.id}, variant {item.variant}"),
        ("Objectives", ", ".join(item.objectives)),
        ("Bloom level", item.bloom),
        ("Tags", ", ".join(item.tags)),
        ("Source", item.source),
    )
    return tuple((name, value) for name, value in facts if value)


def _key_task(item: Item, part: Part) -> KeyTask:
    answer, named = item.answer(part.id), labels(item)
    label = named[part.id]
    return KeyTask(
        label=label,
        called=part.prompt if part.inline else Text(),
        points=counted(part.points, "point") if label else "",
        scoring=earning(part.scoring),
        key=part_key(part, answer),
        carried=carried(answer.working, item, named) if answer.working else "",
        mistakes=_mistakes(part, answer),
        solution=explained(part, answer),
    )


def explained(part: Part, answer: Answer) -> Text:
    """How to reach the answer; nothing where that would be the model answer over again."""
    told = isinstance(part.interaction, ExtendedText) and answer.solution == answer.rubric.model_answer
    return Text() if told else answer.solution


def part_key(part: Part, answer: Answer) -> PartKey:
    """What is right, by interaction."""
    name = kind(part.interaction)
    match part.interaction:
        case NumericEntry(unit=unit):
            return _key_number(name, answer, unit)
        case ExpressionEntry(symbols=used):
            shown = alone(term_text(answer.formula)) if answer.shown is None else said(answer.shown)
            return KeyFormula(name, shown, spellings(used))
        case TextEntry():
            return KeyWords(name, answer.literals.accepted, spelling(answer.literals))
        case SingleChoice():
            return _key_options(name, part.interaction, answer, (answer.choice,))
        case MultipleChoice():
            return _key_options(name, part.interaction, answer, answer.ids)
        case Matching():
            return _key_pairs(name, part.interaction, answer)
        case Ordering(steps):
            option = dict(zip((step.id for step in steps), lettered(steps), strict=True))
            ordered = tuple(option[step] for step in answer.ids)
            return KeySteps(name, ", ".join(step.letter for step in ordered), ordered)
        case ExtendedText():
            criteria = (KeyCriterion(counted(one.points, "point"), one.text) for one in answer.rubric.criteria)
            return KeyRubric(name, tuple(criteria), answer.rubric.model_answer)
        case _:
            assert_never(part.interaction)


def _key_number(name: str, answer: Answer, unit: str) -> KeyNumber:
    number, shown = answer.number, answer.shown
    decimals = shown.decimals if isinstance(shown, Number) else None
    exact = exactly(number) if answer.exact else plain(Number(number, (decimals or 0) + MORE_DECIMALS))
    displayed = exact if shown is None else plain(shown)
    centre = exact if len(exact) <= LONGEST_EXACT else displayed
    rounded = answer.exact and decimals is not None and number * 10**decimals % 1 != 0
    return KeyNumber(
        kind=name,
        shown=f"{displayed} {unit}".rstrip(),
        exact=centre if rounded and centre != displayed else "",
        accepted=f"{centre} ± {exactly(answer.tolerance)}" if answer.tolerance else "exactly this value",
    )


def _key_options(
    name: str, interaction: SingleChoice | MultipleChoice, answer: Answer, right: tuple[str, ...]
) -> KeyOptions:
    known = {known.response: known for known in answer.known}
    options = tuple(
        KeyOption(
            letter=option.letter,
            text=option.text,
            correct=choice.id in right,
            feedback=known[choice.id].feedback if choice.id in known else Text(),
            misconception=(known[choice.id].misconception or "") if choice.id in known else "",
            credit=percent(known[choice.id].credit) if choice.id in known else "",
        )
        for choice, option in zip(interaction.choices, lettered(interaction.choices), strict=True)
    )
    return KeyOptions(name, ", ".join(option.letter for option in options if option.correct), options)


def _key_pairs(name: str, interaction: Matching, answer: Answer) -> KeyPairs:
    sources, targets = _columns(interaction)
    pairs = tuple(KeyPair(sources[pair.source], targets[pair.target]) for pair in answer.pairs)
    used = {pair.target for pair in answer.pairs}
    return KeyPairs(name, pairs, tuple(targets[target] for target in targets if target not in used))


def _columns(interaction: Matching) -> tuple[dict[str, Option], dict[str, Option]]:
    sources = zip((source.id for source in interaction.sources), lettered(interaction.sources), strict=True)
    targets = zip((target.id for target in interaction.targets), numbered(interaction.targets), strict=True)
    return dict(sources), dict(targets)


# --- what is known of wrong responses ---


def _mistakes(part: Part, answer: Answer) -> tuple[Mistake, ...]:
    """Wrong responses that are recognised; those of choices stand beside their options."""
    match part.interaction:
        case SingleChoice() | MultipleChoice():
            return ()
        case Matching():
            return _mistaken_pairs(part.interaction, answer)
        case _:
            return tuple(
                Mistake(_mistaken(part, known), known.feedback, known.misconception or "", percent(known.credit))
                for known in answer.known
            )


def _mistaken_pairs(interaction: Matching, answer: Answer) -> tuple[Mistake, ...]:
    """Wrong pairs; those of a source of which the same is told stand together."""
    sources, targets = _columns(interaction)
    found: dict[tuple[str, Text, str, str], list[str]] = {}
    for known in answer.known:
        pair = expected(known.response, Pair)
        same = (sources[pair.source].letter, known.feedback, known.misconception or "", percent(known.credit))
        found.setdefault(same, []).append(targets[pair.target].letter)
    return tuple(
        Mistake(alone(f"{source} → {', '.join(ends)}"), feedback, misconception, credit)
        for (source, feedback, misconception, credit), ends in found.items()
    )


def _mistaken(part: Part, known: Known) -> Text:
    """A recognised response as displayed."""
    match part.interaction:
        case Ordering(steps):
            letters = dict(zip((step.id for step in steps), lettered(steps), strict=True))
            return alone(letters[expected(known.response, str)].letter)
        case NumericEntry(unit=unit) if unit:
            shown = exactly(expected(known.response, Fraction)) if known.shown is None else plain(known.shown)
            return alone(f"{shown} {unit}")
        case _:
            return _as_given(known) if known.shown is None else said(known.shown)


def _as_given(known: Known) -> Text:
    match known.response:
        case Fraction() as number:
            return said(Number(number))
        case Term() as term:
            return alone(term_text(term))
        case Pair(source, target):
            return alone(f"{source} → {target}")
        case text:
            return alone(text)


def carried(working: Working, item: Item, named: dict[str, str]) -> str:
    """What an answer earns that follows from the student's own answer to another part; empty when nothing follows."""
    if working.follow is None:
        return ""
    names = [name for name in sorted(symbols(working.follow)) if name.startswith(PARTS)]
    labelled = {name: _mentioned(named[name.removeprefix(PARTS)]) for name in names}
    shown = {name: _term_of(value) for name, value in (*item.parameters, *item.quantities)}
    shown |= {name: Sym(label if label.startswith("(") else f"({label})") for name, label in labelled.items()}
    others, formula = enumerated(list(labelled.values())), term_text(_elements(substitute(working.follow, shown)))
    return f"With the student's own answer to {others}: {formula}; earns {percent(working.follow_credit) or '0%'}."


def _term_of(value: Drawn) -> Term:
    """A drawn number, word or list as a Term."""
    match value:
        case tuple():
            return Items(tuple(map(_term_of, value)))
        case str():
            return Sym(value)
        case Fraction():
            return Num(value)


def _elements(term: Term) -> Term:
    """The Term with an element in the place of a written list and its index."""
    match term:
        case Index(base=Items(items=items), index=Num(value=place)):
            return items[int(place)]
        case _:
            return rebuild(term, _elements)


def _mentioned(label: str) -> str:
    """A label inside a sentence: ``gap 1``, ``(a)``."""
    return label[:1].lower() + label[1:]


# --- values as texts ---


def said(value: Number | Text) -> Text:
    """A number or a formula as displayed, as a text."""
    return value if isinstance(value, Text) else alone(value)


def alone(value: Value) -> Text:
    """A text that is one value; the tree is the same for all of them, so a markup converts it once.

    >>> plain(alone("2.5 nats"))
    '2.5 nats'
    """
    return Text((Piece(ALONE, (value,)),))
