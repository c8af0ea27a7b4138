"""``qbank formats``."""

from collections.abc import Sequence

import click

from qbank.cli.holding import Held, held, interactions_lacking
from qbank.cli.options import json_option, print_json
from qbank.writers.format import EXACT, FEATURES, Format
from qbank.writers.registry import formats, get_format

HEADINGS = {
    "numeric": "number",
    "expression": "formula",
    "text": "text",
    "single_choice": "choice",
    "multiple_choice": "choices",
    "matching": "pairs",
    "ordering": "order",
    "essay": "essay",
    "case": "case",
}
"""The columns: types of questions as ``qbank new`` writes them, and a case of several parts."""


@click.command("formats")
@click.argument("names", nargs=-1, metavar="[NAME]...")
@json_option
def COMMAND(names: tuple[str, ...], *, as_json: bool) -> None:  # noqa: N802
    """What each output format holds, and what it loses.

    Without a NAME: a table of all formats. With one: what becomes of each type of question, and of each of its fields.
    """
    chosen = [get_format(name) for name in names] or list(formats().values())
    if as_json:
        print_json([_record(one) for one in chosen])
    elif names:
        click.echo("\n\n".join("\n".join(_lines(one)) for one in chosen))
    else:
        _print_table(chosen)


def _print_table(chosen: Sequence[Format]) -> None:
    wide = max(len(one.name) for one in chosen) + 2
    click.echo(" " * wide + "  ".join(HEADINGS.values()))
    for one in chosen:
        outcomes = held(one)
        marks = (outcomes[kind].mark.ljust(len(heading)) for kind, heading in HEADINGS.items())
        click.echo((one.name.ljust(wide) + "  ".join(marks)).rstrip())
    click.echo("\nyes: as it is   ~: changed   -: refused   ('qbank formats NAME' says how, and what else is lost)\n")
    for one in chosen:
        click.echo(f"{one.name.ljust(wide)}.{one.ending}: {one.summary}")


def _lines(one: Format) -> list[str]:
    keys = "answer key in files of its own" if one.keys == "apart" else "answer key inside"
    lost = {name: one.features[name] for name in FEATURES if one.features[name] != EXACT}
    lines = [f"{one.name} (.{one.ending}): {one.summary}; {keys}", f"  written as: {', '.join(one.writes)}"]
    lines += [f"  {kind}: {_said(outcome)}" for kind, outcome in held(one).items()]
    lines += [f"  has no place for {', '.join(lacking)}"] if (lacking := interactions_lacking(one)) else []
    lines.append(f"  fields held exactly: {', '.join(name for name in FEATURES if name not in lost)}")
    lines += [f"  {name}: {what}" for name, what in lost.items()]
    return [*lines, f"  importing again: {one.again}"] if one.again else lines


def _said(outcome: Held) -> str:
    return outcome.outcome + (f": {'; '.join(outcome.reasons)}" if outcome.reasons else "")


def _record(one: Format) -> dict[str, object]:
    return {
        "name": one.name,
        "ending": one.ending,
        "summary": one.summary,
        "keys": one.keys,
        "usages": list(one.writes),
        "again": one.again,
        "interactions": sorted(one.interactions),
        "types": {kind: {"outcome": each.outcome, "reasons": each.reasons} for kind, each in held(one).items()},
        "features": dict(one.features),
    }
