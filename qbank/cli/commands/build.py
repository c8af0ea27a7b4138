"""``qbank build``."""

import gc
import secrets
from pathlib import Path

import click

from qbank.assembly.assemble import collect
from qbank.assembly.assembly import Assembly
from qbank.checking.certificates import Asked
from qbank.cli.certificate_lines import fault_lines
from qbank.cli.certified import certified
from qbank.cli.crews import made_by
from qbank.cli.options import (
    bank_option,
    counted,
    interrupted_when_ended,
    jobs_option,
    json_option,
    open_bank,
    print_json,
)
from qbank.cli.totals import totals
from qbank.errors import QbankError
from qbank.writers.build import write
from qbank.writers.format import Usage
from qbank.writers.ledger import Ledger
from qbank.writers.lock import LOCK, Origin, write_lock
from qbank.writers.options import Options
from qbank.writers.output import Output
from qbank.writers.registry import get_format
from qbank.writers.report import Overridden, Report
from qbank.writers.watched import Watched

FILES = 12
"""How many files of a format are listed on the screen."""


@click.command("build")
@click.argument("sources", nargs=-1, required=True, metavar="SOURCE...")
@click.option("--to", "targets", required=True, metavar="FORMAT[,FORMAT]", help="`qbank formats` lists them.")
@click.option("--variants", type=click.IntRange(min=1), default=1, show_default=True, help="How many copies.")
@click.option("--seed", help="The same seed gives the same files. Without it a secret one is drawn, shown and locked.")
@click.option("--out", type=click.Path(path_type=Path), default=Path("out"), show_default=True, help="The folder.")
@click.option(
    "--as",
    "usage",
    type=click.Choice(["quiz", "bank"]),
    help="A test with its sections, or questions to make tests of. By default a blueprint is a quiz, questions a bank.",
)
@click.option("--strict", is_flag=True, help="Refuse items that a format can only hold changed.")
@click.option("--skip", is_flag=True, help="Leave out items that a format refuses, and report them.")
@click.option("--replace", is_flag=True, help="Replace files that are there already.")
@click.option("--force", is_flag=True, help="As --replace, and write unsound questions too; report and lock say so.")
@jobs_option
@click.option(
    "--cluster",
    metavar="ADDRESS",
    help="Write on a Dask cluster, such as tcp://10.0.0.5:8786. Whoever can reach it can run code there: trust its network.",
)
@bank_option
@json_option
def COMMAND(  # noqa: N802, PLR0913
    sources: tuple[str, ...],
    targets: str,
    variants: int,
    seed: str | None,
    out: Path,
    folders: tuple[Path, ...],
    *,
    usage: Usage | None,
    strict: bool,
    skip: bool,
    replace: bool,
    force: bool,
    jobs: int,
    cluster: str | None,
    as_json: bool,
) -> None:
    """Write a quiz in several copies, or pools of variants, as files.

    SOURCE is a blueprint, by id or by file, or questions by id, by pattern ('td-*'), by folder or by file. Copy k is
    made of variant k of each question; formats for learning-management systems get each question as a pool of its
    variants.

    Questions that `qbank check` finds unsound are refused; those that did not change since are not checked again.

    A large build that was interrupted goes on where it was when the same command is given again, with its seed.
    """
    interrupted_when_ended()
    quiz = collect(sources, open_bank(folders), secrets.token_hex(8) if seed is None else seed, variants)
    names = _known(targets)
    options = Options(usage, strict, skip, _overridden(quiz, jobs, force=force))
    gc.freeze()  # records hold no cycles, so going through all of them again and again would find nothing
    with Output(out, replace=replace or force) as output, made_by(quiz, names, jobs, cluster) as dealt:
        ledger = Ledger(dealt)
        report = write(Watched(dealt, ledger.observer, ledger.join), names, output, options)
        write_lock(ledger, _origin(quiz, report, options), output)
    if as_json:
        print_json(report.model_dump(mode="json"))
    else:
        _print(report, quiz, out)


def _known(targets: str) -> list[str]:
    """The formats that are named; one that there is not is told before anything is proved."""
    return [get_format(name.strip()).name for name in targets.split(",") if name.strip()]


def _overridden(quiz: Assembly, jobs: int, *, force: bool) -> tuple[Overridden, ...]:
    """The faults of the quiz's questions; without ``force`` there may be none."""
    asked = [Asked(model) for model in quiz.models]
    unsound = [one for one in certified(asked, jobs) if not one.sound]
    if unsound and not force:
        lines = [line for one in unsound for line in (f"{one.item}:", *fault_lines(one))]
        hint = "  hint: mend them, or write them all the same with --force"
        raise QbankError("\n".join(["questions that are not sound are not written", *lines, hint]))
    return tuple(
        Overridden(one.item, finding.kind, finding.fault.message, finding.draws)
        for one in unsound
        for finding in one.findings
    )


def _origin(quiz: Assembly, report: Report, options: Options) -> Origin:
    return Origin(
        seed=quiz.seed,
        bank=quiz.bank_digest,
        questions={model.id: model.digest for model in quiz.models},
        blueprint=quiz.blueprint_digest,
        blueprint_text=quiz.blueprint_text,
        formats=tuple(one.format for one in report.formats),
        options=options,
    )


def _print(report: Report, quiz: Assembly, out: Path) -> None:
    copies = counted(quiz.copies, "copy", "copies")
    click.echo(f"{quiz.title}: {totals(quiz.entries, quiz.minutes)}; {copies}, seed {quiz.seed}")
    if quiz.blueprint_digest:
        for chapter in quiz.chapters:
            click.echo(f"  {chapter.title or 'Questions'}: {totals(chapter.entries)}")
            click.echo(f"    {', '.join(entry.model.id for entry in chapter.entries)}")
    for fault in report.overridden:
        click.echo(f"  not sound, and written all the same: {fault.item}: {fault.message}")
    for one in report.formats:
        for file in one.files[:FILES]:
            click.echo(f"  {out / file.name}  ({file.size:,} bytes)")
        if len(one.files) > FILES:
            click.echo(f"  ... and {len(one.files) - FILES:,} more in {out}, all of them in report.json")
        if one.again:
            click.echo(f"    {one.format} as a {one.usage}: {one.again}")
        for loss in (*one.downgraded, *one.refused):
            where = f"{loss.item}, part {loss.part}" if loss.part else loss.item
            click.echo(f"    {loss.outcome}: {where}: {loss.reason}")
        for feature, what in one.lost.items():
            click.echo(f"    {one.format} does not hold {feature}: {what}")
    click.echo(f"  {out / LOCK}  (tells every key: keep it from students)")
