"""QTI 2.1 packages, for OpenOlat, OPAL and ONYX, TAO, Inspera and others (1EdTech, QTI 2.1 Assessment Test, Section and Item).

An importer that knows the questions by their identifiers replaces them; those do not change when a quiz is built again.
"""

from functools import cache

from qbank.item import Item, Quiz
from qbank.writers.environment import environment, interactions
from qbank.writers.format import EXACT, FEATURES, Format, Loss
from qbank.writers.output import Output
from qbank.writers.qti import losses, package
from qbank.writers.qti.names import NamesOf21

ENDING = "qti21.zip"


@cache
def version() -> package.Version:
    """How QTI 2.1 is written."""
    load = environment().get_template
    return package.Version(
        ending=ENDING,
        parts=NamesOf21(load("qti/parts.jinja")),
        test=NamesOf21(load("qti/test.jinja")),
        frame=NamesOf21(load("qti/qti21.jinja")),
    )


def entry(item: Item) -> package.Entry:
    """One variant as it stands in a package."""
    return package.entry(item, version())


def quiz(quiz: Quiz, output: Output) -> None:
    """A test with the sections of the quiz."""
    package.write(quiz, output, package.as_quiz(quiz.form(0)), version(), entry)


def bank(quiz: Quiz, output: Output) -> None:
    """The questions with all of their variants, and a test of all of them."""
    package.write(quiz, output, package.as_bank(quiz.form(0)), version(), entry)


def _examine(item: Item) -> list[Loss]:
    return losses.examine(item, version().parts)


FORMAT = Format(
    name="qti21",
    ending=ENDING,
    summary="QTI 2.1 package: a test that draws one variant of each question, for OpenOlat, ONYX, TAO, Inspera",
    keys="inside",
    interactions=interactions(environment(), "qti/parts.jinja"),
    features=dict.fromkeys(FEATURES, EXACT) | losses.FEATURES_CHANGED,
    examine=_examine,
    writes={"quiz": quiz, "bank": bank},
    again="identifiers stay the same: an import replaces the questions where the system knows them by identifier, else adds them",
)
