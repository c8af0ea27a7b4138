"""Terms as LaTeX, in the author's own order of operations.

How a leaf prints is the caller's business (a symbol, or the mark of a value): derivations print the same Term first with
symbols and then with numbers.
"""

import re
from collections.abc import Callable, Mapping
from fractions import Fraction

from msgspec import Struct

from qbank.content import digits, finite_decimals
from qbank.rl.notation import WHOLE, element, notation
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
    Over,
    Pow,
    Sub,
    Sum,
    Sym,
    Term,
    Words,
)

Leaf = Callable[[Term], str]

DECISION, COMPARISON, SUM, PRODUCT, SIGN, POWER, ATOM = range(7)
"""How tightly a printed form binds."""

SIGNS = {"<": "<", "<=": r"\le", ">": ">", ">=": r"\ge", "==": "=", "!=": r"\ne"}
WORDS = re.compile(r"\\text\{[^{}]*\}$")
OVER = {"product": r"\prod", "max": r"\max", "argmax": r"\operatorname*{argmax}"}
LOGIC = {"and": r"\text{ and }", "or": r"\text{ or }"}


def symbol(term: Term) -> str:
    r"""How a named quantity, or an element of a list, prints.

    >>> symbol(Index(Sym("rewards"), Num(Fraction(2))))
    'r_{2}'
    """
    match term:
        case Sym(name=name):
            return notation(name)
        case Index():
            return _element(term)
        case _:
            return latex(term)


def _element(term: Term) -> str:
    """An element of a list, or of a table's row: all indices together, below the list's symbol."""
    indices: list[str] = []
    while isinstance(term, Index):
        indices.insert(0, latex(term.index))
        term = term.base
    match term:
        case Sym(name=name) | Call(name=name):
            return element(name, indices)
        case _:
            return f"{latex(term)}_{{{', '.join(indices)}}}"


def _bounds(index: str, lower: Term, upper: Term, leaf: Leaf) -> str:
    """Where an index runs; over all actions or states, the index alone."""
    below = leaf(Sym(index))
    match lower, upper:
        case Num(value=0), Sub(left=Apply(function="len", arguments=(listed,)), right=Num(value=1)) if _is_whole(
            listed
        ):
            return f"_{{{below}}}"
        case _:
            return f"_{{{below}={latex(lower, leaf)}}}^{{{latex(upper, leaf)}}}"


def _is_whole(listed: Term) -> bool:
    named = listed.base if isinstance(listed, Index) else listed
    return isinstance(named, Sym) and named.name in WHOLE


def _length(term: Term, leaf: Leaf) -> str:
    """How many elements a list has: T, with the row of a table below it, M of the table itself."""
    match term:
        case Sym(name=name):
            return notation(name, length=True)
        case Index(index=index):
            return f"T_{{{latex(index, leaf)}}}"
        case _:
            return rf"\left|{latex(term, leaf)}\right|"


class Named(Struct, frozen=True):
    r"""A leaf that prints quantities as a question names them, and others as ``symbol`` does.

    >>> latex(Mul(Sym("discount"), Sym("next_value")), Named({"next_value": "V'"}))
    "\\gamma V'"
    """

    names: Mapping[str, str]

    def __call__(self, term: Term) -> str:
        """The LaTeX of a leaf."""
        return self.names.get(term.name) or symbol(term) if isinstance(term, Sym) else symbol(term)


def latex(term: Term, leaf: Leaf = symbol) -> str:
    r"""The LaTeX of a Term.

    >>> latex(Sub(Sym("reward"), Mul(Sym("discount"), Add(Sym("a"), Num(Fraction(1, 2))))))
    'r_t - \\gamma \\left(a + 0.5\\right)'
    """
    return _print(term, leaf)[0]


def _print(term: Term, leaf: Leaf) -> tuple[str, int]:
    match term:
        case Num(value=value):
            return _number(value)
        case Sym() | Index():
            return leaf(term), ATOM
        case Words(text=text):
            return rf"\text{{{escaped(text)}}}", ATOM
        case Neg(operand=operand):
            return f"-{_operand(operand, leaf, PRODUCT)}", SIGN
        case Add(left=left, right=right):
            return f"{_fenced(left, leaf, SUM)} + {_operand(right, leaf, PRODUCT)}", SUM
        case Sub(left=left, right=right):
            return f"{_fenced(left, leaf, SUM)} - {_operand(right, leaf, PRODUCT)}", SUM
        case Mul(left=left, right=right):
            return _product(left, right, leaf), PRODUCT
        case Div(left=left, right=right):
            return rf"\frac{{{latex(left, leaf)}}}{{{latex(right, leaf)}}}", POWER
        case Pow(base=base, exponent=exponent):
            return f"{_fenced(base, leaf, ATOM)}^{{{latex(exponent, leaf)}}}", POWER
        case _:
            return _print_other(term, leaf)


def _print_other(term: Term, leaf: Leaf) -> tuple[str, int]:
    match term:
        case Apply(function="len", arguments=(argument,)):
            return _length(argument, leaf), ATOM
        case Apply(function=function, arguments=arguments):
            strength = ATOM if function in ("abs", "sqrt") else POWER
            return _function(function, [latex(argument, leaf) for argument in arguments]), strength
        case Sum(index=index, lower=lower, upper=upper, body=body):
            return rf"\sum{_bounds(index, lower, upper, leaf)} {_fenced(body, leaf, PRODUCT)}", PRODUCT
        case Over(function=function, index=index, lower=lower, upper=upper, body=body):
            return rf"{OVER[function]}{_bounds(index, lower, upper, leaf)} {_fenced(body, leaf, PRODUCT)}", PRODUCT
        case Compare(operator=sign, left=left, right=right):
            return f"{latex(left, leaf)} {SIGNS[sign]} {latex(right, leaf)}", COMPARISON
        case Logic(operator="not", arguments=(argument,)):
            return rf"\text{{not }} \left({latex(argument, leaf)}\right)", COMPARISON
        case Logic(operator=sign, arguments=arguments):
            return LOGIC[sign].join(_fenced(argument, leaf, COMPARISON) for argument in arguments), DECISION
        case Cond():
            return rf"\begin{{cases}} {_cases(term, leaf)} \end{{cases}}", PRODUCT
        case Items(items=items):
            return rf"\left({', '.join(latex(item, leaf) for item in items)}\right)", ATOM
        case Algebra():
            return _algebra(term, leaf), PRODUCT
        case Call(name=name, arguments=given):
            return rf"\operatorname{{{name.replace('_', ' ')}}}({', '.join(latex(v, leaf) for _, v in given)})", ATOM
        case _:
            message = f"{type(term).__name__} has no LaTeX form"
            raise TypeError(message)


def _algebra(term: Algebra, leaf: Leaf) -> str:
    body, name, at = latex(term.body, leaf), leaf(Sym(term.name)), latex(term.at, leaf)
    match term.operation:
        case "derivative":
            by = rf"\frac{{\partial}}{{\partial {name}}} \left({body}\right)"
            return by if at == name else rf"\left[{by}\right]_{{{name} = {at}}}"
        case "limit":
            goal = r"\infty" if isinstance(term.at, Words) else at
            return rf"\lim_{{{name} \to {goal}}} \left({body}\right)"
        case _:
            return rf"\left[{name} : {body} = 0\right]"


def _cases(term: Cond, leaf: Leaf) -> str:
    """A row for each case; a distinction within the last case adds its own."""
    first = rf"{latex(term.then, leaf)} & \text{{if }} {latex(term.test, leaf)}"
    match term.otherwise:
        case Cond() as further:
            return rf"{first} \\ {_cases(further, leaf)}"
        case otherwise:
            return rf"{first} \\ {latex(otherwise, leaf)} & \text{{otherwise}}"


def escaped(text: str) -> str:
    r"""Words that stand in a formula, what LaTeX would read as a command escaped.

    >>> print(escaped("50% of {x}"))
    50\% of \{x\}
    """
    return re.sub(r"[{}$%&#_]", r"\\\g<0>", text)


def _fenced(term: Term, leaf: Leaf, least: int) -> str:
    text, strength = _print(term, leaf)
    return text if strength >= least else rf"\left({text}\right)"


def _operand(term: Term, leaf: Leaf, least: int) -> str:
    """As ``_fenced``, for what stands behind an operator: it does not begin with a sign of its own."""
    text = _fenced(term, leaf, least)
    return rf"\left({text}\right)" if text.startswith("-") else text


def _product(left: Term, right: Term, leaf: Leaf) -> str:
    r"""Factors side by side; a dot before what begins with a number, between numbers, and beside a quantity in words.

    >>> print(latex(Mul(Sym("batch_size"), Add(Sym("reward"), Sym("k")))))
    \text{batch size} \cdot \left(r_t + k\right)
    """
    first = _fenced(left, leaf, SIGN if isinstance(left, (Sum, Over)) else PRODUCT)
    second = _operand(right, leaf, SIGN)
    number = (
        second[0].isdigit() or second.startswith(r"\left(-") or (first[-1].isdigit() and second.startswith(r"\frac"))
    )
    words = WORDS.search(first) or second.startswith(r"\text{")
    symbols = (leaf is symbol or isinstance(leaf, Named)) and not number and not words
    return f"{first} {second}" if symbols else rf"{first} \cdot {second}"


def _number(value: Fraction) -> tuple[str, int]:
    """A constant of a formula: an integer, a short decimal, or a fraction."""
    sign, above, below = "-" if value < 0 else "", abs(value.numerator), value.denominator
    if 1000 % below == 0:
        return sign + digits(abs(value), finite_decimals(value) or 0), ATOM if value >= 0 else SUM
    return rf"{sign}\frac{{{above}}}{{{below}}}", POWER if value >= 0 else SUM


def _function(name: str, arguments: list[str]) -> str:
    match name, arguments:
        case "abs", [value]:
            return rf"\left|{value}\right|"
        case "sqrt", [value]:
            return rf"\sqrt{{{value}}}"
        case "exp", [value]:
            return rf"e^{{{value}}}"
        case (("min" | "max" | "log"), _):
            return rf"\{name}\left({', '.join(arguments)}\right)"
        case _:
            return rf"\operatorname{{{name}}}\left({', '.join(arguments)}\right)"
