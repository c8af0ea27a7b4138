"""``qbank``: the group of commands. A command's module is imported when the command is called, so ``--help`` is quick."""

import errno
import gc
import os
import sys
from importlib import import_module
from io import TextIOWrapper

import click

from qbank.errors import AuthoringError, QbankError

COMMANDS = {
    "list": "The questions of the bank.",
    "show": "One variant of a question, with its key and worked solution.",
    "new": "A commented question to start from.",
    "preview": "A question in the browser, shown anew whenever it is saved.",
    "check": "Whether questions are sound.",
    "grade": "What responses to a variant earn.",
    "practice": "Practise: fresh numbers, and which mistake you made.",
    "serve": "Practise in your browser.",
    "build": "Write a quiz, or pools of variants, as files.",
    "verify": "Whether the bank still gives what a quiz.lock describes.",
    "schema": "JSON Schema of what is written, for editors.",
    "formats": "What each output format holds, and what it loses.",
    "formulas": "The formulas that questions may use.",
    "objectives": "What is assessed, and what must be known before it.",
    "help": "The guide for authors, by topic; or what a command does.",
}
"""Each command is ``COMMAND`` of the module ``qbank.cli.commands.<name>``."""


class LazyGroup(click.Group):
    """Lists commands without importing them."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002
        """The commands, in the order in which one needs them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002
        """The command of that name, imported now."""
        if cmd_name not in COMMANDS:
            return None
        command: click.Command = import_module(f"qbank.cli.commands.{cmd_name}").COMMAND
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002
        """The table of commands."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Click's own, with the nearest name for one that does not exist."""
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            from difflib import get_close_matches

            close = get_close_matches(args[0], COMMANDS, n=1)
            ctx.fail(f"no such command {args[0]!r}." + (f" Did you mean {close[0]!r}?" if close else ""))
        return super().resolve_command(ctx, args)


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="qbank", message="%(prog)s %(version)s")
def qbank() -> None:
    """Questions about reinforcement-learning mathematics: written once, drawn and solved exactly, exported anywhere.

    Exit codes: 0 done, 1 the input is faulty, 2 wrong usage.
    """


def main() -> None:
    """Run the command line; deliberate errors are printed without a traceback."""
    # numpy starts its threads when imported: 60 ms, and none is used
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    gc.set_threshold(
        100_000, 50, 100
    )  # imports and records make many objects and no cycles: looking for them takes a tenth
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")  # looking for them reads every installed package
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(encoding="utf-8")  # formulas need it, whatever the locale says
    try:
        qbank.main(prog_name="qbank", standalone_mode=False)
    except click.exceptions.Exit as leave:
        sys.exit(leave.exit_code)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt) as error:
        interrupt = error.__cause__ or error  # click makes an Abort of it
        for line in ("interrupted: nothing was left half written", *getattr(interrupt, "__notes__", ())):
            click.echo(line, err=True)
        sys.exit(130)
    except AuthoringError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except QbankError as error:
        click.echo(f"error: {error}", err=True)
        sys.exit(1)
    except OSError as error:  # files that cannot be written are an OutputError, so this is standard output
        if error.errno != errno.ENOSPC:
            raise
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # what is left would fail again at exit
        click.echo(f"error: cannot print everything: {error.strerror}", err=True)
        sys.exit(1)
