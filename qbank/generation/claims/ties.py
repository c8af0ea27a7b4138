"""Claims about ties: comparisons that choose a text or an option do so rightly where both sides are equal, or look equal.

*Exact ties.* ``"rises" if a > b else "falls"`` says "falls" where a = b. What is claimed: in no draw are two sides equal that are
compared by ``<`` or ``>`` alone, if what is chosen there is also chosen on one side of equality and not on the other. It is no
tie where equality has something of its own (``... "rises" if a > b else "falls" if a < b else "stays"``), where nothing is said
(``"rises" if a > b else ""``), or where ``<=``, ``>=``, ``==`` or ``!=`` says to which side equality belongs. That last one
is warned of between two quantities, or a quantity and zero: ``"rises" if a >= b else "falls"`` says "rises" where a = b.

*Ties as displayed.* What is claimed: in no draw do the sides of a comparison differ while they look equal, each rounded as a
student knows it: to the decimals with which it is asked for or shown in the stem, a prompt or an option (the fewest, if it is
so more than once), and exactly where it is nowhere rounded. The comparison is that which the author wrote; the same quantity
written in another way is not recognised.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from qbank.content import Number, plain
from qbank.expressions.kinds import kind_of
from qbank.generation.notes import Choice
from qbank.generation.texts import Shown
from qbank.question_types.question_type import Cells, Claim, Path
from qbank.term import ZERO, Call, Compare, Cond, Num, Term, Words, lift, rebuild, symbols, walk

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

TIE = "tie"
ABOVE, EQUAL, BELOW = (Fraction(1), Fraction(0)), (Fraction(0), Fraction(0)), (Fraction(0), Fraction(1))
"""Numbers whose comparison says what a comparison says above equality, at it, and below it."""
FINER = 6
"""To so many more decimals must an exact number be a rounded one, to look like it."""
FLIPPED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}

Pair = tuple[Term, Term]


class Chooser(Struct, frozen=True):
    """What conditions choose: a Term with a branch of words for everything that may be said, and where it stands."""

    path: Path
    term: Cond
    at: tuple[int, int] | None = None


def tie_claims(workshop: "ItemWorkshop") -> Iterator[Claim]:
    """Claims about every comparison that chooses something."""
    for chooser in _choosers(workshop):
        for pair, operators in _compared(workshop, chooser.term).items():
            yield from _exact(workshop, chooser, pair, operators)
    known, told = _decimals(workshop), set()
    for path, at, condition in _conditions(workshop):
        for left, right in _compared(workshop, condition):
            once = path[:2], frozenset((left, right))
            if once not in told and (left in known or right in known):
                told.add(once)
                yield _as_displayed(workshop, (path, at), (left, right), known)


def _choosers(workshop: "ItemWorkshop") -> Iterator[Chooser]:
    for place in workshop.notes.places:
        if isinstance(place.term, Cond) and any(map(_chooses_text, walk(place.term))):
            yield Chooser(place.path, place.term, place.at)
    for choice in workshop.notes.choices:
        if isinstance(chosen := _which(choice), Cond):
            yield Chooser(choice.path, chosen)


def _which(choice: Choice) -> Term:
    """The number of the option that is right, as words."""
    chosen: Term = Words("")
    for number, (_, condition) in reversed(list(enumerate(choice.conditions))):
        chosen = Cond(condition, Words(str(number)), chosen)
    return chosen


def _conditions(workshop: "ItemWorkshop") -> Iterator[tuple[Path, tuple[int, int] | None, Term]]:
    """Every condition by which something is chosen, with its place."""
    for place in workshop.notes.places:
        if any(map(_chooses_text, walk(place.term))):
            yield place.path, place.at, place.term
    yield from (((*path, "when"), None, condition) for path, condition in workshop.notes.paragraphs.items())
    yield from ((path, None, condition) for path, condition in workshop.notes.conditions)


def _chooses_text(node: Term) -> bool:
    return isinstance(node, Cond) and any(isinstance(leaf, Words) for leaf in (node.then, node.otherwise))


def _compared(workshop: "ItemWorkshop", term: Term) -> Mapping[Pair, set[str]]:
    """The pairs of numbers that conditions compare, and by which operators, the pair as it is first written."""
    found: dict[Pair, set[str]] = {}
    for node in _comparisons(term):
        if kind_of(node.left, workshop.kinds()) == "number" and (symbols(node.left) | symbols(node.right)):
            if (node.right, node.left) in found:
                found[node.right, node.left].add(FLIPPED.get(node.operator, node.operator))
            else:
                found.setdefault((node.left, node.right), set()).add(node.operator)
    return found


def _comparisons(term: Term) -> Iterator[Compare]:
    """The comparisons by which a text is chosen; not those within numbers."""
    match term:
        case Compare():
            yield term
        case Cond(test=test, then=then, otherwise=otherwise):
            for below in (test, then, otherwise):
                yield from _comparisons(below)
        case Call() | Words():
            return
        case _:
            for below in getattr(term, "arguments", ()):
                yield from _comparisons(below)


def _exact(workshop: "ItemWorkshop", chooser: Chooser, pair: Pair, operators: set[str]) -> Iterator[Claim]:
    strict = operators <= {"<", ">"}
    if strict or (operators <= {"<", ">", "<=", ">="} and _is_order(pair)):
        left, right = map(workshop.said, pair)
        side = ("<" if ">" in operators else ">") if strict else ("<" if "<=" in operators else ">")
        named = "option that is right" if chooser.at is None else "text"
        yield Claim(
            kind="tie",
            path=chooser.path,
            at=chooser.at,
            message=f"where {left} = {right}, the {named} is that of {left} {side} {right}",
            terms=(chooser.term, *pair),
            holds=lambda cells: _not_tied(cells, chooser.term, pair),
            hint=f"exclude such draws by 'where: {left} != {right}', say something else of equality, or write '<=' or '>='"
            if strict
            else f"if equality belongs there, say why: 'allow: {{{TIE}: ...}}'",
            allowed=TIE,
            warns=not strict,
        )


def _is_order(pair: Pair) -> bool:
    """Whether two quantities are compared, or a quantity with zero: others are thresholds."""
    return all(symbols(side) or side == ZERO for side in pair)


def _not_tied(cells: Cells, chosen: Cond, pair: Pair) -> Any:
    """For each draw whether both sides differ, or what is chosen is not that of one side alone."""
    tied = cells.truth(Compare("==", *pair))
    if not np.any(tied):
        return ~tied
    leaves: dict[Term, int] = {}
    above, equal, below = (_leaf(cells, _at(chosen, pair, sides), leaves) for sides in (ABOVE, EQUAL, BELOW))
    silent = np.isin(equal, [number for leaf, number in leaves.items() if _is_silent(leaf)])
    return ~(tied & ~silent & (above != below) & ((equal == above) | (equal == below)))


def _at(term: Term, pair: Pair, sides: tuple[Fraction, Fraction]) -> Term:
    """The Term with other numbers in the comparisons of a pair."""
    match term:
        case Compare(operator=operator, left=left, right=right) if (left, right) == pair:
            return Compare(operator, lift(sides[0]), lift(sides[1]))
        case Compare(operator=operator, left=left, right=right) if (right, left) == pair:
            return Compare(operator, lift(sides[1]), lift(sides[0]))
        case Compare() | Call() | Words():
            return term
        case _:
            return rebuild(term, lambda below: _at(below, pair, sides))


def _leaf(cells: Cells, term: Term, leaves: dict[Term, int]) -> Any:
    """For each draw the number of the branch that is chosen."""
    if isinstance(term, Cond):
        then, otherwise = _leaf(cells, term.then, leaves), _leaf(cells, term.otherwise, leaves)
        return np.where(cells.truth(term.test), then, otherwise)
    return leaves.setdefault(term, len(leaves))


def _is_silent(leaf: Term) -> bool:
    return isinstance(leaf, Words) and not leaf.text.strip()


def _decimals(workshop: "ItemWorkshop") -> Mapping[Term, int]:
    """The quantities that students know rounded, each with the fewest decimals."""
    found: dict[Term, int] = {}
    rounded = [(key.term, key.decimals) for key in workshop.notes.asked]
    rounded += [
        (workshop.terms.terms[place.program.quantity], place.program.look.known)
        for place in workshop.notes.places
        if isinstance(place.program, Shown) and place.program.kind == "number" and _is_read_first(place.path)
    ]
    for term, decimals in rounded:
        if decimals is not None and not isinstance(term, Num):
            found[term] = min(decimals, found.get(term, decimals))
    return found


def _is_read_first(path: Path) -> bool:
    """Whether students read the text before they answer."""
    return path[0] == "stem" or path[-1] in ("prompt", "text")


def _as_displayed(
    workshop: "ItemWorkshop", place: tuple[Path, tuple[int, int] | None], pair: Pair, known: Mapping[Term, int]
) -> Claim:
    (path, at), (left, right) = place, pair
    one, other = map(workshop.said, pair)
    apart = f"abs({one})" if other == "0" else f"abs({one} - {other})"
    unit = plain(Number(Fraction(1, 10 ** min(known[side] for side in pair if side in known))))
    return Claim(
        kind="tie as displayed",
        path=path,
        at=at,
        message=f"{one} and {other} look equal in draws in which they differ",
        terms=pair,
        holds=lambda cells: ~(_look_equal(cells, pair, known) & cells.truth(Compare("!=", left, right))),
        hint=f"exclude such draws by 'where: {apart} >= {unit}'",
    )


def _look_equal(cells: Cells, pair: Pair, known: Mapping[Term, int]) -> Any:
    """For each draw whether two numbers are the same as far as a student knows them."""
    (left, first), (right, second) = ((side, known.get(side)) for side in pair)
    finest = max(decimals for decimals in (first, second) if decimals is not None) + FINER
    return _known(cells, left, first, finest) == _known(cells, right, second, finest)


def _known(cells: Cells, term: Term, decimals: int | None, finest: int) -> Any:
    """A number as a student knows it, in units of the finest decimals."""
    if decimals is None:
        return cells.rounded(term, finest)
    return cells.rounded(term, decimals) * 10 ** (finest - decimals)
