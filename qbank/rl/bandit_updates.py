"""Action values of a bandit, pull by pull: sample averages and a constant step size.

The bandit is a process of one state whose actions are the arms; its pulls are the steps of a trajectory (see
``qbank.rl.tabular_control``). Row t of a trace holds the estimates after t pulls.
"""

from collections import Counter
from collections.abc import Callable
from fractions import Fraction

from qbank.rl.arithmetic import Quantities, Quantity, Table
from qbank.rl.linear import reduced
from qbank.rl.mdp import TabularMDP
from qbank.rl.procedure import Rows, procedure
from qbank.rl.tabular_control import place

Share = Callable[[int, int], Quantity]
"""How far an estimate moves towards a reward: from how often this arm was pulled, and any, this pull counted."""


def moved(mdp: TabularMDP, trajectory: Table, start: Quantities, steps: int, share: Share) -> Rows:
    """The estimates before the first pull and after each: Q(a) ← Q(a) + share · (R − Q(a))."""
    rows, pulls = [tuple(start)], Counter[int]()
    for number, (state, action, reward, *_) in enumerate(trajectory[:steps], 1):
        estimates = list(rows[-1])
        column = place(mdp, int(state), int(action))
        pulls[column] += 1
        estimates[column] = reduced(estimates[column] + share(pulls[column], number) * (reward - estimates[column]))
        rows.append(tuple(estimates))
    return tuple(rows)


@procedure(source="Sutton & Barto (2018), eq. 2.3", columns="pairs")
def sample_averages(mdp: TabularMDP, trajectory: Table, start: Quantities, steps: int) -> Rows:
    """Each arm's estimate is the mean of its rewards so far, updated by Q ← Q + (R − Q) / n; the start is forgotten.

    >>> bandit = TabularMDP.of({"s": {"left": [("s", 1, 0)], "right": [("s", 1, 0)]}})
    >>> pulls = [(0, 0, Fraction(4), 0, 0), (0, 0, Fraction(1), 0, 1)]
    >>> print(*sample_averages(bandit, pulls, start=(0, 0), steps=2)[-1])
    5/2 0
    """
    return moved(mdp, trajectory, start, steps, lambda own, _: Fraction(1, own))


@sample_averages.misconception("All pulls were counted. The mean of an arm divides by how often this arm was pulled.")
def all_pulls_counted(mdp: TabularMDP, trajectory: Table, start: Quantities, steps: int) -> Rows:
    return moved(mdp, trajectory, start, steps, lambda _, every: Fraction(1, every))


@sample_averages.misconception("This is the arm's last reward. Its estimate is the mean of all of them.")
def last_reward(mdp: TabularMDP, trajectory: Table, start: Quantities, steps: int) -> Rows:
    return moved(mdp, trajectory, start, steps, lambda _own, _every: Fraction(1))


@sample_averages.misconception("The start was counted as one more reward. A sample average counts only rewards.")
def start_counted(mdp: TabularMDP, trajectory: Table, start: Quantities, steps: int) -> Rows:
    return moved(mdp, trajectory, start, steps, lambda own, _: Fraction(1, own + 1))


@procedure(source="Sutton & Barto (2018), eq. 2.5", columns="pairs")
def constant_step_averages(
    mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int
) -> Rows:
    """Each arm's estimate moves by the share α towards each of its rewards: Q ← Q + α (R − Q).

    >>> bandit = TabularMDP.of({"s": {"left": [("s", 1, 0)], "right": [("s", 1, 0)]}})
    >>> pulls = [(0, 0, Fraction(4), 0, 0), (0, 0, Fraction(1), 0, 1)]
    >>> print(*constant_step_averages(bandit, pulls, start=(0, 0), step_size=Fraction(1, 2), steps=2)[-1])
    3/2 0
    """
    return moved(mdp, trajectory, start, steps, lambda _own, _every: step_size)


@constant_step_averages.misconception(
    "The mean of the rewards was taken. Here each reward moves the estimate by $\\alpha$."
)
def averaged(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    return sample_averages.body(mdp, trajectory, start, steps)


@constant_step_averages.misconception(
    "The old estimate was not subtracted. It moves by $\\alpha$ times the difference $R - Q$."
)
def no_subtraction(mdp: TabularMDP, trajectory: Table, start: Quantities, step_size: Quantity, steps: int) -> Rows:
    rows = [tuple(start)]
    for state, action, reward, *_ in trajectory[:steps]:
        estimates = list(rows[-1])
        column = place(mdp, int(state), int(action))
        estimates[column] = estimates[column] + step_size * reward
        rows.append(tuple(estimates))
    return tuple(rows)
