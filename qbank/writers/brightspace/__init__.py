"""CSV files for the Question Library of D2L Brightspace: a file for each question, which holds all of its variants.

Imported into a section of its own, such a file becomes a pool from which a quiz draws. The rows are those of D2L's sample file
for importing questions (community.d2l.com, article 27274): UTF-8 with a byte order mark, a keyword first, five columns.
"""

from qbank.item import Quiz
from qbank.writers.batches import Pools, Shape
from qbank.writers.brightspace.question import examine, written
from qbank.writers.brightspace.template import TEMPLATE
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output
from qbank.writers.variants import written as variants

__all__ = ["FORMAT", "examine", "write"]

MOST = 250
"""Questions in a file: D2L names no limit, and files of this size can be looked at one by one."""
MARK = "\ufeff".encode()


def write(quiz: Quiz, output: Output) -> None:
    """Each question as ``<quiz>.csv``, or as ``<quiz>-<question>.csv`` when there are several."""
    with Pools(quiz, output, Shape("csv", MOST, MARK)) as pools:
        for item_id in quiz.item_ids:
            for questions in variants(quiz, item_id, written):
                for one in questions:
                    pools.write(item_id, one.label, one.text)


FORMAT = Format(
    name="brightspace",
    ending="csv",
    summary="CSV for the Question Library of D2L Brightspace: a file of variants for each question",
    keys="inside",
    interactions=interactions(environment(), TEMPLATE),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "objectives": "Brightspace's CSV has no place for objectives",
        "tags": "Brightspace's CSV has no place for tags",
        "bloom": "Brightspace's CSV has no place for the level of Bloom's taxonomy",
        "gaps": "a gap becomes a blank of the stem, and each part a question of its own",
        "tolerance": "a number is compared with a pattern of the decimals that are within its tolerance",
        "spellings": "how quantities may be typed: a formula becomes a choice",
        "scoring": "right minus wrong counts all options, and an ordering its places, not its longest run",
        "carried forward": "an earlier answer that is carried forward is given in the question",
        "instructions": "the Question Library has no instructions: write them into the quiz",
        "minutes": "the Question Library has no time limit: set it in the settings of the quiz",
    },
    examine=examine,
    writes={"bank": write},
    again="an import adds every question once more: delete the section of the earlier one before",
)
