"""``qbank formulas``."""

from difflib import get_close_matches
from typing import Any

import click

from qbank.cli.formula_sheet import formula_sheet, record
from qbank.cli.options import json_option, print_json, terminal_width
from qbank.cli.procedure_sheet import asked_of_processes, procedure_record, procedure_sheet
from qbank.errors import QbankError
from qbank.rl.formula import Formula, formulas
from qbank.rl.procedure import Procedure
from qbank.rl.topics import topics

Entry = tuple[str, Formula | Procedure]
"""How authors write it, and what it is."""


@click.command("formulas")
@click.argument("name", required=False)
@json_option
def COMMAND(name: str | None, *, as_json: bool) -> None:  # noqa: N802
    """The formulas that questions may use; or one in full, with a worked example and what each misconception gives there."""
    chosen = _entries() if name is None else [_one(name)]
    if as_json:
        print_json(list(map(_record, chosen)))
    elif name is None:
        click.echo(_list())
    else:
        click.echo(_sheet(chosen[0], terminal_width()))


def _entries() -> list[Entry]:
    """Every formula, then every question that may be asked of a process."""
    return [*((_written(one), one) for one in formulas().values()), *asked_of_processes().items()]


def _written(one: Formula) -> str:
    return f"{one.name}({', '.join(one.parameters)})"


def _record(entry: Entry) -> dict[str, Any]:
    written, one = entry
    return record(one) if isinstance(one, Formula) else procedure_record(written, one)


def _sheet(entry: Entry, width: int) -> str:
    written, one = entry
    return formula_sheet(one, width) if isinstance(one, Formula) else procedure_sheet(written, one, width)


def _list() -> str:
    """Each formula, then each question about a process, in a line or two, by topic."""
    groups: list[tuple[str, list[Entry]]] = [
        (title, [(_written(one), one) for one in found]) for title, found in topics()
    ]
    groups.append(("What may be asked of the process of a question", list(asked_of_processes().items())))
    return "\n\n".join("\n".join([title, *map(_line, found)]) for title, found in groups)


def _line(entry: Entry) -> str:
    written, one = entry
    return f"  {written}\n      {one.summary.partition(chr(10))[0]}"


def _one(name: str) -> Entry:
    known = {entry[0].partition("(")[0]: entry for entry in _entries()}
    if name not in known:
        close = get_close_matches(name, known, n=1)
        raise QbankError(f"there is no formula {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    return known[name]
