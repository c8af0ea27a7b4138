"""What a pick of a blueprint wishes for, as conditions that questions fulfil or not."""

from collections.abc import Callable, Iterator, Sequence
from fnmatch import fnmatchcase
from fractions import Fraction

from msgspec import Struct

from qbank.authoring.blueprint import Blueprint, Pick
from qbank.authoring.schema import ItemModel
from qbank.question_types.question_type import Path
from qbank.source import Source


class Condition(Struct, frozen=True):
    """What a question must fulfil to be picked. ``without`` says in words what there would be if it did not have to."""

    without: str
    holds: Callable[[ItemModel], bool]


class Wish(Struct, frozen=True):
    """A pick: how many questions, where it is written, what each must fulfil, and what it counts (its own worth by default)."""

    n: int
    path: Path
    source: Source
    conditions: tuple[Condition, ...]
    worth: Fraction | None = None

    @property
    def place(self) -> tuple[int, int]:
        """The line and column of the pick; a blueprint that was checked before is read for it."""
        return self.source.place(self.source.nearest(self.path))

    def found(self, models: Sequence[ItemModel], ignored: Condition | None = None) -> list[ItemModel]:
        """The questions that fulfil every condition, but for the one ignored."""
        asked = [condition for condition in self.conditions if condition is not ignored]
        return [model for model in models if all(condition.holds(model) for condition in asked)]

    def counts(self, model: ItemModel) -> Fraction:
        """What a question counts when it is picked here."""
        return model.worth if self.worth is None else self.worth


def wishes(blueprint: Blueprint, scarce: frozenset[str] = frozenset()) -> list[Wish]:
    """The picks of a blueprint, in order; ``scarce`` questions have fewer variants than there are to be copies."""
    everywhere = tuple(_everywhere(blueprint, scarce))
    found = []
    for number, section in enumerate(blueprint.sections):
        excluded = tuple(_excluded(section.exclude))
        for turn, pick in enumerate(section.pick):
            path = ("sections", number, "pick", turn)
            conditions = (*_own(pick), *excluded, *everywhere)
            found.append(Wish(pick.n, path, blueprint.origin, conditions, pick.worth))
    return found


def _own(pick: Pick) -> Iterator[Condition]:
    """What the pick itself says."""
    if pick.id:
        yield Condition(_without("id", pick.id), lambda model: _matches([model.id], pick.id))
    if pick.objective:
        yield Condition(_without("objective", pick.objective), lambda model: _matches(model.objectives, pick.objective))
    if pick.bloom:
        yield Condition(_without("bloom", pick.bloom), lambda model: model.bloom in pick.bloom)
    if pick.points:
        yield Condition(_without("points", pick.points), lambda model: model.worth in pick.points)
    if pick.type:
        yield Condition(
            _without("type", pick.type), lambda model: _matches([part.type for part in model.parts], pick.type)
        )
    if pick.tag:
        yield Condition(_without("tag", pick.tag), lambda model: _matches(model.tags, pick.tag))


def _everywhere(blueprint: Blueprint, scarce: frozenset[str]) -> Iterator[Condition]:
    """What holds for every pick of the blueprint."""
    yield from _excluded(blueprint.exclude)
    fixed = {item.id for section in blueprint.sections for item in section.fixed}
    language = _primary(blueprint.language)
    yield Condition("if none were fixed in the test already", lambda model: model.id not in fixed)
    yield Condition("in any language", lambda model: _primary(model.language) == language)
    yield Condition("in fewer copies", lambda model: model.id not in scarce)


def _excluded(patterns: tuple[str, ...]) -> Iterator[Condition]:
    if patterns:
        yield Condition(_without("exclude", patterns), lambda model: not _matches([model.id], patterns))


def _without(field: str, values: Sequence[object]) -> str:
    written = ", ".join(map(str, values))
    return f"without '{field}: {written if len(values) == 1 else f'[{written}]'}'"


def _matches(names: Sequence[str], patterns: tuple[str, ...]) -> bool:
    return any(fnmatchcase(name, pattern) for name in names for pattern in patterns)


def _primary(language: str) -> str:
    return language.partition("-")[0].lower()
