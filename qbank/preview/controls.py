"""Which draw of a question is looked at, and how to come to others: by number and seed, or parameter by parameter."""

from fractions import Fraction
from typing import Any

from msgspec import Struct
from msgspec.structs import replace

from qbank.checking.extremes import Extreme, Extremes
from qbank.content import MINUS, Number, plain
from qbank.generation.axes import Axis
from qbank.generation.program import Program
from qbank.item import Item
from qbank.preview.view import SET, View, address

LISTED = 200
"""A list to choose from is no longer; what is not in it can be typed."""


class Field(Struct, frozen=True):
    """A parameter to be given a value: the present one, those it may have, and which those are in words."""

    name: str
    field: str
    value: str
    options: tuple[str, ...]
    note: str
    closed: bool


class Controls(Struct, frozen=True):
    """Which draw is shown and how to come to others: ``numbered`` leads from chosen parameters back to the draw itself."""

    action: str
    variant: int
    last: str
    seed: str
    tab: str
    previous: str
    following: str
    parameters: tuple[Field, ...]
    numbered: str


class Edge(Struct, frozen=True):
    """An extreme draw: in what it is, where it is, and whether it is the one looked at."""

    names: str
    address: str
    here: bool


def edges(id: str, view: View, found: Extremes) -> tuple[Edge, ...]:
    """The ways to the extreme draws of a question."""

    def edge(one: Extreme) -> Edge:
        to = replace(view, variant=one.variant, given=())
        return Edge(", ".join(one.names), address("question", id, to), to == view)

    return tuple(map(edge, found.found))


def controls(program: Program, id: str, view: View, item: Item | None) -> Controls:
    """What leads to other draws. Where there is no item, the fields hold what was typed and else the draw's own values."""
    count = program.space.count
    here = min(view.variant, count - 1)
    numbered = View(seed=view.seed, tab=view.tab)

    def at(variant: int) -> str:
        return address("question", id, numbered, variant=variant) if 0 <= variant < count else ""

    drawn = item.parameters if item else program.drawn(view.seed, here).parameters
    values = {name: typed(value) for name, value in drawn} | dict(view.given)
    return Controls(
        action=address("question", id),
        variant=view.variant,
        last=f"{count - 1:,}",
        seed=view.seed,
        tab=view.tab,
        previous=at(here - 1),
        following=at(here + 1),
        parameters=tuple(_field(axis, values[axis.name]) for axis in program.axes),
        numbered=at(here) if view.given else "",
    )


def _field(axis: Axis, value: str) -> Field:
    options = tuple(map(typed, axis.values))
    words = isinstance(axis.values[0], str)
    listed = axis.lengths != (None,)
    note = "" if words else _range(axis, options)
    offered = () if listed or len(options) > LISTED else options
    return Field(axis.name, SET + axis.name, value, offered, note, closed=words)


def _range(axis: Axis, options: tuple[str, ...]) -> str:
    """The values that a number, or each number of a list, may have."""
    values = f"one of {', '.join(options)}" if len(options) < 6 else f"{options[0]} to {options[-1]}"
    lengths = [str(length) for length in axis.lengths if length is not None]
    if not lengths:
        return values
    several = lengths[0] if len(lengths) == 1 else f"{lengths[0]} to {lengths[-1]}"
    return f"{several} numbers, each {values}"


def typed(value: Any) -> str:
    """A value as it may be typed.

    >>> typed(Fraction(-2, 5)), typed(Fraction(1, 3)), typed((Fraction(1), Fraction(1, 2))), typed("a poet")
    ('-0.4', '1/3', '1, 0.5', 'a poet')
    """
    match value:
        case Fraction():
            return plain(Number(value)).replace(MINUS, "-")
        case tuple() | list():
            return ", ".join(map(typed, value))
        case _:
            return str(value)
