"""Which wrong rules a part can tell apart: from the key, and from each other, in which draws.

In each servable draw every pair of rules (the key and its misconceptions) either gives two answers that can be told apart, or
not. Where no single draw tells all of them apart, two draws that do so together are looked for: a student who is asked both
shows which rule is applied.
"""

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import combinations
from typing import Any

import numpy as np
from msgspec import Struct

from qbank.checking.sweep import sweep_of, whole
from qbank.expressions.ratios import Array
from qbank.generation.cells import CellBatch
from qbank.generation.program import PartProgram, Program
from qbank.item import exact_text
from qbank.question_types.question_type import Compared
from qbank.rl.arithmetic import Quantity
from qbank.term import Term

KEY = "key"

Draw = tuple[tuple[str, "str | list[object]"], ...]


class Visible(Struct, frozen=True):
    """A misconception: in how many draws it can be told from the key, and the first draw in which it cannot."""

    rule: str
    draws: int
    hidden_in: Draw


class Separability(Struct, frozen=True):
    """What a part's draws tell apart: of the ``rules`` (the key first), in ``of`` draws.

    ``same`` are the pairs that no draw tells apart, ``at_once`` the number of draws that tell all others apart, and
    ``together`` one such draw, or two that do so together; empty where two are not enough.
    """

    part: str
    of: int
    visible: tuple[Visible, ...]
    same: tuple[tuple[str, str], ...]
    at_once: int
    together: tuple[Draw, ...]


def separability(compiled: Program) -> tuple[Separability, ...]:
    """For each part that recognises wrong rules, what its draws tell apart."""
    return tuple(_of_part(compiled, part, compared) for part in compiled.parts if (compared := _compared(part)))


def _compared(part: PartProgram) -> Compared | None:
    found: Compared | None = getattr(part.prepared, "compared", None)
    return found if found is not None and found.mutations else None


def _of_part(compiled: Program, part: PartProgram, compared: Compared) -> Separability:
    names = (KEY, *(one.name for one in compared.mutations))
    terms = (compared.key, *(one.term for one in compared.mutations))
    pairs = list(combinations(range(len(names)), 2))
    kinds = _kinds(compiled, terms, compared.gap, pairs)
    of = sum(count for count, _ in kinds.values())
    never = [pair for number, pair in enumerate(pairs) if not any(mask >> number & 1 for mask in kinds)]
    wanted = sum(1 << number for number, pair in enumerate(pairs) if pair not in never)
    return Separability(
        part=part.id,
        of=of,
        visible=tuple(_visible(compiled, names[rule], rule - 1, kinds) for rule in range(1, len(names))),
        same=tuple((names[one], names[other]) for one, other in never),
        at_once=sum(count for mask, (count, _) in kinds.items() if mask == wanted),
        together=tuple(_shown(compiled, kinds[mask][1]) for mask in _together(kinds, wanted)),
    )


Kinds = dict[int, tuple[int, dict[str, Quantity]]]
"""For each set of pairs that some draw tells apart, as bits: in how many draws it is so, and the first of them."""


def _kinds(compiled: Program, terms: tuple[Term, ...], gap: Fraction, pairs: list[tuple[int, int]]) -> Kinds:
    found: Kinds = {}
    for batch in sweep_of(compiled, terms).batches():
        masks = _masks([_apart(batch, terms[one], terms[other], gap) for one, other in pairs])
        for mask, first, count in zip(*np.unique(masks, return_index=True, return_counts=True), strict=True):
            kind = int.from_bytes(mask.tobytes(), "little")
            before, draw = found.get(kind, (0, {}))
            found[kind] = before + int(count), draw or batch.draw(int(first))
    return found


def _masks(apart: Sequence[Array]) -> Array:
    """For each draw the pairs that it tells apart, as the bits of one number, the first pair as the lowest.

    >>> _masks([np.array([True, False]), np.array([True, True])]).tolist()
    [3, 2]
    """
    packed = np.packbits(np.stack(apart, axis=1), axis=1, bitorder="little")
    words = -(-len(apart) // 64)
    padded = np.zeros((len(packed), 8 * words), dtype=np.uint8)
    padded[:, : packed.shape[1]] = packed
    masks: Array = padded.view("<u8" if words == 1 else f"V{8 * words}").ravel()
    return masks


def _apart(batch: CellBatch, first: Term, second: Term, gap: Fraction) -> Any:
    return batch.distance(first, second) > float(gap) * (1 + 1e-12)


def _visible(compiled: Program, name: str, bit: int, kinds: Kinds) -> Visible:
    """Pairs with the key come first, so the key and rule n are bit n - 1."""
    draws = sum(count for mask, (count, _) in kinds.items() if mask >> bit & 1)
    hidden = next((draw for mask, (_, draw) in sorted(kinds.items()) if not mask >> bit & 1), None)
    return Visible(name, draws, () if hidden is None else _shown(compiled, hidden))


def _together(kinds: Kinds, wanted: int) -> tuple[int, ...]:
    """One kind of draw that tells all pairs apart, or two that do so together."""
    if wanted in kinds:
        return (wanted,)
    best: list[int] = []
    for mask in sorted(kinds, key=lambda mask: (-mask.bit_count(), mask)):
        if not any(mask | other == other for other in best):  # what tells less than another one is not needed
            best.append(mask)
    return next(((one, other) for one, other in combinations(best, 2) if one | other == wanted), ())


def _shown(compiled: Program, draw: dict[str, Quantity]) -> Draw:
    return tuple((name, exact_text(value)) for name, value in whole(compiled, draw).items())


def _alike(pairs: Sequence[tuple[str, str]]) -> list[list[str]]:
    """Rules of which no two are told apart, together."""
    groups: list[list[str]] = []
    for one, other in pairs:
        known = next((group for group in groups if one in group), None)
        if known is None:
            groups.append([one, other])
        elif other not in known:
            known.append(other)
    return groups


def told(found: Separability) -> Iterator[str]:
    """What is remarkable about it, in sentences."""
    for names in _alike(found.same):
        yield f"no draw tells apart {', '.join(names)}"
    if not found.at_once and len(found.together) == 2:
        draws = " and ".join(f"({', '.join(f'{name} = {value}' for name, value in draw)})" for draw in found.together)
        yield f"no single draw tells all rules apart; two together do: {draws}"
    elif not found.at_once:
        yield "neither one draw nor two together tell all rules apart"
