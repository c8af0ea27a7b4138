"""``qbank formulas``."""

from difflib import get_close_matches

import click

from qbank.cli.formula_sheet import formula_sheet, record
from qbank.cli.options import json_option, print_json, terminal_width
from qbank.errors import QbankError
from qbank.rl.formula import Formula, formulas
from qbank.rl.topics import topics


@click.command("formulas")
@click.argument("name", required=False)
@json_option
def COMMAND(name: str | None, *, as_json: bool) -> None:  # noqa: N802
    """The formulas that questions may use; or one in full, with a worked example and what each misconception gives there."""
    chosen = list(formulas().values()) if name is None else [_one(name)]
    if as_json:
        print_json([record(formula) for formula in chosen])
    elif name is None:
        click.echo(_list())
    else:
        click.echo(formula_sheet(chosen[0], terminal_width()))


def _list() -> str:
    """Each formula in a line or two, by topic."""
    return "\n\n".join("\n".join([title, *map(_line, found)]) for title, found in topics())


def _line(formula: Formula) -> str:
    return f"  {formula.name}({', '.join(formula.parameters)})\n      {formula.summary.partition(chr(10))[0]}"


def _one(name: str) -> Formula:
    if name not in formulas():
        close = get_close_matches(name, formulas(), n=1)
        raise QbankError(f"there is no formula {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    return formulas()[name]
