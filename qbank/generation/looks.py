"""Whether two texts look the same in a draw, told for many draws at once: no student can choose between such options.

Two texts of the same words are alike where the values in their places are, as displayed; a text without places is alike one
with a single place where that value fills the difference. Other texts differ in their words. What is not told here (lists,
words chosen by a condition) is looked at when a draw is solved.
"""

import re
from collections.abc import Callable
from fractions import Fraction
from typing import Any

from qbank.content import MINUS, Text, plain
from qbank.generation.draw import Terms
from qbank.generation.texts import Compiled, Shown
from qbank.question_types.question_type import Cells, TextProgram
from qbank.term import Compare, Num, Term

MARK = "\ufffc"
NUMBER = re.compile(f"[+{MINUS}]?[0-9]+(?:[.][0-9]+)?")

Alike = tuple[tuple[Term, ...], Callable[[Cells], Any]]
"""What it depends on, and for each draw whether the texts look the same."""


def alike(first: TextProgram, second: TextProgram, terms: Terms) -> Alike | None:
    """Where two texts look the same; None when they never do, or when only a solved draw can tell."""
    if not isinstance(first, Compiled) or not isinstance(second, Compiled):
        return None
    one, other = _places(first), _places(second)
    if one is None or other is None:
        return None
    if len(one) < len(other):
        return alike(second, first, terms)
    patterns = _pattern(first), _pattern(second)
    if len(one) == len(other):
        return _same_values(one, other, terms) if patterns[0] == patterns[1] else None
    return _same_as_constant(one[0], *patterns, terms) if len(one) == 1 else None


def _places(text: Compiled) -> list[Shown] | None:
    shown = [place for place in text.places if isinstance(place, Shown)]
    return shown if len(shown) == len(text.places) else None


def _pattern(text: Compiled) -> str:
    """The words of a text with a mark for each place."""
    return plain(Text(tuple([type(piece)(piece.tree, (MARK,) * len(text.places)) for piece in text.constant.pieces])))


def _same_values(one: list[Shown], other: list[Shown], terms: Terms) -> Alike:
    """All places alike: in value, or as displayed where one of them is rounded."""
    pairs = [
        (terms.terms[a.quantity], terms.terms[b.quantity], _decimals(a, b)) for a, b in zip(one, other, strict=True)
    ]

    def judge(cells: Cells) -> Any:
        same: Any = True
        for left, right, decimals in pairs:
            values = cells.truth(Compare("==", left, right))
            if decimals is not None:
                values = values | (cells.rounded(left, decimals) == cells.rounded(right, decimals))
            same = same & values
        return same

    return tuple(term for left, right, _ in pairs for term in (left, right)), judge


def _decimals(one: Shown, other: Shown) -> int | None:
    """At how many decimals two values can be displayed alike without being equal; None where they cannot be."""
    if one.look.style != other.look.style:
        return None
    given = {place.look.decimals for place in (one, other)} - {None}
    return given.pop() if len(given) == 1 else None


def _same_as_constant(place: Shown, pattern: str, constant: str, terms: Terms) -> Alike | None:
    """Where the value of the only place makes its text the constant one."""
    before, _, after = pattern.partition(MARK)
    if len(constant) <= len(before) + len(after) or not constant.startswith(before) or not constant.endswith(after):
        return None
    middle = constant[len(before) : len(constant) - len(after)]
    if not NUMBER.fullmatch(middle) or place.look.style not in ("plain", "signed"):
        return None
    value, decimals = Fraction(middle.replace(MINUS, "-")), place.look.decimals
    term = terms.terms[place.quantity]
    if decimals is None:
        return (term,), lambda cells: cells.truth(Compare("==", term, Num(value)))
    return (term,), lambda cells: cells.rounded(term, decimals) == value * 10**decimals
