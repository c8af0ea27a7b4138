"""Whether two formulas are the same function where their quantities lie.

First they are tried at a few points of simple numbers: most wrong answers differ there. Then equality is proved, region by
region: in each, the difference is a fraction of polynomials in the quantities and the exponentials, logarithms and roots of
them, and must vanish. Where it does not, a point of difference is looked for inside that region, at its corners, and on both
sides of every breakpoint. Nothing is guessed: values are exact or balls with a proven error bound, and what is neither proved
nor refuted is left open.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from itertools import chain, islice

from qbank.errors import Undecided, Undefined
from qbank.expressions.evaluate import Evaluator, compiled, opened
from qbank.grading.equivalence.effort import TRIAL, TooHard, is_spent, limited, spend
from qbank.grading.equivalence.points import Values, cells, further, mixed
from qbank.grading.equivalence.regions import Unsettled, near, points_inside, unsettled
from qbank.grading.equivalence.tower import Tower
from qbank.grading.equivalence.verdict import Different, Equal, Open, Point, Verdict
from qbank.interactions import Domain
from qbank.rl.arithmetic import Quantity
from qbank.rl.balls import precision
from qbank.term import Apply, Num, Pow, Sum, Term, substitute, symbols, walk

BITS = (128, 512)
MAX_NEAR = 300
IRRATIONAL = 8
BASES = 4
"""Breakpoints are looked for from so many points."""


def compare(student: Term, key: Term, domains: Mapping[str, Domain]) -> Verdict:
    """Equal, different with a point that shows it, or open.

    >>> from qbank.term import Sym
    >>> a, b = Sym("a"), Sym("b")
    >>> unit = Domain((Fraction(0), Fraction(1)), between=True)
    >>> compare((a - b) * (a + b), a**2 - b**2, {"a": unit, "b": unit})
    Equal(gap=None)
    >>> compare(abs(a - b), a - b, {"a": unit, "b": unit}).witness
    (('a', Fraction(3, 4)), ('b', Fraction(1, 1)))
    """
    student, key = opened(student, {}), opened(key, {})
    names = symbols(student) | symbols(key)
    if unknown := sorted(names - domains.keys()):
        return Open(f"no range is known for {', '.join(unknown)}")
    used = {name: domain for name, domain in domains.items() if name in names}
    if student == key:
        return Equal()
    try:
        with limited():
            return _compare(student, key, used)
    except TooHard as error:
        return Open(str(error))


def _compare(student: Term, key: Term, domains: Mapping[str, Domain]) -> Verdict:
    fixed = {name: domain.values[0] for name, domain in domains.items() if domain.values[0] == domain.values[-1]}
    free = {name: domain for name, domain in domains.items() if name not in fixed}
    numbers = {name: Num(value) for name, value in fixed.items()}
    student, key = (opened(substitute(term, numbers), {}) for term in (student, key))
    return _Comparison(student, key, free, fixed).verdict()


@dataclass
class _Comparison:
    """One comparison: over ``domains``, of which none is a single value; ``fixed`` are those that were."""

    student: Term
    key: Term
    domains: Mapping[str, Domain]
    fixed: Mapping[str, Fraction]

    def __post_init__(self) -> None:
        self.given, self.wanted = compiled(self.student), compiled(self.key)
        self.gap: Point | None = None
        self.size = sum(map(weight, chain(walk(self.student), walk(self.key))))

    def verdict(self) -> Verdict:
        """Points, then a proof, then points where the proof failed, then each combination of discrete values."""
        if found := self.first_difference(mixed(self.domains)):
            return found
        try:
            tower = Tower(self.domains)
            left = unsettled(self.student, self.key, tower)
        except TooHard as error:
            tower, left = None, Unsettled((), (), str(error))
        if tower is not None and not left.regions:
            return Equal(self.gap) if self.has_value() else Open("no value could be computed where it was tried")
        points = further(self.domains) if tower is None else chain(self.inside(left), self.around(left, tower))
        if found := self.first_difference(points, BITS[-1]) or self.first_gap(left):
            return found
        return self.cell_by_cell(left.reason)

    def inside(self, left: Unsettled) -> Iterator[Values]:
        """Points in the regions that are not settled."""
        middle = mixed(self.domains)[0]
        for region in left.regions:
            yield from (middle | point for point in points_inside(region))

    def around(self, left: Unsettled, tower: Tower) -> Iterator[Values]:
        """Points from all over the ranges, and on both sides of every breakpoint."""
        yield from further(self.domains)
        bases = list(islice(chain(mixed(self.domains), further(self.domains)), BASES))
        everywhere = (point for base in bases for factor in left.breakpoints for point in near(factor, tower, base))
        yield from islice(everywhere, MAX_NEAR)

    def first_difference(self, points: Iterable[Values], bits: int = BITS[0]) -> Different | None:
        """The first point at which both have values and these differ."""
        for point in points:
            spend(TRIAL * self.size)
            if found := self.difference(point, bits):
                return found
        return None

    def difference(self, point: Values, bits: int = BITS[0]) -> Different | None:
        """What the two give at a point, if that is proved to differ; a value that only the key has is noted."""
        with precision(bits):
            wanted = value(self.wanted, point)
            if wanted is None:
                return None
            try:
                given = self.given(point)
            except Undefined:
                self.gap = self.gap or self.point(point)
                return None
            except Undecided:
                return None
            return Different(self.point(point), given, wanted) if differ(given, wanted) else None

    def has_value(self) -> bool:
        """Whether both have a value somewhere: a proof about formulas without any would prove nothing."""
        points = chain(mixed(self.domains), further(self.domains))
        return any(value(self.wanted, point) is not None and value(self.given, point) is not None for point in points)

    def first_gap(self, left: Unsettled) -> Different | None:
        """A region in which only the student's has no value, shown by two points in it."""
        middle = mixed(self.domains)[0]
        for region in left.regions:
            missing = [middle | point for point in islice(points_inside(region), 3) if self.is_gap(middle | point)]
            if len(missing) > 1:
                return Different(self.point(missing[0]), None, value(self.wanted, missing[0]))
        return None

    def is_gap(self, point: Values) -> bool:
        """Whether only the key has a value at a point."""
        if value(self.wanted, point) is None:
            return False
        try:
            self.given(point)
        except Undefined:
            return True
        except Undecided:
            return False
        return False

    def cell_by_cell(self, reason: str) -> Verdict:
        """Each combination of discrete values on its own, those of exponents first."""
        discrete = {name: domain for name, domain in self.domains.items() if not domain.between}
        raised = exponents(self.student) | exponents(self.key)
        chosen = {name: domain for name, domain in discrete.items() if name in raised} or discrete
        if not chosen or cells(discrete) is None:
            return Open(reason or "the formulas agree wherever they were tried, but no proof was found")
        rest = {name: domain for name, domain in self.domains.items() if name not in chosen}
        verdict: Verdict = Equal(self.gap)
        for cell in cells(chosen) or ():
            if is_spent():
                return Open("the formula takes too long to compare")
            match self.cell(cell, rest):
                case Different() as different:
                    return different
                case Open() as unproved:
                    verdict = unproved
                case Equal(gap):
                    verdict = Equal(gap) if isinstance(verdict, Equal) and gap else verdict
        return verdict

    def cell(self, cell: Values, rest: Mapping[str, Domain]) -> Verdict:
        """The comparison at one combination of discrete values."""
        numbers = {name: Num(number) for name, number in cell.items()}
        student, key = (opened(substitute(term, numbers), {}) for term in (self.student, self.key))
        return _Comparison(student, key, rest, {**self.fixed, **cell}).verdict()

    def point(self, values: Values) -> Point:
        """A point with all quantities."""
        return tuple((values | dict(self.fixed)).items())


def weight(node: Term) -> int:
    """How long a node takes at a point, beside others."""
    return IRRATIONAL if isinstance(node, Apply) and node.function in ("exp", "log", "sqrt") else 1


def exponents(term: Term) -> frozenset[str]:
    """The quantities in exponents and in the bounds of sums."""
    found: frozenset[str] = frozenset()
    for node in walk(term):
        match node:
            case Pow(exponent=exponent):
                found |= symbols(exponent)
            case Sum(lower=lower, upper=upper):
                found |= symbols(lower) | symbols(upper)
    return found


def value(evaluate: Evaluator, point: Values) -> Quantity | None:
    """The value at a point, or None where there is none or it cannot be told."""
    try:
        return evaluate(point)
    except (Undefined, Undecided):
        return None


def differ(given: Quantity, wanted: Quantity) -> bool:
    """Whether two values are proved to differ.

    >>> from qbank.rl.balls import Ball
    >>> differ(Fraction(1), Ball.apply("exp", (0,))), differ(Fraction(1), Ball.apply("exp", (1,)))
    (False, True)
    """
    if isinstance(given, Fraction) and isinstance(wanted, Fraction):
        return given != wanted
    gap = (given - wanted).arb
    return bool(gap.is_finite()) and not gap.contains(0)
