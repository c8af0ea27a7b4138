"""What states and actions are worth: exactly, under a policy and at best, by linear equations and policy iteration."""

from fractions import Fraction

from qbank.errors import Undefined
from qbank.rl.arithmetic import Quantities, Quantity, Table, maximum, where
from qbank.rl.linear import reduced, solve
from qbank.rl.mdp import Outcome, Outcomes, TabularMDP, uniform, weighted
from qbank.rl.procedure import Rows, procedure

MAX_IMPROVEMENTS = 100
"""Policy iteration improves strictly, so it ends; a process small enough for a question needs far fewer."""


@procedure(source="Sutton & Barto (2018), eq. 3.14 as a system of linear equations; section 4.1")
def state_values(mdp: TabularMDP, policy: Table) -> Rows:
    """V^π of every state: the solution of V(s) = Σ π(a|s) Σ p(s', r|s, a) [r + γ V(s')].

    Without discount a policy that need not end has no values (Undefined).

    >>> loop = TabularMDP.of({"a": {"go": [("a", "1/2", 1), ("end", "1/2", 1)]}})
    >>> print(state_values(loop, policy=((1,),))[-1][0])
    2
    """
    return (solved(mdp, policy),)


def solved(mdp: TabularMDP, policy: Table) -> tuple[Quantity, ...]:
    """The state values, by elimination."""
    size = len(mdp.outcomes)
    matrix, right = [], []
    for state, (actions, chances) in enumerate(zip(mdp.outcomes, policy, strict=True)):
        ways = [
            (chance * one.probability, one)
            for chance, outcomes in zip(chances, actions, strict=True)
            for one in outcomes
        ]
        right.append(weighted([(share, one.reward) for share, one in ways]))
        reached = [
            weighted([(share, Fraction(1)) for share, one in ways if one.next == other]) for other in range(size)
        ]
        matrix.append([_entry(mdp.discount * share, diagonal=other == state) for other, share in enumerate(reached)])
    return solve(matrix, right)


def _entry(share: Quantity, *, diagonal: bool) -> Quantity:
    """An entry of I − γP."""
    return 1 - share if diagonal else -share


def over_actions(mdp: TabularMDP, values: Quantities) -> list[list[Quantity]]:
    """What each action of each state is worth when next states are worth ``values``."""
    return [[reduced(mdp.backup(outcomes, values)) for outcomes in actions] for actions in mdp.outcomes]


def flat(table: Table) -> tuple[Quantity, ...]:
    """Rows one after the other."""
    return tuple(value for row in table for value in row)


@state_values.misconception(
    "The next state's value was left undiscounted. One step lies between now and then: multiply it by $\\gamma$."
)
def undiscounted(mdp: TabularMDP, policy: Table) -> Rows:
    return (solved(TabularMDP(mdp.outcomes, Fraction(1)), policy),)


@state_values.misconception(
    "This is only the expected reward of the next step. What comes after counts too: add $\\gamma$ times the next state's value."
)
def next_reward_only(mdp: TabularMDP, policy: Table) -> Rows:
    return (solved(TabularMDP(mdp.outcomes, Fraction(0)), policy),)


@state_values.misconception(
    "The outcomes of an action were averaged as if they were equally likely. Weight each by its probability."
)
def outcomes_equally_likely(mdp: TabularMDP, policy: Table) -> Rows:
    return (solved(equally_likely(mdp), policy),)


@state_values.misconception(
    "The actions were averaged as if the policy took them equally often. Weight each by $\\pi(a \\mid s)$."
)
def actions_equally_likely(mdp: TabularMDP, policy: Table) -> Rows:
    return (solved(mdp, uniform(mdp)),)


@state_values.misconception(
    "This is the value under the best actions. The value of a policy averages over the actions that the policy takes."
)
def best_for_policy(mdp: TabularMDP, policy: Table) -> Rows:
    return (best(mdp),)


def equally_likely(mdp: TabularMDP) -> TabularMDP:
    """The process in which every outcome of an action has the same probability."""

    def evened(outcomes: Outcomes) -> Outcomes:
        return tuple(Outcome(one.next, Fraction(1, len(outcomes)), one.reward) for one in outcomes)

    return TabularMDP(tuple(tuple(map(evened, actions)) for actions in mdp.outcomes), mdp.discount)


@procedure(source="Sutton & Barto (2018), eq. 4.6, with the values of eq. 3.14", columns="pairs")
def action_values(mdp: TabularMDP, policy: Table) -> Rows:
    """Q^π of every state and action: take the action once, follow the policy from then on.

    >>> loop = TabularMDP.of({"a": {"go": [("a", 1, 1)], "stop": [("end", 1, 0)]}})
    >>> print(*action_values(loop, policy=((Fraction(1, 2), Fraction(1, 2)),))[-1])
    2 0
    """
    return (flat(over_actions(mdp, solved(mdp, policy))),)


@action_values.misconception(
    "The next state's value was left undiscounted. One step lies between now and then: multiply it by $\\gamma$."
)
def undiscounted_action(mdp: TabularMDP, policy: Table) -> Rows:
    return action_values.body(TabularMDP(mdp.outcomes, Fraction(1)), policy)


@action_values.misconception(
    "This is only the expected reward of the action. Add $\\gamma$ times the value of the state that it leads to."
)
def action_reward_only(mdp: TabularMDP, policy: Table) -> Rows:
    return action_values.body(TabularMDP(mdp.outcomes, Fraction(0)), policy)


@action_values.misconception(
    "This is the value of the state, averaged over the policy's actions. The action value starts with this one action."
)
def state_for_action(mdp: TabularMDP, policy: Table) -> Rows:
    values = solved(mdp, policy)
    return (flat([[value] * len(actions) for value, actions in zip(values, mdp.outcomes, strict=True)]),)


@action_values.misconception(
    "After the first step the best actions were taken. Here the policy is followed from then on."
)
def best_afterwards(mdp: TabularMDP, policy: Table) -> Rows:
    return (flat(over_actions(mdp, best(mdp))),)


@procedure(source="Sutton & Barto (2018), eq. 3.19, solved by policy iteration (section 4.3)")
def optimal_values(mdp: TabularMDP) -> Rows:
    """V* of every state: the most that any policy earns from there.

    >>> choice = TabularMDP.of({"a": {"now": [("end", 1, 1)], "later": [("b", 1, 0)]}, "b": {"go": [("end", 1, 3)]}}, "1/2")
    >>> print(*optimal_values(choice)[-1])
    3/2 3
    """
    return (best(mdp),)


def best(mdp: TabularMDP) -> tuple[Quantity, ...]:
    """V* by policy iteration, from the policy that takes every action equally often, until nothing improves in any draw."""
    policy: Table = uniform(mdp)
    values = solved(mdp, policy)
    policy, _ = improved(mdp, None, values)
    for _ in range(MAX_IMPROVEMENTS):
        values = solved(mdp, policy)
        policy, changes = improved(mdp, policy, values)
        if not any(map(anywhere, changes)):
            return values
    message = "policy iteration finds no best policy"
    raise Undefined(message)


def improved(mdp: TabularMDP, policy: Table | None, values: Quantities) -> tuple[Table, list[Quantity]]:
    """The policy that is greedy with respect to the values, and for each other choice whether it was strictly better.

    A policy that is given keeps its actions where no other is strictly better; of equally good ones the first is taken.
    """
    better, changes = [], []
    for number, worths in enumerate(over_actions(mdp, values)):
        weights = list(policy[number]) if policy else [Fraction(1), *[Fraction(0)] * (len(worths) - 1)]
        worth = weighted(list(zip(weights, worths, strict=True))) if policy else worths[0]
        for action, other in enumerate(worths):
            change = other > worth
            changes.append(change)
            weights = [where(change, Fraction(int(place == action)), weight) for place, weight in enumerate(weights)]
            worth = maximum(worth, other)
        better.append(weights)
    return better, changes


def anywhere(change: Quantity) -> bool:
    """Whether something holds, in any draw that has a value."""
    return change if isinstance(change, bool) else bool(change.anywhere())


@optimal_values.misconception(
    "The actions were averaged. The optimality equation takes the largest over the actions, not their mean."
)
def mean_for_max(mdp: TabularMDP) -> Rows:
    return (solved(mdp, uniform(mdp)),)


@optimal_values.misconception(
    "The next state's value was left undiscounted. One step lies between now and then: multiply it by $\\gamma$."
)
def undiscounted_optimum(mdp: TabularMDP) -> Rows:
    return (best(TabularMDP(mdp.outcomes, Fraction(1))),)


@optimal_values.misconception(
    "This is the largest reward of the next step alone. The best action also looks at the value of where it leads."
)
def greedy_for_reward(mdp: TabularMDP) -> Rows:
    return (best(TabularMDP(mdp.outcomes, Fraction(0))),)


@optimal_values.misconception(
    "The outcomes of an action were averaged as if they were equally likely. Weight each by its probability."
)
def outcomes_evened(mdp: TabularMDP) -> Rows:
    return (best(equally_likely(mdp)),)


@procedure(source="Sutton & Barto (2018), eq. 3.20", columns="pairs")
def optimal_action_values(mdp: TabularMDP) -> Rows:
    """Q* of every state and action: take the action once, and the best ones from then on.

    >>> choice = TabularMDP.of({"a": {"now": [("end", 1, 1)], "later": [("b", 1, 0)]}, "b": {"go": [("end", 1, 3)]}}, "1/2")
    >>> print(*optimal_action_values(choice)[-1])
    1 3/2 3
    """
    return (flat(over_actions(mdp, best(mdp))),)


@optimal_action_values.misconception(
    "After the first step the actions were averaged. The optimal action value goes on with the best action in every state."
)
def mean_afterwards(mdp: TabularMDP) -> Rows:
    return (flat(over_actions(mdp, solved(mdp, uniform(mdp)))),)


@optimal_action_values.misconception(
    "This is only the expected reward of the action. Add $\\gamma$ times the optimal value of the state that it leads to."
)
def reward_of_action_only(mdp: TabularMDP) -> Rows:
    return optimal_action_values.body(TabularMDP(mdp.outcomes, Fraction(0)))


@optimal_action_values.misconception(
    "This is the value of the best action. The action that is asked about is taken first, even where another one is better."
)
def best_action_first(mdp: TabularMDP) -> Rows:
    return (flat([[value] * len(actions) for value, actions in zip(best(mdp), mdp.outcomes, strict=True)]),)


@procedure(source="Sutton & Barto (2018), section 4.3")
def policy_iteration(mdp: TabularMDP, policy: Table, iterations: int) -> Rows:
    """V of the given policy, then after each improvement of the improved one.

    >>> choice = TabularMDP.of({"a": {"now": [("end", 1, 1)], "later": [("end", 1, 3)]}})
    >>> print([str(row[0]) for row in policy_iteration(choice, ((1, 0),), 2)])
    ['1', '3', '3']
    """
    rows = [solved(mdp, policy)]
    for number in range(iterations):
        policy, _ = improved(mdp, policy if number else None, rows[-1])
        rows.append(solved(mdp, policy))
    return tuple(rows)


@policy_iteration.misconception(
    "The policy was made greedy with respect to rewards alone. Compare the actions by their values, $r + \\gamma V(s')$."
)
def improved_by_reward(mdp: TabularMDP, policy: Table, iterations: int) -> Rows:
    greedy, _ = improved(mdp, None, [Fraction(0)] * len(mdp.outcomes))
    return tuple(solved(mdp, greedy if number else policy) for number in range(iterations + 1))


@policy_iteration.misconception("This is the value before the improvement. Evaluate the improved policy again.")
def not_evaluated_again(mdp: TabularMDP, policy: Table, iterations: int) -> Rows:
    rows = policy_iteration.body(mdp, policy, iterations)
    return (rows[0], *rows[:-1])
