"""Which second road leads to each formula: its oracle; of several the first, and the simulated ones beside it in a few draws."""

from collections.abc import Mapping
from typing import Any

from qbank.checking.twice.evaluate import OneRoadError
from qbank.oracles.oracle import STANDARD_ERRORS, Estimate, Oracle, agree, oracles
from qbank.term import Call

BESIDE = 10
"""In so many draws every other road to a formula is compared, too: simulations take long."""


class Apart(Exception):  # noqa: N818  a finding, not an error
    """Two second roads to one formula do not lead to the same."""

    def __init__(self, road: str, value: object) -> None:
        self.road, self.value = road, value
        super().__init__(road)


class Roads:
    """The second roads that one key's formulas take, and what was seen on them."""

    def __init__(self) -> None:
        self.taken: dict[str, str] = {}
        """The road to each formula."""
        self.simulated: dict[str, str] = {}
        """The simulations beside it."""
        self.beside = True
        """Whether all roads are compared in this draw."""

    def value(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """The value of a formula by its oracle; OneRoadError where it has none, Apart where two oracles disagree."""
        first, *others = roads_to(call.name)
        found = first.compute(**arguments)
        if isinstance(found, Estimate):
            message = f"no second road to {call.name!r} but a simulation"
            raise OneRoadError(message)
        self.taken[call.name] = first.road
        for other in others if self.beside else ():
            again = other.compute(**arguments)
            if not agree(found, again):
                raise Apart(f"{call.name} by {other.road}", again)
            if isinstance(again, Estimate):
                self.simulated[call.name] = other.road
        return found

    def said(self) -> str:
        """Which roads were taken, in words.

        >>> roads = Roads()
        >>> roads.said()
        'plain arithmetic'
        """
        named = [f"{name}: {road}" for name, road in self.taken.items()]
        beside = [
            f"{name} in {BESIDE} draws within {STANDARD_ERRORS} standard errors: {road}"
            for name, road in self.simulated.items()
        ]
        return "; ".join(named + beside) or "plain arithmetic"


def roads_to(name: str) -> tuple[Oracle, ...]:
    """The oracles of a formula; OneRoadError where it has none."""
    found = oracles().get(name, ())
    if not found:
        message = f"no second road to {name!r}"
        raise OneRoadError(message)
    return found
