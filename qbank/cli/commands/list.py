"""``qbank list``."""

from fnmatch import fnmatchcase
from pathlib import Path

import click

from qbank.authoring.schema import ItemModel
from qbank.cli.options import bank_option, json_option, open_bank, print_json
from qbank.generation.program import program


@click.command("list")
@click.option("--objective", metavar="O", help="Only questions of this objective; * stands for anything.")
@click.option("--type", "kind", metavar="T", help="Only questions with a part of this type.")
@bank_option
@json_option
def COMMAND(objective: str | None, kind: str | None, folders: tuple[Path, ...], *, as_json: bool) -> None:  # noqa: N802
    """The questions of the bank, and how many variants each has."""
    bank = open_bank(folders)
    rows = [
        _row(model)
        for _, model in sorted(bank.items.items())
        if (objective is None or any(fnmatchcase(one, objective) for one in model.objectives))
        and (kind is None or any(part.type == kind for part in model.parts))
    ]
    if as_json:
        print_json(rows)
        return
    width = max((len(str(row["item"])) for row in rows), default=0)
    for row in rows:
        click.echo(f"{row['item']:<{width}}  {row['variants']:>10,} variants  {row['title']}")
    if not rows:
        click.echo("no question fits", err=True)


def _row(model: ItemModel) -> dict[str, object]:
    return {
        "item": model.id,
        "title": model.title,
        "objectives": model.objectives,
        "bloom": model.bloom,
        "types": [part.type for part in model.parts],
        "points": str(sum(model.part_points(number) for number in range(len(model.parts)))),
        "variants": program(model).space.count,
    }
