"""How many decimals open a gap for the tolerance: wider than honest rounding, and narrower than the way to a wrong answer.

Where there is no such gap, the question is compiled again with other decimals asked for, and with more kept in between, until
every draw has one, or the last try. So what is told is what `qbank check` would then find.
"""

import re
from collections.abc import Iterator, Sequence

from msgspec import Struct
from msgspec.structs import replace

from qbank.authoring.schema import ItemModel
from qbank.checking.proofs import prove
from qbank.errors import AuthoringError, Fault
from qbank.generation.program import compile_item
from qbank.question_types.numeric import NumericPart
from qbank.question_types.question_type import Path
from qbank.question_types.tolerances import KIND, MORE, too_near

MOST_DECIMALS = 10
TRIED = 5
"""So many more decimals are tried."""
TOO_NEAR = re.compile(re.escape(too_near(("parts", 0))).replace("1", r"(\d+)"))


class Attempt(Struct, frozen=True):
    """A part's fields changed, as an author writes them, and in how many draws there is still no gap; None: in none."""

    written: str
    without: int | None


def opened(fault: Fault, model: ItemModel, path: Path) -> Fault:
    """The fault of a part whose tolerance fits nowhere, its hint beginning with what would open a gap."""
    hint = opening(model, int(path[1]))
    return fault._replace(hint="; or ".join([hint, fault.hint]) if fault.hint else hint) if hint else fault


def opened_at(fault: Fault, model: ItemModel) -> Fault:
    """The same, of a fault that tells the draws which are excluded for that; any other fault as it is."""
    found = TOO_NEAR.search(fault.message)
    return opened(fault, model, ("parts", int(found[1]) - 1)) if found else fault


def opening(model: ItemModel, number: int) -> str:
    """What would open a gap in the part of this number, in words; nothing of a part that asks for no decimals."""
    part = model.parts[number]
    if not isinstance(part, NumericPart) or part.decimals is None:
        return ""
    tried: list[Attempt] = []
    for written, changed in _changes(part):
        without = _without(_with(model, number, changed), number)
        if without == 0:
            return f"{written} would open a gap for the tolerance in every draw"
        tried.append(Attempt(written, without))
    return _closed(tried)


def _changes(part: NumericPart) -> Iterator[tuple[str, NumericPart]]:
    """The part with more decimals, then with more kept in between; without the author's tolerance."""
    asked, derived = part.decimals or 0, replace(part, tolerance=None)
    left_out = "" if part.tolerance is None else " without 'tolerance'"
    first = asked + 1 if part.tolerance is None else asked
    for decimals in range(first, min(asked + TRIED, MOST_DECIMALS) + 1):
        yield f"'decimals: {decimals}'{left_out}", replace(derived, decimals=decimals)
    kept = asked + MORE if part.keep is None else part.keep
    for keep in range(kept + 1, kept + TRIED + 1):
        yield f"'keep: {keep}' decimals in between{left_out}", replace(derived, keep=keep)


def _with(model: ItemModel, number: int, part: NumericPart) -> ItemModel:
    parts = (*model.parts[:number], part, *model.parts[number + 1 :])
    return replace(model, parts=parts).at(model.origin, model.texts)


def _without(model: ItemModel, number: int) -> int | None:
    """In how many draws a tolerance does not fit; None where no draw is left."""
    try:
        compiled = compile_item(model)
    except AuthoringError:
        return None
    path: Path = ("parts", number)
    claims = [claim for claim in compiled.claims if claim.kind == KIND and claim.path[:2] == path]
    refuted = prove(compiled, claims).refuted
    return compiled.space.excluded.get(too_near(path), 0) + max((one.draws for one in refuted), default=0)


def _closed(tried: Sequence[Attempt]) -> str:
    """That nothing opens a gap everywhere, and what comes nearest."""
    best = min((one for one in tried if one.without is not None), key=lambda one: one.without or 0, default=None)
    said = "neither more decimals nor more kept in between open a gap for the tolerance in every draw"
    return said if best is None else f"{said} ({best.written}: none in {best.without:,})"
