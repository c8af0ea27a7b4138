"""A question about a process on the terminal: what answers it, and what each misconception gives in one worked example."""

from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from qbank.cli.formula_sheet import INDENT, wrapped, written
from qbank.errors import Undefined
from qbank.generation.processes import ASKED
from qbank.markup.text import line_of
from qbank.rl.mdp import END, TabularMDP
from qbank.rl.procedure import COUNTS, Body, Procedure, procedures

HALF = Fraction(1, 2)
EXAMPLE = TabularMDP.of(
    {
        "s1": {"left": [("s2", 1, 1)], "right": [("end", "3/4", 4), ("s1", "1/4", 0)]},
        "s2": {"left": [("s1", 1, -1)], "right": [("end", 1, 2)]},
    },
    discount="9/10",
)
GIVEN: Mapping[str, Any] = {
    "policy": ((HALF, HALF), (HALF, HALF)),
    "order": "two_arrays",
    "step_size": HALF,
    "trajectory": ((0, 0, Fraction(1), 1, 0), (1, 0, Fraction(-1), 0, 1), (0, 1, Fraction(4), END, -1)),
}
TOLD = (
    "a process with γ = 0.9. In s1, left leads to s2 (reward 1), right to the end (probability 3/4, reward 4) or back to s1"
    " (reward 0); in s2, left leads to s1 (reward −1), right to the end (reward 2). The policy takes each action half of"
    " the time, tables start at 0, two sweeps or improvements are made, and three steps along s1, left, s2, left, s1,"
    " right, end with α = 0.5."
)


def asked_of_processes() -> dict[str, Procedure]:
    """Each question about a process, as authors write it, and the procedure that answers it.

    >>> asked_of_processes()["value_iteration(sweeps, state)"].name
    'value_iteration'
    """
    return {
        f"{name}({', '.join(parameters)})": procedures()[procedure]
        for name, (procedure, parameters) in ASKED.items()
        if not name.startswith("is_")
    }


def procedure_sheet(written_so: str, one: Procedure, width: int) -> str:
    """Everything about a question, in lines of that width."""
    columns = "s1, s2" if one.columns == "states" else "s1 left, s1 right, s2 left, s2 right"
    lines = [
        written_so,
        one.summary.partition("\n\n>>>")[0],
        "asked of the process that a question declares under 'process:'",
        f"source: {one.source}",
        f"example: {TOLD}\n{INDENT}{columns} = {result(one.body, one)}",
        *_listed("misconceptions, and what they give in the example", one, one.misconceptions),
        *_listed("right under other conventions, and what these give", one, one.conventions),
    ]
    return "\n".join(wrapped(line, width) for line in "\n\n".join(lines).split("\n"))


def procedure_record(written_so: str, one: Procedure) -> dict[str, Any]:
    """The same facts for machines, in the fields of a formula."""
    name, _, parameters = written_so.rstrip(")").partition("(")
    return {
        "name": name,
        "equation": "",
        "tex": "",
        "source": one.source,
        "parameters": tuple(parameters.split(", ")),
        "kinds": {},
        "example": {"process": TOLD, "value": result(one.body, one)},
        "misconceptions": _records(one, one.misconceptions),
        "conventions": _records(one, one.conventions),
        "regions": [],
    }


def result(body: Body, one: Procedure) -> str:
    """What a procedure, or another rule in its place, finds in the example."""
    start = (Fraction(0),) * (4 if one.columns == "pairs" else 2)
    given = {**GIVEN, "start": start, **dict.fromkeys(COUNTS, 2), "steps": 3}
    try:
        return written(body(EXAMPLE, **{name: given[name] for name in one.parameters[1:]})[-1])
    except Undefined as error:
        return f"no value: {error}"


def _listed(title: str, one: Procedure, alternates: Mapping[str, Any]) -> list[str]:
    lines = [
        f"{INDENT}{other.name.rpartition('.')[2]} = {result(other.body, one)}   (basis: {other.basis})\n"
        f"{INDENT * 2}{line_of(other.feedback)}"
        for other in alternates.values()
    ]
    return [f"{title}:", *lines] if lines else []


def _records(one: Procedure, alternates: Mapping[str, Any]) -> list[dict[str, str]]:
    return [
        {"name": other.name, "feedback": other.feedback, "basis": other.basis, "value": result(other.body, one)}
        for other in alternates.values()
    ]
