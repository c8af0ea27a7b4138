"""A formula as it was read, to be shown: every product has its dot, so that no bracket looks like a function's."""

import re
from dataclasses import dataclass
from functools import cached_property

from qbank.content import plain
from qbank.errors import MathsError
from qbank.expressions.latex import latex, symbol
from qbank.interactions import Symbol
from qbank.term import Apply, Neg, Sym, Term, rebuild
from qbank.tex.parser import parse
from qbank.tex.tree import Node

LOGISTIC = "logistic"
"""A function that students write and Terms do not have: ``meant`` says what it is."""


LONE_ROOT = re.compile(r"√(\w)")
"""A root that shows no bracket; typed so, before a product, it could be read in two ways."""


@dataclass
class Shown:
    """Prints Terms in the symbols of a question."""

    symbols: tuple[Symbol, ...]

    @cached_property
    def names(self) -> dict[str, str]:
        """The LaTeX of each symbol."""
        return {one.name: one.spellings[0] for one in self.symbols}

    def leaf(self, term: Term) -> str:
        """The LaTeX of a leaf."""
        return self.names.get(term.name) or symbol(term) if isinstance(term, Sym) else symbol(term)

    def latex(self, term: Term) -> str:
        """The LaTeX of a Term as it was written."""
        return latex(term, self.leaf)

    def text(self, term: Term) -> str:
        """The Term in Unicode characters."""
        return self.said(self.latex(term))[0]

    @staticmethod
    def said(source: str) -> tuple[str, Node | None]:
        """LaTeX in Unicode characters, and as a tree; what is too large for one is repeated as it is."""
        try:
            tree = parse(source)
        except MathsError:
            return source, None
        return LONE_ROOT.sub(r"√(\1)", plain(tree)), tree

    def name(self, name: str) -> str:
        """A quantity in Unicode characters."""
        return self.text(Sym(name))

    @property
    def listed(self) -> str:
        """The symbols, for a hint."""
        return f"the quantities are {', '.join(self.name(one.name) for one in self.symbols)}"


def meant(term: Term) -> Term:
    """The Term without functions that only students write.

    >>> meant(Apply(LOGISTIC, (Sym("x"),)))
    Div(left=Num(value=Fraction(1, 1)), right=Add(left=Num(value=Fraction(1, 1)),
        right=Apply(function='exp', arguments=(Neg(operand=Sym(name='x')),))))
    """
    below = rebuild(term, meant)
    match below:
        case Apply(function="logistic", arguments=(value,)):
            return 1 / (1 + Apply("exp", (Neg(value),)))
        case _:
            return below
