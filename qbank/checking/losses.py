"""How many draws a question loses to what makes them unservable: a template that loses much of what it promises is broken."""

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction

from qbank.errors import Fault
from qbank.generation.program import Program
from qbank.question_types.question_type import Path

MOST = Fraction(1, 5)
"""A question may lose so many of the draws that its own conditions leave, unless it says otherwise."""


def lost_draws(compiled: Program) -> Iterator[Fault]:
    """A fault where a question loses more draws than it may, at the part that loses most; ``where`` and strata do not count."""
    allowed = MOST if compiled.model.may_lose is None else compiled.model.may_lose
    causes = {cause: count for cause, count in compiled.space.excluded.items() if count and not _is_meant(cause)}
    lost, left = sum(causes.values()), compiled.space.count
    if lost > allowed * (lost + left):
        told = "; ".join(f"{count:,} {cause}" for cause, count in causes.items())
        message = f"{_percent(lost, lost + left)} of the draws are lost, more than {_percent(allowed)}: {told}"
        hint = "exclude them by 'where', widen the parameters, or accept it: 'may_lose: ...'"
        yield compiled.model.origin.fault(_place(causes), message, hint)


def _is_meant(cause: str) -> bool:
    return cause.startswith("where ") or cause == "in no stratum"


def _place(causes: Mapping[str, int]) -> Path:
    part = re.search(r"\bpart (\d+)", max(causes, key=lambda cause: causes[cause]))
    return ("parts", int(part[1]) - 1) if part else ("parameters",)


def _percent(share: Fraction | int, of: int = 1) -> str:
    return f"{float(100 * Fraction(share, of)):.3g} %"
