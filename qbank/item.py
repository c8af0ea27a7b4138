"""A solved question and what holds it: parts, answers, items, sections, forms.

What a student is served is the same record with ``answers=None`` (``without_answers``).
"""

from collections.abc import Callable, Iterable, Iterator
from fractions import Fraction
from typing import Protocol, TypeVar

from msgspec import Struct
from msgspec.structs import replace

from qbank.content import Number, Text
from qbank.interactions import Interaction, ScoringPolicy
from qbank.term import Term


class Part(Struct, frozen=True):
    """One thing that is asked. An ``inline`` part is answered in a gap of the stem; its prompt is what the gap is called."""

    id: str
    prompt: Text
    interaction: Interaction
    points: Fraction
    scoring: ScoringPolicy = ScoringPolicy.ALL_OR_NOTHING
    inline: bool = False


# --- answers ---


class Pair(Struct, frozen=True):
    """A source and a target of a matching, by their ids."""

    source: str
    target: str


class Literals(Struct, frozen=True):
    """Texts that are right. ``*`` stands for any characters, none included; ``\\*`` for a star.

    ``case`` says whether capitals matter, ``typos`` how many letters of a text may be wrong, missing or too many: at most one
    in five, and never a digit. A leading English article, quotation marks around it and a full stop behind it do not count.
    """

    accepted: tuple[str, ...]
    case: bool = False
    typos: int = 0


class Criterion(Struct, frozen=True):
    """What a text is marked by, and what it is worth."""

    text: Text
    points: Fraction


class Rubric(Struct, frozen=True):
    """How a text is marked: criteria, and an answer that would earn them all."""

    criteria: tuple[Criterion, ...]
    model_answer: Text


Key = Fraction | Term | Literals | str | tuple[str, ...] | tuple[Pair, ...] | Rubric
"""What is right, by interaction:

numeric_entry     Fraction                  the number
expression_entry  Term                      the formula, over the symbols' names
text_entry        Literals
single_choice     str                       the id of a choice
multiple_choice   tuple of str              the ids of the right choices, as on the page; at least one
matching          tuple of Pair             one for each source, as on the page
ordering          tuple of str              the ids of the steps in their right order
extended_text     Rubric
"""


CONVENTION = "convention."
"""How the name of what is right elsewhere begins; ``Known.credit`` says what it earns here."""


class Known(Struct, frozen=True):
    """A response that is recognised: the share of the points it earns, and what to tell the student.

    ``response`` is a number, a formula, a text (as in ``Literals``), the id of one choice, or one pair of a matching, which
    stands for that choice or pair alone. ``shown`` is a number or a formula as displayed; None for the others.
    """

    response: Fraction | Term | str | Pair
    credit: Fraction
    feedback: Text
    misconception: str | None = None
    shown: Number | Text | None = None


class Slip(Struct, frozen=True):
    """A misconception that can be made together with another one: a formula misread, or quantities set to other values."""

    name: str
    formula: str = ""
    changes: tuple[tuple[str, Term], ...] = ()


class Working(Struct, frozen=True):
    """How a number or a formula is computed from the item's parameters; the same record for every variant.

    With ``follow`` the key is computed from what the student gave in other parts, whose Terms are ``Sym("parts.<id>")``; a
    response that is right only so earns ``follow_credit``.
    """

    term: Term
    slips: tuple[Slip, ...] = ()
    follow: Term | None = None
    follow_credit: Fraction = Fraction(1)


class Answer(Struct, frozen=True):
    """What a part's right answer is, exactly, and how to reach it.

    A numeric response is right when it is within ``tolerance`` of the key, both ends included. ``shown`` is a number or a
    formula as displayed; None for others. ``exact`` is False for an irrational key, which is given to twelve decimals.
    """

    part: str
    key: Key
    solution: Text
    tolerance: Fraction = Fraction(0)
    shown: Number | Text | None = None
    known: tuple[Known, ...] = ()
    exact: bool = True
    working: Working | None = None

    @property
    def number(self) -> Fraction:
        """The key of a numeric entry."""
        return expected(self.key, Fraction)

    @property
    def formula(self) -> Term:
        """The key of an expression entry."""
        return expected(self.key, Term)

    @property
    def literals(self) -> Literals:
        """The key of a text entry."""
        return expected(self.key, Literals)

    @property
    def choice(self) -> str:
        """The key of a single choice."""
        return expected(self.key, str)

    @property
    def ids(self) -> tuple[str, ...]:
        """The key of a multiple choice or an ordering."""
        return tuple(expected(one, str) for one in expected(self.key, tuple))

    @property
    def pairs(self) -> tuple[Pair, ...]:
        """The key of a matching."""
        return tuple(expected(pair, Pair) for pair in expected(self.key, tuple))

    @property
    def rubric(self) -> Rubric:
        """The key of an extended text."""
        return expected(self.key, Rubric)


Wanted = TypeVar("Wanted")
Result = TypeVar("Result")


def expected(value: object, kind: type[Wanted]) -> Wanted:
    """The value, which must be of the kind that its interaction says; TypeError when an item is put together wrongly."""
    if isinstance(value, kind):
        return value
    message = f"expected {kind.__name__}, not {value!r}"
    raise TypeError(message)


Drawn = Fraction | str | tuple["Drawn", ...]
"""The value of a parameter or quantity: a number, a word, or a list."""


class Draw(Struct, frozen=True):
    """A variant before it is solved: its question, its number, its parameters."""

    item: str
    variant: int
    parameters: tuple[tuple[str, Drawn], ...]


def exact_text(value: Drawn) -> str | list[object]:
    """A value of a draw as exact text: ``"1/5"``; lists stay lists.

    >>> exact_text((Fraction(1, 5), Fraction(2)))
    ['1/5', '2']
    """
    return [exact_text(element) for element in value] if isinstance(value, tuple) else str(value)


class Item(Struct, frozen=True):
    """A question, solved: one variant of an item model.

    ``parameters`` and ``quantities`` are the draw, for the instructor's copy only.
    """

    id: str
    seed: str
    variant: int
    title: str
    language: str
    objectives: tuple[str, ...]
    tags: tuple[str, ...]
    bloom: str
    points: Fraction
    stem: Text
    parts: tuple[Part, ...]
    hints: tuple[Text, ...]
    source: str
    parameters: tuple[tuple[str, Drawn], ...] = ()
    quantities: tuple[tuple[str, Drawn], ...] = ()
    answers: tuple[Answer, ...] | None = None

    @property
    def name(self) -> str:
        """Item and variant in one word, such as ``td-advantage-7``."""
        return f"{self.id}-{self.variant}"

    def answer(self, part: str) -> Answer:
        """The answer of a part; KeyError when there is none, as in a student's copy."""
        for answer in self.answers or ():
            if answer.part == part:
                return answer
        raise KeyError(part)

    def part(self, id: str) -> Part:
        """The part of an id; KeyError when there is none."""
        for part in self.parts:
            if part.id == id:
                return part
        raise KeyError(id)


def texts_in(value: object) -> Iterator[Text]:
    """Every text of an item, in the order of its fields."""
    match value:
        case Text():
            yield value
        case tuple():
            for one in value:
                yield from texts_in(one)
        case Struct() if not isinstance(value, Term):
            for name in value.__struct_fields__:
                yield from texts_in(getattr(value, name))


def without_answers(item: Item) -> Item:
    """The student's copy: no answers, no hints, no worked solution, and nothing from which the draw can be made again."""
    return replace(item, seed="", variant=0, hints=(), answers=None, parameters=(), quantities=())


class Section(Struct, frozen=True):
    """Items under one heading, with what is to be said before them."""

    title: str
    items: tuple[Item, ...]
    instructions: Text = Text()


class Form(Struct, frozen=True):
    """One assembled copy of a test. ``code`` identifies it on paper; what it means stands in the lock file only."""

    name: str
    title: str
    language: str
    instructions: Text
    minutes: int | None
    copy: int
    code: str
    sections: tuple[Section, ...]

    @property
    def items(self) -> tuple[Item, ...]:
        """Every item, in order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def points(self) -> Fraction:
        """What the whole form is worth."""
        return sum((item.points for item in self.items), Fraction(0))


class Chosen(Struct, frozen=True):
    """How a question came into a quiz: its section, what it counts, its minutes if known, and whether the seed picked it."""

    section: str
    item: str
    points: Fraction
    minutes: int | None
    picked: bool


class Quiz(Protocol):
    """What a writer is given: copies, made when asked for, so that memory does not grow with their number."""

    @property
    def name(self) -> str:
        """What files are named after."""

    @property
    def title(self) -> str:
        """The heading."""

    @property
    def copies(self) -> int:
        """How many copies there are."""

    @property
    def planned(self) -> bool:
        """Whether it was made after a plan, a blueprint, and is not just some questions."""

    @property
    def item_ids(self) -> tuple[str, ...]:
        """The questions' ids, in order."""

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """How each question came into the quiz, in order."""

    def form(self, copy: int) -> Form:
        """Copy number ``copy``, from 0."""

    def code(self, copy: int) -> str:
        """What identifies a copy on paper and tells nothing else."""

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """What a copy's draws are, in order, without solving them."""

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question, one for each copy, in order."""

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the variants of one question, piece by piece, in order; ``work`` may run in another process."""

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of all copies, so many at a time, in order; ``work`` may run in another process."""
