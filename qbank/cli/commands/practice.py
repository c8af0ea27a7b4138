"""``qbank practice``."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from qbank.cli.learner import DATABASE, ME, fresh, now, own_store, own_tutor
from qbank.cli.options import bank_option, print_json
from qbank.errors import QbankError

if TYPE_CHECKING:
    from qbank.practice.plan import Plan
    from qbank.practice.store.engine import Store
    from qbank.practice.tutor import Tutor

INTERRUPTED = 130


@click.command("practice")
@click.option(
    "--objective", "objectives", metavar="O", multiple=True, help="Practise this, such as 'rl.td.*'; repeatable."
)
@click.option("--blueprint", metavar="ID", default="", help="Practise the questions of a blueprint.")
@click.option("--due", is_flag=True, help="Only what is due again.")
@click.option("--rehearse", is_flag=True, help="The blueprint as a test: its time runs, and outcomes come at the end.")
@click.option("--seed", metavar="S", help="Decides your numbers, for a practice that can be repeated.")
@click.option("--database", metavar="FILE|URL", help=f"Where practice is kept; also ${DATABASE}.")
@click.option("--progress", is_flag=True, help="What you know, what is due, and your mistakes.")
@click.option("--export", is_flag=True, help="Everything that is kept of you, as JSON.")
@click.option("--delete", is_flag=True, help="Delete everything that is kept of you.")
@bank_option
def COMMAND(  # noqa: N802, PLR0913
    objectives: tuple[str, ...],
    blueprint: str,
    seed: str | None,
    database: str | None,
    folders: tuple[Path, ...],
    *,
    due: bool,
    rehearse: bool,
    progress: bool,
    export: bool,
    delete: bool,
) -> None:
    """Practise in the terminal: fresh numbers, and which mistake you made.

    What you know is remembered: a mistake comes back with numbers that show it, and what you know when it is about to be
    forgotten. Everything is kept at once; stop with Ctrl-C whenever you like.
    """
    if rehearse and (not blueprint or due or objectives):
        raise click.UsageError("--rehearse goes with --blueprint alone: a test is rehearsed as a whole")
    if sum((progress, export, delete)) > 1:
        raise click.UsageError("one of --progress, --export and --delete at a time")
    store = own_store(database)
    try:
        if export or delete:
            (_export if export else _delete)(store)
            return
        tutor = own_tutor(store, folders, seed)
        if progress:
            _progress(tutor)
        else:
            from qbank.practice.plan import Plan  # the store and the scheduler take 200 ms to import

            _practise(tutor, Plan(objectives, blueprint, due, rehearse))
    finally:
        store.close()


def _practise(tutor: "Tutor", plan: "Plan") -> None:
    from qbank.cli.conversation import Conversation
    from qbank.cli.screen import standard_screen

    screen = standard_screen()
    session = tutor.resume(ME, plan, now())
    if session is not None:
        screen.say("Going on where you left off.")
    session = session or tutor.begin(ME, plan, now())
    conversation = Conversation(tutor, session, screen, now, fresh)
    try:
        (conversation.rehearse if plan.rehearsal else conversation.practise)()
    except (EOFError, KeyboardInterrupt) as stopped:
        screen.say("\nEverything you answered is kept. The same command goes on from here.")
        if isinstance(stopped, KeyboardInterrupt):
            sys.exit(INTERRUPTED)


def _progress(tutor: "Tutor") -> None:
    from qbank.cli.progress_sheet import progress_sheet
    from qbank.practice.overview import overview
    from qbank.practice.store.memories import memories

    with tutor.store.reading() as connection:
        found = memories(connection, ME)
    click.echo(progress_sheet(overview(tutor.source.curriculum, found, now()), tutor.source.bank, now()))


def _export(store: "Store") -> None:
    from qbank.practice.store.personal import export

    with store.reading() as connection:
        print_json(export(connection, ME, now()))


def _delete(store: "Store") -> None:
    from qbank.practice.store.people import delete_learner

    click.confirm("Delete everything you have practised?", abort=True)
    with store.writing() as connection:
        if not delete_learner(connection, ME):
            raise QbankError("nothing is kept of you")
    click.echo("Deleted.")
