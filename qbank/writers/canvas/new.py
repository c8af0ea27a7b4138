"""Canvas, New Quizzes: a package of QTI 1.2 with a test whose groups draw one variant of each question.

What New Quizzes reads of it was observed, and read in the gem that does it (instructure/qti, lib/qti/v1): a number may say
its margin and steps can be put in order, for which Canvas' exports go beyond the schema of QTI 1.2.
"""

from qbank.writers.canvas import LOST
from qbank.writers.canvas.flavour import NEW
from qbank.writers.canvas.losses import examiner
from qbank.writers.canvas.package import quiz_writer
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format

FORMAT = Format(
    name=NEW.name,
    ending=NEW.ending,
    summary="Canvas, New Quizzes: a test that draws one variant of each question (QTI 1.2)",
    keys="inside",
    interactions=interactions(environment(), "canvas/items.xml.jinja"),
    features=dict.fromkeys(FEATURES, EXACT)
    | LOST
    | {
        "minutes": "New Quizzes reads no time limit from a package: set it in the settings of the quiz",
    },
    examine=examiner(NEW),
    writes={"quiz": quiz_writer(NEW)},
    again="an import makes another quiz with item banks of its own: delete those of the earlier one",
)
