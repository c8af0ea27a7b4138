"""Where the states, arrows and labels of a drawn process stand.

States stand in a line, or from four on in a ring, unless the author placed them. The rest is tried out: of some bends of an
arrow and some places along it for its label, the first is taken that touches least of what stands already. All of it is
arithmetic on the structure and the widths of labels, so the same drawing is the same everywhere, and drawings whose labels are
equally wide share one layout.
"""

import math
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from typing import TypeVar

from msgspec import Struct

from qbank.markup.bends import DOT, RADIUS, THIN, Box, Curve, Point, bent, boxes_along, loop, on_curve, straight
from qbank.pictures import Action, Drawing, Outcome, State

COLUMN, ROW = 190.0, 150.0
ROOM, MOST_ROOM = 0.035, 1.45
"""How much wider a drawing is made for each arrow beyond the fourth, and at most."""
CELL = 32.0
"""The side of the squares in which boxes are looked up."""
LINE, GAP, STEP = 17.0, 4.0, 8
"""The height of a line of text, how far labels keep from other things, and in which steps their width is taken."""


class Label(Struct, frozen=True):
    """Lines of text around a middle."""

    x: float
    y: float
    lines: tuple[str, ...]


class Arrow(Struct, frozen=True):
    """A cubic curve through four points; with a head where it leads to a state."""

    points: Curve
    head: bool


class Layout(Struct, frozen=True):
    """Everything in its place, and the frame around it: left, top, width, height."""

    states: tuple[Point, ...]
    dots: tuple[Point, ...]
    arrows: tuple[Arrow, ...]
    labels: tuple[Label, ...]
    frame: tuple[float, float, float, float]


def text_width(text: str, size: float = 15.0) -> float:
    """About how wide a text is, never less than it is in the usual faces.

    >>> text_width("ill") < text_width("mmm")
    True
    """
    narrow, broad = "iljtfrI.,:;|'() ", "mwMW%@+−="
    return size * sum(0.36 if one in narrow else 0.86 if one in broad else 0.6 for one in text)


def layout(drawing: Drawing) -> tuple[Layout, tuple[str, ...]]:
    """The layout of a drawing, and its labels' texts: ``Label.lines`` are their numbers in them."""
    texts: list[str] = []

    def numbered(text: str) -> str:
        """The text's width, in steps, in the place of the text, behind its number."""
        texts.append(text)
        return f"{len(texts) - 1}:{STEP * math.ceil(text_width(text) / STEP)}" if text else ""

    actions = tuple(
        Action(
            one.state,
            numbered(one.name),
            tuple(
                Outcome(way.to, numbered(_called("p", way.probability)), numbered(_called("r", way.reward)))
                for way in one.outcomes
            ),
        )
        for one in drawing.actions
    )
    states = tuple(State("", state.terminal, state.at) for state in drawing.states)
    return _layout(Drawing(states, actions)), tuple(texts)


def _called(letter: str, number: str) -> str:
    return f"{letter} = {number}" if number else ""


def width_of(mark: str) -> float:
    """The width of a text that stands for its number and width."""
    return float(mark.partition(":")[2])


@lru_cache(maxsize=512)
def _layout(drawing: Drawing) -> Layout:
    return _Composer(drawing).composed()


def places(drawing: Drawing) -> tuple[Point, ...]:
    """Where the states stand: as the author says, else in a line, or from four on in a ring unless they are a chain."""
    states, arrows = drawing.states, sum(len(action.outcomes) for action in drawing.actions)
    scale = min(MOST_ROOM, 1 + ROOM * max(0, arrows - 4))
    column, row = COLUMN * scale, ROW * scale
    if all(state.at for state in states):
        return tuple((float(state.at[0]) * column, float(state.at[1]) * row) for state in states if state.at)
    count = len(states)
    if count < 4 or _is_chain(drawing):
        return tuple((number * column, 0.0) for number in range(count))
    radius = column / (2 * math.sin(math.pi / count)) * 1.02
    turns = [2 * math.pi * (number - 0.5 * (count == 4)) / count - math.pi / 2 for number in range(count)]
    return tuple((radius * math.cos(turn), radius * 0.86 * math.sin(turn)) for turn in turns)


def _is_chain(drawing: Drawing) -> bool:
    """Whether every action leads to the same state or a neighbour."""
    return all(abs(one.to - action.state) <= 1 for action in drawing.actions for one in action.outcomes)


class _Lines:
    """Where curves run: their small boxes, found by where they are."""

    def __init__(self, boxes: Iterable[Box]) -> None:
        self.cells: dict[tuple[int, int], list[Box]] = {}
        for box in boxes:
            self.cells.setdefault((int(box.x // CELL), int(box.y // CELL)), []).append(box)

    def overlap(self, box: Box) -> float:
        """How much of a box curves cover."""
        wide, high = box.half_width + THIN, box.half_height + THIN
        across = range(int((box.x - wide) // CELL), int((box.x + wide) // CELL) + 1)
        down = range(int((box.y - high) // CELL), int((box.y + high) // CELL) + 1)
        near = (one for x in across for y in down for one in self.cells.get((x, y), ()))
        return sum(map(box.overlap, near))


class _Way:
    """An arrow to be drawn: the curves it may take, the lines beside it; the curve and the label it has now."""

    def __init__(self, curves: Sequence[Curve], lines: tuple[str, ...], *, head: bool) -> None:
        self.curves, self.lines, self.head = curves, lines, head
        self.curve = curves[0]
        self.label: Label | None = None
        self.covered: list[Box] = []


class _Composer:
    """Puts one arrow after the other, with its label, where it touches least of what stands already; then each once more."""

    def __init__(self, drawing: Drawing) -> None:
        self.drawing = drawing
        self.states = places(drawing)
        self.middle = tuple(sum(one[axis] for one in self.states) / len(self.states) for axis in (0, 1))
        self.fixed = [Box(x, y, RADIUS + GAP, RADIUS + GAP) for x, y in self.states]
        self.dots: list[Point] = []
        self.ways: list[_Way] = []

    def composed(self) -> Layout:
        """The layout: of the arrows, those first that have no choice of way."""
        for action in sorted(self.drawing.actions, key=self._freedom):
            if len(action.outcomes) == 1:
                self._single(action)
            else:
                self._branching(action)
        for _ in range(ROUNDS):
            before = [(way.curve, way.label) for way in self.ways]
            for way in self.ways:
                self._choose(way)
            if before == [(way.curve, way.label) for way in self.ways]:
                break
        arrows = tuple(Arrow(way.curve, way.head) for way in self.ways)
        labels = tuple(way.label for way in self.ways if way.label is not None)
        return Layout(self.states, tuple(self.dots), arrows, labels, self._frame(labels))

    @staticmethod
    def _freedom(action: Action) -> int:
        """Arrows from state to state first, then what branches, and loops, which can stand on any side, at last."""
        if len(action.outcomes) > 1:
            return 1
        return 2 if action.outcomes[0].to == action.state else 0

    # Arrows

    def _single(self, action: Action) -> None:
        """An action with one outcome: an arrow from state to state."""
        (outcome,) = action.outcomes
        lines = tuple(filter(None, (action.name, outcome.reward)))
        if outcome.to == action.state:
            curves = [loop(self.states[action.state], turn) for turn in self._outward(action.state)]
        else:
            here, there = self.states[action.state], self.states[outcome.to]
            curves = [bent(here, there, bend, RADIUS, self._edge(outcome.to)) for bend in BENDS]
        self._draw(curves, lines, head=True)

    def _edge(self, state: int) -> float:
        """How far an arrow ends from the middle of a state; the corners of a terminal one reach farther."""
        return RADIUS + (5 if self.drawing.states[state].terminal else 2)

    def _branching(self, action: Action) -> None:
        """An action with several outcomes: a line to a dot, and an arrow from the dot to each."""
        here = self.states[action.state]
        dot = min(self._dots(action), key=self._dot_cost)
        self.dots.append(dot)
        self.fixed.append(Box(*dot, DOT + GAP, DOT + GAP))
        self._draw([straight(here, dot, RADIUS, DOT)], (action.name,) if action.name else (), head=False)
        for outcome in action.outcomes:
            lines = tuple(filter(None, (outcome.probability, outcome.reward)))
            there = self.states[outcome.to]
            curves = [bent(dot, there, bend, DOT, self._edge(outcome.to)) for bend in BENDS]
            self._draw(curves, lines, head=True)

    def _dots(self, action: Action) -> list[Point]:
        """Where the dot of an action may stand: around its state, nearest to where the action leads first."""
        x, y = self.states[action.state]
        others = [self.states[one.to] for one in action.outcomes if one.to != action.state]
        aim = math.atan2(sum(to[1] - y for to in others), sum(to[0] - x for to in others)) if others else -math.pi / 2
        turns = [aim + sign * step * math.pi / 9 for step in range(10) for sign in ((1, -1) if step else (1,))]
        return [(x + far * math.cos(turn), y + far * math.sin(turn)) for far in (78.0, 96.0) for turn in turns]

    def _dot_cost(self, dot: Point) -> float:
        box = Box(*dot, DOT + 22, DOT + 22)
        standing = [*self.fixed, *(_label_box(way.label) for way in self.ways if way.label)]
        near = sum(box.overlap(other) for other in (*standing, *(one for way in self.ways for one in way.covered)))
        return near + 0.5 * math.dist(dot, self.middle) / COLUMN

    def _outward(self, state: int) -> list[float]:
        """Angles of a loop, the one away from the other states first."""
        x, y = self.states[state]
        away = math.atan2(y - self.middle[1], x - self.middle[0]) if len(self.states) > 1 else -math.pi / 2
        if abs(y - self.middle[1]) < 1:
            away = -math.pi / 2  # in a line: above
        return [away + sign * step * math.pi / 8 for step in range(9) for sign in ((1, -1) if step else (1,))]

    # Choosing

    def _draw(self, curves: list[Curve], lines: tuple[str, ...], *, head: bool) -> None:
        self.ways.append(_Way(curves, lines, head=head))
        self._choose(self.ways[-1])

    def _choose(self, way: _Way) -> None:
        """Of the curves, and the places along each for the label, the cheapest beside everything else."""
        others = [other for other in self.ways if other is not way]
        labels = [_label_box(other.label) for other in others if other.label]
        lines = _Lines(box for other in others for box in other.covered)

        def cost(curve: Curve) -> float:
            covered = boxes_along(curve)[2:-2]
            touched = sum(40 * box.overlap(other) for box in covered for other in self.fixed)
            touched += sum(10 * box.overlap(other) for box in covered for other in labels)
            return (
                touched
                + sum(map(lines.overlap, covered))
                + self._labelled(curve, way.lines, [*self.fixed, *labels], lines)[0]
            )

        way.curve = _cheapest(way.curves, cost, BEND_COST)
        way.label = self._labelled(way.curve, way.lines, [*self.fixed, *labels], lines)[1]
        way.covered = boxes_along(way.curve)

    @staticmethod
    def _labelled(curve: Curve, lines: tuple[str, ...], taken: list[Box], curves: _Lines) -> tuple[float, Label | None]:
        """The best place for a label along the curve, and what it costs."""
        if not lines:
            return 0.0, None
        half, own = max(map(width_of, lines)) / 2, _Lines(boxes_along(curve))

        def cost(label: Label) -> float:
            box = _label_box(label)
            return 20 * sum(map(box.overlap, taken)) + 4 * (curves.overlap(box) + own.overlap(box))

        found = _cheapest([_beside(curve, *place, half, lines) for place in ALONG], cost, PLACE_COST)
        return cost(found), found

    def _frame(self, labels: tuple[Label, ...]) -> tuple[float, float, float, float]:
        boxes = [*self.fixed, *map(_label_box, labels), *(box for way in self.ways for box in way.covered)]
        left = min(box.x - box.half_width for box in boxes) - GAP
        top = min(box.y - box.half_height for box in boxes) - GAP
        right = max(box.x + box.half_width for box in boxes) + GAP
        bottom = max(box.y + box.half_height for box in boxes) + GAP
        return left, top, right - left, bottom - top


BENDS = (0.0, 0.2, -0.2, 0.4, -0.4, 0.6, -0.6, 0.85, -0.85, 1.15, -1.15)
"""How far an arrow bends to its side, in parts of its length."""
FAR = 7.0
"""How much farther from its arrow a label may stand where there is no room beside it."""
SHARES = (0.5, 0.42, 0.58, 0.34, 0.66, 0.26, 0.74, 0.18, 0.82)
ALONG = tuple((share, side, away) for away in (0.0, FAR, 2 * FAR) for share in SHARES for side in (1.0, -1.0))
"""Where along a curve its label may stand, on which side, and how far."""
ROUNDS = 3
"""How often everything is put once more, now that all the rest stands."""
BEND_COST, PLACE_COST = 6.0, 0.4
"""What a later choice costs, in units of area that is covered twice."""


Choice = TypeVar("Choice")


def _cheapest(choices: Sequence[Choice], cost: Callable[[Choice], float], step: float) -> Choice:
    """The choice that costs least, each later one costing a step more; a later one is not tried when it cannot win."""
    best, least = choices[0], math.inf
    for number, choice in enumerate(choices):
        if least <= step * number:
            break
        price = cost(choice) + step * number
        if price < least - 1e-9:
            best, least = choice, price
    return best


def _beside(curve: Curve, share: float, side: float, far: float, half: float, lines: tuple[str, ...]) -> Label:
    """A label beside a curve, as near as its own size lets it."""
    x, y = on_curve(curve, share)
    (u, v), (w, z) = on_curve(curve, share - 0.05), on_curve(curve, share + 0.05)
    length = max(math.hypot(w - u, z - v), 1e-9)
    across, down = -(z - v) / length * side, (w - u) / length * side
    away = abs(across) * half + abs(down) * len(lines) * LINE / 2 + GAP + 2 + far
    return Label(x + across * away, y + down * away, lines)


def _label_box(label: Label) -> Box:
    half = max(map(width_of, label.lines)) / 2
    return Box(label.x, label.y, half + 1, len(label.lines) * LINE / 2)
