"""What becomes one question of Moodle: a part of an item, or several parts whose answers are gaps in one text."""

from collections.abc import Iterable
from fractions import Fraction

from markupsafe import Markup
from msgspec import Struct

from qbank.item import Answer, Item, Part
from qbank.writers.moodle import fields, text
from qbank.writers.moodle.template import Question, macros

BLANK = Markup("_____")


class Task(Struct, frozen=True):
    """Parts of an item that are one question. ``label`` is the question's letter when the item is split into several."""

    item: Item
    parts: tuple[Part, ...]
    label: str = ""

    @property
    def part(self) -> Part:
        """The part, where it is alone."""
        return self.parts[0]

    @property
    def answer(self) -> Answer:
        """The answer of the part, where it is alone."""
        return self.item.answer(self.parts[0].id)

    @property
    def points(self) -> Fraction:
        """What the question is worth."""
        return sum((part.points for part in self.parts), Fraction(0))


def stem(task: Task) -> Markup:
    """The stem of a question about one part alone: gaps that belong to another question are blanks."""
    item = task.item
    blanks = {part.id: BLANK for part in item.parts if part.inline} if task.label else {}
    return text.with_gaps(item.stem, blanks) if blanks else text.html(item.stem)


def asked(task: Task, note: str = "") -> Markup:
    """The stem, the part's prompt, and a note on how it is to be answered."""
    prompt = text.html(task.part.prompt)
    return text.joined([stem(task), macros().asked(prompt, note, "") if note else prompt])


def question(task: Task, asks: Markup, remarks: Markup | None = None) -> Question:
    """The fields that all types of question have; remarks stand below the worked solution."""
    item = task.item
    solutions = dict.fromkeys(text.html(item.answer(part.id).solution) for part in task.parts)
    return Question(
        title=text.plain(item.title),
        variant=f"{item.variant}{task.label}",
        language=text.attribute(item.language),
        text=asks,
        solution=text.joined([*solutions, *_given(remarks)]),
        source=text.words(item.source),
        points=fields.mark(task.points),
        number=text.plain(fields.id_number(item, task.label)),
        hints=tuple([text.html(hint) for hint in item.hints]),
        tags=fields.plain_tags(fields.tags(item.objectives, item.tags)),
        bloom=text.plain(item.bloom),
    )


def _given(remarks: Markup | None) -> Iterable[Markup]:
    return [remarks] if remarks else []
