"""Learning action values in a table along a given trajectory: Q-learning and Sarsa, step by step.

A step is (state, action, reward, next state, next action): numbers of the process, END and NONE where there is none. Row t of
a trace holds the table after t steps, a column for each state and action; row 0 is the table before the first.
"""

from collections.abc import Callable, Sequence
from fractions import Fraction

from qbank.errors import Undefined
from qbank.rl.arithmetic import Quantities, Quantity, Table, maximum, mean
from qbank.rl.linear import reduced
from qbank.rl.mdp import END, TabularMDP
from qbank.rl.procedure import Rows, procedure

NONE = -1
"""The next action of a step where the trajectory names none."""

Ahead = Callable[[Sequence[Quantity], int], Quantity]
"""What a next state is worth: from its action values, and the number of the action taken there."""


def place(mdp: TabularMDP, state: int, action: int) -> int:
    """The column of a state and action."""
    return sum(len(actions) for actions in mdp.outcomes[:state]) + action


def learned(
    mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int, ahead: Ahead
) -> Rows:
    """The table before the first step and after each: Q(s, a) ← Q(s, a) + α [r + γ · ahead − Q(s, a)]."""
    rows = [tuple(start)]
    for state, action, reward, following, taken in trajectory[:steps]:
        table = list(rows[-1])
        column = place(mdp, int(state), int(action))
        target = reward
        if int(following) != END:
            first = place(mdp, int(following), 0)
            worths = table[first : first + len(mdp.outcomes[int(following)])]
            target = reward + mdp.discount * ahead(worths, int(taken))
        table[column] = reduced(table[column] + step_size * (target - table[column]))
        rows.append(tuple(table))
    return tuple(rows)


def _largest(worths: Sequence[Quantity], taken: int) -> Quantity:
    return maximum(*worths)


def _of_the_taken(worths: Sequence[Quantity], taken: int) -> Quantity:
    if taken == NONE:
        message = "Sarsa needs the action that is taken in the next state"
        raise Undefined(message)
    return worths[taken]


@procedure(source="Sutton & Barto (2018), eq. 6.8", columns="pairs")
def q_learning(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    """Q(s, a) ← Q(s, a) + α [r + γ max Q(s', ·) − Q(s, a)] at each step of a trajectory.

    >>> chain = TabularMDP.of({"a": {"go": [("b", 1, 0)]}, "b": {"go": [("end", 1, 4)]}}, discount="1/2")
    >>> steps = [(0, 0, 0, 1, 0), (1, 0, 4, END, NONE)]
    >>> print(*q_learning(chain, steps, start=(0, Fraction(2)), step_size=Fraction(1, 2), steps=2)[-1])
    1/2 3
    """
    return learned(mdp, trajectory, start, step_size, steps, _largest)


@q_learning.misconception(
    "The action taken next was looked at, as in Sarsa. Q-learning takes the largest action value."
)
def sarsa_target(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return learned(mdp, trajectory, start, step_size, steps, _of_the_taken)


@q_learning.misconception("The next action values were averaged. Q-learning takes the largest of them.")
def mean_target(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return learned(mdp, trajectory, start, step_size, steps, lambda worths, _: mean(worths))


@q_learning.misconception("The largest next action value was left undiscounted. Multiply it by $\\gamma$.")
def undiscounted(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return q_learning.body(TabularMDP(mdp.outcomes, Fraction(1)), trajectory, start, step_size, steps)


@q_learning.misconception(
    "The old value was replaced by the target. It moves only a part of the way, as far as the step size $\\alpha$ says."
)
def full_step(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return q_learning.body(mdp, trajectory, start, Fraction(1), steps)


@q_learning.misconception(
    "The target was made of the reward alone. Add $\\gamma$ times the largest action value of the next state."
)
def no_bootstrap(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return q_learning.body(TabularMDP(mdp.outcomes, Fraction(0)), trajectory, start, step_size, steps)


@procedure(source="Sutton & Barto (2018), eq. 6.7", columns="pairs")
def sarsa(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    """Q(s, a) ← Q(s, a) + α [r + γ Q(s', a') − Q(s, a)] at each step of a trajectory, a' being the action taken in s'.

    >>> chain = TabularMDP.of({"a": {"go": [("b", 1, 0)]}, "b": {"go": [("end", 1, 4)], "stop": [("end", 1, 0)]}})
    >>> steps = [(0, 0, 1, 1, 1)]
    >>> print(*sarsa(chain, steps, start=(0, Fraction(8), Fraction(2)), step_size=Fraction(1, 2), steps=1)[-1])
    3/2 8 2
    """
    return learned(mdp, trajectory, start, step_size, steps, _of_the_taken)


@sarsa.misconception(
    "The largest next action value was taken, as in Q-learning. Sarsa takes that of the action taken next."
)
def q_learning_target(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return learned(mdp, trajectory, start, step_size, steps, _largest)


@sarsa.misconception("The next action value was left undiscounted. Multiply it by $\\gamma$.")
def undiscounted_sarsa(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return sarsa.body(TabularMDP(mdp.outcomes, Fraction(1)), trajectory, start, step_size, steps)


@sarsa.misconception(
    "The old value was replaced by the target. It moves only a part of the way, as far as the step size $\\alpha$ says."
)
def whole_step(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return sarsa.body(mdp, trajectory, start, Fraction(1), steps)
