"""One variant as a note of Anki: the question on the front, everything that is known of it on the back.

What is asked and what is right are lowered as for paper; where every part is a gap of the stem, the note is a cloze.
"""

from typing import assert_never

from markupsafe import Markup

from qbank.answer_key import (
    KeyFormula,
    KeyNumber,
    KeyOptions,
    KeyPairs,
    KeyQuestion,
    KeyRubric,
    KeySteps,
    KeyTask,
    KeyWords,
    PartKey,
    answer_key,
)
from qbank.content import Text
from qbank.document import Blank, Columns, Formula, Lines, Option, Options, Question, Response, Steps, questions
from qbank.item import Form, Item, Section
from qbank.markup.fill import Template, slot
from qbank.writers.anki import text
from qbank.writers.anki.collection import Kind, Note
from qbank.writers.anki.template import Answered, Asked, Front, Lettered, Told, constant, filled
from qbank.writers.pictures import filed
from qbank.writers.task import identifier

FIELDS = ("Title", "Question", "Hints", "Answer", "Mistakes", "Source")
CARD, CLOZE = "qbank", "qbank cloze"
KINDS = {
    CARD: Kind(CARD, FIELDS, constant("front"), constant("back"), constant("style"), cloze=False),
    CLOZE: Kind(CLOZE, FIELDS, constant("cloze_front"), constant("cloze_back"), constant("style"), cloze=True),
}
BETWEEN = "\x00"


def note(item: Item) -> tuple[str, Note]:
    """The title of a question, and one variant of it as a note."""
    form = Form(item.id, item.title, item.language, Text(), None, 0, "", (Section("", (item,)),))
    asked, key = questions(form).groups[0].questions[0], answer_key(form).questions[0]
    cloze = all(part.inline for part in item.parts)
    fields = (
        text.words(f"{item.title} ({item.variant})"),
        _front(item, asked, key, cloze=cloze),
        filled()("hints", tuple(map(text.blocks, item.hints))) if item.hints else "",
        "\n".join([filled()("answer", _answered(task)) for task in key.tasks]),
        _mistakes(key),
        text.words(item.source),
    )
    markup, pictures = filed(BETWEEN.join(fields), "{}".format)
    made = Note(identifier(item), CLOZE if cloze else CARD, tuple(markup.split(BETWEEN)), tags(item), pictures)
    return item.title, made


def tags(item: Item) -> tuple[str, ...]:
    """Objectives and tags as Anki's, which hold no blanks and nest at two colons.

    >>> from tests.examples import example_item
    >>> tags(example_item())
    ('rlhf::advantage::td-error', 'rlhf::critic', 'advantage', 'ünïcode', 'bloom::apply')
    """
    nested = [objective.replace(".", "::") for objective in item.objectives]
    found = [*nested, *item.tags, *([f"bloom::{item.bloom}"] if item.bloom else [])]
    return tuple(dict.fromkeys("_".join(tag.split()) for tag in found))


# --- the front ---


def _front(item: Item, asked: Question, key: KeyQuestion, *, cloze: bool) -> str:
    parts = [_beside(gap.number, gap.prompt, gap.response, cloze=cloze) for gap in asked.gaps]
    parts += [
        filled()(task.response.kind, _asked(task.label, text.blocks(task.prompt), task.points, task.response))
        for task in asked.tasks
    ]
    return filled()(
        "question",
        Front(
            language=text.attribute(item.language),
            stem=_stem(asked, _clozes(asked, key) if cloze else _blanks(asked)),
            notes=tuple(map(text.words, asked.notes)),
            parts="\n".join(filter(None, parts)),
            points=asked.points,
        ),
    )


def _stem(asked: Question, gaps: list[str]) -> str:
    """The stem with what stands in its gaps; nothing else in it reads as a cloze."""
    if not gaps:
        return text.blocks(asked.stem)
    marks = {gap.number: Markup(slot(place, "gap")) for place, gap in enumerate(asked.gaps)}  # noqa: S704  of our own
    return Template(text.around_clozes(text.blocks(asked.stem, marks))).join(gaps)


def _asked(label: str, prompt: str, points: str, response: Response) -> Asked:
    left: tuple[Lettered, ...] = ()
    right: tuple[Lettered, ...] = ()
    unit = ""
    match response:
        case Blank():
            unit = text.words(response.unit)
        case Formula(symbols=symbols):
            right = tuple((text.line(symbol.shown), text.words(" or ".join(symbol.typed))) for symbol in symbols)
        case Options(options=options):
            left = _lettered(options)
        case Columns(sources=sources, targets=targets):
            left, right = _lettered(sources), _lettered(targets)
        case Steps(steps=steps):
            left = _lettered(steps)
        case Lines():
            pass
        case _:
            assert_never(response)
    return Asked(label, prompt, points, text.words(response.note), unit, left, right)


def _lettered(options: tuple[Option, ...]) -> tuple[Lettered, ...]:
    return tuple((option.letter, text.line(option.text)) for option in options)


def _blanks(asked: Question) -> list[str]:
    """A numbered blank in each gap."""
    return [f"[{gap.number}: ____]" for gap in asked.gaps]


def _clozes(asked: Question, key: KeyQuestion) -> list[str]:
    """What is right in each gap, hidden on the front, where the gap's name stands instead."""
    keys = {task.label.removeprefix("Gap "): task.key for task in key.tasks}
    return [
        filled()("cloze", (text.in_cloze(_right(keys[gap.number])), text.in_cloze(text.said(gap.prompt))))
        for gap in asked.gaps
    ]


def _beside(number: str, prompt: Text, response: Response, *, cloze: bool) -> str:
    """What a gap needs beside it: its options or its symbols, and where it is a blank, its name."""
    made = _asked(f"[{number}]", text.line(prompt), "", response)
    return text.around_clozes(filled()(response.kind, made)) if made.left or made.right or not cloze else ""


# --- the back ---


def _answered(task: KeyTask) -> Answered:
    return Answered(
        label=text.words(task.label),
        called=text.line(task.called),
        key=_right(task.key),
        rows=_rows(task.key),
        notes=(*_notes(task.key), text.words(task.scoring), text.words(task.carried)),
        model=text.blocks(task.key.model_answer) if isinstance(task.key, KeyRubric) else "",
        solution=text.blocks(task.solution),
    )


def _right(key: PartKey) -> str:
    """What is right, in a line."""
    match key:
        case KeyNumber(shown=shown):
            return text.words(shown)
        case KeyFormula(shown=shown):
            return text.line(shown)
        case KeyWords(accepted=accepted):
            return text.words(" / ".join(accepted))
        case KeyOptions(options=options):
            return "; ".join(f"{option.letter} {text.line(option.text)}" for option in options if option.correct)
        case KeySteps(letters=letters):
            return letters
        case KeyPairs(pairs=pairs):
            return "; ".join(f"{pair.source.letter} → {pair.target.letter}" for pair in pairs)
        case KeyRubric():
            return ""
        case _:
            assert_never(key)


def _rows(key: PartKey) -> tuple[Lettered, ...]:
    """What stands below the key: pairs and steps in full, criteria and what they are worth."""
    match key:
        case KeySteps(steps=steps):
            return _lettered(steps)
        case KeyPairs(pairs=pairs):
            return tuple(
                (pair.source.letter, f"{text.line(pair.source.text)} → {text.line(pair.target.text)}") for pair in pairs
            )
        case KeyRubric(criteria=criteria):
            return tuple((one.points, text.line(one.text)) for one in criteria)
        case _:
            return ()


def _notes(key: PartKey) -> tuple[str, ...]:
    """How exactly the key must be met."""
    match key:
        case KeyNumber(exact=exact, accepted=accepted):
            return (text.words(f"exactly {exact}") if exact else "", text.words(f"accepted: {accepted}"))
        case KeyWords(note=said):
            return (text.words(said),)
        case _:
            return ()


def _mistakes(key: KeyQuestion) -> str:
    """What is known of wrong responses, each part's behind its label."""
    rows = [row for task in key.tasks for row in _told(task)]
    return filled()("mistakes", tuple(rows)) if rows else ""


def _told(task: KeyTask) -> list[Told]:
    before = f"{text.words(task.label)} " if task.label else ""
    rows = [
        Told(before + text.line(one.shown), text.line(one.feedback), text.attribute(one.misconception), one.credit)
        for one in task.mistakes
    ]
    if isinstance(task.key, KeyOptions):
        rows += [
            Told(f"{before}{one.letter}", text.line(one.feedback), text.attribute(one.misconception), one.credit)
            for one in task.key.options
            if one.feedback or one.misconception
        ]
    return rows
