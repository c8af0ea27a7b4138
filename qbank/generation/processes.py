"""The process of a question, compiled: its numbers as Terms, and the calls by which expressions ask about it.

    policy_value("s1")                what the state is worth under the policy
    policy_action_value("s1", "left") what the action is worth there, the policy followed afterwards
    optimal_value("s1")               what the state is worth at best; optimal_action_value("s1", "left")
    value_iteration(2, "s1")          its value after two sweeps; policy_evaluation(2, "s1")
    policy_iteration(1, "s1")         its value under the policy improved once
    q_learning(3, "s1", "left")       what the table holds after three steps of the trajectory; sarsa(3, "s1", "left")
    bandit_average(3, "s1", "left")   an arm's mean reward after three pulls; bandit_constant_step(3, "s1", "left")
    is_optimal("s1", "left")          whether no other action is better; is_greedy, for the values of the policy

Each becomes an element of the trace of a procedure (``qbank.rl.procedure``), which is evaluated as a whole: for one draw on
fractions, for all draws at once on arrays.
"""

import difflib
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from typing import NoReturn

from msgspec import Struct

from qbank.errors import ExpressionError
from qbank.expressions.evaluate import constant
from qbank.generation.state_names import name_latex
from qbank.rl.mdp import END
from qbank.rl.procedure import COUNTS, procedures
from qbank.term import ONE, ZERO, Apply, Call, Compare, Index, Items, Logic, Sym, Term, Words, lift, rebuild, walk

MAX_COUNT = 40
"""How many sweeps, steps or improvements are made at most."""

ASKED: Mapping[str, tuple[str, tuple[str, ...]]] = {
    "policy_value": ("state_values", ("state",)),
    "policy_action_value": ("action_values", ("state", "action")),
    "optimal_value": ("optimal_values", ("state",)),
    "optimal_action_value": ("optimal_action_values", ("state", "action")),
    "policy_iteration": ("policy_iteration", ("iterations", "state")),
    "policy_evaluation": ("policy_evaluation", ("sweeps", "state")),
    "value_iteration": ("value_iteration", ("sweeps", "state")),
    "q_learning": ("q_learning", ("steps", "state", "action")),
    "sarsa": ("sarsa", ("steps", "state", "action")),
    "bandit_average": ("sample_averages", ("steps", "state", "action")),
    "bandit_constant_step": ("constant_step_averages", ("steps", "state", "action")),
    "is_optimal": ("optimal_action_values", ("state", "action")),
    "is_greedy": ("action_values", ("state", "action")),
}
"""Each function, the procedure that it reads, and its parameters."""

SYMBOLS: Mapping[str, str] = {
    "policy_value": r"V^{\pi}",
    "policy_action_value": r"Q^{\pi}",
    "optimal_value": r"V^{*}",
    "optimal_action_value": r"Q^{*}",
    "is_optimal": r"Q^{*}",
    "is_greedy": r"Q^{\pi}",
    **dict.fromkeys(("policy_iteration", "policy_evaluation", "value_iteration"), "V"),
    **dict.fromkeys(("q_learning", "sarsa", "bandit_average", "bandit_constant_step"), "Q"),
}
"""How what is asked prints in a derivation."""
FOUND = "@"
"""What the names of elements begin with; no author's name can."""

FUNCTIONS: Mapping[str, tuple[str, ...]] = {name: parameters for name, (_, parameters) in ASKED.items()}
CHOOSING = frozenset({"is_optimal", "is_greedy"})
TRACES: Mapping[str, tuple[str, ...]] = {
    name: tuple(one for one in parameters if one in COUNTS)
    for name, parameters in FUNCTIONS.items()
    if name not in CHOOSING
}
"""The functions whose whole trace is shown as a table, and what is left of their parameters."""


class OutcomeTerms(Struct, frozen=True):
    """Where an action may lead (a number among all states), and the Terms of its probability and reward."""

    to: int
    probability: Term
    reward: Term


class Step(Struct, frozen=True):
    """A step of the trajectory: numbers of state, action and next state, and the reward; NONE where no action follows."""

    state: int
    action: int
    reward: Term
    to: int
    following: int


class Process(Struct, frozen=True):
    """A compiled process. States that are not terminal come first, so that their numbers are those of the tables."""

    names: tuple[str, ...]
    actions: tuple[tuple[str, ...], ...]
    outcomes: tuple[tuple[tuple[OutcomeTerms, ...], ...], ...]
    discount: Term
    policy: tuple[tuple[Term, ...], ...] | None
    values: tuple[Term, ...]
    action_values: tuple[tuple[Term, ...], ...]
    order: str
    step_size: Term | None
    trajectory: tuple[Step, ...]
    positions: tuple[tuple[Fraction, Fraction] | None, ...]
    found: dict[Term, tuple[str, Call, int]] = {}
    """What was asked so far: for each element of a trace its LaTeX, the trace, and how many rows come after its first."""

    @property
    def states(self) -> tuple[str, ...]:
        """The states that are not terminal."""
        return self.names[: len(self.actions)]

    def pairs(self) -> Iterator[tuple[int, int]]:
        """Every state with each of its actions, by number."""
        for state, actions in enumerate(self.actions):
            for action in range(len(actions)):
                yield state, action

    def call(self, asked: str, count: Term | None = None) -> Call:
        """The Term of the trace that a function reads; ExpressionError when the process lacks what it takes."""
        found = procedures()[ASKED[asked][0]]
        given = [("process", self.rows()), ("discount", self.discount)]
        for parameter in found.parameters[1:]:
            value = count if parameter in COUNTS else self._argument(asked, parameter, found.columns)
            given.append((parameter, ZERO if value is None else value))
        return Call(found.name, tuple(given))

    def rows(self) -> Items:
        """Every outcome as a row (state, action, next state, probability, reward), as ``TabularMDP.from_rows`` reads it."""
        rows = [
            Items((lift(state), lift(action), lift(self._numbered(one.to)), one.probability, one.reward))
            for state, action in self.pairs()
            for one in self.outcomes[state][action]
        ]
        return Items(tuple(rows))

    def _numbered(self, to: int) -> int:
        return to if to < len(self.actions) else END

    def _argument(self, asked: str, parameter: str, columns: str) -> Term:
        match parameter:
            case "policy":
                return Items(tuple(map(Items, self.policy or _lacking(asked, "policy"))))
            case "start" if columns == "pairs":
                return Items(tuple(value for row in self.action_values for value in row))
            case "start":
                return Items(self.values)
            case "step_size":
                return _lacking(asked, "step_size") if self.step_size is None else self.step_size
            case "order":
                return Words(self.order)
            case _:
                return Items(tuple(map(self._step, self.trajectory)))

    def _step(self, step: Step) -> Items:
        numbers = lift(step.state), lift(step.action), step.reward, lift(self._numbered(step.to)), lift(step.following)
        return Items(numbers)

    # What expressions ask

    def expanded(self, term: Term, strings: Mapping[str, int]) -> Term:
        """The Term with each question about the process as what answers it; ``strings`` says where words stand."""
        if isinstance(term, Call) and term.name in ASKED:
            return self._answer(term.name, dict(term.arguments), strings)
        return rebuild(term, lambda below: self.expanded(below, strings))

    def _answer(self, name: str, given: Mapping[str, Term], strings: Mapping[str, int]) -> Term:
        count = self._count(name, given)
        state = _number(given["state"], self.names, "state", strings)
        if state >= len(self.actions):
            if "action" in given:
                message = f"no action is taken in {self.names[state]!r}: it is terminal"
                raise ExpressionError(message)
            return ZERO
        trace = self.call(name, count)
        if "action" not in given:
            return self._named(trace, count, state, name, name_latex(self.names[state]))
        action = _number(given["action"], self.actions[state], f"action in {self.names[state]!r}", strings)
        first = sum(map(len, self.actions[:state]))
        others = tuple(
            self._named(trace, count, first + other, name, f"{name_latex(self.names[state])}, \\text{{{called}}}")
            for other, called in enumerate(self.actions[state])
        )
        if name not in CHOOSING:
            return others[action]
        return Compare("==", others[action], Apply("max", others) if len(others) > 1 else others[0])

    def _named(self, trace: Call, count: Term | None, column: int, name: str, arguments: str) -> Term:
        """An element of the last row of a trace, noted with its LaTeX."""
        element = Index(Index(trace, ZERO if count is None else count), lift(column))
        rows = 0 if count is None else int(constant(count) or 0)
        index = "" if count is None else f"_{{{rows}}}"
        self.found[element] = f"{SYMBOLS[name]}{index}({arguments})", trace, rows
        return element

    def read_by(self, term: Term) -> list[tuple[Call, int]]:
        """The traces that a Term reads, and how many rows of each come after the first."""
        return [self.found[node][1:] for node in walk(term) if node in self.found]

    def shortened(self, term: Term) -> tuple[Term, dict[str, tuple[Term, str]]]:
        """The Term with a name for each element of a trace, and what each of the names means: the element, and its LaTeX."""
        means: dict[str, tuple[Term, str]] = {}

        def short(below: Term) -> Term:
            if below not in self.found:
                return rebuild(below, short)
            name = next((name for name, (meant, _) in means.items() if meant == below), f"{FOUND}{len(means)}")
            means[name] = below, self.found[below][0]
            return Sym(name)

        return short(term), means

    def _count(self, name: str, given: Mapping[str, Term]) -> Term | None:
        """How many sweeps or steps are asked for; None where nothing is counted."""
        named = next((one for one in COUNTS if one in given), None)
        if named is None:
            return None
        if named == "steps" and not self.trajectory:
            _lacking(name, "trajectory")
        count = constant(given[named])
        most = len(self.trajectory) if named == "steps" else MAX_COUNT
        if count is None or count.denominator != 1 or not 0 <= count <= most:
            message = f"{named!r} of {name!r} is a whole number from 0 to {most}"
            raise ExpressionError(message)
        return lift(count)

    def trace(self, name: str, given: Mapping[str, Term]) -> tuple[Call, int]:
        """The Term of a whole trace, and how many of its rows come after the first."""
        count = self._count(name, given)
        return self.call(name, count), 0 if count is None else int(constant(count) or 0)

    def conditions(self) -> list[tuple[str, tuple[Term, ...], Term]]:
        """What a draw must fulfil to be a process: the cause when it does not, the Terms it depends on, and the condition."""
        found = [
            (
                f"process: probabilities of {self.names[state]}, {self.actions[state][action]} below 0 or not adding up to 1",
                tuple(one.probability for one in self.outcomes[state][action]),
            )
            for state, action in self.pairs()
        ]
        found += [
            (f"process: a policy in {self.names[state]} below 0 or not adding up to 1", row)
            for state, row in enumerate(self.policy or ())
        ]
        made = [(cause, terms, _are_shares(terms)) for cause, terms in found]
        outside = "process: a discount that is not between 0 and 1"
        return [*made, (outside, (self.discount,), _between(self.discount))]


def shares(terms: Sequence[Term]) -> Term:
    """The sum of some Terms."""
    added = terms[0]
    for term in terms[1:]:
        added = added + term
    return added


def _are_shares(terms: tuple[Term, ...]) -> Term:
    """No share is below 0 and they add up to 1, which need not be asked where one is what the others leave over."""
    others = [terms[:number] + terms[number + 1 :] for number in range(len(terms))] if len(terms) > 1 else []
    whole = any(term == rest(left) for term, left in zip(terms, others, strict=False))
    return Logic("and", (*map(_between, terms), *(() if whole else (Compare("==", shares(terms), ONE),))))


def rest(terms: Sequence[Term]) -> Term:
    """What some shares leave over of 1."""
    left = ONE - shares(terms) if terms else ONE
    value = constant(left)
    return left if value is None else lift(value)


def _between(term: Term) -> Term:
    return Logic("and", (term >= 0, term <= 1))


def asks(term: Term) -> bool:
    """Whether a Term asks something about the process."""
    return any(isinstance(node, Call) and node.name in ASKED for node in walk(term))


def _lacking(name: str, field: str) -> NoReturn:
    message = f"{name!r} needs a {field.replace('_', ' ')}"
    raise ExpressionError(message, None, f"say it under 'process: {field}:'")


def _number(term: Term, known: Sequence[str], what: str, strings: Mapping[str, int]) -> int:
    if not isinstance(term, Words):
        message = f"the name of a {what.partition(' ')[0]} is written in quotes"
        raise ExpressionError(message, None, f'such as "{known[0]}"')
    if term.text not in known:
        close = difflib.get_close_matches(term.text, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
        raise ExpressionError(
            f"there is no {what} called {term.text!r}", strings.get(term.text), hint, len(term.text) + 2
        )
    return known.index(term.text)
