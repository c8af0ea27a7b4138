"""Where an instructor works, and what everything there needs.

What is shown is a record for a template, made by a function of the desk and the id in the address (``a/b`` where the address
holds two). What is done takes the form as well, and gives the address to go on at or the page to show, with what is to be said.
Sent twice, everything counts once.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from msgspec import Struct

from qbank.practice.tutor import Tutor
from qbank.practice.web.fields import Form

UNSEEN = re.compile(r"[\x00-\x08\x0b-\x1f\x7f]")
LONGEST_NAME = 100


@dataclass(frozen=True, slots=True)
class TeachingDesk:
    """An instructor's desk; ``link`` gives the signed link by which the learner of an id enters."""

    tutor: Tutor
    clock: Callable[[], datetime]
    link: Callable[[str], str]


class Download(Struct, frozen=True):
    """A file to keep: its name, its media type, its text."""

    name: str
    kind: str
    text: str


def one_line(text: str) -> str:
    """A name as it was typed, on one line.

    >>> one_line("  Ada\\tLovelace\\x00 ")
    'Ada Lovelace'
    """
    return " ".join(UNSEEN.sub("", text).split())


def field_text(form: Form, name: str) -> str:
    """The text in a field of a form, its lines ended alike; empty when there is no such field."""
    typed = "".join(form.get(name, ())[:1]).replace("\r\n", "\n")
    return UNSEEN.sub("", typed).strip()


def is_name(text: str) -> bool:
    """Whether a line may be the name of somebody or something."""
    return 0 < len(text) <= LONGEST_NAME


def two(id: str) -> tuple[str, str]:
    """The two ids that an address holds.

    >>> two("class/student")
    ('class', 'student')
    """
    first, _, second = id.partition("/")
    return first, second
