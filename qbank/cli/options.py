"""Options that several commands share, and how a bank is found."""

import json
import os
import shutil
import signal
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any, TypeVar

import click

from qbank.authoring.bank import Bank, Survey, survey
from qbank.errors import AuthoringError
from qbank.resources import questions_folder

Function = TypeVar("Function", bound=Callable[..., Any])


def bank_option(function: Function) -> Function:
    """``--bank DIR``, repeatable."""
    text = "A folder of questions; repeatable. Without it: ./questions if there is one, then the shipped bank."
    folder = click.Path(path_type=Path)
    return click.option("--bank", "folders", metavar="DIR", multiple=True, type=folder, help=text)(function)


def json_option(function: Function) -> Function:
    """``--json``."""
    return click.option("--json", "as_json", is_flag=True, help="The same facts for machines.")(function)


def jobs_option(function: Function) -> Function:
    """``--jobs N``."""
    text = "In how many processes work is done.  [default: the number of cores]"
    return click.option("--jobs", type=click.IntRange(min=1), default=cores, metavar="N", help=text)(function)


def cores() -> int:
    """How many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):  # not everywhere
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def interrupted_when_ended() -> None:
    """From now on, a polite kill is an interrupt: what was begun is cleared away."""
    for name in ("SIGTERM", "SIGHUP"):  # Windows has no SIGHUP
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), _interrupt)


def _interrupt(number: int, frame: object) -> None:  # noqa: ARG001
    raise KeyboardInterrupt


def open_bank(folders: tuple[Path, ...]) -> Bank:
    """The bank in these folders, or the default one; what the command compiles of it is kept for the next one."""
    found = open_survey(folders)
    if found.faults:
        from qbank.checking.certificate import survey_faults  # compiles questions, and most banks are sound

        raise AuthoringError(survey_faults(found))
    return found.bank


def open_survey(folders: tuple[Path, ...]) -> Survey:
    """As ``open_bank``, of faulty banks too."""
    found = survey(folders or default_folders(), cache_folder())
    click.get_current_context().call_on_close(found.bank.remember)
    return found


def cache_folder() -> Path | None:
    """Where checked questions are kept: in ``$QBANK_CACHE``, nowhere when that is empty, else in the user's cache folder."""
    named = os.environ.get("QBANK_CACHE")
    if named is None:
        from platformdirs import user_cache_path  # 8 ms, and not needed where the variable says it

        named = str(user_cache_path("qbank", appauthor=False))
    return Path(named).absolute() if named and not named.startswith("~") else None


def default_folders() -> list[Path]:
    """``./questions`` if there is one, then the shipped bank; each folder once."""
    shipped, here = questions_folder(), Path("questions")
    return [shipped] if not here.is_dir() or here.resolve() == shipped.resolve() else [here, shipped]


def terminal_width() -> int:
    """The terminal's width, up to what reads well; the same in every pipe."""
    return min(100, shutil.get_terminal_size().columns) if sys.stdout.isatty() else 100


def counted(number: int, noun: str, several: str = "") -> str:
    """A number with its noun: ``several`` is its plural where an s would not make it.

    >>> counted(1, "copy", "copies"), counted(1200, "copy", "copies"), counted(0, "fault")
    ('1 copy', '1,200 copies', '0 faults')
    """
    return f"{number:,} {noun if number == 1 else several or noun + 's'}"


def print_json(data: object) -> None:
    """Data as JSON on standard output."""
    click.echo(json.dumps(data, ensure_ascii=False, indent=2, default=str))
