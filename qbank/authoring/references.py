"""What files of a bank name without there being such a thing: objectives, questions, types of parts."""

import difflib
from collections.abc import Collection, Iterable, Iterator, Mapping, Set
from fnmatch import fnmatchcase
from itertools import pairwise

from qbank.authoring.blueprint import Blueprint
from qbank.authoring.objective_graph import cycles
from qbank.authoring.schema import ItemModel
from qbank.errors import Fault
from qbank.question_types.question_type import Path, question_types
from qbank.source import Source

OBJECTIVES = "objectives.yaml"
STAR = "*"


def unknown(source: Source, path: Path, name: str, known: Iterable[str], what: str) -> Fault:
    """The fault of a name that nobody defines, with the nearest one."""
    close = difflib.get_close_matches(name, sorted(known), n=1)
    hint = f"did you mean {close[0]!r}?" if close else f"define it in {OBJECTIVES}" if what == "objective" else ""
    return source.fault(path, f"there is no {what} {name!r}", hint)


def objective_faults(model: ItemModel, objectives: Collection[str], unread: Set[Path] = frozenset()) -> Iterator[Fault]:
    """Objectives that a question names and nobody defines; nothing is said of those that could not be read."""
    for number, objective in enumerate(model.objectives):
        path: Path = ("objectives", number)
        if objective not in objectives and not {path, path[:1]} & unread:
            yield unknown(model.origin, path, objective, objectives, "objective")


Presupposed = tuple[Source, Path, str]
"""Where an objective names another one that must be reached before it."""


def prerequisite_faults(presupposed: Iterable[Presupposed], objectives: Collection[str]) -> Iterator[Fault]:
    """Prerequisites that nobody defines, and objectives that would have to be reached before themselves.

    The path of each prerequisite begins with the objective that names it.
    """
    graph: dict[str, list[str]] = {name: [] for name in sorted(objectives)}
    places = dict[tuple[str, str], tuple[Source, Path]]()
    for source, path, name in presupposed:
        if name not in objectives:
            yield unknown(source, path, name, objectives, "objective")
        graph[str(path[0])].append(name)
        places[str(path[0]), name] = source, path
    for cycle in cycles(graph):
        source, path = places[cycle[0], cycle[1]]
        spelt = ", ".join(f"{one!r} needs {other!r}" for one, other in pairwise(cycle))
        message = f"the objective {cycle[0]!r} would have to be reached before itself: {spelt}"
        yield source.fault(path, message, "take one of these prerequisites out")


def blueprint_faults(
    blueprint: Blueprint, items: Mapping[str, ItemModel], objectives: Iterable[str], drafts: Iterable[str] = ()
) -> list[Fault]:
    """Names in a blueprint that lead nowhere, and fixed questions that it names twice or excludes.

    ``drafts`` are the ids of questions that are faulty themselves.
    """
    ids = [*items, *drafts]
    faults = list(_fixed_faults(blueprint, ids))
    for path, patterns, known, what in _patterns(blueprint, items, ids, list(objectives)):
        for number, pattern in enumerate(patterns):
            if not _leads(pattern, known, what):
                close = [*known, *_families(known)]
                faults.append(unknown(blueprint.origin, (*path, number), pattern, close, _kind(pattern, what)))
    return sorted(faults, key=lambda fault: (fault.line, fault.column))


Patterned = tuple[Path, tuple[str, ...], list[str], str]


def _patterns(
    blueprint: Blueprint, items: Mapping[str, ItemModel], ids: list[str], objectives: list[str]
) -> Iterator[Patterned]:
    """Every list of patterns: where it stands, what it may name, and what that is."""
    tags = sorted({tag for model in items.values() for tag in model.tags})
    yield ("exclude",), blueprint.exclude, ids, "question to exclude"
    for number, section in enumerate(blueprint.sections):
        path: Path = ("sections", number)
        yield (*path, "exclude"), section.exclude, ids, "question to exclude"
        for place, pick in enumerate(section.pick):
            inside = (*path, "pick", place)
            yield (*inside, "id"), pick.id, ids, "question"
            yield (*inside, "objective"), pick.objective, objectives, "objective"
            yield (*inside, "type"), pick.type, sorted(question_types()) if pick.type else [], "type"
            yield (*inside, "tag"), pick.tag, tags, "question with the tag"


def _leads(pattern: str, known: list[str], what: str) -> bool:
    """Whether a pattern names something. One that excludes may name nothing yet, unless it is a question's whole id."""
    return (STAR in pattern and what == "question to exclude") or any(fnmatchcase(one, pattern) for one in known)


def _kind(pattern: str, what: str) -> str:
    return f"{what} like" if STAR in pattern else what.removesuffix(" to exclude")


def _families(names: list[str]) -> list[str]:
    """Patterns for what dotted names have in common: ``rlhf.advantage.*``."""
    heads = {".".join(name.split(".")[:depth]) for name in names for depth in range(1, name.count(".") + 1)}
    return sorted(f"{head}.{STAR}" for head in heads)


def _fixed_faults(blueprint: Blueprint, known: Collection[str]) -> Iterator[Fault]:
    """What is wrong with fixed questions. Places are looked up for faults alone: a file that was checked before is not read."""
    source, seen = blueprint.origin, set[str]()
    for first, section in enumerate(blueprint.sections):
        excluded = (*blueprint.exclude, *section.exclude)
        for second, item in enumerate(section.fixed):
            path = ("sections", first, "items", second, "id")
            if item.id not in known:
                yield unknown(source, path, item.id, known, "question")
            elif item.id in seen:
                hint = "a copy of the test would hold one draw twice"
                yield source.fault(path, f"the question {item.id!r} is named twice", hint)
            elif pattern := next((one for one in excluded if fnmatchcase(item.id, one)), None):
                message = f"the question {item.id!r} is fixed here, and excluded by {pattern!r}"
                yield source.fault(path, message, "take it out of one of the two")
            seen.add(item.id)
