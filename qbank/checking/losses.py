"""How many draws a question loses to what makes them unservable: a template that loses much of what it promises is broken."""

import re
from collections.abc import Iterator
from fractions import Fraction

from msgspec import Struct

from qbank.checking.openings import opened_at
from qbank.errors import Fault
from qbank.generation.program import Program
from qbank.question_types.question_type import Path
from qbank.rl.arithmetic import Quantity

MOST = Fraction(1, 5)
"""A question may lose so many of the draws that its own conditions leave, unless it says otherwise."""


class Loss(Struct, frozen=True):
    """A fault, how many draws are lost of how many, and the first that is lost for the commonest cause."""

    fault: Fault
    path: Path
    lost: int
    of: int
    first: dict[str, Quantity]


def losses(compiled: Program) -> Iterator[Loss]:
    """Where a question loses more draws than it may, at the part that loses most; ``where`` and strata do not count."""
    allowed = MOST if compiled.model.may_lose is None else compiled.model.may_lose
    causes = {cause: count for cause, count in compiled.space.excluded.items() if count and not _is_meant(cause)}
    lost, left = sum(causes.values()), _left(compiled)
    if lost > allowed * (lost + left):
        told = "; ".join(f"{count:,} {cause}" for cause, count in causes.items())
        message = f"{_percent(lost, lost + left)} of the draws are lost, more than {_percent(allowed)}: {told}"
        hint = "exclude them by 'where', widen the parameters, or accept it: 'may_lose: ...'"
        most = max(causes, key=lambda cause: causes[cause])
        path = _place(most)
        fault = opened_at(compiled.model.origin.fault(path, message, hint), compiled.model)
        yield Loss(fault, path, lost, lost + left, compiled.space.first_lost(most))


def _left(compiled: Program) -> int:
    """How many draws there are; about so many, where they were sampled."""
    space = compiled.space
    return space.count if space.exhaustive else max(0, space.total - sum(space.excluded.values()))


def _is_meant(cause: str) -> bool:
    return cause.startswith("where ") or cause == "in no stratum"


def _place(cause: str) -> Path:
    part = re.search(r"\bpart (\d+)", cause)
    return ("parts", int(part[1]) - 1) if part else ("parameters",)


def _percent(share: Fraction | int, of: int = 1) -> str:
    return f"{float(100 * Fraction(share, of)):.3g} %"
