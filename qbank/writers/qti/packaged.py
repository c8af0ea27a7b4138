"""A version of QTI as a format."""

from collections.abc import Callable

from qbank.item import Item, Quiz
from qbank.writers.environment import environment, interactions
from qbank.writers.filled import Filled
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.output import Output
from qbank.writers.qti import losses, package

PARTS = "qti/parts.jinja"


def version(ending: str, filled: Callable[..., Filled]) -> package.Version:
    """How a version is written: its templates, ``filled`` in its own way; its frame has the name of its ending."""
    load = environment().get_template
    frame = f"qti/{ending.partition('.')[0]}.jinja"
    return package.Version(ending, filled(load(PARTS)), filled(load("qti/test.jinja")), filled(load(frame)))


def packaged(name: str, summary: str, written: package.Version, entry: Callable[[Item], package.Entry]) -> Format:
    """The format; ``entry``, a function of a module, makes what stands in it of one variant."""

    def quiz(quiz: Quiz, output: Output) -> None:
        package.write(quiz, output, package.as_quiz(quiz.form(0)), written, entry)

    def bank(quiz: Quiz, output: Output) -> None:
        package.write(quiz, output, package.as_bank(quiz.form(0)), written, entry)

    return Format(
        name=name,
        ending=written.ending,
        summary=summary,
        keys="inside",
        interactions=interactions(environment(), PARTS),
        features=dict.fromkeys(FEATURES, EXACT) | losses.FEATURES_CHANGED,
        examine=lambda item: losses.examine(item, written.parts),
        writes={"quiz": quiz, "bank": bank},
        again="identifiers stay the same: an import replaces the questions where the system knows them by identifier, "
        "else adds them",
    )
