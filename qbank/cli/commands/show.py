"""``qbank show``."""

from pathlib import Path

import click

from qbank.authoring.bank import load_file
from qbank.authoring.schema import Draft, ItemModel
from qbank.checking.certificate import draft_faults
from qbank.cli.options import bank_option, open_bank, print_json, terminal_width
from qbank.cli.sheet import sheet
from qbank.errors import AuthoringError, QbankError
from qbank.generation.chosen import chosen
from qbank.generation.program import Program, program
from qbank.item import Item, without_answers


@click.command("show")
@click.argument("source", metavar="ID|FILE")
@click.option("--seed", default="0", show_default=True, help="Decides the order of the variants.")
@click.option("--variant", type=click.IntRange(min=0), default=0, show_default=True, help="Which variant, from 0.")
@click.option(
    "--set", "changes", metavar="NAME=VALUE", multiple=True, help="Another value for a parameter; repeatable."
)
@click.option(
    "--variants", type=click.IntRange(min=1), metavar="N", help="So many variants from that one on, side by side."
)
@click.option("--extreme", is_flag=True, help="The variants with the largest, smallest and longest keys and texts.")
@click.option("--as", "form", default="text", show_default=True, metavar="text|json|FORMAT", help="How it is shown.")
@click.option("--student", is_flag=True, help="Only what a student is served.")
@bank_option
def COMMAND(  # noqa: N802, PLR0913, PLR0917
    source: str,
    seed: str,
    variant: int,
    changes: tuple[str, ...],
    variants: int | None,
    form: str,
    folders: tuple[Path, ...],
    *,
    extreme: bool,
    student: bool,
) -> None:
    """One variant of a question: stem, parts, keys, misconceptions, worked solution. Or several, side by side."""
    compiled = program(_asked(source, folders))
    if extreme or variants is not None:
        _refuse_mixed(variants, variant, changes, form, extreme=extreme, student=student)
        _show_several(compiled, seed, None if extreme else range(variant, variant + (variants or 1)), form)
        return
    item = _item(compiled, seed, variant, changes)
    if form == "text":
        click.echo(sheet(without_answers(item) if student else item, terminal_width()))
    elif form == "json":
        from qbank.writers.json import describe

        print_json(describe(without_answers(item) if student else item))
    else:
        _as_file(item, form, student=student)


def _asked(source: str, folders: tuple[Path, ...]) -> ItemModel:
    """A question of the bank by its id, or that of a file, which need not be in a bank."""
    if Path(source).suffix != ".yaml":
        return open_bank(folders).item(source)
    found = load_file(Path(source))
    if isinstance(found, Draft):
        raise AuthoringError(draft_faults(found))
    return found


def _refuse_mixed(
    variants: int | None, variant: int, changes: tuple[str, ...], form: str, *, extreme: bool, student: bool
) -> None:
    """Options that mean one variant do not go with those that mean several."""
    if extreme and (variants is not None or variant):
        raise click.UsageError("--extreme looks through all variants: leave out --variant and --variants")
    if changes:
        raise click.UsageError("--set shows one variant: leave out --variants and --extreme")
    if student or form not in ("text", "json"):
        raise click.UsageError("several variants are shown with their keys, as text or as json")


def _show_several(compiled: Program, seed: str, asked: range | None, form: str) -> None:
    """Variants side by side: those asked for, as far as there are so many, or the extreme ones."""
    from qbank.cli.side_by_side import extremes_side_by_side, side_by_side

    if asked is None:
        from qbank.checking.extremes import extremes

        found = extremes(compiled, seed)
        items = [compiled.item(seed, one.variant) for one in found.found]
        text = extremes_side_by_side(items, found, terminal_width())
        labels: list[dict[str, object]] = [{"extreme": one.names} for one in found.found]
    else:
        items = _from(compiled, seed, asked)
        text = side_by_side(items, compiled.space.count, terminal_width())
        labels = [{} for _ in items]
    if form == "json":
        from qbank.writers.json import describe

        print_json([label | describe(item) for label, item in zip(labels, items, strict=True)])
    else:
        click.echo(text)


def _from(compiled: Program, seed: str, asked: range) -> list[Item]:
    """The variants asked for, as far as there are so many; DrawError when the first is not there."""
    first = compiled.item(seed, asked.start)
    return [first, *compiled.items(seed, range(asked.start + 1, min(asked.stop, compiled.space.count)))]


def _item(compiled: Program, seed: str, variant: int, changes: tuple[str, ...]) -> Item:
    names = [axis.name for axis in compiled.axes]
    values = {}
    for change in changes:
        name, equals, values[name] = change.partition("=")
        if not equals or name not in names:
            raise QbankError(f"--set takes NAME=VALUE, where the name is one of: {', '.join(names)}; not {change!r}")
    return chosen(compiled, seed, variant, values, "--set ")


def _as_file(item: Item, form: str, *, student: bool) -> None:
    """What a format writes of this one variant, on standard output; its key, unless the student's copy is asked for."""
    from qbank.writers.single import single

    click.echo(single(item, form, student=student), nl=False)
