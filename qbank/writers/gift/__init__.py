"""GIFT, Moodle's text format, which many quiz sites read: each question a category that holds its variants.

What its reader does stands in ``question/format/gift/format.php`` of Moodle, and was observed on Moodle 4.5 and 5.0; the file
keeps to what the grammar of the npm package ``gift-pegjs`` reads, too.
"""

from collections.abc import Iterator

from qbank.item import Quiz
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.gift.question import category, examine, instructions, written
from qbank.writers.output import Output
from qbank.writers.variants import written as variants

__all__ = ["FORMAT", "document", "examine", "write"]


def write(quiz: Quiz, output: Output) -> None:
    """The whole bank as ``<quiz>.gift``."""
    with output.open(f"{quiz.name}.gift") as stream:
        for piece in document(quiz):
            stream.write(piece.encode())


def document(quiz: Quiz) -> Iterator[str]:
    """The file piece by piece: the instructions, then for each question its category and its variants."""
    form = quiz.form(0)
    told = [(form.title, form.instructions), *((one.title or form.title, one.instructions) for one in form.sections)]
    if any(said for _, said in told):
        yield category(quiz.title)
    for title, said in told:
        if said:
            yield instructions(title, said)
    titles: set[str] = set()
    for item_id in quiz.item_ids:
        yield from _pool(quiz, item_id, titles)


def _pool(quiz: Quiz, item_id: str, titles: set[str]) -> Iterator[str]:
    """A question's variants, a category before the first and, where they are split, before each that belongs elsewhere."""
    name, current = "", None
    for questions in variants(quiz, item_id, written):
        for one in questions:
            if current is None:
                name = one.title if one.title.casefold() not in titles else f"{one.title} ({item_id})"
                titles.add(one.title.casefold())
            if one.label != current:
                yield category(quiz.title, name, one.label)
                current = one.label
            yield one.text


FORMAT = Format(
    name="gift",
    ending="gift",
    summary="GIFT, for Moodle and many quiz sites: a category of variants for each question",
    keys="inside",
    interactions=interactions(environment(), "gift/questions.jinja"),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "points": "GIFT holds no points: each question counts one point, and more in the settings of a quiz",
        "hints": "GIFT holds no hints",
        "spellings": "how quantities may be typed: a formula becomes a choice",
        "scoring": "an ordering becomes a matching, which is marked pair by pair",
        "gaps": "a gap becomes a blank of the stem, and each part a question of its own",
        "carried forward": "an earlier answer that is carried forward is given in the question",
        "minutes": "GIFT holds no time limit: set it in the settings of the quiz",
    },
    examine=examine,
    writes={"bank": write},
    again="an import adds every question once more: delete the categories of the earlier one, or import into another course",
)
