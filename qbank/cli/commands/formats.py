"""``qbank formats``."""

import click

from qbank.cli.options import json_option, print_json
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.registry import formats


@click.command("formats")
@json_option
def COMMAND(*, as_json: bool) -> None:  # noqa: N802
    """What each output format holds, and what it loses."""
    if as_json:
        print_json([_record(one) for one in formats().values()])
        return
    for one in formats().values():
        keys = "answer key in files of its own" if one.keys == "apart" else "answer key inside"
        click.echo(f"{one.name} (.{one.ending}): {one.summary}; {keys}")
        click.echo(f"  written as: {', '.join(one.writes)}")
        click.echo(f"  interactions: {', '.join(sorted(one.interactions))}")
        lost = {name: one.features[name] for name in FEATURES if one.features[name] != EXACT}
        click.echo(f"  exact: {', '.join(name for name in FEATURES if name not in lost)}")
        for name, what in lost.items():
            click.echo(f"  {name}: {what}")
        if one.again:
            click.echo(f"  importing again: {one.again}")


def _record(one: Format) -> dict[str, object]:
    return {
        "name": one.name,
        "ending": one.ending,
        "summary": one.summary,
        "keys": one.keys,
        "usages": list(one.writes),
        "again": one.again,
        "interactions": sorted(one.interactions),
        "features": dict(one.features),
    }
