"""Whether two texts are the same in a draw, told for many draws at once: no student can choose between such options.

Two texts look the same where the same words have values between them that look the same; a text without places is alike one
with a single place where that value fills the difference. Words chosen by a condition are told apart by it. Texts that are one
number each are also compared as numbers, since 1/2 and 0.5 cannot both be wrong: rounded ones as far as both are known. What
is not told here (derivations, or more choices in one text than are gone through) is looked at when a draw is solved.
"""

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from functools import reduce
from itertools import product
from typing import Any

from msgspec import Struct

from qbank.content import MINUS, Text, Value, plain
from qbank.generation.draw import Terms
from qbank.generation.texts import Chosen, Compiled, Nested, PlaceProgram, Shown
from qbank.question_types.question_type import Alike, Cells, TextProgram
from qbank.question_types.undecided import EVERY
from qbank.term import Compare, Num, Term

MARK = "\ufffc"
NUMBER = re.compile(f"[+{MINUS}]?[0-9]+(?:[.][0-9]+)?")
QUOTIENT = re.compile(f"(?P<above>[+{MINUS}-]?[0-9]+(?:[.][0-9]+)?)(?:/(?P<below>[1-9][0-9]*))?(?P<percent>\\s?%)?")
MOST = 16
"""So many texts may conditions make of one."""

Guard = tuple[tuple[Term, bool], ...]
"""Conditions, and whether each is to hold."""


class Wording(Struct, frozen=True):
    """A text as it is where its conditions hold: its words, with a mark for each number that is shown."""

    guard: Guard
    words: str
    places: tuple[Shown, ...]


def wordings(text: TextProgram, terms: Terms) -> list[Wording] | None:
    """What a text may be; None where only a draw can tell."""
    if not isinstance(text, Compiled):
        return None
    branches = [_branches(place, terms) for place in text.places if isinstance(place, (Shown, Chosen, Nested))]
    if len(branches) < len(text.places) or reduce(lambda so_far, one: so_far * len(one), branches, 1) > MOST:
        return None
    found = [_wording(text, chosen) for chosen in product(*branches)]
    return None if None in found else [one for one in found if one is not None]


def alike(first: TextProgram, second: TextProgram, terms: Terms) -> Alike | None:
    """Where two texts look the same; None when they never do, or when only a solved draw can tell."""
    return _anywhere(first, second, terms, _look_same)


def same_number(first: TextProgram, second: TextProgram, terms: Terms) -> Alike | None:
    """Where two texts that are one number each are the same number; None when they never are."""
    return _anywhere(first, second, terms, _are_same_number)


def halfway(text: TextProgram, terms: Terms) -> Alike | None:
    """Where a text that is one rounded number lies halfway between two that can be shown."""
    rounded = [one for one in wordings(text, terms) or () if one.words == MARK and one.places[0].look.known is not None]
    found = [_guarded(one.guard, _is_halfway(one.places[0], terms)) for one in rounded]
    return _one_of(found) if found else None


def holds(guard: Guard, cells: Cells) -> Any:
    """For each draw whether conditions are as they are to be."""
    together: Any = True
    for condition, wanted in guard:
        truth = cells.truth(condition)
        together = together & (truth if wanted else ~truth & cells.defined(condition))
    return together


def _branches(place: PlaceProgram, terms: Terms) -> list[tuple[Guard, Shown | Nested]]:
    match place:
        case Chosen(condition=condition, then=then, otherwise=otherwise):
            return [
                (((terms.terms[condition], wanted), *guard), leaf)
                for wanted, branch in ((True, then), (False, otherwise))
                for guard, leaf in _branches(branch, terms)
            ]
        case _:
            return [((), place)]


def _wording(text: Compiled, chosen: tuple[tuple[Guard, Shown | Nested], ...]) -> Wording | None:
    """The text with one branch in each place; None where a derivation stands in it."""
    values: list[Value] = []
    for _, leaf in chosen:
        if isinstance(leaf, Shown):
            values.append(MARK)
        elif isinstance(leaf.text, Compiled) and not leaf.text.places:
            values.append(leaf.text.constant)
        else:
            return None
    words = plain(Text(tuple([type(piece)(piece.tree, tuple(values)) for piece in text.constant.pieces])))
    guard = tuple(condition for conditions, _ in chosen for condition in conditions)
    return Wording(guard, words, tuple(leaf for _, leaf in chosen if isinstance(leaf, Shown)))


Compared = Callable[[Wording, Wording, Terms], Alike | None]


def _anywhere(first: TextProgram, second: TextProgram, terms: Terms, compared: Compared) -> Alike | None:
    """Where some wordings of two texts are the same."""
    found = list(_pairs(wordings(first, terms) or [], wordings(second, terms) or [], terms, compared))
    if not found:
        return None
    return ((), lambda _: EVERY) if any(not depends for depends, _ in found) else _one_of(found)


def _one_of(found: list[Alike]) -> Alike:
    """Where one of several things is so."""
    together = tuple(term for depends, _ in found for term in depends)
    return together, lambda cells: reduce(
        lambda so_far, one: so_far | one(cells), (judge for _, judge in found), ~EVERY
    )


def _is_halfway(place: Shown, terms: Terms) -> Alike:
    term, decimals = terms.terms[place.quantity], place.look.known or 0
    return (term,), lambda cells: cells.halfway(term, decimals)


def _pairs(first: list[Wording], second: list[Wording], terms: Terms, compared: Compared) -> Iterator[Alike]:
    for one, other in product(first, second):
        if (same := compared(one, other, terms)) is not None:
            yield _guarded((*one.guard, *other.guard), same)


def _guarded(guard: Guard, same: Alike) -> Alike:
    depends, judge = same
    if not guard:
        return same
    return (*depends, *(condition for condition, _ in guard)), lambda cells: holds(guard, cells) & judge(cells)


def _look_same(one: Wording, other: Wording, terms: Terms) -> Alike | None:
    if len(one.places) < len(other.places):
        return _look_same(other, one, terms)
    if len(one.places) == len(other.places):
        return _same_values(one, other, terms) if one.words == other.words else None
    return _same_as_constant(one, other.words, terms) if len(one.places) == 1 else None


def _same_values(one: Wording, other: Wording, terms: Terms) -> Alike:
    """All places alike: in value, or as displayed where one of them is rounded."""
    pairs = [
        (terms.terms[a.quantity], terms.terms[b.quantity], _decimals(a, b))
        for a, b in zip(one.places, other.places, strict=True)
    ]

    def judge(cells: Cells) -> Any:
        same: Any = True
        for left, right, decimals in pairs:
            values = cells.truth(Compare("==", left, right))
            if decimals is not None:
                values = values | (cells.rounded(left, decimals) == cells.rounded(right, decimals))
            same = same & values
        return same

    return tuple(term for left, right, _ in pairs if left != right for term in (left, right)), judge


def _decimals(one: Shown, other: Shown) -> int | None:
    """At how many decimals two values can be displayed alike without being equal; None where they cannot be."""
    if one.look.style != other.look.style:
        return None
    given = {place.look.known for place in (one, other)} - {None}
    return given.pop() if len(given) == 1 else None


def _same_as_constant(text: Wording, constant: str, terms: Terms) -> Alike | None:
    """Where the value of the only place makes its text the constant one."""
    before, _, after = text.words.partition(MARK)
    if len(constant) <= len(before) + len(after) or not constant.startswith(before) or not constant.endswith(after):
        return None
    middle, look = constant[len(before) : len(constant) - len(after)], text.places[0].look
    if not NUMBER.fullmatch(middle) or look.style not in ("plain", "signed"):
        return None
    value, decimals, term = Fraction(middle.replace(MINUS, "-")), look.decimals, terms.terms[text.places[0].quantity]
    if decimals is None:
        return (term,), lambda cells: cells.truth(Compare("==", term, Num(value)))
    return (term,), lambda cells: cells.rounded(term, decimals) == value * 10**decimals


def _are_same_number(one: Wording, other: Wording, terms: Terms) -> Alike | None:
    first, second = _number(one, terms), _number(other, terms)
    if first is None or second is None:
        return None
    if isinstance(first[0], Num) and isinstance(second[0], Num):
        return ((), lambda _: EVERY) if first[0] == second[0] else None
    (left, known), (right, other_known) = first, second
    decimals = min((one for one in (known, other_known) if one is not None), default=None)
    if decimals is None:
        return (left, right), lambda cells: cells.truth(Compare("==", left, right))
    return (left, right), lambda cells: cells.rounded(left, decimals) == cells.rounded(right, decimals)


def _number(wording: Wording, terms: Terms) -> tuple[Term, int | None] | None:
    """The number that a text is and to how many decimals it is known (exactly for None), if it is nothing else."""
    if wording.words == MARK:
        if wording.places[0].kind != "number":
            return None
        return terms.terms[wording.places[0].quantity], wording.places[0].look.known
    found = QUOTIENT.fullmatch(wording.words.strip())
    if found is None or wording.places:
        return None
    value = Fraction(found["above"].replace(MINUS, "-")) / int(found["below"] or 1)
    return Num(value / 100 if found["percent"] else value), None
