"""The graph of objectives as a picture: an SVG of its own, in columns from the beginnings on, topics told by colours."""

import textwrap
from collections.abc import Mapping

from msgspec import Struct

from qbank.authoring.objective_graph import needed, ranks
from qbank.cli.coverage import Covered
from qbank.cli.layered import Layout, layered
from qbank.cli.options import counted
from qbank.writers.environment import environment

WIDTH, HEIGHT = 214, 66
COLUMN, ROW, MARGIN = 286, 80, 24
NAME = 25
"""So many letters of a name stand in a line."""
HUES = (210, 140, 30, 280, 0, 175, 55, 320, 95, 245)
"""Hues of topics in turn, far apart where they follow each other."""


class Box(Struct, frozen=True):
    """One objective as it is drawn: where, and what stands in it."""

    id: str
    x: float
    y: float
    hue: int
    name: list[str]
    told: str
    definition: str


def drawing(covered: Mapping[str, Covered]) -> str:
    """The picture of objectives with their questions, as SVG."""
    graph = {name: one.objective.prerequisites for name, one in covered.items()}
    layout = layered(needed(graph), ranks(graph)) if graph else Layout({}, {})
    topics = list(dict.fromkeys(map(_topic, covered)))
    boxes = [_box(name, one, layout, topics) for name, one in covered.items()]
    return (
        environment()
        .get_template("objectives/graph.svg.jinja")
        .render(
            boxes=boxes,
            paths=[_path(points) for points in layout.edges.values()],
            size=(WIDTH, HEIGHT),
            width=max((box.x for box in boxes), default=0) + WIDTH + MARGIN,
            height=max((box.y for box in boxes), default=0) + HEIGHT + MARGIN,
        )
    )


def _topic(id: str) -> str:
    return id.rpartition(".")[0]


def _box(id: str, one: Covered, layout: Layout, topics: list[str]) -> Box:
    x, y = _corner(layout.nodes[id])
    several = len({model.bloom for model in one.questions})
    told = counted(len(one.questions), "question") + (f", {counted(several, 'level')}" if several else "")
    name = textwrap.wrap(one.objective.name, NAME, max_lines=2, placeholder="…")
    return Box(id, x, y, HUES[topics.index(_topic(id)) % len(HUES)], name, told, one.objective.definition)


def _corner(place: tuple[int, float]) -> tuple[float, float]:
    return MARGIN + place[0] * COLUMN, round(MARGIN + place[1] * ROW, 1)


def _path(points: list[tuple[int, float]]) -> str:
    """A smooth line from box to box, level where it passes a column."""
    corners = [_corner(point) for point in points]
    (x, y), *others = [(x, round(y + HEIGHT / 2, 1)) for x, y in corners]
    said, x = [f"M{x + WIDTH},{y}"], x + WIDTH
    for number, (left, across) in enumerate(others):
        middle = round((x + left) / 2, 1)
        said.append(f"C{middle},{y} {middle},{across} {left},{across}")
        x, y = left, across
        if number < len(others) - 1:
            x = left + WIDTH
            said.append(f"H{x}")
    return " ".join(said)
