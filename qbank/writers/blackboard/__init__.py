"""A package of pools for Blackboard Learn: for each question a pool of its variants, in Blackboard's dialect of QTI 1.2.

The dialect is read off other programs that write such packages: a descendant of BlackboardQuizMaker in QAS-Editor, and R/exams
(``exams2blackboard``). It was not tried with a Blackboard: import one pool and look at it before an examination.
"""

from qbank.writers.blackboard.package import ENDING, write
from qbank.writers.blackboard.question import examine, written
from qbank.writers.blackboard.template import TEMPLATE
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format

__all__ = ["FORMAT", "examine", "write", "written"]

FORMAT = Format(
    name="blackboard",
    ending=ENDING,
    summary="Blackboard Learn: a package with a pool of variants for each question",
    keys="inside",
    interactions=interactions(environment(), TEMPLATE),
    features=dict.fromkeys(FEATURES, EXACT)
    | {
        "gaps": "a gap becomes a blank of the stem, and each part a question of its own",
        "hints": "Blackboard's questions hold no hints",
        "spellings": "how quantities may be typed: a formula becomes a choice",
        "scoring": "an ordering is marked by places, and several choices by shares that are never less than nothing",
        "carried forward": "an earlier answer that is carried forward is given in the question",
        "minutes": "a pool has no time limit: set it in the settings of the test",
    },
    examine=examine,
    writes={"bank": write},
    again="an import adds its pools beside those of the earlier one: the digest in their titles tells them apart",
)
