"""Where a condition holds, looked at in points of the domains: whether it ever does, and whether another one covers it."""

from collections.abc import Callable, Iterator, Mapping
from fractions import Fraction

from qbank.errors import Undefined
from qbank.expressions.evaluate import compiled
from qbank.interactions import Domain
from qbank.term import Compare, Sym, Term, symbols

Domains = Mapping[str, Domain]
Point = dict[str, Fraction]

POINTS = 300
STEPS = 20


def ever_holds(condition: Term, domains: Domains) -> bool:
    """Whether a condition holds at some point looked at; of equations that give no quantity nothing is known, so they may.

    >>> unit = {"a": Domain((Fraction(0), Fraction(1)), between=True)}
    >>> ever_holds(Sym("a") > 2, unit), ever_holds(Sym("a") < 1, unit)
    (False, True)
    """
    return _is_open(condition) or any(True for _ in _where(condition, domains, symbols(condition)))


def covers(wide: Term, narrow: Term, domains: Domains) -> bool:
    """Whether ``wide`` holds at every point looked at where ``narrow`` does.

    >>> unit = {"a": Domain((Fraction(0), Fraction(1)), between=True)}
    >>> covers(Sym("a") < 1, Sym("a") < Fraction(1, 2), unit)
    True
    """
    if _is_open(narrow) or _is_equation(wide):
        return False
    wide_holds = _test(wide)
    return all(map(wide_holds, _where(narrow, domains, symbols(wide) | symbols(narrow))))


def _is_equation(condition: Term) -> bool:
    return isinstance(condition, Compare) and condition.operator == "=="


def _is_open(condition: Term) -> bool:
    """Whether it is an equation that is not solved for a quantity."""
    return _is_equation(condition) and not (isinstance(condition, Compare) and isinstance(condition.left, Sym))


def _where(condition: Term, domains: Domains, names: frozenset[str]) -> Iterator[Point]:
    """The points at which a condition holds; of an equation, points that are moved to where it does."""
    points = _scattered({name: domains[name] for name in sorted(names)})
    match condition:
        case Compare(operator="==", left=Sym(name=name), right=right):
            solution = compiled(right)
            moved = ({**point, name: solution(point)} for point in points)
            yield from (point for point in moved if _is_within(point[name], domains[name]))
        case _:
            yield from filter(_test(condition), points)


def _test(condition: Term) -> Callable[[Point], bool]:
    """Whether the condition holds, at one point after another; it does not where it has no value."""
    truth = compiled(condition)

    def holds(point: Point) -> bool:
        try:
            return truth(point) is True
        except Undefined:
            return False

    return holds


def _is_within(value: Fraction, domain: Domain) -> bool:
    return domain.values[0] <= value <= domain.values[-1] and (domain.between or value in domain.values)


def _scattered(domains: Domains) -> Iterator[Point]:
    """Points from all over the domains, the same ones every time."""
    state = 1
    for _ in range(POINTS):
        point = {}
        for name, domain in domains.items():
            state = (state * 6364136223846793005 + 1442695040888963407) % 2**64  # Knuth's MMIX
            step = (state >> 40) % (STEPS + 1)
            low, high = domain.values[0], domain.values[-1]
            inside = low + (high - low) * Fraction(step, STEPS)
            point[name] = inside if domain.between else domain.values[step % len(domain.values)]
        yield point
