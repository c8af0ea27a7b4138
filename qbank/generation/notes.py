"""What is noted while a question is read, for whoever proves it sound afterwards."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.question_types.question_type import Claim, ClaimedNumber, Compared, Path
from qbank.term import Term

if TYPE_CHECKING:
    from qbank.generation.places import ReadPlace
    from qbank.generation.texts import Written


class Asked(Struct, frozen=True):
    """A number that is asked for, with so many decimals."""

    path: Path
    term: Term
    decimals: int | None


class Decision(Struct, frozen=True):
    """A Term that decides an answer, and what it is called."""

    path: Path
    what: str
    term: Term


class Choice(Struct, frozen=True):
    """Conditions of which exactly one holds, each with its place."""

    path: Path
    conditions: tuple[tuple[Path, Term], ...]


@dataclass(slots=True)
class Notes:
    """What was noted: claims, and what claims are made of once everything is read."""

    claims: list[Claim] = field(default_factory=list)
    asked: list[Asked] = field(default_factory=list)
    numbers: list[ClaimedNumber] = field(default_factory=list)
    """Keys that are to be derived a second time."""
    decisions: list[Decision] = field(default_factory=list)
    choices: list[Choice] = field(default_factory=list)
    conditions: list[tuple[Path, Term]] = field(default_factory=list)
    rules: list[tuple[Compared, Fraction]] = field(default_factory=list)
    places: "list[ReadPlace]" = field(default_factory=list)
    texts: "list[Written]" = field(default_factory=list)
    paragraphs: dict[Path, Term] = field(default_factory=dict)
    """The condition under which a paragraph of the stem stands, by the paragraph's place."""
    strata: list[Term] = field(default_factory=list)

    def claim(self, claim: Claim | ClaimedNumber) -> None:
        """Note what is to be proved, or derived a second time."""
        if isinstance(claim, Claim):
            self.claims.append(claim)
        else:
            self.numbers.append(claim)

    def note_number(self, path: Path, key: Term, decimals: int | None) -> None:
        """Note a number that is asked for."""
        self.asked.append(Asked(path, key, decimals))
        self.note_decision(path, "the key", key)

    def note_decision(self, path: Path, what: str, term: Term) -> None:
        """Note what decides an answer."""
        self.decisions.append(Decision(path, what, term))

    def note_choice(self, path: Path, conditions: Sequence[tuple[Path, Term]]) -> None:
        """Note conditions of which exactly one holds."""
        self.choices.append(Choice(path, tuple(conditions)))
        self.conditions += conditions

    def note_condition(self, path: Path, condition: Term) -> None:
        """Note a condition that is true or false by itself."""
        self.conditions.append((path, condition))

    def note_rules(self, compared: Compared, near: Fraction) -> None:
        """Note wrong rules beside a key."""
        self.rules.append((compared, near))
