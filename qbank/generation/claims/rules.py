"""Claims about wrong rules that an author wrote: each gives an answer of its own somewhere.

A rule that gives the key in every draw, or what another rule gives, is never recognised. One that stands at the top of the file
counts for all parts, so it must do so in one of them. Of rules that come with the formulas nothing is claimed: where they give
nothing of their own they are simply left out.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from msgspec import Struct

from qbank.question_types.question_type import Cells, Claim, Mutation, Path
from qbank.question_types.undecided import EVERY
from qbank.term import Term

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

HINT = "take it away, or let the parameters tell them apart"


class Beside(Struct, frozen=True):
    """A wrong rule of the author's in one part: the key, what is near to it, the rules before it there, and the gap that
    tells them apart."""

    rule: Mutation
    key: Term
    near: Fraction
    before: tuple[Mutation, ...]
    gap: Fraction


def rule_claims(workshop: "ItemWorkshop") -> Iterator[Claim]:
    """Claims that no wrong rule of the author's is the right one, or another one."""
    for path, uses in _authored(workshop).items():
        name = uses[0].rule.name
        yield _has_value(path, uses)
        from_key = [(use.key, use.rule.term, use.near) for use in uses]
        yield _apart("invisible misconception", path, f"{name!r} can be told from the key in no draw", from_key)
        for other in _in_all(uses):
            pairs = [(_of(other, use.before).term, use.rule.term, use.gap) for use in uses]
            yield _apart("same misconceptions", path, f"{name!r} can be told from {other!r} in no draw", pairs)


def _authored(workshop: "ItemWorkshop") -> dict[Path, list[Beside]]:
    """The author's rules, each with the parts in which it counts."""
    found: dict[Path, list[Beside]] = {}
    for noted, near in workshop.notes.rules:
        for place, rule in enumerate(noted.mutations):
            if rule.path:
                before = noted.mutations[:place]
                found.setdefault(rule.path, []).append(Beside(rule, noted.key, near, before, noted.gap))
    return found


def _in_all(uses: Sequence[Beside]) -> list[str]:
    """The names of the rules that come before it in every part."""
    return [other.name for other in uses[0].before if all(_names(use.before) >= {other.name} for use in uses)]


def _names(rules: Sequence[Mutation]) -> set[str]:
    return {rule.name for rule in rules}


def _of(name: str, rules: Sequence[Mutation]) -> Mutation:
    return next(rule for rule in rules if rule.name == name)


def _has_value(path: Path, uses: Sequence[Beside]) -> Claim:
    """A rule has a value in some draw of some part."""
    terms = tuple(use.rule.term for use in uses)
    return Claim(
        kind="no value",
        path=path,
        message=f"{uses[0].rule.name!r} has no value in any draw",
        terms=terms,
        holds=lambda cells: np.logical_or.reduce([cells.defined(term) for term in terms]),
        hint=HINT,
        somewhere=True,
    )


def _apart(kind: str, path: Path, message: str, pairs: Sequence[tuple[Term, Term, Fraction]]) -> Claim:
    """Two values are apart in some draw of some part."""

    def holds(cells: Cells) -> Any:
        apart: Any = ~EVERY
        for one, other, gap in pairs:
            apart = apart | cells.apart(one, other, gap)
        return apart

    return Claim(
        kind=kind,
        path=path,
        message=message,
        terms=tuple(term for one, other, _ in pairs for term in (one, other)),
        holds=holds,
        hint=HINT,
        somewhere=True,
    )
