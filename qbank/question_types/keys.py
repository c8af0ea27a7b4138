"""What is claimed of a number that is asked for: that it lies in its range, and can be written down.

Where it lies halfway between two numbers that can be typed, both are accepted, as honest rounding must be (``tolerances``).
"""

from collections.abc import Iterator
from typing import Annotated

from qbank.model import Exact, Field, FieldError, Model
from qbank.question_types.question_type import Claim, Path
from qbank.term import Compare, Logic, Num, Term

MOST_DIGITS = 9
"""A number with more digits is a burden to read and to type."""


class Interval(Model, frozen=True, kw_only=True, rename={"first": "from", "last": "to"}):
    """The numbers from one to another, both included; all numbers on a side that is not given."""

    first: Annotated[Exact | None, Field(description="The least number. Without it: as small as you like.")] = None
    last: Annotated[Exact | None, Field(description="The largest number. Without it: as large as you like.")] = None

    def __post_init__(self) -> None:
        if self.first is None and self.last is None:
            message = "a range has a least number, a largest one, or both"
            raise FieldError(message)
        if self.first is not None and self.last is not None and self.last < self.first:
            message = f"'to' ({self.last}) lies below 'from' ({self.first})"
            raise FieldError(message, "to")

    def holds(self, term: Term) -> Term:
        """The condition that a value lies in the range."""
        sides = [] if self.first is None else [Compare(">=", term, Num(self.first))]
        sides += [] if self.last is None else [Compare("<=", term, Num(self.last))]
        return sides[0] if len(sides) == 1 else Logic("and", tuple(sides))

    def __str__(self) -> str:
        low = "" if self.first is None else f" from {self.first}"
        return low + ("" if self.last is None else f" to {self.last}")


def key_claims(path: Path, key: Term, decimals: int | None, within: Interval | None) -> Iterator[Claim]:
    """What is claimed of the key of a numeric part that stands at the path."""
    at = (*path, "answer")
    if within is not None:
        condition = within.holds(key)
        yield Claim(
            kind="out of range",
            path=at,
            message=f"the key leaves its range{within}",
            terms=(key,),
            holds=lambda cells: cells.truth(condition),
            hint="exclude such draws by 'where', or narrow the parameters",
        )
    yield Claim(
        kind="unwieldy key",
        path=at,
        message=f"the key has more than {MOST_DIGITS} digits",
        terms=(key,),
        holds=lambda cells: cells.digits(key, decimals) <= MOST_DIGITS,
        hint="say how many 'decimals' are asked for" if decimals is None else "narrow the parameters",
    )
