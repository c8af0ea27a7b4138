"""One draw: the parameters, the quantities made of them, and whatever else is asked for."""

from collections.abc import Mapping

from qbank.expressions.evaluate import Environment, Evaluator, compiled, opened
from qbank.generation.streams import Stream
from qbank.rl.arithmetic import Quantity
from qbank.term import Term


class Terms:
    """Registered Terms, compiled when first asked for, once for each shape of the lists."""

    def __init__(self) -> None:
        self.terms: list[Term] = []
        self.numbers: dict[Term, int] = {}
        self.shapes: dict[tuple[tuple[str, int], ...], dict[int, Evaluator]] = {}

    def register(self, term: Term) -> int:
        """The number of a Term; equal Terms have the same."""
        if term not in self.numbers:
            self.numbers[term] = len(self.terms)
            self.terms.append(term)
        return self.numbers[term]

    def evaluators(self, shape: tuple[tuple[str, int], ...]) -> dict[int, Evaluator]:
        """The Terms compiled so far for a shape, by number."""
        return self.shapes.setdefault(shape, {})

    def evaluator(self, term: Term, shape: Mapping[str, int]) -> Evaluator:
        """A Term compiled for a shape."""
        key = tuple(sorted(shape.items()))
        number = self.register(term)
        return self.evaluators(key).get(number) or self.compile(number, key)

    def compile(self, number: int, shape: tuple[tuple[str, int], ...]) -> Evaluator:
        """Compile a Term for a shape and remember it."""
        made = compiled(opened(self.terms[number], dict(shape)))
        self.evaluators(shape)[number] = made
        return made


class NumberedDraw:
    """A variant of a question: its parameters, and the value of every registered Term in it."""

    __slots__ = ("environment", "evaluators", "identity", "seed", "shape", "terms", "values", "variant")

    def __init__(self, identity: str, seed: str, variant: int, environment: Environment, terms: Terms) -> None:
        self.identity, self.seed, self.variant = identity, seed, variant
        self.environment, self.terms = environment, terms
        self.shape = tuple(sorted((name, len(v)) for name, v in environment.items() if isinstance(v, tuple)))
        self.evaluators = terms.evaluators(self.shape)
        self.values: dict[int, Quantity] = {}

    def value(self, quantity: int) -> Quantity:
        """The value of a registered Term, computed once; Undefined where it has none."""
        found = self.values.get(quantity)
        if found is None:
            evaluator = self.evaluators.get(quantity) or self.terms.compile(quantity, self.shape)
            found = self.values[quantity] = evaluator(self.environment)
        return found

    def stream(self, name: str, *, every: int = 1) -> Stream:
        """Random integers of this draw, or shared by each ``every`` consecutive variants."""
        return Stream(self.identity, self.seed, self.variant // every, name)
