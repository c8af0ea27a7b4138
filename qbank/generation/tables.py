"""Tables of a process: where its actions lead, its policy, its trajectory, and the traces of procedures on it."""

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from msgspec import Struct

from qbank.content import Alignment, Inline, Maths, Number, Place, Str, Style, Table, Tree, Value
from qbank.errors import ExpressionError
from qbank.generation.processes import TRACES, Process, Step
from qbank.generation.state_names import name_latex, name_line
from qbank.generation.texts import Compiled, FilledPlace, Look, Shown
from qbank.question_types.question_type import Draw
from qbank.question_types.separable import displayed, rational
from qbank.rl.procedure import COUNTS, procedures
from qbank.term import Call, Sym, Term
from qbank.tex.parser import parse as parse_maths

if TYPE_CHECKING:
    from qbank.generation.workshop import ItemWorkshop

Line = tuple[Inline, ...]
Show = Callable[[Term, Look], Shown]

KNOWN = "process, policy, trajectory, or the trace of a procedure such as value_iteration(3)"
COUNTED = {"sweeps": "sweep", "iterations": "improvement", "steps": "step"}


class Cell(Struct, frozen=True):
    """A number of a trace."""

    quantity: int
    row: int
    column: int
    decimals: int | None
    style: Style

    def fill(self, draw: Draw) -> Value:
        """The number in this draw."""
        value = draw.value(self.quantity)[self.row][self.column]
        return Number(
            rational(value) if self.decimals is None else displayed(value, self.decimals), self.decimals, self.style
        )


class TableReader:
    """Makes the text of one table; ``show`` gives the program of a number of the process."""

    def __init__(self, workshop: "ItemWorkshop", process: Process, show: Show, how: Look) -> None:
        self.workshop, self.process, self.show, self.how = workshop, process, show, how
        self.places: list[FilledPlace] = []

    def read(self, shown: Term) -> Compiled:
        """The table that is asked for."""
        match shown:
            case Sym(name="process"):
                return self._outcomes()
            case Sym(name="policy"):
                return self._policy()
            case Sym(name="trajectory"):
                return self._trajectory()
            case Call(name=name, arguments=arguments) if name in TRACES:
                return self.trace(*self.process.trace(name, dict(arguments)))
            case _:
                raise ExpressionError("there is no such table", None, f"tables: {KNOWN}")

    def _outcomes(self) -> Compiled:
        rows = [
            (
                self._name(state),
                _words(self.process.actions[state][action]),
                self._name(one.to),
                self._number(one.probability),
                self._number(one.reward),
            )
            for state, action in self.process.pairs()
            for one in self.process.outcomes[state][action]
        ]
        header = (_words("state"), _words("action"), _words("next state"), _words("probability"), _words("reward"))
        return self._table(header, rows, numbers=2)

    def _policy(self) -> Compiled:
        if self.process.policy is None:
            raise ExpressionError("this process has no policy", None, "say it under 'process: policy:'")
        rows = [
            (
                self._name(state),
                _words(self.process.actions[state][action]),
                self._number(self.process.policy[state][action]),
            )
            for state, action in self.process.pairs()
        ]
        return self._table((_words("state"), _words("action"), _maths(r"\pi(a \mid s)")), rows, numbers=1)

    def _trajectory(self) -> Compiled:
        if not self.process.trajectory:
            raise ExpressionError("this process has no trajectory", None, "say it under 'process: trajectory:'")
        rows = [
            (_words(str(number)), *self._step(step), self._name(step.to))
            for number, step in enumerate(self.process.trajectory)
        ]
        header = (_maths("t"), _maths("s_t"), _maths("a_t"), _maths("r_t"), _maths("s_{t+1}"))
        return self._table(header, rows, numbers=0)

    def _step(self, step: Step) -> tuple[Line, Line, Line]:
        return self._name(step.state), _words(self.process.actions[step.state][step.action]), self._number(step.reward)

    def trace(self, call: Call, count: int) -> Compiled:
        """A row for each sweep or step, a column for each state, or for each state with each action."""
        if self.workshop.is_real(call) and self.how.decimals is None:
            raise ExpressionError("a value to show is irrational", None, "say how many decimals to show: fixed(..., 3)")
        quantity, found = self.workshop.quantity(call), procedures()[call.name]
        columns, counted = self._columns(found.columns), COUNTS & set(found.parameters)
        rows = []
        for row in range(count + 1):
            cells = [
                self._cell(Cell(quantity, row, place, self.how.decimals, self.how.style))
                for place in range(len(columns))
            ]
            rows.append((*((_words(str(row)),) if counted else ()), *cells))
        first = [_words(COUNTED[one]) for one in counted]
        return self._table((*first, *columns), rows, numbers=len(columns))

    def _columns(self, kind: str) -> list[Line]:
        if kind == "states":
            return [_maths(f"V({name_latex(name)})") for name in self.process.states]
        return [
            _maths(rf"Q({name_latex(self.process.names[state])}, \text{{{self.process.actions[state][action]}}})")
            for state, action in self.process.pairs()
        ]

    def _name(self, state: int) -> Line:
        return name_line(self.process.names[state])

    def _number(self, term: Term) -> Line:
        return self._cell(self.show(term, self.how))

    def _cell(self, program: FilledPlace) -> Line:
        self.places.append(program)
        return (Place(len(self.places) - 1),)

    def _table(self, header: tuple[Line, ...], rows: Sequence[tuple[Line, ...]], *, numbers: int) -> Compiled:
        """The table, its last columns aligned as numbers."""
        sides: list[Alignment] = ["left"] * (len(header) - numbers)
        sides += ["right"] * numbers
        return Compiled(Tree((Table(header, tuple(rows), tuple(sides)),)), tuple(self.places))


def traces(workshop: "ItemWorkshop", term: Term, decimals: int) -> list[Compiled]:
    """The tables of all traces that a Term reads, each once, rounded to so many decimals."""
    process = workshop.process
    if process is None:
        return []

    def unused(_term: Term, _how: Look) -> Shown:
        raise AssertionError("a trace shows its own numbers alone")

    asked = dict.fromkeys(process.read_by(term))
    return [TableReader(workshop, process, unused, Look(decimals)).trace(*trace) for trace in asked]


def _words(text: str) -> Line:
    return (Str(text),)


def _maths(latex: str) -> Line:
    return (Maths(parse_maths(latex)),)
