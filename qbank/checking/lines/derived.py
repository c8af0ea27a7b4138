"""The lines of derived solutions, read back as they are printed: each side is worked out from the figures on the page.

Draws of the same shape share a tree, so they are judged together; a sample of the draws is looked at, with its corners.
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

import numpy as np
from msgspec import Struct

from qbank.checking.lines.judge import Sides, holds, place_symbols, typed, typed_decimals
from qbank.checking.lines.printed import PLACE, Literal, arithmetic
from qbank.checking.lines.relations import Relation, relations
from qbank.checking.lines.told import both_sides
from qbank.checking.lines.written import KIND, formulas
from qbank.checking.sweep import Sweep, whole
from qbank.checking.twice.page import number
from qbank.content import Number, Piece, Text, Value, plain
from qbank.errors import Undefined
from qbank.expressions.ratios import Ratios
from qbank.generation.draw import Batch, NumberedDraw, shape_of
from qbank.generation.program import Program
from qbank.generation.solution import Derived
from qbank.generation.texts import Chosen, Joined, Nested
from qbank.question_types.question_type import Path
from qbank.rl.arithmetic import Quantity
from qbank.term import symbols

SAMPLED = 200


class WrongLine(Struct, frozen=True):
    """A derived line that does not hold: in how many draws, in the first of them, and what is to be said."""

    path: Path
    message: str
    draws: int
    of: int
    first: dict[str, Quantity]
    kind: str = KIND


def derived_lines(compiled: Program, sampled: int = SAMPLED) -> Iterator[WrongLine]:
    """The lines of a question's derived solutions that do not hold as they are printed."""
    for path, program in _derivations(compiled):
        draws = _sample(compiled, program, sampled)
        texts = list(_filled(compiled, program, draws))
        for lines in _by_tree(texts).values():
            yield from _wrong(path, lines, len(texts))


def _derivations(compiled: Program) -> Iterator[tuple[Path, Derived]]:
    """The derivations of solutions, and those that stand in a place of a text; where each belongs."""
    for number_, part in enumerate(compiled.parts):
        for program in _derived_in(getattr(part.prepared, "solution", None)):
            yield ("parts", number_, "answer"), program
    for written in compiled.written:
        for place in written.text.places:
            for program in _derived_in(place):
                yield written.path, program


def _derived_in(program: object) -> Iterator[Derived]:
    match program:
        case Derived():
            yield program
        case Joined(texts):
            for _, text in texts:
                yield from _derived_in(text)
        case Nested(text):
            yield from _derived_in(text)
        case Chosen(_, then, otherwise):
            yield from _derived_in(then)
            yield from _derived_in(otherwise)
        case _:
            return


def _sample(compiled: Program, program: Derived, sampled: int) -> list[dict[str, Quantity]]:
    """Draws spread over all of them, the corners among them."""
    sweep = Sweep(compiled, symbols(program.term), sampled, sampled=sampled)
    found = [batch.draw(place) for batch in sweep.batches() for place in _spread(batch.size, sampled)]
    return [whole(compiled, draw) for draw in found]


def _spread(size: int, most: int) -> list[int]:
    return sorted({round(place) for place in np.linspace(0, size - 1, min(size, most)).tolist()})


def _filled(
    compiled: Program, program: Derived, draws: Sequence[dict[str, Quantity]]
) -> Iterator[tuple[dict[str, Quantity], Text]]:
    """The derivation in each draw that has one; draws of one shape are solved together where numbers are rational."""
    groups: dict[object, list[dict[str, Quantity]]] = {}
    for place, draw in enumerate(draws):
        groups.setdefault((place if compiled.real else 0, shape_of(draw)), []).append(draw)
    for group in groups.values():
        batch = Batch(compiled.terms, group, compiled.model.id, "")
        for place, draw in enumerate(group):
            try:
                yield draw, _settled(program, NumberedDraw(batch, place, 0), real=compiled.real)
            except Undefined:
                continue


def _settled(program: Derived, draw: NumberedDraw, *, real: bool) -> Text:
    """The text, with as much precision as its roundings need."""
    if not real:
        return program.fill(draw)
    from qbank.rl.balls import decided  # flint takes 40 ms to import, and most questions are rational

    def attempt() -> Text:
        draw.batch.forget()
        return program.fill(draw)

    return decided(attempt)


Printed = tuple[dict[str, Quantity], Piece]


def _by_tree(texts: Sequence[tuple[dict[str, Quantity], Text]]) -> dict[str, list[Printed]]:
    """The pieces that share a tree."""
    found: dict[str, list[Printed]] = {}
    for draw, text in texts:
        for piece in text.pieces:
            found.setdefault(piece.tree.digest, []).append((draw, piece))
    return found


def _wrong(path: Path, lines: Sequence[Printed], of: int) -> Iterator[WrongLine]:
    """The relations of a shared tree that do not hold in some draw."""
    for formula in formulas(lines[0][1].tree):
        for relation in relations(formula):
            literals: list[Literal] = []
            left, right = arithmetic(relation.left, literals), arithmetic(relation.right, literals)
            if left is not None and right is not None:
                sides = Sides(left, relation.sign, right, typed_decimals(literals))
                yield from _judged(path, relation, sides, literals, lines, of)


def _judged(
    path: Path, relation: Relation, sides: Sides, literals: list[Literal], lines: Sequence[Printed], of: int
) -> Iterator[WrongLine]:
    groups: dict[tuple[int | None, ...], list[Printed]] = {}
    places = sorted({*place_symbols(sides.left), *place_symbols(sides.right)})
    for draw, piece in lines:
        groups.setdefault(tuple(_decimals(piece.values[place]) for place in places), []).append((draw, piece))
    for decimals, group in groups.items():
        shown = dict(zip((f"{PLACE}{place}" for place in places), decimals, strict=True))
        judged = Sides(sides.left, sides.sign, sides.right, {**sides.decimals, **shown})
        columns = {f"{PLACE}{place}": [number(plain(piece.values[place])) for _, piece in group] for place in places}
        if any(value is None for column in columns.values() for value in column):
            continue
        numbers = {name: Ratios.of([one for one in column if one is not None]) for name, column in columns.items()}
        against = np.flatnonzero(~holds(judged, {**typed(literals), **numbers}, len(group)))
        if len(against):
            draw, piece = group[int(against[0])]
            first = _numbers(piece.values, places) | typed(literals)
            yield WrongLine(path, both_sides(relation, judged, piece.values, first), len(against), of, draw)


def _numbers(values: tuple[Value, ...], places: Sequence[int]) -> dict[str, Fraction]:
    found: Mapping[str, Fraction | None] = {f"{PLACE}{place}": number(plain(values[place])) for place in places}
    return {name: value for name, value in found.items() if value is not None}


def _decimals(value: Value) -> int | None:
    """With how many decimals a value is shown; None where it shows what it needs."""
    return value.decimals if isinstance(value, Number) and value.style != "percent" else None
