"""What a question type is, what it is given, and how installed types are found.

A type module exports ``QUESTION_TYPE``. Its ``model`` is the YAML it takes. ``prepare`` runs once for each question: it reads
the author's expressions and texts through the ``Workshop`` and states what a draw must fulfil to be servable. What it
returns solves one draw after the other.
"""

from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Annotated, Any, Literal, Protocol

from msgspec import Struct

from qbank.content import Number, Style, Text, Value
from qbank.expressions.figures import Figures, Shown
from qbank.expressions.kinds import Kind
from qbank.interactions import Domain, Interaction
from qbank.item import Answer, Slip
from qbank.model import Before, Exact, Field, Model, Whole
from qbank.resources import declared
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

Path = tuple[str | int, ...]
"""Where something stands in a YAML file: keys and positions from the top."""


def _expression_text(value: object) -> object:
    return str(value) if isinstance(value, (int, Fraction)) and not isinstance(value, bool) else value


Expression = Annotated[
    str,
    Before(_expression_text, accepts=str | float),
    Field(description="An expression over the parameters and the quantities under `let`."),
]
Markdown = Annotated[str, Field(description="Markdown with LaTeX maths, $...$, and places, {{ ... }}.")]
Points = Annotated[Exact, Field(gt=0, description="How many points it is worth.", examples=[1, 2, "1/2"])]
Decimals = Annotated[Whole, Field(ge=0, le=10, description="How many decimals are shown.", examples=[2, 3])]
AllOrNothing = Annotated[
    Literal["all_or_nothing"], Field(description="How the points are earned: everything right, or nothing.")
]


LETTERS = "abcdefghijklmnopqrstuvwxyz"
"""The ids of options, sources and steps, by their place on the page."""


NOTHING = Fraction(0)


class WrongRule(Model, frozen=True, kw_only=True):
    """An author's own misconception: other values for some parameters, or an expression in the key's place."""

    together = {"oneOf": [{"required": ["set"]}, {"required": ["value"]}]}

    set: Annotated[
        dict[str, Expression] | None,
        Field(description="The parameters that are mistaken, and what for.", examples=[{"discount": 1}]),
    ] = None
    value: Annotated[
        Expression | None, Field(description="What is computed instead of the key.", examples=["reward + next_value"])
    ] = None
    feedback: Annotated[
        Markdown, Field(description="What a student is told who made this mistake: Markdown with maths and places.")
    ] = ""
    credit: Annotated[
        Exact, Field(ge=0, lt=1, description="The share of the points that it earns all the same.", examples=["1/2"])
    ] = NOTHING


class PartModel(Model, frozen=True, kw_only=True):
    """What every part may have."""

    type: str
    id: (
        Annotated[
            str,
            Field(
                pattern=r"^[a-z][a-z0-9_-]*$",
                description="The part's name, for gaps, worked tests and later parts. Without one: `answer`, or `part-2`.",
                examples=["advantage"],
            ),
        ]
        | None
    ) = None
    prompt: Annotated[
        Markdown, Field(description="What is asked: Markdown with maths and places. Of a gap, what it is called.")
    ] = ""
    points: Annotated[
        Points | None,
        Field(description="What the part is worth. Without it: an equal share of the question's points, or 1."),
    ] = None
    scoring: Annotated[str, Field(description="How the points are earned.")] = "all_or_nothing"
    hints: Annotated[tuple[Markdown, ...], Field(description="Hints for this part, the gentlest first.")] = ()
    solution: Annotated[
        Markdown | None,
        Field(
            description="The worked solution. Without it, the derivation of the answer is shown; "
            "`{{ steps(x) }}` writes a derivation."
        ),
    ] = None
    misconceptions: Annotated[
        dict[str, WrongRule],
        Field(
            description="Wrong rules that students apply in this part, by name, beside those of its formulas. "
            "One named `convention.…` is said to be right elsewhere.",
            examples=[{"undiscounted": {"set": {"discount": 1}, "feedback": "Discount the next value."}}],
        ),
    ] = {}
    inline: Annotated[
        bool,
        Field(
            description="Whether it is answered in a gap of the stem, `[[id]]`. The gap itself says so: leave it out."
        ),
    ] = False

    @property
    def worth(self) -> Fraction | None:
        """The points that the part itself says it is worth."""
        return self.points


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

    def distance(self, first: Term, second: Term) -> Any:
        """For each draw how far two values are apart at least, as a float; 0 where that is not known."""

    def strays(self, term: Term, kept: int, decimals: int | None, shown: Shown) -> Any:
        """For each draw how far honest work may miss the value."""

    def apart(self, first: Term, second: Term, gap: Fraction) -> Any:
        """For each draw whether two values are proved to differ by more than the gap; False where one is undefined."""

    def digits(self, term: Term, decimals: int | None, style: Style = "plain") -> Any:
        """For each draw how many digits the value has as it is written, those of asked decimals not counted; 0 of a word."""

    def halfway(self, term: Term, decimals: int) -> Any:
        """For each draw whether the value lies exactly between two numbers of so many decimals."""


class Constraint(Struct, frozen=True):
    """What a draw must fulfil to be served; ``cause`` says in words what is wrong with the others."""

    cause: str
    terms: tuple[Term, ...]
    admits: Callable[[Cells], Any]


Alike = tuple[tuple[Term, ...], Callable[[Cells], Any]]
"""What it depends on (nothing where it is so in every draw), and for each draw whether it is so."""


class Claim(Struct, frozen=True):
    """What is to be proved of a question: it holds in every servable draw or, with ``somewhere``, in one of them.

    ``kind`` names the fault that there is where it does not hold, ``message`` says it, and ``path`` is its place in the file:
    all that stands there, or what is ``at`` an offset, so many characters long.
    """

    kind: str
    path: Path
    message: str
    terms: tuple[Term, ...]
    holds: Callable[[Cells], Any]
    hint: str = ""
    at: tuple[int, int] | None = None
    somewhere: bool = False
    tolerated: Fraction = NOTHING
    """In this share of the draws it need not hold."""
    allowed: str = ""
    """Under this name the question may say that it is meant."""
    warns: bool = False
    """It is rarely meant, but breaks nothing."""


class ClaimedNumber(Struct, frozen=True):
    """A key that ``qbank check`` derives a second time: how far from it a right number may be."""

    path: Path
    term: Term
    tolerance: Fraction


class Mutation(Struct, frozen=True):
    """A misconception put in the key's place: its name, its feedback, and the quantity it gives.

    ``slip`` says how it is made together with another one; None for one that replaces the whole key.
    """

    name: str
    feedback: TextProgram
    term: Term
    quantity: int
    slip: Slip | None = None
    credit: Fraction = NOTHING
    path: Path = ()
    """Where the author wrote it; nowhere for one of the formulas."""


class Compared(Struct, frozen=True):
    """The key and the wrong rules that a part tells apart, and how far two answers must differ for that."""

    key: Term
    mutations: tuple[Mutation, ...]
    gap: Fraction


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

    def explanation(self, path: Path, part: PartModel, term: Term | None, decimals: int | None) -> TextProgram:
        """The author's worked solution, or the derivation of the Term; empty without either."""

    def alike(self, first: TextProgram, second: TextProgram) -> Alike | None:
        """Where two texts look the same; None when it is never so, or told only by a draw."""

    def same_number(self, first: TextProgram, second: TextProgram) -> Alike | None:
        """Where two texts that are one number each are the same number, however they look; None of others."""

    def halfway(self, text: TextProgram) -> Alike | None:
        """Where a text that is one rounded number lies halfway between two that can be shown; None of others."""

    def selection(self, path: Path, count: int) -> Term:
        """A parameter of a part that numbers ``count`` selections from a pool."""

    def figures(self, term: Term) -> Figures:
        """How many decimals a Term's value has at most, and the results on the way to it."""

    def leaf_decimals(self, leaf: Term) -> int:
        """With how many decimals a parameter, or an element of a list, is shown."""

    def claim(self, claim: Claim | ClaimedNumber) -> None:
        """Note what ``qbank check`` has to prove, or to derive a second time."""

    def note_key(self, path: Path, key: Term) -> None:
        """Note the key of a part, which later parts may carry on."""

    def note_number(self, path: Path, key: Term, decimals: int | None) -> None:
        """Note a number that is asked for, with so many decimals: claimed to be told by what students see, and not given."""

    def note_decision(self, path: Path, what: str, term: Term) -> None:
        """Note what decides an answer: it is claimed to be told by what students see. ``what`` is what messages call it."""

    def note_choice(self, path: Path, conditions: Sequence[tuple[Path, Term]]) -> None:
        """Note conditions of which exactly one holds, by which an answer is chosen: claimed to be free of ties."""

    def note_condition(self, path: Path, condition: Term) -> None:
        """Note a condition that is true or false by itself: claimed to be free of ties between rounded numbers."""

    def note_rules(self, compared: Compared, near: Fraction) -> None:
        """Note a key and its wrong rules. Authors' own are claimed to be told from each other, and to give more than nearly
        the key."""

    def carried(self, path: Path, source: str) -> Term:
        """The Term of an expression over the parameters and the answers to earlier parts, ``parts.<id>``."""

    def carried_right(self, term: Term, key: Term) -> Term:
        """The Term with the keys of the earlier parts as their answers; ``key`` itself where it is the same, written out."""

    def carried_wrong(self, term: Term) -> Term:
        """The Term with other numbers than the keys of the earlier parts as their answers."""

    def points(self, path: Path) -> Fraction:
        """What the part is worth."""

    def domain(self, path: Path, name: str) -> Domain:
        """The values of a parameter that is a number; a fault when there is none of that name."""

    def is_hidden(self, name: str) -> bool:
        """Whether no student sees the number of a parameter."""

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


GROUP = "qbank.question_types"


@cache
def question_type(name: str) -> QuestionType:
    """The installed type of that name; only its module is imported.

    >>> question_type("numeric").name
    'numeric'
    """
    kind: QuestionType = import_module(declared(GROUP)[name]).QUESTION_TYPE
    return kind


@cache
def question_types() -> Mapping[str, QuestionType]:
    """Every installed type, by name.

    >>> sorted(question_types())
    ['essay', 'expression', 'matching', 'multiple_choice', 'numeric', 'ordering', 'single_choice', 'text']
    """
    return {name: question_type(name) for name in declared(GROUP)}
