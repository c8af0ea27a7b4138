"""``@procedure_oracle``: an independent road to what a procedure finds.

It takes the process as ``outcomes[s][a]``, each a tuple of (next state, probability, reward) with -1 for the end, the
``discount``, and the procedure's other arguments by name, and gives the result: the last row of the trace.
"""

from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module

from qbank.oracles.oracle import Oracle, Road, in_order

MODULES = ("policy_values", "sweeps", "tabular_control", "bandit_updates", "simulated_values")
"""The modules of this package that hold them, simulations last."""

_registered: dict[str, list[Oracle]] = {}


def procedure_oracle(procedure: str, *, road: str) -> Callable[[Road], Road]:
    """Register a function as a second road to a procedure's result."""

    def register(compute: Road) -> Road:
        _registered.setdefault(procedure, []).append(Oracle(procedure, road, compute))
        return compute

    return register


@cache
def procedure_oracles() -> Mapping[str, tuple[Oracle, ...]]:
    """The oracles of each procedure, by its name.

    >>> "value_iteration" in procedure_oracles()
    True
    """
    for module in MODULES:
        import_module(f"qbank.oracles.{module}")
    return in_order(_registered, MODULES)
