"""Pictures: laid out without overlap, told in words in full, and drawn as SVG that may stand anywhere."""

import random
import re
from collections.abc import Iterator
from fractions import Fraction
from itertools import combinations

import pytest
from lxml import etree  # type: ignore[import-untyped]

from qbank.content import plain
from qbank.markup.bends import DOT, RADIUS, Box, on_curve
from qbank.markup.curves import axis, characters
from qbank.markup.drawing import png, svg
from qbank.markup.layout import LINE, Label, Layout, layout, width_of
from qbank.pictures import Action, Drawing, Outcome, Plot, State

SVG = "{http://www.w3.org/2000/svg}"
CHAIN = Drawing(
    tuple(State(f"s{number}", number == 4) for number in range(5)),
    tuple(
        Action(number, name, (Outcome(max(number + step, 0), "", "−1"),))
        for number in range(4)
        for name, step in (("left", -1), ("right", 1))
    ),
)
ROBOT = Drawing(
    (State("high"), State("low")),
    (
        Action(0, "search", (Outcome(0, "0.75", "2"), Outcome(1, "0.25", "2"))),
        Action(0, "wait", (Outcome(0, "", "1"),)),
        Action(1, "recharge", (Outcome(0, "", "0"),)),
        Action(1, "wait", (Outcome(1, "", "1"),)),
        Action(1, "search", (Outcome(0, "0.4", "−3"), Outcome(1, "0.6", "2"))),
    ),
)


def drawn_at_random(count: int, seed: int) -> Drawing:
    """A process of so many states and one terminal one, with one or two actions each, as questions have them."""
    random_ = random.Random(f"{count}/{seed}")
    actions = []
    for state in range(count):
        for name in ("left", "right")[: random_.randint(1, 2)]:
            targets = random_.sample(range(count + 1), min(random_.choice([1, 1, 2]), count + 1))
            chances = [""] if len(targets) == 1 else ["0.25", "0.75"]
            ways = zip(targets, chances, strict=True)
            actions.append(Action(state, name, tuple(Outcome(to, p, str(random_.randint(0, 10))) for to, p in ways)))
    return Drawing((*(State(f"s{number}") for number in range(count)), State("end", terminal=True)), tuple(actions))


RANDOM = [
    pytest.param(drawn_at_random(count, seed), id=f"{count}-{seed}") for count in (1, 2, 3, 4, 5) for seed in range(6)
]
KNOWN = [pytest.param(CHAIN, id="chain"), pytest.param(ROBOT, id="recycling robot")]
every_drawing = pytest.mark.parametrize("drawing", [*KNOWN, *RANDOM])


def boxes(found: Layout) -> Iterator[tuple[str, Box]]:
    """What must not lie on anything else: states, dots, labels."""
    for number, point in enumerate(found.states):
        yield f"state {number}", Box(*point, RADIUS - 2, RADIUS - 2)
    for number, point in enumerate(found.dots):
        yield f"dot {number}", Box(*point, DOT, DOT)
    for number, label in enumerate(found.labels):
        yield f"label {number}", around(label)


def around(label: Label) -> Box:
    """The box of a label's letters."""
    return Box(label.x, label.y, max(map(width_of, label.lines)) / 2 - 4, len(label.lines) * LINE / 2 - 3)


@every_drawing
def test_states_dots_and_labels_do_not_overlap(drawing: Drawing) -> None:
    found, _ = layout(drawing)
    for (one, box), (other, second) in combinations(boxes(found), 2):
        assert box.overlap(second) == 0, f"{one} lies on {other}"


@every_drawing
def test_no_arrow_runs_through_a_state_or_through_a_label(drawing: Drawing) -> None:
    found, _ = layout(drawing)
    for arrow in found.arrows:
        points = [Box(*on_curve(arrow.points, step / 40), 0.5, 0.5) for step in range(3, 38)]
        for what, box in boxes(found):
            if not what.startswith("dot"):
                inner = Box(box.x, box.y, box.half_width * 0.7, box.half_height * 0.7)
                assert not any(point.overlap(inner) for point in points), f"an arrow runs through {what}"


@every_drawing
def test_everything_lies_within_the_frame(drawing: Drawing) -> None:
    found, _ = layout(drawing)
    left, top, width, height = found.frame
    for what, box in boxes(found):
        assert left <= box.x - box.half_width, what
        assert box.x + box.half_width <= left + width, what
        assert top <= box.y - box.half_height, what
        assert box.y + box.half_height <= top + height, what


@every_drawing
def test_the_words_tell_every_state_action_probability_and_reward(drawing: Drawing) -> None:
    told = plain(drawing)
    root = etree.fromstring(svg(drawing))
    assert root.findtext(f"{SVG}desc") == told.replace("\n", " ")
    letters = " ".join(text.text for text in root.iter(f"{SVG}text"))
    for action in drawing.actions:
        for said in (action.name, *(part for one in action.outcomes for part in (one.probability, one.reward))):
            assert said in told
            assert said in letters


def test_a_picture_has_no_ids_no_colours_of_its_own_and_nothing_from_elsewhere() -> None:
    for picture in (CHAIN, ROBOT, Plot((Fraction(1), Fraction(2)))):
        written = svg(picture)
        assert 'role="img"' in written
        assert not re.search(r"\sid=|#|rgb|href|url|script", written)


def test_names_and_labels_are_escaped() -> None:
    hostile = "<script>&\"'"
    root = etree.fromstring(svg(Drawing((State(hostile),), (Action(0, hostile, (Outcome(0, hostile, hostile),)),))))
    assert {node.tag for node in root.iter()} <= {
        SVG + name for name in ("svg", "title", "desc", "g", "text", "path", "circle", "polygon")
    }


def test_an_author_places_states_where_they_are_wanted() -> None:
    placed = Drawing(
        (State("a", at=(Fraction(0), Fraction(0))), State("b", at=(Fraction(0), Fraction(1)))),
        (Action(0, "go", (Outcome(1, "", "1"),)),),
    )
    (first, second) = layout(placed)[0].states
    assert first[0] == second[0]
    assert first[1] < second[1]


def test_drawings_whose_labels_are_as_wide_share_a_layout() -> None:
    def go(reward: str) -> Drawing:
        return Drawing((State("a"), State("b")), (Action(0, "go", (Outcome(1, "", reward),)),))

    assert layout(go("1"))[0] is layout(go("2"))[0]


@pytest.mark.parametrize(("low", "high"), [(0, 0), (-3, 12), ("0.0001", "0.0007"), (100, 100_000), (-5, -5)])
def test_an_axis_holds_its_numbers_and_has_few_round_ones(low: str, high: str) -> None:
    found = axis(Fraction(low), Fraction(high))
    assert found.low <= Fraction(low)
    assert found.high >= Fraction(high)
    assert 2 <= len(found.ticks) <= 8


def test_a_curve_of_one_value_and_of_many_is_drawn() -> None:
    assert "polyline" in svg(Plot((Fraction(1),)))
    many = Plot(tuple(Fraction(number, 7) for number in range(60)), "step", "loss")
    assert max(map(len, characters(many).split("\n"))) <= 80
    assert "59: 8.429" in plain(many)


def test_a_picture_becomes_a_png_of_its_size() -> None:
    made = png(CHAIN, pixels_per_inch=72)
    width = int.from_bytes(made[16:20])
    assert made.startswith(b"\x89PNG")
    assert abs(width - 0.75 * layout(CHAIN)[0].frame[2] - 8) < 4
