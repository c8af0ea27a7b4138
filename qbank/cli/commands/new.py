"""``qbank new``."""

import re
import shlex
from difflib import get_close_matches
from pathlib import Path

import click

from qbank.authoring.bank import BLUEPRINTS
from qbank.authoring.file import ID
from qbank.authoring.references import OBJECTIVES
from qbank.authoring.skeletons import Begun, begin, skeletons
from qbank.cli.options import bank_option, default_folders

HERE = Path("questions")


NEXT = {
    "check": "whether it is sound",
    "show": "one variant, with its key",
    "preview": "in the browser, anew after every save",
}


@click.command("new")
@click.argument("id")
@click.option("--type", "kind", metavar="TYPE", help="A question type, or 'case' for several parts.")
@click.option("--objective", metavar="O", help="What it assesses. Without it: one that fits, or any that there is.")
@click.option("--in", "within", metavar="FOLDER", default="", help="A folder within the bank.")
@bank_option
def COMMAND(id: str, kind: str | None, objective: str | None, within: str, folders: tuple[Path, ...]) -> None:  # noqa: N802
    """A commented, working question to start from: the file ID.yaml.

    It is written into the first folder that --bank names, or else into ./questions. Nothing that is there is ever overwritten.
    """
    _check_id(id)
    banks = folders or (HERE, *default_folders())
    file = banks[0] / _within(within) / f"{id}.yaml"
    chosen = _kind(kind)
    _print(begin(chosen, file, banks, objective), chosen, folders)


def _check_id(id: str) -> None:
    if id == Path(OBJECTIVES).stem:
        raise click.BadParameter(f"{OBJECTIVES} is the file of objectives: choose another name.", param_hint="ID")
    if not re.fullmatch(ID, id):
        better = re.sub("[^a-z0-9]+", "-", id.lower().removesuffix(".yaml")).strip("-")
        raise click.BadParameter(
            f"{id!r} is not an id: small letters, digits and '-'." + (f" Did you mean {better!r}?" if better else ""),
            param_hint="ID",
        )


def _kind(named: str | None) -> str:
    """What to start from; a usage error that tells the kinds when there is none of that name."""
    known = skeletons()
    if named in known:
        return named
    close = get_close_matches(named or "", known, n=1)
    more = f"Did you mean {close[0]!r}?" if close else f"Types: {', '.join(known)}."
    raise click.UsageError(
        f"There is no type {named!r}. {more}" if named else f"Say what to start from: --type TYPE. {more}"
    )


def _within(folder: str) -> Path:
    """A folder below the bank's, in which questions are looked for."""
    path = Path(folder)
    if path.is_absolute() or ".." in path.parts or BLUEPRINTS in path.parts:
        raise click.BadParameter(f"{folder!r} is no folder of questions within the bank.", param_hint="--in")
    return path


def _print(begun: Begun, kind: str, folders: tuple[Path, ...]) -> None:
    """What was written, and what to do with it."""
    if begun.defined is not None:
        click.echo(f"{begun.defined}: objectives to start from, since the bank has none")
    click.echo(f"{begun.question}: a question of type {kind}, about {', '.join(begun.objectives)}")
    if not begun.fitting:
        click.echo("  (any objective that the bank defines: change it to what the question is about)")
    click.echo("Change it as you like; an editor with YAML support completes and explains the fields. Then:")
    banks = "".join(f" --bank {shlex.quote(str(folder))}" for folder in folders)
    for command, purpose in NEXT.items():
        click.echo(f"  qbank {command} {begun.question.stem}{banks}   # {purpose}")
