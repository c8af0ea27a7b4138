"""``qbank objectives``."""

from pathlib import Path

import click

from qbank.authoring.objective_graph import parts
from qbank.cli.coverage import LEVELS, Covered, covering
from qbank.cli.objective_tree import tree
from qbank.cli.options import bank_option, counted, json_option, open_bank, print_json
from qbank.errors import QbankError


@click.command("objectives")
@click.option("--draw", metavar="FILE.svg", type=click.Path(path_type=Path), help="Draw the graph into this file.")
@click.option("--force", is_flag=True, help="Replace that file if it is there.")
@bank_option
@json_option
def COMMAND(draw: Path | None, folders: tuple[Path, ...], *, force: bool, as_json: bool) -> None:  # noqa: N802
    """What is assessed, and what must be known before it.

    Each objective stands under the last of its prerequisites, with how many questions it has and at which levels of Bloom's
    taxonomy.
    """
    covered = covering(open_bank(folders))
    if draw is not None:
        _draw(covered, draw, force=force)
    if as_json:
        print_json([_record(name, one) for name, one in covered.items()])
    elif draw is None:
        _print(covered)


def _print(covered: dict[str, Covered]) -> None:
    graph = {name: one.objective.prerequisites for name, one in covered.items()}
    rows = tree(graph)
    wide = max((len(row.line) for row in rows), default=0)
    for row in rows:
        one = covered[row.id]
        told = f"{row.line:<{wide}}  {counted(len(one.questions), 'question'):>12}  {one.levels}"
        click.echo(told.rstrip())
        if row.others:
            click.echo(f"{row.below}also after {', '.join(row.others)}")
    apart = len(parts(graph))
    click.echo(f"\n{counted(len(covered), 'objective')}" + (f", in {apart} unconnected parts" if apart > 1 else ""))


def _record(id: str, one: Covered) -> dict[str, object]:
    return {
        "objective": id,
        "name": one.objective.name,
        "definition": one.objective.definition,
        "source": one.objective.source,
        "prerequisites": one.objective.prerequisites,
        "questions": [model.id for model in one.questions],
        "levels": {level: one.at(level) for level in LEVELS if one.at(level)},
    }


def _draw(covered: dict[str, Covered], file: Path, *, force: bool) -> None:
    from qbank.cli.objective_drawing import drawing  # with Jinja, which the tree does not need
    from qbank.writers.output import Output

    if file.exists() and not force:
        raise QbankError(f"{file} is there already\n  hint: replace it with --force, or name another file")
    with Output(file.parent, replace=force) as output:
        output.write(file.name, drawing(covered))
    click.echo(f"{file}: {counted(len(covered), 'objective')}", err=True)
