"""What comparing two formulas can come to."""

from fractions import Fraction

from msgspec import Struct

from qbank.rl.arithmetic import Quantity

Point = tuple[tuple[str, Fraction], ...]
"""The value of each quantity, by name."""


class Equal(Struct, frozen=True):
    """Proved to be the same function. ``gap`` is a point at which the student's has no value though the answer has one."""

    gap: Point | None = None


class Different(Struct, frozen=True):
    """Proved to differ: at the ``witness`` the one is ``given``, the other ``wanted``; None is no value at all."""

    witness: Point
    given: Quantity | None
    wanted: Quantity


class Open(Struct, frozen=True):
    """Neither proved equal nor proved different, and why."""

    reason: str


Verdict = Equal | Different | Open
