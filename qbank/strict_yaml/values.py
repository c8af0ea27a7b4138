"""What a YAML file may hold, and where it stands."""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple, TypeAlias

from qbank.errors import Fault

Data: TypeAlias = bool | Fraction | str | list["Data"] | dict[str, "Data"] | None
Where: TypeAlias = tuple[str | int, ...]


class Span(NamedTuple):
    """Where a value stands in the text, where its key does, and how it was written (``"`` ``'`` ``|`` ``>`` or plain)."""

    start: int
    end: int
    key: int
    key_end: int
    style: str


class Reading(NamedTuple):
    """What a file says, where, and what is wrong with it.

    ``broken`` are the values that are not what the author meant. With ``lost``, lines could not be read at all, and what
    seems to be missing may stand in them. A file of which nothing could be read says None.
    """

    data: Data
    spans: Mapping[Where, Span]
    faults: tuple[Fault, ...] = ()
    broken: frozenset[Where] = frozenset()
    lost: bool = False
