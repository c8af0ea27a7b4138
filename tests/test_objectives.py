"""Graphs of objectives: their order, their cycles, and how they are drawn."""

from itertools import combinations, pairwise
from xml.etree import ElementTree

from hypothesis import given
from hypothesis import strategies as st

from qbank.authoring.bank import load
from qbank.authoring.objective_graph import Graph, cycles, needed, parts, ranks
from qbank.cli.coverage import covering
from qbank.cli.layered import layered
from qbank.cli.objective_drawing import drawing
from qbank.cli.objective_tree import tree
from qbank.resources import questions_folder

NAMES = "abcdefghij"


@st.composite
def graphs(draw: st.DrawFn, *, sound: bool = True) -> dict[str, list[str]]:
    """Some objectives, each with prerequisites among those before it, or among all of them."""
    names = NAMES[: draw(st.integers(1, len(NAMES)))]
    return {
        name: draw(st.lists(st.sampled_from(earlier), unique=True, max_size=3)) if earlier else []
        for number, name in enumerate(names)
        for earlier in [names[:number] if sound else names]
    }


def implied(graph: Graph, name: str) -> set[str]:
    """All that must be reached before an objective."""
    return {*graph[name]}.union(*(implied(graph, one) for one in graph[name]))


@given(graphs(sound=False))
def test_a_graph_has_a_cycle_exactly_when_something_has_no_rank(graph: dict[str, list[str]]) -> None:
    found = list(cycles(graph))
    assert (not found) == (len(ranks(graph)) == len(graph))
    for cycle in found:
        assert cycle[0] == cycle[-1]
        assert all(after in graph[before] for before, after in pairwise(cycle))


@given(graphs())
def test_what_is_left_out_of_the_prerequisites_follows_from_the_rest(graph: dict[str, list[str]]) -> None:
    short = needed(graph)
    assert all(implied(short, name) == implied(graph, name) for name in graph)
    assert [sorted(part) for part in parts(short)] == [sorted(part) for part in parts(graph)]


@given(graphs())
def test_the_tree_has_every_objective_once_and_below_what_comes_before(graph: dict[str, list[str]]) -> None:
    rows = tree(graph)
    assert sorted(row.id for row in rows) == sorted(graph)
    place = {row.id: number for number, row in enumerate(rows)}
    above = {row.id: {one for one in graph[row.id] if place[one] < place[row.id]} for row in rows}
    assert all(above[name] for name in graph if graph[name])


@given(graphs())
def test_boxes_in_a_column_do_not_overlap_and_lines_go_on_from_column_to_column(graph: dict[str, list[str]]) -> None:
    layout = layered(needed(graph), ranks(graph))
    assert layout == layered(needed(graph), ranks(graph))
    for (one, across), (other, beside) in combinations(layout.nodes.values(), 2):
        assert one != other or abs(across - beside) > 0.998
    for (start, end), points in layout.edges.items():
        assert (points[0], points[-1]) == (layout.nodes[start], layout.nodes[end])
        assert [column for column, _ in points] == list(range(points[0][0], points[-1][0] + 1))


def test_the_picture_of_the_bank_is_svg_with_a_box_for_every_objective() -> None:
    covered = covering(load([questions_folder()]))
    picture = ElementTree.fromstring(drawing(covered))
    texts = [text.text for text in picture.iter("{http://www.w3.org/2000/svg}text")]
    assert set(covered) <= set(texts)
    assert all(float(picture.get(side, "0")) > 0 for side in ("width", "height"))
