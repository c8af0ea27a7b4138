"""Policy evaluation, sweep by sweep: what states are worth under a policy, ever more nearly."""

from fractions import Fraction

from qbank.rl.arithmetic import Quantities, Table
from qbank.rl.mdp import TabularMDP, uniform
from qbank.rl.policy_values import equally_likely
from qbank.rl.procedure import Rows, procedure
from qbank.rl.sweeps import IN_PLACE, NOT_DISCOUNTED, SECTION, TWO_ARRAYS, Order, averaged, best, swept


@procedure(source="Sutton & Barto (2018), eq. 4.5")
def policy_evaluation(
    mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays"
) -> Rows:
    """Sweeps of V(s) ← Σ π(a|s) Σ p(s', r|s, a) [r + γ V(s')] over all states.

    >>> chain = TabularMDP.of({"a": {"go": [("b", 1, 0)]}, "b": {"go": [("end", 1, 1)]}})
    >>> print(*policy_evaluation(chain, ((1,), (1,)), start=(0, 0), sweeps=1)[-1])
    0 1
    """

    return swept(averaged(mdp, policy), start, sweeps, order)


@policy_evaluation.convention(IN_PLACE, basis=SECTION)
def in_place(mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return policy_evaluation.body(mdp, policy, start, sweeps, "in_place")


@policy_evaluation.convention(TWO_ARRAYS, basis=SECTION)
def two_arrays(mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return policy_evaluation.body(mdp, policy, start, sweeps, "two_arrays")


@policy_evaluation.misconception(NOT_DISCOUNTED)
def undiscounted(mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return policy_evaluation.body(TabularMDP(mdp.outcomes, Fraction(1)), policy, start, sweeps, order)


@policy_evaluation.misconception(
    "The largest over the actions was taken. Policy evaluation averages over the actions, weighted by $\\pi(a \\mid s)$."
)
def max_for_mean(mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays") -> Rows:
    return swept(best(mdp), start, sweeps, order)


@policy_evaluation.misconception(
    "The actions were averaged as if the policy took them equally often. Weight each by $\\pi(a \\mid s)$."
)
def actions_equally_likely(
    mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays"
) -> Rows:
    return policy_evaluation.body(mdp, uniform(mdp), start, sweeps, order)


@policy_evaluation.misconception(
    "The outcomes of an action were averaged as if they were equally likely. Weight each by its probability."
)
def outcomes_equally_likely(
    mdp: TabularMDP, policy: Table, start: Quantities, sweeps: int, order: Order = "two_arrays"
) -> Rows:
    return policy_evaluation.body(equally_likely(mdp), policy, start, sweeps, order)
