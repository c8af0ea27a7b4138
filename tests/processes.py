"""Random tabular processes, and what procedures on them take."""

import random
from fractions import Fraction
from typing import Any

from qbank.rl.mdp import END, Outcome, TabularMDP
from qbank.rl.procedure import COUNTS, Procedure
from qbank.rl.tabular_control import NONE

EIGHTH = Fraction(1, 8)
MOST = 4


def shares(random_: random.Random, count: int, least: int = 0) -> list[Fraction]:
    """So many shares of 1, in eighths."""
    cuts = sorted(random_.randint(0, 8 - least * count) for _ in range(count - 1))
    steps = [*cuts, 8 - least * count]
    return [(step - before + least) * EIGHTH for step, before in zip(steps, [0, *cuts], strict=True)]


def a_process(random_: random.Random, discount: Fraction | None = None) -> TabularMDP:
    """A process of one to four states; without discount every action may end the episode, so that values exist."""
    count = random_.randint(1, MOST)
    gamma = (
        random_.choice([Fraction(0), Fraction(1, 2), Fraction(9, 10), Fraction(1)]) if discount is None else discount
    )

    def outcomes() -> tuple[Outcome, ...]:
        ways = random_.randint(1, 3)
        if gamma == 1:
            chances = [*shares(random_, ways, least=1), Fraction(0)]
            chances = [chance / 2 for chance in chances[:-1]] + [Fraction(1, 2)]
        else:
            chances = shares(random_, ways)
        targets = [random_.randint(END, count - 1) for _ in range(ways)] + [END]
        rewards = [Fraction(random_.randint(-4, 4), 2) for _ in chances]
        return tuple(map(Outcome, targets, chances, rewards))

    rows = tuple(tuple(outcomes() for _ in range(random_.randint(1, 3))) for _ in range(count))
    made = TabularMDP(rows, gamma)
    made.check()
    return made


def a_policy(random_: random.Random, mdp: TabularMDP) -> tuple[tuple[Fraction, ...], ...]:
    return tuple(tuple(shares(random_, len(actions))) for actions in mdp.outcomes)


def a_trajectory(random_: random.Random, mdp: TabularMDP, steps: int) -> tuple[tuple[Any, ...], ...]:
    """So many steps, each from anywhere to where its action leads; the next action is always named."""
    found = []
    for _ in range(steps):
        state = random_.randrange(len(mdp.outcomes))
        action = random_.randrange(len(mdp.outcomes[state]))
        way = random_.choice(mdp.outcomes[state][action])
        following = NONE if way.next == END else random_.randrange(len(mdp.outcomes[way.next]))
        found.append((state, action, way.reward, way.next, following))
    return tuple(found)


def arguments(random_: random.Random, one: Procedure, mdp: TabularMDP) -> dict[str, Any]:
    """What a procedure takes besides the process."""
    pairs = sum(len(actions) for actions in mdp.outcomes)
    length = pairs if one.columns == "pairs" else len(mdp.outcomes)
    steps = random_.randint(0, 4)
    given = {
        "policy": a_policy(random_, mdp),
        "start": tuple(Fraction(random_.randint(-4, 4), 2) for _ in range(length)),
        "order": random_.choice(["two_arrays", "in_place"]),
        "step_size": random_.choice([Fraction(1, 10), Fraction(1, 2), Fraction(1)]),
        "trajectory": a_trajectory(random_, mdp, 4),
    } | dict.fromkeys(COUNTS, steps)
    return {name: given[name] for name in one.parameters[1:]}


def as_data(mdp: TabularMDP) -> dict[str, Any]:
    """The process as oracles take it."""
    plain = [
        [[(one.next, one.probability, one.reward) for one in ways] for ways in actions] for actions in mdp.outcomes
    ]
    return {"outcomes": plain, "discount": mdp.discount}
