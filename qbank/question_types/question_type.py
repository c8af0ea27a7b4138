"""What a question type is, what it is given, and how installed types are found.

A type module exports ``QUESTION_TYPE``. Its ``model`` is the YAML it takes. ``prepare`` runs once for each question: it reads
the author's expressions and texts through the ``Workshop`` and states what a draw must fulfil to be servable. What it
returns solves one draw after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Protocol

from msgspec import Struct
from pydantic import BeforeValidator, Field

from qbank.content import Number, Style, Text, Value
from qbank.expressions.kinds import Kind
from qbank.item import Answer, Interaction
from qbank.model import Exact, Model
from qbank.resources import declared
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

Path = tuple[str | int, ...]
"""Where something stands in a YAML file: keys and positions from the top."""


def _expression_text(value: object) -> object:
    return str(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else value


Expression = Annotated[str, BeforeValidator(_expression_text), Field(description="an expression over the quantities")]
Markdown = Annotated[str, Field(description="Markdown with LaTeX maths and {{ places }}")]


class WrongRule(Model):
    """An author's own misconception: other values for some quantities, or an expression in the key's place."""

    set: dict[str, Expression] | None = None
    value: Expression | None = None
    feedback: Markdown = ""


class PartModel(Model):
    """What every part may have."""

    type: str
    id: str | None = Field(default=None, pattern=r"^[a-z][a-z0-9_-]*$")
    prompt: Markdown
    points: Annotated[Exact, Field(gt=0)] | None = None
    solution: Markdown | None = None
    misconceptions: dict[str, WrongRule] = {}


class TextProgram(Protocol):
    """A compiled text of the author's."""

    def fill(self, draw: "Draw") -> Text:
        """The text with this draw's values."""


class Draw(Protocol):
    """One draw of a question's parameters."""

    @property
    def variant(self) -> int:
        """The number of the variant."""

    @property
    def shape(self) -> tuple[tuple[str, int], ...]:
        """The length of each list."""

    def value(self, quantity: int) -> Quantity:
        """The value of a registered Term; Undefined where it has none."""

    def shown(self, quantity: int, decimals: int | None, style: Style = "plain") -> Value:
        """The value as it stands on the page: a number, a list of numbers, or a word; Undefined where it has none."""

    def row(self, columns: int) -> tuple[Any, ...]:
        """This draw's entries of registered columns."""

    def numbers(self, quantities: tuple[int, ...], decimals: int | None) -> tuple[tuple[Fraction, Number] | None, ...]:
        """The values of registered Terms as exact numbers and as they stand on the page; None where one has none."""

    def stream(self, name: str, *, every: int = 1) -> "RandomStream":
        """Random integers of this draw, or shared by each ``every`` consecutive ones."""


class RandomStream(Protocol):
    """What a type needs of a random stream."""

    def shuffle(self, items: list[Any]) -> None:
        """Put the items in random order."""


class Cells(Protocol):
    """Many draws at once, as arrays; see ``qbank.generation.cells``."""

    def truth(self, term: Term) -> Any:
        """For each draw whether the Term holds; False where it is undefined."""

    def defined(self, term: Term) -> Any:
        """For each draw whether the Term has a value."""

    def rounded(self, term: Term, decimals: int) -> Any:
        """For each draw the value times 10**decimals, rounded half away from zero; 0 where undefined."""

    def apart(self, first: Term, second: Term, gap: Fraction) -> Any:
        """For each draw whether two values are proved to differ by more than the gap; False where one is undefined."""


class Constraint(Struct, frozen=True):
    """What a draw must fulfil to be served; ``cause`` says in words what is wrong with the others."""

    cause: str
    terms: tuple[Term, ...]
    admits: Callable[[Cells], Any]


class Mutation(Struct, frozen=True):
    """A misconception put in the key's place: its name, its feedback, and the quantity it gives."""

    name: str
    feedback: TextProgram
    term: Term
    quantity: int


class Workshop(Protocol):
    """What ``prepare`` works with; faults are collected, with their place, and raised together later."""

    def expression(self, path: Path, source: str, kind: Kind = "number") -> Term:
        """The Term of an author's expression of this kind, over the parameters."""

    def text(self, path: Path, source: str) -> TextProgram:
        """An author's text, compiled."""

    def is_real(self, term: Term) -> bool:
        """Whether the Term leaves the rational numbers."""

    def quantity(self, term: Term) -> int:
        """Register a Term whose value each draw will be asked for."""

    def columns(self, compute: Callable[[Cells], Sequence[Any]]) -> int:
        """Register columns, computed for many draws at once, of which each draw will ask for its row."""

    def mutations(self, term: Term, path: Path, rules: Mapping[str, WrongRule]) -> Sequence[Mutation]:
        """Every misconception of the formulas in the Term, and the author's own."""

    def explanation(self, path: Path, part: PartModel, term: Term, decimals: int | None) -> TextProgram:
        """The author's worked solution, or the derivation of the Term."""

    def fault(self, path: Path, message: str, hint: str = "") -> None:
        """Note a fault of the author's."""


class Prepared(Protocol):
    """A part, ready to be solved draw by draw."""

    @property
    def constraints(self) -> tuple[Constraint, ...]:
        """What a draw must fulfil."""

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """What is asked and what is right in this draw, as the answer of the part of that id."""


class QuestionType(Struct, frozen=True):
    """A question type: its name in YAML, the fields it takes, and how it is prepared."""

    name: str
    model: type[PartModel]
    prepare: Callable[[Any, Path, Workshop], Prepared]


@cache
def question_types() -> Mapping[str, QuestionType]:
    """Every installed type, by name.

    >>> sorted(question_types())
    ['numeric', 'single_choice']
    """
    modules = declared("qbank.question_types").values()
    return {kind.name: kind for kind in (import_module(module).QUESTION_TYPE for module in modules)}
