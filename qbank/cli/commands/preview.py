"""``qbank preview``."""

import webbrowser
from pathlib import Path

import click

from qbank.authoring.bank import is_question
from qbank.cli.options import bank_option, open_bank
from qbank.errors import QbankError


@click.command("preview")
@click.argument("source", metavar="FILE|FOLDER|ID")
@click.option("--port", type=click.IntRange(1, 65535), metavar="N", help="The port; 8765, or a free one, by default.")
@click.option("--no-browser", is_flag=True, help="Only say where the page is.")
@bank_option
def COMMAND(source: str, port: int | None, folders: tuple[Path, ...], *, no_browser: bool) -> None:  # noqa: N802
    """A page in your browser that shows a question, or all of a folder, anew whenever a file is saved.

    The student's view stands beside the key; any draw can be looked at, as a web page, in Moodle and on paper. Only this
    machine can see it. Ctrl-C ends it.
    """
    from qbank.preview.run import serve  # with the server
    from qbank.preview.shelf import Shelf

    place = _place(source, folders)

    def ready(address: str) -> None:
        click.echo(f"{place} is shown at {address} (Ctrl-C ends it)")
        if not no_browser:
            webbrowser.open(address)

    serve(Shelf(place), port, ready)


def _place(source: str, folders: tuple[Path, ...]) -> Path:
    """The file or folder that is meant; a question's file by its id."""
    path = Path(source)
    if path.is_dir() or (path.suffix == ".yaml" and path.is_file() and is_question(path)):
        return path
    if path.is_file():
        raise QbankError(f"{source!r} holds no question\n  hint: name a question's YAML file, or a folder of them")
    if path.suffix or len(path.parts) > 1:
        raise QbankError(f"there is no file or folder {source!r}")
    return Path(open_bank(folders).item(source).origin.file)
