"""The formats there are: every package may add one through the entry-point group ``qbank.formats``.

An entry point names a module that exports ``FORMAT``. Names are cheap to list; a module is imported when its format is
asked for.
"""

from difflib import get_close_matches
from importlib import import_module

from qbank.errors import QbankError
from qbank.resources import declared
from qbank.writers.format import Format

GROUP = "qbank.formats"


def format_names() -> tuple[str, ...]:
    """The names of all formats, sorted; nothing is imported.

    >>> [name for name in ("html", "json", "moodle", "pdf") if name not in format_names()]
    []
    """
    return tuple(declared(GROUP))


def get_format(name: str) -> Format:
    """The format of a name.

    >>> get_format("mooodle")
    Traceback (most recent call last):
    ...
    qbank.errors.QbankError: unknown format 'mooodle'; known: ...moodle...
      hint: did you mean 'moodle'?
    """
    module = declared(GROUP).get(name)
    if module is None:
        close = get_close_matches(name, format_names(), n=1)
        hint = f"\n  hint: did you mean {close[0]!r}?" if close else ""
        raise QbankError(f"unknown format {name!r}; known: {', '.join(format_names())}{hint}")
    found = getattr(import_module(module), "FORMAT", None)
    if not isinstance(found, Format):
        raise QbankError(f"the module {module!r} of format {name!r} exports no FORMAT")
    return found


def formats() -> dict[str, Format]:
    """Every format by its name; imports all of them."""
    return {name: get_format(name) for name in format_names()}
