"""Curves between states: cubic, from edge to edge, and the room that they take up."""

import math
from itertools import pairwise

from msgspec import Struct

RADIUS, DOT = 24.0, 4.5
"""The size of a state, and of the dot of an action with several outcomes."""
THIN, STRIDE = 3.0, 13.0
"""Half the width of the boxes along a curve, and how far they are apart."""

Point = tuple[float, float]
Curve = tuple[Point, Point, Point, Point]


class Box(Struct, frozen=True):
    """A rectangle that is taken: its middle, and half of its width and height."""

    x: float
    y: float
    half_width: float
    half_height: float

    def overlap(self, other: "Box") -> float:
        """How far two reach into each other, as an area; 0 when they are apart."""
        wide = self.half_width + other.half_width - abs(self.x - other.x)
        high = self.half_height + other.half_height - abs(self.y - other.y)
        return max(wide, 0.0) * max(high, 0.0)


def straight(start: Point, end: Point, from_edge: float, to_edge: float) -> Curve:
    """A straight line from edge to edge."""
    return _trimmed((start, _between(start, end, 1 / 3), _between(start, end, 2 / 3), end), from_edge, to_edge)


def bent(start: Point, end: Point, bend: float, from_edge: float, to_edge: float) -> Curve:
    """A curve from the edge of a state, or of a dot, to the edge of a state."""
    (x, y), (u, v) = start, end
    across, down = -(v - y) * bend, (u - x) * bend
    first = (x + (u - x) * 0.3 + across, y + (v - y) * 0.3 + down)
    second = (x + (u - x) * 0.7 + across, y + (v - y) * 0.7 + down)
    return _trimmed((start, first, second, end), from_edge, to_edge)


def loop(at: Point, turn: float) -> Curve:
    """A loop on the side of a state that an angle says."""
    x, y = at
    spread, far = 0.5, RADIUS * 3.7

    def around(angle: float, distance: float) -> Point:
        return x + distance * math.cos(angle), y + distance * math.sin(angle)

    return (
        around(turn - spread, RADIUS),
        around(turn - spread * 1.15, far),
        around(turn + spread * 1.15, far),
        around(turn + spread, RADIUS + 2),
    )


def on_curve(curve: Curve, share: float) -> Point:
    """The point of a cubic curve at a share of its way."""
    a, b, c, d = curve
    rest = 1 - share
    weights = rest**3, 3 * rest**2 * share, 3 * rest * share**2, share**3
    return (
        sum(weight * point[0] for weight, point in zip(weights, (a, b, c, d), strict=True)),
        sum(weight * point[1] for weight, point in zip(weights, (a, b, c, d), strict=True)),
    )


def boxes_along(curve: Curve) -> list[Box]:
    """Small boxes along a curve, as what it covers, close enough for nothing to pass between them."""
    count = max(10, int(sum(math.dist(*pair) for pair in pairwise(curve)) / STRIDE))
    points = [on_curve(curve, step / count) for step in range(count + 1)]
    return [Box((x + u) / 2, (y + v) / 2, THIN, THIN) for (x, y), (u, v) in pairwise(points)]


def _trimmed(curve: Curve, from_edge: float, to_edge: float) -> Curve:
    """The curve without what lies inside of the circles at its ends."""
    start, first, second, end = curve
    return _toward(start, first, from_edge), first, second, _toward(end, second, to_edge)


def _toward(point: Point, other: Point, distance: float) -> Point:
    return _between(point, other, min(1.0, distance / max(math.dist(point, other), 1e-9)))


def _between(one: Point, other: Point, share: float) -> Point:
    return one[0] + (other[0] - one[0]) * share, one[1] + (other[1] - one[1]) * share
