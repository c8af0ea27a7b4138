"""Where two rules give the same: the regions in which a misconception cannot be told from the truth, or from another.

Candidates come from the factors of the difference (γ − 1 makes "γ = 1"), from 0, 1 and equal quantities, and from the places at
which clip, min, max and abs change over; each is kept only where the proof of equivalence holds in it. What is not found here
need not be different everywhere.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from itertools import combinations, product
from typing import Any

from qbank.checking.region_points import covers, ever_holds
from qbank.expressions.evaluate import opened
from qbank.grading.equivalence.compare import compare
from qbank.grading.equivalence.verdict import Equal
from qbank.interactions import Domain
from qbank.rl.algebra import to_sympy
from qbank.rl.from_sympy import from_sympy
from qbank.term import Apply, Compare, Cond, Index, Logic, Num, Sum, Sym, Term, lift, rebuild, substitute, symbols, walk
from qbank.term_text import term_text

Domains = Mapping[str, Domain]
Pair = tuple[Term, Term]

MAX_QUANTITIES = 4
"""A region that takes more quantities to say is an accident of numbers, which nobody would recognise."""


def coincidences(pairs: Sequence[Pair], domains: Domains, most: int = MAX_QUANTITIES) -> tuple[str, ...]:
    """Conditions under which the Terms of each pair are equal, each proved; the simplest ones found.

    The Terms are plain arithmetic, and a condition holds at most ``most`` quantities. Several pairs are the elements of two
    lists, which are equal where all of them are.

    >>> unit = Domain((Fraction(0), Fraction(1)), between=True)
    >>> g, v = Sym("g"), Sym("v")
    >>> coincidences([(g * v, v)], {"g": unit, "v": unit})
    ('g == 1', 'v == 0')
    """
    found: list[Term] = []
    for condition in _candidates(pairs, domains):
        told = len(symbols(condition)) <= most and not any(covers(known, condition, domains) for known in found)
        if told and ever_holds(condition, domains) and all(holds(condition, *pair, domains) for pair in pairs):
            found = [known for known in found if not covers(condition, known, domains)] + [condition]
    return tuple(map(term_text, found))


def holds(condition: Term, first: Term, second: Term, domains: Domains) -> bool:
    """Whether two Terms are proved to be equal wherever the condition holds.

    >>> unit = Domain((Fraction(0), Fraction(1)), between=True)
    >>> holds(Sym("a") >= 0, abs(Sym("a")), Sym("a"), {"a": unit})
    True
    """
    match condition:
        case Compare(operator="==", left=Sym(name=name), right=right):
            first, second = (opened(substitute(term, {name: right}), {}) for term in (first, second))
            return isinstance(compare(first, second, domains), Equal)
        case _:
            return isinstance(compare(Cond(condition, first, second), second, domains), Equal)


def named_elements(term: Term) -> Term:
    """The Term with each element of a list as a quantity of that name, such as ``rewards[0]``."""
    return Sym(term_text(term)) if isinstance(term, Index) else rebuild(term, named_elements)


def _candidates(pairs: Sequence[Pair], domains: Domains) -> Iterator[Term]:
    """What might make the Terms equal, the simplest first; of single elements of lists nothing is said."""
    terms = [term for pair in pairs for term in pair]
    named = sorted(frozenset().union(*map(symbols, terms)), key=list(domains).index)
    names = [name for name in named if "[" not in name]
    if names == named and not any(isinstance(node, (Apply, Cond, Sum)) for term in terms for node in walk(term)):
        yield from _factors(*pairs[0], domains)
        return
    for name in names:
        yield from (Compare("==", Sym(name), Num(value)) for value in _marks(domains[name]))
    same = [pair for pair in combinations(names, 2) if domains[pair[0]] == domains[pair[1]]]
    yield from (Compare("==", Sym(one), Sym(other)) for one, other in same)
    sides = list(_sides(terms, names, domains))
    yield from sides
    yield from (Logic("and", pair) for pair in combinations(sides, 2) if not _of_same_sides(*pair))


def _marks(domain: Domain) -> list[Fraction]:
    low, high = domain.values[0], domain.values[-1]
    return [value for value in (Fraction(0), Fraction(1)) if low <= value <= high]


def _sides(terms: Sequence[Term], names: Sequence[str], domains: Domains) -> Iterator[Compare]:
    """Both sides of zero, and of every place at which a Term changes over."""
    seen: dict[Pair, None] = {}
    for node in (node for term in terms for node in walk(term)):
        match node:
            case Apply(function="clip", arguments=(value, low, high)):
                seen |= {(value, low): None, (value, high): None}
            case Cond(test=Compare(left=left, right=right)):
                seen[left, right] = None
    signs = [(Sym(name), lift(0)) for name in names if domains[name].values[0] < 0 < domains[name].values[-1]]
    for (left, right), sign in product([*signs, *seen], ("<=", ">=")):
        yield Compare(sign, left, right)


def _of_same_sides(one: Compare, other: Compare) -> bool:
    return (one.left, one.right) == (other.left, other.right)


def _factors(first: Term, second: Term, domains: Domains) -> Iterator[Term]:
    """Each factor of the difference of two fractions that can vanish, set to zero."""
    import sympy

    leaves = {name: Sym(name) for name in domains}
    above, _ = sympy.fraction(sympy.together(to_sympy(first) - to_sympy(second)))
    for factor, _ in sympy.factor_list(above)[1]:
        if _can_vanish(factor, domains):
            yield _as_equation(factor, leaves, list(domains))


def _can_vanish(factor: Any, domains: Domains) -> bool:
    """Whether a polynomial takes both signs, or zero, at the corners of the domains."""
    names = sorted(symbol.name for symbol in factor.free_symbols)
    signs = set()
    for corner in product(*((domains[name].values[0], domains[name].values[-1]) for name in names)):
        numbers = dict(zip(names, corner, strict=True))
        value = factor.subs({symbol: to_sympy(Num(numbers[symbol.name])) for symbol in factor.free_symbols})
        signs |= {True, False} if value == 0 else {bool(value > 0)}
    return len(signs) > 1


def _as_equation(factor: Any, leaves: Mapping[str, Term], order: list[str]) -> Term:
    """``name == what it must be`` where the factor is linear in a name alone, else the factor equal to zero."""
    import sympy

    for symbol in sorted(factor.free_symbols, key=lambda symbol: order.index(symbol.name)):
        coefficients = sympy.Poly(factor, symbol).all_coeffs() if factor.is_polynomial(symbol) else []
        if len(coefficients) == 2 and coefficients[0].is_number:
            return Compare("==", Sym(symbol.name), from_sympy(-coefficients[1] / coefficients[0], leaves))
    return Compare("==", from_sympy(factor, leaves), lift(0))
