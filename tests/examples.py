"""Texts, items and forms made by hand, for tests of what writes them: no YAML, no generation."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from msgspec.structs import replace

from qbank import content as c
from qbank.content import Number, Piece, Text, Tree, Value
from qbank.interactions import Choice, NumericEntry, SingleChoice
from qbank.item import Answer, Chosen, Draw, Form, Item, Known, Part, Result, Section
from qbank.tex import tree as tex

HOSTILE = '<script>alert("x")</script> & "quoted" \\(\\) #eval[$x$] =1+1'


def words(text: str) -> Text:
    """One paragraph of running text."""
    return Text((Piece(Tree((c.Paragraph((c.Str(text),)),))),))


def _letter(letter: str, below: tex.Node | None = None) -> tex.Node:
    return tex.Letter(letter) if below is None else tex.Scripts(tex.Letter(letter), below)


def _relation(sign: str) -> tex.Node:
    return tex.Operator(sign, tex.Role.RELATION)


def _binary(sign: str) -> tex.Node:
    return tex.Operator(sign, tex.Role.BINARY)


DISCOUNT = c.Maths(tex.Row((_letter("γ"), _relation("="), tex.Hole(3))))
ADVANTAGE = tex.Row(
    (
        _letter("A", _letter("t")),
        _relation("="),
        _letter("r", _letter("t")),
        _binary("+"),
        _letter("γ"),
        tex.Scripts(tex.Letter("V"), tex.Letter("ω")),
        tex.Fence("(", ")", tex.Letter("x", tex.Face.BOLD)),
        _binary("−"),
        tex.Over(tex.Digits("1"), tex.Row((tex.Digits("1"), _binary("+"), tex.Letter("T")))),
    )
)
SUBSTITUTED = tex.Grid(
    "aligned",
    (
        (_letter("A"), tex.Row((_relation("="), tex.Hole(0), _binary("+"), tex.Hole(1, tex.Guard.NEGATIVE)))),
        (tex.Row(()), tex.Row((_relation("="), tex.Hole(2)))),
    ),
)
TABLE = c.Table(
    header=((c.Str("token "), c.Maths(_letter("t"))), (c.Str("reward"),), (c.Strong((c.Str("value"),)),)),
    rows=(
        ((c.Str("0"),), (c.Place(1),), (c.Place(0),)),
        ((c.Str("1 < 2"),), (c.Place(4),), (c.Place(2),)),
    ),
    alignments=("left", "right", "center"),
)
STEM_TREE = Tree(
    (
        c.Paragraph(
            (
                c.Str("A model is fine-tuned with a critic. Before a token the critic says "),
                c.Place(0),
                c.Str(", after it "),
                c.Place(2),
                c.Str("; the token earns "),
                c.Place(1),
                c.Str(" and the discount is "),
                DISCOUNT,
                c.Str(". A share of "),
                c.Place(4),
                c.Str(" says "),
                c.Code((c.Place(5),)),
                c.Str("."),
            )
        ),
        TABLE,
        c.Paragraph((c.Emphasis((c.Str("Recall"),)), c.Str(" that"), c.Maths(ADVANTAGE, display=True))),
        c.Listing(
            ((c.Paragraph((c.Str("first"),)),), (c.Paragraph((c.Str("second, "), c.Strong((c.Str("bold"),)))),)),
            start=1,
        ),
        c.Quote((c.Paragraph((c.Str("quoted"), c.Break(), c.Link("https://example.org/?a=1&b=2", (c.Str("link"),)))),)),
        c.CodeBlock((c.Str("reward = "), c.Place(1), c.Str("\nvalue = 1 < 2\n"))),
    )
)
STEM_VALUES: tuple[Value, ...] = (
    Number(Fraction(-6, 5)),
    Number(Fraction(1, 2), 1, "signed"),
    Number(Fraction(1, 3)),
    Number(Fraction(9, 10)),
    Number(Fraction(1, 5), 0, "percent"),
    HOSTILE,
)
STEM = Text((Piece(STEM_TREE, STEM_VALUES),))
SOLUTION_TREE = Tree(
    (
        c.Paragraph((c.Str("Put the numbers in, with rewards "), c.Place(3), c.Str(":"))),
        c.Paragraph((c.Maths(SUBSTITUTED, display=True),)),
        c.BlockPlace(4),
    )
)
SOLUTION = Text(
    (
        Piece(
            SOLUTION_TREE,
            (
                Number(Fraction(-6, 5)),
                Number(Fraction(-1, 3)),
                Number(Fraction(-23, 15), 3),
                (Number(Fraction(1)), Number(Fraction(1, 2)), Number(Fraction(-1))),
                words("That is all."),
            ),
        ),
    )
)


def example_item(variant: int = 3, title: str = "Advantage of one token") -> Item:
    """A question with a number to type and an option to choose, and something in every field."""
    choices = (
        Choice("c1", words("It turned out worse than expected.")),
        Choice("c2", Text((Piece(Tree((c.Paragraph((c.Str("It was "), c.Place(0))),)), (Number(Fraction(-1, 2)),)),))),
        Choice("c3", words(f"Neither {HOSTILE}")),
    )
    known = (
        Known(Fraction(1, 10), Fraction(0), words("You left γ out."), "undiscounted", Number(Fraction(1, 10), 3)),
        Known(Fraction(-1, 5), Fraction(1, 2), words("The sign is turned."), "sign", Number(Fraction(-1, 5), 3)),
    )
    wrong = (
        Known("c2", Fraction(0), words("Compare with V, <not> zero."), "reward-only"),
        Known("c3", Fraction(0), words("One of them holds."), None),
    )
    return Item(
        id="td-advantage",
        seed="seed-2026",
        variant=variant,
        title=title,
        language="en",
        objectives=("rlhf.advantage.td-error", "rlhf.critic"),
        tags=("advantage", "ünïcode"),
        bloom="apply",
        points=Fraction(5, 2),
        stem=STEM,
        parts=(
            Part("advantage", words("What is the advantage?"), NumericEntry(3, "nats"), Fraction(3, 2)),
            Part("sign", words("What does it say about the token?"), SingleChoice(choices), Fraction(1)),
        ),
        hints=(words("Start from the target."), words("Then subtract V.")),
        source="Sutton & Barto (2018), eq. 6.5",
        parameters=(("reward", "1/2"), ("value", "-6/5")),
        quantities=(("advantage", "-23/15"),),
        answers=(
            Answer(
                "advantage",
                Fraction(-23, 15),
                SOLUTION,
                Fraction(1, 2000),
                Number(Fraction(-23, 15), 3),
                known,
            ),
            Answer("sign", "c1", words("The advantage is negative."), known=wrong),
        ),
    )


def example_form(copy: int = 0, items: tuple[Item, ...] | None = None) -> Form:
    """Two sections, three questions; or the given items in a section without a title."""
    first, second = example_item(copy), replace(example_item(copy), id="td-again", title="The same again <b>")
    sections = (Section("Advantages", (first, second)), Section("Critics & rewards", (example_item(copy + 100),)))
    return Form(
        name="quiz-1",
        title="Quiz 1: values & <advantages>",
        language="en",
        instructions=words("Answer every question. No calculators."),
        minutes=45,
        copy=copy,
        code=f"K3F{copy}",
        sections=sections if items is None else (Section("", items),),
    )


@dataclass(frozen=True)
class ExampleQuiz:
    """Copies of the example form, made when asked for."""

    copies: int = 1
    planned: bool = False
    name: str = "quiz-1"
    title: str = "Quiz 1: values & <advantages>"
    item_ids: tuple[str, ...] = ("td-advantage", "td-again")
    items: tuple[Item, ...] | None = None

    @property
    def contents(self) -> tuple[Chosen, ...]:
        """How each question came into the quiz."""
        return tuple(Chosen("Advantages", item_id, Fraction(3), 5, picked=False) for item_id in self.item_ids)

    def form(self, copy: int) -> Form:
        """Copy number ``copy``."""
        return replace(example_form(copy, self.items), name=self.name, title=self.title)

    def drawn(self, copy: int) -> tuple[Draw, ...]:
        """What a copy's draws are."""
        return tuple(Draw(item.id, item.variant, item.parameters) for item in self.form(copy).items)

    def pool(self, item_id: str) -> Iterator[Item]:
        """The variants of one question, one for each copy."""
        for copy in range(self.copies):
            yield replace(example_item(copy), id=item_id)

    def variants(self, item_id: str, work: Callable[[Iterable[Item]], Result]) -> Iterator[Result]:
        """What is made of the variants of one question."""
        yield work(self.pool(item_id))

    def papers(self, size: int, work: Callable[[Iterable[Form]], Result]) -> Iterator[Result]:
        """What is made of the copies, so many at a time."""
        for first in range(0, self.copies, size):
            yield work(map(self.form, range(first, min(first + size, self.copies))))
