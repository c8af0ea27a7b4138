"""``qbank help``."""

import shutil
import sys
from difflib import get_close_matches

import click

from qbank.cli.main import COMMANDS, qbank
from qbank.guide.pages import TOPICS, book, contents, page, telling


@click.command("help")
@click.argument("topic", required=False)
@click.option("--all", "everything", is_flag=True, help="Every topic, one after the other.")
def COMMAND(topic: str | None, *, everything: bool) -> None:  # noqa: N802
    """The guide for authors, by topic; or what a command does.

    In a pipe it is Markdown: `qbank help --all > guide.md`.
    """
    if everything:
        _show(book())
    elif topic is None:
        _show(f"# The guide\n\n`qbank help TOPIC` shows a topic, `qbank COMMAND --help` a command.\n\n{contents()}")
    elif topic in TOPICS:
        _show(page(topic) + (f"\n## The command\n\n```text\n{_options(topic)}\n```\n" if topic in COMMANDS else ""))
    elif topic in COMMANDS:
        click.echo(_options(topic))
    else:
        raise click.UsageError(f"the guide has no topic {topic!r}. {_instead(topic)}")


def _instead(word: str) -> str:
    """Where to look for what is no topic: in the pages that hold the word, or under the nearest name."""
    if told := telling(word):
        return f"It is told of under {' and '.join(map(repr, told[:2]))}."
    close = get_close_matches(word, (*TOPICS, *COMMANDS), n=1)
    return f"Did you mean {close[0]!r}?" if close else "`qbank help` lists the topics."


def _options(name: str) -> str:
    """What ``qbank NAME --help`` prints."""
    root = click.get_current_context().find_root()
    command = qbank.get_command(root, name)
    if command is None:
        raise LookupError(name)
    with command.make_context(name, [], root, resilient_parsing=True) as context:
        return command.get_help(context)


def _show(text: str) -> None:
    """Markdown in a pipe; laid out on a terminal, page by page where it is longer than the screen."""
    if not sys.stdout.isatty():
        click.echo(text, nl=False)
        return
    from qbank.guide.terminal import rendered  # rich takes 80 ms to import

    columns, lines = shutil.get_terminal_size()
    shown = rendered(text, columns)
    if shown.count("\n") < lines:
        click.echo(shown, nl=False)
    else:
        click.echo_via_pager(shown)
