"""``qbank formulas``."""

from difflib import get_close_matches

import click

from qbank.cli.options import json_option, print_json
from qbank.errors import QbankError
from qbank.expressions.latex import latex
from qbank.rl.formula import Formula, formulas
from qbank.rl.notation import notation
from qbank.tex.parser import parse
from qbank.tex.unicode import unicode_maths


@click.command("formulas")
@click.argument("name", required=False)
@json_option
def COMMAND(name: str | None, *, as_json: bool) -> None:  # noqa: N802
    """The formulas that questions may use, with source and misconceptions; or one of them in full."""
    chosen = list(formulas().values()) if name is None else [_one(name)]
    if as_json:
        print_json([_record(formula) for formula in chosen])
        return
    for number, formula in enumerate(chosen):
        if number > 0:
            click.echo()
        click.echo(f"{formula.name}({', '.join(formula.parameters)}) = {_equation(formula)}")
        click.echo(f"  {formula.summary.splitlines()[0]}")
        click.echo(f"  source: {formula.source}")
        if name is None:
            names = ", ".join(one.rpartition(".")[2] for one in formula.misconceptions)
            click.echo(f"  misconceptions: {names}")
            continue
        click.echo("  where " + ", ".join(f"{one} is {_shown(notation(one))}" for one in formula.parameters))
        for wrong in formula.misconceptions.values():
            click.echo(f"  {wrong.name} (basis: {wrong.basis}): {wrong.feedback}")


def _one(name: str) -> Formula:
    if name not in formulas():
        close = get_close_matches(name, formulas(), n=1)
        raise QbankError(f"there is no formula {name!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    return formulas()[name]


def _shown(tex: str) -> str:
    return unicode_maths(parse(tex), lambda hole: str(hole.index))


def _equation(formula: Formula) -> str:
    return _shown(latex(formula.general()))


def _record(formula: Formula) -> dict[str, object]:
    return {
        "name": formula.name,
        "equation": _equation(formula),
        "tex": latex(formula.general()),
        "source": formula.source,
        "parameters": formula.parameters,
        "misconceptions": [
            {"name": wrong.name, "feedback": wrong.feedback, "basis": wrong.basis}
            for wrong in formula.misconceptions.values()
        ],
        "conventions": [],
    }
