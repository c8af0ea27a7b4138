"""The graph of objectives: what comes before what, and whether that makes sense.

A graph is, for each objective, those that must be reached before it. Prerequisites that it does not define are passed over.
"""

from collections.abc import Iterable, Iterator, Mapping

Graph = Mapping[str, Iterable[str]]


def ranks(graph: Graph) -> dict[str, int]:
    """How far from the beginning each objective is: 0 without prerequisites, else one more than the last of these.

    What is in a cycle, or comes after one, has no rank.

    >>> ranks({"return": [], "value": ["return"], "advantage": ["value", "return"]})
    {'return': 0, 'value': 1, 'advantage': 2}
    """
    found, before = dict[str, int](), _within(graph)
    while ready := [name for name in before if name not in found and all(one in found for one in before[name])]:
        found |= {name: max((found[one] + 1 for one in before[name]), default=0) for name in ready}
    return found


def cycles(graph: Graph) -> Iterator[tuple[str, ...]]:
    """Objectives that would have to be reached before themselves, each cycle from its first objective back to it.

    >>> list(cycles({"value": ["return", "critic"], "critic": ["value"], "return": []}))
    [('value', 'critic', 'value')]
    """
    left = _within(graph)
    while len(ranked := ranks(left)) < len(left):
        left = _within({name: before for name, before in left.items() if name not in ranked})
        found = _cycle(left)
        yield found
        left = _within({name: before for name, before in left.items() if name not in found})


def _cycle(before: Mapping[str, list[str]]) -> tuple[str, ...]:
    """A cycle of objectives each of which has a prerequisite among them."""
    walked = [next(iter(before))]
    while walked[-1] not in walked[:-1]:
        walked.append(before[walked[-1]][0])
    return tuple(walked[walked.index(walked[-1]) :])


def parts(graph: Graph) -> list[set[str]]:
    """The objectives in groups that have nothing to do with each other; one group when the graph is connected.

    >>> [sorted(part) for part in parts({"return": [], "value": ["return"], "kl": []})]
    [['return', 'value'], ['kl']]
    """
    found: list[set[str]] = []
    for name, before in _within(graph).items():
        near = {name, *before}
        touched = [part for part in found if part & near]
        found = [part for part in found if part not in touched] + [near.union(*touched)]
    return sorted(found, key=lambda part: next(place for place, name in enumerate(graph) if name in part))


def needed(graph: Graph) -> dict[str, list[str]]:
    """The prerequisites of each objective that do not already follow from its other ones.

    >>> needed({"return": [], "value": ["return"], "advantage": ["value", "return"]})["advantage"]
    ['value']
    """
    before = _within(graph)
    earlier = dict[str, set[str]]()
    for name in ranks(graph):
        earlier[name] = {*before[name]}.union(*(earlier[one] for one in before[name]))
    return {
        name: [one for one in before[name] if not any(one in earlier[other] for other in before[name])]
        for name in earlier
    }


def _within(graph: Graph) -> dict[str, list[str]]:
    return {name: [one for one in dict.fromkeys(before) if one in graph] for name, before in graph.items()}
