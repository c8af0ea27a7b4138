"""The fields that all types of question have in Moodle."""

from collections.abc import Iterable

from markupsafe import Markup

from qbank.writers.moodle import fields, text
from qbank.writers.moodle.template import Question, macros
from qbank.writers.task import Task, identifier

BLANK = Markup("_____")


def stem(task: Task) -> Markup:
    """The stem of a question about one part alone: gaps that belong to another question are blanks."""
    blanks = dict.fromkeys(task.elsewhere, BLANK)
    return text.with_gaps(task.item.stem, blanks) if blanks else text.html(task.item.stem)


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
        number=text.plain(identifier(item, task.label)),
        hints=tuple([text.html(hint) for hint in item.hints]),
        tags=fields.plain_tags(fields.tags(item.objectives, item.tags)),
        bloom=text.plain(item.bloom),
    )


def _given(remarks: Markup | None) -> Iterable[Markup]:
    return [remarks] if remarks else []
