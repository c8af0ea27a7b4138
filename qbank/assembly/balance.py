"""A choice for a blueprint's picks with the points and in the time that the blueprint states."""

from collections.abc import Sequence
from fractions import Fraction
from math import lcm

from qbank.assembly.entry import Entry
from qbank.assembly.explanation import too_many_choices, totals_missed
from qbank.assembly.totals import Candidate, TooManyChoices, reachable
from qbank.authoring.blueprint import Blueprint
from qbank.errors import AuthoringError

Totals = dict[Fraction, int]
"""Points, each with the fewest minutes."""


def balanced(
    blueprint: Blueprint, needs: Sequence[int], candidates: Sequence[Sequence[Entry]], fixed: Sequence[Entry]
) -> list[list[str]]:
    """For each pick its questions; AuthoringError that explains why there is no such choice."""
    counted = blueprint.points is not None  # points that nobody asked for need not be told apart
    unit = lcm(*(entry.points.denominator for own in candidates for entry in own)) if counted else 0
    try:
        table = reachable(needs, _offered(candidates, unit))
    except TooManyChoices as error:
        raise AuthoringError([too_many_choices(blueprint, error)]) from None
    points = sum((entry.points for entry in fixed), Fraction(0)) if counted else Fraction(0)
    minutes = sum(entry.minutes for entry in fixed)
    totals = {Fraction(total, unit or 1) + points: time + minutes for total, time in table.totals().items()}
    wanted = blueprint.points or Fraction(0)
    if wanted not in totals or (blueprint.time is not None and totals[wanted] > blueprint.time):
        raise AuthoringError([totals_missed(blueprint, totals)])
    left = None if blueprint.time is None else blueprint.time - minutes
    return table.choice(int((wanted - points) * (unit or 1)), left)


def _offered(candidates: Sequence[Sequence[Entry]], unit: int) -> list[Candidate]:
    """Each question once, with its points in every pick that could take it."""
    offers: dict[str, Candidate] = {}
    for pick, own in enumerate(candidates):
        for entry in own:
            known = offers.get(entry.model.id, Candidate(entry.model.id, entry.minutes, {}))
            points = {**known.points, pick: int(entry.points * unit)}
            offers[entry.model.id] = Candidate(entry.model.id, entry.minutes, points)
    return list(offers.values())
