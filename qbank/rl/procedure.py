"""``@procedure``: an algorithm on a tabular process or along a trajectory, with its trace, its source and its misconceptions.

A formula is one line of arithmetic and is opened into Terms; a procedure is a loop, and is run. Its body takes a
``TabularMDP`` and other arguments by name, and gives back *rows*: each the state of the table after a sweep, a step or an
improvement; the last row is the result. Bodies use arithmetic, ``maximum`` and ``where`` only, so that one run serves exact
numbers and whole arrays of draws alike. A question's key calls a procedure as a Term (``Call``) that is evaluated as a whole.
"""

import inspect
from collections.abc import Callable, Mapping
from functools import cache
from importlib import import_module
from typing import Any, Literal

from msgspec import Struct

from qbank.errors import Undefined
from qbank.rl.arithmetic import Quantity
from qbank.rl.formula import Alternate
from qbank.rl.mdp import TabularMDP

Rows = tuple[tuple[Quantity, ...], ...]
Body = Callable[..., Rows]
Columns = Literal["states", "pairs"]
"""What a column of the trace stands for: a state, or a state with an action."""

MODULES = ("policy_values", "policy_evaluation", "value_iteration", "tabular_control", "bandit_updates")
"""The modules of this package that hold procedures."""

COUNTS = frozenset({"sweeps", "steps", "iterations"})
"""Parameters that say how many rows come after the first."""


class Procedure(Struct, frozen=True, eq=False):
    """An algorithm: run it, or one of its misconceptions in its place."""

    name: str
    summary: str
    source: str
    columns: Columns
    parameters: tuple[str, ...]
    body: Body
    misconceptions: dict[str, Alternate] = {}
    conventions: dict[str, Alternate] = {}

    @property
    def __wrapped__(self) -> Body:
        """The body, so that its doctests are found."""
        return self.body

    @property
    def __doc__(self) -> str | None:  # type: ignore[override]
        """The body's docstring."""
        return self.body.__doc__

    def __call__(self, *positional: object, **named: object) -> Rows:
        """The trace for exact numbers or arrays."""
        return self.body(*positional, **named)

    @property
    def alternates(self) -> Mapping[str, Alternate]:
        """Misconceptions and conventions, by name."""
        return self.misconceptions | self.conventions

    def misconception(self, feedback: str, *, basis: str = "slip") -> Callable[[Body], Body]:
        """Register a wrong rule: a function with the procedure's own parameters."""
        return self._register(self.misconceptions, feedback, basis)

    def convention(self, feedback: str, *, basis: str) -> Callable[[Body], Body]:
        """Register what is right under another convention."""
        return self._register(self.conventions, feedback, basis)

    def _register(self, alternates: dict[str, Alternate], feedback: str, basis: str) -> Callable[[Body], Body]:
        def register(body: Body) -> Body:
            parameters = tuple(inspect.signature(body).parameters)
            if parameters != self.parameters:
                message = f"{self.name}.{body.__name__} takes {parameters}, not {self.parameters}"
                raise TypeError(message)
            name = f"{self.name}.{body.__name__}"
            alternates[name] = Alternate(name, feedback, basis, body)
            return body

        return register


def procedure(*, source: str, columns: Columns = "states") -> Callable[[Body], Procedure]:
    """The procedure that a function is the body of, by its name."""

    def made(body: Body) -> Procedure:
        parameters = tuple(inspect.signature(body).parameters)
        return Procedure(body.__name__, inspect.getdoc(body) or "", source, columns, parameters, body, {}, {})

    return made


@cache
def procedures() -> Mapping[str, Procedure]:
    """Every procedure, by name, in the order of the modules.

    >>> "value_iteration" in procedures()
    True
    """
    modules = [import_module(f"qbank.rl.{name}") for name in MODULES]
    values = [(module, value) for module in modules for value in vars(module).values()]
    return {
        value.name: value
        for module, value in values
        if isinstance(value, Procedure) and value.body.__module__ == module.__name__
    }


def procedure_named(name: str) -> Procedure | None:
    """The procedure that a Term calls by this name, or by that of one of its misconceptions; None for anything else.

    >>> procedure_named("value_iteration.undiscounted").name
    'value_iteration'
    """
    return procedures().get(name.partition(".")[0])


def run(name: str, arguments: Mapping[str, Any]) -> Rows:
    """The trace of the procedure, or misconception, of this name, for the values of a Term's arguments.

    The process comes as ``process``, a table of outcomes, and its ``discount``. Undefined where the algorithm has no value.
    """
    found = procedures()[name.partition(".")[0]]
    body = found.alternates[name].body if "." in name else found.body
    given = dict(arguments)
    rows, discount = given.pop("process"), given.pop("discount")
    whole = {key: int(value) if key in COUNTS else value for key, value in given.items()}
    try:
        return body(TabularMDP.from_rows(rows, discount), **whole)
    except ZeroDivisionError as error:
        message = f"{name!r} divides by zero"
        raise Undefined(message) from error
