"""A number to type: a numerical question, or a numerical gap."""

from collections.abc import Iterator

from markupsafe import Markup

from qbank.interactions import NumericEntry
from qbank.item import Answer, Part, expected
from qbank.markup.fill import Template, slot
from qbank.writers.moodle import text
from qbank.writers.moodle.bands import band_numbers, bands
from qbank.writers.moodle.shares import Share, free_share, listed_share
from qbank.writers.moodle.task import question, stem
from qbank.writers.moodle.template import Row, macros
from qbank.writers.task import Task, identifier

MOST_RENDERED = 1024
_rendered: dict[tuple[object, ...], tuple[tuple[object, ...], Template]] = {}


def xml(task: Task) -> str:
    """A numerical question.

    Most files are thousands of variants of a number: what they share is rendered once, then filled. What is shared is
    recognised by being the same objects, which is quick to tell and, as the cache keeps them, safe.
    """
    item, part, answer = task.item, task.part, task.answer
    told = [field for known in answer.known for field in (known.credit, known.misconception, known.feedback)]
    shared = (
        *(item.title, item.language, item.source, part.points, item.objectives, item.tags, item.bloom),
        *(part.interaction, part.prompt, *item.hints, *told),
    )
    key = (task.label, *map(id, shared))
    rendered = _rendered.get(key)
    if rendered is None:
        if len(_rendered) >= MOST_RENDERED:
            _rendered.clear()
        rendered = _rendered[key] = shared, Template(_with_slots(task))
    varying = [
        f"{item.variant}{task.label}",
        identifier(item, task.label),
        stem(task),
        text.html(answer.solution),
    ]
    for numbers in band_numbers(answer):
        varying += numbers
    return rendered[1].join(varying)


def _with_slots(task: Task) -> str:
    """A numerical question with a slot for each thing that differs between variants, in the order of ``xml``."""
    entry = expected(task.part.interaction, NumericEntry)
    asked = macros().asked(text.html(task.part.prompt), text.note(entry), entry.unit)
    fixed = question(task, text.joined([_slot(2), asked]))
    fixed = fixed._replace(variant=_slot(0), number=_slot(1), solution=_slot(3))
    slots = [
        (percent, _slot(4 + 2 * number), _slot(5 + 2 * number), *said)
        for number, (percent, _, _, *said) in enumerate(_rows(task.answer, listed_share))
    ]
    return macros().numeric_entry(fixed, slots)


def _slot(number: int) -> Markup:
    return Markup(slot(number, "xml"))  # noqa: S704  a mark of our own


def _rows(answer: Answer, share: Share) -> list[Row]:
    return [
        (band.percent, band.value, band.tolerance, text.html(band.feedback), text.attribute(band.misconception or ""))
        for band in bands(answer, share)
    ]


def gap(answer: Answer, weight: int) -> Markup:
    """A gap in which the number is typed."""
    return macros().numbers(weight, _rows(answer, free_share))


def losses(part: Part) -> Iterator[str]:
    """What Moodle does otherwise."""
    if isinstance(part.interaction, NumericEntry) and part.interaction.decimals is None:
        yield "Moodle reads no fractions: a decimal number is asked for"
