"""What is told of single wrong responses where Moodle has no place for it: a list in the general feedback."""

from collections.abc import Iterable

from markupsafe import Markup

from qbank.item import Known
from qbank.writers.moodle import text
from qbank.writers.moodle.template import macros


def remarks(about: Iterable[tuple[Markup, Known]]) -> Markup | None:
    """A list of what each remark is about and what is said of it; None when nothing is said."""
    rows = [
        (what, text.line(known.feedback), text.attribute(known.misconception or ""))
        for what, known in about
        if known.feedback or known.misconception
    ]
    return macros().remarks(list(rows)) if rows else None
