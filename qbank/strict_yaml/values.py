"""What a YAML file may hold, and where it stands."""

from fractions import Fraction
from typing import NamedTuple, TypeAlias

Data: TypeAlias = bool | Fraction | str | list["Data"] | dict[str, "Data"] | None
Where: TypeAlias = tuple[str | int, ...]


class Span(NamedTuple):
    """Where a value stands in the text, where its key starts, and how it was written (``"`` ``'`` ``|`` ``>`` or plain)."""

    start: int
    end: int
    key: int
    style: str
