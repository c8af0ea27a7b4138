"""Reads the process that a question declares: names looked up, expressions to Terms, every fault at its place."""

import difflib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from qbank.authoring.processes import OutcomeModel, ProcessModel
from qbank.expressions.evaluate import constant
from qbank.generation.processes import OutcomeTerms, Process, Step, rest
from qbank.model import KEY
from qbank.question_types.question_type import Path
from qbank.rl.tabular_control import NONE
from qbank.term import ONE, ZERO, Term

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

TOP: Path = ("process",)


class ProcessReader:
    """Reads one process."""

    def __init__(self, workshop: "ItemWorkshop", model: ProcessModel) -> None:
        self.workshop, self.model = workshop, model
        ordered = sorted(model.states, key=lambda name: not model.states[name])
        self.numbers = {name: number for number, name in enumerate(ordered)}
        self.acting = [name for name in ordered if model.states[name]]

    def read(self) -> Process:
        """The process; after faults, with what could be read."""
        if not self.acting:
            self.workshop.fault(
                (*TOP, "states"), "every state is terminal: nothing can be done", "give one its actions"
            )
        outcomes = tuple(
            tuple(self._outcomes(state, action) for action in self.model.states[state]) for state in self.acting
        )
        self._refuse_unknown("policy", self.model.policy)
        self._refuse_unknown("action_values", self.model.action_values)
        for name in [*self.model.values, *self.model.positions]:
            where = "values" if name in self.model.values else "positions"
            self._state((*TOP, where, name, KEY), name)
        process = Process(
            names=tuple(self.numbers),
            actions=tuple(tuple(self.model.states[state]) for state in self.acting),
            outcomes=outcomes,
            discount=self.workshop.expression((*TOP, "discount"), self.model.discount),
            policy=self._policy(),
            values=tuple(self._at(("values", state), self.model.values.get(state)) for state in self.acting),
            action_values=tuple(self._action_values(state) for state in self.acting),
            order=self.model.order,
            step_size=None if self.model.step_size is None else self._at(("step_size",), self.model.step_size),
            trajectory=self._trajectory(outcomes),
            positions=tuple(self.model.positions.get(name) for name in self.numbers),
            found={},
        )
        self._refuse_constants(process)
        return process

    def _at(self, path: Path, source: str | None) -> Term:
        return ZERO if source is None else self.workshop.expression((*TOP, *path), source)

    def _state(self, path: Path, name: str) -> int:
        """The number of a state; 0 after a fault."""
        if name not in self.numbers:
            self.workshop.fault(path, f"there is no state {name!r}", _near(name, list(self.numbers)))
        return self.numbers.get(name, 0)

    def _outcomes(self, state: str, action: str) -> tuple[OutcomeTerms, ...]:
        models = self.model.states[state][action]
        path: Path = (*TOP, "states", state, action)
        chances = self._probabilities(path, models)
        return tuple(
            OutcomeTerms(
                self._state((*path, number, "to"), one.to),
                chance,
                self.workshop.expression((*path, number, "reward"), one.reward),
            )
            for number, (one, chance) in enumerate(zip(models, chances, strict=True))
        )

    def _probabilities(self, path: Path, models: Sequence[OutcomeModel]) -> list[Term]:
        """The probability of each outcome; the one that is not said is what the others leave over."""
        open_ = [number for number, one in enumerate(models) if one.probability is None]
        if len(open_) > 1:
            self.workshop.fault((*path, open_[1]), "only one outcome of an action may leave its probability out")
        said = [
            ZERO
            if one.probability is None
            else self.workshop.expression((*path, number, "probability"), one.probability)
            for number, one in enumerate(models)
        ]
        left = rest([term for number, term in enumerate(said) if number not in open_])
        return [left if number in open_ else term for number, term in enumerate(said)]

    def _policy(self) -> tuple[tuple[Term, ...], ...] | None:
        """The share of each action in each state; where there is one action it need not be said."""
        if not self.model.policy and any(len(self.model.states[state]) > 1 for state in self.acting):
            return None
        return tuple(map(self._shares, self.acting))

    def _shares(self, state: str) -> tuple[Term, ...]:
        actions, said = self.model.states[state], self.model.policy.get(state, {})
        if not said:
            if len(actions) > 1:
                self.workshop.fault(
                    (*TOP, "policy"), f"the policy says nothing of {state!r}", "give each action its share"
                )
            return (ONE,) * len(actions)
        found = [self._at(("policy", state, action), said.get(action)) for action in actions]
        open_ = [number for number, action in enumerate(actions) if action not in said]
        if len(open_) == 1:
            found[open_[0]] = rest([term for number, term in enumerate(found) if number not in open_])
        return tuple(found)

    def _action_values(self, state: str) -> tuple[Term, ...]:
        said = self.model.action_values.get(state, {})
        return tuple(
            self._at(("action_values", state, action), said.get(action)) for action in self.model.states[state]
        )

    def _refuse_unknown(self, field: str, table: Mapping[str, Mapping[str, str]]) -> None:
        """Faults for states and actions that there are not."""
        for state, actions in table.items():
            path: Path = (*TOP, field, state)
            self._state((*path, KEY), state)
            known = self.model.states.get(state, {})
            for action in actions:
                if state in self.numbers and action not in known:
                    message = f"there is no action {action!r} in {state!r}"
                    self.workshop.fault(
                        (*path, action, KEY), message, _near(action, list(known)) if known else "it is terminal"
                    )

    # The trajectory

    def _trajectory(self, outcomes: Sequence[Sequence[Sequence[OutcomeTerms]]]) -> tuple[Step, ...]:
        """State, action, state, action, ...; a reward may stand before a state, and must where it is not clear."""
        words = list(self.model.trajectory)
        steps: list[Step] = []
        at = 0
        while at + 1 < len(words):
            path: Path = (*TOP, "trajectory", at)
            state = self._state(path, words[at])
            if words[at] not in self.acting:
                if words[at] in self.numbers:
                    self.workshop.fault(path, f"{words[at]!r} is terminal: the trajectory ends there")
                return self._unknown()
            actions = list(self.model.states[words[at]])
            if words[at + 1] not in actions:
                message = f"there is no action {words[at + 1]!r} in {words[at]!r}"
                self.workshop.fault((*path[:-1], at + 1), message, _near(words[at + 1], actions))
                return self._unknown()
            action = actions.index(words[at + 1])
            steps[-1:] = [_followed(one, action) for one in steps[-1:]]
            said = at + 2 < len(words) and words[at + 2] not in self.numbers
            reward = words[at + 2] if said else None
            at += 3 if said else 2
            if at >= len(words):
                if said:
                    self.workshop.fault(
                        (*path[:-1], at - 1), "expected a state", _near(words[at - 1], list(self.numbers))
                    )
                break
            to = self._state((*TOP, "trajectory", at), words[at])
            way = outcomes[state][action]
            steps.append(Step(state, action, self._reward(at, way, to, reward), to, NONE))
        return tuple(steps)

    def _unknown(self) -> tuple[Step, ...]:
        """As many steps as may be meant, after a fault that is told, so that no other one comes of it."""
        return (Step(0, 0, ZERO, 0, NONE),) * len(self.model.trajectory)

    def _reward(self, at: int, outcomes: Sequence[OutcomeTerms], to: int, said: str | None) -> Term:
        """The reward of a step: that of the outcome which leads there."""
        path: Path = (*TOP, "trajectory", at)
        rewards = list(dict.fromkeys(one.reward for one in outcomes if one.to == to))
        name = self.model.trajectory[at]
        if not rewards:
            self.workshop.fault(path, f"this action does not lead to {name!r}", "see its outcomes under 'states'")
            return ZERO
        if said is None:
            if len(rewards) > 1:
                hint = "write the reward before the state"
                self.workshop.fault(path, f"this action leads to {name!r} with different rewards", hint)
            return rewards[0]
        term = self.workshop.expression((*path[:-1], at - 1), said)
        if term not in rewards:
            self.workshop.fault((*path[:-1], at - 1), f"this action does not lead to {name!r} with this reward")
        return term

    def _refuse_constants(self, process: Process) -> None:
        """Faults where numbers without parameters make no process."""
        if self.workshop.found.faults:
            return
        conditions = process.conditions()
        paths: list[Path] = [
            (*TOP, "states", process.names[state], process.actions[state][action]) for state, action in process.pairs()
        ]
        paths += [(*TOP, "policy", process.names[state]) for state, _ in enumerate(process.policy or ())]
        for path, (cause, terms, _) in zip([*paths, (*TOP, "discount")], conditions, strict=True):
            values = [constant(term) for term in terms]
            if all(value is not None for value in values):
                whole = len(values) == 1 and path[-1] == "discount"
                numbers = [value for value in values if value is not None]
                if min(numbers) < 0 or (max(numbers) > 1 if whole else sum(numbers) != 1):
                    self.workshop.fault(path, cause.removeprefix("process: "), f"here: {', '.join(map(str, numbers))}")


def _followed(step: Step, action: int) -> Step:
    return Step(step.state, step.action, step.reward, step.to, action)


def _near(name: str, known: list[str]) -> str:
    close = difflib.get_close_matches(name, known, n=1)
    return f"did you mean {close[0]!r}?" if close else f"known: {', '.join(known)}"
