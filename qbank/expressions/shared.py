"""Terms compiled together: what several of them have in common is worked out once for a batch of draws.

A key, its wrong rules and the conditions of a question are made of the same sums and products. Equal ones become one closure,
which keeps what it found in the batch's ``Rows``. In any other environment (one draw, or the steps of a sum) nothing is kept.
"""

from functools import partial
from typing import Any

from qbank.expressions.evaluate import Environment, Evaluator, node
from qbank.rl.arithmetic import Quantity
from qbank.term import Num, Sym, Term, Words


class Rows(dict[str, Any]):
    """The parameters' values in every draw of a batch, and what was worked out from them, by the number of its closure."""

    __slots__ = ("known",)

    def __init__(self, rows: Any) -> None:
        super().__init__(rows)
        self.known: dict[int, Any] = {}


class Together:
    """Terms that are compiled together.

    >>> from fractions import Fraction
    >>> from qbank.expressions.parse import parse
    >>> together = Together()
    >>> one, other = together.compiled(parse("(a + 1) * 2").term), together.compiled(parse("(a + 1) / 2").term)
    >>> rows = Rows({"a": Fraction(3)})
    >>> print(one(rows), other(rows), len(rows.known))
    8 2 3
    """

    def __init__(self) -> None:
        self.made: dict[Term, Evaluator] = {}

    def compiled(self, term: Term) -> Evaluator:
        """The closure of an opened Term; the same one for an equal Term."""
        if term not in self.made:
            made = node(term, self.compiled)
            plain = isinstance(term, (Num, Sym, Words))
            self.made[term] = made if plain else partial(_once, len(self.made), made)
        return self.made[term]


def _once(number: int, made: Evaluator, environment: Environment) -> Quantity:
    """What the closure gives, looked up where it was worked out before."""
    if not isinstance(environment, Rows):
        return made(environment)
    if number not in environment.known:
        environment.known[number] = made(environment)
    return environment.known[number]
