"""``qbank list``."""

from fnmatch import fnmatchcase
from pathlib import Path

import click

from qbank.authoring.bank import Bank
from qbank.authoring.blueprint import Blueprint
from qbank.authoring.schema import ItemModel
from qbank.cli.options import bank_option, counted, json_option, open_bank, print_json
from qbank.generation.program import variant_count


@click.command("list")
@click.option("--objective", metavar="O", help="Only questions of this objective; * stands for anything.")
@click.option("--type", "kind", metavar="T", help="Only questions with a part of this type.")
@click.option("--blueprints", is_flag=True, help="The blueprints instead: the tests that can be built.")
@bank_option
@json_option
def COMMAND(  # noqa: N802
    objective: str | None, kind: str | None, folders: tuple[Path, ...], *, blueprints: bool, as_json: bool
) -> None:
    """The questions of the bank, and how many variants each has; or its blueprints."""
    bank = open_bank(folders)
    if blueprints and (objective or kind):
        raise click.UsageError("--objective and --type choose among questions; leave them out with --blueprints")
    if blueprints:
        _list_blueprints(bank, as_json=as_json)
        return
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


def _list_blueprints(bank: Bank, *, as_json: bool) -> None:
    models = [model for _, model in sorted(bank.blueprints.items())]
    if as_json:
        print_json([_blueprint_record(model) for model in models])
        return
    width = max((len(model.id) for model in models), default=0)
    for model in models:
        time = "" if model.time is None else counted(model.time, "minute")
        click.echo(f"{model.id:<{width}}  {counted(model.asked, 'question'):>12}  {time:>10}  {model.title}")


def _blueprint_record(model: Blueprint) -> dict[str, object]:
    return {
        "blueprint": model.id,
        "title": model.title,
        "language": model.language,
        "questions": model.asked,
        "points": None if model.points is None else str(model.points),
        "minutes": model.time,
        "sections": [section.title for section in model.sections],
    }


def _row(model: ItemModel) -> dict[str, object]:
    return {
        "item": model.id,
        "title": model.title,
        "objectives": model.objectives,
        "bloom": model.bloom,
        "types": [part.type for part in model.parts],
        "points": str(model.worth),
        "variants": variant_count(model),
    }
