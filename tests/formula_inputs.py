"""What formulas are tried on: random arguments from the domains of their parameters, and the edges of those domains."""

import random
from collections.abc import Iterator
from fractions import Fraction
from itertools import product
from typing import Any

from qbank.rl.domains import Span
from qbank.rl.formula import Formula
from qbank.rl.signature import DIMENSION, Parameter, least
from qbank.term import Index, Items, Sym, Term, Words, lift

STEPS = 20
MAX_LENGTH = 4

Arguments = dict[str, Any]


def words(one: Formula) -> list[dict[str, str]]:
    """Every combination of the conventions that a formula names."""
    named = {parameter.name: parameter.words for parameter in one.signature if parameter.words}
    return [dict(zip(named, chosen, strict=True)) for chosen in product(*named.values())]


def random_arguments(one: Formula, random_: random.Random, length: int | None = None) -> Arguments:
    """Arguments whose lists have lengths that belong together, each 1 to 4 unless ``length`` says how long."""
    sizes: dict[str, int] = {}
    given: Arguments = {}
    for parameter in one.signature:
        if parameter.words:
            given[parameter.name] = random_.choice(parameter.words)
        else:
            given[parameter.name] = _value(parameter, one.domain(parameter.name), random_, sizes, length)
    return given


def edges(one: Formula, most: int = 200) -> Iterator[Arguments]:
    """Every combination of the ends of the numbers' domains, 0 and 1 where they lie within; lists of one element or three."""
    numbers = [parameter for parameter in one.signature if parameter.kind == "number"]
    corners = [_corners(one.domain(parameter.name)) for parameter in numbers]
    random_ = random.Random(one.name)
    combinations = list(product(*corners))
    for number, chosen in enumerate(random_.sample(combinations, min(most, len(combinations)))):
        given = random_arguments(one, random_, 3 if number % 2 else 1)
        lists = {
            name: _zeros(value) if number % 3 == 0 and _may_vanish(one, name) else value
            for name, value in given.items()
        }
        yield lists | dict(zip([parameter.name for parameter in numbers], chosen, strict=True))


def symbolic(one: Formula, length: int, **chosen: str) -> dict[str, Term]:
    """The formula's own parameters as symbols, lists and tables at this length; conventions as given."""
    return {parameter.name: _symbols(parameter, length, chosen) for parameter in one.signature}


def _value(parameter: Parameter, span: Span, random_: random.Random, sizes: dict[str, int], length: int | None) -> Any:
    if parameter.kind == "number":
        return number(span, random_)
    rows, *columns = DIMENSION.finditer(parameter.shape)
    if not columns:
        return _list(span, random_, _size(rows, "", random_, sizes, length))
    (column,) = columns
    counted = range(_size(rows, "", random_, sizes, length))
    return tuple(
        _list(span, random_, _size(column, str(row) if column["ragged"] else "", random_, sizes, length))
        for row in counted
    )


def _size(dimension: Any, row: str, random_: random.Random, sizes: dict[str, int], length: int | None) -> int:
    letter = dimension["letter"] + row
    if letter not in sizes:
        sizes[letter] = length or random_.randint(1, MAX_LENGTH)
    return max(sizes[letter] + int(dimension["more"] or 0), least(dimension))


def _list(span: Span, random_: random.Random, size: int) -> tuple[Fraction, ...]:
    if span.kind != "distribution":
        return tuple(number(span, random_) for _ in range(size))
    shares = [random_.randint(1, STEPS) for _ in range(size)]
    return tuple(Fraction(share, sum(shares)) for share in shares)


def number(span: Span, random_: random.Random) -> Fraction:
    """A number of a domain; one in four is an end of it, 0 or 1."""
    if span.kind == "truth":
        return Fraction(random_.randint(0, 1))
    if span.kind == "whole":
        return Fraction(random_.randint(int(span.low), int(span.high)))
    if random_.random() < 1 / 4:
        return random_.choice(_corners(span))
    step = random_.randint(1 if span.kind == "positive" else 0, STEPS)
    return span.low + (span.high - span.low) * Fraction(step, STEPS)


def _corners(span: Span) -> list[Fraction]:
    within = {value for value in (Fraction(0), Fraction(1)) if span.low <= value <= span.high}
    found = {span.low, span.high} | within
    return sorted(found - ({span.low} if span.kind == "positive" else set()))


def _may_vanish(one: Formula, name: str) -> bool:
    span = one.domain(name)
    return span.kind == "number" and span.low <= 0 <= span.high


def _zeros(value: Any) -> Any:
    return tuple(map(_zeros, value)) if isinstance(value, tuple) else value if isinstance(value, str) else Fraction(0)


def _symbols(parameter: Parameter, length: int, chosen: dict[str, str]) -> Term:
    base = Sym(parameter.name)
    if parameter.words:
        return Words(chosen.get(parameter.name, parameter.words[0]))
    if parameter.kind == "number":
        return base
    rows, *columns = DIMENSION.finditer(parameter.shape)
    count = max(length + int(rows["more"] or 0), least(rows))
    if not columns:
        return Items(tuple(Index(base, lift(place)) for place in range(count)))
    (column,) = columns
    return Items(
        tuple(
            Items(
                tuple(
                    Index(Index(base, lift(row)), lift(place))
                    for place in range(length + (row % 2 if column["ragged"] else 0) + int(column["more"] or 0))
                )
            )
            for row in range(count)
        )
    )


def matching(one: Formula, length: int, random_: random.Random) -> Arguments:
    """Random arguments of the lengths that ``symbolic`` has; conventions are the first."""
    terms = symbolic(one, length)
    return {
        parameter.name: parameter.words[0]
        if parameter.words
        else _like(terms[parameter.name], one.domain(parameter.name), random_)
        for parameter in one.signature
    }


def _like(term: Term, span: Span, random_: random.Random) -> Any:
    match term:
        case Items(items=(Items(), *_) as rows):
            return tuple(_like(row, span, random_) for row in rows)
        case Items(items=items):
            return _list(span, random_, len(items))
        case _:
            return number(span, random_)


def plain(value: Any) -> Any:
    """A value as an oracle's is: balls as floats."""
    if isinstance(value, (tuple, list)):
        return tuple(map(plain, value))
    return float(value.arb) if hasattr(value, "arb") else value
