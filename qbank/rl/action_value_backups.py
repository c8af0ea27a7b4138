"""Bellman equations for action values, and sweeps over all states of a small model.

Conventions: those of ``bellman``; row j of ``policy`` and ``next_action_values`` belongs to the next state j, its entries to
the actions there.
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, Table, count, maximum, mean, where
from qbank.rl.bellman import Next, action_value, expectation
from qbank.rl.formula import formula, over, sigma
from qbank.term import Term

NextByActions = Annotated[Table, "SxA"]
States = Annotated[Quantities, "S"]
Sweep = Literal["two_arrays", "in_place"]


def _q_expectation(
    transition: Quantity, rewards: Quantity, discount: Quantity, policy: Quantity, next_action_values: Quantity
) -> Quantity:
    def expected(j: Term) -> Quantity:
        return sigma("a", 0, count(next_action_values[j]) - 1, lambda a: policy[j][a] * next_action_values[j][a])

    return sigma("j", 0, count(transition) - 1, lambda j: transition[j] * (rewards[j] + discount * expected(j)))


@formula(source="Sutton & Barto (2018), exercise 3.17", equation=_q_expectation)
def q_expectation_backup(
    transition: Next, rewards: Next, discount: Quantity, policy: NextByActions, next_action_values: NextByActions
) -> Quantity:
    """What an action is worth under a policy: Q(s,a) = Σⱼ p(sⱼ|s,a) (rⱼ + γ Σₐ' π(a'|sⱼ) Q(sⱼ,a')).

    >>> print(q_expectation_backup(["0.25", "0.75"], ["1", "3"], "0.5", [["0.5", "0.5"], ["1", "0"]], [["2", "6"], ["8", "0"]]))
    6
    """
    expected = [expectation(*row) for row in zip(policy, next_action_values, strict=True)]
    return action_value.body(transition, rewards, discount, expected)


@q_expectation_backup.misconception(
    "The best next action was assumed. The policy is followed: weight the next action values with its probabilities.",
    basis="slip",
)
def best_next_action(
    transition: Quantities, rewards: Quantities, discount: Quantity, policy: Table, next_action_values: Table
) -> Quantity:
    return action_value.body(transition, rewards, discount, [maximum(*row) for row in next_action_values])


@q_expectation_backup.misconception(
    "The next actions were averaged as if equally likely. Weight each with its probability under the policy.",
    basis="slip",
)
def next_actions_averaged(
    transition: Quantities, rewards: Quantities, discount: Quantity, policy: Table, next_action_values: Table
) -> Quantity:
    return action_value.body(transition, rewards, discount, [mean(row) for row in next_action_values])


@q_expectation_backup.misconception(
    r"The next action values were added undiscounted. They lie one step ahead: multiply them by $\gamma$.", basis="slip"
)
def q_backup_undiscounted(
    transition: Quantities, rewards: Quantities, discount: Quantity, policy: Table, next_action_values: Table
) -> Quantity:
    return q_expectation_backup.body(transition, rewards, 1, policy, next_action_values)


@q_expectation_backup.misconception(
    "The next states were averaged as if equally likely. Weight each with its transition probability.", basis="slip"
)
def next_states_averaged(
    transition: Quantities, rewards: Quantities, discount: Quantity, policy: Table, next_action_values: Table
) -> Quantity:
    same = [1 / count(transition)] * len(transition)
    return q_expectation_backup.body(same, rewards, discount, policy, next_action_values)


def _q_optimality(
    transition: Quantity, rewards: Quantity, discount: Quantity, next_action_values: Quantity
) -> Quantity:
    def best(j: Term) -> Quantity:
        return over("max", "a", 0, count(next_action_values[j]) - 1, lambda a: next_action_values[j][a])

    return sigma("j", 0, count(transition) - 1, lambda j: transition[j] * (rewards[j] + discount * best(j)))


@formula(source="Sutton & Barto (2018), eq. 3.20", equation=_q_optimality)
def q_optimality_backup(
    transition: Next, rewards: Next, discount: Quantity, next_action_values: NextByActions
) -> Quantity:
    """What an action is worth if the best follows: Q(s,a) = Σⱼ p(sⱼ|s,a) (rⱼ + γ maxₐ' Q(sⱼ,a')).

    >>> print(q_optimality_backup(["0.5", "0.5"], ["1", "3"], "0.5", [["2", "6"], ["8", "0"]]))
    11/2
    """
    best = [maximum(*row) for row in next_action_values]
    return action_value.body(transition, rewards, discount, best)


@q_optimality_backup.misconception(
    "The next actions were averaged. An optimal policy takes the best in each state: take the largest.", basis="slip"
)
def average_next_action(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_action_values: Table
) -> Quantity:
    return action_value.body(transition, rewards, discount, [mean(row) for row in next_action_values])


@q_optimality_backup.misconception(
    r"The next action values were added undiscounted. They lie one step ahead: multiply them by $\gamma$.", basis="slip"
)
def optimal_undiscounted(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_action_values: Table
) -> Quantity:
    return q_optimality_backup.body(transition, rewards, 1, next_action_values)


@q_optimality_backup.misconception(
    "One largest value was taken over all next states. The best action is taken in each state by itself, and the states"
    " are weighted with their probabilities.",
    basis="slip",
)
def best_over_all_states(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_action_values: Table
) -> Quantity:
    best = maximum(*(value for row in next_action_values for value in row))
    return action_value.body(transition, rewards, discount, [best] * len(rewards))


@q_optimality_backup.misconception(
    "One action was fixed for all next states. The best action may differ from state to state: take the largest in"
    " each, then the mean.",
    basis="slip",
)
def best_of_the_means(
    transition: Quantities, rewards: Quantities, discount: Quantity, next_action_values: Table
) -> Quantity:
    columns = zip(*next_action_values, strict=True)
    return maximum(*(action_value.body(transition, rewards, discount, column) for column in columns))


def _best(action_values: Quantity) -> Quantity:
    return over("max", "a", 0, count(action_values) - 1, lambda a: action_values[a])


@formula(source="Sutton & Barto (2018), section 3.6: v*(s) is the largest q*(s,a)", equation=_best)
def greedy_value(action_values: Annotated[Quantities, "A"]) -> Quantity:
    """What a state is worth to who takes the best action: maxₐ Q(s,a).

    >>> print(greedy_value(["1", "-5", "3"]))
    3
    """
    return maximum(*action_values)


@greedy_value.misconception(
    "The action values were averaged. A greedy policy takes the best action: take the largest.", basis="slip"
)
def average_value(action_values: Quantities) -> Quantity:
    return mean(action_values)


@greedy_value.misconception(
    "The value of largest size was taken, whatever its sign. A large loss is the worst: take the largest value.",
    basis="slip",
)
def largest_size(action_values: Quantities) -> Quantity:
    best = action_values[0]
    for value in action_values[1:]:
        best = where(abs(value) > abs(best), value, best)
    return best


@greedy_value.misconception(
    "The value of the first action was taken. Compare all actions and take the largest value.", basis="slip"
)
def first_action(action_values: Quantities) -> Quantity:
    return action_values[0]


def _swept(
    transitions: Quantity, rewards: Quantity, state_values: Quantity, discount: Quantity, sweep: Sweep, s: Term
) -> Quantity:
    def value(j: Term) -> Quantity:
        if sweep == "two_arrays":
            return state_values[j]
        return where(
            j < s, policy_evaluation_sweep(transitions, rewards, state_values, discount, sweep)[j], state_values[j]
        )

    return rewards[s] + discount * sigma("j", 0, count(state_values) - 1, lambda j: transitions[s][j] * value(j))


@formula(source="Sutton & Barto (2018), eq. 4.5 and section 4.1 (both ways to sweep)", equation=_swept)
def policy_evaluation_sweep(
    transitions: Annotated[Table, "SxS"],
    rewards: States,
    state_values: States,
    discount: Quantity,
    sweep: Sweep = "two_arrays",
) -> Quantities:
    """One sweep of policy evaluation over all states: V(s) ← r(s) + γ Σⱼ p(sⱼ|s) V(sⱼ), s = 0..S-1 in order.

    ``transitions[s][j]`` and ``rewards[s]`` are those of the policy: the chance to get from s to j, and the expected reward in s.
    ``sweep`` says which values a state sees: the old ones of all states (``two_arrays``), or the new ones of the states before
    it (``in_place``). A terminal state has a row that leads to itself, reward 0 and value 0.

    >>> print(*policy_evaluation_sweep([["0", "1"], ["0.5", "0.5"]], ["1", "2"], state_values=["4", "8"], discount="0.5"))
    5 5
    >>> print(*policy_evaluation_sweep([["0", "1"], ["0.5", "0.5"]], ["1", "2"], ["4", "8"], "0.5", sweep="in_place"))
    5 21/4
    """
    new = list(state_values)
    for state, (chances, reward) in enumerate(zip(transitions, rewards, strict=True)):
        new[state] = reward + discount * expectation(chances, state_values if sweep == "two_arrays" else tuple(new))
    return tuple(new)


@policy_evaluation_sweep.convention(
    "Every state saw the old values. Here the sweep is in place: a state sees the new values of the states before it.",
    basis="Sutton & Barto (2018), section 4.1",
)
def with_two_arrays(
    transitions: Table, rewards: Quantities, state_values: Quantities, discount: Quantity, sweep: Sweep = "two_arrays"
) -> Quantity:
    return policy_evaluation_sweep.body(transitions, rewards, state_values, discount, "two_arrays")


@policy_evaluation_sweep.convention(
    "States saw the new values of the states before them. Here all values are kept until the sweep is done: use the old"
    " ones.",
    basis="Sutton & Barto (2018), section 4.1",
)
def in_place(
    transitions: Table, rewards: Quantities, state_values: Quantities, discount: Quantity, sweep: Sweep = "two_arrays"
) -> Quantity:
    return policy_evaluation_sweep.body(transitions, rewards, state_values, discount, "in_place")


@policy_evaluation_sweep.misconception(
    r"The next values were added undiscounted. They lie one step ahead: multiply them by $\gamma$.", basis="slip"
)
def sweep_undiscounted(
    transitions: Table, rewards: Quantities, state_values: Quantities, discount: Quantity, sweep: Sweep = "two_arrays"
) -> Quantity:
    return policy_evaluation_sweep.body(transitions, rewards, state_values, 1, sweep)


@policy_evaluation_sweep.misconception(
    "The transitions were read the wrong way round. Row $s$ holds where state $s$ leads, not from where it is reached.",
    basis="slip",
)
def transposed(
    transitions: Table, rewards: Quantities, state_values: Quantities, discount: Quantity, sweep: Sweep = "two_arrays"
) -> Quantity:
    columns = tuple(zip(*transitions, strict=True))
    return policy_evaluation_sweep.body(columns, rewards, state_values, discount, sweep)


@policy_evaluation_sweep.misconception(
    "The old value of each state was added to its backup. The backup takes the place of the old value.", basis="slip"
)
def added_to_old(
    transitions: Table, rewards: Quantities, state_values: Quantities, discount: Quantity, sweep: Sweep = "two_arrays"
) -> Quantity:
    swept = policy_evaluation_sweep.body(transitions, rewards, state_values, discount, sweep)
    return tuple(old + new for old, new in zip(state_values, swept, strict=True))
