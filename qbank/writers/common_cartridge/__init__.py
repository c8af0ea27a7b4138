"""IMS Common Cartridge 1.1 with questions in its profile of QTI 1.2.1: what nearly every system reads.

Six kinds of questions are all that it has; no numbers, no pairs, no order, no part of the points. Its schema carries rules
beyond what a schema can say. One of them is not kept: a choice of two options is a multiple choice here and not a true or
false, because readers of a true or false look for these two words.
"""

from qbank.writers.common_cartridge.losses import examine
from qbank.writers.common_cartridge.package import ENDING, write_bank, write_tests
from qbank.writers.common_cartridge.questions import NAME
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format

FORMAT = Format(
    name=NAME,
    ending=ENDING,
    summary="Common Cartridge 1.1: a bank of all variants, or a test for each copy (QTI 1.2.1)",
    keys="inside",
    interactions=interactions(environment(), "common-cartridge/items.xml.jinja"),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "points": "a question counts whole points, from 1 to 99",
        "tags": "a cartridge keeps no tags: objectives are its categories",
        "bloom": "a cartridge keeps no level of a question",
        "spellings": "how quantities may be typed: a formula becomes a choice",
        "carried forward": "only the key is accepted where an earlier answer is carried forward",
        "scoring": "there are no parts of the points: each question is marked as a whole",
        "tolerance": "there are no numbers: what is within the tolerance is listed as texts",
    },
    examine=examine,
    writes={"bank": write_bank, "quiz": write_tests},
    again="it depends on the system: most add every question once more, so delete those of the earlier build",
)
