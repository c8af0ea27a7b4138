"""Formulas in the letters and signs that Open edX reads, and the numbers at which it compares them.

Its parser (the package ``openedx-calc``) knows names of ASCII letters, digits and underscores, ``+ - * / ^`` and functions of
one argument; a sign before a number or name needs parentheses behind another sign.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence
from fractions import Fraction
from functools import cache

from qbank.content import finite_decimals
from qbank.errors import RefusedError
from qbank.interactions import Symbol
from qbank.term import Add, Apply, Div, Mul, Neg, Num, Pow, Sub, Sym, Term, walk
from qbank.writers.olx import text
from qbank.writers.olx.box import Box, safe_box
from qbank.writers.olx.numbers import decimal

FUNCTIONS = {"exp": "exp", "log": "ln", "sqrt": "sqrt", "abs": "abs"}
"""Functions, and what Open edX calls them."""
RESERVED = frozenset({"i", "j", "e", "pi"})
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]*'*")
GREEK = re.compile("GREEK (SMALL|CAPITAL) LETTER ([A-Z]+)")
SPELT = {"λ": "lambda", "ϵ": "epsilon", "ℓ": "ell", "′": "'"}
"""Signs whose names in Unicode are others."""
SAMPLES = 10
SUM, PRODUCT, POWER, ATOM = range(4)

Names = Mapping[str, str]
"""How each quantity is typed in Open edX, by its name in Terms."""
Written = tuple[str, int]


def fits(term: Term) -> bool:
    """Whether Open edX can compute it: no minima, no cases.

    >>> fits(Sym("a") + 1), fits(Apply("max", (Sym("a"), Num(Fraction(0)))))
    (True, False)
    """
    return all(_is_known(node) for node in walk(term))


def _is_known(node: Term) -> bool:
    if isinstance(node, Apply):
        return node.function in FUNCTIONS and len(node.arguments) == 1
    return isinstance(node, Num | Sym | Neg | Add | Sub | Mul | Div | Pow)


def names(symbols: Sequence[Symbol]) -> Names:
    """How each quantity is typed: as one of its spellings, Greek letters by their names, or else by the name that it has here.

    >>> from qbank.content import Text
    >>> from qbank.interactions import Domain
    >>> shown = [("discount", ("γ",)), ("value", ("V(s_t)", "V")), ("error", ("δ_{t+1}",)), ("e", ("e",))]
    >>> print(names([Symbol(name, spelt, Text(), Domain(())) for name, spelt in shown]))
    {'discount': 'gamma', 'value': 'V', 'error': 'error', 'e': 'e_'}
    """
    found: dict[str, str] = {}
    for symbol in symbols:
        spelt = ["".join(map(_latin, spelling)) for spelling in symbol.spellings]
        usable = [name for name in (*spelt, symbol.name) if NAME.fullmatch(name) and name not in RESERVED]
        free = [name for name in usable if name not in found.values()]
        found[symbol.name] = free[0] if free else f"{symbol.name}_"
    return found


@cache
def _latin(sign: str) -> str:
    """A Greek letter by its name, any other sign as it is.

    >>> _latin("γ"), _latin("Δ"), _latin("λ"), _latin("V")
    ('gamma', 'Delta', 'lambda', 'V')
    """
    found = GREEK.fullmatch(unicodedata.name(sign, ""))
    if sign in SPELT or found is None:
        return SPELT.get(sign, sign)
    return found[2].lower() if found[1] == "SMALL" else found[2].capitalize()


def spelling(symbols: Sequence[Symbol], names: Names, key: Term) -> str:
    """What students are told of how a formula is typed."""
    quantities = ", ".join(
        f"<code>{names[symbol.name]}</code> for {_shown(symbol)}" for symbol in symbols if symbol.name in names
    )
    functions = sorted({FUNCTIONS[node.function] for node in walk(key) if isinstance(node, Apply)})
    called = "".join(f", <code>{name}(…)</code>" for name in functions)
    return f"Type {quantities}; <code>*</code> for times, <code>/</code>, <code>^</code> for powers{called}."


def _shown(symbol: Symbol) -> str:
    return text.line(symbol.shown) if symbol.shown else text.words(symbol.spellings[0])


def written(term: Term, names: Names) -> str:
    """A formula as Open edX reads it.

    >>> print(written((Sym("a") - 1) ** -2 * Neg(Sym("b")) + Apply("log", (Sym("a"),)), {"a": "gamma", "b": "b"}))
    (gamma - 1)^(-2) * (-b) + ln(gamma)
    """
    return _written(term, names)[0]


def _written(term: Term, names: Names) -> Written:
    def within(below: Term, level: int) -> str:
        made, binds = _written(below, names)
        return made if binds >= level else f"({made})"

    match term:
        case Sym(name):
            return names[name], ATOM
        case Num(value):
            return _number(value)
        case Neg(operand):
            return f"-{within(operand, PRODUCT)}", SUM
        case Add(left, right):
            return f"{within(left, SUM)} + {within(right, PRODUCT)}", SUM
        case Sub(left, right):
            return f"{within(left, SUM)} - {within(right, PRODUCT)}", SUM
        case Mul(left, right):
            return f"{within(left, PRODUCT)} * {within(right, POWER)}", PRODUCT
        case Div(left, right):
            return f"{within(left, PRODUCT)} / {within(right, POWER)}", PRODUCT
        case Pow(base, exponent):
            return f"{within(base, ATOM)}^{within(exponent, ATOM)}", POWER
        case Apply(function, (argument,)) if function in FUNCTIONS:
            return f"{FUNCTIONS[function]}({_written(argument, names)[0]})", ATOM
        case _:
            raise RefusedError(
                "Open edX computes no minima, maxima or cases, so that this formula cannot be typed there"
            )


def _number(value: Fraction) -> Written:
    if finite_decimals(value) is None:
        return str(value), SUM if value < 0 else PRODUCT
    return decimal(value), SUM if value < 0 else ATOM


def samples(key: Term, symbols: Sequence[Symbol], names: Names) -> str:
    """Between which numbers quantities are drawn, and how often: in their domains, where the key has a value.

    >>> from qbank.content import Text
    >>> from qbank.interactions import Domain
    >>> symbol = Symbol("a", ("a",), Text(), Domain((Fraction(0), Fraction(1)), between=True))
    >>> samples(1 / (1 - Sym("a")), [symbol], {"a": "a"})
    'a@0:0.5#10'
    """
    box = safe_box(key, _domains(symbols))
    if box is None:
        raise RefusedError("no range was found in which this formula has a value everywhere, to compare it there")
    lows, highs = zip(*(box[symbol.name] for symbol in symbols), strict=True)
    typed = ",".join(names[symbol.name] for symbol in symbols)
    return f"{typed}@{_list(lows)}:{_list(highs)}#{SAMPLES}"


def _domains(symbols: Sequence[Symbol]) -> Box:
    return {symbol.name: (symbol.domain.values[0], symbol.domain.values[-1]) for symbol in symbols}


def _list(values: Sequence[Fraction]) -> str:
    return ",".join(map(decimal, values))
