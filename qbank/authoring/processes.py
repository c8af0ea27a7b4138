"""The process behind a question, as authored: states, actions and outcomes, a policy, where tables start, a trajectory.

    process:
      discount: discount
      states:
        s1: {left: {to: s2, reward: r1}, right: [{to: s1, probability: p}, {to: end, reward: r2}]}
        s2: {go: {to: end, reward: 1}}
        end: terminal
      policy: {s1: {left: 1/2, right: 1/2}, s2: {go: 1}}

Every number is an expression over the question's parameters. Of an action's outcomes one may leave its probability out, and of
a state's actions one its share: it is what the others leave over. What names mean, and whether they exist, is looked at when the
question is compiled.
"""

from collections.abc import Callable, Iterator
from typing import Annotated, Any, Literal

from qbank.model import After, Before, Exact, Field, Model
from qbank.question_types.question_type import Expression

Name = Annotated[str, Field(pattern=r"^[A-Za-z][A-Za-z0-9_' -]*$", max_length=24)]
"""What a state or an action is called; ``s1`` is shown as s with the index 1."""

MAX_STATES, MAX_ACTIONS, MAX_OUTCOMES, MAX_STEPS = 12, 6, 6, 30


def _outcomes(raw: object) -> object:
    """``{to: s2}`` alone is a list of one outcome."""
    return [raw] if isinstance(raw, dict) else raw


def _actions(raw: object) -> object:
    """``terminal`` has no actions."""
    if isinstance(raw, str) and raw != "terminal":
        message = f"expected actions such as {{left: {{to: s2}}}}, or terminal, found {raw!r}"
        raise ValueError(message)
    return {} if raw == "terminal" else raw


def _at_most(most: int, what: str) -> Callable[[Any], Any]:
    """What checks that there are not too many; an action without an outcome is none."""

    def checked(value: Any) -> Any:
        if len(value) > most or value == ():
            message = f"expected 1 to {most} {what}, found {len(value)}"
            raise ValueError(message)
        return value

    return checked


class OutcomeModel(Model, frozen=True, kw_only=True):
    """Where an action may lead, how probably, and with what reward."""

    to: Annotated[Name, Field(description="The state to which it leads.", examples=["s2"])]
    probability: (
        Annotated[Expression, Field(description="What the other outcomes leave over, without it.", examples=["1/2"])]
        | None
    ) = None
    reward: Annotated[Expression, Field(description="What is earned on the way.")] = "0"


Ways = Annotated[tuple[OutcomeModel, ...], Field(min_length=1, max_length=MAX_OUTCOMES)]
Outcomes = Annotated[
    tuple[OutcomeModel, ...],
    Field(description="How an action may turn out: one outcome, or several."),
    Before(_outcomes, accepts=OutcomeModel | Ways),
    After(_at_most(MAX_OUTCOMES, "outcomes")),
]
Choices = Annotated[dict[Name, Outcomes], Field(max_length=MAX_ACTIONS)]
Actions = Annotated[
    dict[Name, Outcomes],
    Field(description="What can be done in a state, by name; or: terminal."),
    Before(_actions, accepts=Literal["terminal"] | Choices),
    After(_at_most(MAX_ACTIONS, "actions")),
]
Numbers = dict[Name, Expression]


class ProcessModel(Model, frozen=True, kw_only=True):
    """A finite Markov decision process, and what is done in it."""

    discount: Annotated[Expression, Field(description="The discount factor, from 0 to 1.")] = "1"
    states: Annotated[
        dict[Name, Actions],
        Field(min_length=1, max_length=MAX_STATES, description="What can be done in each state; or: terminal."),
    ]
    policy: Annotated[
        dict[Name, Numbers],
        Field(description="The share of each action, by state; of one action it may be left out."),
    ] = {}
    values: Annotated[Numbers, Field(description="Where state values start; at 0 where it is not said.")] = {}
    action_values: Annotated[
        dict[Name, Numbers], Field(description="Where action values start; at 0 where it is not said.")
    ] = {}
    order: Annotated[
        Literal["two_arrays", "in_place"], Field(description="Whether a sweep uses each new value at once.")
    ] = "two_arrays"
    step_size: Annotated[Expression | None, Field(description="The step size of learning along the trajectory.")] = None
    trajectory: Annotated[
        tuple[Expression, ...],
        Field(
            max_length=3 * MAX_STEPS,
            description="State, action, state, action, ...; a reward may stand before a state.",
            examples=[["s1", "left", "s2", "go", "end"]],
        ),
    ] = ()
    positions: Annotated[
        dict[Name, tuple[Exact, Exact]],
        Field(description="Where states stand in a drawing: column and row, from 0.", examples=[{"s1": [0, 0]}]),
    ] = {}

    def expressions(self) -> Iterator[str]:
        """Every expression in it; names of states in the trajectory among them."""
        yield self.discount
        for actions in self.states.values():
            for outcomes in actions.values():
                for one in outcomes:
                    yield one.reward
                    yield from () if one.probability is None else (one.probability,)
        yield from self.values.values()
        for table in (self.policy, self.action_values):
            for row in table.values():
                yield from row.values()
        yield from self.trajectory
        yield from () if self.step_size is None else (self.step_size,)
