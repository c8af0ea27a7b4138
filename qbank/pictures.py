"""Pictures as data: a process as states and arrows, and a curve. They are few, so that every output can draw or tell them.

Labels are text that is final (how a number looks is decided before); where things stand is decided by who draws. What a picture
shows is also told in sentences, for whoever cannot see it and for formats without pictures.
"""

from fractions import Fraction

from msgspec import Struct


class State(Struct, frozen=True):
    """A state: its name as it is shown, whether it is terminal, and where it stands (column and row) if the author says so."""

    name: str
    terminal: bool = False
    at: tuple[Fraction, Fraction] | None = None


class Outcome(Struct, frozen=True):
    """Where an action may lead: the number of a state; the probability, empty when it is certain; the reward."""

    to: int
    probability: str
    reward: str


class Action(Struct, frozen=True):
    """What can be done in a state, and how it may turn out; an empty name where there is nothing to choose."""

    state: int
    name: str
    outcomes: tuple[Outcome, ...]


class Drawing(Struct, frozen=True):
    """A decision process."""

    states: tuple[State, ...]
    actions: tuple[Action, ...]


class Plot(Struct, frozen=True):
    """A curve: a value for each step, from step ``first`` on, and what the axes are called."""

    values: tuple[Fraction, ...]
    across: str = "step"
    up: str = "value"
    first: int = 0


Picture = Drawing | Plot


def described(picture: Picture) -> tuple[str, ...]:
    """What a picture shows, in sentences.

    >>> leave = Action(0, "leave", (Outcome(1, "", "+2"),))
    >>> described(Drawing((State("s"), State("end", terminal=True)), (leave,)))
    ('A process with the state s and the terminal state end.', 'In s, leave leads to end with reward +2.')
    """
    match picture:
        case Drawing(states, actions):
            return _states(states), *(_action(action, states) for action in actions)
        case Plot():
            return (_curve(picture),)


def title(picture: Picture) -> str:
    """What a picture is, in a few words.

    >>> title(Plot((Fraction(1), Fraction(2)), up="loss"))
    'Curve of loss over step'
    """
    return (
        "Drawing of a decision process"
        if isinstance(picture, Drawing)
        else f"Curve of {picture.up} over {picture.across}"
    )


def _states(states: tuple[State, ...]) -> str:
    others = [state.name for state in states if not state.terminal]
    ends = [state.name for state in states if state.terminal]
    told = [f"the state{'s' * (len(names) > 1)} {_listed(names)}" for names in (others,) if names]
    told += [f"the terminal state{'s' * (len(ends) > 1)} {_listed(ends)}"] if ends else []
    return f"A process with {' and '.join(told)}."


def _action(action: Action, states: tuple[State, ...]) -> str:
    """``In s1, left leads to s2 with probability 0.5 and reward +1, or to s1 with probability 0.5 and reward 0.``"""
    ways = ", or ".join(f"to {states[one.to].name}{_with(one)}" for one in action.outcomes)
    what = (
        f"In {states[action.state].name}, {action.name} leads" if action.name else f"{states[action.state].name} leads"
    )
    return f"{what} {ways}."


def _with(outcome: Outcome) -> str:
    parts = [f"probability {outcome.probability}"] if outcome.probability else []
    parts += [f"reward {outcome.reward}"] if outcome.reward else []
    return f" with {' and '.join(parts)}" if parts else ""


def _listed(names: list[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _curve(plot: Plot) -> str:
    points = "; ".join(f"{number}: {shown(value)}" for number, value in enumerate(plot.values, plot.first))
    return f"Curve of {plot.up} over {plot.across}. {points}."


def shown(value: Fraction, decimals: int = 3) -> str:
    """A number on an axis, rounded, without zeros at its end.

    >>> shown(Fraction(-1, 8)), shown(Fraction(10)), shown(Fraction(1, 3))
    ('−0.125', '10', '0.333')
    """
    scale = 10**decimals
    whole = (2 * abs(value.numerator) * scale + value.denominator) // (2 * value.denominator)
    text = f"{whole // scale}.{whole % scale:0{decimals}}".rstrip("0").rstrip(".")
    return f"\u2212{text}" if value < 0 and whole else text
