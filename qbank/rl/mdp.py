"""A finite Markov decision process as a table: states, actions, and where each action leads with what reward.

The numbers may be exact ones, or arrays with one for each draw of a question's parameters. Terminal states have no row: an
outcome that ends the episode leads to ``END``. Sutton & Barto (2018), section 3.1: p(s', r | s, a).
"""

from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction

from msgspec import Struct

from qbank.rl.arithmetic import Quantities, Quantity, Table

END = -1
"""Where an outcome leads that ends the episode, in place of a state's number."""


class Outcome(Struct, frozen=True):
    """One way in which an action may turn out: the number of the next state, or END; its probability; its reward."""

    next: int
    probability: Quantity
    reward: Quantity


Outcomes = tuple[Outcome, ...]


class TabularMDP(Struct, frozen=True):
    """``outcomes[s][a]`` are those of the a-th action in the s-th state; each list of them adds up to probability 1."""

    outcomes: tuple[tuple[Outcomes, ...], ...]
    discount: Quantity

    @staticmethod
    def of(
        states: Mapping[str, Mapping[str, Sequence[tuple[str, str | int, str | int]]]], discount: str | int = 1
    ) -> "TabularMDP":
        """The process with these states, each with its actions' outcomes (next state, probability, reward).

        A next state that has no row is terminal. ValueError where probabilities do not add up to 1.

        >>> walk = TabularMDP.of({"a": {"stay": [("a", "1/2", 0), ("end", "1/2", 1)]}}, discount="9/10")
        >>> walk.outcomes[0][0][1]
        Outcome(next=-1, probability=Fraction(1, 2), reward=Fraction(1, 1))
        """
        numbers = {name: number for number, name in enumerate(states)}

        def outcome(to: str, probability: str | int, reward: str | int) -> Outcome:
            return Outcome(numbers.get(to, END), Fraction(probability), Fraction(reward))

        rows = tuple(
            tuple(tuple(outcome(*one) for one in outcomes) for outcomes in actions.values())
            for actions in states.values()
        )
        made = TabularMDP(rows, Fraction(discount))
        made.check()
        return made

    @staticmethod
    def from_rows(rows: Table, discount: Quantity) -> "TabularMDP":
        """The process whose outcomes are rows of a table: state, action, next state, probability, reward.

        >>> TabularMDP.from_rows([[0, 0, -1, 1, 5]], Fraction(1)).outcomes
        (((Outcome(next=-1, probability=1, reward=5),),),)
        """
        outcomes: list[list[list[Outcome]]] = []
        for state, action, *one in rows:
            outcomes += [[] for _ in range(int(state) + 1 - len(outcomes))]
            actions = outcomes[int(state)]
            actions += [[] for _ in range(int(action) + 1 - len(actions))]
            actions[int(action)].append(Outcome(int(one[0]), one[1], one[2]))
        return TabularMDP(tuple(tuple(map(tuple, actions)) for actions in outcomes), discount)

    def rows(self) -> tuple[tuple[Quantity, ...], ...]:
        """Every outcome as a row of a table, as ``from_rows`` reads it."""
        return tuple(
            (state, action, one.next, one.probability, one.reward)
            for state, actions in enumerate(self.outcomes)
            for action, outcomes in enumerate(actions)
            for one in outcomes
        )

    def check(self) -> None:
        """Raise ValueError where numbers make no process: no actions, no outcomes, probabilities or a discount out of range."""
        for state, action, outcomes in self.pairs():
            shares = [one.probability for one in outcomes]
            if min(shares, default=-1) < 0 or sum(shares) != 1:
                message = f"the probabilities of state {state}, action {action} are not shares of 1: {shares}"
                raise ValueError(message)
            if not all(END <= one.next < len(self.outcomes) for one in outcomes):
                message = f"state {state}, action {action} leads to a state that there is not"
                raise ValueError(message)
        if not all(self.outcomes):
            message = "a state without actions: a terminal state has no row"
            raise ValueError(message)
        if not 0 <= self.discount <= 1:
            message = f"the discount {self.discount} does not lie between 0 and 1"
            raise ValueError(message)

    def pairs(self) -> Iterator[tuple[int, int, Outcomes]]:
        """Every state and action with its outcomes, in order."""
        for state, actions in enumerate(self.outcomes):
            for action, outcomes in enumerate(actions):
                yield state, action, outcomes

    def backup(self, outcomes: Outcomes, values: Quantities) -> Quantity:
        """What an action is worth when next states are: the sum of p · (r + γ V(s')) over its outcomes."""
        return weighted([(one.probability, self.target(one, values)) for one in outcomes])

    def target(self, outcome: Outcome, values: Quantities) -> Quantity:
        """r + γ V(s') of one outcome; V is 0 at the end."""
        return outcome.reward if outcome.next == END else outcome.reward + self.discount * values[outcome.next]


def weighted(parts: Sequence[tuple[Quantity, Quantity]]) -> Quantity:
    """The sum of weight · value; parts without weight are left out.

    >>> print(weighted([(Fraction(1, 2), Fraction(4)), (Fraction(0), Fraction(9))]))
    2
    """
    added: Quantity = Fraction(0)
    for weight, value in parts:
        if not (isinstance(weight, (int, Fraction)) and weight == 0):
            added = added + weight * value
    return added


def uniform(mdp: TabularMDP) -> tuple[tuple[Fraction, ...], ...]:
    """The policy that takes every action equally often.

    >>> uniform(TabularMDP.of({"a": {"left": [("end", 1, 0)], "right": [("end", 1, 1)]}}))
    ((Fraction(1, 2), Fraction(1, 2)),)
    """
    return tuple((Fraction(1, len(actions)),) * len(actions) for actions in mdp.outcomes)
