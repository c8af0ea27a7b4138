"""Certificates for a command: remembered, or proved now with progress on a terminal; Ctrl-C says which are missing."""

import sys
from collections.abc import Iterator, Sequence

import click

from qbank.checking.certificate import Certificate
from qbank.checking.certificates import Asked, Certificates
from qbank.checking.remembered import Remembered
from qbank.checking.report.portrait import Portrait
from qbank.checking.report.portraits import portraits
from qbank.cli.options import cache_folder
from qbank.cli.progress import Progress

Entry = Asked | Certificate
"""A question that is to be checked, or what is known of it already."""


def painted(asked: Sequence[Asked], jobs: int) -> dict[str, Portrait]:
    """The portrait of each question, remembered or made now."""
    progress = Progress(sys.stderr, verb="looking at")
    try:
        return portraits(asked, Remembered(cache_folder()), jobs, progress)
    finally:
        progress.wipe()


def certified(entries: Sequence[Entry], jobs: int) -> Iterator[Certificate]:
    """The certificate of every entry, in order, each as soon as there is it."""
    progress = Progress(sys.stderr)
    asked = [entry for entry in entries if isinstance(entry, Asked)]
    checked = Certificates(asked, Remembered(cache_folder()), jobs, progress)
    made = checked.__iter__()
    try:
        for entry in entries:
            certificate = entry if isinstance(entry, Certificate) else next(made)
            progress.wipe()
            yield certificate
    except KeyboardInterrupt:
        progress.wipe()
        click.echo(f"interrupted; not checked: {', '.join(checked.missing)}", err=True)
        sys.exit(130)
    finally:
        made.close()
