"""Moodle XML for the question bank: each question a category that holds its variants.

Moodle draws from such a category, so that every student meets another variant. A question of one part becomes the type of
Moodle that it is, one of several parts a ``cloze`` with a gap for each, or where a part is no gap a question for each part,
each kind in a category of its own. The file is written question by question, in constant memory.
"""

from collections.abc import Iterator

from qbank.errors import RefusedError
from qbank.item import Item, Quiz
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.moodle import text
from qbank.writers.moodle.fields import LONGEST_TITLE, category_id, too_long
from qbank.writers.moodle.question import Written, examine, question_xml, questions
from qbank.writers.moodle.template import interactions, macros
from qbank.writers.output import Output
from qbank.writers.variants import written
from qbank.writers.xml import checked

__all__ = ["FORMAT", "document", "examine", "question_xml", "write"]


def write(quiz: Quiz, output: Output) -> None:
    """The whole bank as ``<quiz>.xml``."""
    with output.open(f"{quiz.name}.xml") as stream:
        for piece in document(quiz):
            stream.write(checked(piece))


def document(quiz: Quiz) -> Iterator[str]:
    """The file piece by piece: the instructions, then for each question its category and its variants."""
    if too_long(quiz.title):
        raise RefusedError(f"Moodle's categories hold no title longer than {LONGEST_TITLE} characters")
    page = macros()
    yield page.opening()
    form = quiz.form(0)
    told = [(form.title, form.instructions), *((one.title or form.title, one.instructions) for one in form.sections)]
    if any(instructions for _, instructions in told):
        yield page.category(text.path_piece(quiz.title), None, None, "")
    for title, instructions in told:
        if instructions:
            yield page.instructions(text.plain(title), text.html(instructions))
    titles: set[str] = set()
    for item_id in quiz.item_ids:
        yield from _pool(quiz, item_id, titles)
    yield page.closing()


def _pool(quiz: Quiz, item_id: str, titles: set[str]) -> Iterator[str]:
    """A question's variants, a category before the first and, where they are split, before each that belongs elsewhere."""
    bank = text.path_piece(quiz.title)
    current, number = None, None
    for title, made in written(quiz, item_id, _variant):
        if current is None:
            number = category_id(item_id, title) if title.casefold() in titles else None
            titles.add(title.casefold())
        for question in made:
            if question.label != current:
                yield macros().category(bank, text.path_piece(title), number, question.label)
                current = question.label
            yield question.xml


def _variant(item: Item) -> tuple[str, list[Written]]:
    """The title of a variant, and the questions that it becomes."""
    return item.title, questions(item)


FORMAT = Format(
    name="moodle",
    ending="xml",
    summary="Moodle XML: a question bank with a category of variants for each question",
    keys="inside",
    interactions=interactions(),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "minutes": "a question bank has no time limit: set it in the settings of the quiz",
        "spellings": "how quantities may be typed: a formula becomes a choice",
        "carried forward": "only the key is accepted where an earlier answer is carried forward",
    },
    examine=examine,
    writes={"bank": write},
    again="an import adds every question once more: delete the categories of the earlier one, or import into another course",
)
