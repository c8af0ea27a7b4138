"""A drawing of a graph without cycles in layers, each node after what comes before it.

In the manner of Sugiyama: an edge over several layers passes through a point in each of them; the nodes of a layer are put in the
order of the middle of their neighbours, again and again, and the order with the fewest crossings is kept; then each is moved
as near to its neighbours as the others of its layer let it. The same graph always gives the same drawing.
"""

from collections.abc import Iterable, Mapping, Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

SWEEPS = 24
POINT = 0.45
"""The room that a passing edge needs, that of a node being 1."""

Node = tuple[str, int]
"""A node of the graph in its own layer, or a point at which an edge passes a layer: ``("a>b", 2)``."""


class Layout(NamedTuple):
    """Where each node is, as layer and place across, and through which points each edge goes."""

    nodes: dict[str, tuple[int, float]]
    edges: dict[tuple[str, str], list[tuple[int, float]]]


def layered(before: Mapping[str, Sequence[str]], layer: Mapping[str, int]) -> Layout:
    """A drawing of the graph that says of each node what comes before it, its layers given.

    >>> layered({"a": [], "b": ["a"], "c": ["a"]}, {"a": 0, "b": 1, "c": 1}).nodes
    {'a': (0, 0.5), 'b': (1, 0.0), 'c': (1, 1.0)}
    """
    paths = {(one, name): _path(one, name, layer) for name in layer for one in before[name]}
    layers = [[(name, depth) for name in layer if layer[name] == depth] for depth in range(max(layer.values()) + 1)]
    for path in paths.values():
        for point in path[1:-1]:
            layers[point[1]].append(point)
    links = [link for path in paths.values() for link in pairwise(path)]
    place = _across(_ordered(layers, links), links)
    return Layout(
        {name: (layer[name], place[name, layer[name]]) for name in layer},
        {edge: [(point[1], place[point]) for point in path] for edge, path in paths.items()},
    )


def _path(start: str, end: str, layer: Mapping[str, int]) -> list[Node]:
    between = range(layer[start] + 1, layer[end])
    return [(start, layer[start]), *((f"{start}>{end}", depth) for depth in between), (end, layer[end])]


Link = tuple[Node, Node]


def _near(links: Iterable[Link]) -> dict[Node, list[Node]]:
    """The neighbours of each node."""
    found: dict[Node, list[Node]] = {}
    for first, second in links:
        found.setdefault(first, []).append(second)
        found.setdefault(second, []).append(first)
    return found


def _ordered(layers: list[list[Node]], links: list[Link]) -> list[list[Node]]:
    """The layers in the order with the fewest crossings that sweeps to and fro come upon."""
    near, best = _near(links), layers
    for sweep in range(SWEEPS):
        down = sweep % 2 == 0
        layers = list(layers)
        for depth in range(1, len(layers)) if down else range(len(layers) - 2, -1, -1):
            fixed = {node: float(place) for place, node in enumerate(layers[depth - 1 if down else depth + 1])}
            wanted = {
                node: _mean([fixed[one] for one in near.get(node, ()) if one in fixed], float(place))
                for place, node in enumerate(layers[depth])
            }
            layers[depth] = sorted(layers[depth], key=wanted.__getitem__)
        best = min(best, layers, key=lambda order: _crossings(order, links))
    return best


def _mean(values: Sequence[float], otherwise: float) -> float:
    return sum(values) / len(values) if values else otherwise


def _crossings(layers: list[list[Node]], links: list[Link]) -> int:
    place = {node: number for layer in layers for number, node in enumerate(layer)}
    spans: dict[int, list[tuple[int, int]]] = {}
    for first, second in links:
        spans.setdefault(first[1], []).append((place[first], place[second]))
    return sum(
        (one[0] - other[0]) * (one[1] - other[1]) < 0 for span in spans.values() for one, other in combinations(span, 2)
    )


def _across(layers: list[list[Node]], links: list[Link]) -> dict[Node, float]:
    """Each node's place across its layer: near the middle of its neighbours, in the order given, with room around it."""
    near, place = _near(links), dict[Node, float]()
    for layer in layers:
        place |= dict(zip(layer, _spaced([0.0] * len(layer), _gaps(layer)), strict=True))
    for sweep in range(2 * SWEEPS):
        for layer in layers if sweep % 2 == 0 else layers[::-1]:
            wanted = [_mean([place[one] for one in near.get(node, ())], place[node]) for node in layer]
            place |= dict(zip(layer, _spaced(wanted, _gaps(layer)), strict=True))
    lowest = min(place.values())
    return {node: round(value - lowest, 3) for node, value in place.items()}


def _gaps(layer: list[Node]) -> list[float]:
    """How far apart neighbours in a layer must be."""
    rooms = [POINT if ">" in name else 1.0 for name, _ in layer]
    return [(one + other) / 2 for one, other in pairwise(rooms)]


def _spaced(wanted: Sequence[float], gaps: Sequence[float]) -> list[float]:
    """The places nearest to those wanted, by least squares, that keep the order and the gaps.

    >>> _spaced([0, 0, 5], [1, 1])
    [-0.5, 0.5, 5.0]
    """
    offsets = [sum(gaps[:number]) for number in range(len(wanted))]
    blocks: list[list[float]] = []  # places less their offsets may not fall: blocks that would are pooled at their mean
    for place, offset in zip(wanted, offsets, strict=True):
        blocks.append([place - offset])
        while len(blocks) > 1 and _mean(blocks[-2], 0) > _mean(blocks[-1], 0):
            last = blocks.pop()
            blocks[-1] += last
    level = [_mean(block, 0) for block in blocks for _ in block]
    return [one + offset for one, offset in zip(level, offsets, strict=True)]
