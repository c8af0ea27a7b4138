"""Arithmetic as students type it, read into a Term; nothing is computed before its cost is known.

    0.5+0.9*1-1.2     2(3)     (1+0.5)^2     3÷4     √2     ln 2     exp(-0.5)     \\frac{1}{3}     50%

Names have no value here: only functions of one number are known. What mathematicians would read in two ways, such as
``1/2(3)``, is not read at all.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import NoReturn

from msgspec import Struct

from qbank.errors import CostError, ExpressionError, QbankError
from qbank.expressions.cost import cost
from qbank.expressions.evaluate import constant
from qbank.grading.tokens import LONGEST_SHOWN, Token
from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Term, children

MAX_DEPTH = 30
FUNCTIONS = {"sqrt": "sqrt", "√": "sqrt", "exp": "exp", "ln": "log", "log": "log", "abs": "abs"}
CLOSING = {"(": ")", "[": "]", "{": "}"}
HUNDRED = Num(Fraction(100))

NAME_HINTS = {
    "e": "write exp(…)",
    "pi": "give its value as a number",
    "π": "give its value as a number",
    "x": "a product is written with *",
    "log": "ln is the natural logarithm; no other is read",
    "lg": "ln is the natural logarithm; no other is read",
    "frac": r"write \frac{…}{…}",
}


class Typed(Struct, frozen=True):
    """Arithmetic as a Term, and at which character each of its operations stands.

    ``places`` is by the identity of the nodes, since ``1/0`` can stand twice; it holds the nodes, so that none is forgotten.
    """

    term: Term
    places: dict[int, tuple[Term, int]]

    def place(self, check: Callable[[Term], object], error: type[QbankError]) -> int:
        """Where the innermost operation stands for which the check raises that error."""
        term = self.term
        while faulty := [below for below in children(term) if _raises(check, below, error)]:
            term = faulty[0]
        return self.places[id(term)][1] if id(term) in self.places else 0


def _raises(check: Callable[[Term], object], term: Term, error: type[QbankError]) -> bool:
    try:
        check(term)
    except QbankError as raised:
        return isinstance(raised, error)
    return False


def read_arithmetic(tokens: list[Token], unit: str = "") -> Typed:
    """What the tokens stand for; ExpressionError with the offset of the fault."""
    reader = _Reader(tokens, unit)
    typed = Typed(reader.sum(), reader.places)
    if reader.here.kind != "end":
        reader.fail_here()
    try:
        _cost(typed.term)
    except CostError as error:
        raise CostError(error.message, typed.place(_cost, CostError), error.hint) from error
    return typed


def _cost(term: Term) -> object:
    return cost(term, {})


@dataclass(slots=True)
class _Reader:
    tokens: list[Token]
    unit: str
    position: int = 0
    depth: int = 0
    places: dict[int, tuple[Term, int]] = field(default_factory=dict)

    @property
    def here(self) -> Token:
        return self.tokens[self.position]

    def at(self, offset: int, term: Term) -> Term:
        """The Term, with the character that is pointed at when it has no value or costs too much."""
        self.places[id(term)] = term, offset
        return term

    def fail(self, message: str, hint: str = "") -> NoReturn:
        raise self.here.fault or ExpressionError(message, self.here.offset, hint)

    def fail_here(self) -> NoReturn:
        """Say of the present token that it has no place here."""
        match self.here.kind:
            case "end":
                self.fail("the number ends too early" if self.position else "nothing was typed")
            case "name":
                hint = f"the unit is {self.unit}" if self.unit else "give the value as a number"
                self.fail(
                    f"{self.here.text[:LONGEST_SHOWN]!r} is not a number",
                    NAME_HINTS.get(self.here.text.casefold().rstrip("0123456789"), hint),
                )
            case _:
                self.fail(f"did not expect {self.here.text[:LONGEST_SHOWN]!r} here")

    def take(self, *signs: str) -> bool:
        if self.here.kind == "sign" and self.here.text in signs:
            self.position += 1
            return True
        return False

    def deeper(self) -> None:
        self.depth += 1
        if self.depth > MAX_DEPTH:
            self.fail(f"this is nested more than {MAX_DEPTH} deep")

    def sum(self) -> Term:
        self.deeper()
        left = self.product()
        while self.here.kind == "sign" and self.here.text in "+-":
            node, offset = Add if self.here.text == "+" else Sub, self.here.offset
            self.position += 1
            left = self.at(offset, node(left, self.product()))
        self.depth -= 1
        return left

    def product(self) -> Term:
        """Products and quotients from the left; a bracket, root or function directly after a factor multiplies it."""
        left, divided = self.signed(), False
        while True:
            offset = self.here.offset
            if self.take("*"):
                left = self.at(offset, Mul(left, self.signed()))
            elif self.take("/"):
                left, divided = self.quotient(left), True
            elif self.here.text in CLOSING or self.here.text in FUNCTIONS:
                if divided:
                    self.fail("this can be read in two ways", "write * and brackets: (1/2)*(3) or 1/(2*(3))")
                left = self.at(offset, Mul(left, self.power()))
            elif self.here.kind in ("number", "vulgar"):
                self.fail("two numbers stand side by side", "give one number; one and a half is 3/2 or 1.5")
            else:
                return left

    def quotient(self, dividend: Term) -> Term:
        """What is divided by the next factor; in ``100/3%`` the percent sign is that of the whole, as we print it."""
        offset = self.here.offset
        divisor = self.signed()
        if self.tokens[self.position - 1].text != "%":
            return self.at(offset, Div(dividend, divisor))
        if not isinstance(divisor, Div):
            self.fail("this can be read in two ways", "write brackets")
        return Div(self.at(offset, Div(dividend, divisor.left)), divisor.right)

    def signed(self) -> Term:
        """``-x``, where a power binds tighter than the sign."""
        negative = False
        while self.here.kind == "sign" and self.here.text in "+-":
            negative ^= self.here.text == "-"
            self.position += 1
        term = self.power()
        if not negative:
            return term
        return Num(-term.value) if isinstance(term, Num) else Neg(term)

    def power(self) -> Term:
        base, offset = self.percent(), self.here.offset
        if self.here.kind == "raised":
            self.position += 1
            return self.at(offset, Pow(base, Num(self.tokens[self.position - 1].value)))
        if not self.take("^", "**"):
            return base
        self.deeper()
        exponent = self.signed()
        self.depth -= 1
        return self.at(offset, Pow(base, self.computed(exponent)))

    def computed(self, exponent: Term) -> Term:
        """The exponent as the number that it is, where it is an exact one."""
        try:
            _cost(exponent)
        except CostError as error:
            place = Typed(exponent, self.places).place(_cost, CostError)
            raise CostError(error.message, place, error.hint) from error
        value = constant(exponent)
        return exponent if value is None else Num(value)

    def percent(self) -> Term:
        term = self.atom()
        while self.take("%"):
            term = Div(term, HUNDRED)
        return term

    def atom(self) -> Term:
        token = self.here
        if token.text in CLOSING:
            return self.bracket()
        if token.text in FUNCTIONS:
            return self.function(FUNCTIONS[token.text])
        if token.text == "frac":
            return self.fraction()
        if token.kind not in ("number", "vulgar"):
            self.fail_here()
        self.position += 1
        value = token.value
        if token.text.isdecimal() and self.here.kind == "vulgar":
            value += self.here.value
            self.position += 1
        return Num(value)

    def bracket(self) -> Term:
        closing = CLOSING[self.here.text]
        self.position += 1
        inner = self.sum()
        if not self.take(closing):
            if self.here.kind == "end":
                self.fail(f"a bracket is not closed: {closing!r} is missing")
            self.fail_here()
        return inner

    def function(self, name: str) -> Term:
        """A function of what stands in brackets, or of the one number after it."""
        offset = self.here.offset
        self.position += 1
        if self.here.text in CLOSING:
            return self.at(offset, Apply(name, (self.bracket(),)))
        if self.here.kind not in ("number", "vulgar"):
            self.fail("expected a bracket here")
        term = self.at(offset, Apply(name, (self.atom(),)))
        after = self.here
        if after.text in ("^", "**", "%", *CLOSING) or after.kind == "raised":
            self.fail("this can be read in two ways", "write brackets")
        return term

    def fraction(self) -> Term:
        r"""``\frac{1}{3}``."""
        if self.tokens[self.position + 1].text != "{":
            self.fail_here()
        self.position += 1
        above = self.bracket()
        if self.here.text != "{":
            self.fail("expected the denominator here", r"write \frac{…}{…}")
        return self.at(self.here.offset, Div(above, self.bracket()))
