"""What a blueprint asks for and a bank does not have, said so that its author knows what to change."""

from collections.abc import Mapping, Sequence
from fractions import Fraction

from qbank.assembly.matching import Conflict
from qbank.assembly.totals import TooManyChoices
from qbank.assembly.wishes import Condition, Wish
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.schema import ItemModel
from qbank.errors import Fault

FEW = 6
"""So many totals are listed; of more, only the nearest."""


def too_few(blueprint: Blueprint, wish: Wish, models: Sequence[ItemModel]) -> Fault:
    """The fault of a pick that finds fewer questions than it asks for."""
    found = [model.id for model in wish.found(models)]
    message = f"asked {wish.n}, found {_listed(found)}"
    return blueprint.origin.fault(wish.path, message, _loosened([wish], models, wish.n))


def in_conflict(blueprint: Blueprint, conflict: Conflict, wished: Sequence[Wish], models: Sequence[ItemModel]) -> Fault:
    """The fault of picks that find enough questions each, and not together."""
    picks = [wished[number] for number in conflict.picks]
    asked = sum(wish.n for wish in picks)
    message = f"{len(picks)} picks ask together for {asked} questions, found {_listed(sorted(conflict.found))}"
    parts = ", ".join(f"{wish.n} at {_at(wish)}" for wish in picks)
    return blueprint.origin.fault(picks[-1].path, message, f"{parts}; {_loosened(picks, models, asked)}")


def totals_missed(blueprint: Blueprint, totals: Mapping[Fraction, int]) -> Fault:
    """The fault of points or a time that no choice has; ``totals`` are the points there can be, with their fewest minutes."""
    wanted, limit = blueprint.points, blueprint.time
    if wanted is not None and wanted not in totals:
        message = f"the questions' points add up to {_reached(sorted(totals), wanted)}, never to {wanted}"
        hint = "change 'points' or an 'n', or say what a question counts: 'points' beside an id, 'worth' in a pick"
        return _fault(blueprint, "points", message, hint)
    fewest = totals[wanted or Fraction(0)]
    which = "the questions take" if wanted is None else f"questions of {wanted} points together take"
    message = f"{which} at least {fewest} minutes; the blueprint's time is {limit}"
    return _fault(blueprint, "time", message, "allow more time, or ask for fewer or shorter questions")


def too_many_choices(blueprint: Blueprint, error: TooManyChoices) -> Fault:
    """The fault of a search that was given up."""
    field = "time" if blueprint.points is None else "points"
    message = f"no choice with these totals was found: {error}"
    return _fault(blueprint, field, message, f"let picks overlap less, or leave {field!r} out")


def _fault(blueprint: Blueprint, field: str, message: str, hint: str) -> Fault:
    return blueprint.origin.key_fault((field,), message, hint)


def _listed(found: Sequence[str]) -> str:
    return f"{len(found)}: {', '.join(found)}" if found else "none"


def _at(wish: Wish) -> str:
    return "{}:{}".format(*wish.place)


def _loosened(picks: Sequence[Wish], models: Sequence[ItemModel], asked: int) -> str:
    """How many questions picks would find without each condition that keeps some out, the most helpful one first."""
    conditions = {id(one): one for wish in picks for one in wish.conditions}.values()
    found = len(_together(picks, models))
    counts = [(len(_together(picks, models, ignored=one)), _said(one, picks)) for one in conditions]
    helpful = sorted((one for one in counts if one[0] > found), key=lambda one: -one[0])
    if helpful and helpful[0][0] >= asked:
        rest = ""
    elif len(models) < asked:
        rest = f"the bank has {len(models)} questions in all: ask for fewer"
    else:
        rest = "loosen more than one condition, or ask for fewer"
    told = ", ".join(
        f"{said} {'' if place else 'there would be '}{count}" for place, (count, said) in enumerate(helpful)
    )
    return "; ".join(part for part in (told, rest) if part)


def _together(picks: Sequence[Wish], models: Sequence[ItemModel], ignored: Condition | None = None) -> set[str]:
    return {model.id for wish in picks for model in wish.found(models, ignored)}


def _said(condition: Condition, picks: Sequence[Wish]) -> str:
    """A condition in words, with its place where there are other picks that do not share it."""
    owners = [wish for wish in picks if any(one is condition for one in wish.conditions)]
    return condition.without if len(owners) == len(picks) else f"{condition.without} at {_at(owners[0])}"


def _reached(totals: Sequence[Fraction], wanted: Fraction) -> str:
    """The totals there can be; of many, the nearest on both sides."""
    if len(totals) > FEW:
        below = [total for total in totals if total < wanted][-1:]
        above = [total for total in totals if total > wanted][:1]
        return f"{' or '.join(map(str, (*below, *above)))} at the nearest"
    *others, last = map(str, totals)
    return f"{', '.join(others)} or {last}" if others else last
