"""Sweeps of dynamic programming over all states: how often, from where, with two arrays or in place.

Row k of a trace holds the values after k sweeps; row 0 is where they start. In place, states are updated in the order in which
the process lists them, and each new value is used at once.
"""

from collections.abc import Callable
from typing import Literal

from qbank.rl.arithmetic import Quantities, Quantity, Table, maximum
from qbank.rl.linear import reduced
from qbank.rl.mdp import TabularMDP, weighted
from qbank.rl.procedure import Rows

Order = Literal["two_arrays", "in_place"]
Update = Callable[[int, Quantities], Quantity]
"""The new value of a state, from the values of all."""

NOT_DISCOUNTED = (
    "The next state's value was left undiscounted. One step lies between now and then: multiply it by $\\gamma$."
)
IN_PLACE = "This is right where each new value is used at once. Here a sweep uses only the values from before it."
SECTION = "Sutton & Barto (2018), section 4.1"
TWO_ARRAYS = "This is right where a sweep uses only the values from before it. Here each new value is used at once."


def swept(update: Update, start: Quantities, sweeps: int, order: Order) -> Rows:
    """The values before the first sweep and after each."""
    rows = [tuple(start)]
    for _ in range(sweeps):
        values = list(rows[-1])
        for state in range(len(values)):
            values[state] = reduced(update(state, values if order == "in_place" else rows[-1]))
        rows.append(tuple(values))
    return tuple(rows)


def averaged(mdp: TabularMDP, policy: Table) -> Update:
    """V(s) ← Σ π(a|s) Σ p(s', r|s, a) [r + γ V(s')]."""

    def update(state: int, values: Quantities) -> Quantity:
        worths = [mdp.backup(outcomes, values) for outcomes in mdp.outcomes[state]]
        return weighted(list(zip(policy[state], worths, strict=True)))

    return update


def best(mdp: TabularMDP) -> Update:
    """V(s) ← max over a of Σ p(s', r|s, a) [r + γ V(s')]."""

    def update(state: int, values: Quantities) -> Quantity:
        return maximum(*(mdp.backup(outcomes, values) for outcomes in mdp.outcomes[state]))

    return update
