"""Claims about what students are given: it tells all that the answers depend on, and not the answers themselves.

An answer that depends on a hidden parameter is told by what is shown when, in every draw, it stays the same whatever other
value the hidden parameter has, unless something on the page would change, too. Of more than eight values eight are tried for
each draw, the first and the last among them. A key is copied when it equals one number of the stem or of a prompt, always the
same one: all parts stand on one page, so that a later prompt tells the key of an earlier part.
"""

from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec.structs import replace

from qbank.generation.axes import Axis
from qbank.generation.notes import Asked, Decision
from qbank.generation.places import ReadPlace
from qbank.generation.texts import Chosen, PlaceProgram, Shown
from qbank.question_types.question_type import Cells, Claim
from qbank.question_types.undecided import EVERY
from qbank.term import Compare, Index, Items, Logic, Num, Sym, Term, Words, lift, substitute, symbols

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

COPIED = "copied-key"
OFTEN = Fraction(1, 4)
"""In so many draws a key may equal a number that is given: on coarse grids that happens."""

TRIED = 8
"""So many values are tried instead of that of a draw."""

Other = Mapping[str, Term]
"""Another value of a parameter."""


def seen_claims(workshop: "ItemWorkshop") -> Iterator[Claim]:
    """Claims that what no student sees decides no answer."""
    for decision in workshop.notes.decisions:
        for name in sorted(symbols(decision.term)):
            if workshop.is_hidden(name) and name not in workshop.shown:
                yield _seen(workshop, decision, name)


def _seen(workshop: "ItemWorkshop", decision: Decision, name: str) -> Claim:
    others: list[Other] = [{name: value} for value in _others(workshop.axes[name])]
    telling = [place for place in workshop.notes.places if place.stands and name in symbols(place.term)]
    conditions = [when for when in workshop.notes.paragraphs.values() if name in symbols(when)]
    terms = [decision.term, *(place.term for place in telling), *conditions]

    def holds(cells: Cells) -> Any:
        return np.logical_and.reduce([told(cells, other) for other in others])

    def told(cells: Cells, other: Other) -> Any:
        found = ~_changes(decision.term, other, cells)
        for place in telling:
            found = found | _looks_different(place.program, workshop.terms.terms, other, cells)
        for condition in conditions:
            found = found | _changes(condition, other, cells)
        return found

    return Claim(
        kind="unseen parameter",
        path=decision.path,
        message=f"{decision.what} depends on {name!r}, which no student sees",
        terms=tuple(terms),
        holds=holds,
        hint=f"show it in the stem, without 'hidden: true': {{{{ {name} }}}}",
    )


def _others(axis: Axis) -> Iterator[Term]:
    """The values of a parameter that are tried."""
    last = len(axis.values) - 1
    for place in sorted({number * last // (TRIED - 1) for number in range(TRIED)}):
        value = axis.values[place]
        term: Term = Words(value) if isinstance(value, str) else Num(value)
        yield term if axis.lengths[0] is None else Items((term,) * axis.lengths[0])


def _changes(term: Term, other: Other, cells: Cells) -> Any:
    """For each draw whether a number or a condition is another one with another value."""
    changed = substitute(term, other)
    if isinstance(term, (Compare, Logic)):
        return cells.truth(term) != cells.truth(changed)
    return cells.apart(term, changed, Fraction(0))


def _looks_different(program: PlaceProgram, terms: list[Term], other: Other, cells: Cells) -> Any:
    """For each draw whether a place would show something else with another value."""
    match program:
        case Shown(quantity=quantity, look=look):
            term, changed = terms[quantity], substitute(terms[quantity], other)
            if look.known is None:
                return cells.truth(Compare("!=", term, changed))
            return cells.rounded(term, look.known) != cells.rounded(changed, look.known)
        case Chosen(condition=condition, then=then, otherwise=otherwise):
            then_differs, else_differs = (_looks_different(one, terms, other, cells) for one in (then, otherwise))
            return _changes(terms[condition], other, cells) | then_differs | else_differs
        case _:
            return ~EVERY


def copied_claims(workshop: "ItemWorkshop") -> Iterator[Claim]:
    """Claims that a key is not simply a number that is given: not in every draw, and not in many."""
    for key in workshop.notes.asked:
        told: set[Term] = set()
        for place in workshop.notes.places:
            if _is_given(place) and isinstance(place.program, Shown):
                for term in _numbers(workshop, place.program):
                    if term not in told:
                        told.add(term)
                        yield from _copied(key, place, term)


def _is_given(place: ReadPlace) -> bool:
    return place.path[0] == "stem" or place.path[-1] == "prompt"


def _numbers(workshop: "ItemWorkshop", shown: Shown) -> list[Term]:
    """The numbers that a place shows."""
    term = workshop.terms.terms[shown.quantity]
    if shown.kind == "list" and isinstance(term, Sym):
        return [Index(term, lift(number)) for number in range(workshop.axes[term.name].lengths[0] or 0)]
    return [term] if shown.kind == "number" else []


def _copied(key: Asked, place: ReadPlace, given: Term) -> Iterator[Claim]:
    """In every draw, a fault; in many, a warning."""
    source = place.source.expression.strip()
    always = Claim(
        kind="copied key",
        path=key.path,
        message=f"the key is a number that is given: {{{{ {source} }}}}",
        terms=(key.term, given),
        holds=lambda cells: cells.apart(key.term, given, Fraction(0)),
        hint=f"ask for something that must be worked out, or say why it is asked: 'allow: {{{COPIED}: ...}}'",
        somewhere=True,
        allowed=COPIED,
    )
    yield always
    if not isinstance(given, Index):
        yield replace(
            always,
            message=f"the key equals the given {{{{ {source} }}}}",
            hint="exclude such draws by 'where', or take finer steps",
            somewhere=False,
            tolerated=OFTEN,
            warns=True,
        )
