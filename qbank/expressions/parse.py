"""The expression language: one precedence parser for everything an author computes.

    a + b * c ^ d        arithmetic; ``^`` and ``**`` are powers, numbers are exact (0.1 is 1/10)
    a < b <= c           comparisons, also chained; ``and``, ``or``, ``not``
    x if a > b else y    a case distinction
    rewards[0]           an element of a list, from 0
    [1, x, y]            a list; a list of lists is a table
    min max clip abs exp log sqrt len
    sum(rewards)         the sum of a list
    sum(k, 0, n, x[k])   the sum of an expression for k = 0..n
    derivative(loss, value)    the derivative of an expression by a quantity
    solve(a * x == b, x)       the number x for which both sides are equal
    limit(n / (n + 1), n, infinity)    the limit of an expression, as n goes to a number or to infinity
    td_error(reward, discount, next_value, value=v)       a formula, by position or by name
    "better"             a string, where a text is chosen

Nothing here evaluates; what is read is a Term.
"""

import difflib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from functools import cache, lru_cache
from typing import NoReturn

from msgspec import Struct

from qbank.errors import CostError, ExpressionError
from qbank.expressions.tokens import Token, tokens
from qbank.rl.formula import formulas
from qbank.term import (
    Add,
    Algebra,
    Apply,
    Call,
    Compare,
    Cond,
    Div,
    Index,
    Items,
    Logic,
    Mul,
    Neg,
    Num,
    Pow,
    Sub,
    Sum,
    Sym,
    Term,
    Words,
)

MAX_DEPTH = 40
MAX_DIGITS = 60

FUNCTIONS = {"min": (1, 20), "max": (1, 20), "clip": (3, 3)} | dict.fromkeys(
    ("abs", "exp", "log", "sqrt", "len"), (1, 1)
)
"""The built-in functions and how many arguments each takes."""

ALGEBRA = {
    "derivative": "derivative(loss, value)",
    "solve": "solve(advantage == 0, gamma)",
    "limit": "limit(n / (n + 1), n, infinity)",
}
"""What algebra works out when a question is compiled, each with an example."""

COMPARISONS = ("<", "<=", ">", ">=", "==", "!=")
BINARY = {"+": (10, Add), "-": (10, Sub), "*": (20, Mul), "/": (20, Div)}
RESERVED = frozenset({"and", "or", "not", "if", "else"})


class Parsed(Struct, frozen=True):
    """A Term, and where each free name, each index of a sum and each string stands in the text."""

    term: Term
    names: tuple[tuple[str, int], ...]
    indexes: tuple[tuple[str, int], ...] = ()
    strings: tuple[tuple[str, int], ...] = ()


def parse(
    source: str, extra: Mapping[str, tuple[str, ...]] | None = None, defaults: Mapping[str, Term] | None = None
) -> Parsed:
    """The Term of an expression; ``extra`` are functions known here besides formulas, with their parameters.

    ``defaults`` say what parameters of theirs are that need not be given.

    Raises ExpressionError with the offset of the fault.

    >>> parse("r - 0.5").term
    Sub(left=Sym(name='r'), right=Num(value=Fraction(1, 2)))
    """
    return _parsed(source, {**_signatures(), **extra}, defaults or {}) if extra else _plainly_parsed(source)


@lru_cache(maxsize=4096)  # a question names the same few quantities again and again
def _plainly_parsed(source: str) -> Parsed:
    return _parsed(source, _signatures(), {})


def _parsed(source: str, signatures: Mapping[str, tuple[str, ...]], defaults: Mapping[str, Term]) -> Parsed:
    parser = _Parser(tokens(source), signatures, defaults)
    term = parser.expression()
    if parser.here.kind != "end":
        parser.fail(f"did not expect {parser.here.text!r} here", _continuation_hint(parser.here))
    return Parsed(term, tuple(parser.names), tuple(parser.indexes), tuple(parser.strings))


@cache
def _signatures() -> Mapping[str, tuple[str, ...]]:
    """The parameters of every formula."""
    return {name: formula.parameters for name, formula in formulas().items()}


@dataclass(slots=True)
class _Parser:
    tokens: list[Token]
    signatures: Mapping[str, tuple[str, ...]]
    defaults: Mapping[str, Term]
    position: int = 0
    depth: int = 0
    bound: list[str] = field(default_factory=list)
    names: list[tuple[str, int]] = field(default_factory=list)
    indexes: list[tuple[str, int]] = field(default_factory=list)
    strings: list[tuple[str, int]] = field(default_factory=list)

    @property
    def here(self) -> Token:
        return self.tokens[self.position]

    def fail(self, message: str, hint: str = "") -> NoReturn:
        raise ExpressionError(message, self.here.offset, hint)

    def take(self, text: str) -> bool:
        if self.here.text == text and self.here.kind in ("sign", "name"):
            self.position += 1
            return True
        return False

    def expect(self, text: str) -> None:
        if not self.take(text):
            found = repr(self.here.text) if self.here.text else "the end"
            self.fail(f"expected {text!r}, found {found}")

    def expression(self) -> Term:
        """A case distinction, or what binds tighter."""
        self.depth += 1
        if self.depth > MAX_DEPTH:
            message = f"the expression is nested more than {MAX_DEPTH} deep"
            raise CostError(message, self.here.offset)
        then = self.disjunction()
        if self.take("if"):
            test = self.disjunction()
            self.expect("else")
            then = Cond(test, then, self.expression())
        self.depth -= 1
        return then

    def disjunction(self) -> Term:
        operands = [self.conjunction()]
        while self.take("or"):
            operands.append(self.conjunction())
        return operands[0] if len(operands) == 1 else Logic("or", tuple(operands))

    def conjunction(self) -> Term:
        operands = [self.negation()]
        while self.take("and"):
            operands.append(self.negation())
        return operands[0] if len(operands) == 1 else Logic("and", tuple(operands))

    def negation(self) -> Term:
        negated = False
        while self.take("not"):
            negated = not negated
        term = self.comparison()
        return Logic("not", (term,)) if negated else term

    def comparison(self) -> Term:
        """``a``, ``a < b``, or a chain such as ``0 < a <= b``."""
        left = self.arithmetic(0)
        links: list[Term] = []
        while self.here.kind == "sign" and self.here.text in COMPARISONS:
            sign = self.here.text
            self.position += 1
            right = self.arithmetic(0)
            links.append(Compare(sign, left, right))
            left = right
        if self.here.text == "=":
            self.fail("did not expect '=' here", "compare with ==")
        return left if not links else links[0] if len(links) == 1 else Logic("and", tuple(links))

    def arithmetic(self, minimum: int) -> Term:
        """Sums and products by precedence, from the left."""
        left = self.signed()
        while self.here.kind == "sign" and self.here.text in BINARY:
            strength, node = BINARY[self.here.text]
            if strength <= minimum:
                break
            self.position += 1
            left = node(left, self.arithmetic(strength))
        return left

    def signed(self) -> Term:
        """``-x``, where a power binds tighter than the sign; ``+x`` is x."""
        negative = False
        while self.here.kind == "sign" and self.here.text in "+-":
            negative ^= self.here.text == "-"
            self.position += 1
        term = self.power()
        if not negative:
            return term
        return Num(-term.value) if isinstance(term, Num) else Neg(term)

    def power(self) -> Term:
        base = self.postfix()
        if self.take("^") or self.take("**"):
            self.depth += 1
            if self.depth > MAX_DEPTH:
                message = f"the expression is nested more than {MAX_DEPTH} deep"
                raise CostError(message, self.here.offset)
            base = Pow(base, self.signed())
            self.depth -= 1
        return base

    def postfix(self) -> Term:
        term = self.atom()
        while self.take("["):
            term = Index(term, self.expression())
            self.expect("]")
        return term

    def atom(self) -> Term:
        token = self.here
        opens = token.text in ("(", "[") and token.kind == "sign"
        if not opens and (token.kind in ("sign", "end") or token.text in RESERVED):
            self.fail(
                f"expected a number or a name, found {token.text!r}"
                if token.text
                else "the expression ends where a number or a name is expected"
            )
        self.position += 1
        match token.kind:
            case "number":
                return _number(token)
            case "string":
                self.strings.append((token.text[1:-1], token.offset))
                return Words(token.text[1:-1])
            case "name":
                return self.call(token) if self.here.text == "(" else self.name(token)
            case _ if token.text == "[":
                return self.listed()
            case _:
                inner = self.expression()
                self.expect(")")
                return inner

    def listed(self) -> Term:
        """The elements of a list, its bracket opened."""
        items = [self.expression()]
        while self.take(","):
            items.append(self.expression())
        self.expect("]")
        return Items(tuple(items))

    def name(self, token: Token) -> Term:
        if token.text not in self.bound:
            self.names.append((token.text, token.offset))
        return Sym(token.text)

    def call(self, token: Token) -> Term:
        """A built-in function, a sum, or a formula."""
        self.expect("(")
        if token.text == "sum":
            return self.summation(token)
        if token.text in ALGEBRA:
            return self.algebra(token)
        if token.text in FUNCTIONS:
            return Apply(token.text, self.positional(token, *FUNCTIONS[token.text]))
        if token.text in self.signatures:
            return Call(token.text, self.named(token, self.signatures[token.text]))
        known = [*FUNCTIONS, "sum", *ALGEBRA, *self.signatures]
        close = difflib.get_close_matches(token.text, known, n=1)
        hint = (
            f"did you mean {close[0]!r}?"
            if close
            else "`qbank formulas` lists the formulas; a product is written with *"
        )
        raise ExpressionError(f"unknown function {token.text!r}", token.offset, hint)

    def positional(self, token: Token, least: int, most: int) -> tuple[Term, ...]:
        arguments = [self.expression()]
        while self.take(","):
            arguments.append(self.expression())
        self.expect(")")
        if not least <= len(arguments) <= most:
            wanted = str(least) if least == most else f"{least} to {most}"
            plural = "argument" if most == 1 else "arguments"
            raise ExpressionError(f"{token.text!r} takes {wanted} {plural}, not {len(arguments)}", token.offset)
        return tuple(arguments)

    def summation(self, token: Token) -> Term:
        """``sum(list)``, or ``sum(index, lower, upper, body)`` in which the body knows the index."""
        if self.here.kind == "name" and self.tokens[self.position + 1].text == ",":
            index = self.here.text
            if index in RESERVED:
                self.fail(f"{index!r} cannot be the index of a sum", "take a letter such as k")
            self.indexes.append((index, self.here.offset))
            self.position += 1
            self.expect(",")
            lower = self.expression()
            self.expect(",")
            upper = self.expression()
            self.expect(",")
            self.bound.append(index)
            body = self.expression()
            self.bound.pop()
            self.expect(")")
            return Sum(index, lower, upper, body)
        return Apply("sum", self.positional(token, 1, 1))

    def algebra(self, token: Token) -> Term:
        """``derivative(body, name)``, ``solve(left == right, name)`` or ``limit(body, name, value)``; the body knows the name."""
        before = len(self.names)
        body = self.expression()
        self.expect(",")
        name = self.here
        if name.kind != "name" or name.text in RESERVED:
            self.fail(f"{token.text!r} takes the name of a quantity here", ALGEBRA[token.text])
        self.position += 1
        self.names[before:] = [found for found in self.names[before:] if found[0] != name.text]
        at: Term = Num(Fraction(0))
        match token.text:
            case "derivative":
                at = self.name(name)
            case "solve" if isinstance(body, Compare) and body.operator == "==":
                body = Sub(body.left, body.right) if body.right != at else body.left
            case "limit":
                self.expect(",")
                at = Words("infinity") if self.take("infinity") else self.expression()
        self.expect(")")
        return Algebra(token.text, body, name.text, at)

    def named(self, token: Token, parameters: tuple[str, ...]) -> tuple[tuple[str, Term], ...]:
        """Arguments by position, then by name; each parameter once."""
        given: dict[str, Term] = {}
        by_name = False
        while not self.take(")"):
            if given:
                self.expect(",")
            at = self.here
            if at.kind == "name" and self.tokens[self.position + 1].text == "=":
                self.position += 2
                by_name, key = True, at.text
            else:
                key = "" if by_name or len(given) == len(parameters) else parameters[len(given)]
            if key not in parameters or key in given:
                raise ExpressionError(
                    _misfit(token.text, key, given, by_name=by_name),
                    at.offset,
                    f"its parameters are {', '.join(parameters)}",
                )
            given[key] = self.expression()
        defaults = formulas()[token.text].defaults if token.text in formulas() else self.defaults
        missing = [name for name in parameters if name not in given and name not in defaults]
        if missing:
            hint = f"its parameters are {', '.join(parameters)}"
            raise ExpressionError(f"{token.text!r} lacks {', '.join(map(repr, missing))}", token.offset, hint)
        return tuple((name, given[name] if name in given else defaults[name]) for name in parameters)


def _number(token: Token) -> Num:
    if len(token.text) > MAX_DIGITS or (
        "e" in token.text.lower() and abs(int(token.text.lower().split("e")[1])) > MAX_DIGITS
    ):
        message = f"a number of more than {MAX_DIGITS} digits"
        raise CostError(message, token.offset)
    return Num(Fraction(token.text))


def _misfit(function: str, key: str, given: Mapping[str, Term], *, by_name: bool) -> str:
    """Why an argument fits no parameter."""
    if key in given:
        return f"{key!r} of {function!r} is given twice"
    if key:
        return f"{function!r} has no parameter {key!r}"
    return "an argument by position cannot follow one by name" if by_name else f"one argument too many for {function!r}"


def _continuation_hint(token: Token) -> str:
    return "a product is written with *" if token.kind in ("name", "number") or token.text == "(" else ""
