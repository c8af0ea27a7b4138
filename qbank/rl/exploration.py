"""How likely an exploring agent takes each action, and how optimism scores it.

Conventions: actions are numbered from 0; ``action_values[a]`` is the present estimate Q(s,a).
"""

from typing import Annotated, Literal

from qbank.rl.arithmetic import Quantities, Quantity, count, exp, log, maximum, sqrt, total, where
from qbank.rl.domains import span
from qbank.rl.formula import formula, over, sigma
from qbank.term import Compare, Term

Actions = Annotated[Quantities, "A>1"]
Explores = Literal["all", "others"]
Ties = Literal["first", "shared"]

TIED = span(-2, 2, "whole")
"""Only the order of the values counts, so that a few whole numbers show every case, ties among them."""


def _epsilon_greedy(
    action_values: Quantity, epsilon: Quantity, explores: Explores, ties: Ties, a: Quantity
) -> Quantity:
    last, exploring = count(action_values) - 1, _exploring(epsilon, count(action_values), explores)
    if ties == "first":
        best = over("argmax", "b", 0, last, lambda b: action_values[b])
        certain = 1 - epsilon + exploring if explores == "all" else 1 - epsilon
        return where(Compare("==", a, best), certain, exploring)
    largest = over("max", "b", 0, last, lambda b: action_values[b])

    def mark(action: Term) -> Quantity:
        return where(action_values[action] >= largest, 1, 0)

    return _mixed(mark(a) / sigma("c", 0, last, mark), epsilon, exploring, explores)


def _exploring(epsilon: Quantity, actions: Quantity, explores: Explores) -> Quantity:
    """The chance with which exploring takes an action that it may take."""
    return epsilon / (actions if explores == "all" else actions - 1)


def _mixed(greedy: Quantity, epsilon: Quantity, exploring: Quantity, explores: Explores) -> Quantity:
    """The chance of an action that a greedy choice takes with the chance ``greedy``."""
    if explores == "all":
        return (1 - epsilon) * greedy + exploring
    return (1 - epsilon - exploring) * greedy + exploring


def _greedy(action_values: Quantities, ties: Ties) -> list[Quantity]:
    """The chance with which a greedy choice takes each action."""
    chance = _of_first if ties == "first" else _of_best
    return [chance(action_values[:a], value, action_values[a + 1 :]) for a, value in enumerate(action_values)]


def _of_first(before: Quantities, value: Quantity, after: Quantities) -> Quantity:
    """1 where a value is larger than those before it, and as large as those after it."""
    largest = where(value >= maximum(*after), 1, 0) if after else 1
    return where(value > maximum(*before), largest, 0) if before else largest


def _of_best(before: Quantities, value: Quantity, after: Quantities) -> Quantity:
    """A share of 1 where a value is the largest, the more of them the smaller."""
    others = (*before, *after)
    equals = total(where(other >= value, 1, 0) for other in others)
    return where(value >= maximum(*others), 1 / (1 + equals), 0)


@formula(
    source="Sutton & Barto (2018), sections 2.2 and 5.4", equation=_epsilon_greedy, domains={"action_values": TIED}
)
def epsilon_greedy(
    action_values: Actions, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantities:
    """The chance of each action: the best one with 1 − ε, and ε shared among all actions: 1 − ε + ε/|A| and ε/|A|.

    ``explores`` says among which actions ε is shared: ``all`` of them, the best included, or the ``others`` alone. ``ties`` says
    which of several best actions a greedy choice takes: the ``first``, or each with the same chance (``shared``).

    >>> print(*epsilon_greedy(["1", "5"], epsilon="0.2"))
    1/10 9/10
    >>> print(*epsilon_greedy(["1", "5"], epsilon="0.2", explores="others"))
    1/5 4/5
    """
    exploring = _exploring(epsilon, count(action_values), explores)
    return tuple(_mixed(greedy, epsilon, exploring, explores) for greedy in _greedy(action_values, ties))


@epsilon_greedy.convention(
    r"Exploring was shared among all actions, the best included. Here it takes one of the others: the best action has"
    r" $1-\epsilon$.",
    basis="Sutton & Barto (2018), section 2.2",
)
def among_all(
    action_values: Quantities, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantity:
    return epsilon_greedy.body(action_values, epsilon, "all", ties)


@epsilon_greedy.convention(
    r"Exploring was shared among the other actions. Here it may also take the best one, which then has"
    r" $1-\epsilon+\epsilon/|\mathcal{A}|$.",
    basis="texts whose exploring step takes any other action",
)
def among_others(
    action_values: Quantities, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantity:
    return epsilon_greedy.body(action_values, epsilon, "others", ties)


@epsilon_greedy.misconception(
    r"The chances of being greedy and of exploring were swapped. The best action has at least $1-\epsilon$.",
    basis="slip",
)
def epsilon_swapped(
    action_values: Quantities, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantity:
    return epsilon_greedy.body(action_values, 1 - epsilon, explores, ties)


@epsilon_greedy.misconception(
    r"Every action that is not the best was given all of $\epsilon$. The actions share it: the chances add up to one.",
    basis="slip",
)
def epsilon_for_each(
    action_values: Quantities, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantity:
    return tuple((1 - epsilon) * greedy + epsilon * (1 - greedy) for greedy in _greedy(action_values, ties))


@epsilon_greedy.misconception(
    r"The best action was given only $1-\epsilon$, the others $\epsilon/|\mathcal{A}|$. The chances must add up to one.",
    basis="slip",
)
def share_lost(
    action_values: Quantities, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantity:
    shared = epsilon / count(action_values)
    return tuple((1 - epsilon) * greedy + shared * (1 - greedy) for greedy in _greedy(action_values, ties))


@epsilon_greedy.misconception(
    "The worst action was taken as the greedy one. Greedy is the action with the largest value.", basis="slip"
)
def worst_for_best(
    action_values: Quantities, epsilon: Quantity, explores: Explores = "all", ties: Ties = "first"
) -> Quantity:
    return epsilon_greedy.body(tuple(-value for value in action_values), epsilon, explores, ties)


@formula(source="Sutton & Barto (2018), eq. 2.10")
def ucb_score(estimate: Quantity, exploration_coef: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    """The score of an action under optimism: Q(a) + c √(ln t / N(a)); the action of the largest score is taken.

    ``steps`` is t, the number of the present step, and ``pulls`` is N(a), how often the action was taken before it.

    >>> print(float(ucb_score(estimate="0.5", exploration_coef="2", steps=10, pulls=4).rounded(3)))
    2.017
    """
    return estimate + exploration_coef * sqrt(log(steps) / pulls)


@ucb_score.misconception(
    r"The root was left out. The bonus shrinks with the root: $c \sqrt{\frac{\ln t}{N(a)}}$.", basis="slip"
)
def no_root(estimate: Quantity, exploration_coef: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + exploration_coef * log(steps) / pulls


@ucb_score.misconception(
    r"The logarithm was left out. The number of steps counts with its logarithm: $c \sqrt{\frac{\ln t}{N(a)}}$.",
    basis="slip",
)
def no_logarithm(estimate: Quantity, exploration_coef: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + exploration_coef * sqrt(steps / pulls)


@ucb_score.misconception(
    "The two counts were swapped. All steps stand above, inside the logarithm; how often this action was taken stands"
    " below.",
    basis="slip",
)
def counts_swapped(estimate: Quantity, exploration_coef: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + exploration_coef * sqrt(log(pulls) / steps)


@ucb_score.misconception(
    "The bonus was subtracted. Optimism adds it: an action that was taken rarely gets a higher score.", basis="slip"
)
def bonus_subtracted(estimate: Quantity, exploration_coef: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate - exploration_coef * sqrt(log(steps) / pulls)


@ucb_score.misconception("This is the bonus alone. The score is the estimate plus the bonus.", basis="slip")
def bonus_alone(estimate: Quantity, exploration_coef: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return exploration_coef * sqrt(log(steps) / pulls)


@formula(source="Auer, Cesa-Bianchi & Fischer (2002), Machine Learning 47, figure 1 (policy UCB1)")
def ucb1_score(estimate: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    """The index of an action in UCB1: Q(a) + √(2 ln t / N(a)); the action of the largest index is taken.

    ``steps`` is t, how many actions were taken so far, and ``pulls`` is N(a), how often this one was. Rewards lie between 0
    and 1.

    >>> print(float(ucb1_score(estimate="0.5", steps=10, pulls=4).rounded(3)))
    1.573
    """
    return estimate + sqrt(2 * log(steps) / pulls)


@ucb1_score.misconception(r"The 2 was left out. UCB1 takes the root of $\frac{2 \ln t}{N(a)}$.", basis="slip")
def two_left_out(estimate: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + sqrt(log(steps) / pulls)


@ucb1_score.misconception(
    r"The 2 was put in front of the root. It stands inside: $\sqrt{2 \log t / N(a)}$.", basis="slip"
)
def two_outside(estimate: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + 2 * sqrt(log(steps) / pulls)


@ucb1_score.misconception(r"The root was left out. The bonus is the root of $2 \log t / N(a)$.", basis="slip")
def root_left_out(estimate: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + 2 * log(steps) / pulls


@ucb1_score.misconception(
    "The two counts were swapped. All steps stand above, inside the logarithm; how often this action was taken stands"
    " below.",
    basis="slip",
)
def steps_for_pulls(estimate: Quantity, steps: Quantity, pulls: Quantity) -> Quantity:
    return estimate + sqrt(2 * log(pulls) / steps)


def _boltzmann(action_values: Quantity, temperature: Quantity, a: Quantity) -> Quantity:
    every = sigma("b", 0, count(action_values) - 1, lambda b: exp(action_values[b] / temperature))
    return exp(action_values[a] / temperature) / every


@formula(source="Sutton & Barto (2018), eq. 2.11, of action values divided by a temperature", equation=_boltzmann)
def boltzmann(action_values: Actions, temperature: Quantity) -> Quantities:
    """The chance of each action, the better the likelier: π(a) = exp(Q(a)/τ) / Σ_b exp(Q(b)/τ).

    A high temperature τ makes the actions nearly equally likely, a low one the choice nearly greedy.

    >>> print(*(float(chance.rounded(3)) for chance in boltzmann(action_values=["1", "2"], temperature="0.5")))
    0.119 0.881
    """
    weights = [exp(value / temperature) for value in action_values]
    return tuple(weight / total(weights) for weight in weights)


@boltzmann.misconception(
    "The action values were multiplied by the temperature. Divide by it: heat makes the actions more alike.",
    basis="slip",
)
def heat_multiplied(action_values: Quantities, temperature: Quantity) -> Quantity:
    return boltzmann.body(action_values, 1 / temperature)


@boltzmann.misconception(
    "The temperature was left out. Divide each action value by it before taking the exponential.", basis="slip"
)
def temperature_left_out(action_values: Quantities, temperature: Quantity) -> Quantity:
    return boltzmann.body(action_values, 1)


@boltzmann.misconception(
    "The sign of the action values was turned. The better action is the likelier one: take $e^{Q(a)/\\tau}$.",
    basis="slip",
)
def sign_turned(action_values: Quantities, temperature: Quantity) -> Quantity:
    return boltzmann.body(action_values, -temperature)


@boltzmann.misconception(
    "The exponentials were not normalised. Divide each by their sum, so that the chances add up to one.", basis="slip"
)
def not_normalised(action_values: Quantities, temperature: Quantity) -> Quantity:
    return tuple(exp(value / temperature) for value in action_values)
