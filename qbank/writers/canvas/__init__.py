"""Canvas, Classic Quizzes: a package of QTI 1.2 with banks of variants, or a test whose groups draw one of each.

What Canvas keeps of such a package was observed on its importer and read in its source (instructure/canvas-lms,
gems/plugins/qti_exporter and lib/cc/qti): every answer is worth all or nothing, the ident of a feedback says to whom it is
told, the number of an item's ident is kept so that a later import replaces it.
"""

from qbank.writers.canvas.flavour import CLASSIC
from qbank.writers.canvas.losses import examiner
from qbank.writers.canvas.package import bank_writer, quiz_writer
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format

__all__ = ["FORMAT", "LOST"]

LOST = {
    "objectives": "Canvas keeps no objectives of single questions",
    "tags": "Canvas keeps no tags",
    "bloom": "Canvas keeps no level of a question",
    "hints": "Canvas has no hints",
    "spellings": "how quantities may be typed: a formula becomes a choice",
    "carried forward": "only the key is accepted where an earlier answer is carried forward",
    "scoring": "Canvas marks by rules of its own: several choices by right minus wrong, pairs by shares, the rest as a whole",
}

FORMAT = Format(
    name=CLASSIC.name,
    ending=CLASSIC.ending,
    summary="Canvas, Classic Quizzes: banks of variants, or a test that draws one of each (QTI 1.2)",
    keys="inside",
    interactions=interactions(environment(), "canvas/items.xml.jinja"),
    features=dict.fromkeys(FEATURES, EXACT) | LOST,
    examine=examiner(CLASSIC),
    writes={"bank": bank_writer(CLASSIC), "quiz": quiz_writer(CLASSIC)},
    again="an import with the same seed replaces the questions of the earlier one; with another seed it adds its own banks",
)
