"""What a student is asked to do: the closed list of interactions, in the sense of QTI, and how their points are earned.

Question types compile to them, writers and graders know only them. Nothing in an interaction tells its answer.
"""

from enum import Enum
from fractions import Fraction
from typing import Literal

from msgspec import Struct

from qbank.content import Text

Order = Literal["shuffle", "ascending", "fixed"]


class ScoringPolicy(Enum):
    """How a part's points are earned; writers, graders and checks read it.

    all_or_nothing      everything right, or nothing; a recognised wrong response earns what its ``Known`` says
    proportional        of several choices: the share of the options that are treated rightly, chosen or left alone
    right_minus_wrong   of several choices: (right options chosen - wrong ones chosen) / right options, at least nothing
    per_pair            of a matching: the share of the sources that are matched rightly
    longest_run         of an ordering: the share of the steps in the longest run of them that stands in the right order,
                        steps between them left out; a single step is no run
    """

    ALL_OR_NOTHING = "all_or_nothing"
    PROPORTIONAL = "proportional"
    RIGHT_MINUS_WRONG = "right_minus_wrong"
    PER_PAIR = "per_pair"
    LONGEST_RUN = "longest_run"


class NumericEntry(Struct, frozen=True):
    """A number is typed. ``decimals`` is what the student is asked for; None asks for the exact value.

    ``kept`` is how many decimals are enough for results on the way; None where none of them must be rounded.
    """

    decimals: int | None = None
    unit: str = ""
    kept: int | None = None


class Domain(Struct, frozen=True):
    """Which values a quantity can take, in ascending order: these alone, or with ``between`` all from the first to the last."""

    values: tuple[Fraction, ...]
    between: bool = False


class Symbol(Struct, frozen=True):
    """A quantity in a symbolic answer: its name in Terms, how it may be written (the first as shown), and its values."""

    name: str
    spellings: tuple[str, ...]
    shown: Text
    domain: Domain


class Shape(Enum):
    """The form in which a symbolic answer is asked for."""

    ANY = "any"
    EXPANDED = "expanded"
    FACTORED = "factored"
    ONE_FRACTION = "one_fraction"


class ExpressionEntry(Struct, frozen=True):
    """A formula is typed, in these symbols."""

    symbols: tuple[Symbol, ...]
    shape: Shape = Shape.ANY


class TextEntry(Struct, frozen=True):
    """A word or a few are typed."""


class Choice(Struct, frozen=True):
    """One option, source, target or step. The id is its place on the student's page, so it tells nothing."""

    id: str
    text: Text


class SingleChoice(Struct, frozen=True):
    """One option is chosen. ``order`` says whether a target may shuffle the options again."""

    choices: tuple[Choice, ...]
    order: Order = "shuffle"


class MultipleChoice(Struct, frozen=True):
    """Any number of options is chosen, at least one."""

    choices: tuple[Choice, ...]
    order: Order = "shuffle"


class Matching(Struct, frozen=True):
    """A target is found for each source. Targets may be more than sources, and several sources may share one."""

    sources: tuple[Choice, ...]
    targets: tuple[Choice, ...]


class Ordering(Struct, frozen=True):
    """Steps, shown in an order that tells nothing, are put in order."""

    steps: tuple[Choice, ...]


class ExtendedText(Struct, frozen=True):
    """A text of about so many lines is written; a person marks it."""

    lines: int


Interaction = (
    NumericEntry | ExpressionEntry | TextEntry | SingleChoice | MultipleChoice | Matching | Ordering | ExtendedText
)


KINDS: dict[type[Interaction], str] = {
    NumericEntry: "numeric_entry",
    ExpressionEntry: "expression_entry",
    TextEntry: "text_entry",
    SingleChoice: "single_choice",
    MultipleChoice: "multiple_choice",
    Matching: "matching",
    Ordering: "ordering",
    ExtendedText: "extended_text",
}


def kind(interaction: Interaction) -> str:
    """The interaction's name, under which a template has a macro for it.

    >>> kind(NumericEntry()), kind(SingleChoice(()))
    ('numeric_entry', 'single_choice')
    """
    return KINDS[type(interaction)]
