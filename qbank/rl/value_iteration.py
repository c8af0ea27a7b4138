"""Value iteration, sweep by sweep: what states are worth at best, ever more nearly."""

from fractions import Fraction

from qbank.rl.arithmetic import Quantities, Quantity, maximum
from qbank.rl.mdp import TabularMDP, uniform
from qbank.rl.procedure import Rows, procedure
from qbank.rl.sweeps import IN_PLACE, NOT_DISCOUNTED, SECTION, TWO_ARRAYS, Order, averaged, best, swept


@procedure(source="Sutton & Barto (2018), eq. 4.10")
def value_iteration(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    """Sweeps of V(s) ← max over a of Σ p(s', r|s, a) [r + γ V(s')] over all states.

    >>> chain = TabularMDP.of({"a": {"go": [("b", 1, 0)], "stop": [("end", 1, 1)]}, "b": {"go": [("end", 1, 4)]}}, "1/2")
    >>> print([" ".join(map(str, row)) for row in value_iteration(chain, start=(0, 0), sweeps=2)])
    ['0 0', '1 4', '2 4']
    """

    return swept(best(mdp), start, sweeps, order)


@value_iteration.convention(IN_PLACE, basis=SECTION)
def in_place(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return value_iteration.body(mdp, start, sweeps, "in_place")


@value_iteration.convention(TWO_ARRAYS, basis=SECTION)
def two_arrays(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return value_iteration.body(mdp, start, sweeps, "two_arrays")


@value_iteration.misconception(
    "The actions were averaged. Value iteration takes the largest over the actions, not their mean."
)
def mean_for_max(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return swept(averaged(mdp, uniform(mdp)), start, sweeps, order)


@value_iteration.misconception(NOT_DISCOUNTED)
def not_discounted(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return value_iteration.body(TabularMDP(mdp.outcomes, Fraction(1)), start, sweeps, order)


@value_iteration.misconception(
    "The most favourable outcome of an action was taken. An action's worth is the mean over its outcomes by their probabilities."
)
def best_outcome(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    def update(state: int, values: Quantities) -> Quantity:
        return maximum(*(mdp.target(one, values) for outcomes in mdp.outcomes[state] for one in outcomes))

    return swept(update, start, sweeps, order)


@value_iteration.misconception(
    "Only the rewards of the next step were compared. Add $\\gamma$ times the value of the state that each action leads to."
)
def rewards_only(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return value_iteration.body(TabularMDP(mdp.outcomes, Fraction(0)), start, sweeps, order)


@value_iteration.misconception("This is the value before the last sweep. One more sweep is asked for.")
def one_sweep_short(mdp: TabularMDP, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    rows = value_iteration.body(mdp, start, sweeps, order)
    return (rows[0], *rows[:-1])
