"""Each formula's regions: where its misconceptions and conventions give what it gives itself, or what another of them gives.

They are found once and kept as data with the formulas (``qbank/rl/regions.json``); a test finds them again. A condition on a
formula that takes lists holds at every length that is tried.
"""

import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

from qbank.checking.coincidence import MAX_QUANTITIES, Domains, Pair, coincidences, holds, named_elements
from qbank.errors import ExpressionError
from qbank.expressions.evaluate import opened
from qbank.expressions.parse import parse
from qbank.interactions import Domain
from qbank.rl.domains import Span
from qbank.rl.formula import Formula
from qbank.rl.regions import Region
from qbank.rl.signature import DIMENSION, Parameter, least
from qbank.term import Index, Items, Sym, Term, Words, lift
from qbank.term_text import term_text

MAX_BETWEEN_ALTERNATES = 2
"""Two wrong rules meet in many places; told are those that one sees at once."""
LENGTHS = (2, 1, 3)
"""The first is searched for conditions; they must hold at the others, too."""


def regions_of(formula: Formula) -> tuple[Region, ...]:
    """Every pair of rules of a formula that give the same somewhere, and where.

    >>> from qbank.rl.td import td_target
    >>> print(regions_of(td_target)[0])
    Region(first='td_target', second='td_target.undiscounted_target', when=('discount == 1', 'next_value == 0'))
    """
    lengths = LENGTHS if formula.lists else LENGTHS[:1]
    arguments = [symbolic(formula, length) for length in lengths]
    found = []
    for first, second in combinations((None, *formula.alternates), 2):
        pairs = [_pairs(formula, given, first, second) for given in arguments]
        if all(one == other for one, other in pairs[0]):  # only other conventions tell the rules apart
            continue
        most = MAX_QUANTITIES if first is None else MAX_BETWEEN_ALTERNATES
        when = _common(pairs, [_domains(formula, given) for given in arguments], most)
        when += tuple(_with_one_element(formula, first, second))
        if when:
            found.append(Region(first or formula.name, second or formula.name, when))
    return tuple(found)


def symbolic(formula: Formula, length: int, single: str = "") -> dict[str, Term]:
    """A formula's parameters as symbols, lists at this length (rows of ragged tables alternately one longer).

    ``single`` is the letter of a dimension that has one element all the same.
    """
    return {one.name: _symbols(one, length, single) for one in formula.signature}


def _symbols(one: Parameter, length: int, single: str) -> Term:
    base = Sym(one.name)
    if one.words:
        return Words(one.words[0] if one.default is None else one.default)
    if one.kind == "number":
        return base
    rows, *columns = DIMENSION.finditer(one.shape)
    count = _size(rows, length, single)
    if not columns:
        return _row(base, count)
    longer = 1 if columns[0]["ragged"] else 0
    width = _size(columns[0], length, single)
    return Items(tuple(_row(Index(base, lift(row)), width + longer * (row % 2)) for row in range(count)))


def _size(dimension: re.Match[str], length: int, single: str) -> int:
    size = 1 if dimension["letter"] == single else length
    return max(size + int(dimension["more"] or 0), least(dimension))


def _row(base: Term, count: int) -> Term:
    return Items(tuple(Index(base, lift(place)) for place in range(count)))


def _pairs(formula: Formula, given: dict[str, Term], first: str | None, second: str | None) -> list[Pair]:
    """The numbers that two rules give, side by side."""
    one, other = (named_elements(opened(formula.trace(given, rule), {})) for rule in (first, second))
    return list(zip(_numbers(one), _numbers(other), strict=True))


def _numbers(term: Term) -> Iterator[Term]:
    if isinstance(term, Items):
        for item in term.items:
            yield from _numbers(item)
    else:
        yield term


def _domains(formula: Formula, given: dict[str, Term]) -> Domains:
    found: dict[str, Domain] = {}
    for one in formula.signature:
        if not one.words:
            found |= dict.fromkeys(map(term_text, _numbers(given[one.name])), _domain(formula.domain(one.name)))
    return found


def _domain(span: Span) -> Domain:
    if span.kind == "whole":
        return Domain(tuple(map(Fraction, range(int(span.low), int(span.high) + 1))))
    if span.kind == "truth":
        return Domain((Fraction(0), Fraction(1)))
    low = span.low if span.kind == "number" else span.low + (span.high - span.low) / 1000
    return Domain((low, span.high), between=True)


def _common(pairs: list[list[Pair]], domains: list[Domains], most: int) -> tuple[str, ...]:
    """What is found at the first length and holds at the others."""
    found = list(coincidences(pairs[0], domains[0], most))
    for others, where in zip(pairs[1:], domains[1:], strict=True):
        found = [one for one in found if all(holds(parse(one).term, *pair, where) for pair in others)]
    return tuple(found)


def _with_one_element(formula: Formula, first: str | None, second: str | None) -> Iterator[str]:
    """The condition that a list has one element, if the rules are then the same, whatever dimensions other lists have."""
    for one in formula.signature:
        if one.name in formula.lists:
            rows = next(DIMENSION.finditer(one.shape))
            if least(rows) == 1 and _same_with_single(formula, rows["letter"], first, second):
                yield f"len({one.name}) == 1"
            return


def _same_with_single(formula: Formula, letter: str, first: str | None, second: str | None) -> bool:
    given = symbolic(formula, LENGTHS[0], single=letter)
    domains = _domains(formula, given)
    try:
        return all(holds(lift(0) <= lift(0), *pair, domains) for pair in _pairs(formula, given, first, second))
    except ExpressionError:
        return False
