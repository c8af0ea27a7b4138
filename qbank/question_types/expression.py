"""A formula is typed.

    - type: expression
      prompt: Write the one-step advantage.
      answer: reward + discount * next_value - value
      symbols: {r_t: reward, γ: discount, "V(s_{t+1})": next_value, "V(s_t)": value}

``symbols`` says how students write each quantity; a quantity may have several spellings, the first is shown. A parameter
without a symbol must be shown as a number: the answer is then a formula with that number in it. Whether a response equals the
key is decided over the parameters' ranges.
"""

from fractions import Fraction
from functools import lru_cache
from typing import Annotated, Literal

from msgspec import Struct

from qbank.content import Maths, Paragraph, Piece, Text, Tree
from qbank.errors import OffsetError
from qbank.expressions.evaluate import opened
from qbank.expressions.latex import Named, latex
from qbank.interactions import ExpressionEntry, Interaction, Shape, Symbol
from qbank.item import Answer, Known, Working
from qbank.model import Field
from qbank.question_types.question_type import (
    AllOrNothing,
    ClaimedNumber,
    Compared,
    Constraint,
    Draw,
    Expression,
    Mutation,
    PartModel,
    Path,
    QuestionType,
    TextProgram,
    Workshop,
)
from qbank.rl.arithmetic import Quantity
from qbank.rl.procedure import procedure_named
from qbank.term import Call, Num, Pow, Sub, Sym, Term, rebuild, substitute, symbols, walk
from qbank.tex.parser import parse as parse_maths

Spelling = Annotated[str, Field(min_length=1, max_length=40)]


class ExpressionPart(PartModel, frozen=True, kw_only=True):
    """A formula is typed."""

    type: Annotated[Literal["expression"], Field(description="A formula is typed.")]
    answer: Annotated[
        Expression, Field(description="The key, as an expression.", examples=["reward + discount * next_value - value"])
    ]
    symbols: Annotated[
        dict[Spelling, str],
        Field(
            min_length=1,
            description="How students write each parameter, in LaTeX. A parameter may have several spellings; the first is "
            "shown. One without must be shown as a number.",
            examples=[{"r_t": "reward", "γ": "discount", "V(s_t)": "value"}],
        ),
    ]
    form: Annotated[
        Literal["any", "expanded", "factored", "one_fraction"],
        Field(description="The form that is asked for. `any`: whatever equals the key is right."),
    ] = "any"
    scoring: AllOrNothing = "all_or_nothing"


class PreparedExpression(Struct, frozen=True):
    """A symbolic part, ready to be solved. ``given`` are the parameters whose numbers stand in the formula."""

    constraints: tuple[Constraint, ...]
    interaction: ExpressionEntry
    key: Term
    mutations: tuple[Mutation, ...]
    working: Working
    given: tuple[tuple[str, int], ...]
    leaf: Named
    solution: TextProgram

    def solve(self, draw: Draw, part: str) -> tuple[Interaction, Answer]:
        """The formula, with this draw's numbers where they belong to it."""
        numbers = {name: _number(draw.value(quantity)) for name, quantity in self.given}
        known = []
        for mutation in self.mutations:
            formula = _powers(opened(substitute(mutation.term, numbers), {}))
            shown = maths(latex(formula, self.leaf))
            known.append(Known(formula, mutation.credit, mutation.feedback.fill(draw), mutation.name, shown))
        key = _powers(opened(substitute(self.key, numbers), {}))
        shown = maths(latex(key, self.leaf))
        solution = self.solution.fill(draw) or shown
        working = Working(substitute(self.working.term, numbers), self.working.slips) if numbers else self.working
        return self.interaction, Answer(part, key, solution, shown=shown, known=tuple(known), working=working)


def _powers(term: Term) -> Term:
    """The same with differences of numbers in exponents worked out: (1 − p)^4, not (1 − p)^(5 − 1)."""
    match term:
        case Pow(base=base, exponent=Sub(left=Num(value=left), right=Num(value=right))):
            return Pow(_powers(base), Num(left - right))
        case _:
            return rebuild(term, _powers)


def _number(value: Quantity) -> Num:
    if not isinstance(value, Fraction):
        message = f"expected a number, not {value!r}"
        raise TypeError(message)
    return Num(value)


@lru_cache(maxsize=1024)
def maths(source: str) -> Text:
    """A formula as a text."""
    return Text((Piece(Tree((Paragraph((Maths(parse_maths(source)),)),))),))


def prepare(part: ExpressionPart, path: Path, workshop: Workshop) -> PreparedExpression:
    """Read the key, its symbols and its misconceptions."""
    key = workshop.expression((*path, "answer"), part.answer)
    if any(isinstance(node, Call) and procedure_named(node.name) for node in walk(key)):
        message = "what an algorithm finds is no formula that could be typed"
        workshop.fault((*path, "answer"), message, "ask for its value in a 'numeric' part, or write the formula out")
    mutations = tuple(workshop.mutations(key, path, part.misconceptions))
    workshop.note_rules(Compared(key, mutations, Fraction(0)), Fraction(0))
    named = _symbols(part, path, workshop)
    written = set(part.symbols.values())
    free = frozenset().union(symbols(key), *(symbols(mutation.term) for mutation in mutations)) - written
    for name in sorted(free):
        if workshop.is_hidden(name):
            hint = f"add it to 'symbols', such as {name[0]}: {name}, or show its number in the stem"
            workshop.fault((*path, "symbols"), f"no symbol for {name!r}, whose number nobody sees", hint)
    workshop.claim(ClaimedNumber((*path, "answer"), key, Fraction(0)))
    slips = tuple(mutation.slip for mutation in mutations if mutation.slip is not None)
    return PreparedExpression(
        constraints=(),
        interaction=ExpressionEntry(named, Shape(part.form)),
        key=key,
        mutations=tuple(mutations),
        working=Working(key, slips),
        given=tuple((name, workshop.quantity(Sym(name))) for name in sorted(free)),
        leaf=Named({one.name: one.spellings[0] for one in named}),
        solution=workshop.explanation(path, part, None, None),
    )


def _symbols(part: ExpressionPart, path: Path, workshop: Workshop) -> tuple[Symbol, ...]:
    """The symbols, each with all its spellings, in the order in which quantities are first named."""
    spellings: dict[str, list[str]] = {}
    for spelling, name in part.symbols.items():
        spellings.setdefault(name, []).append(spelling)
    found = []
    for name, written in spellings.items():
        domain = workshop.domain((*path, "symbols", written[0]), name)
        try:
            found.append(Symbol(name, tuple(written), maths(written[0]), domain))
        except OffsetError as error:
            workshop.fault((*path, "symbols", written[0]), f"{written[0]!r} is no maths: {error.message}", error.hint)
    return tuple(found)


QUESTION_TYPE = QuestionType("expression", ExpressionPart, prepare)
