"""``qbank schema``."""

from pathlib import Path

import click

from qbank.authoring.editors import place_schemas, pointer, schema_text
from qbank.authoring.json_schema import SCHEMAS


@click.command("schema")
@click.argument("of", type=click.Choice(list(SCHEMAS)), default="question")
@click.option(
    "--bank", type=click.Path(path_type=Path), metavar="DIR", help="Write all of them into this bank instead."
)
def COMMAND(of: str, bank: Path | None) -> None:  # noqa: N802
    """JSON Schema of the files of a bank, by which editors complete, explain and check what is typed.

    With --bank they are written into a folder of the bank, DIR/.qbank, for the first lines of its files to point at. `qbank new`
    does both.
    """
    if bank is None:
        click.echo(schema_text(of), nl=False)
        return
    if not bank.is_dir():
        raise click.BadParameter(f"there is no folder {str(bank)!r}.", param_hint="--bank")
    for file in place_schemas(bank):
        click.echo(file)
    click.echo(f"The first line of a question in {bank}: {pointer(bank / 'question.yaml', bank)}")
