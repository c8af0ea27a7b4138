"""``@oracle``: an independent road to a formula, to which the first is compared.

An oracle takes the formula's arguments by name, as exact fractions (lists as tuples, conventions as words), and computes in
another way: a recursion where the formula is a sum, an enumeration where it is an expectation, floats where it is exact, a
simulation of the process that it describes. It gives fractions where its road is exact, else floats, or an ``Estimate``.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from fractions import Fraction
from functools import cache
from importlib import import_module
from typing import Any

from msgspec import Struct

Road = Callable[..., Any]

MODULES = (
    "returns",
    "bellman",
    "td",
    "td_updates",
    "exploration",
    "bandits",
    "gae",
    "advantages",
    "group_advantages",
    "value_losses",
    "critics",
    "policy_gradient",
    "reinforce",
    "entropy",
    "ppo",
    "ppo_losses",
    "kl",
    "language_model",
    "preferences",
    "direct_preference",
    "best_of_n",
    "off_policy",
    "simulations",
)
"""The modules of this package that hold oracles."""

RELATIVE = 1e-9
STANDARD_ERRORS = 6

_registered: dict[str, list["Oracle"]] = {}


class Oracle(Struct, frozen=True):
    """A road to the formula of this name; ``road`` says which."""

    formula: str
    road: str
    compute: Road


class Estimate(Struct, frozen=True):
    """A value known from a simulation, with its standard error."""

    mean: float
    standard_error: float


def oracle(formula: str, *, road: str) -> Callable[[Road], Road]:
    """Register a function as a second road to a formula."""

    def register(compute: Road) -> Road:
        _registered.setdefault(formula, []).append(Oracle(formula, road, compute))
        return compute

    return register


@cache
def oracles() -> Mapping[str, tuple[Oracle, ...]]:
    """The oracles of each formula, by its name.

    >>> print(oracles()["td_error"][0].compute(reward=1, discount=Fraction(1, 2), next_value=2, value=1))
    1
    """
    for module in MODULES:
        import_module(f"qbank.oracles.{module}")
    return in_order(_registered, MODULES)


def in_order(registered: Mapping[str, list[Oracle]], modules: Sequence[str]) -> Mapping[str, tuple[Oracle, ...]]:
    """The roads to each formula in the order of their modules, whichever of these was imported first."""

    def place(road: Oracle) -> int:
        return modules.index(road.compute.__module__.rpartition(".")[2])

    return {name: tuple(sorted(roads, key=place)) for name, roads in registered.items()}


def agree(found: Any, expected: Any) -> bool:
    """Whether a formula's value is what an oracle says: exactly, or within what its road can tell.

    >>> agree(Fraction(1, 3), Fraction(1, 3)), agree(Fraction(1, 3), 0.3333), agree((1, 2), (1.0, 2.0))
    (True, False, True)
    """
    match expected:
        case tuple() | list():
            same_length = isinstance(found, (tuple, list)) and len(found) == len(expected)
            return same_length and all(map(agree, found, expected))
        case Estimate(mean, error):
            return abs(float(found) - mean) <= STANDARD_ERRORS * error + RELATIVE * (1 + abs(mean))
        case int() | Fraction() if isinstance(found, (int, Fraction)):
            return found == expected
        case _:
            return math.isclose(float(found), float(expected), rel_tol=RELATIVE, abs_tol=RELATIVE)
