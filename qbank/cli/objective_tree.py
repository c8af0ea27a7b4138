"""The graph of objectives as a tree on the terminal: each under the last of what must be known before it."""

from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from qbank.authoring.objective_graph import needed, ranks

DOWN, FORK, LAST, NOTHING = "│  ", "├─ ", "└─ ", "   "


class Row(NamedTuple):
    """An objective in the tree: its line, what stands before a line below it, and what else must be known before."""

    id: str
    line: str
    below: str
    others: tuple[str, ...]


def tree(prerequisites: Mapping[str, Sequence[str]]) -> list[Row]:
    """The rows of the tree, from the beginnings down; an objective is told to come after others that nothing else implies.

    >>> rows = tree({"return": [], "value": ["return"], "policy": [], "advantage": ["value", "policy"]})
    >>> for row in rows:
    ...     print(row.line, *row.others)
    return
    └─ value
       └─ advantage policy
    policy
    """
    before, depth = needed(prerequisites), ranks(prerequisites)
    above = {name: max(before[name], key=depth.__getitem__, default="") for name in prerequisites}
    others = {name: tuple(one for one in before[name] if one != above[name]) for name in prerequisites}
    children = {name: [one for one in prerequisites if above[one] == name] for name in ("", *prerequisites)}

    def rows(name: str, head: str, below: str) -> Iterator[Row]:
        own = children[name]
        yield Row(name, head + name, below + (DOWN if own else NOTHING), others[name])
        for child in own:
            last = child == own[-1]
            yield from rows(child, below + (LAST if last else FORK), below + (NOTHING if last else DOWN))

    return [row for name in children[""] for row in rows(name, "", "")]
