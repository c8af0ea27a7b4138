"""The names of a question: in which order its quantities are read, which go round in a circle, and which could not be read."""

from collections.abc import Collection, Iterator, Mapping, Sequence

from qbank.authoring.schema import LOST, ItemModel
from qbank.errors import OffsetError
from qbank.expressions.parse import parse
from qbank.generation.processes import FUNCTIONS, asks
from qbank.question_types.question_type import Path

PROCESS = "process:"
"""What the process is called among the quantities, which it may use and which may ask about it."""
UNKNOWN = ""
"""Among broken names: any other name may be one of them."""


def broken_names(model: ItemModel, unread: Collection[Path]) -> set[str]:
    """The names whose parameters, quantities and parts could not be read."""
    named = {str(path[1]) for path in unread if path[0] in ("parameters", "let") and len(path) > 1}
    parts = {path[1] for path in unread if path[0] == "parts" and path[2:] == ("type",) and isinstance(path[1], int)}
    named |= {f"parts.{model.part_id(number)}" for number in parts}
    return named | ({UNKNOWN} if {LOST, ("parameters",), ("let",)} & set(unread) else set())


def may_be_unread_part(unread: Collection[Path]) -> bool:
    """Whether a part that is named, and that there is not, may be one that could not be read."""
    return any(path in (LOST, ("parts",)) or (path[0] == "parts" and path[2:] == ("id",)) for path in unread)


def uses_of(model: ItemModel) -> dict[str, set[str]]:
    """Which other quantities each quantity uses, the process counted as one of them; none after a fault."""
    uses = {name: _used(source, model) for name, source in model.let.items()}
    if model.process is not None:
        uses[PROCESS] = set().union(*(_used(source, model) for source in model.process.expressions()))
    return uses


def _used(source: str, model: ItemModel) -> set[str]:
    try:
        parsed = parse(source, FUNCTIONS if model.process is not None else None)
    except OffsetError:
        return set()
    asked = {PROCESS} if asks(parsed.term) else set()
    return {used for used, _ in parsed.names} & set(model.let) | asked


def in_order(uses: Mapping[str, set[str]]) -> list[str]:
    """Quantities in an order in which each comes after those it uses; those that wait for a cycle are left out."""
    order: list[str] = []
    while ready := [name for name in uses if name not in order and uses[name] & set(uses) <= set(order)]:
        order += ready
    return order


def cycles(uses: Mapping[str, set[str]], stuck: Sequence[str]) -> Iterator[list[str]]:
    """The circles of quantities that use each other: whoever follows what is stuck comes to one."""
    while stuck:
        path = [stuck[0]]
        while (used := min(uses[path[-1]] & set(stuck))) not in path:
            path.append(used)
        circle = path[path.index(used) :]
        yield circle
        left = {name: uses[name] & set(stuck) - set(circle) for name in stuck if name not in circle}
        freed = in_order(left)
        stuck = [name for name in left if name not in freed]
