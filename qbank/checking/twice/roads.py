"""Which second road leads to each formula: its oracle; of several the first, and the others beside it in a few draws.

Questions about a declared process ask for what procedures find; their oracles take the process as it is declared, and some run
it: a seeded simulation, whose mean must lie within so many standard errors.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from qbank.checking.twice.evaluate import LastRow, OneRoadError
from qbank.oracles.oracle import STANDARD_ERRORS, Estimate, Oracle, agree, oracles
from qbank.oracles.procedure_oracle import procedure_oracles
from qbank.term import Call

COUNTS = frozenset({"sweeps", "steps", "iterations"})
"""What a procedure takes as whole numbers."""

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
        self.runs: dict[str, int] = {}
        """In how many draws each was compared."""
        self.beside = True
        """Whether all roads are compared in this draw."""

    def value(self, call: Call, arguments: Mapping[str, Any]) -> Any:
        """The value of a formula by its oracle; OneRoadError where it has none, Apart where two oracles disagree."""
        if call.name in procedure_oracles():
            return LastRow(self._by(call.name, procedure_oracles()[call.name], of_process(arguments)))
        return self._by(call.name, roads_to(call.name), arguments)

    def _by(self, name: str, roads: Sequence[Oracle], arguments: Mapping[str, Any]) -> Any:
        """The value by the first road that is none of chance; in some draws the others are compared."""
        first, *others = roads
        found = first.compute(**arguments)
        if is_estimate(found):
            message = f"no second road to {name!r} but a simulation"
            raise OneRoadError(message)
        self.taken[name] = first.road
        for other in others if self.beside else ():
            again = other.compute(**arguments)
            if not agree(found, again):
                raise Apart(f"{name} by {other.road}", again)
            if is_estimate(again):
                self.simulated[name] = other.road
                self.runs[name] = self.runs.get(name, 0) + 1
        return found

    def said(self) -> str:
        """Which roads were taken, in words.

        >>> roads = Roads()
        >>> roads.said()
        'plain arithmetic'
        """
        named = [f"{name}: {road}" for name, road in self.taken.items()]
        beside = [
            f"{name} in {self.runs[name]} draws within {STANDARD_ERRORS} standard errors: {road}"
            for name, road in self.simulated.items()
        ]
        return "; ".join(named + beside) or "plain arithmetic"


def is_estimate(value: Any) -> bool:
    """Whether a value, or each of several, was found by a simulation."""
    return isinstance(value, Estimate) or (isinstance(value, tuple) and any(map(is_estimate, value)))


def of_process(arguments: Mapping[str, Any]) -> dict[str, Any]:
    """What a procedure is given, as its oracles take it: the outcomes of each action of each state, counts as integers.

    >>> from fractions import Fraction
    >>> of_process({"process": ((0, 0, -1, 1, 5),), "sweeps": Fraction(2)})
    {'outcomes': [[[(-1, 1, 5)]]], 'sweeps': 2}
    """
    outcomes: list[list[list[tuple[Any, ...]]]] = []
    for state, action, to, probability, reward in arguments["process"]:
        outcomes += [[] for _ in range(int(state) + 1 - len(outcomes))]
        actions = outcomes[int(state)]
        actions += [[] for _ in range(int(action) + 1 - len(actions))]
        actions[int(action)].append((int(to), probability, reward))
    others = {name: value for name, value in arguments.items() if name != "process"}
    given: dict[str, Any] = {name: int(value) if name in COUNTS else value for name, value in others.items()}
    if "trajectory" in arguments:
        steps = arguments["trajectory"]
        given["trajectory"] = [(int(here), int(done), r, int(to), int(then)) for here, done, r, to, then in steps]
    return {"outcomes": outcomes, **given}


def roads_to(name: str) -> tuple[Oracle, ...]:
    """The oracles of a formula; OneRoadError where it has none."""
    found = oracles().get(name, ())
    if not found:
        message = f"no second road to {name!r}"
        raise OneRoadError(message)
    return found
